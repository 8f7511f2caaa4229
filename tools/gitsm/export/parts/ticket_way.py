"""A ticket with the hours around it, as the picture of `render.promise.ticket` wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

from gitsm.analysis import proof_words
from gitsm.analysis.proof import Proof
from gitsm.analysis.support_chain import Work
from gitsm.analysis.ticket import Ticket
from gitsm.base import words
from gitsm.calendar.hours import Hours
from gitsm.calendar.instant import Instant, local_midnight
from gitsm.calendar.zones import Zone
from gitsm.render.promise.shapes import LEFT
from gitsm.render.promise.ticket import Lane, Mark, Piece, Tick, Way
from gitsm.render.text import text_width

_MOST_SPANS = 400
_ROOM = LEFT - 12


def way(
    proof: Proof, ticket: Ticket, clocks: Zone, name: str, hours: str, team: Callable[[Work], tuple[str, str]]
) -> Way:
    """The picture's parts. `name`, `hours`: words for the ticket and for the promise's clock; `team`: for a step."""
    assert proof.measured is not None
    length = max(ticket.done - ticket.opened, 1)
    low, high = ticket.opened - max(length // 20, 30), ticket.done + max(length // 20, 30)
    lanes = [Lane("Clock of the promise", _cut(hours), _spans(proof.measured.known.hours, low, high))]
    seen: set[tuple[str, str]] = set()
    for leg in ticket.legs:
        words_of = team(leg.step)
        if words_of not in seen:
            seen.add(words_of)
            support = leg.doing in ("hands over", "waits to hand over")
            known = leg.step.support if support else leg.step.measured
            lanes.append(Lane(_cut(words_of[0], bold=True), _cut(words_of[1]), _spans(known.known.hours, low, high)))
    pieces = tuple(_pieces(ticket, proof.measured.known.hours))
    ticks, marks = tuple(_ticks(low, high, clocks)), tuple(_marks(ticket, clocks))
    return Way(low, high, ticks, tuple(lanes), "This ticket", _cut(name), pieces, marks)


def _cut(text: str, *, bold: bool = False) -> str:
    """A text that has room beside the picture; the whole of it stands in the words around."""
    if text_width(text, bold=bold) <= _ROOM:
        return text
    while text and text_width(f"{text}…", bold=bold) > _ROOM:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _spans(hours: Hours, low: Instant, high: Instant) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for span in hours.spans(low, high):
        found.append(span)
        if len(found) >= _MOST_SPANS:
            break
    return tuple(found)


def _ticks(low: Instant, high: Instant, clocks: Zone) -> Iterator[Tick]:
    day = proof_words.wall(low, clocks).date() + timedelta(days=1)
    every = max(1, (high - low) // 1440 // 12)
    while (at := clocks.instant(local_midnight(day))) < high:
        yield Tick(at, f"{day:%a} {day.isoformat()}", True)
        day += timedelta(days=every)


def _pieces(ticket: Ticket, clock: Hours) -> Iterator[Piece]:
    """What the ticket does as a whole: somebody works wherever any step does; waiting is split by the clock."""
    edges = sorted({edge for leg in ticket.legs for edge in (leg.start, leg.end)})
    for start, end in pairwise(edges):
        legs = [leg for leg in ticket.legs if leg.start <= start and leg.end >= end]
        if any(leg.doing in ("works", "hands over") for leg in legs):
            yield Piece(start, end, "works")
        elif legs:
            yield from _waiting(start, end, clock)


def _waiting(start: Instant, end: Instant, clock: Hours) -> Iterator[Piece]:
    at = start
    for low, high in _spans(clock, start, end):
        if at < low:
            yield Piece(at, low, "stands")
        yield Piece(low, high, "runs", f"{words.hours(high - low)} count, nobody works")
        at = high
    if at < end:
        yield Piece(at, end, "stands")


def _marks(ticket: Ticket, clocks: Zone) -> Iterator[Mark]:
    yield Mark(ticket.opened, "opened", proof_words.moment(ticket.opened, clocks))
    if ticket.late and ticket.due is not None:
        detail = proof_words.moment(ticket.due, clocks)
        yield Mark(ticket.due, f"{words.hours(ticket.limit)} used up", detail, True)
    yield Mark(ticket.done, "done", proof_words.moment(ticket.done, clocks))
