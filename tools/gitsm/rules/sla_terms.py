"""SLA-09, SLA-11 and SLA-12: pauses, credits and planned interruptions that leave no loophole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from gitsm.analysis.proof_words import moment
from gitsm.analysis.support_chain import TIME_METRICS, hours_of
from gitsm.base import words
from gitsm.base.finding import Severity
from gitsm.base.source import Route
from gitsm.calendar.almanac import Unresolved
from gitsm.calendar.instant import local_midnight
from gitsm.check.again import agreements
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Agreement, Contract, Maintenance, Ola, Sla
from gitsm.model.service import Calendar, CriticalPeriod
from gitsm.rules.promises import clocks_of, prover_of
from gitsm.rules.words import named

ANYTHING = frozenset(
    {
        "any",
        "all",
        "other",
        "others",
        "misc",
        "various",
        "etc",
        "hold",
        "pending",
        "paused",
        "pause",
        "stopped",
        "on_hold",
    }
)
"""Words that are no reason: under them every ticket could be paused."""
OWN_SIDE = frozenset(
    {
        "supplier", "vendor", "contractor", "subcontractor", "provider", "third", "internal", "staff", "engineer",
        "developer", "technician", "team", "level2", "level3", "parts", "spare", "spares", "stock", "queue", "backlog",
        "capacity", "escalated", "escalation", "handover", "reassigned", "shift", "workload",
    }
)  # fmt: skip
"""Words for what the provider causes or could hasten."""
CUSTOMER = frozenset({"customer", "user", "caller", "requester", "client", "business"})
UNSAID = {
    "on_priority_change": ("a new priority", "restart, retroactive or keep"),
    "on_reopen": ("a reopening", "continue or new_clock"),
}
"""What a field of the clock rules answers, and what it may say."""
_WORDS = re.compile(r"[_-]")


@rule("SLA-09", Severity.ERROR, on=Sla)
def the_clock_cannot_be_stopped_by_the_provider(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """Only waiting for the customer stops the clock, and what a new priority or a reopening does to it is said.

    So is what a new version does to tickets that are open when it takes effect.

    Why: a clock that stops while the provider waits for its own supplier turns dashboards green and helps nobody.
    Fix: state `on_priority_change`, `on_reopen` and, in a version that follows another one, `cut_over` in
    `clock_rules`; pause only in states in which the customer is awaited, such as awaiting_user, and name each of them:
    no `on_hold`, `pending` or `other`.
    """
    if not any(target.metric in TIME_METRICS for target in sla.targets):
        return
    rules = sla.clock_rules
    missing = [name for name in UNSAID if rules is None or getattr(rules, name) is None]
    if missing:
        lacking = words.listed([UNSAID[name][0] for name in missing])
        does = words.agree(len(missing), "does", "do")
        text = f"{named(ctx.current)} promises times, but does not say what {lacking} {does} to its clock."
        route: Route = ("clock_rules",) if rules else ("targets",)
        fix = f"add to clock_rules: {' and '.join(f'{name} ({UNSAID[name][1]})' for name in missing)}"
        yield Problem(text, route, about="unsaid", fix=fix)
    else:
        yield from _cut_over(sla, ctx)
    for number, state in enumerate(sla.pauses):
        parts = {state, *_WORDS.split(state)}
        at = ("clock_rules", "pause", number)
        if parts & OWN_SIDE and not parts & CUSTOMER:
            text = f'The clock stands still in the state "{state}", which the provider causes or can shorten.'
            yield Problem(text, at, about=state, fix="let the clock run in that state; carry it in an OLA or contract")
        elif state in ANYTHING or parts <= ANYTHING | {"on", "reason", "reasons"}:
            text = (
                f'The clock stands still in the state "{state}", which gives no reason: any ticket could be put there.'
            )
            yield Problem(text, at, about=state, fix="name the states in which the customer is awaited, one by one")


def _cut_over(sla: Sla, ctx: Context) -> Iterator[Problem]:
    """A version that follows another one, and leaves open whose the tickets are that run when it takes effect."""
    rules, start = sla.clock_rules, sla.start
    if (rules is not None and rules.cut_over is not None) or start is None:
        return
    followed = [
        one
        for one in ctx.snapshot.versions("sla", sla.id)
        if one.phase == "agreed" and one.artefact.start is not None and one.artefact.start < start
    ]
    if followed:
        text = (
            f"{named(ctx.current)} follows version {followed[-1].version} on {start}, but does not say whether it "
            "applies to tickets that are open then."
        )
        fix = "add to clock_rules: cut_over (new_tickets_only or all_open_tickets)"
        yield Problem(text, ("clock_rules",) if rules else ("targets",), about="cut-over", fix=fix)


@rule("SLA-11", Severity.WARNING, on=(Sla, Ola, Contract))
def credits_leave_no_doubt(agreement: Agreement, ctx: Context) -> Iterator[Answer]:
    """Tiers of service credits follow one another without gap or overlap, and pay more the worse the result.

    Why: a result that falls into a gap, or into two tiers, ends in a dispute about money.
    Fix: let each tier start where the one before ends (`from` is included, `to` is not), with a credit that falls.
    """
    tiers = sorted(enumerate(agreement.credits), key=lambda pair: (pair[1].from_, pair[1].to))
    for number, tier in tiers:
        if tier.from_ >= tier.to:
            text = f"The tier from {_percent(tier.from_)} to {_percent(tier.to)} holds no result."
            yield Problem(text, ("credits", number), about="empty", fix="let `to` be more than `from`")
    for (_, low), (number, high) in pairwise([pair for pair in tiers if pair[1].from_ < pair[1].to]):
        span = f"{_percent(high.from_)} to {_percent(high.to)}"
        if high.from_ < low.to:
            text = f"Two tiers hold results from {_percent(high.from_)} to {_percent(min(low.to, high.to))}."
            yield Problem(text, ("credits", number), about="overlap", fix=f"start this tier at {_percent(low.to)}")
        elif high.from_ > low.to:
            text = f"No tier holds results from {_percent(low.to)} to {_percent(high.from_)}."
            yield Problem(text, ("credits", number), about="gap", fix=f"start this tier at {_percent(low.to)}")
        if high.credit >= low.credit:
            pays, before = _percent(high.credit), _percent(low.credit)
            text = f"The tier {span} pays {pays}, not less than the worse tier before it, {before}."
            yield Problem(text, ("credits", number, "credit"), about="order", fix="pay less for the better result")


def _percent(value: float) -> str:
    return f"{words.number(value)} %"


@rule("SLA-12", Severity.WARNING, on=Sla, depends=agreements)
def maintenance_stays_out_of_the_way(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """Planned interruptions keep out of critical periods, and are announced where they do not count as downtime.

    Why: downtime that nobody announced and nobody counts is still downtime to whoever needed the service.
    Fix: close the maintenance calendar on those days (`exceptions`), move the window, or state `notice`.
    """
    for number, window in enumerate(sla.maintenance):
        if not window.counted_as_downtime and window.notice is None:
            text = f'The interruption "{window.id}" does not count as downtime, yet no notice is promised for it.'
            yield Problem(text, ("maintenance", number), about="notice", fix="add notice, or count it as downtime")
        yield from _in_critical_time(sla, window, number, ctx)


def _in_critical_time(sla: Sla, window: Maintenance, number: int, ctx: Context) -> Iterator[Answer]:
    periods = list(_critical(sla, ctx))
    if not periods:
        return
    if window.window is None:
        yield Unknown(f"interruption {window.id} names no calendar", ("maintenance", number))
        return
    route = ("maintenance", number, "window")
    try:
        hours = prover_of(ctx).almanac.hours(window.window)
    except Unresolved as error:
        yield Unknown(str(error), route)
        return
    clocks = clocks_of(ctx, window.window)
    for item, at, period in periods:
        low, high = (clocks.instant(local_midnight(day)) for day in (period.from_, period.to))
        first = next(iter(hours.spans(low, high)), None)
        if first is not None:
            text = (
                f'The interruption "{window.id}" may fall into the critical period "{period.name}": {window.window} is '
                f"open {moment(first[0], clocks)} to {moment(first[1], clocks, first[0])}."
            )
            fix = f"close {window.window} on those days, or use another window"
            related = ((item, at, "the critical period"),)
            yield Problem(text, route, about=period.name, fix=fix, related=related)


def _critical(sla: Sla, ctx: Context) -> Iterator[tuple[Loaded, Route, CriticalPeriod]]:
    """The critical periods still to end, of the agreement and of the calendar of its service hours."""
    found = [(ctx.current, number, period) for number, period in enumerate(sla.critical_periods)]
    try:
        id_ = hours_of(ctx.current, "service_hours", prover_of(ctx).almanac).calendar
    except Unresolved:
        id_ = ""
    item = ctx.snapshot.resolve("calendar", id_, ctx.as_of) if id_ else None
    if item is not None and isinstance(item.artefact, Calendar):
        found += [(item, number, period) for number, period in enumerate(item.artefact.critical_periods)]
    for where, number, period in found:
        if period.to > ctx.as_of and period.from_ < period.to:
            yield where, ("critical_periods", number), period
