"""RAC: rules about the people behind the roles: vacancy, single holders, competence, load."""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.analysis.people import Staff
from gitsm.analysis.workload import PersonLoad, person_loads
from gitsm.base.finding import Severity
from gitsm.check.again import of_kinds
from gitsm.check.hidden import may_name
from gitsm.check.people import people, staff_of
from gitsm.check.rule import Answer, Context, Problem, Rule, Unknown, rule
from gitsm.model.priority import PriorityScheme
from gitsm.model.process import Process
from gitsm.model.role import Party
from gitsm.rules.rac_common import Cell, cells, listed, no_such_file, unreadable


@rule("RAC-03", Severity.ERROR, on=Process, depends=people)
def accountable_role_is_held(process: Process, ctx: Context) -> Iterator[Answer]:
    """The accountable role of each activity is held by somebody who is there.

    Why: accountability held by an empty chair is none. A deputy counts, who is absent does not; a team counts through
    its current members; a body through its chair.
    Fix: name a holder or a deputy for the role, or make another role accountable.
    """
    staff = staff_of(ctx)
    for cell in cells(process):
        role = cell.raci.accountable
        if role is None or _without_chair(staff, role):
            continue
        vacancy = staff.vacancy(role)
        if vacancy is None and staff.standing(role) != "unreadable":
            continue
        hidden = list(unreadable(ctx, role, cell.field("accountable")))
        yield from hidden
        if hidden or vacancy is None:
            continue
        through = f" (its chair is {vacancy.seat})" if vacancy.seat not in ("", role) else ""
        yield Problem(
            f"The role {role}{through}, which answers for {cell.name}, is vacant on {ctx.as_of}: {vacancy.words}.",
            cell.field("accountable"),
            fix=f"name a holder or deputy of {vacancy.seat or role}, or another accountable role",
        )


def _without_chair(staff: Staff, id_: str) -> bool:
    """A body that names no chair: RAC-18 says so."""
    role = staff.role(id_)
    return role is not None and role.is_body and role.chair is None


@rule("RAC-07", Severity.WARNING, on=(Process, Party), thresholds={"RAC-07.share": 40, "RAC-07.min_activities": 5})
def nobody_is_overloaded(subject: Process | Party, ctx: Context) -> Iterator[Answer]:
    """No role carries too much of a process, and no person more than the roles held allow.

    Why: what hangs on one role or one person stops when it does. In a process of five activities or more a role
    should be responsible or accountable in at most 40 percent of them. A person's load is the sum over the roles
    held of the role's load, shared among its holders; hours come from `effort` and `per_week`.
    Fix: hand activities to another role, add a holder, or raise `max_load` if the work is really possible.
    Thresholds: `RAC-07.share` and `RAC-07.min_activities`.
    """
    if isinstance(subject, Process):
        yield from _concentration(subject, ctx)
    elif (load := _loads(ctx).get(subject.id)) is not None:
        over: list[Answer] = list(_overload(load))
        yield from over and (list(_unsure(subject.id, load, ctx)) or over)
        limited = load.limit_minutes is not None or load.limit_activities is not None
        broken = sorted(key for key in ctx.snapshot.broken if key.startswith(("process/", "role/")))
        if limited and broken and not over:
            yield Unknown(f"{broken[0]} cannot be read, so the load is not complete", ("id",))


def _concentration(process: Process, ctx: Context) -> Iterator[Problem]:
    limit = ctx.threshold("RAC-07.share", 40)
    total = len(process.activities)
    if total < ctx.threshold("RAC-07.min_activities", 5):
        return
    counts: dict[str, int] = {}
    for cell in cells(process):
        accountable = (cell.raci.accountable,) if cell.raci.accountable else ()
        for role in {*accountable, *cell.raci.responsible}:
            counts[role] = counts.get(role, 0) + 1
    for role, count in sorted(counts.items()):
        if 100 * count > limit * total:
            share = f"{100 * count / total:.3g} %"
            yield Problem(
                f"The role {role} is accountable or responsible in {count} of {total} activities ({share}); at most "
                f"{limit:g} % are expected.",
                ("activities",),
                about=role,
                fix="hand some of the activities to another role",
                measured=share,
                limit=f"{limit:g} %",
            )


