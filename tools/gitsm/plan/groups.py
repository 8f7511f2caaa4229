"""Which of the changed artefacts belong together: those that refer to each other, before the change or after it."""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.diff.difference import Pair
from gitsm.graph import Graph


def groups(pairs: Iterable[Pair], graphs: Iterable[Graph]) -> tuple[tuple[Pair, ...], ...]:
    """The changed artefacts, put together where one refers to the other in one of the graphs, however indirectly
    through others that changed too. Largest groups first, then by key; one pair for each artefact.
    """
    changed: dict[str, Pair] = {}
    for pair in pairs:
        changed.setdefault(pair.key, pair)
    under = {side.key: pair.key for pair in changed.values() for side in (pair.base, pair.head) if side is not None}
    parent = {key: key for key in changed}

    def top(key: str) -> str:
        while parent[key] != key:
            key = parent[key]
        return key

    for graph in graphs:
        for name, key in under.items():
            for link in graph.used_by(name):
                other = under.get(link.source.key)
                if other is not None:
                    parent[top(other)] = top(key)
    found: dict[str, list[Pair]] = {}
    for key in sorted(changed):
        found.setdefault(top(key), []).append(changed[key])
    return tuple(sorted(map(tuple, found.values()), key=lambda group: (-len(group), group[0].key)))
