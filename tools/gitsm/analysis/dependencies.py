"""What a service rests on, followed down to what somebody promises: services, contracts and items, in topology."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gitsm.analysis.effective import term_of
from gitsm.analysis.redundancy import ONE, Leaf, Some, Structure, TooLarge, every, works
from gitsm.base import words
from gitsm.base.dates import inside
from gitsm.base.source import Route
from gitsm.calendar.almanac import Unresolved
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.agreement import Agreement, Contract, Ola, Sla, Target
from gitsm.model.service import Dependency, KOfN, OnContract, OnItem, OnService, Parallel, Serial, Service

MOST_PARTS = 5_000
"""Places in an unfolded structure; more are not followed."""
MOST_LEVELS = 50
"""How many services below one another are followed."""
Chances = dict[str, Fraction]


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A promise of availability about a component, by an agreement."""

    item: Loaded
    target: Target

    @property
    def share(self) -> Fraction:
        """What it promises, as an exact share."""
        return Fraction(str(self.target.at_least)) / 100


@dataclass(frozen=True, slots=True, eq=False)
class Component:
    """A service, contract or item (`service/x`, `contract/x`, `ci/x`), with what is promised about it as a whole.

    `below`: what it rests on itself. Its own part then fails just so often that promise and parts agree; where the
    parts are worse than the promise, the parts count.
    """

    name: str
    item: Loaded | None
    claim: Claim | None
    below: Structure | None
    size: int
    reached: frozenset[str]
    """Names of all that it rests on, and its own."""
    exposed: frozenset[str]
    """Names of what nothing is promised about, neither by itself nor as part of something promised."""
    covers: frozenset[str] = frozenset()
    """Names below it that only its own promise speaks for."""
    levels: int = 0
    """How many services stand one below the other, itself included."""

    @property
    def structure(self) -> Structure:
        """The component in terms of what fails by itself."""
        if self.below is None:
            return Leaf(self.name)
        return self.below if self.claim is None else every(Leaf(self.name), self.below)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A part of a structure: what it is made of, how large it is unfolded, and what it reaches (as in Component)."""

    structure: Structure
    size: int
    reached: frozenset[str]
    exposed: frozenset[str]
    levels: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A place where redundancy is claimed: its route in the service, how many members are needed, and the members."""

    route: Route
    needed: int
    members: tuple[Seen, ...]


