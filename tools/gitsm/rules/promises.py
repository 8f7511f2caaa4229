"""What the rules about agreements share: proofs, the steps of a chain with their places, terms, and words for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gitsm.analysis.proof import Prover
from gitsm.analysis.support_chain import TIME_METRICS, answering, day_of, left_out
from gitsm.base import words
from gitsm.base.dates import add_months
from gitsm.base.source import Route
from gitsm.calendar.almanac import ALWAYS, Almanac, Unresolved
from gitsm.calendar.zones import Zone, zone
from gitsm.check.rule import Context
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Agreement, Conditional, Link, Metric, ParallelSteps, Sequence, Sla, Step, Target


def prover_of(ctx: Context) -> Prover:
    """The proofs of the run, each made once and shared by all rules."""
    found: Prover = ctx.once("prover", lambda: Prover(Almanac(ctx.snapshot, ctx.as_of)))
    return found


def clocks_of(ctx: Context, calendar: str = ALWAYS) -> Zone:
    """The time zone in which a finding tells the time: that of a calendar, else of gitsm.yaml, else UTC."""
    try:
        found = prover_of(ctx).almanac.zone(calendar)
        return found if found is not None else zone(ctx.settings.timezone)
    except (Unresolved, ValueError):
        return zone("UTC")


@dataclass(frozen=True, slots=True)
class Place:
    """A step of a chain where it is written. `targets`: the time targets of the SLA that the chain carries."""

    route: Route
    step: Step
    targets: tuple[Target, ...]

    def metric(self, target: Target) -> Metric:
        """What the step is asked to promise for a target."""
        return self.step.metric or target.metric


def places(sla: Sla) -> Iterator[Place]:
    """Every step of every chain of an SLA that carries a time target, as written."""
    by_id = {target.id: target for target in sla.targets if target.metric in TIME_METRICS}
    for number, support in enumerate(sla.supported_by):
        carried = tuple(by_id[name] for name in support.for_ if name in by_id)
        for route, step in _steps(support.chain, ("supported_by", number, "chain")):
            yield Place(route, step, carried)


def _steps(link: Link, route: Route) -> Iterator[tuple[Route, Step]]:
    if isinstance(link, Step):
        yield (*route, "step"), link
    elif isinstance(link, Conditional):
        yield from _steps(link.conditional, (*route, "conditional"))
    else:
        field, parts = _parts(link)
        for number, part in enumerate(parts):
            yield from _steps(part, (*route, field, number))


def _parts(link: Sequence | ParallelSteps) -> tuple[str, tuple[Link, ...]]:
    return ("sequence", link.sequence) if isinstance(link, Sequence) else ("parallel", link.parallel)


def agreement_of(step: Step, ctx: Context) -> Loaded | None:
    """The supporting agreement that a step of the SLA under judgement means; None where there is none to read."""
    kind, _, id_ = step.step.partition("/")
    if kind not in ("ola", "contract"):
        return None
    found = ctx.snapshot.resolve(kind, id_, day_of(ctx.current, ctx.as_of))
    return found if found is not None and isinstance(found.artefact, Agreement) else None


def agreements_of(step: Step, ctx: Context) -> Iterator[tuple[Loaded, date | None]]:
    """The version that a step means on the day looked at, then those that follow within the term of the SLA, each with
    the day from which it applies; None for the first.
    """
    first = agreement_of(step, ctx)
    if first is None:
        return
    yield first, None
    kind, _, id_ = step.step.partition("/")
    start, end = day_of(ctx.current, ctx.as_of), ctx.snapshot.span(ctx.current)[1]
    for day in ctx.snapshot.starts.get(first.key, ()):
        after = ctx.snapshot.resolve(kind, id_, day)
        if start < day and (end is None or day < end) and after is not None and after is not first:
            yield after, day


def promised(agreement: Loaded, metric: Metric, target: Target) -> tuple[int, ...]:
    """Positions of the targets with which an agreement answers a metric for the priority of a target of the SLA."""
    assert isinstance(agreement.artefact, Agreement)
    return answering(agreement.artefact, metric, target.priority)


def unnamed(sla: Sla, place: Place, target: Target, agreement: Loaded, ctx: Context) -> list[str]:
    """Priorities for which a target holds without naming them, and for which a step promises nothing that answers it.

    Empty where the step promises nothing at all for the target.
    """
    assert isinstance(agreement.artefact, Agreement)
    numbers = promised(agreement, place.metric(target), target)
    found = tuple(agreement.artefact.targets[number] for number in numbers)
    return left_out(sla, target, found, ctx.snapshot, day_of(ctx.current, ctx.as_of)) if found else []


def said(target: Target) -> str:
    """A target in words: `resolution time of p1`."""
    return words.enum(target.metric) + (f" of {target.priority}" if target.priority else "")


def upper(sentence: str) -> str:
    """The words as the start of a sentence."""
    return sentence[:1].upper() + sentence[1:]


def days_until(day: date, ctx: Context) -> str:
    """`in 40 days`, `12 days ago`."""
    return words.distance(day, ctx.as_of)


def unsupported(sla: Sla, target: Target, ctx: Context) -> bool:
    """Whether a target is not proved for a reason that OLA-03 reports: no chain, or a step that promises nothing."""
    carrying = [place for place in places(sla) if target in place.targets]
    if not carrying:
        return True
    for place in carrying:
        item = agreement_of(place.step, ctx)
        if item is None:
            continue
        if not promised(item, place.metric(target), target) or unnamed(sla, place, target, item, ctx):
            return True
    return False


def last_notice(agreement: Agreement, end: date) -> date | None:
    """The last day on which notice can be given for the end of an agreement."""
    notice = agreement.valid.notice if agreement.valid else None
    if notice is None:
        return None
    return add_months(end, -int(notice[:-2])) if notice.endswith("mo") else end - timedelta(days=int(notice[:-1]))
