"""Hours compared as sets: a window less is looser, a window more tighter, the same minutes written otherwise nothing.

A calendar is compared by its weekly minutes and by what its holidays and exceptions make of each day they name, as the
almanac reads them. Where it only combines others, a day is compared as if those were open for all of it. Another time
zone or other parents make the sets incomparable here; that is reported as both ways ("mixed").
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gitsm.base.source import Route
from gitsm.calendar.almanac import named_days, said_of_days, week_of
from gitsm.calendar.hours import Windows
from gitsm.calendar.instant import DAY
from gitsm.model.meta import Verdict
from gitsm.model.service import WEEKDAYS, Calendar

Minutes = frozenset[int]
_WHOLE_DAY: Minutes = frozenset(range(DAY))


def weekly_minutes(calendar: Calendar) -> tuple[Minutes, ...]:
    """Open minutes of each weekday, Monday first."""
    return tuple(map(_minutes, week_of(calendar)))


def overrides(calendar: Calendar) -> dict[date, Minutes]:
    """What holidays and exceptions make of the days they name, in open minutes; exceptions are applied last."""
    if only_combines(calendar):
        return {
            day: _WHOLE_DAY - _minutes(windows) if way == "cut" else _minutes(windows)
            for day, (way, windows) in said_of_days(calendar).items()
        }
    return {day: _minutes(windows) for day, windows in named_days(calendar).items()}


def only_combines(calendar: Calendar) -> bool:
    """Whether a calendar has no windows of its own, so that its days are those of other calendars."""
    return calendar.parents is not None and not calendar.weekly


def usual_day(calendar: Calendar, day: date) -> Minutes:
    """Open minutes of a day of which nothing else is said."""
    return _WHOLE_DAY if only_combines(calendar) else _minutes(week_of(calendar)[day.weekday()])


def _minutes(windows: Windows) -> Minutes:
    return frozenset(minute for low, high in windows for minute in range(low, high))


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
        old, new = (side.get(day, usual_day(one, day)) for side, one in zip(named, (before, after), strict=True))
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
