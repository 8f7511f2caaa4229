"""RAC: roles, RACI and segregation of duties. Here: the shape of the matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gitsm.base.finding import Severity
from gitsm.check.again import nothing_else
from gitsm.check.hidden import may_name
from gitsm.check.people import people, staff_of
from gitsm.check.rule import Answer, Context, Problem, Rule, Unknown, rule
from gitsm.graph import Link
from gitsm.model.process import Process
from gitsm.model.role import Role
from gitsm.rules import rac_duties, rac_people, rac_tenure
from gitsm.rules.rac_common import cells, listed, no_such_file

LETTERS = ("accountable", "responsible", "consulted", "informed", "support", "verify")


@rule("RAC-01", Severity.ERROR, on=Process, depends=nothing_else)
def one_role_is_accountable(process: Process, ctx: Context) -> Iterator[Answer]:
    """Exactly one role is accountable for each activity.

    Why: where nobody answers for an activity, nobody notices that it is not done; where two do, each expects the
    other to act.
    Fix: name in `accountable` the one role that answers for the result.
    """
    for cell in cells(process):
        if cell.raci.accountable is None:
            yield Problem(
                f"The activity {cell.name} has no accountable role: nobody answers for it.",
                cell.route,
                fix="add `accountable:` with exactly one role",
            )


@rule("RAC-02", Severity.ERROR, on=Process, depends=nothing_else)
def somebody_is_responsible(process: Process, ctx: Context) -> Iterator[Answer]:
    """At least one role is responsible for each activity.

    Why: an activity without a role that does it exists only on paper.
    Fix: name in `responsible` the roles that do the work; the accountable role may be one of them.
    """
    for cell in cells(process):
        if not cell.raci.responsible:
            yield Problem(
                f"The activity {cell.name} has no responsible role: nobody does the work.",
                cell.route,
                fix="add `responsible:` with at least one role",
            )


@rule("RAC-04", Severity.ERROR, on=Process, depends=people)
def roles_have_not_ended(process: Process, ctx: Context) -> Iterator[Answer]:
    """Every role in a RACI exists and has not ended.

    Why: work given to a role that is over is given to nobody. Unknown roles are reported by REF-01, retired roles in
    an approved process by REF-02.
    Fix: name the role that took over, or extend the period of the role.
    """
    staff = staff_of(ctx)
    for cell in cells(process):
        for letter in LETTERS:
            value = getattr(cell.raci, letter)
            for id_ in dict.fromkeys((value,) if isinstance(value, str) else value or ()):
                yield from no_such_file(ctx, id_, cell.field(letter))
                if staff.standing(id_) != "ended":
                    continue
                item = ctx.snapshot.resolve("role", id_, ctx.as_of)
                retired = item is not None and item.phase == "ended"
                if item is None or (retired and ctx.current.phase == "agreed"):
                    continue
                how = item.artefact.status if retired else ctx.snapshot.condition(item, ctx.as_of)
                yield Problem(
                    f"The activity {cell.name} names {id_} as {letter}, but that role is {how}.",
                    cell.field(letter),
                    about=id_,
                    fix=f"name the role that took over from {id_}",
                    related=((item, ("status",) if retired else ("effective_to",), f"{id_} is {how}"),),
                )


@rule("RAC-05", Severity.WARNING, on=Process, thresholds={"RAC-05.responsible": 3}, depends=nothing_else)
def few_roles_are_responsible(process: Process, ctx: Context) -> Iterator[Answer]:
    """At most three roles are responsible for an activity.

    Why: where many roles do one thing together, each does a little and nobody the whole.
    Fix: split the activity, or make some of the roles consulted or informed. Threshold: `RAC-05.responsible`.
    """
    limit = ctx.threshold("RAC-05.responsible", 3)
    for cell in cells(process):
        count = len(set(cell.raci.responsible))
        if count > limit:
            yield Problem(
                f"{count} roles are responsible for the activity {cell.name}; at most {limit:g} are expected.",
                cell.field("responsible"),
                fix="split the activity so that each part has its own doers",
                measured=str(count),
                limit=f"{limit:g}",
            )


@rule(
    "RAC-06",
    Severity.WARNING,
    on=Process,
    thresholds={"RAC-06.consulted": 4, "RAC-06.informed": 8},
    depends=nothing_else,
)
def few_roles_are_asked_and_told(process: Process, ctx: Context) -> Iterator[Answer]:
    """At most four roles are consulted and eight informed in an activity.

    Why: each role that must be asked before slows the decision, and a notice to everybody is read by nobody.
    Fix: ask only those whose answer can change the result, and tell the rest through a report or a channel.
    Thresholds: `RAC-06.consulted` and `RAC-06.informed`.
    """
    for cell in cells(process):
        for letter, default in (("consulted", 4), ("informed", 8)):
            limit = ctx.threshold(f"RAC-06.{letter}", default)
            count = len(set(getattr(cell.raci, letter)))
            if count > limit:
                yield Problem(
                    f"{count} roles are {letter} in the activity {cell.name}; at most {limit:g} are expected.",
                    cell.field(letter),
                    fix="keep those whose answer matters" if letter == "consulted" else "tell the rest another way",
                    measured=str(count),
                    limit=f"{limit:g}",
                )


@rule("RAC-08", Severity.INFO, on=Role)
def roles_have_something_to_do(role: Role, ctx: Context) -> Iterator[Answer]:
    """Each role does or answers for something.

    Why: a role that is only told, asked or reported to looks like responsibility where there is none. Being
    responsible or accountable counts, and so does owning an artefact, sitting in a body, deciding, being called in an
    escalation, or standing for one side of an agreement.
    Fix: give the role an activity or something to own, or retire it.
    """
    if any(_carries(link) for link in ctx.graph.used_by(ctx.current.key)):
        return
    if hidden := may_name(role.id, ctx):
        yield Unknown(f"{listed(hidden)} cannot be read, and may be where the role is used", ("id",))
    else:
        yield Problem(
            f"The role {role.id} is neither responsible nor accountable for anything.",
            ("id",),
            fix="give it an activity or something to own, or retire it",
        )


_ONLY_TOLD = {
    "consulted",
    "informed",
    "notify",
    "recipients",
    "communicated_to",
    "audience",
    "reports_to",
    "roles",
    "customers",
}


def _carries(link: Link) -> bool:
    fields = [step for step in link.route if isinstance(step, str)]
    return link.source.phase != "ended" and fields[0] != "references" and fields[-1] not in _ONLY_TOLD


@rule("RAC-13", Severity.ERROR, on=Process, depends=people)
def process_has_an_owner_role(process: Process, ctx: Context) -> Iterator[Answer]:
    """The owner of a process is a process owner: a role of type owner.

    Why: one role answers for the process as a whole, beyond its single activities.
    Fix: name a role of type `owner` as the process's owner, or set the type of that role.
    """
    yield from no_such_file(ctx, process.owner, ("owner",))
    role = staff_of(ctx).role(process.owner)
    if role is not None and role.type != "owner":
        kind = f"is of type {role.type}" if role.type else "states no type"
        yield Problem(
            f"The process belongs to {role.id}, but that role {kind}; a process owner is of type owner.",
            ("owner",),
            fix="name a role of type owner",
        )


@rule("RAC-14", Severity.WARNING, on=Process, depends=nothing_else)
def no_role_has_two_letters(process: Process, ctx: Context) -> Iterator[Answer]:
    """No role is consulted or responsible and informed in the same activity.

    Why: who does the work, or is asked before, knows the result; the second letter is usually an oversight.
    Fix: remove the role from `informed`.
    """
    for cell in cells(process):
        raci = cell.raci
        twice = [role for role in raci.informed if role in raci.consulted or role in raci.responsible]
        for role in dict.fromkeys(twice):
            other = "responsible" if role in raci.responsible else "consulted"
            yield Problem(
                f"In the activity {cell.name} {role} is {other} and informed; one of the two is enough.",
                cell.field("informed"),
                about=role,
                fix=f"remove {role} from `informed`",
            )


@rule("RAC-15", Severity.WARNING, on=Process, depends=people)
def parts_answer_to_the_whole(process: Process, ctx: Context) -> Iterator[Answer]:
    """Who answers for a part of an activity answers to who answers for the whole.

    Why: where the accountable role of a step does not report to the accountable role of the activity or to the
    process owner, nobody can be held to the result as a whole.
    Fix: make the step's accountable role the parent's one or one below it (`reports_to`), or make it an activity of
    its own.
    """
    staff = staff_of(ctx)
    for cell in cells(process):
        parent = process.activity(cell.activity.part_of) if cell.activity.part_of else None
        mine = cell.raci.accountable
        if parent is None or mine is None or parent.raci is None or parent.raci.accountable is None:
            continue  # nobody answers for the parent: RAC-01
        above = [parent.raci.accountable, process.owner]
        if staff.is_below(mine, above):
            continue
        named = {one: staff.standing(one) for one in (mine, *staff.superiors(mine), *above)}
        for one, standing in named.items():
            if standing == "unreadable":
                yield Unknown(f"role/{one} cannot be read", cell.field("accountable"))
        if set(named.values()) == {"current"}:
            yield Problem(
                f"The role {mine} answers for {cell.name}, a part of an activity of {above[0]}, but does not report to "
                f"{' or '.join(above)}.",
                cell.field("accountable"),
                fix=f"name {above[0]} or a role below it",
            )


@rule("RAC-17", Severity.INFO, on=Process, depends=people)
def crossing_teams_means_talking(process: Process, ctx: Context) -> Iterator[Answer]:
    """An activity done by several teams has somebody consulted or informed.

    Why: work of several teams in which nobody is asked and nobody is told is done side by side, not together.
    Fix: add `consulted` or `informed`, or split the activity between the teams.
    """
    staff = staff_of(ctx)
    for cell in cells(process):
        roles = {id_: staff.role(id_) for id_ in cell.raci.responsible}
        if cell.raci.consulted or cell.raci.informed or len(roles) < 2:
            continue
        for id_ in roles:
            yield from no_such_file(ctx, id_, cell.route)
        if None in roles.values():
            continue
        # a lead and those who report to the lead are one team
        groups = [{id_, role.reports_to} for id_, role in roles.items() if role is not None]
        if not set.intersection(*groups) - {None}:
            tops = Counter(str(role.reports_to) for role in roles.values() if role is not None and role.reports_to)
            yield Problem(
                f"The activity {cell.name} is done by {listed(roles)}, who report to {listed(tops)}, but nobody is "
                "consulted or informed.",
                cell.route,
                fix="add `consulted` or `informed`",
            )


_HERE: tuple[Rule, ...] = (
    one_role_is_accountable,
    somebody_is_responsible,
    roles_have_not_ended,
    few_roles_are_responsible,
    few_roles_are_asked_and_told,
    roles_have_something_to_do,
    process_has_an_owner_role,
    no_role_has_two_letters,
    parts_answer_to_the_whole,
    crossing_teams_means_talking,
)
_THERE: tuple[Rule, ...] = (*rac_people.RULES, *rac_duties.RULES, rac_tenure.roles_stay_held)
RULES: tuple[Rule, ...] = tuple(sorted((*_HERE, *_THERE), key=lambda one: one.id))
