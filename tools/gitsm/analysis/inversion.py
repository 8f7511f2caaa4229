"""Can a promise that should come first come last? Two clocks compared for every start minute."""

from __future__ import annotations

from gitsm.calendar.flow import Flow
from gitsm.calendar.instant import Instant


def first_later(one: Flow, other: Flow) -> Instant | None:
    """The first start for which `one` is done after `other`; None where it never is. Both know the same starts."""
    i = j = 0
    at = one.low
    while at < one.high:
        while i + 1 < len(one.pieces) and one.pieces[i + 1][0] <= at:
            i += 1
        while j + 1 < len(other.pieces) and other.pieces[j + 1][0] <= at:
            j += 1
        stop = min(
            one.pieces[i + 1][0] if i + 1 < len(one.pieces) else one.high,
            other.pieces[j + 1][0] if j + 1 < len(other.pieces) else one.high,
        )
        (first, done, moves), (second, finished, goes) = one.pieces[i], other.pieces[j]
        ahead = done + moves * (at - first) - finished - goes * (at - second)
        if ahead > 0:
            return at
        if moves > goes and at - ahead + 1 < stop:
            return at - ahead + 1
        at = stop
    return None
