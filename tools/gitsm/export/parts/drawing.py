"""A ticket on its way, drawn with letters: true linear time, at most 80 columns, the same with and without colour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import MAXYEAR, date, timedelta

from gitsm.analysis.proof_words import wall
from gitsm.analysis.ticket import Leg, Ticket
from gitsm.calendar.hours import Hours
from gitsm.calendar.instant import DAY, Instant, local_midnight
from gitsm.calendar.zones import Zone

WIDTH = 80
KEY = "# works  = hands over  . waits, the clock runs  - waits, the clock stands"
LATE = "! the time is used up"
_LABEL = 22
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_STEPS = (5, 10, 15, 30, 60, 120, 180, 360, 720)
"""Minutes between two marks of a scale of hours."""
_MONTHS = (1, 3, 6, 12, 60, 120, 600, 1200, 6000, 12000)
"""Months between two marks of a scale of months and years."""


class Scale:
    """Instants of [start, end) as columns, each as wide as any other."""

    def __init__(self, start: Instant, end: Instant, columns: int) -> None:
        self.start = start
        self.minutes = max(end - start, 1)
        self.columns = columns

    def column(self, instant: Instant) -> int:
        """The column that an instant lies in."""
        return min(max((instant - self.start) * self.columns // self.minutes, 0), self.columns - 1)

    def paint(self, row: list[str], start: Instant, end: Instant, sign: str) -> None:
        """Signs over [start, end); however short it is, one."""
        if start < end:
            first = self.column(start)
            row[first : self.column(end - 1) + 1] = sign * (self.column(end - 1) + 1 - first)


def ruler(scale: Scale, clocks: Zone) -> str:
    """Hours, days, months or years, whatever there is room for, each named above its first column."""
    row = [" "] * scale.columns
    free = 0
    for at, text in _marks(scale, clocks):
        column = scale.column(at)
        over = max(column + len(text) - scale.columns, 0)  # at the end a name may begin a little before its column
        column -= over
        if column >= free and over <= len(text) // 2 and (free == 0 or column > 0):
            row[column : column + len(text)] = text
            free = column + len(text) + 1
    return "".join(row).rstrip()


def _marks(scale: Scale, clocks: Zone) -> Iterator[tuple[Instant, str]]:
    """(instant, name): the beginning, then every mark of the finest scale that has room for its names."""
    begin = wall(scale.start, clocks)
    end = scale.start + scale.minutes
    per_day = scale.columns * DAY // scale.minutes

    def named(day: date, text: str) -> tuple[Instant, str]:
        return clocks.instant(local_midnight(day)), text

    if scale.minutes <= 2 * DAY:
        yield scale.start, _day(begin.date())
        step = next((one for one in _STEPS if one * scale.columns >= 8 * scale.minutes), _STEPS[-1])
        local = clocks.local(scale.start) // step * step + step
        while (at := clocks.instant(local)) < end:
            shown = wall(at, clocks)
            yield at, f"{shown:%H:%M}" if shown.hour or shown.minute else _day(shown.date())
            local += step
    elif per_day:
        yield scale.start, _day(begin.date())
        every = next((one for one in (1, 2, 7, 14) if one * per_day >= 7), 14)
        day = begin.date() + timedelta(days=1 if every < 7 else 7 - begin.weekday())
        while (mark := named(day, _day(day)))[0] < end:
            yield mark
            day += timedelta(days=every)
    else:
        months = next((one for one in _MONTHS if one * 30 * DAY * scale.columns >= 9 * scale.minutes), _MONTHS[-1])
        yield scale.start, f"{begin:%Y-%m}"
        month = (begin.year * 12 + begin.month - 1) // months * months + months
        while month < 12 * MAXYEAR:
            mark = named(date(month // 12, month % 12 + 1, 1), f"{month // 12}-{month % 12 + 1:02}")
            if mark[0] >= end:
                break
            yield mark
            month += months


def _day(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day}"


def ticket_drawing(ticket: Ticket, clock: Hours, clocks: Zone, width: int = WIDTH) -> list[str]:
    """Rows of the promise's clock and of each step, under a ruler of days; what the signs mean in the last lines."""
    steps: dict[tuple[int, tuple[int, ...]], list[Leg]] = {}
    for leg in ticket.legs:
        steps.setdefault((id(leg.step), leg.lane), []).append(leg)
    label = min(max([9, *(len(legs[0].step.key) for legs in steps.values())]), _LABEL)
    scale = Scale(ticket.opened, max(ticket.done, ticket.opened + 1), width - label - 4)
    lines = [f"  {'':<{label}}  {ruler(scale, clocks)}".rstrip()]
    row = [" "] * scale.columns
    for low, high in clock.spans(ticket.opened, ticket.done):
        scale.paint(row, low, high, "~")
    if ticket.late and ticket.due is not None:
        row[scale.column(ticket.due)] = "!"
    lines.append(f"  {'the clock':<{label}}  {''.join(row).rstrip()}")
    for legs in steps.values():
        row = [" "] * scale.columns
        for leg in sorted(legs, key=_weight):
            scale.paint(row, leg.start, leg.end, _sign(leg))
        lines.append(f"  {_short(legs[0].step.key, label):<{label}}  {''.join(row).rstrip()}")
    late = f"  {LATE}" if ticket.late and ticket.due is not None else ""
    return [*lines, f"  {KEY}", f"  ~ the clock runs{late}"]


def _weight(leg: Leg) -> int:
    """What is painted last is seen where a column holds several things."""
    return {"hands over": 1, "works": 2}.get(leg.doing, 0)


def _sign(leg: Leg) -> str:
    if leg.doing in ("works", "hands over"):
        return "#" if leg.doing == "works" else "="
    return "." if leg.counted else "-"


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
