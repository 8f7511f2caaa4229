"""AVL: do the parts of a service carry the availability and the recovery that are promised for it?"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gitsm.analysis import availability_words
from gitsm.analysis.availability import Availabilities, Availability
from gitsm.analysis.common_cause import common_causes
from gitsm.analysis.dependencies import Claim, label_of, members_at
from gitsm.analysis.support_chain import day_of
from gitsm.base import words
from gitsm.base.finding import Severity
from gitsm.base.source import Route
from gitsm.calendar.almanac import Unresolved
from gitsm.check.again import agreements
from gitsm.check.rule import Answer, Context, Problem, Rule, Unknown, rule
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Agreement, Contract, Ola, Sla, Target
from gitsm.model.service import Service
from gitsm.rules import avl_recovery
from gitsm.rules.promises import prover_of, upper
from gitsm.rules.words import named

POINT = Fraction(1, 1000)
"""What stated times and availability may differ by (AVL-07): 0.1 of a percentage point."""


def availabilities_of(ctx: Context) -> Availabilities:
    """The answers about availability of the run, each made once and shared by all rules."""
    found: Availabilities = ctx.once("availabilities", lambda: Availabilities(prover_of(ctx).almanac))
    return found


def _answers(sla: Sla, ctx: Context) -> Iterator[tuple[Route, Availability]]:
    """(place of the promise, answer) for each promise of availability and service."""
    for one in availabilities_of(ctx).answers(ctx.current):
        yield ("targets", sla.targets.index(one.target), "at_least"), one


@rule("AVL-01", Severity.ERROR, on=Sla, depends=agreements)
def the_parts_are_available_enough(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """What the parts of a service promise gives, together, the availability that is promised for it.

    Why: three parts of 99.9 percent that are all needed give 99.7002; a promise of 99.9 above them is broken by
    arithmetic before anything fails.
    Fix: promise what the parts give, agree on a better availability of the weakest part, or make it redundant.
    """
    for route, one in _answers(sla, ctx):
        if one.answer == "not proved":
            yield Unknown(f"not proved: {availability_words.because(one)}", route)
        elif one.answer == "not kept":
            text = f"The {availability_words.promise(one)} is not kept: {availability_words.because(one)}."
            yield Problem(
                text,
                route,
                about=one.service,
                fix=f"promise at most {availability_words.percent(one.composed)}, or a better {_weakest(one)}",
                measured=availability_words.percent(one.composed),
                limit=availability_words.percent(one.promised),
                related=tuple(_promised(one, ctx)),
            )


@rule("AVL-02", Severity.ERROR, on=Sla, depends=agreements)
def the_worst_period_leaves_enough_time(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """In its worst period a service loses no more minutes than promised, counted in the hours of the promise.

    Why: 99.9 percent of a year may all be lost in one month, and 99.9 percent of every hour may all be lost in office
    hours: a part can keep its own promise and break the one above.
    Fix: agree with the part on the hours and the period of the promise above, lower the promise, or make the part
    redundant. Minutes of parts that are all needed add up; those of redundant parts meet as chance has it.
    """
    for route, one in _answers(sla, ctx):
        if one.by_minutes == "not proved":
            if one.reason != one.minutes_reason:  # AVL-01 says so already
                yield Unknown(f"not proved: {one.minutes_reason}", route)
        elif one.by_minutes == "not kept" and one.downtime is not None:
            worst = one.downtime
            text = (
                f"The {availability_words.promise(one)} is not kept in its worst period, {worst.start} to {worst.end}: "
                f"{availability_words.in_minutes(one)}."
            )
            yield Problem(
                text,
                route,
                about=one.service,
                fix="agree with the parts on the same hours and period, or promise less",
                measured=availability_words.minutes(worst.total),
                limit=availability_words.minutes(worst.allowed, up=False),
                related=tuple(_promised(one, ctx)),
            )


@rule("AVL-03", Severity.WARNING, on=Sla, depends=agreements)
def each_needed_part_promises_availability(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """Somebody promises the availability of every part that a promised service needs in any case.

    Why: one part of which nothing is known makes the availability of the whole a guess.
    Fix: add an availability target to the agreement that supports the part, renew one that ends before the SLA does, or
    put what it rests on into its `depends_on`. What stands outside the catalogue, a `ci`, can be entered as a service
    or a contract.
    """
    for route, one in _answers(sla, ctx):
        for name, share in one.parts:
            if share is None and name != f"service/{one.service}":
                when = f"From {one.since} on, nothing" if one.since is not None else "Nothing"
                text = f"{when} is promised about the availability of {name}, which service {one.service} needs."
                on = one.since or day_of(one.item, ctx.as_of)
                over = availabilities_of(ctx).dependencies(on).silent.get(name)
                related = _where(one, ctx)
                if over is not None:
                    text = f"{text[:-1]}: {over[1]}."
                    related += ((over[0], ("valid",), "its term"),)
                fix = f"have an agreement that supports {name} promise its availability"
                yield Problem(text, route, about=name, fix=fix, related=related)


def _promised(one: Availability, ctx: Context) -> Iterator[tuple[Loaded, Route, str]]:
    """The places of the promises that the answer is made of."""
    known = availabilities_of(ctx).dependencies(day_of(one.item, ctx.as_of))
    found = known.components.get(f"service/{one.service}")
    for name in sorted(found.reached if found else ()):
        claim = known.components[name].claim
        if claim is not None and isinstance(claim.item.artefact, Agreement):
            at = claim.item.artefact.targets.index(claim.target)
            yield claim.item, ("targets", at, "at_least"), f"{availability_words.percent(claim.share)} of {name}"


def _weakest(one: Availability) -> str:
    """The availability of the part that loses most."""
    known = [(share, name) for name, share in one.parts if share is not None and share < 1]
    return f"availability of {min(known)[1] if known else 'its parts'}"


def _where(one: Availability, ctx: Context) -> tuple[tuple[Loaded, Route, str], ...]:
    """The place where the service says what it rests on."""
    item = ctx.snapshot.resolve("service", one.service, ctx.as_of)
    return ((item, ("depends_on",), "what it needs"),) if item is not None else ()


@rule("AVL-05", Severity.WARNING, on=Service, depends=agreements)
def redundant_parts_share_nothing(service: Service, ctx: Context) -> Iterator[Answer]:
    """Parts that stand in for one another do not rest on the same thing.

    Why: what both rest on takes both down together; the redundancy is bought and not there.
    Fix: give one of them something else to rest on, or name the shared part beside the group, where it is needed.
    """
    if service.depends_on is None:
        return
    try:
        causes = list(common_causes(availabilities_of(ctx).dependencies(ctx.as_of), service.id))
    except Unresolved as error:
        yield Unknown(str(error), ("depends_on",))
        return
    for cause in causes:
        inside = [label_of(one) for one in members_at(service.depends_on, cause.route)]
        text = f"{upper(availability_words.shared(cause, inside))}."
        yield Problem(text, cause.route, about=cause.name, fix=f"let them rest on different parts than {cause.name}")


@rule("AVL-07", Severity.INFO, on=(Sla, Ola, Contract))
def mean_times_agree_with_the_availability(agreement: Agreement, ctx: Context) -> Iterator[Answer]:
    """The mean time between failures and the mean time to restore give the availability that is promised.

    Why: 720 hours between failures and 4 hours to restore are 99.447 percent; whoever promises 99.9 beside them cannot
    keep all three.
    Fix: correct the figure that is wrong: availability is the time between failures divided by itself and the time to
    restore (`mtbf` in hours, `mtrs` as a duration).
    """
    between = [one for one in agreement.targets if one.metric == "mtbf" and one.at_least]
    restore = [one for one in agreement.targets if one.metric == "mtrs" and one.at_most is not None]
    if not between or not restore:
        return
    mtbf, mtrs = between[0], restore[0]
    hours = Fraction(str(mtbf.at_least))
    if hours <= 0:
        return
    given = hours / (hours + Fraction(int(mtrs.at_most or 0), 60))
    for number, target in enumerate(agreement.targets):
        if target.metric == "availability" and target.at_least is not None:
            yield from _differs(target, number, given, mtbf, mtrs, ctx)


def _differs(
    target: Target, number: int, given: Fraction, mtbf: Target, mtrs: Target, ctx: Context
) -> Iterator[Problem]:
    promised = Claim(ctx.current, target).share
    between = f"{words.number(mtbf.at_least or 0)}{words.NBSP}h"
    restore = words.hours(int(mtrs.at_most or 0))
    if abs(given - promised) > POINT:
        text = (
            f"{named(ctx.current)} promises an availability of {availability_words.percent(promised)}, but its targets "
            f'"{mtbf.id}" and "{mtrs.id}" give {availability_words.percent(given)}: '
            f"{between} / ({between} + {restore})."
        )
        fix = f"correct the figure that is wrong: the availability, {mtbf.id} or {mtrs.id}"
        yield Problem(
            text,
            ("targets", number, "at_least"),
            fix=fix,
            measured=availability_words.percent(given),
            limit=availability_words.percent(promised),
        )


RULES: tuple[Rule, ...] = (
    the_parts_are_available_enough,
    the_worst_period_leaves_enough_time,
    each_needed_part_promises_availability,
    avl_recovery.parts_recover_in_time,
    redundant_parts_share_nothing,
    avl_recovery.continuity_was_tested_lately,
    mean_times_agree_with_the_availability,
)
