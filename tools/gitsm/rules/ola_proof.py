"""OLA-01, OLA-02, OLA-04 and OLA-08: what the proofs of an SLA's targets say."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gitsm.analysis import proof_words
from gitsm.analysis.losses import Loss, losses
from gitsm.analysis.proof import ONE, Proof
from gitsm.analysis.repair import repairs
from gitsm.analysis.support_chain import Work
from gitsm.analysis.ticket import ticket_of
from gitsm.base import words
from gitsm.base.finding import Severity
from gitsm.base.source import Route
from gitsm.check.again import agreements
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Agreement, Sla
from gitsm.rules.promises import clocks_of, prover_of, said, unsupported, upper

KEPT = ("always kept", "kept for at least")
MOST_TOLD = 10
"""Stretches of a ticket's way that a finding tells; `gitsm sla prove` has more of them."""


@rule("OLA-01", Severity.ERROR, on=Sla, depends=agreements)
def the_teams_below_can_keep_the_time(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """The chain of supporting agreements is done within the target, whenever the ticket comes.

    Why: a promise that the teams below have not agreed to keep is broken by the first ticket that comes at a bad hour.
    Fix: make one of the changes that the message offers: a longer promise or another clock for it, a shorter target or
    other hours of one step, or the promise for fewer tickets. `not always kept` is a warning with one ticket that shows
    it; it is an error where more tickets may take such a path than the compliance leaves room for. A conditional step
    without a share counts for all tickets. `gitsm sla prove` draws the ticket, `gitsm sla whatif` tries a change.
    """
    for number, proof in _proofs(sla, ctx):
        if proof.answer == "not proved":
            if not unsupported(sla, proof.target, ctx):  # OLA-03
                yield Unknown(f"not proved: {proof.reason}", ("targets", number))
        elif proof.unfit:
            too_many = proof.target.compliance is not None and proof.rare > ONE - proof.compliance
            yield _late(proof, number, Severity.ERROR if too_many else Severity.WARNING, ctx)


def _proofs(sla: Sla, ctx: Context) -> Iterator[tuple[int, Proof]]:
    """(position of the target, its proof) of each time target."""
    for proof in prover_of(ctx).proofs(ctx.current):
        yield sla.targets.index(proof.target), proof


def _late(proof: Proof, number: int, severity: Severity, ctx: Context) -> Problem:
    """The finding about a path that does not fit, with its ticket."""
    kept = "not always kept" if proof.answer == "kept for at least" else "not kept"
    least = ""
    if proof.certain:
        certain = f"for at least {proof_words.share(proof.bound)} of the tickets"
        short = f" (promised for {proof_words.asked(proof)})" if proof.answer == "not kept" else ""
        least = f", but {certain}{short}"
    why = f"{proof_words.because(proof)}{proof_words.at_most(proof)}"
    text = f"{upper(proof_words.promise(proof))} is {kept}{least}: {why}."
    ticket = ticket_of(proof)
    if ticket is not None and proof.measured is not None:
        told = proof_words.story(ticket, clocks_of(ctx, proof.measured.calendar), MOST_TOLD)
        text += f" One ticket: {'; '.join(told)}."
    ways = [proof_words.repair(one) for one in repairs(proof, prover_of(ctx))]
    unstated = [one.label for one in proof.chain.shares if not one.stated] if proof.chain else []
    if unstated:
        ways.insert(0, f"state the share of tickets that reach {words.listed(unstated)}, with its source")
    if proof.answer == "not kept" and proof.certain:
        ways.append(f"promise it for {proof_words.share(proof.bound)} of the tickets at most")
    if proof.reason:
        ways = [f"let what is below count as the promise does first ({proof.reason})"]
    fix = "; or ".join(ways) if ways else "change more than one step, or promise what the chain can keep"
    guessed = [one.label for one in proof.chain.shares if one.stated and not one.source] if proof.chain else []
    if guessed:
        fix += f". State the source of the share that reaches {words.listed(guessed)}"
    worst = proof.unfit[0].worst
    return Problem(
        text,
        ("targets", number, "at_most"),
        severity=severity,
        fix=fix,
        measured=words.hours(worst.minutes) if worst else "never done",
        limit=words.hours(proof.limit),
        related=tuple(_limits(proof)),
    )


def _limits(proof: Proof) -> Iterator[tuple[Loaded, Route, str]]:
    """The targets of the steps, one place each."""
    if proof.chain is None:
        return
    told: set[tuple[str, str]] = set()
    for step in proof.chain.steps():
        if (step.item.path, step.target.id) not in told:
            told.add((step.item.path, step.target.id))
            hours = step.measured.calendar
            yield step.item, _target(step), f"{step.key} takes up to {words.hours(step.minutes)} on {hours}"


def _target(step: Work) -> Route:
    assert isinstance(step.item.artefact, Agreement)
    return ("targets", step.item.artefact.targets.index(step.target), "at_most")


@rule("OLA-02", Severity.ERROR, on=Sla, depends=agreements)
def somebody_works_while_the_clock_runs(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """Every step of a chain works whenever the clock of the target runs.

    Why: a clock that runs while nobody works eats up the promise before anybody has seen the ticket.
    Fix: let the step work on the hours of the promise, or measure the promise on the hours of the step. It is a warning
    where OLA-01 shows that the target is kept all the same.
    """
    for number, proof in _proofs(sla, ctx):
        if proof.measured is None or proof.term is None or proof.chain is None:
            continue  # OLA-01 says that it is not known
        told: set[str] = set()
        for step in proof.chain.steps():
            if step.key in told or step.measured.calendar == proof.measured.calendar:
                continue
            needed, term = proof.measured.known.hours, proof.term
            gaps = list(step.measured.known.hours.uncovered(needed, term.low, term.high))
            if not gaps:
                continue
            told.add(step.key)
            clocks = clocks_of(ctx, step.measured.calendar)
            (begin, end), missing = gaps[0], sum(high - low for low, high in gaps)
            first = f"from {proof_words.moment(begin, clocks)} to {proof_words.moment(end, clocks, begin)}"
            again = f", and {words.plural(len(gaps) - 1, 'time')} more" if len(gaps) > 1 else ""
            whole = (
                f"{words.hours(missing)} of the {words.hours(needed.elapsed(term.low, term.high))} that count from "
                f"{term.start} to {term.end}"
            )
            text = (
                f"The clock of the {said(proof.target)} runs in the hours {proof.measured.calendar}, but {step.key} "
                f"works in the hours {step.measured.calendar}: nobody is there {first}"
                f"{again}, in all {whole}."
            )
            severity = Severity.WARNING if proof.answer in KEPT else Severity.ERROR
            fix = f"let {step.key} work on {proof.measured.calendar}, or measure the target on {step.measured.calendar}"
            related = ((step.item, ("support_hours",), f"the hours of {step.key}"),)
            yield Problem(
                text, ("targets", number, "clock"), about=step.key, fix=fix, severity=severity, related=related
            )


@rule("OLA-04", Severity.ERROR, on=Sla, depends=agreements)
def the_steps_keep_their_word_often_enough(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """For as many tickets as promised, every step of the chain keeps its own target.

    Why: two teams that each meet their target nine times in ten may between them miss it twice in ten.
    Fix: agree on a higher compliance with the steps that lose most, or promise a lower one. The bound takes the worst
    case: one minus the share of tickets on paths that do not fit, minus what each step misses of those that reach it.
    """
    for number, proof in _proofs(sla, ctx):
        if proof.answer == "not proved" or proof.bound >= proof.compliance:
            continue
        if proof.target.compliance is None:
            yield Unknown(f"target {proof.target.id} states no compliance", ("targets", number))
            continue
        if proof.rare > ONE - proof.compliance:
            continue  # OLA-01
        terms = [f"{_percent(proof.rare)} on paths that do not fit"] if proof.rare else []
        terms += [_lost(one) for one in sorted(losses(proof), key=lambda loss: -loss.lost) if one.lost]
        limited = "at most" if proof.reason else "only"
        text = (
            f"{upper(proof_words.promise(proof))} is promised for {proof_words.asked(proof)} of the tickets, but "
            f"certain for {proof_words.share(proof.bound)} {limited}: 100{words.NBSP}% less {', less '.join(terms)}."
        )
        floor = proof_words.share(proof.bound)
        fix = "raise the compliance of the steps" + (f", or promise at most {floor}" if proof.certain else "")
        related = tuple(_compliances(proof))
        route = ("targets", number, "compliance")
        limit = proof_words.asked(proof)
        yield Problem(text, route, fix=fix, measured=floor, limit=limit, related=related)


def _lost(loss: Loss) -> str:
    """A term of the bound: `0.8 % missed by ola/desk`."""
    reach = f" of the {_percent(loss.share)} that reach it" if loss.share < ONE else ""
    if loss.step.kept is None:
        return f"{_percent(loss.lost)} for {loss.step.key}, which does not say how often it keeps its target"
    return f"{_percent(loss.lost)} missed by {loss.step.key}{reach}"


def _compliances(proof: Proof) -> Iterator[tuple[Loaded, Route, str]]:
    told: set[tuple[str, str]] = set()
    for one in losses(proof):
        step = one.step
        if one.lost and (step.item.path, step.target.id) not in told:
            told.add((step.item.path, step.target.id))
            says = "says nothing of it" if step.kept is None else f"keeps its target for {_percent(step.kept)}"
            yield step.item, (*_target(step)[:2], *(() if step.kept is None else ("compliance",))), f"{step.key} {says}"


def _percent(value: Fraction) -> str:
    """An exact share in percent; of one with many decimals the first ones."""
    return f"{words.number(float(value * 100))}{words.NBSP}%"


@rule("OLA-08", Severity.WARNING, on=Sla, thresholds={"OLA-08.slack_percent": 10}, depends=agreements)
def there_is_room_to_breathe(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """Between the worst case of the usual path and the promise some time is left.

    Why: a chain without slack breaks with the first call that is not picked up at once.
    Fix: shorten a step or a handover, or promise more time. The share of the promise that should be left is the
    threshold `OLA-08.slack_percent`.
    """
    wanted = ctx.threshold("OLA-08.slack_percent", 10)
    for number, proof in _proofs(sla, ctx):
        slack = proof.slack
        if slack is None or slack < 0 or not proof.limit or slack * 100 >= Fraction(str(wanted)) * proof.limit:
            continue
        measured = f"{words.number(int(Fraction(slack * 1000, proof.limit)) / 10)}{words.NBSP}%"
        left = f"{words.hours(slack)} ({measured})" if slack else "no time"
        path = "usual" if proof.unfit or proof.longest is proof.common else "longest"
        text = (
            f"{upper(proof_words.promise(proof))} leaves {left} to spare: the "
            f"{path} path takes up to {words.hours(proof.limit - slack)}."
        )
        fix = "shorten a step or a handover, or promise more time"
        yield Problem(
            text,
            ("targets", number, "at_most"),
            fix=fix,
            measured=measured,
            limit=f"{wanted:g}{words.NBSP}%",
            related=tuple(_limits(proof)),
        )
