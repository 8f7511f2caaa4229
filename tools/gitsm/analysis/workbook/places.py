"""Time zones as people write them: found, or asked back with the name that is meant."""

from __future__ import annotations

import difflib
import re
from functools import cache

from gitsm.analysis.workbook.grid import Amiss, Cell, folded
from gitsm.calendar import zones

_OFFSET = re.compile(r"(?:gmt|utc|z)?\s*[+\N{MINUS SIGN}-]\s*[0-9]{1,2}(?::?[0-9]{2})?")
_FIXED = {
    "est": ("America/New_York", "America/Panama"),
    "mst": ("America/Denver", "America/Phoenix"),
    "hst": ("Pacific/Honolulu", ""),
}
"""Short names that stand for clocks without summer time, and are written for those with it."""
ANY = "write one such as Europe/Berlin, America/New_York or UTC"


def _plain(name: str) -> str:
    return folded(name.replace("_", " "))


@cache
def _known() -> dict[str, str]:
    return {_plain(name): name for name in sorted(zones.names())}


@cache
def _cities() -> dict[str, str]:
    return {_plain(name.rpartition("/")[2]): name for name in sorted(zones.names(), reverse=True) if "/" in name}


def place(cell: Cell) -> str:
    """The zone of a cell as the time zone data writes it. Raises Amiss."""
    text = _plain(cell.text)
    if text in _FIXED:
        likely, other = _FIXED[text]
        rest = f", or {other} if its clocks never change" if other else ""
        raise Amiss(f"{cell.shown} is short for several time zones", f"write {likely}{rest}")
    found = _known().get(text)
    if found is None:
        raise Amiss(f"there is no time zone {cell.shown}", _hint(text))
    return found


def _hint(text: str) -> str:
    if _OFFSET.fullmatch(text):
        return "write a place whose clocks show it, such as Europe/Berlin; an offset knows no summer time"
    for names in (_cities(), _known()):
        near = [text] if text in names else difflib.get_close_matches(text, names, n=1, cutoff=0.8)
        if near:
            return f"write {names[near[0]]} if that is meant"
    return ANY
