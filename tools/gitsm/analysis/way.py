"""What is done one after the other on a ticket's way through a chain, and when it is through."""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.analysis.support_chain import AtOnce, InTurn, Part, Work
from gitsm.calendar.hours import Hours
from gitsm.calendar.instant import Instant


def leaves(part: Part, taken: frozenset[int]) -> Iterator[tuple[Hours, int]]:
    """All minutes of work on hours, those side by side too, for tickets that reach the conditional parts `taken`."""
    for stage in stages(part, taken):
        if isinstance(stage, AtOnce):
            for one in stage.parts:
                yield from leaves(one, taken)
        else:
            yield stage


def done_at(part: Part, taken: frozenset[int], start: Instant) -> Instant | None:
    """When a ticket that starts a part in a minute is through it; None where that never comes."""
    at = start
    for stage in stages(part, taken):
        if isinstance(stage, AtOnce):
            ends = [done_at(one, taken, at) for one in stage.parts]
        else:
            ends = [stage[0].due(at, stage[1])]
        known = [end for end in ends if end is not None]
        if len(known) < len(ends):
            return None
        at = max(known)
    return at


def stages(part: Part, taken: frozenset[int]) -> Iterator[tuple[Hours, int] | AtOnce]:
    """What is done one after the other: minutes of work on hours, or parts side by side."""
    if isinstance(part, Work):
        yield part.measured.known.hours, part.minutes
        if part.handover:
            yield part.support.known.hours, part.handover
    elif isinstance(part, InTurn):
        for one in part.parts:
            yield from stages(one, taken)
    elif isinstance(part, AtOnce):
        yield part
    elif part.share.number in taken:
        yield from stages(part.part, taken)
