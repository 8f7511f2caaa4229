"""Service hours as sets of instants, and the questions that clocks ask of them.

All answers are whole numbers of minutes. Hours are laid out in blocks of 2^19 minutes (364 days) when they are first
asked for, with sums from the start of each block: how long they were open, and when so many minutes are reached, then
takes a binary search.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from gitsm.calendar.instant import DAY, LATEST, Instant, Span, local_day, local_midnight
from gitsm.calendar.spans import both, clipped, merged, without
from gitsm.calendar.zones import Zone

BITS = 19
BLOCK = 1 << BITS
FURTHEST = 64
"""How many blocks (about years) a due instant is looked for: hours may never open again."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Open spans of one block, with the minutes open before each of them, and in all."""

    starts: tuple[Instant, ...]
    ends: tuple[Instant, ...]
    sums: tuple[int, ...]
    total: int

    @classmethod
    def of(cls, spans: Sequence[Span]) -> Layout:
        """A layout of sorted spans."""
        sums, total = [], 0
        for start, end in spans:
            sums.append(total)
            total += end - start
        return cls(tuple(start for start, _ in spans), tuple(end for _, end in spans), tuple(sums), total)

    def before(self, instant: Instant) -> int:
        """Minutes open in the block before an instant of it."""
        i = bisect_right(self.starts, instant) - 1
        if i < 0:
            return 0
        end = self.ends[i]
        return self.sums[i] + (instant if instant < end else end) - self.starts[i]


class Hours(ABC):
    """A set of instants. Subclasses say which spans lie in a block; the rest follows."""

    __slots__ = ("_layouts",)

    def __init__(self) -> None:
        self._layouts: dict[int, Layout] = {}

    @abstractmethod
    def _open(self, start: Instant, end: Instant) -> list[Span]:
        """Open spans inside [start, end), sorted, disjoint and not touching."""

    def layout(self, block: int) -> Layout:
        """The spans of one block with their sums."""
        found = self._layouts.get(block)
        if found is None:
            found = self._layouts[block] = Layout.of(self._open(block << BITS, (block + 1) << BITS))
        return found

    def contains(self, instant: Instant) -> bool:
        """Whether they are open at an instant."""
        layout = self.layout(instant >> BITS)
        i = bisect_right(layout.starts, instant) - 1
        return i >= 0 and instant < layout.ends[i]

    def elapsed(self, start: Instant, end: Instant) -> int:
        """Minutes open in [start, end): E(a, b) of M1 without pauses. Nothing where the end is not after the start."""
        if end <= start:
            return 0
        first, last = start >> BITS, end >> BITS
        if first == last:
            layout = self.layout(first)
            return layout.before(end) - layout.before(start)
        opening = self.layout(first)
        between = sum(self.layout(block).total for block in range(first + 1, last))
        return opening.total - opening.before(start) + between + self.layout(last).before(end)

    def due(self, start: Instant, minutes: int) -> Instant | None:
        """The least b with elapsed(start, b) = minutes; None where so much is never reached (looked for 64 years).

        Raises ValueError for negative minutes.
        """
        if minutes < 0:
            raise ValueError(f"a clock does not run backwards: {minutes} minutes")
        if minutes == 0:
            return start
        block = start >> BITS
        wanted = minutes + self.layout(block).before(start)
        for number in range(block, min(block + FURTHEST, (LATEST >> BITS) + 1)):
            layout = self.layout(number)
            if wanted <= layout.total:
                i = bisect_left(layout.sums, wanted) - 1
                return layout.starts[i] + wanted - layout.sums[i]
            wanted -= layout.total
        return None

    def back(self, end: Instant, minutes: int) -> Instant | None:
        """The last a with elapsed(a, end) = minutes; None where there never were so many (looked for 64 years).

        Raises ValueError for negative minutes.
        """
        if minutes < 0:
            raise ValueError(f"a clock does not run backwards: {minutes} minutes")
        if minutes == 0:
            return end
        block = end >> BITS
        left = self.layout(block).before(end) - minutes
        for number in range(block, block - FURTHEST, -1):
            layout = self.layout(number)
            if left >= 0:
                i = bisect_right(layout.sums, left) - 1
                return layout.starts[i] + left - layout.sums[i]
            left += self.layout(number - 1).total
        return None

    def next_open(self, instant: Instant) -> Instant | None:
        """The first instant from one on at which they are open; None where they never open again."""
        after = self.due(instant, 1)
        return None if after is None else after - 1

    def spans(self, start: Instant, end: Instant) -> list[Span]:
        """Open spans inside [start, end), in order; spans that touch at the edge of a block are one."""
        found: list[Span] = []
        for block in range(start >> BITS, ((end - 1) >> BITS) + 1) if start < end else ():
            layout = self.layout(block)
            first, last = bisect_right(layout.ends, start), bisect_left(layout.starts, end)
            part = list(zip(layout.starts[first:last], layout.ends[first:last], strict=True))
            if not part:
                continue
            if part[0][0] < start:
                part[0] = (start, part[0][1])
            if part[-1][1] > end:
                part[-1] = (part[-1][0], end)
            if found and found[-1][1] == part[0][0]:
                part[0] = (found.pop()[0], part[0][1])
            found += part
        return found

    def uncovered(self, needed: Hours, start: Instant, end: Instant) -> Iterator[Span]:
        """Spans of [start, end) in which others are needed and these are closed, in order. None: they are covered."""
        for low in range(start, end, BLOCK):
            high = min(low + BLOCK, end)
            yield from without(needed.spans(low, high), self.spans(low, high))


