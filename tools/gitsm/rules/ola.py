"""OLA: do the agreements underneath carry the promise above, step by step?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gitsm.analysis.comparable import more_pauses, other_period
from gitsm.analysis.proof import Proof
from gitsm.analysis.support_chain import TIME_METRICS, Work
from gitsm.base import words
from gitsm.base.dates import inside
from gitsm.base.finding import Severity
from gitsm.calendar.flow import worst
from gitsm.check.again import agreements
from gitsm.check.rule import Answer, Context, Problem, Rule, Unknown, rule
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Agreement, Sla, Target
from gitsm.rules import ola_parties, ola_proof
from gitsm.rules.promises import Place, agreement_of, agreements_of, places, promised, prover_of, said, unnamed, upper
from gitsm.rules.words import listed, named


@rule("OLA-03", Severity.ERROR, on=Sla)
def every_promise_rests_on_somebody(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """Every time target has a chain of supporting agreements, and each of them promises something for its priority.

    Why: the third priority is where the gap usually lies: promised to the customer, agreed with no team.
    Fix: name the target in a chain of `supported_by`, or agree with the step on a target for that metric and priority.
    """
    timed = [(number, one) for number, one in enumerate(sla.targets) if one.metric in TIME_METRICS]
    carried = {name for support in sla.supported_by for name in support.for_}
    if timed and not sla.supported_by:
        text = f"{named(ctx.current)} promises times, but names no agreement of a team or supplier that carries them."
        yield Problem(text, ("targets",), about="chain", fix="add supported_by with a chain for each target")
        return
    for number, target in timed:
        if target.id not in carried:
            text = f'No chain carries the target "{target.id}": nobody has agreed to keep the {said(target)}.'
            yield Problem(text, ("targets", number), about="chain", fix=f"add {target.id} to a chain of supported_by")
    told: set[tuple[str, str]] = set()
    for place in places(sla):
        item = agreement_of(place.step, ctx)
        if item is None:
            if place.step.step in ctx.snapshot.broken:
                yield Unknown(f"{place.step.step} cannot be read", place.route)
            continue  # REF-01
        missing = [one for one in place.targets if not promised(item, place.metric(one), one)]
        missing = [one for one in missing if (place.step.step, one.id) not in told]
        told |= {(place.step.step, one.id) for one in missing}
        if missing:
            what = listed([f"{words.enum(place.metric(one))}{_whom(one)}" for one in missing])
            need = words.listed([f'"{one.id}"' for one in missing])
            text = f"{named(item)} promises no {what}, on which {need} would rest."
            fix = f"add such a target to {item.path}, or name here another step, or as `metric` what it does promise"
            yield Problem(text, place.route, about="+".join(one.id for one in missing), fix=fix)
        yield from _priorities(sla, place, item, ctx)


def _priorities(sla: Sla, place: Place, item: Loaded, ctx: Context) -> Iterator[Answer]:
    """A target that names no priority means all of the scheme; a step has to promise something for each."""
    for target in place.targets:
        gap = unnamed(sla, place, target, item, ctx)
        if gap:
            metric = words.enum(place.metric(target))
            text = (
                f'{named(item)} promises no {metric} of {words.listed(gap)}; "{target.id}" names no priority, so it '
                "holds for them too."
            )
            fix = f"add such targets to {item.path}, or write a target of {ctx.current.path} for each priority"
            yield Problem(text, place.route, about=f"{target.id}+{'+'.join(gap)}", fix=fix)


def _whom(target: Target) -> str:
    return f" of {target.priority}" if target.priority else ""


@rule("OLA-05", Severity.ERROR, on=Sla)
def no_step_pauses_while_the_customer_waits(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """A step stops its clock only for reasons for which the clock of the SLA stops too.

    Why: a supplier that waits for its own parts keeps its promise, while the customer's clock runs on. A target above
    such a step is "not proved" (OLA-01).
    Fix: agree with the step to drop the reason, or pause the SLA for it too if the customer causes it. A reason is the
    same where it is spelled the same.
    """
    told: set[str] = set()
    for place, item, agreement, since in _agreements(sla, ctx):
        more = words.listed(list(more_pauses(sla, agreement)))
        if not more or item.key in told or not place.targets:
            continue
        told.add(item.key)
        text = (
            f"{_named(item, since)} stops its clock for {more}, while the clock of {ctx.current.key} runs on: "
            "the time goes missing."
        )
        fix = (
            f"delete {more} from clock_rules.pause of {item.path}; or, where the customer causes it and "
            f"agrees, add it to clock_rules.pause of {ctx.current.path}"
        )
        related = ((item, ("clock_rules", "pause"), "when the step stops its clock"),)
        yield Problem(text, place.route, about=item.key, fix=fix, related=related)


def _agreements(sla: Sla, ctx: Context) -> Iterator[tuple[Place, Loaded, Agreement, date | None]]:
    """The steps of all chains, with what they mean now (None) and from later days on; unknown ones are REF-01."""
    for place in places(sla):
        for item, since in agreements_of(place.step, ctx):
            if isinstance(item.artefact, Agreement):
                yield place, item, item.artefact, since


def _named(item: Loaded, since: date | None) -> str:
    return named(item) if since is None else f"From {since} on, version {item.version} of {item.key}"


@rule("OLA-06", Severity.ERROR, on=Sla)
def steps_are_measured_at_least_as_often(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """The measurement period of a step is that of the promise, or a part of it, unless the step keeps all its cases.

    Why: a yearly average cannot prove a monthly promise: eleven good months hide a bad one. A target above such a step
    is "not proved" (OLA-01). Whoever keeps 100 % of a year keeps 100 % of each month.
    Fix: measure the step in the period of the promise. Weeks do not make up a month, a quarter or a year.
    """
    told: set[tuple[str, str, str]] = set()
    for place, item, agreement, since in _agreements(sla, ctx):
        for target in place.targets:
            for number in promised(item, place.metric(target), target):
                step = agreement.targets[number]
                key = (item.key, step.id, target.period or "")
                if not other_period(target, step) or key in told:
                    continue
                told.add(key)
                text = (
                    f'{_named(item, since)} measures "{step.id}" once a {step.period}, but "{target.id}", which rests '
                    f"on it, is promised for each {target.period}."
                )
                related = ((item, ("targets", number, "period"), "the period of the step"),)
                yield Problem(
                    text,
                    place.route,
                    about=f"{item.artefact.id}-{step.id}",
                    fix=f"measure {step.id} of {item.path} each {target.period}",
                    measured=step.period or "",
                    limit=target.period or "",
                    related=related,
                )


@rule("OLA-07", Severity.ERROR, on=Sla)
def no_support_ends_before_the_promise(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """Every step of a chain is agreed for as long as the SLA runs.

    Why: when the contract underneath ends first, the promise above hangs in the air.
    Fix: renew the step to the end of the SLA, or end the SLA with it. Days that have passed are not looked at.
    """
    start, end = sla.start, sla.end
    told: set[str] = set()
    if start is None or end is None:
        return  # DOC-01
    for place in places(sla):
        item = agreement_of(place.step, ctx)
        if item is None or item.key in told:
            continue
        told.add(item.key)
        gap = _gap(item, max(start, ctx.as_of), end, ctx)
        if gap is None:
            continue
        first, last = gap
        text = (
            f"{named(item)} is agreed {_term_words(item)}: from {first} to {last} "
            f"it does not carry what {ctx.current.key} promises."
        )
        related = ((item, ("valid",), "the term of the step"),)
        fix = f"agree on {item.key} for {first} to {last}, or let the SLA end on {first}"
        yield Problem(
            text, place.route, about=item.key, fix=fix, measured=str(item.artefact.end), limit=str(end), related=related
        )


def _gap(item: Loaded, start: date, end: date, ctx: Context) -> tuple[date, date] | None:
    """The first days in [start, end) for which no version of an agreement holds; drafts count as what they would be."""
    versions = [one for one in ctx.snapshot.versions(*item.key.split("/")) if one.phase == item.phase] or [item]
    at = start
    while at < end:
        spans = [ctx.snapshot.span(one) if one.phase == "agreed" else _term(one) for one in versions]
        holding = [last for first, last in spans if inside(at, first, last)]
        if not holding:
            later = [first for first, _ in spans if first is not None and at < first < end]
            return at, min(later, default=end)
        if None in holding:
            return None
        at = max(last for last in holding if last is not None)
    return None


def _term_words(item: Loaded) -> str:
    start, end = _term(item)
    return f"until {end}" if end else f"from {start} on"


def _term(item: Loaded) -> tuple[date | None, date | None]:
    return item.artefact.start, item.artefact.end


@rule("OLA-11", Severity.WARNING, on=Sla, depends=agreements)
def whoever_answers_has_agreed_to(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """Whoever takes the ticket first has agreed to do so within the response time that the customer is promised.

    Why: the response time is promised by one side and answered for by another.
    Fix: shorten the time in which the first step takes over the ticket, or promise a longer response time.
    """
    prover = prover_of(ctx)
    proofs = prover.proofs(ctx.current)
    for response in proofs:
        if response.target.metric != "response_time" or response.measured is None or response.unfit:
            continue  # what does not fit is OLA-01
        for proof in proofs:
            step = _first(proof)
            if proof.target.priority != response.target.priority or step is None or proof.term is None:
                continue
            work = prover.work(step.measured.known.hours, step.minutes, proof.term.low, proof.term.high)
            longest = worst(work, response.measured.known.hours).minutes
            if longest > response.limit:
                text = (
                    f"{upper(said(response.target))} is promised within {words.hours(response.limit)}, but "
                    f"{step.key}, the first to see the ticket, may take up to {words.hours(longest)} to take it over."
                )
                number = sla.targets.index(response.target)
                fix = f"have {step.key} take it over sooner, or promise a longer response time"
                yield Problem(
                    text,
                    ("targets", number, "at_most"),
                    about=step.key,
                    fix=fix,
                    measured=words.hours(longest),
                    limit=words.hours(response.limit),
                    related=((step.item, ("support_hours",), f"when {step.key} works"),),
                )
                break


def _first(proof: Proof) -> Work | None:
    """The first step of another target's chain, where it acknowledges the ticket."""
    if proof.chain is None or proof.target.metric == "response_time" or proof.longest is None:
        return None
    if proof.longest.worst is None:
        return None  # never done: OLA-01
    step = proof.chain.steps()[0]
    return step if step.target.metric == "acknowledge_time" else None


RULES: tuple[Rule, ...] = (
    ola_proof.the_teams_below_can_keep_the_time,
    ola_proof.somebody_works_while_the_clock_runs,
    every_promise_rests_on_somebody,
    ola_proof.the_steps_keep_their_word_often_enough,
    no_step_pauses_while_the_customer_waits,
    steps_are_measured_at_least_as_often,
    no_support_ends_before_the_promise,
    ola_proof.there_is_room_to_breathe,
    ola_parties.what_is_agreed_carries_something,
    ola_parties.nobody_agrees_with_themselves,
    whoever_answers_has_agreed_to,
    ola_parties.what_the_customer_gets_the_supplier_pays,
)
