"""When work is done, for every minute at which it may start; and the start at which that takes longest (M1).

A flow maps start minutes to finishing minutes. It is a staircase of stretches on which the finish stands still (whoever
starts while nobody works is done when the first one is) or moves along with the start. One after the other, side by
side and the worst case are exact on those stretches, so no minute is sampled and none is tried one by one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gitsm.calendar.hours import Always, Hours
from gitsm.calendar.instant import Instant, Span

_FAR = 1 << 62
Piece = tuple[Instant, Instant, int]
"""(first start, its finish, slope): up to the next piece the finish is the same (0) or moves along (1)."""


class NeverDone(Exception):
    """Work that is never done: its hours end, or never begin. `start` is a minute at which it would start."""

    def __init__(self, start: Instant) -> None:
        super().__init__(f"work that starts at minute {start} is never done")
        self.start = start


@dataclass(frozen=True, slots=True)
class Flow:
    """Finishing minutes for the starts in [low, high), never falling."""

    low: Instant
    high: Instant
    pieces: tuple[Piece, ...]

    def __call__(self, start: Instant) -> Instant:
        """The finish of one start. Raises ValueError outside [low, high)."""
        if not self.low <= start < self.high:
            raise ValueError(f"minute {start} is outside of [{self.low}, {self.high})")
        first, finish, slope = self.pieces[bisect_right(self.pieces, start, key=_start) - 1]
        return finish + slope * (start - first)

    def stretches(self) -> Iterator[tuple[Instant, Instant, Instant, int]]:
        """(first start, start after the last, finish of the first, slope), in order."""
        ends = [first for first, _, _ in self.pieces[1:]]
        for (first, finish, slope), end in zip(self.pieces, [*ends, self.high], strict=True):
            yield first, end, finish, slope


def _start(piece: Piece) -> Instant:
    return piece[0]


def at_once(low: Instant, high: Instant) -> Flow:
    """Nothing to do: done when it starts."""
    return Flow(low, high, ((low, low, 1),))


def work(hours: Hours, minutes: int, low: Instant, high: Instant) -> Flow:
    """f(t, d) of M1 for t in [low, high): the least b with d minutes of the hours in [t, b).

    Raises NeverDone where the hours do not hold so much, ValueError where there is no start or negative minutes.
    """
    if low >= high:
        raise ValueError(f"no start in [{low}, {high})")
    if minutes == 0:
        return at_once(low, high)
    last = hours.due(high - 1, minutes)
    if last is None:
        raise NeverDone(high - 1)
    if type(hours) is Always:
        return Flow(low, high, ((low, low + minutes, 1),))
    spans = hours.spans(low, last)
    pieces: list[Piece] = []
    at, before, j, before_j = low, 0, 0, 0
    for start, end in spans:
        if at >= high:
            break
        length = end - start
        # `j` is the span in which the work of the current start ends, `before_j` the minutes open before that span
        done = before + minutes
        while before_j + spans[j][1] - spans[j][0] < done:
            before_j += spans[j][1] - spans[j][0]
            j += 1
        if at < start:
            pieces.append((at, spans[j][0] + done - before_j, 0))
            at = start
        stop = min(end, high)
        while at < stop:
            finish = spans[j][0] + done - before_j
            pieces.append((at, finish, 1))
            moves = min(spans[j][1] - finish + 1, stop - at)
            at += moves
            done += moves
            while at < stop and before_j + spans[j][1] - spans[j][0] < done:
                before_j += spans[j][1] - spans[j][0]
                j += 1
        before += length
    return Flow(low, high, tuple(pieces))


def then(first: Flow, second: Flow) -> Flow:
    """One after the other: the second starts when the first is done. The second must know all those starts."""
    pieces: list[Piece] = []
    add, other = pieces.append, second.pieces
    k, last = bisect_right(other, first.pieces[0][1], key=_start) - 1, len(other) - 1
    begun, done, moves = other[k]
    following = other[k + 1][0] if k < last else _FAR
    for start, end, finish, slope in first.stretches():
        while following <= finish:
            k += 1
            begun, done, moves = other[k]
            following = other[k + 1][0] if k < last else _FAR
        if slope == 0:
            add((start, done + finish - begun if moves else done, 0))
            continue
        add((start, done + finish - begun if moves else done, moves))
        shift, stop = start - finish, finish + end - start
        while following < stop:
            k += 1
            begun, done, moves = other[k]
            following = other[k + 1][0] if k < last else _FAR
            add((begun + shift, done, moves))
    return Flow(first.low, first.high, _joined(pieces))


def latest(flows: Iterable[Flow]) -> Flow:
    """Side by side: done when the last one is. All flows know the same starts; at least one."""
    found, *others = flows
    for other in others:
        found = _later(found, other)
    return found


def together(left: Flow, right: Flow) -> Iterator[tuple[Instant, Instant, Piece, Piece]]:
    """(first start, start after the last, piece of the left, piece of the right) of the stretches on which neither
    changes its slope. Both know the same starts.
    """
    i = j = 0
    at = left.low
    while at < left.high:
        while i + 1 < len(left.pieces) and left.pieces[i + 1][0] <= at:
            i += 1
        while j + 1 < len(right.pieces) and right.pieces[j + 1][0] <= at:
            j += 1
        stop = min(
            left.pieces[i + 1][0] if i + 1 < len(left.pieces) else left.high,
            right.pieces[j + 1][0] if j + 1 < len(right.pieces) else left.high,
        )
        yield at, stop, left.pieces[i], right.pieces[j]
        at = stop


def _later(left: Flow, right: Flow) -> Flow:
    pieces: list[Piece] = []
    for at, stop, (a, b, p), (c, d, q) in together(left, right):
        one, other = b + p * (at - a), d + q * (at - c)
        if p == q:
            pieces.append((at, max(one, other), p))
            continue
        still, moving = (one, other) if p == 0 else (other, one)
        meet = at + max(still - moving, 0)  # from here on the moving one is the later
        if at < meet:
            pieces.append((at, still, 0))
        if meet < stop:
            pieces.append((meet, moving + meet - at, 1))
    return Flow(left.low, left.high, _joined(pieces))


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Without pieces that only continue the one before."""
    found: list[Piece] = []
    first, done, moves = 0, 0, -1
    for piece in pieces:
        start, finish, slope = piece
        if slope != moves or done + (start - first if slope else 0) != finish:
            first, done, moves = piece
            found.append(piece)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Worst:
    """The start for which most minutes of a clock pass until the finish; the first where several do."""

    minutes: int
    start: Instant
    finish: Instant


