"""CAL: are the hours that all clocks run on beyond doubt?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from gitsm.analysis.support_chain import TIME_METRICS, Measured, clock_of, day_of
from gitsm.base import words
from gitsm.base.dates import add_months
from gitsm.base.finding import Severity
from gitsm.base.scalars import Duration, minutes_of_day
from gitsm.base.similar import meant
from gitsm.base.source import Route
from gitsm.calendar import zones
from gitsm.calendar.almanac import Unresolved, named_days, week_of
from gitsm.calendar.changes import ClockChange, clock_changes
from gitsm.calendar.delivery import Fullest, fullest
from gitsm.calendar.instant import local_midnight
from gitsm.check.again import agreements, of_kinds
from gitsm.check.rule import Answer, Context, Problem, Rule, Unknown, rule
from gitsm.model.agreement import Agreement, Contract, Ola, Sla
from gitsm.model.service import WEEKDAYS, Calendar, Window, days_of
from gitsm.model.settings import Settings
from gitsm.rules import cal_chain
from gitsm.rules.promises import clocks_of, prover_of, said, upper
from gitsm.rules.words import listed, named

YEAR = timedelta(days=366)
MOST_YEARS = 10
"""Years of an agreement that are looked at."""


@rule("CAL-01", Severity.ERROR, on=(Calendar, Settings), depends=of_kinds("calendar"))
def the_hours_are_clear(calendar: Calendar | Settings, ctx: Context) -> Iterator[Answer]:
    """Windows begin before they end and do not overlap, the time zone exists, and the calendar opens at some time.

    Why: on hours that contradict themselves no two tools count the same elapsed time.
    Fix: correct the window; split one past midnight at 24:00 and go on at 00:00 of the next day; write the zone as in
    the IANA list, such as Europe/Berlin. The zone of the settings says when the days of agreements begin.
    """
    zone = calendar.timezone
    if zone is not None and zone not in zones.names():
        near = meant(zone, zones.names())
        text = f"{named(ctx.current)} is set in the time zone {zone}, which does not exist."
        yield Problem(
            text, ("timezone",), fix=f"write {near}" if near else "write a zone of the IANA list, such as Europe/Berlin"
        )
    if isinstance(calendar, Settings):
        return
    parents = calendar.parents
    if parents is not None and parents.union and parents.intersection:
        text = f"{named(ctx.current)} combines others in both ways at once, union and intersection."
        yield Problem(text, ("parents",), about="both", fix="make two calendars of it, one combined from the other")
    wrong = False
    for problem in (*_weekly(calendar), *_days(calendar)):
        wrong = True
        yield problem
    if not wrong and (zone is None or zone in zones.names()):
        yield from _never_open(calendar, ctx)


def _weekly(calendar: Calendar) -> Iterator[Problem]:
    """Windows that are empty or turned round, and such as overlap on one weekday."""
    by_day: dict[int, list[tuple[int, int, str, int]]] = {}
    for spec, windows in calendar.weekly.items():
        for number, window in enumerate(windows):
            route = ("weekly", spec, number)
            if (problem := _turned(window, route)) is not None:
                yield problem
                continue
            for day in days_of(spec):
                by_day.setdefault(day, []).append((*_minutes(window), spec, number))
    told: set[tuple[str, int]] = set()
    for day, found in sorted(by_day.items()):
        for (_, end, spec, number), (start, last, other, there) in pairwise(sorted(found)):
            if start < end and (other, there) not in told:
                told.add((other, there))
                one, two = _shown(calendar.weekly[spec][number]), _shown(calendar.weekly[other][there])
                shared = f"both hold {_clock(start)} to {_clock(min(end, last))}"
                text = f"Two windows overlap on {WEEKDAYS[day]}: {one} ({spec}) and {two} ({other}); {shared}."
                fix = "let one end where the other starts, or make one window of them"
                yield Problem(text, ("weekly", other, there), about="overlap", fix=fix)


def _days(calendar: Calendar) -> Iterator[Problem]:
    """What single days say: holidays that end before they begin, exceptions that say nothing or two things."""
    for number, holiday in enumerate(calendar.holidays):
        if holiday.from_ and holiday.to and minutes_of_day(holiday.from_) >= minutes_of_day(holiday.to):
            text = f"The holiday on {holiday.date} is closed from {holiday.from_} to {holiday.to}: no time at all."
            yield Problem(text, ("holidays", number), about="turned", fix="let `from` be before `to`")
    seen: dict[object, int] = {}
    for number, day in enumerate(calendar.exceptions):
        route: Route = ("exceptions", number)
        if day.date in seen:
            text = f"Two exceptions replace the windows of {day.date}; only the last would count."
            yield Problem(text, route, about="twice", fix="keep one of them")
        seen[day.date] = number
        if day.closed and day.open:
            text = f"The exception on {day.date} is closed and open at once."
            yield Problem(text, route, about="both", fix="keep either `closed` or `open`")
        elif not day.closed and not day.open:
            text = f"The exception on {day.date} says neither when it is open nor that it is closed."
            yield Problem(text, route, about="neither", fix="add `open` with windows, or `closed: true`")
        found = []
        for position, window in enumerate(day.open):
            if (problem := _turned(window, (*route, "open", position))) is not None:
                yield problem
            else:
                found.append((*_minutes(window), position))
        for (_, end, one), (start, _, two) in pairwise(sorted(found)):
            if start < end:
                text = f"Two windows overlap on {day.date}: {_shown(day.open[one])} and {_shown(day.open[two])}."
                fix = "let one end where the other starts, or make one window of them"
                yield Problem(text, (*route, "open", two), about="overlap", fix=fix)


def _turned(window: Window, route: Route) -> Problem | None:
    start, end = _minutes(window)
    if start < end:
        return None
    if start == end:
        text, fix = f"The window {_shown(window)} begins when it ends.", "correct it, or delete it"
    else:
        text = f"The window {_shown(window)} ends before it begins."
        fix = f'past midnight, write ["{window[0]}", "24:00"] here and ["00:00", "{window[1]}"] on the next day'
    return Problem(text, route, about="turned", fix=fix)


def _minutes(window: Window) -> tuple[int, int]:
    return minutes_of_day(window[0]), minutes_of_day(window[1])


def _shown(window: Window) -> str:
    return f"{window[0]} to {window[1]}"


def _never_open(calendar: Calendar, ctx: Context) -> Iterator[Answer]:
    """A calendar without an open minute in the coming year."""
    if not calendar.weekly and not calendar.exceptions and calendar.parents is None:
        text = f"{named(ctx.current)} names no hours: it never opens, and no clock on it ever runs."
        yield Problem(text, (), about="never", fix="add weekly windows, or parents to combine")
        return
    day = day_of(ctx.current, ctx.as_of)
    try:
        hours = prover_of(ctx).almanac.hours(calendar.id)
    except Unresolved as error:
        yield Unknown(str(error))  # a parent; its own finding says more
        return
    clocks = clocks_of(ctx)
    if hours.elapsed(*(clocks.instant(local_midnight(each)) for each in (day, day + YEAR))) == 0:
        text = f"{named(ctx.current)} is not open for a minute from {day} to {day + YEAR}."
        route: Route = ("weekly",) if calendar.weekly else ("parents",) if calendar.parents else ("exceptions",)
        yield Problem(text, route, about="never", fix="add windows, or correct what the calendar is combined from")


@rule("CAL-02", Severity.WARNING, on=Calendar)
def holidays_of_the_coming_year_are_known(calendar: Calendar, ctx: Context) -> Iterator[Answer]:
    """The holidays of the coming twelve months are listed, and for which region.

    Why: otherwise the clock runs on New Year's Day, and the first breaches of the year are nobody's fault.
    Fix: add the holidays of the year named, and `region`, such as DE-BE. Calendars that are always open need none, and
    those that only combine others leave the list to them.
    """
    if not calendar.weekly or all(windows == ((0, 1440),) for windows in week_of(calendar)):
        return
    first, last = ctx.as_of, ctx.as_of + timedelta(days=364)
    years = {holiday.date.year for holiday in calendar.holidays}
    missing = [str(year) for year in range(first.year, last.year + 1) if year not in years]
    if missing:
        text = f"{named(ctx.current)} lists no holiday in {words.listed(missing)}, but clocks run on it until {last}."
        route: Route = ("holidays",) if calendar.holidays else ("weekly",)
        yield Problem(text, route, about="holidays", fix=f"add the holidays of {words.listed(missing)}")
    if calendar.region is None:
        text = f"{named(ctx.current)} does not say for which region its holidays are."
        yield Problem(text, (), about="region", fix="add region, such as DE-BE")


@rule("CAL-03", Severity.ERROR, on=(Sla, Ola, Contract), depends=agreements)
def the_calendar_has_room_for_the_target(agreement: Agreement, ctx: Context) -> Iterator[Answer]:
    """No target is longer than the hours that its clock can count in one measurement period, in any year of the term.

    Why: a target of 40 office hours a week cannot be judged in a week of 35. Days that have passed are not looked at.
    Fix: promise less time, measure it over a longer period, or on more hours.
    """
    item = ctx.current
    for number, target in enumerate(agreement.targets):
        limit = target.at_most
        if target.metric not in TIME_METRICS or not isinstance(limit, Duration) or target.period is None:
            continue
        if target.clock is None:
            continue  # SLA-01
        route = ("targets", number, "at_most")
        try:
            measured = clock_of(item, target, prover_of(ctx).almanac)
        except Unresolved as error:
            yield Unknown(str(error), route)
            continue
        today = day_of(item, ctx.as_of)
        years = ((day, _fullest(measured, target.period, day, ctx)) for day in _years(today, agreement.end))
        day, most = min(years, key=lambda pair: pair[1].minutes)
        if limit > most.minutes:
            promise = f"{upper(said(target))} within {words.hours(limit)} is measured by the {target.period}"
            when = f"in the year from {day} on " if day > today else ""
            text = f"{promise}, but {when}{_room(measured.calendar, target.period, int(limit), most)}."
            fix = "promise less time, measure it over a longer period, or count more hours"
            yield Problem(
                text, route, fix=fix, measured=words.hours(limit), limit=words.hours(most.minutes), about="room"
            )


def _room(calendar: str, period: str, limit: int, most: Fullest) -> str:
    """What a calendar has in a period, and how much is missing."""
    if not most.minutes:
        return f"calendar {calendar} is open in no {period}, so no time ever passes on it"
    return (
        f"even the fullest {period} of calendar {calendar}, {most.start} to {most.end}, has only "
        f"{words.hours(most.minutes)}: {words.hours(limit - most.minutes)} too few"
    )


def _years(day: date, end: date | None) -> Iterator[date]:
    """A day, and the same day of each year to come before the end; without an end that of the next year."""
    for number in range(MOST_YEARS if end is not None else 2):
        following = add_months(day, 12 * number)
        if number == 0 or end is None or following < end:
            yield following


def _fullest(measured: Measured, period: str, day: date, ctx: Context) -> Fullest:
    clocks = clocks_of(ctx, measured.calendar)
    key = f"CAL-03 {measured.calendar} {period} {day}"
    found: Fullest = ctx.once(key, lambda: fullest(measured.known.hours, clocks, period, day))
    return found


@rule("CAL-04", Severity.WARNING, on=Calendar)
def no_window_meets_a_change_of_the_clock(calendar: Calendar, ctx: Context) -> Iterator[Answer]:
    """No window lies in an hour that the clocks show twice or not at all when they change.

    Why: people then argue whether it was one hour, two or none.
    Fix: begin the window after the change, or end it before. gitsm counts every minute for which the clocks show a time
    of the window: what is shown twice counts twice. Calendars that are always open have no such window.
    """
    zone = calendar.timezone
    if zone is None or zone not in zones.names() or not (calendar.weekly or calendar.exceptions):
        return
    week, named_here = week_of(calendar), named_days(calendar)
    if all(windows == ((0, 1440),) for windows in week):
        return
    clocks = zones.zone(zone)
    day = day_of(ctx.current, ctx.as_of)
    low, high = (clocks.instant(local_midnight(each)) for each in (day, day + YEAR))
    met: dict[Route, list[ClockChange]] = {}
    for change in clock_changes(clocks, low, high):
        windows = named_here.get(change.day, week[change.day.weekday()])
        if any(start < change.high and change.low < end for start, end in windows):
            met.setdefault(_where(calendar, change), []).append(change)
    for route, changes in met.items():
        each = listed(
            [
                f"{one.day} {_clock(one.low)} to {_clock(one.high)} ({'twice' if one.twice else 'not at all'})"
                for one in changes
            ]
        )
        text = f"{named(ctx.current)} has a window at a time that clocks in {zone} show twice or not at all: {each}."
        yield Problem(text, route, about="change", fix="begin the window after the change, or end it before")


def _where(calendar: Calendar, change: ClockChange) -> Route:
    """Where the windows of the day of a change are written."""
    for number, day in enumerate(calendar.exceptions):
        if day.date == change.day:
            return ("exceptions", number)
    for spec, windows in calendar.weekly.items():
        spans = [_minutes(window) for window in windows if change.day.weekday() in days_of(spec)]
        if any(start < change.high and change.low < end for start, end in spans):
            return ("weekly", spec)
    return ("weekly",)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


RULES: tuple[Rule, ...] = (
    the_hours_are_clear,
    holidays_of_the_coming_year_are_known,
    the_calendar_has_room_for_the_target,
    no_window_meets_a_change_of_the_clock,
    cal_chain.every_calendar_of_a_chain_has_a_zone,
)
