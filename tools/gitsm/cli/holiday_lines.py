"""Holidays into the file of a calendar: only lines are added, every other character stays."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from gitsm.base.errors import CannotWorkHere
from gitsm.base.source import Position
from gitsm.edit.splice import Edit, after_line, quoted_like, splice
from gitsm.load.positions import find
from gitsm.load.snapshot import Loaded
from gitsm.load.yaml import Broken, decode, parse
from gitsm.model.service import Calendar

Day = tuple[date, str]
_PLAIN = re.compile(r"[A-Za-zÀ-ž][\w '.()/-]*[\w.)]")


def entry(day: Day) -> str:
    """`{date: 2027-01-01, name: New Year's Day}`."""
    name = day[1] if " " in day[1] and _PLAIN.fullmatch(day[1]) else quoted_like("", day[1])
    return f"{{date: {day[0].isoformat()}, name: {name}}}"


def block(days: Sequence[Day]) -> str:
    """The days as the field `holidays`, for a file that has none yet."""
    return "\n".join(["holidays:", *(f"  - {entry(day)}" for day in days)]) + "\n"


def with_holidays(item: Loaded, data: bytes, days: Sequence[Day]) -> tuple[bytes, list[Day]]:
    """The file with the days that it does not name yet, each before the first later one; and those days.

    Raises CannotWorkHere where the list is written so that no line can be added to it.
    """
    calendar = item.artefact
    assert isinstance(calendar, Calendar)
    text = decode(data)
    known = {holiday.date for holiday in calendar.holidays}
    added = [day for day in days if day[0] not in known]
    if not added:
        return data, []
    new = splice(text, _edits(text, calendar, added))
    before, after = _read(text), _read(new)
    before["holidays"] = [
        *(before.get("holidays") or []),
        *({"date": d.isoformat(), "name": name} for d, name in added),
    ]
    if after is None or _shape(before) != _shape(after):
        raise CannotWorkHere(
            f"The holidays of {item.path} are written so that no line can be added.",
            "write each of them on a line of its own: `  - {date: 2027-01-01, name: New Year's Day}`",
        )
    return new.encode("utf-8"), added


def _edits(text: str, calendar: Calendar, added: Sequence[Day]) -> list[Edit]:
    count, newline = len(calendar.holidays), "\r\n" if "\r\n" in text else "\n"
    routes: list[tuple[str, int]] = [("holidays", number) for number in range(count)]
    places = find(text, frozenset([("holidays",), *routes]))
    if ("holidays",) not in places:
        return [after_line(text, _last_line(text, len(text.split("\n"))), block(added).rstrip("\n"))]
    if not count:
        value, key = places["holidays",]
        start = key or value
        span = Position(start.end_line, start.end_column, value.end_line, value.end_column)
        return [Edit(span, newline.join([":", *(f"  - {entry(day)}" for day in added)]))]
    first = places[routes[0]][0]
    margin = text.split("\n")[first.line - 1].partition("-")[0] + "- "
    groups: dict[int, list[str]] = {}
    for day in added:
        later = [n for n, holiday in enumerate(calendar.holidays) if holiday.date > day[0]]
        groups.setdefault(later[0] if later else count, []).append(f"{margin}{entry(day)}")
    edits: list[Edit] = []
    for number, lines in groups.items():
        if number == count:
            last = places[routes[-1]][0]
            edits.append(after_line(text, _last_line(text, last.end_line), "\n".join(lines)))
        else:
            line = places[routes[number]][0].line
            edits.append(Edit(Position(line, 1, line, 1), newline.join([*lines, ""])))
    return edits


def _last_line(text: str, line: int) -> int:
    """The last line up to one that says something, counted from 1."""
    lines = text.split("\n")
    while line > 1 and (not lines[line - 1].strip() or lines[line - 1].lstrip().startswith("#")):
        line -= 1
    return line


def _read(text: str) -> Any:
    try:
        return parse(text)
    except Broken:
        return None


def _shape(content: Any) -> Any:
    """Content for comparison: the holidays as a set by day."""
    days = sorted((str(one.get("date")), json.dumps(one, default=str, sort_keys=True)) for one in content["holidays"])
    return {**content, "holidays": days}
