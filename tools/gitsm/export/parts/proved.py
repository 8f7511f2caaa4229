"""A proof of a promise, as the commands about agreements show it: in lines for people, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gitsm.analysis import proof_words
from gitsm.analysis.chain_words import chain_words, sources
from gitsm.analysis.paused import unless_paused, unless_paused_words
from gitsm.analysis.promises import clocks_of
from gitsm.analysis.proof import Path, Proof, Prover
from gitsm.analysis.repair import Repair, repairs
from gitsm.analysis.support_chain import Share
from gitsm.analysis.ticket import Ticket, ticket_of
from gitsm.base import words
from gitsm.calendar import zones
from gitsm.calendar.instant import Instant, utc
from gitsm.calendar.zones import Zone
from gitsm.export.parts.drawing import ticket_drawing
from gitsm.export.parts.style import Style, block
from gitsm.export.parts.table import aligned

HEAD = ("target", "answer", "limit", "worst", "slack", "kept", "asked")
RIGHT = range(2, 7)
MOST_TOLD = 30
MOST_LEGS = 200
"""Stretches of a ticket in JSON; of more, the first and the last ones are told."""
"""Stretches of a ticket's way that a terminal tells; JSON has them all."""


@dataclass(frozen=True, slots=True)
class Told:
    """A proof with what explains it: the ticket of its worst case, the single changes that mend it, and its zone."""

    proof: Proof
    ticket: Ticket | None
    repairs: tuple[Repair, ...]
    clocks: Zone


def told(proof: Proof, prover: Prover) -> Told:
    """The proof with its ticket and repairs."""
    return Told(proof, ticket_of(proof), repairs(proof, prover), clocks_of(proof, prover.almanac))


def minutes(value: int | None) -> str:
    """A number of minutes as hours, with its sign; `-` where there is none."""
    if value is None:
        return "-"
    return words.hours(value) if value >= 0 else f"{words.MINUS}{words.hours(-value)}"


def percent(proof: Proof) -> str:
    """The share for which a promise is kept at least; `-` where nothing was proved."""
    return "-" if proof.answer == "not proved" else proof_words.share(proof.certain)


def worst_of(path: Path | None) -> str:
    """The longest time on the clock; `never` where the work is never done."""
    if path is None:
        return "-"
    return minutes(path.worst.minutes) if path.worst else "never"


def row(proof: Proof) -> tuple[str, ...]:
    """The cells of a proof in the table of answers."""
    asked = proof_words.asked(proof)
    return (
        proof.target.id, proof.answer, minutes(proof.limit), worst_of(proof.longest), minutes(proof.slack),
        percent(proof), asked,
    )  # fmt: skip


def table(proofs: Sequence[Proof], style: Style) -> list[str]:
    """The answers, one line each; an answer that needs somebody is marked."""
    head, *lines = aligned([HEAD, *map(row, proofs)], RIGHT)
    return [style("faint", head), *(_marked(line, one, style) for line, one in zip(lines, proofs, strict=True))]


def _marked(line: str, proof: Proof, style: Style) -> str:
    if proof.answer == "always kept":
        return line
    kind = "warning" if proof.answer == "kept for at least" else "alert"
    return line.replace(proof.answer, style(kind, proof.answer), 1)


def details(one: Told, style: Style) -> list[str]:
    """The proof at length: what is promised, the answer and why, the chain, the ticket, and what would mend it."""
    proof = one.proof
    lines = [style("strong", f"{proof.target.id}: {proof_words.promise(proof)}")]
    lines += _field("answer", _answer(proof))
    lines += _field("because", f"{proof_words.because(proof)}{proof_words.at_most(proof)}.")
    if proof.answer == "not proved":
        lines += _field("where", f"{proof.item.path}; `gitsm check` names the line and what to write.")
    elif proof.reason:
        lines += _field("besides", f"{proof.reason}.")
    if proof.chain is not None:
        lines += _field("clock", clock_words(proof))
        lines += _field("chain", f"{chain_words(proof.chain.part)}.")
        for text in sources(proof.chain.shares):
            lines += _field("share", f"{text}.")
    if proof.term is not None and proof.answer != "not proved":
        lines += _field("proved", f"{term_words(proof)}.")
    if limits := unless_paused_words(proof):
        lines += _field("but", f"{limits}.")
    if one.ticket is not None and proof.measured is not None and proof.unfit:
        lines += ["", "  The ticket that shows it:"]
        lines += [f"    {text}" for text in _story(one)]
        lines += ["", *ticket_drawing(one.ticket, proof.measured.known.hours, one.clocks)]
    if one.repairs:
        lines += ["", "  One change is enough:"]
        width = max(len(proof_words.repair(each)) for each in one.repairs)
        for each in one.repairs:
            then = "always kept" if each.answer == "always kept" else "kept for enough tickets"
            lines.append(f"    {proof_words.repair(each):<{width}}  then {then}")
        if proof.answer == "not kept" and proof.certain:
            lines.append(f"  Or promise it for {percent(proof)} of the tickets at most.")
    elif proof.answer == "not kept" and proof.reason:
        text = "No single change of a time or of hours is enough; see first to what stands under besides."
        lines += ["", *block(text, first="  ", rest="  ", width=80)]
    elif proof.answer == "not kept" and not proof.unfit:
        text = (
            f"Promise it for {percent(proof)} of the tickets at most, or have the steps keep their targets more often."
        )
        lines += ["", *block(text, width=80)]
    elif proof.answer == "not kept":
        lines += ["", "  No single change of the target or of one step is enough."]
        if proof.certain:
            lines.append(f"  Promise it for {percent(proof)} of the tickets at most, or change several.")
    return lines


