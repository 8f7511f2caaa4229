"""A ticket's way as a ledger: what decides when it is done, what it costs on the promise's clock, the sum so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Literal

from gitsm.analysis.proof import ONE, Proof, missed
from gitsm.analysis.proof_words import moment, share
from gitsm.analysis.support_chain import Work
from gitsm.analysis.ticket import Leg, Ticket, ticket_of
from gitsm.base import words
from gitsm.calendar.hours import Hours
from gitsm.calendar.instant import Instant, Span
from gitsm.calendar.spans import without
from gitsm.calendar.zones import Zone

Kind = Literal["works", "stands", "runs"]
"""Somebody works; it waits and the clock stands still; it waits and the clock runs."""
MOST_PIECES = 14
"""Pieces into which one wait is cut where the clock goes on and off; a longer one stays whole."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger: `counted` minutes on the clock, `total` with all lines before."""

    leg: Leg
    kind: Kind
    start: Instant
    end: Instant
    counted: int
    total: int


@dataclass(frozen=True, slots=True)
class Stage:
    """What one step, or its handover, takes of the promise's clock, waiting included."""

    step: Work
    handover: bool
    counted: int


def decisive(ticket: Ticket) -> tuple[Leg, ...]:
    """The legs one after the other that decide when the ticket is done; those beside a longer one are left out."""
    found: list[Leg] = []
    at = ticket.done
    while at > ticket.opened:
        ending = [leg for leg in ticket.legs if leg.end == at]
        if not ending:
            break
        lane = found[-1].lane if found else ending[0].lane
        found.append(next((leg for leg in reversed(ending) if leg.lane == lane), ending[0]))
        at = found[-1].start
    return tuple(reversed(found))


def beside(ticket: Ticket) -> tuple[Leg, ...]:
    """The last leg of each step that runs beside a longer one."""
    counted = {id(leg.step) for leg in decisive(ticket)}
    last = {id(leg.step): leg for leg in ticket.legs}
    return tuple(leg for key, leg in last.items() if key not in counted)


def entries(ticket: Ticket, clock: Hours) -> tuple[Entry, ...]:
    """The ledger of a ticket; a wait is cut where the promise's clock goes on or off."""
    found: list[Entry] = []
    total = 0
    for leg in decisive(ticket):
        for kind, (start, end) in _pieces(leg, clock):
            counted = clock.elapsed(start, end)
            total += counted
            found.append(Entry(leg, kind, start, end, counted, total))
    return tuple(found)


def _pieces(leg: Leg, clock: Hours) -> list[tuple[Kind, Span]]:
    whole = (leg.start, leg.end)
    if leg.doing in ("works", "hands over"):
        return [("works", whole)]
    runs = list(clock.spans(*whole))
    stands = without([whole], runs)
    cut: list[tuple[Kind, Span]] = [*(("runs", one) for one in runs), *(("stands", one) for one in stands)]
    if len(cut) > MOST_PIECES:
        return [("runs" if runs else "stands", whole)]
    return sorted(cut, key=lambda one: one[1])


def used_up(ticket: Ticket, ledger: tuple[Entry, ...]) -> Entry | None:
    """The line in which the last promised minute passes; None for a ticket that is in time."""
    if not ticket.late or ticket.due is None:
        return None
    due = ticket.due
    return next((one for one in ledger if one.start < due <= one.end), None)


def stages(ticket: Ticket) -> tuple[Stage, ...]:
    """What each step and handover takes, in order. Their minutes add up to those of the ticket."""
    found: list[Stage] = []
    for leg in decisive(ticket):
        handover = leg.doing in ("hands over", "waits to hand over")
        before = found[-1].counted if found and _same(found[-1], leg.step, handover) else None
        if before is not None:
            found.pop()
        found.append(Stage(leg.step, handover, (before or 0) + leg.counted))
    return tuple(found)


def _same(stage: Stage, step: Work, handover: bool) -> bool:
    return stage.step is step and stage.handover is handover


