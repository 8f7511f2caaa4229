"""The shape of a workflow without its words: two flows are alike when one becomes the other by renaming nodes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

Edge = tuple[str, str]


@dataclass(frozen=True)
class Shape:
    """Node types by id, and edges; several edges between two nodes count."""

    types: dict[str, str]
    edges: tuple[Edge, ...]

    def skeleton(self) -> Shape:
        """Without the steps that have one way in and one way out: only where ways part, meet, begin and end."""
        types, edges = dict(self.types), list(self.edges)
        for node in self.types:
            before = [edge for edge in edges if edge[1] == node]
            after = [edge for edge in edges if edge[0] == node]
            if types[node] not in ("start", "end") and len(before) == len(after) == 1 and before != after:
                edges.remove(before[0])
                edges.remove(after[0])
                edges.append((before[0][0], after[0][1]))
                del types[node]
        return Shape(types, tuple(edges))


def _colours(shape: Shape) -> dict[str, str]:
    """Colour refinement: nodes of different colours cannot stand for each other, in whatever shapes they are."""
    colours = dict(shape.types)
    for _ in shape.types:
        after = {node: sorted(colours[b] for a, b in shape.edges if a == node) for node in colours}
        before = {node: sorted(colours[a] for a, b in shape.edges if b == node) for node in colours}
        colours = {node: _short(f"{colours[node]}{after[node]}{before[node]}") for node in colours}
    return colours


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def alike(one: Shape, two: Shape) -> bool:
    """Whether the shapes are isomorphic, node types kept: an exact answer, by search among nodes of one colour."""
    first, second = _colours(one), _colours(two)
    if Counter(first.values()) != Counter(second.values()) or len(one.edges) != len(two.edges):
        return False
    wanted, given = Counter(one.edges), Counter(two.edges)
    rarity = Counter(first.values())
    return _match(sorted(first, key=lambda node: (rarity[first[node]], node)), first, second, wanted, given, {})


def _match(
    rest: list[str],
    first: dict[str, str],
    second: dict[str, str],
    wanted: Counter[Edge],
    given: Counter[Edge],
    chosen: dict[str, str],
) -> bool:
    if not rest:
        return True
    node, *others = rest
    taken = set(chosen.values())
    for candidate, colour in second.items():
        if colour != first[node] or candidate in taken:
            continue
        pairs: Iterable[tuple[str, str]] = (*chosen.items(), (node, candidate))
        fits = all(
            wanted[(node, a)] == given[(candidate, b)] and wanted[(a, node)] == given[(b, candidate)] for a, b in pairs
        )
        if fits and _match(others, first, second, wanted, given, {**chosen, node: candidate}):
            return True
    return False
