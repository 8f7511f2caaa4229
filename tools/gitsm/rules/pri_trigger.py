"""PRI-05, the triggers of escalations, and what the rules of PRI share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from gitsm.base.finding import Severity
from gitsm.base.scalars import Duration
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.model.agreement import Sla
from gitsm.model.priority import PriorityScheme
from gitsm.model.process import TIME_METRICS, Escalation, Process


def listed(names: list[str]) -> str:
    """`a, b and c`."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def scheme_of(id_: str | None, context: Context) -> PriorityScheme | Unknown | None:
    """The priority scheme an id means; Unknown where none is named or it cannot be read, None where REF-01 speaks."""
    if id_ is None:
        return Unknown("no priority scheme is named")
    if f"priority-scheme/{id_}" in context.snapshot.broken:
        return Unknown(f"the priority scheme {id_} cannot be read")
    found = context.snapshot.resolve("priority-scheme", id_, context.as_of)
    return found.artefact if found is not None and isinstance(found.artefact, PriorityScheme) else None


@dataclass(frozen=True, slots=True)
class Trigger:
    """When a level is called: percent of the target, or minutes. `number` is its position in `escalations`."""

    number: int
    level: Escalation
    unit: Literal["percent", "minutes"]
    value: int

    @property
    def words(self) -> str:
        """As it is written, such as `level 2 at 80%`."""
        return f"level {self.level.level} at {self.level.at}"


def _triggers(process: Process) -> list[Trigger]:
    """The triggers of a process by level; levels that say no time are left out."""
    found = []
    for number, level in enumerate(process.escalations):
        if level.at is None or not any(sign.isdigit() for sign in level.at):
            continue
        if level.at.endswith("%"):
            found.append(Trigger(number, level, "percent", int(level.at[:-1])))
        else:
            found.append(Trigger(number, level, "minutes", int(Duration.parse(level.at))))
    return sorted(found, key=lambda trigger: trigger.level.level)


def _promised(context: Context) -> dict[tuple[str, str, str], int]:
    """The shortest time promised for (scheme, metric, priority) by agreements in force; priority "" = all."""
    found: dict[tuple[str, str, str], int] = {}
    for item in context.snapshot.in_force_of("sla", on=context.as_of):
        if not isinstance(item.artefact, Sla) or item.artefact.priority_scheme is None:
            continue
        for target in item.artefact.targets:
            if target.metric in TIME_METRICS and isinstance(target.at_most, Duration):
                key = (item.artefact.priority_scheme, target.metric, target.priority or "")
                found[key] = min(found.get(key, int(target.at_most)), int(target.at_most))
    return found


@rule("PRI-05", Severity.WARNING, on=Process)
def triggers_come_in_time(process: Process, context: Context) -> Iterator[Answer]:
    """Escalation starts before the target is missed, and each level is called later than the one before.

    Why: somebody must be called while the promise can still be kept; who is called afterwards can only apologise.
    Fix: let the first level start below 100 % of the target, raise the trigger from level to level, write all of them
    as percent or all as times, and mark levels at or behind the target with `breach_notice: true`.
    """
    triggers = _triggers(process)
    with_time = {trigger.number for trigger in triggers}
    for number, level in enumerate(process.escalations):
        if number not in with_time:
            yield Unknown(f"level {level.level} has no trigger", ("escalations", number))
    told: set[tuple[str, int]] = set()
    for priority, chain in _chains(process, triggers, context):
        for kind, trigger, answer in _judge(process, priority, chain, context):
            if (kind, trigger.number) not in told:
                told.add((kind, trigger.number))
                yield answer


def _chains(process: Process, triggers: list[Trigger], context: Context) -> Iterator[tuple[str, list[Trigger]]]:
    """(priority, triggers a record of that priority meets, for one target metric), by level."""
    scheme = scheme_of(process.priority_scheme, context)
    if isinstance(scheme, PriorityScheme) and scheme.priorities:
        priorities = [priority.id for priority in scheme.priorities]
    else:
        priorities = [*dict.fromkeys(name for trigger in triggers for name in trigger.level.priorities), ""]
    for priority in priorities:
        met = [one for one in triggers if not one.level.priorities or priority in one.level.priorities]
        for metric in dict.fromkeys(one.level.of for one in met):
            yield priority, [one for one in met if one.level.of == metric]


def _judge(
    process: Process, priority: str, chain: list[Trigger], context: Context
) -> Iterator[tuple[str, Trigger, Answer]]:
    metric, first = chain[0].level.of, chain[0]
    odd = next((one for one in chain if one.unit != first.unit), None)
    if odd is not None:
        words = f"Triggers are mixed: {first.words} and {odd.words}, one a percentage and the other a time."
        yield (
            "mixed",
            odd,
            Problem(words, ("escalations", odd.number, "at"), about="mixed", fix="write both in the same way"),
        )
        return
    for before, after in pairwise(chain):
        if after.value <= before.value:
            words = f"L{after.words[1:]} of {metric} is not later than {before.words}."
            fix = "raise the trigger from level to level"
            yield "order", after, Problem(words, ("escalations", after.number, "at"), about="order", fix=fix)
    limit: int | None = 100
    if first.unit == "minutes":
        promised = context.once("pri.promised", lambda: _promised(context))
        scheme = process.priority_scheme or ""
        known = [promised.get((scheme, metric, name)) for name in (priority, "")]
        limit = min((time for time in known if time is not None), default=None)
    if limit is None:
        about = f" for {priority}" if priority else ""
        reason = f"no agreement in force promises a {metric}{about} to compare the time with"
        yield "target", first, Unknown(reason, ("escalations", first.number, "at"))
        return
    target = "100 %" if first.unit == "percent" else f"{Duration(limit)}"
    about = f" {priority}" if priority else ""
    if all(one.value >= limit for one in chain):
        words = f"Nobody is called before the {metric}{about} is missed: {first.words}, the target is {target}."
        fix = "start the first level earlier than the target"
        yield "late", first, Problem(words, ("escalations", first.number, "at"), about="late", fix=fix)
    for one in chain:
        if one.value >= limit and not one.level.breach_notice:
            words = f"L{one.words[1:]} is not before the target ({target}) and is not marked as breach notice."
            yield "notice", one, Problem(words, ("escalations", one.number), fix="add breach_notice: true")
