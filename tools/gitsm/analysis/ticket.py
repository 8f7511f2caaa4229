"""One ticket on its way through a support chain, minute by minute as a story: the counterexample of a proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gitsm.analysis.proof import Path, Proof
from gitsm.analysis.support_chain import AtOnce, InTurn, Part, Work
from gitsm.calendar.flow import NeverDone
from gitsm.calendar.hours import Hours
from gitsm.calendar.instant import Instant

Doing = Literal["waits", "works", "waits to hand over", "hands over"]


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of the ticket's way at one step. `counted`: minutes of it on the clock of the promise.

    `lane` tells parts apart that run side by side: the numbers of the branches taken, outermost first.
    """

    step: Work
    doing: Doing
    start: Instant
    end: Instant
    counted: int
    lane: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ticket:
    """The ticket for which a path takes longest. `counted` of `limit` minutes pass on the clock of the promise.

    `due` is the last instant at which it would be met; None where the clock never gets so far.
    """

    opened: Instant
    done: Instant
    counted: int
    limit: int
    due: Instant | None
    legs: tuple[Leg, ...]

    @property
    def late(self) -> bool:
        """Whether more minutes pass on the clock than promised."""
        return self.counted > self.limit


def ticket_of(proof: Proof, path: Path | None = None) -> Ticket | None:
    """The ticket of the worst case of a path (else of `proof.shown`); None where nothing was proved, or its end is too
    far away to be told.

    Whoever opens it in that minute waits longest, each step taking all the time its own target allows.
    """
    shown, chain, measured = path or proof.shown, proof.chain, proof.measured
    if shown is None or shown.worst is None or chain is None or measured is None:
        return None
    clock = measured.known.hours
    start = shown.worst.start
    try:
        legs = tuple(_legs(chain.part, shown.taken, start, clock, ()))
    except NeverDone:
        return None
    done = max((leg.end for leg in legs), default=start)
    return Ticket(start, done, clock.elapsed(start, done), proof.limit, clock.due(start, proof.limit), legs)


def _legs(part: Part, taken: frozenset[int], at: Instant, clock: Hours, lane: tuple[int, ...]) -> Iterator[Leg]:
    if isinstance(part, Work):
        work: tuple[Doing, Doing] = ("waits", "works")
        handover: tuple[Doing, Doing] = ("waits to hand over", "hands over")
        for hours, minutes, words in (
            (part.measured.known.hours, part.minutes, work),
            (part.support.known.hours, part.handover, handover),
        ):
            for leg in _on(part, hours, minutes, words, at, clock, lane):
                yield leg
                at = leg.end
    elif isinstance(part, InTurn):
        for one in part.parts:
            for leg in _legs(one, taken, at, clock, lane):
                yield leg
                at = max(at, leg.end)
    elif isinstance(part, AtOnce):
        for number, one in enumerate(part.parts):
            yield from _legs(one, taken, at, clock, (*lane, number))
    elif part.share.number in taken:
        yield from _legs(part.part, taken, at, clock, lane)


def _on(
    step: Work, hours: Hours, minutes: int, words: tuple[Doing, Doing], at: Instant, clock: Hours, lane: tuple[int, ...]
) -> Iterator[Leg]:
    """Waiting and working in turns, until the minutes are done. Raises NeverDone where no end is found."""
    if not minutes:
        return
    end = hours.due(at, minutes)
    if end is None:
        raise NeverDone(at)
    for low, high in hours.spans(at, end):
        if at < low:
            yield Leg(step, words[0], at, low, clock.elapsed(at, low), lane)
        yield Leg(step, words[1], low, high, clock.elapsed(low, high), lane)
        at = high
