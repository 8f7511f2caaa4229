"""What hours come to: in each weekday and week as usual, in a year, and where one calendar leaves another alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gitsm.calendar.hours import Hours, Windows
from gitsm.calendar.instant import Instant, Span, local_midnight
from gitsm.calendar.wall import day_of, year_of
from gitsm.calendar.zones import Zone


@dataclass(frozen=True, slots=True)
class DayOpen:
    """A day with the windows that clocks show, in minutes from its midnight, and the minutes they last."""

    day: date
    windows: Windows
    minutes: int

    @property
    def clocks_change(self) -> bool:
        """Whether clocks were put on or back while they were open, so that the windows last shorter or longer."""
        return self.minutes != sum(high - low for low, high in self.windows)


@dataclass(frozen=True, slots=True)
class YearOpen:
    """Hours over a year as clocks of a zone show it.

    `usual`: for each weekday from Monday the windows that most of its days have. `other`: the days that have others, or
    last longer or shorter because clocks change.
    `minutes`: open minutes of the year. `days`: days on which they are open at some time.
    """

    year: int
    usual: tuple[Windows, ...]
    other: tuple[DayOpen, ...]
    minutes: int
    days: int

    @property
    def week(self) -> int:
        """Minutes of a week in which every day is as usual."""
        return sum(high - low for windows in self.usual for low, high in windows)


def year_open(hours: Hours, clocks: Zone, year: int) -> YearOpen:
    """The hours of a year, day by day."""
    first, count = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    days = [_day(hours, clocks, first + timedelta(days=number)) for number in range(count)]
    usual = tuple(_most(one.windows for one in days if one.day.weekday() == number) for number in range(7))
    other = tuple(one for one in days if one.windows != usual[one.day.weekday()] or one.clocks_change)
    total = hours.elapsed(*year_of(year, clocks))
    return YearOpen(year, usual, other, total, sum(1 for one in days if one.minutes))


def _day(hours: Hours, clocks: Zone, day: date) -> DayOpen:
    first, last = day_of(day, clocks)
    midnight = local_midnight(day)
    shown: list[tuple[int, int]] = []
    minutes = 0
    for low, high, offset in clocks.stretches(first, last):
        for start, end in hours.spans(low, high):
            minutes += end - start
            window = (start + offset - midnight, end + offset - midnight)
            if shown and window[0] <= shown[-1][1]:
                shown[-1] = (shown[-1][0], max(shown[-1][1], window[1]))
            elif shown and (start, window[0] - shown[-1][1]) == (low, _forward(clocks, start)):
                shown[-1] = (shown[-1][0], window[1])  # clocks went on while they were open
            else:
                shown.append(window)
    return DayOpen(day, tuple(shown), minutes)


def _forward(clocks: Zone, instant: Instant) -> int:
    """Minutes by which clocks were put on at an instant."""
    return clocks.offset(instant) - clocks.offset(instant - 1)


def _most(found: Iterable[Windows]) -> Windows:
    return Counter(found).most_common(1)[0][0]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether some hours cover others in [start, end): `needed` minutes, of which `missing` in `gaps` spans."""

    start: Instant
    end: Instant
    needed: int
    missing: int
    gaps: int
    first: Span | None

    @property
    def covered(self) -> bool:
        """Whether nothing is missing."""
        return self.first is None


def coverage(hours: Hours, needed: Hours, start: Instant, end: Instant) -> Coverage:
    """How far the hours cover those needed, over every minute of [start, end)."""
    first: Span | None = None
    last: Instant | None = None
    missing = gaps = 0
    for low, high in hours.uncovered(needed, start, end):
        if low != last:
            gaps += 1
            first = first or (low, high)
        elif first is not None and gaps == 1:
            first = (first[0], high)
        missing += high - low
        last = high
    return Coverage(start, end, needed.elapsed(start, end), missing, gaps, first)


TEN_YEARS = 10 * 366 * 1440


def openings(hours: Hours, start: Instant, count: int) -> list[tuple[Instant, Instant | None]]:
    """The next times at which they open, the present one first if it runs, with the instant at which each closes.

    The end is None where they do not close within ten years.
    """
    found: list[tuple[Instant, Instant | None]] = []
    at: Instant | None = start
    while at is not None and len(found) < count:
        low = hours.next_open(at)
        if low is None:
            break
        at = close_of(hours, low)
        found.append((low, at))
    return found


def close_of(hours: Hours, instant: Instant) -> Instant | None:
    """The first instant after one, at which they are open, that they are closed; None where not within ten years."""
    low, far = instant, instant + TEN_YEARS
    step = 1440
    while low < far:
        high = low + step
        if hours.elapsed(low, high) == step:
            low = high
            step = min(step * 2, 1 << 19)
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if hours.elapsed(low, middle) == middle - low:
                low = middle
            else:
                high = middle
        return low
    return None
