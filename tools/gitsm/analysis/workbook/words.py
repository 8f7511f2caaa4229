"""Answers about a workbook in words that name its own rows and cells; the same for sheet, page and terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gitsm.analysis import proof_words
from gitsm.analysis.proof import MOST_CONDITIONS
from gitsm.analysis.repair import Repair
from gitsm.analysis.support_chain import Work
from gitsm.analysis.workbook.grid import folded
from gitsm.analysis.workbook.layout import ALL_HOURS, UNKNOWN
from gitsm.analysis.workbook.promises import Step, steps_for
from gitsm.analysis.workbook.proved import Proved, Verdict
from gitsm.base import words

SIGNS = {"always kept": "✓", "kept for at least": "▲", "not kept": "✕", "not proved": "?"}
IF_KEPT = ", if each step keeps its time"
"""The condition of an answer that rests on steps of which nobody has said how often they keep their time."""
MOST_NAMED = 8
"""Promises that the sum of a workbook names one by one."""


def headline(proved: Proved) -> str:
    """The sum of a workbook in one sentence: `1 of 5 promises cannot be kept: Payroll, P1 (resolution within 4 h).`"""
    count = len(proved.verdicts)
    bad = [one for one in proved.verdicts if one.proof.answer == "not kept"]
    open_ones = [one for one in proved.verdicts if one.proof.answer == "not proved"]
    parts = []
    if bad:
        which = "The promise" if count == 1 else f"{len(bad)} of {words.plural(count, 'promise')}"
        parts.append(f"{which} cannot be kept: {_named(bad)}.")
    if open_ones:
        what = (
            "nothing could be proved about"
            if bad or count == 1
            else f"Of {words.plural(count, 'promise')}, nothing is proved about"
        )
        parts.append(f"{what[:1].upper()}{what[1:]} {_named(open_ones)}.")
    if parts:
        return " ".join(parts)
    partly = sum(1 for one in proved.verdicts if one.proof.answer == "kept for at least")
    rest = ""
    if partly:
        rest = f", {partly} of them not for every ticket" if count > 1 else ", though not for every ticket"
    if any(one.assumed for one in proved.verdicts):
        rest += IF_KEPT
    which = "The promise" if count == 1 else "Both promises" if count == 2 else f"All {count} promises"
    return f"{which} can be kept{rest}."


def _named(verdicts: list[Verdict]) -> str:
    more = f"; and {len(verdicts) - MOST_NAMED} more" if len(verdicts) > MOST_NAMED else ""
    return "; ".join(called(one) for one in verdicts[:MOST_NAMED]) + more


def called(one: Verdict) -> str:
    """`E-mail, P1 (resolution within 4 h)`."""
    whom = f", {one.target.priority}" if one.target.priority else ""
    return f"{one.target.service}{whom} ({one.target.promise} within {words.hours(one.target.minutes)})"


def answer(one: Verdict) -> str:
    """`kept for at least 95.4 %`, and so on, with the condition on which it rests."""
    return f"{proof_words.answer(one.proof)}{IF_KEPT if one.assumed else ''}"


def after(change: Repair, one: Verdict) -> str:
    """What a promise is after a change that mends it, with the condition on which that rests, as in `answer`."""
    said = "always kept" if change.answer == "always kept" else "kept for enough tickets"
    steps = one.proof.chain.steps() if one.proof.chain is not None else ()
    return f"{said}{IF_KEPT if any(one.step(work).kept is None for work in steps) else ''}"


def lateness(one: Verdict) -> str:
    """`1 m late`; of a ticket that may be late: `7 h 25 m late (allowed: 5 % of the tickets may be late)`."""
    assert one.ticket is not None
    late = f"{words.hours(proof_words.overdue(one.ticket))} late"
    return f"{late}{_allowed(one)}"


def _allowed(one: Verdict) -> str:
    if one.proof.answer != "kept for at least":
        return ""
    percent = words.number(float(100 - one.proof.compliance * 100))
    return f" (allowed: {percent}{words.NBSP}% of the tickets may be late)"


def kept_for(one: Verdict) -> str:
    """The share of tickets for which a promise is kept at least; `-` where nothing was proved."""
    if one.proof.answer == "not proved":
        return "-"
    return f"{proof_words.share(one.proof.bound)}{' if so' if one.assumed else ''}"


def because(one: Verdict, proved: Proved) -> str:
    """Why, in one sentence."""
    if one.proof.answer == "not proved" and not steps_for(one.target, proved.promises.steps):
        return "The sheet Steps has no row for it: nobody works on such a ticket."
    told = [_reason(one, proved)]
    if one.assumed:
        told.append(f"Nobody has said how often {_teams(one.assumed)}.")
    unknown = [] if one.proof.unfit or one.proof.chain is None else [one.step(work) for work in one.proof.chain.steps()]
    unknown = [step for step in unknown if folded(step.row.text("kept")) in UNKNOWN]
    if unknown:
        told.append(f"It is unknown how often {_teams(unknown)}, so that counts as never.")
    return " ".join(told)


def _reason(one: Verdict, proved: Proved) -> str:
    steps = steps_for(one.target, proved.promises.steps)
    count = sum(1 for step in steps if step.conditional)
    if one.proof.answer == "not proved" and count > MOST_CONDITIONS:
        where = "the column Reached by"
        return f"{count} of its steps have a share in {where}, and at most {MOST_CONDITIONS} are followed: join some."
    if one.proof.answer == "always kept" and one.proof.longest is not None and one.proof.longest.worst is not None:
        return f"The steps take at most {words.hours(one.proof.longest.worst.minutes)}."
    text = proved.worded(proof_words.because(one.proof))
    return f"{text[:1].upper()}{text[1:]}."


def _teams(steps: Iterable[Step]) -> str:
    """`Desk and Network team keep their time (Steps!L4 and Steps!L5)`."""
    each = list(steps)
    teams = words.listed(list(dict.fromkeys(step.team for step in each)))
    keep = words.agree(len({step.team for step in each}), "keeps its time", "keep their time")
    return f"{teams} {keep} ({words.listed([step.row.place('kept') for step in each])})"


def story(one: Verdict, proved: Proved) -> Iterator[str]:
    """The ticket's way, a sentence a line."""
    if one.ticket is not None:
        *way, done = proof_words.story(one.ticket, one.clocks)
        yield from map(proved.worded, way)
        yield f"{done}{_allowed(one) if one.ticket.late else ''}"


