"""Circles in a graph of names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gitsm.analysis.digraph import strong_components


def cycles(links: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """One shortest circle `(a, b, ..., a)` through the first name of each strongly connected part, by first name.

    A name that leads to itself gives `(a, a)`. Names that lead nowhere may be missing from `links`.
    """
    names = sorted({*links, *(target for targets in links.values() for target in targets)})
    number = {name: index for index, name in enumerate(names)}
    adjacency = [sorted(number[target] for target in set(links.get(name, ()))) for name in names]
    parts = [p for p in strong_components(adjacency, range(len(names))) if len(p) > 1 or _loops(adjacency, min(p))]
    for part in sorted(parts, key=min):
        yield tuple(names[node] for node in _shortest(adjacency, part, min(part)))


def _loops(adjacency: Sequence[Sequence[int]], node: int) -> bool:
    return node in adjacency[node]


def _shortest(adjacency: Sequence[Sequence[int]], part: frozenset[int], start: int) -> list[int]:
    """The shortest way from a node back to it, inside its part."""
    before: dict[int, int] = {}
    layer = [start]
    for node in layer:
        for target in adjacency[node]:
            if target == start:
                way = [start]
                while node != start:
                    way.append(node)
                    node = before[node]
                return [start, *reversed(way)] if len(way) > 1 else [start, start]
            if target in part and target not in before:
                before[target] = node
                layer.append(target)
    raise ValueError("the node lies on no circle")