class Dependencies:
    """Components of a snapshot on a day, each resolved once. `components` lists what is below before what is above."""

    def __init__(self, snapshot: Snapshot, on: date) -> None:
        self.snapshot = snapshot
        self.on = on
        self.components: dict[str, Component] = {}
        self.silent: dict[str, tuple[Loaded, str]] = {}
        """By component an agreement about it that does not hold on the day, and why: `ola/x ends on 2026-09-01`."""
        self._claims: dict[str, list[Claim]] | None = None

    def service(self, id_: str, above: tuple[str, ...] = ()) -> Component:
        """A service with all that it rests on. Raises Unresolved where that cannot be told, with the reason."""
        name = f"service/{id_}"
        found = self.components.get(name)
        if found is not None:
            return found
        if id_ in above:
            circle = " > ".join((*above[above.index(id_) :], id_))
            raise Unresolved(f"service {id_} depends on itself ({circle})")
        if len(above) >= MOST_LEVELS:
            raise _too_deep(above[0])
        item = self.snapshot.resolve("service", id_, self.on)
        if item is None or not isinstance(item.artefact, Service):
            broken = name in self.snapshot.broken
            raise Unresolved(f"service {id_} cannot be read" if broken else f"there is no service {id_}")
        node = item.artefact.depends_on
        seen = None if node is None else self._part(node, (*above, id_))
        if seen is not None and seen.levels >= MOST_LEVELS:
            raise _too_deep((*above, id_)[0])  # whoever was asked before, and is known by now
        claims = self._claimed(name)
        if not claims and seen is None:
            claims = self._promised_to_others(id_)
        return self._keep(name, item, _lowest(claims), seen)

    def _keep(self, name: str, item: Loaded | None, claim: Claim | None, seen: Seen | None = None) -> Component:
        size = 1 if seen is None else seen.size + 1
        if size > MOST_PARTS:
            raise Unresolved(f"{name} rests on more than {MOST_PARTS} parts, counted wherever they stand")
        alone = frozenset({name})
        exposed = frozenset[str]() if claim is not None else alone if seen is None else seen.exposed
        reached = alone if seen is None else seen.reached | alone
        below = None if seen is None else seen.structure
        covers = frozenset[str]() if seen is None or claim is None else seen.exposed
        levels = int(name.startswith("service/")) + (0 if seen is None else seen.levels)
        found = self.components[name] = Component(name, item, claim, below, size, reached, exposed, covers, levels)
        return found

    def _part(self, node: Dependency, above: tuple[str, ...]) -> Seen:
        if isinstance(node, Serial | Parallel | KOfN):
            seen = [self._part(one, above) for one in members(node)]
            size = sum(one.size for one in seen)
            if size > MOST_PARTS:
                raise Unresolved(f"service {above[-1]} rests on more than {MOST_PARTS} parts, counted where they stand")
            return Seen(
                Some(_needed(node), tuple(one.structure for one in seen)),
                size,
                frozenset().union(*(one.reached for one in seen)),
                frozenset().union(*(one.exposed for one in seen)),
                max(one.levels for one in seen),
            )
        if isinstance(node, OnService):
            one = self.service(node.service, above)
        elif isinstance(node, OnContract):
            one = self._contract(node.contract)
        else:
            one = self._item(node)
        return Seen(one.structure, one.size, one.reached, one.exposed, one.levels)

    def _contract(self, id_: str) -> Component:
        name = f"contract/{id_}"
        found = self.components.get(name)
        if found is None:
            item = self.snapshot.resolve("contract", id_, self.on)
            if item is None or not isinstance(item.artefact, Contract):
                broken = name in self.snapshot.broken
                raise Unresolved(f"contract {id_} cannot be read" if broken else f"there is no contract {id_}")
            holds = item.phase != "ended" and self._holds(item, (name,))
            found = self._keep(name, item, _lowest(list(claims_of(item)) if holds else []))
        return found

    def _item(self, node: OnItem) -> Component:
        name = f"ci/{node.ci}"
        return self.components.get(name) or self._keep(name, None, None)

    def _claimed(self, name: str) -> list[Claim]:
        """What operational agreements and contracts that support a service promise about it."""
        if self._claims is None:
            self._claims = {}
            for item in self._current("ola", "contract"):
                assert isinstance(item.artefact, Ola | Contract)
                about = [supported for supported in item.artefact.supports if supported.startswith("service/")]
                if self._holds(item, about):
                    for supported in about:
                        self._claims.setdefault(supported, []).extend(claims_of(item))
        return self._claims.get(name, [])

    def _promised_to_others(self, id_: str) -> list[Claim]:
        return [
            claim
            for item in self._current("sla")
            if isinstance(item.artefact, Sla) and id_ in item.artefact.services
            if self._holds(item, (f"service/{id_}",))
            for claim in claims_of(item)
        ]

    def _holds(self, item: Loaded, about: Iterable[str]) -> bool:
        """Whether what an agreement promises about components holds on the day; if not, it is noted why."""
        start, end = term_of(self.snapshot, item)
        if inside(self.on, start, end):
            return True
        if next(claims_of(item), None) is not None:
            stands = f"begins on {start}" if start is not None and self.on < start else f"ends on {end}"
            self.silent.update((name, (item, f"{item.key} {stands}")) for name in about)
        return False

    def _current(self, *kinds: str) -> Iterator[Loaded]:
        for kind in kinds:
            for id_ in self.snapshot.ids.get(kind, ()):
                item = self.snapshot.resolve(kind, id_, self.on)
                if item is not None and item.phase != "ended":
                    yield item

    def chances(self, of: Callable[[Claim], Fraction], unknown: Fraction, under: Seen | Component) -> Chances:
        """The chance of the own part of each component reached, where a promise is worth what `of` says.

        `unknown` is that of what nothing is promised about. Raises Unresolved.
        """
        found: dict[str, Fraction] = {}
        for name, one in self.components.items():
            if name not in under.reached:
                continue
            if one.claim is None:
                found[name] = unknown if name in under.exposed else ONE
            elif one.below is None:
                found[name] = of(one.claim)
            else:
                rest = chance_of(one.below, found)
                found[name] = min(ONE, of(one.claim) / rest) if rest else ONE
        return found

    def needed(self, one: Component) -> tuple[list[Component], list[tuple[str, Structure]]]:
        """What a service needs in any case: single components, and redundant groups as `mx-a or mx-b`."""
        singles: list[Component] = []
        groups: list[tuple[str, Structure]] = []
        service = one.item.artefact if one.item is not None else None
        if isinstance(service, Service) and service.depends_on is not None:
            for _, node in serial_parts(service.depends_on):
                if isinstance(node, OnService | OnContract | OnItem):
                    singles.append(self.components[name_of(node)])
                else:
                    groups.append((label_of(node), self._part(node, (service.id,)).structure))
        return singles, groups

    def groups(self, id_: str) -> Iterator[Group]:
        """Where a service claims redundancy by its own words. Raises Unresolved."""
        item = self.service(id_).item
        assert item is not None and isinstance(item.artefact, Service)
        if item.artefact.depends_on is not None:
            yield from self._groups(item.artefact.depends_on, ("depends_on",), (id_,))

    def _groups(self, node: Dependency, route: Route, above: tuple[str, ...]) -> Iterator[Group]:
        if not isinstance(node, Serial | Parallel | KOfN):
            return
        inside, field = members(node), field_of(node)
        if _needed(node) < len(inside):
            yield Group((*route, field), _needed(node), tuple(self._part(one, above) for one in inside))
        for number, one in enumerate(inside):
            yield from self._groups(one, (*route, field, number), above)


