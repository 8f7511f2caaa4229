"""PRI: does every ticket get a priority, every priority a promise, and every promise somebody who is called in time?"""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.analysis.people import Staff
from gitsm.analysis.prose import placeholder
from gitsm.base.finding import Severity
from gitsm.check.again import nothing_else
from gitsm.check.people import people, staff_of
from gitsm.check.rule import Answer, Context, Problem, Rule, Unknown, rule
from gitsm.model.agreement import Sla, Target
from gitsm.model.priority import Level, PriorityScheme
from gitsm.model.process import TIME_METRICS, Escalation, Process
from gitsm.rules import pri_hours, pri_trigger
from gitsm.rules.pri_trigger import listed, scheme_of


@rule("PRI-01", Severity.ERROR, on=PriorityScheme, depends=nothing_else)
def matrix_is_complete(scheme: PriorityScheme, context: Context) -> Iterator[Answer]:
    """Each pair of impact and urgency gives a priority.

    Why: a ticket that falls into the gap is given a priority by taste, or none.
    Fix: add the missing cell to `matrix`: impact, then urgency, gives the priority.
    """
    rows = [level.id for level in scheme.impact]
    columns = [level.id for level in scheme.urgency]
    missing_rows = [row for row in rows if row not in scheme.matrix]
    if missing_rows and columns:
        words = f"The matrix says nothing about impact {listed(missing_rows)}."
        yield Problem(words, ("matrix",), fix="add a row with a priority for each urgency")
    for row in rows:
        cells = scheme.matrix.get(row)
        missing = [] if cells is None else [column for column in columns if column not in cells]
        if missing:
            words = f"The matrix gives no priority for impact {listed([row])} with urgency {listed(missing)}."
            yield Problem(words, ("matrix", row), fix="add the priority for it")


@rule("PRI-02", Severity.ERROR, on=PriorityScheme, depends=nothing_else)
def matrix_is_monotone(scheme: PriorityScheme, context: Context) -> Iterator[Answer]:
    """More impact or more urgency never gives a lower priority.

    Why: users would learn to understate what happened to them in order to be served sooner.
    Fix: swap the two priorities, or check that impact, urgency and priorities are listed highest first.
    """
    rank = {priority.id: number for number, priority in enumerate(scheme.priorities)}
    rows, columns = [level.id for level in scheme.impact], [level.id for level in scheme.urgency]
    for row_number, row in enumerate(rows):
        for column_number, column in enumerate(columns):
            here = scheme.matrix.get(row, {}).get(column)
            if here not in rank:
                continue
            below = [(lower, column) for lower in rows[row_number + 1 :]]
            below += [(row, lower) for lower in columns[column_number + 1 :]]
            better = [(i, u) for i, u in below if rank.get(scheme.matrix.get(i, {}).get(u, ""), len(rank)) < rank[here]]
            if better:
                pairs = " and ".join(f"impact {i} with urgency {u} gives {scheme.matrix[i][u]}" for i, u in better[:3])
                pairs += f" (and {len(better) - 3} more like it)" if len(better) > 3 else ""
                words = f"Impact {row} with urgency {column} gives {here}, but the lesser {pairs}."
                yield Problem(words, ("matrix", row, column), fix="give the graver case the more urgent priority")


@rule("PRI-03", Severity.ERROR, on=Sla)
def priorities_have_targets(sla: Sla, context: Context) -> Iterator[Answer]:
    """An agreement sets its times for exactly the priorities that the matrix gives.

    Why: a ticket with a priority without a target has no deadline, and a target for a priority that no ticket gets
    promises nothing.
    Fix: add a target for the missing priority, mark the priority `target: none` in the scheme, or delete the target
    that is never used.
    """
    by_metric: dict[str, list[int]] = {}
    for number, target in enumerate(sla.targets):
        if target.metric in TIME_METRICS and target.priority is not None:
            by_metric.setdefault(target.metric, []).append(number)
    if not by_metric:
        return
    scheme = scheme_of(sla.priority_scheme, context)
    if not isinstance(scheme, PriorityScheme):
        if scheme is not None:
            yield scheme
        return
    produced = {priority for row in scheme.matrix.values() for priority in row.values()}
    expected = [p.id for p in scheme.priorities if p.id in produced and p.target != "none"]
    unused = {p.id for p in scheme.priorities if p.id not in produced and p.target != "none"}
    general = {target.metric for target in sla.targets if target.priority is None}
    for metric, numbers in by_metric.items():
        set_for = {sla.targets[number].priority for number in numbers}
        missing = [priority for priority in expected if priority not in set_for]
        if missing and metric not in general:
            words = (
                f"The agreement sets {metric} by priority, but not for {listed(missing)}, "
                f"which the priority scheme {scheme.id} gives."
            )
            yield Problem(words, ("targets", numbers[0]), fix=f"add a {metric} target for each of them")
        yield from (_never_used(sla.targets[n], n, scheme) for n in numbers if sla.targets[n].priority in unused)


def _never_used(target: Target, number: int, scheme: PriorityScheme) -> Problem:
    words = f'The target "{target.id}" is for {target.priority}, which no cell of the scheme {scheme.id} gives.'
    return Problem(words, ("targets", number, "priority"), fix="delete the target, or put the priority into the matrix")


@rule("PRI-04", Severity.WARNING, on=PriorityScheme, depends=nothing_else)
def levels_can_be_tested(scheme: PriorityScheme, context: Context) -> Iterator[Answer]:
    """Each level of impact and urgency says how to tell that it applies.

    Why: without a test two people classify the same ticket differently, and every figure by priority is noise.
    Fix: write a `test` that two strangers would answer alike, such as "more than one site is affected".
    """
    for name, levels in (("impact", scheme.impact), ("urgency", scheme.urgency)):
        for position, level in enumerate(levels):
            if problem := _untestable(name, position, level):
                yield problem


