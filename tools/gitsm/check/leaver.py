"""`roles leaver`: everything that breaks when a party holds nothing from a day on, as records for text and JSON."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gitsm.analysis.departure import Kind, breaks, without
from gitsm.analysis.people import Holding, Staff, standing_of
from gitsm.base.errors import UsageError
from gitsm.base.finding import Finding
from gitsm.base.source import START, Position, Route
from gitsm.check.evidence import Evidence
from gitsm.check.rule import Rule
from gitsm.check.run import evaluate, positions
from gitsm.load.snapshot import Snapshot
from gitsm.model.role import Party
from gitsm.model.walk import normalise

BLIND = ("LOA", "DOC", "REF", "WFL")
"""Families whose rules do not look at who holds a role; they are not run."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that breaks: its kind (see `departure.KINDS`), words, artefact (`kind/id`), file, place and route."""

    kind: Kind
    message: str
    role: str
    artefact: str
    path: str
    position: Position
    at: str

    @property
    def place(self) -> str:
        """`file:line:column`."""
        return f"{self.path}:{self.position.line}:{self.position.column}"


@dataclass(frozen=True, slots=True)
class Departure:
    """What a party holds on the day, what breaks without it, and the findings that would be new.

    `standing` says why the party counts in no role at all (a draft, a bot); empty where it can hold one.
    """

    handle: str
    on: date
    holdings: tuple[Holding, ...]
    teams: tuple[str, ...]
    consequences: tuple[Consequence, ...]
    findings: tuple[Finding, ...]
    standing: str = ""

    @property
    def breaks_something(self) -> bool:
        """Whether more than accounts and keys would have to be looked after."""
        return bool(self.findings) or any(one.kind != "access" for one in self.consequences)


def leaver(
    snapshot: Snapshot, rules: Iterable[Rule], handle: str, on: date, evidence: Evidence | None = None
) -> Departure:
    """What breaks when the party holds no role and is in no team from `on`, compared with how things stand that day.

    `findings` are those of the rules given that look at people and would be new. Raises UsageError for a handle that
    is no party, and for one whose file cannot be read.
    """
    if f"party/{handle}" in snapshot.broken and not snapshot.versions("party", handle):
        raise UsageError(f"The file of the party {handle} cannot be read.", "mend what `gitsm check` says about it")
    if not snapshot.versions("party", handle):
        near = difflib.get_close_matches(handle, snapshot.ids.get("party", ()), n=1)
        fix = f"did you mean {near[0]}?" if near else "name a party of roles/parties"
        raise UsageError(f"There is no party {handle}.", fix)
    looking = [rule for rule in rules if rule.family not in BLIND]
    then = without(snapshot, handle, on)
    before, after = Staff(snapshot, on), Staff(then, on)
    now = evaluate(snapshot, looking, on, evidence)
    known = Counter(finding.identity for finding in now.findings)
    fresh = []
    for finding in evaluate(then, looking, on, evidence).findings:
        known[finding.identity] -= 1
        if known[finding.identity] < 0:
            fresh.append(finding)
    held = [one for group in before.by_person.values() for one in group if handle in (one.person, one.team)]
    teams = [
        item.artefact.id
        for item in snapshot.of_kind("party")
        if isinstance(item.artefact, Party)
        and any(member.party == handle and member.holds(on) for member in item.artefact.members)
    ]
    found = list(breaks(before, after, now.graph, handle))
    routes: dict[str, set[Route]] = {}
    for one in found:
        routes.setdefault(one.item.path, set()).add(normalise(one.item.artefact, one.route)[0])
    places = {path: positions(snapshot, path, wanted) for path, wanted in routes.items()}
    consequences = []
    for one in found:
        plain, at = normalise(one.item.artefact, one.route)
        position = places[one.item.path].get(plain, START)
        consequences.append(Consequence(one.kind, one.message, one.role, one.item.key, one.item.path, position, at))
    standing = standing_of(snapshot, handle, on)
    return Departure(handle, on, tuple(held), tuple(teams), tuple(consequences), tuple(fresh), standing)