def _loads(ctx: Context) -> dict[str, PersonLoad]:
    def compute() -> dict[str, PersonLoad]:
        found = ctx.snapshot.in_force_of("process", on=ctx.as_of)
        return person_loads(staff_of(ctx), [one.artefact for one in found if isinstance(one.artefact, Process)])

    loads: dict[str, PersonLoad] = ctx.once("rac.loads", compute)
    return loads


def _unsure(person: str, load: PersonLoad, ctx: Context) -> Iterator[Unknown]:
    """Not known, once: a broken file may hide who shares the work, or a role that allows the person more."""
    for role, _ in load.shares:
        if answer := next(unreadable(ctx, role, ("id",)), None):
            yield answer
            return
    for key in may_name(person, ctx):
        if key.startswith(("role/", "party/")):
            yield Unknown(f"{key} cannot be read, and may allow {person} more", ("id",))
            return


def _overload(load: PersonLoad) -> Iterator[Problem]:
    hours = load.total.minutes / 60
    if load.limit_minutes is not None and load.total.minutes > load.limit_minutes:
        parts = sorted((share for share in load.shares if share[1].minutes), key=lambda share: -share[1].minutes)
        yield Problem(
            f"The person {load.person} carries {hours:.1f} h of work a week ("
            + listed(f"{role} {part.minutes / 60:.1f} h" for role, part in parts)
            + f"), more than the {load.limit_minutes / 60:g} h that the roles held allow.",
            ("id",),
            about="hours",
            fix="hand a role to somebody else or add a holder",
            measured=f"{hours:.1f} h",
            limit=f"{load.limit_minutes / 60:g} h",
        )
    if load.limit_activities is not None and load.total.activities > load.limit_activities:
        yield Problem(
            f"The person {load.person} carries {load.total.activities:g} activities as accountable or responsible, "
            f"more than the {load.limit_activities} that the roles held allow.",
            ("id",),
            about="activities",
            fix="hand a role to somebody else or add a holder",
            measured=f"{load.total.activities:g}",
            limit=str(load.limit_activities),
        )


@rule("RAC-12", Severity.WARNING, on=Process, depends=of_kinds("role", "party", "priority-scheme"))
def key_work_does_not_hang_on_one_person(process: Process, ctx: Context) -> Iterator[Answer]:
    """Key controls and top-priority work do not hang on a single person.

    Why: when the only holder of a role is ill, a control is skipped or a major incident waits.
    Fix: name a deputy or a second holder for the role.
    """
    staff = staff_of(ctx)
    for cell in cells(process):
        top = _names_top_priority(process, cell, ctx)
        if top is None:
            yield Unknown("the priority scheme cannot be read", ("activities", cell.position, "priorities"))
        if not (cell.activity.control or top):
            continue
        letters = dict.fromkeys(cell.raci.responsible, "responsible")
        if cell.raci.accountable:
            letters[cell.raci.accountable] = "accountable"
        for role, letter in letters.items():
            persons = staff.persons(role)
            hidden = list(unreadable(ctx, role, cell.field(letter))) if len(persons) < 2 else []
            yield from hidden
            if len(persons) == 1 and not hidden:
                why = "is a key control" if cell.activity.control else "is for the top priority"
                yield Problem(
                    f"{cell.name} {why}, and {role}, which is {letter} for it, hangs on {persons[0]} alone without a "
                    "deputy.",
                    cell.field(letter),
                    about=role,
                    fix=f"name a deputy or a second holder of {role}",
                )


