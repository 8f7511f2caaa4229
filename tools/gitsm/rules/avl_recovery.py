"""AVL-04 and AVL-06: recovery after a loss, and whether it was tried."""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.analysis.continuity import Continuity, Objective, Recovery
from gitsm.base import words
from gitsm.base.dates import add_months
from gitsm.base.finding import Severity
from gitsm.base.source import Route
from gitsm.check.again import agreements
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Sla
from gitsm.model.service import Service
from gitsm.rules.words import listed, named

MONTHS = 12
_NAMES: tuple[tuple[Objective, str], ...] = (("rto", "recovery time"), ("rpo", "recovery point"))


@rule("AVL-04", Severity.ERROR, on=(Service, Sla), depends=agreements)
def parts_recover_in_time(artefact: Service | Sla, ctx: Context) -> Iterator[Answer]:
    """Everything that a service needs in any case is back within its recovery time, and loses no more than it may.

    Why: a service cannot be back before what it stands on, nor know more than that remembers.
    Fix: shorten the objective of the part that is too slow, make it redundant, or promise the longer one. A part can
    be restored when what it needs itself is back: recovery times add up on the way, of recovery points the largest
    counts. Parts that stand in for one another are left out.
    """
    if isinstance(artefact, Sla):
        yield from _promised(artefact, ctx)
        return
    known: Continuity = ctx.once("continuity", lambda: Continuity(ctx.snapshot, ctx.as_of))
    for objective, name in _NAMES:
        limit = getattr(artefact, objective)
        if limit is None:
            continue
        for part in known.parts(artefact, objective):
            if part.minutes > int(limit):
                text = (
                    f"{named(ctx.current)} has a {name} of {words.duration(int(limit))}, but {_told(part, objective)}."
                )
                yield Problem(
                    text,
                    part.route,
                    about=objective,
                    fix=f"shorten the {name} of what it needs, or lengthen {objective}",
                    measured=words.duration(part.minutes),
                    limit=words.duration(int(limit)),
                    related=tuple(_stated(part, name, ctx)),
                )
            elif part.circle:
                circle = " > ".join(part.circle)
                yield Unknown(f"service {part.circle[0]} depends on itself ({circle})", part.route)
            elif part.unstated:
                reason = f"no {name} is stated for {listed(list(part.unstated))}"
                yield Unknown(reason, part.route)


def _told(part: Recovery, objective: Objective) -> str:
    """`service/storage takes 1 h, then service/database takes 2 h, together 3 h`."""
    if objective == "rpo":
        name, minutes = part.path[-1]
        return f"{name} may lose {words.duration(minutes)}"
    steps = [f"{name} takes {words.duration(minutes)}" for name, minutes in part.path]
    total = f", together {words.duration(part.minutes)}" if len(steps) > 1 else ""
    return f"{', then '.join(steps)}{total}"


def _stated(part: Recovery, name: str, ctx: Context) -> Iterator[tuple[Loaded, Route, str]]:
    """The documents whose objectives add up."""
    for key, _ in part.path:
        kind, _, id_ = key.partition("/")
        item = ctx.snapshot.resolve(kind, id_, ctx.as_of) if kind != "ci" else None
        if item is not None:
            yield item, (), f"its {name}"


def _promised(sla: Sla, ctx: Context) -> Iterator[Answer]:
    """An agreement's own targets against the objectives of its services."""
    for number, target in enumerate(sla.targets):
        if target.metric not in ("rto", "rpo") or target.at_most is None:
            continue
        name = dict(_NAMES)["rto" if target.metric == "rto" else "rpo"]
        for id_ in sla.services:
            item = ctx.snapshot.resolve("service", id_, ctx.as_of)
            if item is None or not isinstance(item.artefact, Service):
                continue
            own = getattr(item.artefact, target.metric)
            if own is None:
                yield Unknown(f"no {name} is stated for service/{id_}", ("targets", number, "at_most"))
            elif int(own) > int(target.at_most):
                text = (
                    f'The target "{target.id}" promises a {name} of {words.duration(int(target.at_most))}, but that of '
                    f"service {id_} is {words.duration(int(own))}."
                )
                fix = f"shorten {target.metric} of service {id_}, or promise {words.duration(int(own))}"
                yield Problem(
                    text,
                    ("targets", number, "at_most"),
                    about=id_,
                    fix=fix,
                    measured=words.duration(int(own)),
                    limit=words.duration(int(target.at_most)),
                )


@rule("AVL-06", Severity.WARNING, on=Service)
def continuity_was_tested_lately(service: Service, ctx: Context) -> Iterator[Answer]:
    """The newest continuity test of a service is not older than 12 months.

    Why: what was restored once can no longer be restored after a year of changes; the day of need is a bad day to
    learn it.
    Fix: restore the service in a test and enter it in `continuity_tests` with its date. A service that lists no test
    is not judged.
    """
    if not service.continuity_tests:
        return
    number, newest = max(enumerate(service.continuity_tests), key=lambda one: one[1].date)
    due = add_months(newest.date, MONTHS)
    if due < ctx.as_of:
        text = (
            f"The newest continuity test of service {service.id} was on {newest.date}, "
            f"{words.distance(newest.date, ctx.as_of)}; it counts for {MONTHS} months."
        )
        yield Problem(
            text,
            ("continuity_tests", number, "date"),
            fix="restore the service in a test, and add its day to continuity_tests",
            measured=str(newest.date),
            limit=words.months(MONTHS),
        )