def _too_deep(top: str) -> Unresolved:
    return Unresolved(f"more than {MOST_LEVELS} services stand one below the other under {top}")


def members(node: Serial | Parallel | KOfN) -> tuple[Dependency, ...]:
    """The parts of a group."""
    return node.serial if isinstance(node, Serial) else node.parallel if isinstance(node, Parallel) else node.of


def members_at(node: Dependency, route: Route) -> tuple[Dependency, ...]:
    """The parts of the group whose list stands at a route that begins with `depends_on`, the place of the node."""
    for step in route[1:]:
        if isinstance(step, int) and isinstance(node, Serial | Parallel | KOfN):
            node = members(node)[step]
    return members(node) if isinstance(node, Serial | Parallel | KOfN) and field_of(node) == route[-1] else ()


def name_of(node: OnService | OnContract | OnItem) -> str:
    """`service/x`, `contract/x` or `ci/x`."""
    if isinstance(node, OnService):
        return f"service/{node.service}"
    return f"contract/{node.contract}" if isinstance(node, OnContract) else f"ci/{node.ci}"


def label_of(node: Dependency) -> str:
    """A part in words: `service/directory`, `mx-a or mx-b`, `2 of db-node-a, db-node-b and db-node-c`."""
    if isinstance(node, OnService | OnContract | OnItem):
        return name_of(node)
    inside = [label_of(one).partition("/")[2] or label_of(one) for one in members(node)]
    if isinstance(node, Serial):
        return f"({words.listed(inside)})" if len(inside) > 1 else inside[0]
    if isinstance(node, Parallel):
        return " or ".join(inside)
    return f"{node.k_of_n} of {words.listed(inside)}"


def field_of(node: Serial | Parallel | KOfN) -> str:
    """The key under which the parts of a group stand."""
    return "serial" if isinstance(node, Serial) else "parallel" if isinstance(node, Parallel) else "of"


def _needed(node: Serial | Parallel | KOfN) -> int:
    return len(node.serial) if isinstance(node, Serial) else 1 if isinstance(node, Parallel) else node.k_of_n


def claims_of(item: Loaded) -> Iterator[Claim]:
    """The promises of availability in an agreement."""
    assert isinstance(item.artefact, Agreement)
    for target in item.artefact.targets:
        if target.metric == "availability" and target.at_least is not None:
            yield Claim(item, target)


def _lowest(claims: list[Claim]) -> Claim | None:
    return min(claims, key=lambda claim: claim.share, default=None)


def serial_parts(node: Dependency, route: Route = ("depends_on",)) -> Iterator[tuple[Route, Dependency]]:
    """What is needed in any case: the parts of serial groups, with their places; redundant groups as one."""
    if isinstance(node, Serial):
        for number, one in enumerate(node.serial):
            yield from serial_parts(one, (*route, "serial", number))
    else:
        yield route, node


def chance_of(structure: Structure, chances: Mapping[str, Fraction]) -> Fraction:
    """`works`, with its refusal as a reason for readers. Raises Unresolved."""
    try:
        return works(structure, chances)
    except TooLarge as error:
        raise Unresolved(str(error)) from None
