"""What clocks on the wall show, read back as instants: a time may mean two instants when clocks go back, or none."""

from __future__ import annotations

from datetime import date, datetime

from gitsm.calendar.instant import DAY, Instant, local_midnight
from gitsm.calendar.zones import Zone


def readings(local: datetime, clocks: Zone) -> tuple[Instant, ...]:
    """Every instant at which clocks show a local time (cut to the minute), in order: two, one, or none."""
    minute = local_midnight(local.date()) + local.hour * 60 + local.minute
    offsets = {offset for _, _, offset in clocks.stretches(minute - 2 * DAY, minute + 2 * DAY)}
    return tuple(sorted(minute - offset for offset in offsets if clocks.local(minute - offset) == minute))


def year_of(year: int, clocks: Zone) -> tuple[Instant, Instant]:
    """The instants of a year, half-open, as clocks show it."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    return clocks.instant(local_midnight(first)), clocks.instant(local_midnight(after))


def day_of(day: date, clocks: Zone) -> tuple[Instant, Instant]:
    """The instants of a day, half-open, as clocks show it."""
    midnight = local_midnight(day)
    return clocks.instant(midnight), clocks.instant(midnight + DAY)
