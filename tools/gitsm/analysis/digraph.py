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
