"""How much open time a day, a week, a month, a quarter or a year can hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gitsm.base.dates import add_months
from gitsm.calendar.hours import Hours
from gitsm.calendar.instant import local_midnight
from gitsm.calendar.zones import Zone

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Fullest:
    """The period of a year that holds most open minutes; the first where several do."""

    start: date
    end: date
    minutes: int


def fullest(hours: Hours, clocks: Zone, period: str, day: date) -> Fullest:
    """Of the periods that follow one another from the one a day lies in, for a year, the one that is open longest.

    `period`: day, week (from Monday), month, quarter or year.
    """
    found = [
        Fullest(start, end, hours.elapsed(*(clocks.instant(local_midnight(each)) for each in (start, end))))
        for start, end in _periods(period, day)
    ]
    return max(found, key=lambda one: one.minutes)


def _periods(period: str, day: date) -> Iterator[tuple[date, date]]:
    if period in MONTHS:
        months = MONTHS[period]
        start = date(day.year, (day.month - 1) // months * months + 1, 1)
        for number in range(12 // months):
            yield add_months(start, number * months), add_months(start, (number + 1) * months)
        return
    days = 1 if period == "day" else 7
    start = day if period == "day" else day - timedelta(days=day.weekday())
    for number in range(366 if period == "day" else 53):
        yield start + timedelta(days=number * days), start + timedelta(days=(number + 1) * days)
