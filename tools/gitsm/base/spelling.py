"""How a duration should be written: `4h`, `30m`, `2d`, `1h30m`; the unit people chose is kept (`36h` stays)."""

from __future__ import annotations

import re

from gitsm.base.scalars import Duration

_PARTS = re.compile(r"([0-9]+)([wdhmWDHM])")


def tidy_duration(text: str) -> str:
    """The spelling for a written duration (one that `Duration.parse` accepts); the text itself where it is fine.

    Not fine are ISO 8601, weeks, leading zeros, parts of zero, and a part that overflows into the one before it
    (`1h90m`). A single part may be as large as people like: `36h`, `90m`.
    """
    parts = [(int(number), unit.lower()) for number, unit in _PARTS.findall(text)]
    written = {unit for number, unit in parts if number}
    if written == {"w"}:
        return f"{sum(number for number, _ in parts) * 7}d"
    if len(written) > 1:
        return Duration.parse(text).canonical if _overflows(parts) or "w" in written else _join(parts)
    return _join(parts) or "0m"


def _overflows(parts: list[tuple[int, str]]) -> bool:
    filled = [(number, unit) for number, unit in parts if number]
    return any(number >= {"h": 24, "m": 60}[unit] for number, unit in filled[1:] if unit in "hm")


def _join(parts: list[tuple[int, str]]) -> str:
    return "".join(f"{number}{unit}" for number, unit in parts if number)
