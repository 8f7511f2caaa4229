"""Proofs, tickets and repairs in words, the same for a finding, a terminal and a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from gitsm.analysis.proof import Proof
from gitsm.analysis.repair import Repair
from gitsm.analysis.support_chain import Work
from gitsm.analysis.ticket import Leg, Ticket
from gitsm.base import words
from gitsm.calendar.instant import Instant
from gitsm.calendar.zones import Zone

_EPOCH = datetime(1970, 1, 1)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def wall(instant: Instant, clocks: Zone) -> datetime:
    """What clocks of a zone show at an instant."""
    return _EPOCH + timedelta(minutes=clocks.local(instant))


def moment(instant: Instant, clocks: Zone, after: Instant | None = None) -> str:
    """`Fri 2026-11-06 13:21`; only the time where it is the same day as an instant told before."""
    shown = wall(instant, clocks)
    if after is not None and wall(after, clocks).date() == shown.date():
        return f"{shown:%H:%M}"
    return f"{_DAYS[shown.weekday()]} {shown:%Y-%m-%d %H:%M}"


def share(value: Fraction) -> str:
    """A bound in percent with four decimals at most, never rounded up: `95.4 %`, `99.97 %`, `100 %`."""
    parts = value * 100 * 10_000
    whole, rest = divmod(parts.numerator // parts.denominator, 10_000)
    return f"{words.number(whole)}{f'.{rest:04}'.rstrip('0') if rest else ''}{words.NBSP}%"


def asked(proof: Proof) -> str:
    """The share of tickets for which it is promised, as written: `99.95 %`."""
    return f"{words.number(float(proof.compliance * 100))}{words.NBSP}%"


def answer(proof: Proof) -> str:
    """`always kept`, `kept for at least 95.4 %`, `not kept`, `not proved`."""
    return f"{proof.answer} {share(proof.bound)}" if proof.answer == "kept for at least" else proof.answer


def promise(proof: Proof) -> str:
    """What is promised: `resolution time of p1 within 4 h`."""
    metric = words.enum(proof.target.metric)
    whom = f" of {proof.target.priority}" if proof.target.priority else ""
    return f"{metric}{whom} within {words.hours(proof.limit)}"


def because(proof: Proof) -> str:
    """Why the answer is what it is, in one sentence without its full stop."""
    if proof.answer == "not proved":
        return proof.reason
    if not proof.unfit:
        if proof.answer == "always kept":
            return "every path fits"
        return f"every path fits, but the steps keep their own targets for only {share(proof.bound)} of the tickets"
    shown = proof.unfit[0]
    if shown.worst is None:
        return f"the work is never done{_never(proof)}"
    if not shown.taken:
        return f"the chain takes up to {words.hours(shown.worst.minutes)}"
    assert proof.chain is not None
    parts = [one for one in proof.chain.shares if one.number in shown.taken]
    who = words.listed([one.label for one in parts])
    rare = frozenset().union(*(one.taken for one in proof.unfit))
    stated = all(one.stated for one in proof.chain.shares if one.number in rare)
    some = share(proof.rare) if stated else "an unknown share"
    most = max((one.worst.minutes for one in proof.unfit if one.worst), default=0)
    way = ", or go another way that does not fit, and" if len(proof.unfit) > 1 else " and"
    common = proof.common.worst if proof.common else None
    rest = "the others" if len(proof.chain.shares) == 1 else "those that reach no conditional step"
    others = f"; {rest} need at most {words.hours(common.minutes)}" if common else ""
    return f"{some} of the tickets reach {who}{way} take up to {words.hours(most)}{others}"


def _never(proof: Proof) -> str:
    """Whose hours do not suffice, however long a ticket waits: `: ola/mail needs 4 h, and its hours (empty) ...`."""
    if proof.chain is None or proof.term is None or not proof.unfit:
        return ""
    taken = proof.unfit[0].taken
    for step in proof.chain.steps():
        if taken.issuperset(step.under) and step.measured.known.hours.due(proof.term.high, step.minutes) is None:
            has = (
                "are open for less" if step.measured.known.hours.next_open(proof.term.low) is not None else "never open"
            )
            return f": {step.key} needs {words.hours(step.minutes)}, and its hours ({step.measured.calendar}) {has}"
    return ""


def at_most(proof: Proof) -> str:
    """What `because` leaves out where tickets are late already without a conditional step: the longest way of all."""
    longest, shown = proof.longest, proof.unfit[0] if proof.unfit else None
    if longest is None or longest.worst is None or shown is None or shown.worst is None or proof.chain is None:
        return ""
    if longest.worst.minutes == shown.worst.minutes:
        return ""
    more = [one.label for one in proof.chain.shares if one.number in longest.taken - shown.taken]
    return f"; with {words.listed(more)} up to {words.hours(longest.worst.minutes)}"


def story(ticket: Ticket, clocks: Zone, most: int | None = None) -> Iterator[str]:
    """The ticket's way, one sentence a line without full stops, in the local time of `clocks`.

    `most`: of a way with more stretches than that only the first and the last ones are told.
    """
    yield f"opened {moment(ticket.opened, clocks)}"
    omitted = left_out(ticket, most)
    yield from stretches(ticket.legs[: omitted.start] if omitted else ticket.legs, clocks, ticket.opened)
    if omitted:
        yield f"{len(omitted)} such stretches, left out here"
        before = max(leg.end for leg in ticket.legs[max(omitted.start - 1, 0) : omitted.stop])
        yield from stretches(ticket.legs[omitted.stop :], clocks, None, before)
    late = f", {words.hours(overdue(ticket))} late" if ticket.late else ", in time"
    yield f"done {moment(ticket.done, clocks)} after {words.hours(ticket.counted)} on the clock{late}"


def stretches(legs: Sequence[Leg], clocks: Zone, last: Instant | None, before: Instant | None = None) -> Iterator[str]:
    """Stretches in the order given; one that begins before the one told before it has ended is told as `meanwhile`.

    `last`: the instant told before the first one, None where its day is told in any case. `before`: until when that
    went on which stands before the first one, where that is not `last`.
    """
    for leg in legs:
        end = last if before is None else before
        aside = "meanwhile " if end is not None and leg.start < end else ""
        yield f"{aside}{moment(leg.start, clocks, last)} to {moment(leg.end, clocks, leg.start)}: {doing(leg)}"
        last, before = leg.end, None


def left_out(ticket: Ticket, most: int | None) -> range:
    """The numbers of the stretches in the middle of a ticket's way that are not told where it has more than `most`."""
    if most is None or len(ticket.legs) <= most:
        return range(0)
    return range(most // 2, len(ticket.legs) - most + most // 2)


def overdue(ticket: Ticket) -> int:
    """Minutes on the clock beyond the promise."""
    return max(ticket.counted - ticket.limit, 0)


def doing(leg: Leg) -> str:
    """What happens on a leg: `ola/desk works`, `waits for ola/desk, which is closed, while the clock runs`.

    Where only some minutes of a wait count: `while the clock runs for 1 m of it`.
    """
    if leg.doing in ("works", "hands over"):
        return f"{leg.step.key} {leg.doing}"
    what = "to be handed over by" if leg.doing == "waits to hand over" else "for"
    part = f" for {words.hours(leg.counted)} of it" if leg.counted < leg.end - leg.start else ""
    clock = f"while the clock runs{part}" if leg.counted else "and the clock stands still"
    return f"waits {what} {leg.step.key}, which is closed, {clock}"


def repair(one: Repair) -> str:
    """One change that mends a promise: `let ola/messaging work on 24x7`, `shorten the resolution time of ...`."""
    if one.kind == "clock":
        return f"measure it on its {words.enum(one.clock)} ({one.calendar})"
    if one.kind == "target" or one.step is None:
        return f"promise {words.hours(one.minutes)}"
    if one.kind == "step hours":
        return f"let {one.step.key} work on {one.calendar}"
    before, after = words.hours(one.step.minutes), words.hours(one.minutes)
    return f"shorten the {metric_of(one.step)} of {one.step.key} from {before} to {after}"


def metric_of(step: Work) -> str:
    """The metric of a step in words."""
    return words.enum(step.target.metric)
