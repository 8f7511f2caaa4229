"""The discrete part of the layout: which edges go back, the rank (row) of each node, the order of the lanes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from gitsm.render.swimlane.model import Edge, Lane, Workflow, WorkflowError

ALL_ORDERS_UP_TO = 7
MOST_MOVES = 20_000
"""Places of lanes that are tried; more only where there are so many roles that no order is tidy."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A workflow ready to be placed: `rank` by node id; edges merged by their ends, with `back` set."""

    edges: tuple[Edge, ...]
    rank: dict[str, int]
    lanes: tuple[Lane, ...]


def arrange(workflow: Workflow) -> Ranked:
    """Ranks and lanes of a workflow. Raises WorkflowError for ids used twice and for unknown lanes or nodes."""
    _check(workflow)
    names = [node.id for node in workflow.nodes]
    edges = _cut_cycles(names, _merged(workflow.edges))
    rank = _longest_paths(names, edges)
    return Ranked(edges, rank, _lane_order(workflow, edges))


def _check(workflow: Workflow) -> None:
    lanes = [lane.id for lane in workflow.lanes]
    names = [node.id for node in workflow.nodes]
    for what, ids in (("lane", lanes), ("node", names)):
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise WorkflowError(f"{what} {twice[0]!r} is listed twice; each {what} needs an id of its own")
    for node in workflow.nodes:
        if node.lane not in lanes:
            raise WorkflowError(f"node {node.id!r} stands in lane {node.lane!r}, which is not listed")
    for edge in workflow.edges:
        for end in (edge.source, edge.target):
            if end not in names:
                raise WorkflowError(f"an edge refers to node {end!r}, which is not listed")


def _merged(edges: Sequence[Edge]) -> list[Edge]:
    """One edge for each pair of ends: two arrows between the same boxes would hide each other."""
    merged: dict[tuple[str, str], Edge] = {}
    for given in edges:
        edge = replace(given, label=" ".join(given.label.split()))
        key = (edge.source, edge.target)
        known = merged.get(key)
        if known is None:
            merged[key] = edge
            continue
        labels = [known.label] if edge.label in {"", known.label} else [known.label, edge.label]
        merged[key] = Edge(*key, " / ".join(label for label in labels if label), known.back or edge.back)
    return list(merged.values())


def _cut_cycles(names: Sequence[str], edges: Sequence[Edge]) -> tuple[Edge, ...]:
    """Marks as back each edge that closes a cycle in a depth-first walk over the edges not declared as back."""
    out: dict[str, list[int]] = {name: [] for name in names}
    for index, edge in enumerate(edges):
        if not edge.back:
            out[edge.source].append(index)
    entered = {edge.target for edge in edges if not edge.back}
    closing: set[int] = set()
    state: dict[str, int] = {}
    for root in sorted(names, key=lambda name: name in entered):
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(out[root]))]
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[name] = 2
                stack.pop()
                continue
            target = edges[following].target
            if state.get(target) == 1:
                closing.add(following)
            elif target not in state:
                state[target] = 1
                stack.append((target, iter(out[target])))
    return tuple(
        Edge(edge.source, edge.target, edge.label, True) if index in closing else edge
        for index, edge in enumerate(edges)
    )


def _longest_paths(names: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    rank = dict.fromkeys(names, 0)
    waiting = dict.fromkeys(names, 0)
    out: dict[str, list[str]] = {name: [] for name in names}
    for edge in edges:
        if not edge.back:
            waiting[edge.target] += 1
            out[edge.source].append(edge.target)
    ready = [name for name in names if not waiting[name]]
    for name in ready:
        for target in out[name]:
            rank[target] = max(rank[target], rank[name] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return rank


def _lane_order(workflow: Workflow, edges: Sequence[Edge]) -> tuple[Lane, ...]:
    """The trigger's lane first, then the order with the least sum of lane distances over the edges."""
    lane_of = {node.id: node.lane for node in workflow.nodes}
    used = set(lane_of.values())
    lanes = [lane for lane in workflow.lanes if lane.id in used]
    if not lanes:
        return ()
    trigger = next((node.lane for node in workflow.nodes if node.kind == "start"), workflow.nodes[0].lane)
    number = {lane.id: index for index, lane in enumerate(lanes)}
    first = number[trigger]
    weights: dict[tuple[int, int], int] = {}
    for edge in edges:
        a, b = sorted((number[lane_of[edge.source]], number[lane_of[edge.target]]))
        if a != b:
            weights[a, b] = weights.get((a, b), 0) + 1
    pairs = [(a, b, weight) for (a, b), weight in weights.items()]
    others = [index for index in range(len(lanes)) if index != first]

    def cost(order: Sequence[int]) -> int:
        place = [0] * len(lanes)
        for position, index in enumerate(order):
            place[index] = position
        return sum(weight * abs(place[a] - place[b]) for a, b, weight in pairs)

    if len(lanes) <= ALL_ORDERS_UP_TO:
        best = min(((first, *rest) for rest in permutations(others)), key=cost)
    else:
        best = _by_swaps((first, *others), cost)
    return tuple(lanes[index] for index in best)


def _by_swaps(order: tuple[int, ...], cost: Callable[[Sequence[int]], int]) -> tuple[int, ...]:
    """Moves one lane at a time (never the first) to where it lowers the cost most, until nothing does.

    After `MOST_MOVES` tries the order found so far stands.
    """
    best, least = order, cost(order)
    for _ in range(max(1, MOST_MOVES // len(order) ** 2)):
        tried = best
        for index in range(1, len(best)):
            rest = best[:index] + best[index + 1 :]
            for place in range(1, len(best)):
                moved = (*rest[:place], best[index], *rest[place:])
                price = cost(moved)
                if price < least:
                    tried, least = moved, price
        if tried == best:
            break
        best = tried
    return best