def _names_top_priority(process: Process, cell: Cell, ctx: Context) -> bool | None:
    """Whether the activity is marked for the scheme's first priority; None where the scheme cannot be read."""
    if not cell.activity.priorities or process.priority_scheme is None:
        return False
    if f"priority-scheme/{process.priority_scheme}" in ctx.snapshot.broken:
        return None
    item = ctx.snapshot.resolve("priority-scheme", process.priority_scheme, ctx.as_of)
    scheme = item.artefact if item is not None else None
    first = scheme.priorities[:1] if isinstance(scheme, PriorityScheme) else ()
    return any(one.id in cell.activity.priorities for one in first)


@rule("RAC-16", Severity.WARNING, on=Process, depends=people)
def doers_are_competent(process: Process, ctx: Context) -> Iterator[Answer]:
    """Each responsible role has a holder with every competence the work needs.

    Why: ISO/IEC 20000-1 clause 7.2 asks for evidence that people can do what they do. The competences of the role and
    of the activity count, at their level, and only while they have not lapsed.
    Fix: record the competence of a holder in the party's file, train somebody, or name another role.
    """
    for cell in cells(process):
        for role in dict.fromkeys(cell.raci.responsible):
            yield from no_such_file(ctx, role, cell.field("responsible"))
            missing = _missing(cell, role, ctx)
            hidden = list(unreadable(ctx, role, cell.field("responsible"))) if missing else []
            yield from hidden
            if missing and not hidden:
                holders = staff_of(ctx).regular(role)
                what = "it" if len(missing) == 1 else "any of them"
                who = (
                    f"none of its holders ({listed(holders)}) is shown to have {what}" if holders else "nobody holds it"
                )
                yield Problem(
                    f"{cell.name} needs {listed(missing)} of {role}, but {who}.",
                    cell.field("responsible"),
                    about=role,
                    fix="record the competence of a holder, or train somebody",
                )  # fmt: skip


def _missing(cell: Cell, role_id: str, ctx: Context) -> list[str]:
    """Competences, with their level, that the role's holders do not cover."""
    role = staff_of(ctx).role(role_id)
    if role is None:
        return []
    levels: dict[str, int] = {}
    for one in (*role.competences, *cell.activity.competences):
        levels[one.id] = max(one.level, levels.get(one.id, 0))
    if not levels:
        return []
    have: dict[str, int] = {}
    for person in staff_of(ctx).regular(role_id):
        item = ctx.snapshot.resolve("party", person, ctx.as_of)
        for held in item.artefact.competences if item is not None and isinstance(item.artefact, Party) else ():
            if held.holds(ctx.as_of):
                have[held.id] = max(held.level, have.get(held.id, 0))
    return [f"{id_} at level {level}" for id_, level in levels.items() if have.get(id_, 0) < level]


@rule("RAC-18", Severity.ERROR, on=Process, depends=people)
def bodies_have_chair_and_members(process: Process, ctx: Context) -> Iterator[Answer]:
    """A body that answers for an activity has a chair with a holder, and members.

    Why: a committee cannot answer for a decision; its chair can.
    Fix: name the chair's role in the body's file, give that role a holder, and list the members.
    """
    staff = staff_of(ctx)
    for cell in cells(process):
        body = staff.role(cell.raci.accountable or "")
        if body is None or not body.is_body:
            continue
        lacks = []
        if body.chair is None:
            lacks.append("no chair")
        elif not staff.persons(body.chair):
            hidden = list(unreadable(ctx, body.chair, cell.field("accountable")))
            yield from hidden
            if not hidden and staff.standing(body.chair) != "unknown":
                lacks.append(f"a chair ({body.chair}) without holder")
        if not body.members:
            lacks.append("no members")
        if lacks:
            yield Problem(
                f"The body {body.id}, which answers for {cell.name}, has {listed(lacks)}.",
                cell.field("accountable"),
                fix="name a chair role that somebody holds, and the members",
            )


RULES: tuple[Rule, ...] = (
    accountable_role_is_held,
    nobody_is_overloaded,
    key_work_does_not_hang_on_one_person,
    doers_are_competent,
    bodies_have_chair_and_members,
)
