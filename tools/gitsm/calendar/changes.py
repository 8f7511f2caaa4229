"""The hours on the wall that a change of the clock repeats or leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from gitsm.calendar.instant import DAY, Instant, local_day
from gitsm.calendar.zones import Zone


@dataclass(frozen=True, slots=True)
class ClockChange:
    """Local minutes [low, high) of a day, from its midnight, that clocks show twice, or never."""

    day: date
    low: int
    high: int
    twice: bool


def clock_changes(clocks: Zone, start: Instant, end: Instant) -> Iterator[ClockChange]:
    """The changes of the clock inside [start, end), in order; what lies behind the midnight of a day is cut there."""
    stretches = clocks.stretches(start, end)
    for (_, at, before), (_, _, after) in pairwise(stretches):
        low, high = sorted((at + before, at + after))
        day = local_day(low)
        from_midnight = low % DAY
        yield ClockChange(day, from_midnight, min(from_midnight + high - low, DAY), after < before)