class Always(Hours):
    """Every hour of every day: `24x7`, and the clock `calendar`."""

    __slots__ = ()

    def _open(self, start: Instant, end: Instant) -> list[Span]:
        return [(start, end)]


class Never(Hours):
    """No hour at all."""

    __slots__ = ()

    def _open(self, start: Instant, end: Instant) -> list[Span]:
        return []


Windows = tuple[tuple[int, int], ...]
"""Half-open windows of a day, sorted and disjoint, in minutes from its midnight, 1440 at most."""


class Weekly(Hours):
    """Windows of the days of a week, other windows on named days, read from the clocks of a time zone.

    An instant belongs to them when the clock shows a minute of a window. So a day has 23 or 25 hours when the clocks
    change, and what is shown twice is open twice.
    """

    __slots__ = ("_days", "_named", "_zone")

    def __init__(self, zone: Zone, days: Sequence[Windows], named: Mapping[date, Windows]) -> None:
        super().__init__()
        self._zone = zone
        self._days = tuple(days)
        self._named = {local_midnight(day): windows for day, windows in named.items()}

    def _open(self, start: Instant, end: Instant) -> list[Span]:
        found: list[Span] = []
        for first, last, offset in self._zone.stretches(start, end):
            found += [(a - offset, b - offset) for a, b in self._local(first + offset, last + offset)]
        return merged(found)

    def _local(self, start: int, end: int) -> list[Span]:
        """Open spans of local minutes inside [start, end)."""
        midnight = start // DAY * DAY
        weekday = local_day(midnight).weekday()
        found: list[Span] = []
        while midnight < end:
            for low, high in self._named.get(midnight, self._days[weekday]):
                found.append((midnight + low, midnight + high))
            midnight += DAY
            weekday = (weekday + 1) % 7
        return clipped(merged(found), start, end)


class AnyOf(Hours):
    """Open when any of some is."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Hours]) -> None:
        super().__init__()
        self.parts = tuple(parts)

    def _open(self, start: Instant, end: Instant) -> list[Span]:
        return merged(span for part in self.parts for span in part.spans(start, end))


class AllOf(Hours):
    """Open when all of some are. Of none: always."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Hours]) -> None:
        super().__init__()
        self.parts = tuple(parts)

    def _open(self, start: Instant, end: Instant) -> list[Span]:
        everything: list[Span] = [(start, end)]
        return reduce(both, (part.spans(start, end) for part in self.parts), everything)


class Without(Hours):
    """Open when some are and others are not."""

    __slots__ = ("_closed", "_hours")

    def __init__(self, hours: Hours, closed: Hours) -> None:
        super().__init__()
        self._hours = hours
        self._closed = closed

    def _open(self, start: Instant, end: Instant) -> list[Span]:
        return without(list(self._hours.spans(start, end)), list(self._closed.spans(start, end)))


class Replaced(Hours):
    """Hours with other windows on named days: what a calendar that only combines others says of single days."""

    __slots__ = ("_hours", "_named", "_zone")

    def __init__(self, hours: Hours, zone: Zone, named: Mapping[date, tuple[str, Windows]]) -> None:
        super().__init__()
        self._hours = hours
        self._zone = zone
        self._named = dict(named)

    def _open(self, start: Instant, end: Instant) -> list[Span]:
        spans = self._hours.spans(start, end)
        for day, (way, windows) in self._named.items():
            midnight = local_midnight(day)
            first, last = self._zone.instant(midnight), self._zone.instant(midnight + DAY)
            if last <= start or first >= end:
                continue
            inside = []
            for low, high, offset in self._zone.stretches(first, last):
                shown = clipped(((midnight + a, midnight + b) for a, b in windows), low + offset, high + offset)
                inside += [(a - offset, b - offset) for a, b in shown]
            whole = [(first, last)] if way == "set" else inside
            spans = without(spans, clipped(merged(whole), start, end))
            if way == "set":
                spans = merged([*spans, *clipped(inside, start, end)])
        return spans


class Pieces(Hours):
    """Hours that follow one another: each from an instant on, closed before the first."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Sequence[tuple[Instant, Hours]]) -> None:
        super().__init__()
        self._parts = tuple(parts)

    def _open(self, start: Instant, end: Instant) -> list[Span]:
        found: list[Span] = []
        for number, (first, hours) in enumerate(self._parts):
            last = self._parts[number + 1][0] if number + 1 < len(self._parts) else end
            low, high = max(first, start), min(last, end)
            if low < high:
                found += hours.spans(low, high)
        return merged(found)