def _untestable(name: str, position: int, level: Level) -> Problem | None:
    if level.test is None:
        return Problem(f"{name.capitalize()} {level.id} has no test.", (name, position), fix="add `test: ...`")
    if placeholder(level.test) is not None:
        words = f"The test of {name} {level.id} is only a placeholder."
        return Problem(words, (name, position, "test"), fix="say how to tell that the level applies")
    return None


@rule("PRI-06", Severity.ERROR, on=Process, depends=people)
def escalation_reaches_somebody_else(process: Process, context: Context) -> Iterator[Answer]:
    """Each escalation goes to another role that somebody holds, and hierarchical ones go up the line.

    Why: whoever escalates to themselves, to an empty chair or to a colleague has told nobody who can decide more.
    Fix: name the role that the one before reports to, or fill the vacant role.
    """
    staff = staff_of(context)
    for number, level in enumerate(process.escalations):
        if level.to is None:
            yield Problem(f"Escalation level {level.level} calls nobody.", ("escalations", number), fix="add to: ROLE")
        elif staff.standing(level.to) == "unreadable" or staff.unreadable(level.to):
            yield Unknown(f"who holds {level.to} cannot be read", ("escalations", number, "to"))
        elif (vacancy := staff.vacancy(level.to)) and not (vacancy.seat and staff.holdings(vacancy.seat)):
            words = f"Escalation level {level.level} calls {level.to}, which nobody holds: {vacancy.words}."
            fix = f"name a holder of {level.to}, or another role"
            yield Problem(words, ("escalations", number, "to"), about="vacant", fix=fix)
    for later in sorted(process.escalations, key=lambda level: level.level):
        before = [one for one in process.escalations if one.level < later.level and _share(one, later)]
        before.sort(key=lambda level: level.level)
        yield from _another_role(process, before, later)
        yield from _further_up(process, before, later, staff)


def _share(one: Escalation, two: Escalation) -> bool:
    """Whether a record can meet both levels: they share a priority, or one of them is for all."""
    return not one.priorities or not two.priorities or not set(one.priorities).isdisjoint(two.priorities)


def _another_role(process: Process, before: list[Escalation], later: Escalation) -> Iterator[Problem]:
    same = [str(one.level) for one in before if later.to is not None and one.to == later.to]
    if same:
        route = ("escalations", process.escalations.index(later), "to")
        words = f"Escalation level {later.level} calls {later.to}, as level {listed(same)} did already."
        yield Problem(words, route, about="again", fix="call a role that was not called before")


def _further_up(process: Process, before: list[Escalation], later: Escalation, staff: Staff) -> Iterator[Answer]:
    """A hierarchical level against the nearest hierarchical levels before it, one for each priority they share."""
    if later.type != "hierarchical":
        return
    nearest: dict[str, Escalation] = {}
    for one in before:
        if one.type == "hierarchical":
            for priority in one.priorities or later.priorities or ("", *nearest):
                if not later.priorities or priority in later.priorities:
                    nearest[priority] = one
    for one in sorted({id(one): one for one in nearest.values()}.values(), key=lambda level: level.level):
        if one.to is None or later.to is None or one.to == later.to:
            continue
        if staff.standing(one.to) != "current" or staff.standing(later.to) != "current":
            continue
        above = staff.superiors(one.to)
        if later.to in above:
            continue
        route = ("escalations", process.escalations.index(later), "to")
        if above and staff.standing(above[-1]) == "unreadable":
            yield Unknown(f"the role {above[-1]} above {one.to} cannot be read", route)
            continue
        words = f"Level {later.level} calls {later.to}, but {one.to} of level {one.level} does not report to it"
        line = f": its line is {' → '.join(above)}" if above else " or to anybody"
        fix = f"call a role above {one.to}, or make the level functional"
        yield Problem(f"{words}{line}.", route, about="line", fix=fix)
        return


@rule("PRI-07", Severity.WARNING, on=(PriorityScheme, Process))
def top_priority_reaches_the_top(artefact: PriorityScheme | Process, context: Context) -> Iterator[Answer]:
    """The most urgent priority counts as major, and every process that escalates by it goes up the line.

    Why: otherwise executives learn from customers that the house is on fire.
    Fix: set `major: true` on the first priority, and add an escalation level of type hierarchical that covers it.
    """
    if isinstance(artefact, PriorityScheme):
        if artefact.priorities and not artefact.priorities[0].major:
            words = f"The most urgent priority, {artefact.priorities[0].id}, is not flagged as major."
            yield Problem(words, ("priorities", 0), fix="add major: true")
        return
    if not artefact.escalations or artefact.priority_scheme is None:
        return
    scheme = scheme_of(artefact.priority_scheme, context)
    if not isinstance(scheme, PriorityScheme):
        if scheme is not None:
            yield scheme
        return
    top = scheme.priorities[0].id if scheme.priorities else ""
    levels = [level for level in artefact.escalations if level.type == "hierarchical"]
    if top and not any(not level.priorities or top in level.priorities for level in levels):
        words = f"No hierarchical escalation level covers {top}, the most urgent priority of {scheme.id}."
        yield Problem(words, ("escalations",), fix=f"add a level of type hierarchical for {top}")


RULES: tuple[Rule, ...] = (
    matrix_is_complete,
    matrix_is_monotone,
    priorities_have_targets,
    levels_can_be_tested,
    pri_trigger.triggers_come_in_time,
    escalation_reaches_somebody_else,
    top_priority_reaches_the_top,
    pri_hours.whoever_is_called_can_be_reached,
)
