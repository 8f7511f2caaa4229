"""Working days: days on which a calendar is open at some time, and the day some of them later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from gitsm.calendar.almanac import Almanac, Unresolved
from gitsm.calendar.instant import DAY, local_midnight
from gitsm.calendar.zones import zone
from gitsm.load.snapshot import Snapshot

MOST_DAYS = 3660
"""How far a working day is looked for: a calendar may have none at all."""
_Open = Callable[[date], bool]


def open_days(snapshot: Snapshot, id_: str, on: date) -> _Open | None:
    """Whether a calendar is open on a day; None where that cannot be told (unknown, unreadable, a circle)."""
    almanac = Almanac(snapshot, on)
    try:
        hours, clocks = almanac.hours(id_), almanac.zone(id_) or zone("UTC")
    except Unresolved:
        return None

    def is_open(day: date) -> bool:
        midnight = local_midnight(day)
        return hours.elapsed(clocks.instant(midnight), clocks.instant(midnight + DAY)) > 0

    return is_open


def after_working_days(is_open: _Open, day: date, count: int) -> date | None:
    """The last of `count` working days after a day (that day itself does not count); None where there are too few."""
    for _ in range(MOST_DAYS):
        if count <= 0:
            return day
        day += timedelta(days=1)
        count -= is_open(day)
    return None
