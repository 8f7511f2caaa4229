"""Algorithms on plain directed graphs: `adjacency[n]` lists the successors of node n, nodes count from 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Adjacency = Sequence[Sequence[int]] | Mapping[int, Sequence[int]]


def reach(adjacency: Sequence[Sequence[int]], sources: Iterable[int], avoid: int = 0) -> int:
    """Bit mask of the nodes reachable from `sources` (themselves included) without entering the mask `avoid`."""
    seen = avoid
    stack: list[int] = []
    for source in sources:
        if not seen >> source & 1:
            seen |= 1 << source
            stack.append(source)
    while stack:
        for target in adjacency[stack.pop()]:
            if not seen >> target & 1:
                seen |= 1 << target
                stack.append(target)
    return seen & ~avoid


def closure(adjacency: Sequence[Sequence[int]]) -> list[int]:
    """For each node the bit mask of the nodes reachable from it, itself included."""
    reached = [0] * len(adjacency)
    for part in reversed(strong_components(adjacency, range(len(adjacency)))):
        mask = 0
        for node in part:
            mask |= 1 << node
            for target in adjacency[node]:
                mask |= reached[target]
        for node in part:
            reached[node] = mask
    return reached


def dominators(adjacency: Sequence[Sequence[int]], root: int) -> list[int]:
    """Immediate dominators on the paths from `root` (algorithm of Cooper, Harvey and Kennedy, 2001)."""
    order = postorder(adjacency, root)
    rank = [-1] * len(adjacency)
    for place, node in enumerate(order):
        rank[node] = place
    before: list[list[int]] = [[] for _ in adjacency]
    for node in order:
        for target in adjacency[node]:
            before[target].append(node)
    idom = [-1] * len(adjacency)
    idom[root] = root
    changed = True
    while changed:
        changed = False
        for node in reversed(order[:-1]):
            best = -1
            for candidate in before[node]:
                if idom[candidate] >= 0:
                    best = candidate if best < 0 else _common_dominator(idom, rank, best, candidate)
            if idom[node] != best:
                idom[node], changed = best, True
    return idom


def _common_dominator(idom: Sequence[int], rank: Sequence[int], one: int, two: int) -> int:
    """The nearest node that dominates both; `rank` falls from the root outwards along the tree."""
    while one != two:
        while rank[one] < rank[two]:
            one = idom[one]
        while rank[two] < rank[one]:
            two = idom[two]
    return one


def postorder(adjacency: Adjacency, root: int, seen: set[int] | None = None) -> list[int]:
    """Nodes reachable from `root`, as a depth-first walk leaves them; those in `seen` (updated) are skipped."""
    order: list[int] = []
    seen = set() if seen is None else seen
    if root in seen:
        return order
    seen.add(root)
    stack = [(root, iter(adjacency[root]))]
    while stack:
        node, rest = stack[-1]
        for target in rest:
            if target not in seen:
                seen.add(target)
                stack.append((target, iter(adjacency[target])))
                break
        else:
            order.append(node)
            stack.pop()
    return order


def breadth_first(adjacency: Sequence[Sequence[int]], roots: Iterable[int]) -> list[int]:
    """Nodes reachable from the roots, nearest first, one root after the other."""
    order: list[int] = []
    seen: set[int] = set()
    for root in roots:
        if root in seen:
            continue
        seen.add(root)
        layer = [root]
        for node in layer:
            for target in adjacency[node]:
                if target not in seen:
                    seen.add(target)
                    layer.append(target)
        order += layer
    return order


def strong_components(adjacency: Adjacency, nodes: Iterable[int]) -> list[frozenset[int]]:
    """Strongly connected parts of the graph that hangs on `nodes`, single nodes included, a part before those it leads
    to (Kosaraju's algorithm)."""
    order: list[int] = []
    seen: set[int] = set()
    for node in nodes:
        order += postorder(adjacency, node, seen)
    backward: dict[int, list[int]] = {node: [] for node in order}
    for node in order:
        for target in adjacency[node]:
            backward[target].append(node)
    taken: set[int] = set()
    return [frozenset(part) for node in reversed(order) if (part := postorder(backward, node, taken))]


def two_disjoint_paths(adjacency: Sequence[Sequence[int]], root: int, goal: int) -> tuple[list[int], ...]:
    """Two paths from `root` to `goal` that share no other node and no edge; one or none where there are not two.

    Augmenting paths (Ford and Fulkerson) on the graph in which each node is an arrival 2n and a departure 2n + 1.
    """
    room: dict[tuple[int, int], int] = {(2 * node, 2 * node + 1): 1 for node in range(len(adjacency))}
    links: dict[int, list[int]] = {side: [side ^ 1] for side in range(2 * len(adjacency))}
    for node, targets in enumerate(adjacency):
        for target in targets:
            out, into = 2 * node + 1, 2 * target
            room[out, into] = room.get((out, into), 0) + 1
            room.setdefault((into, out), 0)
            links[out].append(into)
            links[into].append(out)
    used: dict[tuple[int, int], int] = {}
    for _ in range(2):
        came = {2 * root + 1: -1}
        queue = list(came)
        for side in queue:
            for other in links[side]:
                if other not in came and room.get((side, other), 0) > 0:
                    came[other] = side
                    queue.append(other)
        side = 2 * goal
        while side in came and came[side] >= 0:
            before = came[side]
            for arc, change in (((before, side), 1), ((side, before), -1)):
                room[arc] = room.get(arc, 0) - change
                used[arc] = used.get(arc, 0) + change
            side = before
    paths: list[list[int]] = []
    for first in sorted(set(adjacency[root])):
        for _ in range(used.get((2 * root + 1, 2 * first), 0)):
            path = [root, first]
            while path[-1] != goal:
                here = 2 * path[-1] + 1
                path.append(
                    next(other // 2 for other in links[here] if other % 2 == 0 and used.get((here, other), 0) > 0)
                )
            paths.append(path)
    return tuple(paths)