def common_sum(proof: Proof) -> str:
    """What the worst case of the common path consists of: `15 m + 10 m + 2 h 30 m = 2 h 55 m`."""
    ticket = ticket_of(proof, proof.common)
    if ticket is None:
        return ""
    parts = [words.hours(one.counted) for one in stages(ticket)]
    return f"{' + '.join(parts)} = {words.hours(ticket.counted)}" if len(parts) > 1 else words.hours(ticket.counted)


def bound_sum(proof: Proof) -> str:
    """How the bound comes about: `100 % − 3 % − (0.5 % + 1 %) = 95.5 %`."""
    if proof.chain is None:
        return ""
    lost = [value for _, value in missed(proof.chain, [one.taken for one in proof.unfit]) if value]
    text = f"100{words.NBSP}%"
    if proof.rare:
        text += f" {words.MINUS} {_exact(proof.rare)}"
    if lost:
        each = " + ".join(map(_exact, lost))
        text += f" {words.MINUS} {f'({each})' if len(lost) > 1 else each}"
    below = ONE - proof.rare - sum(lost, Fraction(0)) < 0
    return f"{text} {'is below nothing, so' if below else '='} {share(proof.bound)}"


def _exact(value: Fraction) -> str:
    """A share in percent; a third is shown with its first digits."""
    percent = value * 100
    return f"{words.number(percent.numerator if percent.denominator == 1 else float(percent))}{words.NBSP}%"


def happens(entry: Entry) -> str:
    """`ola/messaging works`, `nobody works, the promise counts: ola/messaging is closed`.

    A wait that was not cut may count in part: `the promise counts for 20 h of it`.
    """
    step = entry.leg.step.key
    if entry.kind == "works":
        return f"{step} {entry.leg.doing}"
    part = f" for {words.hours(entry.counted)} of it" if entry.counted < entry.end - entry.start else ""
    counts = f"the promise counts{part}" if entry.kind == "runs" else "the promise does not count"
    return f"nobody works, {counts}: {step} is closed"


MOST_TOLD = 5
"""Steps that a story names; of a longer way those that it waits for, and the last."""


def _passed(ledger: tuple[Entry, ...], clocks: Zone) -> Iterator[str]:
    """`ola/desk hands it over by 14:01`, for each step in its turn, with the time for which it is closed."""
    turns = [list(turn) for _, turn in groupby(ledger, key=lambda one: id(one.leg.step))]
    if len(turns) > MOST_TOLD:
        turns = [turn for turn in turns[:-1] if any(one.kind != "works" for one in turn)][: MOST_TOLD - 1] + turns[-1:]
    for turn in turns:
        step, last = turn[-1].leg.step.key, turn[-1]
        waits = [one for one in turn if one.kind != "works"]
        counted = sum(one.counted for one in waits)
        closed = sum(one.end - one.start for one in waits)
        pause = f", first closed for {words.hours(closed)}" if waits and turn[0] is waits[0] else ""
        pause = pause or (f", closed for {words.hours(closed)} on the way" if waits else "")
        if waits:
            of = "all of it counts" if counted == closed else f"{words.hours(counted)} of it count"
            pause += f" ({of if counted else 'none of it counts'}),"
        doing = "hands it over" if last.leg.doing in ("hands over", "waits to hand over") else "is done"
        yield f"{step}{pause} {doing} by {moment(last.end, clocks, ledger[0].start)}"


def told(ticket: Ticket, ledger: tuple[Entry, ...], clocks: Zone) -> Iterator[str]:
    """The ticket in two sentences without full stops."""
    yield (
        f"Opened {moment(ticket.opened, clocks)}; {'; '.join(_passed(ledger, clocks))}, "
        f"after {words.hours(ticket.counted)} on the clock"
    )
    at = used_up(ticket, ledger)
    if at is not None and ticket.due is not None:
        doing = f"while {at.leg.step.key} {at.leg.doing if at.kind == 'works' else 'is closed and nobody works'}"
        due = moment(ticket.due, clocks, ticket.opened)
        yield f"The promised {words.hours(ticket.limit)} are used up at {due}, {doing}"


def span_of(ticket: Ticket) -> Span:
    """The time that a picture of it shows: some before it is opened, some after it is done."""
    room = max((ticket.done - ticket.opened) // 16, 20)
    return ticket.opened - room, ticket.done + room