def worst(flow: Flow, clock: Hours) -> Worst:
    """W of M1: the largest |S n [t, f(t))| over all starts t of the flow, S being the minutes that the clock counts."""
    best = Worst(-1, flow.low, flow.low)
    if type(clock) is Always:
        for start, finish, _ in flow.pieces:
            if finish - start > best.minutes:
                best = Worst(finish - start, start, finish)
        return best
    spans = clock.spans(flow.low, flow(flow.high - 1) + 1)
    opened, closed = _counter(spans), _counter(spans)
    firsts, lasts = [*(start for start, _ in spans), _FAR], [*(end for _, end in spans), _FAR]
    i = j = 0
    for start, end, finish, slope in flow.stretches():
        takes = finish - start
        if takes <= best.minutes:
            continue  # a clock counts at most every minute
        at = start
        while True:
            counted = closed(at + takes) - opened(at)
            if counted > best.minutes:
                best = Worst(counted, at, at + takes)
            if slope == 0 or at == end - 1:
                break
            # A window of fixed length grows while its end moves through open time and shrinks while its start does:
            # it is largest at its first or last start, where its end reaches the end of a span, or where its start
            # reaches the beginning of one.
            while firsts[i] <= at:
                i += 1
            while lasts[j] - takes <= at:
                j += 1
            at = min(firsts[i], lasts[j] - takes, end - 1)
    return best


def _counter(spans: list[Span]) -> Callable[[Instant], int]:
    """Open minutes before an instant, for instants that never fall: each answer goes on from the one before."""
    number, before, count = 0, 0, len(spans)

    def count_to(instant: Instant) -> int:
        nonlocal number, before
        while number < count and spans[number][1] <= instant:
            before += spans[number][1] - spans[number][0]
            number += 1
        return before + max(instant - spans[number][0], 0) if number < count else before

    return count_to
