"""How likely a structure of parts works, exactly (M2): all of some, or k of n, over distinct components.

A component may stand in several places. What shares none is worked out by multiplication; what does is laid out as a
decision diagram over its components, so that each of them is up or down everywhere at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

ONE = Fraction(1)
MOST_NODES = 50_000
"""Nodes of a decision diagram; larger ones are given up."""
MOST_SHARED = 200
"""Components of one diagram."""


class TooLarge(Exception):
    """The structure shares so much that it was given up. The text is the reason, for readers."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A component that is up or down by itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Some:
    """Works while `needed` of the parts do: all of them (serial), one (parallel), or k of n."""

    needed: int
    parts: tuple[Structure, ...]


Structure = Leaf | Some


def every(*parts: Structure) -> Some:
    """All parts are needed. Of none: works always."""
    return Some(len(parts), parts)


def either(*parts: Structure) -> Some:
    """One of the parts is enough."""
    return Some(1, parts)


def leaves(structure: Structure) -> Iterator[str]:
    """Names of its components, as often as they stand in it."""
    if isinstance(structure, Leaf):
        yield structure.name
    else:
        for part in structure.parts:
            yield from leaves(part)


def works(structure: Structure, chances: Mapping[str, Fraction]) -> Fraction:
    """The probability that the structure works where each component does with its chance, independently of the others.

    Raises TooLarge, and KeyError for a component without a chance.
    """
    known = dict(chances)
    often = Counter(leaves(structure))
    reduced = _modules(structure, known, often)
    if isinstance(reduced, Leaf):
        return known[reduced.name]
    return _Diagram(reduced, known).chance


def at_least(needed: int, chances: Sequence[Fraction]) -> Fraction:
    """The probability that `needed` of independent parts work, each with its own chance."""
    if needed <= 0:
        return ONE
    if needed > len(chances):
        return Fraction(0)
    if needed == len(chances):
        product = ONE
        for chance in chances:
            product *= chance
        return product
    so_far = [ONE] + [Fraction(0)] * needed  # probability that exactly j work; the last: so many or more
    for chance in chances:
        for j in range(needed, 0, -1):
            stays = so_far[j] if j == needed else so_far[j] * (1 - chance)
            so_far[j] = stays + so_far[j - 1] * chance
        so_far[0] *= 1 - chance
    return so_far[needed]


def _modules(structure: Structure, known: dict[str, Fraction], often: Mapping[str, int]) -> Structure:
    """The structure with every part that shares nothing with the rest replaced by one component."""
    if isinstance(structure, Leaf):
        return structure
    parts = [_modules(part, known, often) for part in structure.parts]
    alone = [part for part in parts if isinstance(part, Leaf) and often.get(part.name, 1) == 1]
    if len(alone) == len(parts):
        return _as_one(structure.needed, alone, known)
    serial = structure.needed == len(parts)
    if len(alone) > 1 and (serial or structure.needed == 1):
        rest = [part for part in parts if part not in alone]
        one = _as_one(len(alone) if serial else 1, alone, known)
        parts = [one, *rest]
        return Some(len(parts) if serial else 1, tuple(parts))
    reduced = Some(structure.needed, tuple(parts))
    inside = Counter(leaves(reduced))
    if all(often.get(name, 1) == count for name, count in inside.items()):
        name = f"<{len(known)}>"
        known[name] = _Diagram(reduced, known).chance
        return Leaf(name)
    return reduced


def _as_one(needed: int, parts: Sequence[Leaf], known: dict[str, Fraction]) -> Leaf:
    name = f"<{len(known)}>"
    known[name] = at_least(needed, [known[part.name] for part in parts])
    return Leaf(name)


_DOWN, _UP = 0, 1
_Node = tuple[int, int, int]
"""(number of the component, node where it is down, node where it is up)"""


class _Diagram:
    """A reduced ordered binary decision diagram; the order is that in which the components are met."""

    def __init__(self, structure: Structure, chances: Mapping[str, Fraction]) -> None:
        self._order = {name: number for number, name in enumerate(dict.fromkeys(leaves(structure)))}
        if len(self._order) > MOST_SHARED:
            raise TooLarge(f"more than {MOST_SHARED} components hang together through what they share")
        self._nodes: list[_Node] = [(len(self._order), 0, 0), (len(self._order), 1, 1)]
        self._numbers: dict[_Node, int] = {}
        self._joined: dict[tuple[bool, int, int], int] = {}
        top = self._lay_out(structure)
        by_number = {number: chances[name] for name, number in self._order.items()}
        self.chance = self._count(top, by_number)

    def _node(self, component: int, down: int, up: int) -> int:
        if down == up:
            return down
        node = (component, down, up)
        found = self._numbers.get(node)
        if found is None:
            if len(self._nodes) >= MOST_NODES:
                raise TooLarge(f"its decision diagram has more than {MOST_NODES} nodes")
            found = self._numbers[node] = len(self._nodes)
            self._nodes.append(node)
        return found

    def _join(self, both: bool, one: int, two: int) -> int:
        """Both of two functions (or either)."""
        absorbing, neutral = (_DOWN, _UP) if both else (_UP, _DOWN)
        if one == absorbing or two == absorbing:
            return absorbing
        if one in (neutral, two):
            return two
        if two == neutral:
            return one
        key = (both, min(one, two), max(one, two))
        found = self._joined.get(key)
        if found is None:
            first, second = self._nodes[one], self._nodes[two]
            component = min(first[0], second[0])
            downs = (first[1] if first[0] == component else one, second[1] if second[0] == component else two)
            ups = (first[2] if first[0] == component else one, second[2] if second[0] == component else two)
            found = self._node(component, self._join(both, *downs), self._join(both, *ups))
            self._joined[key] = found
        return found

    def _lay_out(self, structure: Structure) -> int:
        if isinstance(structure, Leaf):
            return self._node(self._order[structure.name], _DOWN, _UP)
        if structure.needed > len(structure.parts):
            return _DOWN
        enough = [_UP] + [_DOWN] * structure.needed  # that j of the parts so far work
        for part in structure.parts:
            here = self._lay_out(part)
            for j in range(structure.needed, 0, -1):
                enough[j] = self._join(False, enough[j], self._join(True, here, enough[j - 1]))
        return enough[structure.needed]

    def _count(self, top: int, chances: Mapping[int, Fraction]) -> Fraction:
        if top in (_DOWN, _UP):
            return Fraction(top)
        found: dict[int, Fraction] = {_DOWN: Fraction(0), _UP: ONE}
        for number in range(2, top + 1):  # whatever a node leads to has a smaller number
            component, down, up = self._nodes[number]
            chance = chances[component]
            found[number] = found[down] * (1 - chance) + found[up] * chance
        return found[top]
