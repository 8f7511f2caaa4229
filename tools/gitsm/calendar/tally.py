"""What a clock has counted, and when its target is used up: E(a, b) of M1 over versions, pauses and stops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gitsm.calendar.instant import Instant, Span
from gitsm.calendar.spans import clipped, merged, without
from gitsm.calendar.ticket import Promise, Terms

FAR: Instant = 1 << 50
"""Later than anything: the end of what has no end."""


@dataclass(slots=True)
class Hold:
    """A time in which a ticket waits for a reason; without end so far where `end` is FAR."""

    start: Instant
    end: Instant
    reason: str | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of the course of a ticket under one version of the terms."""

    start: Instant
    end: Instant
    terms: Terms | None


@dataclass(slots=True)
class Record:
    """The course of a ticket as far as it is known: under which terms, on hold when and why, stopped when."""

    course: Sequence[Stretch]
    holds: list[Hold] = field(default_factory=list)
    stops: list[Span] = field(default_factory=list)

    def number(self, at: Instant) -> int:
        """Which stretch an instant lies in."""
        return next(i for i in reversed(range(len(self.course))) if self.course[i].start <= at or i == 0)

    def paused(self, stretch: Stretch) -> list[Span]:
        """When the ticket waits for a reason that these terms agree to, inside their stretch."""
        if stretch.terms is None:
            return []
        agreed = ((hold.start, hold.end) for hold in self.holds if hold.reason in stretch.terms.pause)
        return clipped(merged(agreed), stretch.start, stretch.end)

    def live(self, stretch: Stretch, start: Instant, end: Instant) -> list[Span]:
        """When the clock is neither paused nor stopped, inside a stretch and [start, end)."""
        low, high = max(stretch.start, start), min(stretch.end, end)
        if low >= high:
            return []
        return without(without([(low, high)], merged(self.stops)), self.paused(stretch))

    def elapsed(self, start: Instant, end: Instant, priority: str | None) -> int:
        """Minutes counted in [start, end) by the hours promised for a priority. Nothing where nothing is promised."""
        total = 0
        for stretch in self.course:
            promise = promised(stretch.terms, priority)
            if promise is not None:
                total += sum(promise.hours.elapsed(*span) for span in self.live(stretch, start, end))
        return total

    def due(self, start: Instant, at: Instant, priority: str | None) -> Instant | None:
        """The least instant at which the target is used up, by the terms at an instant and those that will follow.

        In the first minute of a version its own target counts. None where that never comes, if nothing else happens to
        the ticket.
        """
        for number in range(self.number(max(at, start)), len(self.course)):
            found = self._reached(number, start, priority, 0)
            if found is not None and found < self.course[number].end:
                return found
        return None

    def missed(self, start: Instant, at: Instant, priority: str | None, number: int) -> Instant | None:
        """The last instant at which the target was kept, by the terms of a stretch; None where it still is at `at`."""
        promise = promised(self.course[number].terms, priority)
        if promise is None or self.elapsed(start, at, priority) <= promise.minutes:
            return None
        begins = max(self.course[number].start, start)
        if self.elapsed(start, begins, priority) > promise.minutes:
            return begins
        over = self._reached(number, start, priority, 1)
        assert over is not None
        return over - 1

    def _reached(self, number: int, start: Instant, priority: str | None, more: int) -> Instant | None:
        """The least instant of a stretch at which the target, and so much more, is counted."""
        stretch = self.course[number]
        promise = promised(stretch.terms, priority)
        if promise is None:
            return None
        begins = max(stretch.start, start)
        left = promise.minutes + more - self.elapsed(start, begins, priority)
        if left <= 0:
            return begins
        for low, high in self.live(stretch, begins, FAR):
            if high < FAR:
                counted = promise.hours.elapsed(low, high)
                if counted < left:
                    left -= counted
                    continue
            return promise.hours.due(low, left)
        return None


def promised(terms: Terms | None, priority: str | None) -> Promise | None:
    """What terms promise for a priority."""
    return None if terms is None else terms.promise(priority)


def spans_of(course: Sequence[Stretch], start: Instant, end: Instant) -> Iterator[tuple[Instant, Instant, Stretch]]:
    """The parts of [start, end) by stretch."""
    for stretch in course:
        low, high = max(stretch.start, start), min(stretch.end, end)
        if low < high:
            yield low, high, stretch
