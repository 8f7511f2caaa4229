"""SLA-02 and SLA-10: promises in the right order, and such as people can keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from gitsm.analysis.inversion import first_later
from gitsm.analysis.proof_words import moment
from gitsm.analysis.support_chain import TIME_METRICS, clock_of, day_of
from gitsm.base import words
from gitsm.base.finding import Severity
from gitsm.base.scalars import Duration
from gitsm.calendar.almanac import Unresolved
from gitsm.calendar.flow import NeverDone
from gitsm.calendar.instant import Instant, local_midnight
from gitsm.check.again import agreements
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.model.agreement import Sla, Target
from gitsm.model.priority import PriorityScheme
from gitsm.rules.pri_trigger import scheme_of
from gitsm.rules.promises import clocks_of, prover_of, said, upper

IN_TURN = ("response_time", "restoration_time", "resolution_time")
"""Metrics of which each takes at least as long as the one before."""


@rule("SLA-02", Severity.ERROR, on=Sla, depends=agreements)
def promises_grow_with_patience(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """The less urgent a priority, the longer its times; and nobody is promised a repair before an answer.

    Why: an inverted promise makes teams serve the less urgent ticket first.
    Fix: correct the limit that is too short or too long. On different clocks the due times of every ticket of a year
    are compared; where only some tickets are inverted that is a warning, and the message names one.
    """
    timed = [(n, one) for n, one in enumerate(sla.targets) if one.metric in TIME_METRICS and _minutes(one) is not None]
    by_metric: dict[str, list[tuple[int, Target]]] = {}
    by_priority: dict[str | None, list[tuple[int, Target]]] = {}
    for number, target in timed:
        if target.priority:
            by_metric.setdefault(target.metric, []).append((number, target))
        if target.metric in IN_TURN:
            by_priority.setdefault(target.priority, []).append((number, target))
    if any(len(group) > 1 for group in by_metric.values()):
        scheme = scheme_of(sla.priority_scheme, ctx)
        if isinstance(scheme, Unknown):
            yield scheme
        elif isinstance(scheme, PriorityScheme):
            rank = {one.id: number for number, one in enumerate(scheme.priorities)}
            for group in by_metric.values():
                known = sorted((p for p in group if p[1].priority in rank), key=lambda p: rank[p[1].priority or ""])
                for urgent, patient in pairwise(known):
                    if urgent[1].priority != patient[1].priority:
                        yield from _compared(urgent, patient, ctx)
    for group in by_priority.values():
        ordered = sorted(group, key=lambda pair: IN_TURN.index(pair[1].metric))
        for first, later in pairwise(ordered):
            if first[1].metric != later[1].metric:
                yield from _compared(first, later, ctx)


def _minutes(target: Target) -> int | None:
    return int(target.at_most) if isinstance(target.at_most, Duration) else None


def _compared(first: tuple[int, Target], later: tuple[int, Target], ctx: Context) -> Iterator[Answer]:
    """The first should be due no later than the other, for every ticket."""
    (number, one), (there, other) = first, later
    here, limit = _minutes(one) or 0, _minutes(other) or 0
    route = ("targets", there, "at_most")
    about = f"{one.metric}-{one.priority}" if one.priority else one.metric
    related = ((ctx.current, ("targets", number, "at_most"), "the promise that should come first"),)
    if one.clock == other.clock:
        if here > limit:
            text = (
                f"{upper(said(other))} is promised within {words.hours(limit)}, "
                f"sooner than the {said(one)} within {words.hours(here)}."
            )
            fix = f"promise at least {Duration(here)} here, or a shorter time for the {said(one)}"
            yield Problem(
                text,
                route,
                about=about,
                fix=fix,
                measured=str(Duration(limit)),
                limit=str(Duration(here)),
                related=related,
            )
        return
    try:
        found = _inverted(one, other, ctx)
    except Unresolved as error:
        yield Unknown(str(error), route)
        return
    if found is not None:
        opened, due, due_other = found
        clocks = clocks_of(ctx)
        text = (
            f"{upper(said(other))} within {words.hours(limit)} ({other.clock}) can be due before the {said(one)} "
            f"within {words.hours(here)} ({one.clock}): opened {moment(opened, clocks)}, the first is due "
            f"{moment(due_other, clocks)}, the other {moment(due, clocks)}."
        )
        fix = f"measure both on the same clock, or promise more time here or less for the {said(one)}"
        yield Problem(text, route, about=about, fix=fix, severity=Severity.WARNING, related=related)


def _inverted(one: Target, other: Target, ctx: Context) -> tuple[Instant, Instant, Instant] | None:
    """(opened, due of the one, due of the other) of the first ticket of a year whose order is wrong.

    Raises Unresolved.
    """
    prover = prover_of(ctx)
    clocks, day = clocks_of(ctx), day_of(ctx.current, ctx.as_of)
    low, high = (clocks.instant(local_midnight(d)) for d in (day, day + timedelta(days=366)))
    hours = [clock_of(ctx.current, target, prover.almanac).known.hours for target in (one, other)]
    try:
        first, second = (
            prover.work(each, _minutes(target) or 0, low, high)
            for each, target in zip(hours, (one, other), strict=True)
        )
    except NeverDone:
        return None  # CAL-03
    at = first_later(first, second)
    return None if at is None else (at, first(at), second(at))


@rule("SLA-10", Severity.WARNING, on=Sla)
def a_promise_can_be_kept_by_people(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """No target asks for every single case, for an answer in no time, or for a service that is never away.

    Why: the first slip breaks such a promise for the whole period, and after that nobody tries any more.
    Fix: promise what past figures show, such as 98 % of cases, or 99.9 % of the service hours.
    """
    for number, target in enumerate(sla.targets):
        if target.compliance is not None and target.compliance >= 100:
            text = f'The target "{target.id}" must be met in 100 % of cases: one slip breaks it for the whole period.'
            yield Problem(
                text,
                ("targets", number, "compliance"),
                fix="promise a share below 100, such as 98",
                limit="below 100 %",
            )
        if target.metric in TIME_METRICS and target.at_most is not None and target.at_most <= 0:
            text = f'The target "{target.id}" promises {words.enum(target.metric)} in no time at all.'
            yield Problem(
                text, ("targets", number, "at_most"), fix="promise a time that people can keep", limit="over 0m"
            )
        if target.metric == "availability" and target.at_least is not None and target.at_least >= 100:
            text = f'The target "{target.id}" promises availability of {words.number(target.at_least)} %.'
            yield Problem(text, ("targets", number, "at_least"), fix="promise less than 100", limit="below 100 %")
