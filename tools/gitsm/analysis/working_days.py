"""Working days: days on which a calendar is open at some time, and the day some of them later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from gitsm.base.scalars import minutes_of_day
from gitsm.load.snapshot import Snapshot
from gitsm.model.service import Calendar, days_of

ALWAYS = "24x7"
MOST_DAYS = 3660
"""How far a working day is looked for: a calendar may have none at all."""
MOST_GENERATIONS = 50
_DAY = 24 * 60
_Open = Callable[[date], bool]


def open_days(snapshot: Snapshot, id_: str, on: date) -> _Open | None:
    """Whether a calendar is open on a day; None where that cannot be told (unknown, unreadable, a circle)."""
    return _open_days(snapshot, id_, on, frozenset())


def _open_days(snapshot: Snapshot, id_: str, on: date, above: frozenset[str]) -> _Open | None:
    if id_ == ALWAYS:
        return lambda _day: True
    item = snapshot.resolve("calendar", id_, on)
    calendar = item.artefact if item is not None else None
    if not isinstance(calendar, Calendar) or id_ in above or len(above) > MOST_GENERATIONS:
        return None
    usual = _usual(snapshot, calendar, on, above | {id_})
    if usual is None:
        return None
    closed = {one.date for one in calendar.holidays if _whole_day(one.from_, one.to)}
    replaced = {one.date: bool(one.open) and not one.closed for one in calendar.exceptions}

    def is_open(day: date) -> bool:
        return replaced[day] if day in replaced else day not in closed and usual(day)

    return is_open


def _usual(snapshot: Snapshot, calendar: Calendar, on: date, above: frozenset[str]) -> _Open | None:
    """Open days without holidays and exceptions of the calendar itself; parents are combined day by day."""
    own = frozenset(day for spec, windows in calendar.weekly.items() if windows for day in days_of(spec))
    parents = calendar.parents
    if parents is None:
        return lambda day: day.weekday() in own
    if parents.union and parents.intersection:
        return None
    combine = any if parents.union else all
    found = [_open_days(snapshot, id_, on, above) for id_ in parents.union or parents.intersection]
    known = [one for one in found if one is not None]
    if len(known) != len(found):
        return None
    if own:
        known.append(lambda day: day.weekday() in own)
    return lambda day: combine(one(day) for one in known)


def _whole_day(start: str | None, end: str | None) -> bool:
    first = minutes_of_day(start) if start else 0
    last = minutes_of_day(end) if end else _DAY
    return first == 0 and last >= _DAY


def after_working_days(is_open: _Open, day: date, count: int) -> date | None:
    """The last of `count` working days after a day (that day itself does not count); None where there are too few."""
    for _ in range(MOST_DAYS):
        if count <= 0:
            return day
        day += timedelta(days=1)
        count -= is_open(day)
    return None