def _story(one: Told) -> list[str]:
    assert one.ticket is not None
    found: list[str] = []
    for text in proof_words.story(one.ticket, one.clocks, MOST_TOLD):
        found += block(text, first="", rest="  ", width=76)
    return found


def _field(name: str, text: str) -> list[str]:
    return block(text, first=f"  {name:<9}", rest=" " * 11, width=80)


def _answer(proof: Proof) -> str:
    said = proof_words.answer(proof)
    asked = f"asked are {proof_words.asked(proof)}"
    if proof.answer == "not proved":
        return f"{said}."
    if proof.answer == "not kept":
        return f"{said}: certain are {percent(proof)}, {asked}."
    if proof.answer == "always kept" and proof.bound < 1:
        return f"{said} when each step keeps its own target, which is promised for {percent(proof)} ({asked})."
    return f"{said} ({asked})."


def clock_words(proof: Proof) -> str:
    """Which hours count: `service hours, those of calendar office-de`."""
    measured = proof.measured
    if measured is None:
        return "not known"
    if measured.kind == "calendar":
        return "every hour counts."
    return f"the {words.enum(measured.kind)} count, calendar {measured.calendar}."


def term_words(proof: Proof) -> str:
    """Which minutes a proof covers."""
    term = proof.term
    if term is None:
        return ""
    note = f" ({term.note})" if term.note else ""
    return f"for every minute from {term.start.isoformat()} to {term.end.isoformat()}{note}"


def foot() -> str:
    """What every proof rests on besides the repository."""
    return f"time zones of tzdata {zones.version()}"


def proof_body(one: Told) -> dict[str, Any]:
    """A proof as JSON. All times are whole minutes on the clock of the promise, all shares percent as written out."""
    proof = one.proof
    return {
        "target": proof.target.id,
        "metric": proof.target.metric,
        "priority": proof.target.priority,
        "answer": proof.answer.replace(" ", "_"),
        "because": plain_words(_why(proof)),
        "limit": proof.limit,
        "worst": _worst(proof.longest),
        "worst_common": _worst(proof.common),
        "slack": proof.slack,
        "bound": None if proof.answer == "not proved" else exact(proof.certain),
        "compliance": exact(proof.compliance),
        "clock": None if proof.measured is None else {"kind": proof.measured.kind, "calendar": proof.measured.calendar},
        "chain": None if proof.chain is None else plain_words(chain_words(proof.chain.part)),
        "shares": [_share(each) for each in proof.chain.shares] if proof.chain else [],
        "term": None if proof.term is None or proof.answer == "not proved" else _term(proof),
        "unless_paused": [{"step": each.step.key, "reasons": list(each.reasons)} for each in unless_paused(proof)],
        "ticket": None if one.ticket is None else _ticket(one.ticket, one.clocks),
        "repairs": [_repair(each) for each in one.repairs],
    }


def _why(proof: Proof) -> str:
    besides = proof.reason if proof.answer != "not proved" else ""
    return "; besides, ".join(filter(None, (proof_words.because(proof), besides)))


def plain_words(text: str) -> str:
    """Words with ordinary spaces."""
    return text.replace(words.NBSP, " ")


def exact(share: Fraction) -> str:
    """A share in percent, exact: `95.5`, or as a fraction `100/3` where it has no end."""
    value = share * 100
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    whole = (value * 10**digits).numerator
    if not digits:
        return str(whole)
    text = str(whole).zfill(digits + 1)
    return f"{text[:-digits]}.{text[-digits:]}"


def _worst(path: Path | None) -> dict[str, Any] | None:
    if path is None or path.worst is None:
        return None
    return {"minutes": path.worst.minutes, "start": stamp(path.worst.start), "finish": stamp(path.worst.finish)}


def stamp(instant: Instant) -> str:
    """An instant in UTC: `2026-01-02T14:01Z`."""
    return f"{utc(instant).isoformat()[:16]}Z"


def _share(share: Share) -> dict[str, Any]:
    return {
        "of": share.label,
        "percent": exact(share.value),
        "stated": share.stated,
        "source": share.source or None,
        "measured": share.measured.isoformat() if share.measured else None,
    }


def _term(proof: Proof) -> dict[str, Any]:
    assert proof.term is not None
    return {"from": proof.term.start.isoformat(), "to": proof.term.end.isoformat(), "note": proof.term.note or None}


def _ticket(ticket: Ticket, clocks: Zone) -> dict[str, Any]:
    left_out = proof_words.left_out(ticket, MOST_LEGS)
    return {
        "zone": clocks.name,
        "opened": stamp(ticket.opened),
        "done": stamp(ticket.done),
        "due": stamp(ticket.due) if ticket.due is not None else None,
        "counted": ticket.counted,
        "limit": ticket.limit,
        "overdue": proof_words.overdue(ticket),
        "story": [plain_words(text) for text in proof_words.story(ticket, clocks, MOST_LEGS)],
        "legs": [
            {
                "step": leg.step.key,
                "doing": leg.doing.replace(" ", "_"),
                "from": stamp(leg.start),
                "to": stamp(leg.end),
                "counted": leg.counted,
            }
            for number, leg in enumerate(ticket.legs)
            if number not in left_out
        ],
        "legs_left_out": len(left_out),
    }


def _repair(one: Repair) -> dict[str, Any]:
    return {
        "kind": one.kind.replace(" ", "_"),
        "step": one.step.key if one.step else None,
        "minutes": one.minutes or None,
        "calendar": one.calendar or None,
        "then": one.answer.replace(" ", "_"),
        "words": plain_words(proof_words.repair(one)),
    }
