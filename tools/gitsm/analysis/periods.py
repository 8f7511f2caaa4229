"""Measurement periods: days, weeks from Monday, calendar months, quarters and years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from gitsm.base.dates import add_months

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def periods(period: str, start: date, end: date, whole: bool = True) -> Iterator[tuple[date, date]]:
    """(first day, day after the last) of the calendar's periods inside [start, end).

    Where no whole one fits, those counted from `start` that begin inside, the last cut at `end`. With `whole` off: all
    calendar periods that touch [start, end), uncut.
    """
    found = list(_touching(period, start, end))
    if not whole:
        yield from found
        return
    inside = [(first, last) for first, last in found if start <= first and last <= end]
    yield from inside or _counted(period, start, end)


def _touching(period: str, start: date, end: date) -> Iterator[tuple[date, date]]:
    first = _first(period, start)
    while first < end:
        last = _next(period, first)
        yield first, last
        first = last


def _counted(period: str, start: date, end: date) -> Iterator[tuple[date, date]]:
    first = start
    while first < end:
        last = _next(period, first)
        yield first, min(last, end)
        first = last


def _first(period: str, day: date) -> date:
    if period == "day":
        return day
    if period == "week":
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    months = _MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _next(period: str, day: date) -> date:
    if period in ("day", "week"):
        return _later(day, 1 if period == "day" else 7)
    return _months_later(day, _MONTHS[period])


def _later(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


LONGEST_TERM = 100
"""Years. Nobody agrees for longer: a later end is a slip of the pen."""


def too_long(start: date, end: date) -> bool:
    """Whether a term is longer than anybody agrees for."""
    return shorter_by_years(start, end, LONGEST_TERM) < end


def shorter_by_years(start: date, end: date, years: int) -> date:
    """The end, but not more than so many years after the start."""
    return min(end, _months_later(start, 12 * years))


def _months_later(day: date, months: int) -> date:
    try:
        return add_months(day, months)
    except ValueError:
        return date.max
