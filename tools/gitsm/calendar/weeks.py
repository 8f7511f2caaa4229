"""Weeks that look alike: a worst case in one of them is the worst case in all, so the others need not be gone through.

Two weeks are alike for some hours when they, and as many weeks after them as work that starts there may reach, are open
in the same minutes. A year of office hours has about twenty different weeks: usual ones in winter and summer time, and
those around holidays and changes of the clock.
"""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.calendar.hours import Always, Hours
from gitsm.calendar.instant import DAY, Instant, Span

WEEK = 7 * DAY


class WeekBook:
    """The shapes of weeks by number, each shape known by a number of its own. One book serves many proofs."""

    def __init__(self) -> None:
        self._shapes: dict[tuple[Span, ...], int] = {}
        self._of: dict[Hours, dict[int, int]] = {}

    def shapes(self, hours: Hours, first: int, last: int) -> dict[int, int]:
        """Shape of each week from `first` to before `last`; weeks are counted from 1970-01-01T00:00Z."""
        known = self._of.setdefault(hours, {})
        if any(number not in known for number in range(first, last)):
            weeks: dict[int, list[Span]] = {number: [] for number in range(first, last)}
            for start, end in hours.spans(first * WEEK, last * WEEK):
                number, opens = divmod(start, WEEK)
                closes = opens + end - start
                while closes > WEEK:
                    weeks[number].append((opens, WEEK))
                    number, opens, closes = number + 1, 0, closes - WEEK
                weeks[number].append((opens, closes))
            for number, spans in weeks.items():
                known[number] = self._shapes.setdefault(tuple(spans), len(self._shapes))
        return known

    def different(self, hours: Iterable[Hours], low: Instant, high: Instant, reach: int) -> list[Span]:
        """Stretches of [low, high) that hold one of each kind of week, the first of it, in order.

        Weeks are alike when they and the `reach` weeks after them are so for all the hours.
        """
        first, last = low // WEEK, -(-high // WEEK)
        shapes = [self.shapes(one, first, last + reach) for one in hours if type(one) is not Always]
        seen: set[tuple[int, ...]] = set()
        found: list[Span] = []
        for number in range(first, last):
            start, end = max(number * WEEK, low), min((number + 1) * WEEK, high)
            look = tuple(known[week] for known in shapes for week in range(number, number + reach + 1))
            if look in seen:
                continue
            if end - start == WEEK or number == last - 1:
                seen.add(look)  # a week that is cut off at its beginning does not stand for whole ones
            if found and found[-1][1] == start:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return found
