"""Random small organisations as plain data, and what follows from them, worked out the slow way.

Nothing here uses the code under test: roles, teams, bodies, periods and flows are read from the data itself, the flow
relation comes from how the workflow was put together, and assignments are tried one by one.
"""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import dataclass, field
from typing import Any

DAYS = [f"2026-11-{day:02}" for day in range(1, 9)]
DUTIES = ["request", "authorise", "implement", "implement", "verify", "author", "record"]
CONFLICTS = [["request", "authorise"], ["implement", "authorise"], ["implement", "verify"], ["author", "authorise"]]
Fact = tuple[str, str, str]


@dataclass
class Organisation:
    """One organisation: parties and roles by id, the activities, and the pairs of activities of one flow."""

    day: str
    parties: dict[str, dict[str, Any]]
    roles: dict[str, dict[str, Any]]
    activities: list[dict[str, Any]]
    workflow: dict[str, Any] | None
    apart: set[frozenset[str]] = field(default_factory=set)
    conflicts: list[list[str]] = field(default_factory=lambda: CONFLICTS)

    def files(self) -> dict[str, str]:
        """The repository as JSON, which is YAML too."""
        document = {"version": "1.0.0", "status": "approved", "owner": "boss"}
        process = {"id": "work", "title": "Work", **document, "activities": self.activities}
        if self.workflow is not None:
            process["workflow"] = self.workflow
        files = {"processes/work.yaml": json.dumps(process)}
        for id_, role in self.roles.items():
            files[f"roles/{id_}.yaml"] = json.dumps({"id": id_, "title": id_, **document, **role})
        for id_, party in self.parties.items():
            record = {"id": id_, "title": id_, "status": "approved", "owner": "boss"}
            files[f"roles/parties/{id_}.yaml"] = json.dumps({**record, **party})
        return files

    def _now(self, period: dict[str, Any]) -> bool:
        return (period.get("from") or "0") <= self.day < (period.get("to") or "9")

    def persons(self, party: str, seen: tuple[str, ...] = ()) -> set[str]:
        """The persons behind a party on the day."""
        data = self.parties.get(party, {"status": "retired"})
        if party in seen or data.get("status", "approved") != "approved" or data["type"] == "bot":
            return set()
        if data["type"] == "person":
            return {party}
        current = [member["party"] for member in data["members"] if self._now(member)]
        return {person for member in current for person in self.persons(member, (*seen, party))}

    def seats(self, role: str, seen: tuple[str, ...] = ()) -> set[str]:
        """The roles with holders of their own that act for a role."""
        data = self.roles.get(role, {})
        if role in seen:
            return set()
        if "members" not in data:
            return {role}
        return {seat for one in [data["chair"], *data["members"]] for seat in self.seats(one, (*seen, role))}

    def holders(self, role: str) -> set[str]:
        """The persons who hold a role, as deputies too."""
        data = self.roles.get(role, {})
        if data.get("status", "approved") != "approved":
            return set()
        return {one for holder in data.get("holders", []) if self._now(holder) for one in self.persons(holder["party"])}

    def named(self, activity: dict[str, Any]) -> set[str]:
        """The roles whose cell in the RACI makes them perform the activity."""
        raci = activity["raci"]
        return {*raci["responsible"], *([raci["accountable"]] if activity["duty"] == "authorise" else [])}

    def ways(self, activity: dict[str, Any]) -> set[tuple[str, str]]:
        """(person, role) for everybody who can perform the activity."""
        seats = {seat for role in self.named(activity) for seat in self.seats(role)}
        return {(person, seat) for seat in seats for person in self.holders(seat)}

    def pairs(self) -> set[tuple[str, str]]:
        """Activities to keep apart, the one with the first duty of the conflict first."""
        found = set()
        for (i, one), (j, two) in itertools.permutations(enumerate(self.activities), 2):
            for first, second in self.conflicts:
                fits = one["duty"] == first and two["duty"] == second and (first != second or i < j)
                if fits and frozenset((one["id"], two["id"])) not in self.apart:
                    found.add((one["id"], two["id"]))
        return found

    def role_conflicts(self) -> set[Fact]:
        """(first, second, role): the role performs both; not for members where their body is named in both."""
        found = set()
        by_id = {activity["id"]: activity for activity in self.activities}
        for one, two in self.pairs():
            first, second = self.named(by_id[one]), self.named(by_id[two])
            bodies = {role for role in first & second if "members" in self.roles.get(role, {})}
            inside = {seat for body in bodies for seat in self.seats(body)}
            reach = [{*names, *(seat for role in names for seat in self.seats(role))} for names in (first, second)]
            for role in reach[0] & reach[1]:
                if role in first | second or role not in inside:
                    found.add((one, two, role))
        return found

    def person_conflicts(self) -> set[Fact]:
        """(first, second, person): the person can perform both, in two different roles."""
        found = set()
        by_id = {activity["id"]: activity for activity in self.activities}
        for one, two in self.pairs():
            for (person, role), (other, another) in itertools.product(self.ways(by_id[one]), self.ways(by_id[two])):
                if person == other and role != another:
                    found.add((one, two, person))
        return found

    def able(self) -> dict[str, list[str]]:
        """The persons for each activity of a pair that has some."""
        involved = {id_ for pair in self.pairs() for id_ in pair}
        found = {
            a["id"]: sorted({person for person, _ in self.ways(a)}) for a in self.activities if a["id"] in involved
        }
        return {id_: persons for id_, persons in found.items() if persons}

    def assignable(self, pairs: set[tuple[str, str]]) -> bool:
        """Whether some assignment gives the two activities of each pair different persons: all are tried."""
        able = self.able()
        wanted = [(able_one, able_two) for able_one, able_two in pairs if able_one in able and able_two in able]
        involved = sorted({id_ for pair in wanted for id_ in pair})
        for persons in itertools.product(*(able[id_] for id_ in involved)):
            chosen = dict(zip(involved, persons, strict=True))
            if all(chosen[one] != chosen[two] for one, two in wanted):
                return True
        return False


