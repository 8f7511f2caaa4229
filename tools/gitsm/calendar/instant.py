"""Instants: whole minutes since 1970-01-01T00:00Z.

Times of tickets are cut to the minute before any clock sees them: a worst case over whole start minutes would otherwise
understate by up to a minute.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

Instant = int
"""Minutes since 1970-01-01T00:00Z."""
Span = tuple[Instant, Instant]
"""A half-open interval of instants."""
DAY = 24 * 60
_EPOCH_DAY = date(1970, 1, 1).toordinal()
LATEST: Instant = (date(9990, 1, 1).toordinal() - _EPOCH_DAY) * DAY
"""No due instant is looked for later than this: soon after it there are no more days to name."""


def instant_of(moment: datetime) -> Instant:
    """The minute a moment lies in. Raises ValueError for a moment without time zone: its instant is not known."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return int(moment.timestamp() // 60)


def utc(instant: Instant) -> datetime:
    """The instant as a moment in UTC."""
    return datetime.fromtimestamp(instant * 60, UTC)


def local_midnight(day: date) -> int:
    """Local minutes from 1970-01-01T00:00 of the same clock on the wall to midnight of a day."""
    return (day.toordinal() - _EPOCH_DAY) * DAY


def local_day(minute: int) -> date:
    """The day that a local minute lies in."""
    return date.fromordinal(minute // DAY + _EPOCH_DAY)
