"""What a change does to the promises above it: proofs on both sides, and the classes that depend on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from gitsm.analysis.availability import Availabilities, Availability
from gitsm.analysis.proof import Proof, Prover
from gitsm.calendar.almanac import Almanac
from gitsm.diff.changes import Change
from gitsm.diff.types import ChangeClass, is_looser
from gitsm.graph import Graph
from gitsm.load.snapshot import Loaded, Snapshot

TIGHTENED, HOURS, OPERATIONAL, CALENDAR, TOPOLOGY = 18, 19, 23, 25, 29
WEIGHED = frozenset({TIGHTENED, HOURS, OPERATIONAL, CALENDAR, TOPOLOGY})
"""Rows of the table whose class depends on the promises above."""
_CARRIERS = frozenset({"calendar", "service", "ola", "contract", "sla"})
_SHOWN = frozenset({"in force", "scheduled", "working"})
_PROVED = frozenset({"at_most", "at_least", "compliance", "clock"})
"""Fields of an operational target that a proof looks at."""


@dataclass(frozen=True, slots=True, eq=False)
class Promise:
    """A promise after a change, and the same one before it; None where it is new."""

    before: Proof | Availability | None
    after: Proof | Availability

    @property
    def key(self) -> str:
        """`sla/id`."""
        return self.after.item.key

    @property
    def agreed(self) -> bool:
        """Whether it is promised, not only drafted."""
        return self.after.item.phase == "agreed"

    @property
    def kept(self) -> bool | None:
        """Whether it can be kept after the change; None where that is not proved."""
        return _kept(self.after)

    @property
    def breaks(self) -> bool:
        """Whether it can no longer be kept, or that can no longer be shown."""
        before = None if self.before is None else _kept(self.before)
        return (self.kept is False and before is not False) or (self.kept is None and before is True)

    @property
    def moved(self) -> bool:
        """Whether the answer, its slack, or what is promised differs."""
        return self.before is None or _figures(self.before) != _figures(self.after)


def _kept(side: Proof | Availability) -> bool | None:
    answers = {side.answer} if isinstance(side, Proof) else {side.answer, side.by_minutes}
    if "not kept" in answers:
        return False
    return None if "not proved" in answers else True


def _figures(side: Proof | Availability) -> tuple[object, ...]:
    if isinstance(side, Proof):
        return side.answer, side.slack, side.bound, side.limit, side.target.compliance
    slack = side.downtime.slack if side.downtime is not None else None
    return side.answer, side.by_minutes, side.composed, side.promised, slack


@dataclass(frozen=True, eq=False)
class Consequences:
    """The promises that a change of some artefacts (`keys`) can reach, through chains, hours and what services need."""

    base: Snapshot
    head: Snapshot
    graphs: tuple[Graph, Graph]
    keys: frozenset[str]
    as_of: date

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """Every promise reached, by agreement as they are written."""
        reached = sorted(set().union(*(self.reach(key) for key in sorted(self.keys))))
        if not reached:
            return ()
        almanacs = [Almanac(side, self.as_of) for side in (self.base, self.head)]
        before, after = ((Prover(one), Availabilities(one)) for one in almanacs)
        return tuple(
            promise
            for key in reached
            for item in self.head.by_key.get(key, ())
            if self.head.condition(item, self.as_of) in _SHOWN
            for promise in self._of(item, before, after)
        )

    def _of(
        self, item: Loaded, before: tuple[Prover, Availabilities], after: tuple[Prover, Availabilities]
    ) -> Iterator[Promise]:
        old = self._before(item)
        known: dict[tuple[str, str], Proof | Availability] = {}
        if old is not None:
            known = {(one.target.id, _service(one)): one for one in _all(old, before)}
        for one in _all(item, after):
            yield Promise(known.get((one.target.id, _service(one))), one)

    def _before(self, item: Loaded) -> Loaded | None:
        """The same version before the change; for a new one that which would have applied on its first day."""
        kind, _, id_ = item.key.partition("/")
        same = [one for one in self.base.versions(kind, id_) if one.version == item.version or one.path == item.path]
        return same[-1] if same else self.base.resolve(kind, id_, item.artefact.start or self.as_of)

    @cached_property
    def _reached(self) -> dict[str, frozenset[str]]:
        return {}

    def reach(self, key: str) -> frozenset[str]:
        """The SLAs that rest on an artefact, on either side of the change, directly or through others."""
        found = self._reached.get(key)
        if found is None:
            found = self._reached[key] = frozenset(one for one in self._above(key) if one.startswith("sla/"))
        return found

    def _above(self, key: str) -> set[str]:
        slug = key.partition("/")[0]
        if slug == "settings":
            return {item.key for item in self.head.of_kind("sla")}
        if slug not in _CARRIERS:
            return set()
        seen, waiting = {key}, [key]
        while waiting:
            one = waiting.pop()
            following = [
                link.source.key
                for graph in self.graphs
                for link in graph.used_by(one)
                if link.source.kind.slug in _CARRIERS and link.route[0] in _PASSES and not link.informative
            ]
            if one.startswith(("ola/", "contract/")):
                following += self._supported(one)
            for name in following:
                if name not in seen and name.partition("/")[0] in _CARRIERS:
                    seen.add(name)
                    if not name.startswith("sla/"):
                        waiting.append(name)
        return seen

    def _supported(self, key: str) -> Iterator[str]:
        """Services whose availability an agreement promises."""
        kind, _, id_ = key.partition("/")
        for snapshot, graph in zip((self.base, self.head), self.graphs, strict=True):
            for item in snapshot.versions(kind, id_):
                for link in graph.outgoing.get(item, ()):
                    if link.route[0] == "supports" and link.target.startswith("service/"):
                        yield link.target

    # -- classes -----------------------------------------------------------------------------------------------------

    def class_of(self, change: Change, class_: ChangeClass) -> ChangeClass:
        """The class of a change of a row in WEIGHED, where that of the table depends on promises kept or broken."""
        reached = [one for one in self.promises if one.agreed and one.key in self.reach(change.key)]
        if change.number == TIGHTENED:
            meant = {d.route[1] for d in change.differences if d.route[0] == "targets" and len(d.route) > 1}
            own = (one for one in reached if one.key == change.key and one.after.target.id in meant)
            return "major" if any(one.kept is False or one.breaks for one in own) else class_
        if change.number == OPERATIONAL:
            return self._operational(change, class_, reached)
        if change.number == CALENDAR and is_looser(change.direction):
            return self._calendar(change, class_, reached)
        if change.number == TOPOLOGY:
            reached = [one for one in reached if isinstance(one.after, Availability)]
        return "major" if any(one.breaks for one in reached) else class_

    def _operational(self, change: Change, class_: ChangeClass, reached: list[Promise]) -> ChangeClass:
        """Loosened, it is major unless every promise above is still kept by proof; what no proof shows stays major."""
        shown = all(_shown_by_proof(d.route) for d in change.differences) and bool(change.differences)
        if class_ != "major":
            return "major" if any(one.breaks for one in reached) else class_
        return "normal" if shown and reached and all(one.kept for one in reached) else class_

    def _calendar(self, change: Change, class_: ChangeClass, reached: list[Promise]) -> ChangeClass:
        """Fewer hours are as grave as the gravest commitment on them: those of operational agreements by proof."""
        if class_ == "major" and self._dependents(change.key) <= {"ola"}:
            return "normal" if reached and all(one.kept for one in reached) else class_
        return class_

    def _dependents(self, key: str) -> set[str]:
        """Kinds of the commitments whose hours a calendar is, also by way of calendars combined from it."""
        found: set[str] = set()
        seen, waiting = {key}, [key]
        while waiting:
            for graph in self.graphs:
                for link in graph.used_by(waiting[-1]):
                    if link.source.phase == "ended":
                        continue
                    if link.source.kind.slug != "calendar":
                        found.add(link.source.kind.slug)
                    elif link.source.key not in seen:
                        seen.add(link.source.key)
                        waiting.insert(0, link.source.key)
            waiting.pop()
        return found & {"sla", "ola", "contract", "service"}


_PASSES = frozenset(
    {"service_hours", "support_hours", "maintenance", "parents", "depends_on", "services", "supported_by"}
)
"""Fields by which a promise rests on something."""


def _shown_by_proof(route: tuple[str | int, ...]) -> bool:
    return route == ("support_hours",) or (route[0] == "targets" and len(route) == 3 and route[2] in _PROVED)


def _all(item: Loaded, by: tuple[Prover, Availabilities]) -> Iterable[Proof | Availability]:
    prover, availabilities = by
    return (*prover.proofs(item), *availabilities.answers(item))


def _service(side: Proof | Availability) -> str:
    return side.service if isinstance(side, Availability) else ""