def _period(dice: random.Random) -> dict[str, Any]:
    start, end = sorted(dice.sample(DAYS, 2))
    return {**({"from": start} if dice.random() < 0.35 else {}), **({"to": end} if dice.random() < 0.35 else {})}


def organisation(seed: int) -> Organisation:
    """A random organisation: up to 4 persons, 2 teams, 5 roles, 2 bodies, 6 activities."""
    dice = random.Random(seed)
    persons = [f"p{number}" for number in range(dice.randint(1, 4))]
    parties: dict[str, dict[str, Any]] = {}
    for person in persons:
        parties[person] = {"type": "person", "absences": [_period(dice)] if dice.random() < 0.3 else []}
        if dice.random() < 0.08:
            parties[person]["status"] = dice.choice(["draft", "retired"])
    parties["gate"] = {"type": "bot"}
    teams = [f"t{number}" for number in range(dice.randint(0, 2))]
    for team in teams:
        among = dice.sample([*persons, *teams, "gate"], dice.randint(1, min(3, len(persons))))
        parties[team] = {"type": "team", "members": [{"party": one, **_period(dice)} for one in among]}
    roles: dict[str, dict[str, Any]] = {}
    plain = [f"r{number}" for number in range(dice.randint(2, 5))]
    for role in plain:
        among = dice.sample([*persons, *teams, "gate", "ghost"], dice.randint(0, min(4, len(persons) + 1)))
        holders = [{"party": one, **_period(dice), "deputy": dice.random() < 0.4} for one in among]
        roles[role] = {"holders": holders, "status": "retired" if dice.random() < 0.04 else "approved"}
    bodies = [f"b{number}" for number in range(dice.randint(0, 2))]
    for body in bodies:
        among = dice.sample([*plain, *bodies], dice.randint(1, 3))
        roles[body] = {"chair": dice.choice(plain), "members": among}
    ids = [f"a{number}" for number in range(dice.randint(2, 6))]
    activities = []
    for id_ in ids:
        raci = {
            "accountable": dice.choice([*plain, *bodies]),
            "responsible": dice.sample([*plain, *bodies], dice.randint(1, 2)),
        }
        activities.append({"id": id_, "duty": dice.choice(DUTIES), "raci": raci})
    found = Organisation(dice.choice(DAYS), parties, roles, activities, None)
    if dice.random() < 0.2:
        found.conflicts = [*CONFLICTS, ["verify", "authorise"], ["implement", "implement"]]
    if dice.random() < 0.7:
        found.workflow = _Blocks(dice, found.apart).whole(ids)
    return found


class _Blocks:
    """Puts a workflow together from blocks in sequence, choice, parallel and loop; notes which tasks never meet."""

    def __init__(self, dice: random.Random, apart: set[frozenset[str]]) -> None:
        self.dice, self.apart, self.count = dice, apart, 0
        self.nodes: list[dict[str, str]] = []
        self.edges: list[dict[str, str]] = []

    def whole(self, ids: list[str]) -> dict[str, Any]:
        entry, leave = self.block(ids, looped=False)
        for id_, ends in (("start", ("start", entry)), ("end", (leave, "end"))):
            self.nodes.append({"id": id_, "type": id_})
            self.edge(*ends)
        return {"nodes": self.nodes, "edges": self.edges}

    def edge(self, source: str, target: str) -> None:
        self.edges.append({"from": source, "to": target})

    def gateway(self, kind: str) -> str:
        self.count += 1
        self.nodes.append({"id": f"g{self.count}", "type": kind})
        return f"g{self.count}"

    def block(self, ids: list[str], looped: bool) -> tuple[str, str]:
        """(first node, last node) of a block that holds these tasks; `looped`: a loop leads back around it."""
        if len(ids) == 1 and self.dice.random() < 0.8:
            self.nodes.append({"id": ids[0], "type": "task"})
            return ids[0], ids[0]
        kind = self.dice.choice(["loop"] if len(ids) == 1 else ["sequence", "xor", "xor", "and", "and", "loop"])
        if kind == "loop":
            entry, leave = self.gateway("xor"), self.gateway("xor")
            first, last = self.block(ids, looped=True)
            for ends in ((entry, first), (last, leave), (leave, entry)):
                self.edge(*ends)
            return entry, leave
        cut = self.dice.randint(1, len(ids) - 1)
        halves = ids[:cut], ids[cut:]
        if kind == "xor" and not looped:
            self.apart.update(frozenset(pair) for pair in itertools.product(*halves))
        (first, last), (then, finish) = (self.block(half, looped) for half in halves)
        if kind == "sequence":
            self.edge(last, then)
            return first, finish
        split, join = self.gateway(kind), self.gateway(kind)
        for ends in ((split, first), (split, then), (last, join), (finish, join)):
            self.edge(*ends)
        return split, join