def waits(one: Verdict, proved: Proved) -> list[str]:
    """The stretches of the ticket's way on which it waits."""
    if one.ticket is None:
        return []
    legs = [leg for leg in one.ticket.legs if leg.doing.startswith("waits")]
    return [proved.worded(text) for text in proof_words.stretches(legs, one.clocks, one.ticket.opened)]


def chain(one: Verdict, proved: Proved) -> Iterator[str]:
    """The steps of a promise in order, one a line, with their hours."""
    if one.proof.chain is None:
        return
    for work in one.proof.chain.steps():
        step = one.step(work)
        over = f", then {words.hours(step.handover)} to hand over" if step.handover else ""
        share = ""
        if step.conditional:
            some = (
                f"{words.number(step.share.normalize())}{words.NBSP}%" if step.share is not None else "an unknown share"
            )
            since = f", measured {step.measured.isoformat()}" if step.measured else ""
            share = f" (reached by {some} of the tickets; {step.source or 'no source stated'}{since})"
        hours = "24x7" if step.hours == ALL_HOURS else step.hours
        yield f"{step.number}. {step.team}: {words.hours(step.minutes)} ({hours}){over}{share}"


def hours_name(name: str) -> str:
    """Hours as people call them."""
    return "every hour (24x7)" if name == ALL_HOURS else name


def clock(one: Verdict, proved: Proved) -> str:
    """Which hours count: `service hours: Office hours`, or `all hours`."""
    measured = one.proof.measured
    if one.target.clock == "calendar" or measured is None:
        return "all hours" if one.target.clock == "calendar" else words.enum(one.target.clock)
    return f"{words.enum(one.target.clock)}: {hours_name(proved.hours(measured.calendar))}"


def repair(change: Repair, one: Verdict, proved: Proved) -> tuple[str, str]:
    """(cell, what to write there) of a change that is enough."""
    if change.kind == "clock":
        hours = hours_name(proved.hours(change.calendar))
        return one.target.row.place("clock"), f"measure it on its {words.enum(change.clock)} ({hours})"
    if change.kind == "target" or change.step is None:
        place = one.target.row.place("within")
        return place, f"promise {words.hours(change.minutes)} instead of {words.hours(one.target.minutes)}"
    step = one.step(change.step)
    if change.kind == "step hours":
        return step.row.place("hours"), f"let {step.team} work in {hours_name(proved.hours(change.calendar))}"
    instead = f"instead of {words.hours(step.minutes)}"
    return step.row.place("within"), f"let {step.team} be done within {words.hours(change.minutes)} {instead}"


def doing(work: Work, what: str, one: Verdict) -> str:
    """What happens on a stretch of a ticket's way."""
    team = one.step(work).team
    return {
        "works": f"{team} works",
        "hands over": f"{team} hands over",
        "waits": f"waits for {team}, closed",
        "waits to hand over": f"waits for {team} to hand over, closed",
    }[what]
