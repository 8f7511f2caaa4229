"""Segregation of duties in one process: which roles and which persons can perform both sides of a conflict.

A role performs an activity if it is one of its R, or the A of an activity with duty authorise; where that role is a
body, its chair's and members' roles perform it as well. Two activities are a pair to keep apart when their duties
are in conflict (Settings `duty_conflicts`) and both can belong to one run of the process (`same_flow`).

An assignment gives each activity of such a pair one person who can perform it; it is free of conflict when the two
activities of each pair have different persons. Activities that nobody can perform are left out of it: other rules
report them. Holders, deputies and team members of the day count, absent or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal

from gitsm.analysis.assignment import Assignment, assign, different
from gitsm.analysis.flow import Flow, FlowEdge, FlowNode, same_flow
from gitsm.analysis.people import Holding, Staff
from gitsm.model.process import Activity, Process

MAX_PAIRS = 20_000
"""Pairs of activities that are looked at in one process; more than that nobody could keep apart either."""

MAX_CONFLICTS = 5_000
"""Conflicts of roles that are worth naming in one process."""

Letter = Literal["accountable", "responsible"]


@dataclass(frozen=True, slots=True)
class Performer:
    """A role that performs an activity: `named` stands in the RACI under `letter`; `role` is it, or a seat of it."""

    role: str
    named: str
    letter: Letter


@dataclass(frozen=True, slots=True)
class Pair:
    """Positions of two activities of one flow with duties in conflict; `second` has the second duty of the setting."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class RoleConflict:
    """One role performs both activities of a pair."""

    pair: Pair
    first: Performer
    second: Performer


Way = tuple[Performer, Holding]
"""How a person performs an activity: through which role, and how the person came to it."""


def performers(staff: Staff, activity: Activity) -> tuple[Performer, ...]:
    """The roles that perform an activity: R first, then the A of an authorise activity; bodies before their seats."""
    raci = activity.raci
    if raci is None:
        return ()
    named: list[tuple[str, Letter]] = [(role, "responsible") for role in raci.responsible]
    if raci.accountable and activity.duty == "authorise":
        named.append((raci.accountable, "accountable"))
    found: dict[str, Performer] = {}
    for role, letter in named:
        found.setdefault(role, Performer(role, role, letter))
    for role, letter in named:
        for seat in staff.seats(role):
            found.setdefault(seat, Performer(seat, role, letter))
    return tuple(found.values())


def workflow_of(process: Process) -> Flow:
    """The workflow as the analyses read it; empty for a process without one."""
    workflow = process.workflow
    if workflow is None:
        return Flow((), ())
    return Flow(
        tuple(FlowNode(node.id, node.type) for node in workflow.nodes),
        tuple(FlowEdge(edge.from_, edge.to) for edge in workflow.edges),
    )


