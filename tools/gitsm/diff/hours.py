"""Hours compared as sets: a window less is looser, a window more tighter, the same minutes written otherwise nothing.

A calendar is compared by its weekly minutes and by what its holidays and exceptions make of each day they name. Another
time zone or other parents make the sets incomparable here; that is reported as both ways ("mixed").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from gitsm.base.scalars import minutes_of_day
from gitsm.base.source import Route
from gitsm.model.meta import Verdict
from gitsm.model.service import WEEKDAYS, Calendar, Window, days_of

DAY = 24 * 60
Minutes = frozenset[int]
_WHOLE_DAY: Minutes = frozenset(range(DAY))


def minutes_of(windows: Iterable[Window]) -> Minutes:
    """Minutes of a day inside the windows; one that ends before it starts runs to midnight."""
    found: set[int] = set()
    for start, end in windows:
        first, last = minutes_of_day(start), minutes_of_day(end)
        found.update(range(first, last if last > first else DAY))
    return frozenset(found)


def weekly_minutes(calendar: Calendar) -> tuple[Minutes, ...]:
    """Open minutes of each weekday, Monday first."""
    days: list[set[int]] = [set() for _ in WEEKDAYS]
    for spec, windows in calendar.weekly.items():
        for day in days_of(spec):
            days[day] |= minutes_of(windows)
            for start, end in windows:
                if minutes_of_day(end) <= minutes_of_day(start):  # over midnight, into the next day
                    days[(day + 1) % 7] |= set(range(minutes_of_day(end)))
    return tuple(map(frozenset, days))


def overrides(calendar: Calendar) -> dict[date, Minutes]:
    """What holidays and exceptions make of the days they name, in open minutes; exceptions are applied last."""
    weekly = weekly_minutes(calendar)
    days: dict[date, Minutes] = {}
    for holiday in calendar.holidays:
        start = minutes_of_day(holiday.from_) if holiday.from_ else 0
        end = minutes_of_day(holiday.to) if holiday.to else DAY
        usual = days.get(holiday.date, weekly[holiday.date.weekday()])
        days[holiday.date] = usual - frozenset(range(start, end))
    for exception in calendar.exceptions:
        days[exception.date] = frozenset() if exception.closed else minutes_of(exception.open)
    return days


def of_sets(before: Minutes, after: Minutes) -> Verdict:
    """Fewer minutes are looser, more are tighter."""
    if before == after:
        return "neutral"
    if after < before:
        return "looser"
    return "tighter" if before < after else "mixed"


def calendar_differences(before: Calendar, after: Calendar) -> Iterator[tuple[Route, Minutes, Minutes, Verdict]]:
    """(route, open minutes before and after, direction) of every weekday and every named day that differs."""
    usual = weekly_minutes(before), weekly_minutes(after)
    for number, name in enumerate(WEEKDAYS):
        old, new = usual[0][number], usual[1][number]
        if old != new:
            yield ("weekly", name), old, new, of_sets(old, new)
    named = overrides(before), overrides(after)
    for day in sorted(named[0].keys() | named[1].keys()):
        if named[0].get(day) == named[1].get(day):
            continue
        old, new = (side.get(day, week[day.weekday()]) for side, week in zip(named, usual, strict=True))
        if old != new:
            yield ("days", day.isoformat()), old, new, of_sets(old, new)


def of_calendars(before: Calendar | None, after: Calendar | None) -> Verdict:
    """Direction between two calendars as wholes; None stands for all hours of all days."""
    if before is None or after is None:
        return _against_always(before, after)
    if (before.timezone, before.parents) != (after.timezone, after.parents):
        return "mixed"
    seen = {verdict for _, _, _, verdict in calendar_differences(before, after)}
    if "mixed" in seen or {"looser", "tighter"} <= seen:
        return "mixed"
    return "looser" if "looser" in seen else "tighter" if seen else "neutral"


def _against_always(before: Calendar | None, after: Calendar | None) -> Verdict:
    if before is None and after is None:
        return "neutral"
    known = before or after
    if known is None or known.parents is not None:
        return "mixed"
    always = all(minutes == _WHOLE_DAY for minutes in (*weekly_minutes(known), *overrides(known).values()))
    if always:
        return "neutral"
    return "looser" if before is None else "tighter"
