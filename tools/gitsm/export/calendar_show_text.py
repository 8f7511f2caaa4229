"""A calendar of hours for people: its week, the days that differ, what it comes to, when it opens next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from gitsm.analysis.proof_words import moment
from gitsm.base import words
from gitsm.calendar import zones
from gitsm.calendar.hours import Windows
from gitsm.calendar.instant import Instant
from gitsm.calendar.opening import DayOpen, YearOpen
from gitsm.calendar.unlisted import Unlisted
from gitsm.calendar.zones import Zone
from gitsm.export.parts.holidays import calendar_key
from gitsm.export.parts.style import Style, block, counted, plain
from gitsm.export.parts.table import aligned

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_COLUMNS = 48
"""Half an hour each."""
Openings = Sequence[tuple[Instant, Instant | None]]


def calendar_show_text(
    id_: str, title: str, how: str, year: YearOpen, named: dict[date, str], coming: Openings, clocks: Zone,
    missing: Iterable[Unlisted], style: Style,
) -> str:  # fmt: skip
    """The hours of a year. `how`: what the calendar is made of; `named`: what it calls the days it names."""
    lines = [style("strong", f"{calendar_key(id_)}  {plain(title)}"), *block(how), ""]
    rows = [("", f"{'0':<12}{'6':<12}{'12':<12}{'18':<11}24", "open", "hours")]
    for number, windows in enumerate(year.usual):
        total = sum(high - low for low, high in windows)
        rows.append((_DAYS[number], _bar(windows), windows_words(windows), words.hours(total) if total else "-"))
    lines += aligned(rows, (3,))
    lines += [
        "",
        f"  a week as usual  {words.hours(year.week)}",
        f"  the year {year.year}    {words.hours(year.minutes)} on {counted(year.days, 'day')}",
    ]
    lines += ["", style("strong", f"days of {year.year} that differ ({len(year.other)})")]
    cells = [
        (f"{_DAYS[one.day.weekday()]} {one.day.isoformat()}", windows_words(one.windows), _reason(one, named))
        for one in year.other
    ]
    lines += aligned(cells) or ["  none"]
    for one in missing:
        lines += ["", *block(one.message, width=80), *block(f"fix  {one.fix}", rest=" " * 7, width=80)]
    lines += ["", style("strong", "opens next")]
    lines += [f"  {_opening(low, high, clocks)}" for low, high in coming] or ["  never"]
    lines += ["", f"times of {clocks.name} · time zones of tzdata {zones.version()}"]
    return "\n".join(lines).replace(words.NBSP, " ") + "\n"


def _bar(windows: Windows) -> str:
    row = [" "] * _COLUMNS
    for low, high in windows:
        first, last = low * _COLUMNS // 1440, -(-high * _COLUMNS // 1440)
        row[first:last] = "#" * (last - first)
    return "".join(row)


def _reason(one: DayOpen, named: dict[date, str]) -> str:
    text = plain(named.get(one.day, ""))
    clocks = f"clocks change: {words.hours(one.minutes)} open" if one.clocks_change else ""
    return ", ".join(part for part in (text, clocks) if part)


def windows_words(windows: Windows) -> str:
    """`08:00-12:00, 13:00-17:00`; `closed` without any."""
    return ", ".join(f"{_clock(low)}-{_clock(high)}" for low, high in windows) or "closed"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _opening(low: Instant, high: Instant | None, clocks: Zone) -> str:
    until = f"to {moment(high, clocks, low)}" if high is not None else "and does not close"
    return f"{moment(low, clocks)} {until}"
