"""Sorted, disjoint, half-open intervals that do not touch, and what can be done with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gitsm.calendar.instant import Instant, Span

Spans = Sequence[Span]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Any intervals as sorted ones that neither overlap nor touch; empty ones go."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            if end > found[-1][1]:
                found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def clipped(spans: Iterable[Span], start: Instant, end: Instant) -> list[Span]:
    """What lies inside [start, end)."""
    return [(max(first, start), min(last, end)) for first, last in spans if first < end and last > start]


def both(left: Spans, right: Spans) -> list[Span]:
    """Where both are open."""
    found: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            found.append((start, end))
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1
    return found


def without(left: Spans, right: Spans) -> list[Span]:
    """Where the left is open and the right is not."""
    found: list[Span] = []
    j = 0
    for start, end in left:
        while j < len(right) and right[j][1] <= start:
            j += 1
        at, k = start, j
        while k < len(right) and right[k][0] < end:
            if right[k][0] > at:
                found.append((at, right[k][0]))
            at = max(at, right[k][1])
            k += 1
        if at < end:
            found.append((at, end))
    return found


def length(spans: Iterable[Span]) -> int:
    """Minutes in all of them."""
    return sum(end - start for start, end in spans)
