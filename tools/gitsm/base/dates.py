"""Calendar arithmetic on dates: months are added the way review and contract periods mean it."""

from __future__ import annotations

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier), cut to the end of a shorter month.

    2026-01-31 plus one month is 2026-02-28. Raises ValueError outside the years 1 to 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def inside(day: date, start: date | None, end: date | None) -> bool:
    """Whether `day` lies in the half-open period [start, end); None leaves that side open."""
    return (start is None or start <= day) and (end is None or day < end)


def overlap(a: tuple[date | None, date | None], b: tuple[date | None, date | None]) -> bool:
    """Whether two half-open periods share a day."""
    start = max((d for d in (a[0], b[0]) if d is not None), default=None)
    end = min((d for d in (a[1], b[1]) if d is not None), default=None)
    return start is None or end is None or start < end
