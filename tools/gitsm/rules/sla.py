"""SLA: is every promise measurable, signed, and the only one of its kind?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from gitsm.analysis.support_chain import TIME_METRICS
from gitsm.base import words
from gitsm.base.finding import Severity
from gitsm.base.scalars import Duration
from gitsm.check.rule import Answer, Context, Problem, Rule, Unknown, rule
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Agreement, Contract, Ola, Sla, Target
from gitsm.model.service import Service
from gitsm.rules import sla_measured, sla_terms, sla_values
from gitsm.rules.promises import days_until, last_notice, said, upper
from gitsm.rules.words import named

IN_TIME = (*TIME_METRICS, "mtrs", "rpo", "rto")
"""Metrics whose limit is a time."""


@rule("SLA-01", Severity.ERROR, on=(Sla, Ola, Contract))
def every_target_can_be_measured(agreement: Agreement, ctx: Context) -> Iterator[Answer]:
    """Each target says how much, on which clock, in which period and for how many cases.

    Why: what leaves open how it is measured is kept or broken as each side likes; auditors find it often.
    Fix: add what the message names. A time is written with its unit (`at_most: 4h`), a share in percent (`99.5`). An
    SLA also says which events start and stop the clock and where the figures come from.
    """
    for number, target in enumerate(agreement.targets):
        missing = list(_missing(target, isinstance(agreement, Sla)))
        if missing:
            lacking = words.listed([f"no {name}" for name in missing])
            text = f'The target "{target.id}" states {lacking}, so nobody can measure it.'
            yield Problem(text, ("targets", number), fix=f"add {words.listed([_wanted(name) for name in missing])}")
        for field, share in (("compliance", target.compliance), ("at_least", _part(target))):
            if share is not None and 0 < share <= 1:
                figure = words.number(share)
                text = f'The target "{target.id}" asks for {figure} in a hundred: shares are written in percent.'
                fix = f"write {words.number(round(share * 100, 6))}"
                yield Problem(text, ("targets", number, field), about="percent", fix=fix)
        if target.metric in IN_TIME and target.at_most is not None and not isinstance(target.at_most, Duration):
            figure = words.number(target.at_most)
            text = f'The target "{target.id}" promises {words.enum(target.metric)} within {figure}, without a unit.'
            yield Problem(text, ("targets", number, "at_most"), fix=f"write a time such as {figure}h or {figure}m")


def _part(target: Target) -> float | None:
    """A promise of availability, which is a share too."""
    return target.at_least if target.metric == "availability" else None


def _missing(target: Target, to_customer: bool) -> Iterator[str]:
    """Fields that a target lacks and needs."""
    timed = target.metric in TIME_METRICS
    if target.metric in IN_TIME and target.at_most is None:
        yield "at_most"
    elif target.metric == "availability" and target.at_least is None:
        yield "at_least"
    elif target.value is None:
        yield "at_least or at_most"
    fields = (
        ("compliance", timed),
        ("clock", timed or target.metric == "availability"),
        ("start", timed and to_customer),
        ("stop", timed and to_customer),
        ("period", True),
        ("data_source", to_customer),
    )
    yield from (name for name, needed in fields if needed and getattr(target, name) is None)


FIELDS = {
    "at_most": "at_most, such as 4h",
    "at_least": "at_least, such as 99.5",
    "compliance": "compliance (for how many cases in a hundred)",
    "clock": "clock (calendar, service_hours or support_hours)",
    "start": "start (what starts the clock, such as opened)",
    "stop": "stop (what stops the clock, such as resolved)",
    "period": "period (day, week, month, quarter or year)",
    "data_source": "data_source (where the figures come from)",
}
"""What a field of a target says, for those who lack it."""


def _wanted(name: str) -> str:
    return FIELDS.get(name, name)


@rule("SLA-03", Severity.ERROR, on=Sla, every_version=True)
def both_sides_have_signed_and_it_still_runs(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """An agreed SLA is signed by customer and provider, and has not run out.

    Why: an agreement that one side never signed, or that ended last year, binds nobody, however often it is quoted.
    Fix: add the missing signature (`role` and `date`) of the customer or the provider; agree on a new version that
    starts where the old one ended, or set the status to terminated.
    """
    item = ctx.current
    condition = ctx.snapshot.condition(item, ctx.as_of)
    heirs = ctx.snapshot.successors.get(item.key, ())
    if condition == "expired" and not any(one.phase == "agreed" for one in heirs):
        text = f"{named(item)} ended on {sla.end}, {days_until(sla.end or ctx.as_of, ctx)}, and nothing followed it."
        fix = "agree on a version that starts there, or set the status to terminated"
        yield Problem(text, ("valid", "to"), about="expired", fix=fix, measured=str(sla.end), limit=str(ctx.as_of))
    if condition not in ("in force", "scheduled", "expired"):
        return
    for side, role in (("customer", sla.customer), ("provider", sla.provider)):
        if role is None or ctx.snapshot.resolve("role", role, ctx.as_of) is None:
            continue  # DOC-01, REF-01
        entry = next((n for n, one in enumerate(sla.signatories) if one.role == role), None)
        if entry is None:
            text = f"{named(item)} is agreed, but its {side} {role} is not among those who signed."
            route: tuple[str | int, ...] = ("signatories",) if sla.signatories else (side,)
            yield Problem(text, route, about=side, fix=f"add {{role: {role}, date: ...}} to signatories")
            continue
        day = sla.signatories[entry].date
        if day is None:
            text = f"{named(item)} names {role} as a signatory, but no day of the signature."
            yield Problem(text, ("signatories", entry), fix="add the date")
        elif day > ctx.as_of:
            text = f"{named(item)} is signed by {role} on {day}, a day still to come."
            yield Problem(text, ("signatories", entry, "date"), fix="correct the date, or wait for the signature")


@rule("SLA-05", Severity.ERROR, on=Service)
def whoever_uses_a_service_has_a_promise(service: Service, ctx: Context) -> Iterator[Answer]:
    """A live service for customers has an agreement in force, or is offered on best effort on purpose.

    Why: without a promise nobody can say whether the service is good enough, and everybody assumes something else.
    Fix: agree on an SLA that names the service, or set `best_effort: true`.
    """
    if service.status != "live" or service.type != "customer_facing" or service.best_effort:
        return
    promised = ctx.once("SLA-05", lambda: _promised(ctx))
    if service.id in promised:
        return
    unread = sorted(key for key in ctx.snapshot.broken if key.startswith("sla/"))
    if unread:
        yield Unknown(f"{unread[0]} cannot be read; it may promise the service", ("status",))
        return
    text = f"{named(ctx.current)} is live and meant for customers, but no agreement in force promises it."
    yield Problem(text, ("status",), fix="agree on an SLA for it, or set best_effort: true")


def _promised(ctx: Context) -> frozenset[str]:
    """Services that an SLA in force names."""
    items = ctx.snapshot.in_force_of("sla", on=ctx.as_of)
    return frozenset(name for item in items if isinstance(item.artefact, Sla) for name in item.artefact.services)


@rule("SLA-06", Severity.ERROR, on=Sla)
def only_one_promise_applies(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """No customer has two agreements of the same level in force for the same service, metric and priority.

    Why: each side would quote the one it likes better.
    Fix: delete the target from one of the two agreements, or end one of them. Of agreements of different levels the
    more special one applies: service before customer before corporate.
    """
    item = ctx.current
    if ctx.snapshot.condition(item, ctx.as_of) != "in force":
        return
    known = ctx.once("SLA-06", lambda: _by_promise(ctx))
    firsts = (next((one for one in known.get(key, ()) if one.key != item.key), None) for key in _keys(sla, _met))
    earlier = (one for one in firsts if one is not None and one.path < item.path)  # told once, at the later of the two
    other = min(earlier, key=lambda one: one.path, default=None)  # one is enough to mend; versions of an id are DOC-14
    if other is None or not isinstance(other.artefact, Sla):
        return
    theirs = other.artefact
    services = [name for name in sla.services if name in theirs.services]
    both = [
        (number, there)
        for number, target in enumerate(sla.targets)
        for there, one in enumerate(theirs.targets)
        if one.metric == target.metric and (one.priority == target.priority or None in (one.priority, target.priority))
    ]
    number, there = both[0]
    more = f" and {len({n for n, _ in both}) - 1} more" if len({n for n, _ in both}) > 1 else ""
    text = (
        f"{upper(said(sla.targets[number]))}{more} for {words.listed(services)} is promised to {sla.customer} "
        f"here and in {other.key}."
    )
    fix = f"delete the target here or in {other.path}, or end one of the two agreements"
    related = ((other, ("targets", there), "the other promise"),)
    yield Problem(text, ("targets", number), about=theirs.id, fix=fix, related=related)


_ANY = "*"
_Key = tuple[str, str, str, str, str]


def _stated(value: str | None) -> tuple[str, ...]:
    """Under what a promise is found: what it states, nothing where it states nothing, and anything."""
    return (value or "", _ANY)


def _met(value: str | None) -> tuple[str, ...]:
    """Under what those are found that a promise meets: they state the same or nothing; for one without, anything."""
    return (value, "") if value else (_ANY,)


def _keys(sla: Sla, ways: Callable[[str | None], tuple[str, ...]]) -> Iterator[_Key]:
    """(customer, service, metric, priority, level) of the promises of an agreement, the last two in each way."""
    for metric, priority in dict.fromkeys((one.metric, one.priority) for one in sla.targets):
        for service in sla.services:
            for each in ways(priority):
                yield from ((sla.customer or "", service, metric, each, level) for level in ways(sla.level))


def _by_promise(ctx: Context) -> dict[_Key, list[Loaded]]:
    found: dict[_Key, list[Loaded]] = {}
    for item in ctx.snapshot.in_force_of("sla", on=ctx.as_of):
        if isinstance(item.artefact, Sla) and item.artefact.customer:
            for key in _keys(item.artefact, _stated):
                found.setdefault(key, []).append(item)
    return found


@rule("SLA-04", Severity.WARNING, on=Sla, thresholds={"SLA-04.notice_days": 90})
def nobody_is_surprised_by_the_end(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """Before an agreement ends, or its notice is due, the next version is agreed.

    Why: whoever notices the end too late renews by accident, or is without a promise the next morning.
    Fix: agree on the next version, which starts where this one ends, or decide that it ends. The number of days is
    the threshold `SLA-04.notice_days`.
    """
    item, end = ctx.current, sla.end
    if end is None or item.phase != "agreed" or end <= ctx.as_of or _followed(item, end, ctx):
        return
    days = ctx.threshold("SLA-04.notice_days", 90)
    last = last_notice(sla, end)
    fix = f"agree on a version that starts on {end}, or decide that it ends then"
    if (end - ctx.as_of).days <= days:
        text = f"{named(item)} ends on {end}, {days_until(end, ctx)}, and nothing follows it."
        yield Problem(text, ("valid", "to"), fix=fix, measured=f"{(end - ctx.as_of).days} days", limit=f"{days:g} days")
    elif last is not None and 0 <= (last - ctx.as_of).days <= days:
        text = f"Notice to end {item.key} on {end} must be given by {last}, {days_until(last, ctx)}."
        left = f"{(last - ctx.as_of).days} days"
        yield Problem(text, ("valid", "notice"), fix=fix, measured=left, limit=f"{days:g} days")


def _followed(item: Loaded, end: date, ctx: Context) -> bool:
    """Whether another version, or a document that replaces this one, is agreed from the end on."""
    others = (*ctx.snapshot.versions(item.kind.slug, item.artefact.id), *ctx.snapshot.successors.get(item.key, ()))
    starts = (one.artefact.start for one in others if one is not item and one.phase == "agreed")
    return any(start is not None and ctx.as_of < start <= end for start in starts)


RULES: tuple[Rule, ...] = (
    every_target_can_be_measured,
    sla_values.promises_grow_with_patience,
    both_sides_have_signed_and_it_still_runs,
    nobody_is_surprised_by_the_end,
    whoever_uses_a_service_has_a_promise,
    only_one_promise_applies,
    sla_measured.somebody_measures_each_promise,
    sla_measured.the_own_aim_is_as_strict,
    sla_terms.the_clock_cannot_be_stopped_by_the_provider,
    sla_values.a_promise_can_be_kept_by_people,
    sla_terms.credits_leave_no_doubt,
    sla_terms.maintenance_stays_out_of_the_way,
)
