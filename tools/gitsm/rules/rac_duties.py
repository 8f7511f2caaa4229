"""RAC: rules about duties: authority, and segregation by role and by person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from gitsm.analysis.segregation import MAX_CONFLICTS, Pair, Performer, RoleConflict, Segregation
from gitsm.base.finding import Severity
from gitsm.base.source import Route
from gitsm.check.people import people, staff_of
from gitsm.check.rule import Answer, Context, Problem, Rule, Unknown, rule
from gitsm.load.snapshot import Loaded
from gitsm.model.process import Needs, Process
from gitsm.model.role import Role
from gitsm.rules.rac_common import cells, listed, no_such_file, quoted, unreadable

ORDER = ("standard", "normal", "major")
MAX_PERSONS = 25
"""Persons named one by one for an activity; a larger crowd is summed up."""


@rule("RAC-09", Severity.WARNING, on=Process, depends=people)
def roles_may_do_what_they_do(process: Process, ctx: Context) -> Iterator[Answer]:
    """Each role is entitled to the duty it is given, and the accountable one has the authority needed.

    Why: who answers for a decision without the power to take it answers for nothing.
    Fix: add the duty to the role's `duties` or the authority to its `authorities`, or name a role that has it. Roles
    that state no duties may be given any. Emergency authority counts only where it is named.
    """
    staff = staff_of(ctx)
    for cell in cells(process):
        duty, needs, raci = cell.activity.duty, cell.activity.needs, cell.raci
        accountable = (raci.accountable,) if raci.accountable else ()
        for letter, names in (("accountable", accountable), ("responsible", raci.responsible)):
            for id_ in dict.fromkeys(names):
                yield from no_such_file(ctx, id_, cell.field(letter))
            roles = [role for role in map(staff.role, dict.fromkeys(names)) if role is not None]
            barred = [role.id for role in roles if duty and role.duties and duty not in role.duties]
            if barred:
                yield Problem(
                    f"{cell.name} is of duty {duty}, which is not a duty of {listed(barred)}, {letter} for it.",
                    cell.field(letter),
                    about="duty",
                    fix=f"add {duty} to the role's duties, or name another role",
                )
            if letter == "accountable" and needs is not None and roles and not _covers(roles[0], needs):
                yield Problem(
                    f"{cell.name} needs authority over {needs.approves} up to {needs.up_to}; {roles[0].id}, which "
                    f"answers for it, has {_authorities(roles[0], needs)}.",
                    cell.field(letter),
                    about="authority",
                    fix="widen the role's authorities, or name a role that has this one",
                    measured=_authorities(roles[0], needs),
                    limit=f"{needs.approves} up to {needs.up_to}",
                )


def _covers(role: Role, needs: Needs) -> bool:
    """Whether one of the authorities is enough; emergency authority is neither above nor below the others."""
    for one in role.authorities:
        if needs.approves in one.approves:
            if needs.up_to == one.up_to:
                return True
            if needs.up_to in ORDER and one.up_to in ORDER and ORDER.index(needs.up_to) < ORDER.index(one.up_to):
                return True
    return False


def _authorities(role: Role, needs: Needs) -> str:
    found = [f"{needs.approves} up to {one.up_to}" for one in role.authorities if needs.approves in one.approves]
    return listed(found) if found else "none"


def segregation_of(process: Process, ctx: Context) -> Segregation:
    """The duties of the process being judged, worked out once for RAC-10 and RAC-11."""
    found: Segregation = ctx.once(
        f"rac.segregation:{ctx.current.path}",
        lambda: Segregation(staff_of(ctx), process, ctx.settings.duty_conflicts),
    )
    return found


def _too_many(duties: Segregation) -> Iterator[Unknown]:
    if not duties.complete:
        yield Unknown(
            "there are so many activities of conflicting duties that not all pairs were looked at", ("activities",)
        )


def _hidden(
    duties: Segregation, ctx: Context, look: Callable[[Context, str, Route], Iterator[Unknown]]
) -> Iterator[Unknown]:
    """Not known for the activities of a pair whose performers a broken file hides, by `look` at their roles."""
    for position in sorted({position for pair in duties.pairs for position in (pair.first, pair.second)}):
        for performer in {(one.named, one.letter): one for one in duties.performers(position)}.values():
            answer = next(look(ctx, performer.named, _place(position, performer.letter)), None)
            if answer is not None:
                yield answer
                break


@rule("RAC-10", Severity.ERROR, on=Process, depends=people)
def no_role_does_both_sides(process: Process, ctx: Context) -> Iterator[Answer]:
    """No role performs two activities of one flow whose duties must be kept apart.

    Why: who authorises or verifies their own work checks nothing; errors pass, and so does fraud. ISO/IEC 27001
    control 5.3 and the SOC 2 criteria CC5.1 and CC6.3 ask for it. A role performs an activity if it is responsible,
    or accountable for an authorisation; a body's members perform what the body authorises. Two activities are of one
    flow if one can follow the other or both run in parallel. The pairs of duties stand in the settings
    (`duty_conflicts`).
    Fix: give one of the two activities to another role.
    """
    duties = segregation_of(process, ctx)
    yield from _too_many(duties)
    yield from _hidden(duties, ctx, no_such_file)
    groups: dict[tuple[int, str], list[RoleConflict]] = {}
    conflicts = list(islice(duties.role_conflicts(), MAX_CONFLICTS + 1))
    if len(conflicts) > MAX_CONFLICTS:
        reason = f"so many roles perform both sides that only the first {MAX_CONFLICTS} conflicts were looked at"
        yield Unknown(reason, ("activities",))
    for found in conflicts[:MAX_CONFLICTS]:
        groups.setdefault((found.pair.second, found.first.role), []).append(found)
    for (second, role), group in groups.items():
        one, two = group[0].first, group[0].second
        pairs = [found.pair for found in group]
        yield Problem(
            f"The role {role} performs {_named(process, pairs[0].first)}{_through(one)} and {_named(process, second)}"
            f"{_through(two)} in the same flow; these duties must be kept apart.{_more(process, pairs)}",
            _place(second, two.letter),
            about=role,
            fix="give one of the two activities to another role",
            related=((ctx.current, _place(pairs[0].first, one.letter), "the other activity"),),
        )


@rule("RAC-11", Severity.ERROR, on=Process, depends=people)
def no_person_does_both_sides(process: Process, ctx: Context) -> Iterator[Answer]:
    """No person can perform, in two roles, two activities of one flow whose duties must be kept apart.

    Why: the matrix may be clean and still leave one person with two hats. Holders, deputies and current members of
    teams and bodies count; absences do not, because the person comes back. The message says whether the activities
    could be given to different persons all the same: an assignment names one person for each activity of a
    conflicting pair of the process, and different ones for the two of each pair.
    Fix: give one of the roles to somebody else or end the deputising; where that is not possible yet, ask for a
    waiver with a compensating control.
    """
    duties = segregation_of(process, ctx)
    yield from _too_many(duties)
    yield from _hidden(duties, ctx, unreadable)
    by_second: dict[int, list[Pair]] = {}
    for pair in duties.pairs:
        by_second.setdefault(pair.second, []).append(pair)
    for second, pairs in by_second.items():
        different = {id(hats): hats for hats in map(duties.two_hats, pairs)}
        persons = {person: ways for hats in different.values() for person, ways in hats.items()}
        for person in islice(persons, MAX_PERSONS):
            yield _two_hats(duties, person, [pair for pair in pairs if person in duties.two_hats(pair)], ctx)
        if len(persons) > MAX_PERSONS:
            _, (performer, _) = next(iter(persons.values()))
            yield Problem(
                f"{len(persons) - MAX_PERSONS} more persons can perform {_named(process, second)} and an activity that "
                "must be kept apart from it.",
                _place(second, performer.letter),
                about="more",
                fix="give one of the roles to another team",
            )


def _two_hats(duties: Segregation, person: str, pairs: list[Pair], ctx: Context) -> Problem:
    """The finding for one person at one activity; a pair that only one person can perform is named first."""
    process = duties.process
    pairs = sorted(pairs, key=lambda pair: duties.alternative(pair) is not None)
    pair = pairs[0]
    ways = duties.two_hats(pair)[person]
    (one, _), (two, _) = ways
    related: list[tuple[Loaded, Route, str]] = [(ctx.current, _place(pair.first, one.letter), "the other activity")]
    for _, holding in ways:
        item = ctx.snapshot.resolve("role", holding.role, ctx.as_of)
        if item is not None:
            related.append((item, ("holders", holding.entry), f"{person} as {holding.words}"))
    first, second = (f"as {holding.words}{_through(performer)}" for performer, holding in ways)
    return Problem(
        f"The person {person} can perform {_named(process, pair.first)} {first} and {_named(process, pair.second)} "
        f"{second} in the same flow.{_more(process, pairs)} {_verdict(duties, pair)}",
        _place(pair.second, two.letter),
        about=person,
        fix="give one of the roles to somebody else, or end the deputising",
        related=tuple(related),
    )


def _verdict(duties: Segregation, pair: Pair) -> str:
    alternative = duties.alternative(pair)
    if alternative is None:
        return "No assignment of different persons exists: nobody else can perform either of them."
    joint = duties.assignment
    if joint.exists:
        chosen = dict(zip(duties.assigned, joint.persons, strict=True))
        first, second = chosen[pair.first], chosen[pair.second]
        return f"An assignment of different persons exists: {first} for the one and {second} for the other."
    apart = f"{alternative[0]} and {alternative[1]} could do these two"
    if not joint.decided:
        return f"{apart}; whether an assignment of different persons exists for the whole process was not decided."
    return (
        f"{apart}, but no assignment of different persons exists that keeps all such activities of the process apart."
    )


def _named(process: Process, position: int) -> str:
    activity = process.activities[position]
    return f"{quoted(activity)} ({activity.duty})"


def _through(performer: Performer) -> str:
    return f" as part of {performer.named}" if performer.named != performer.role else ""


def _more(process: Process, pairs: Iterable[Pair]) -> str:
    others = [_named(process, pair.first) for pair in pairs][1:]
    return f" The same holds for {listed(others, 4)}." if others else ""


def _place(position: int, letter: str) -> Route:
    return ("activities", position, "raci", letter)


RULES: tuple[Rule, ...] = (roles_may_do_what_they_do, no_role_does_both_sides, no_person_does_both_sides)