class Segregation:
    """The duties of one process on one day. Answers are worked out when asked for, and kept."""

    def __init__(self, staff: Staff, process: Process, conflicts: Iterable[tuple[str, str]]) -> None:
        self.staff = staff
        self.process = process
        self.conflicts = tuple(conflicts)
        self._performers = [performers(staff, activity) for activity in process.activities]
        # activities with the same performers share what follows from them, under the position of the first
        first: dict[tuple[Performer, ...], int] = {}
        self._like = [first.setdefault(roles, position) for position, roles in enumerate(self._performers)]
        self._able: dict[int, dict[str, tuple[Way, ...]]] = {}
        self._both: dict[tuple[int, int], tuple[tuple[Performer, Performer], ...]] = {}
        self._hats: dict[tuple[int, int], dict[str, tuple[Way, Way]]] = {}

    def performers(self, position: int) -> tuple[Performer, ...]:
        """The performers of an activity."""
        return self._performers[position]

    def able(self, position: int) -> dict[str, tuple[Way, ...]]:
        """Who can perform an activity, and in which roles (regular holdings first), absences ignored."""
        like = self._like[position]
        if like not in self._able:
            found: dict[str, list[Way]] = {}
            for performer in self._performers[like]:
                for holding in self.staff.holdings(performer.role):
                    if holding.role == performer.role:
                        found.setdefault(holding.person, []).append((performer, holding))
            self._able[like] = {
                person: tuple(sorted(ways, key=lambda way: way[1].deputy)) for person, ways in found.items()
            }
        return self._able[like]

    def _candidates(self) -> Iterator[Pair]:
        by_duty: dict[str, list[int]] = {}
        for position, activity in enumerate(self.process.activities):
            if activity.duty and activity.raci is not None:
                by_duty.setdefault(activity.duty, []).append(position)
        seen: set[frozenset[str]] = set()
        for one, two in self.conflicts:
            if frozenset((one, two)) in seen or one not in by_duty or two not in by_duty:
                continue
            seen.add(frozenset((one, two)))
            for second in by_duty[two]:
                for first in by_duty[one]:
                    if one != two or first < second:
                        yield Pair(first, second)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs to keep apart, by conflict, then second, then first activity."""
        candidates = list(islice(self._candidates(), MAX_PAIRS))
        if not candidates:
            return ()
        related = same_flow(workflow_of(self.process))
        ids = [activity.id for activity in self.process.activities]
        return tuple(pair for pair in candidates if related(ids[pair.first], ids[pair.second]))

    @cached_property
    def complete(self) -> bool:
        """Whether all pairs were looked at (there are no more than `MAX_PAIRS` by their duties)."""
        return next(islice(self._candidates(), MAX_PAIRS, None), None) is None

    def role_conflicts(self) -> Iterator[RoleConflict]:
        """Roles that perform both activities of a pair.

        A member that performs both only through bodies is left out where such a body itself performs both.
        """
        for pair in self.pairs:
            key = (self._like[pair.first], self._like[pair.second])
            if key not in self._both:
                self._both[key] = tuple(self._performing_both(pair))
            for first, second in self._both[key]:
                yield RoleConflict(pair, first, second)

    def _performing_both(self, pair: Pair) -> Iterator[tuple[Performer, Performer]]:
        one, two = ({each.role: each for each in self.performers(at)} for at in (pair.first, pair.second))
        both = [role for role in one if role in two]
        covered: set[str] = set()
        for role in both:
            if one[role].named == two[role].named == role:
                covered.update(seat for seat in self.staff.seats(role) if seat != role)
        for role in both:
            named = role in (one[role].named, two[role].named)
            if named or role not in covered:
                yield one[role], two[role]

    def two_hats(self, pair: Pair) -> dict[str, tuple[Way, Way]]:
        """The persons who can perform both activities of a pair in two different roles, deputies included."""
        key = (self._like[pair.first], self._like[pair.second])
        if key not in self._hats:
            one, two = self.able(pair.first), self.able(pair.second)
            found = {person: _two_roles(ways, two[person]) for person, ways in one.items() if person in two}
            self._hats[key] = {person: ways for person, ways in found.items() if ways is not None}
        return self._hats[key]

    def alternative(self, pair: Pair) -> tuple[str, str] | None:
        """Two different persons who can perform the activities of one pair, taken alone."""
        return different(self.able(pair.first), self.able(pair.second))

    @cached_property
    def assignment(self) -> Assignment:
        """Whether all pairs of the process can be kept apart at once; its persons are those of `assigned`."""
        place = {position: task for task, position in enumerate(self.assigned)}
        conflicts = [
            (place[pair.first], place[pair.second])
            for pair in self.pairs
            if pair.first in place and pair.second in place
        ]
        return assign([tuple(self.able(position)) for position in self.assigned], conflicts)

    @cached_property
    def assigned(self) -> tuple[int, ...]:
        """Positions of the activities that an assignment covers: those in a pair that somebody can perform."""
        involved = sorted({position for pair in self.pairs for position in (pair.first, pair.second)})
        return tuple(position for position in involved if self.able(position))


def _two_roles(one: tuple[Way, ...], two: tuple[Way, ...]) -> tuple[Way, Way] | None:
    """Ways to perform both activities in two different roles."""
    return next(((first, second) for first in one for second in two if first[0].role != second[0].role), None)
