"""A ticket on its way, drawn with letters: true linear time, at most 80 columns, the same with and without colour."""

from __future__ import annotations

from datetime import timedelta

from gitsm.analysis.proof_words import wall
from gitsm.analysis.ticket import Leg, Ticket
from gitsm.calendar.hours import Hours
from gitsm.calendar.instant import Instant, local_midnight
from gitsm.calendar.zones import Zone

WIDTH = 80
KEY = "# works  = hands over  . waits, the clock runs  - waits, the clock stands"
LATE = "! the time is used up"
_LABEL = 22
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


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
    """The days, each named above its first column where there is room."""
    row = [" "] * scale.columns
    day, free = wall(scale.start, clocks).date(), 0
    first = True
    while True:
        at = max(clocks.instant(local_midnight(day)), scale.start)
        if at >= scale.start + scale.minutes:
            break
        text = f"{_DAYS[day.weekday()]} {day.day}"
        column = min(scale.column(at), scale.columns - len(text))
        if column >= free and (first or column > 0):
            row[column : column + len(text)] = text
            free = column + len(text) + 1
        first = False
        day += timedelta(days=1)
    return "".join(row).rstrip()


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
