"""PRI-08: is whoever is called within reach when the call comes?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from gitsm.analysis.proof_words import moment
from gitsm.analysis.support_chain import Measured, clock_of
from gitsm.base import words
from gitsm.base.finding import Severity
from gitsm.calendar.almanac import Unresolved
from gitsm.calendar.instant import local_midnight
from gitsm.check.again import agreements, of_kinds
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Sla, Target
from gitsm.model.process import Escalation, Process
from gitsm.model.role import Role
from gitsm.rules.promises import clocks_of, prover_of, said

YEAR = timedelta(days=366)
_Watched = tuple[Loaded, Target]


@rule("PRI-08", Severity.WARNING, on=Process, depends=of_kinds(*agreements.kinds, "role"))
def whoever_is_called_can_be_reached(process: Process, ctx: Context) -> Iterator[Answer]:
    """A role that escalation calls can be reached whenever the clock of the target runs.

    Why: at three at night the phone of an office rings in vain, and the target is missed in the morning.
    Fix: widen the `hours` of the role, call one that is there, or measure the target on the hours of the role. Judged
    for the agreements in force that use the priority scheme of the process.
    """
    if process.priority_scheme is None:
        return
    watched = ctx.once("PRI-08", lambda: _watched(ctx)).get(process.priority_scheme, [])
    for number, level in enumerate(process.escalations):
        role = ctx.snapshot.resolve("role", level.to, ctx.as_of) if level.to else None
        met = [pair for pair in watched if _meets(level, pair[1])]
        if role is None or not isinstance(role.artefact, Role) or not met:
            continue  # nobody is called (PRI-06), an unknown role (REF-01), or no promise
        if role.artefact.hours is None:
            yield Unknown(f"{role.key} does not say in which hours it can be reached", ("escalations", number, "to"))
            continue
        yield from _reached(role, role.artefact.hours, number, level, met, ctx)


def _watched(ctx: Context) -> dict[str, list[_Watched]]:
    """Targets of the agreements in force, by priority scheme."""
    found: dict[str, list[_Watched]] = {}
    for item in ctx.snapshot.in_force_of("sla", on=ctx.as_of):
        if isinstance(item.artefact, Sla) and item.artefact.priority_scheme:
            targets = [(item, target) for target in item.artefact.targets if target.clock is not None]
            found.setdefault(item.artefact.priority_scheme, []).extend(targets)
    return found


def _meets(level: Escalation, target: Target) -> bool:
    """Whether a ticket under a target can reach a level."""
    shared = not level.priorities or target.priority is None or target.priority in level.priorities
    return target.metric == level.of and shared


def _reached(
    role: Loaded, calendar: str, number: int, level: Escalation, met: list[_Watched], ctx: Context
) -> Iterator[Answer]:
    """The first agreement during whose hours a role is away; one finding for a level, which names the others."""
    almanac, route = prover_of(ctx).almanac, ("escalations", number, "to")
    clocks = clocks_of(ctx, calendar)
    low, high = (clocks.instant(local_midnight(day)) for day in (ctx.as_of, ctx.as_of + YEAR))
    missed: list[tuple[Loaded, Target, Measured]] = []
    try:
        hours = almanac.hours(calendar)
        known: dict[str, bool] = {}
        for item, target in met:
            measured = clock_of(item, target, almanac)
            name = measured.calendar
            if name not in known:
                known[name] = next(hours.uncovered(measured.known.hours, low, high), None) is None
            if not known[name]:
                missed.append((item, target, measured))
    except Unresolved as error:
        yield Unknown(str(error), route)
        return
    if not missed:
        return
    item, target, measured = missed[0]
    first, last = next(hours.uncovered(measured.known.hours, low, high))
    more = f" and {words.plural(len(missed) - 1, 'other target')}" if len(missed) > 1 else ""
    text = (
        f"Level {level.level} calls {level.to}, who can be reached in the hours {calendar}, but the clock of the "
        f"{said(target)} of {item.key}{more} runs in the hours {measured.calendar}: from {moment(first, clocks)} to "
        f"{moment(last, clocks, first)} nobody picks up."
    )
    fix = f"widen the hours of {level.to}, call a role that is there, or measure the target on {calendar}"
    related = ((role, ("hours",), "when the role can be reached"),)
    yield Problem(text, route, about="hours", fix=fix, related=related)
