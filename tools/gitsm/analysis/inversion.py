"""Can a promise that should come first come last? Two clocks compared for every start minute."""

from __future__ import annotations

from gitsm.calendar.flow import Flow, together
from gitsm.calendar.instant import Instant


def first_later(one: Flow, other: Flow) -> Instant | None:
    """The first start for which `one` is done after `other`; None where it never is. Both know the same starts."""
    for at, stop, (first, done, moves), (second, finished, goes) in together(one, other):
        ahead = done + moves * (at - first) - finished - goes * (at - second)
        if ahead > 0:
            return at
        if moves > goes and at - ahead + 1 < stop:
            return at - ahead + 1
    return None
