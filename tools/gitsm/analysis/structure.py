"""Shape of a workflow: pairing of splits and joins, loops, decisions in a row, and steps that must stand before others.

Graph questions only, so they also answer for flows that are not sound or not connected.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from gitsm.analysis.digraph import postorder, reach, strong_components, two_disjoint_paths
from gitsm.analysis.flow import MAX_FAULTS, MAX_WORK, FlowGraph, Loop

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A split and the node at which its branches meet in the wrong way.

    `unjoined`: `meeting` begins a branch of the parallel split that no parallel join unites with another branch.
    `choice_into_join`: the parallel join `meeting` waits for branches of a choice, of which only one is taken.
    `parallel_into_merge`: `meeting` lets each of the parallel branches through by itself.
    `paths` are two that share only their ends; empty for `unjoined`.
    """

    kind: Literal["unjoined", "choice_into_join", "parallel_into_merge"]
    split: str
    meeting: str
    paths: tuple[Path, ...] = ()


def mismatches(graph: FlowGraph) -> tuple[Mismatch, ...] | None:
    """Splits whose branches do not meet in a join of their kind, in file order.

    None when the flow is so large (splits times edges above `MAX_WORK`) that nobody could follow it; at most
    `MAX_FAULTS` are given.
    """
    joins_wait = any(graph.is_and_join(node) for node in graph.of_type("and"))
    splits = [
        node
        for node, edges in enumerate(graph.outgoing)
        if len(edges) > 1 and (joins_wait or graph.types[node] == "and")
    ]
    if len(splits) * len(graph.edges) > MAX_WORK:
        return None
    found: list[Mismatch] = []
    for split in splits:
        if len(found) >= MAX_FAULTS:
            break
        idom = graph.dominators(split)
        meetings = [node for node in range(len(graph)) if _meet(graph, idom, split, node)]
        if graph.types[split] != "and":
            wrong = [node for node in meetings if graph.types[node] == "and"]
            found += [_mismatch(graph, "choice_into_join", split, node) for node in wrong[:MAX_FAULTS]]
            continue
        joins = sum(1 << node for node in meetings if graph.types[node] == "and")
        for branch in graph.successors[split]:
            if not reach(graph.successors, [branch], 1 << split) & joins:
                found.append(Mismatch("unjoined", graph.ids[split], graph.ids[branch]))
        wrong = [node for node in meetings if graph.types[node] != "and"]
        found += [_mismatch(graph, "parallel_into_merge", split, node) for node in wrong[:MAX_FAULTS]]
    return tuple(found[:MAX_FAULTS])


def _meet(graph: FlowGraph, idom: list[int], split: int, node: int) -> bool:
    """Whether two paths from `split` to `node` share nothing else: no node between stands on all of them (Menger)."""
    if node == split or idom[node] != split or len(graph.incoming[node]) < 2:
        return False
    direct = graph.successors[split].count(node)
    if direct != 1:
        return True
    others = (before for before in graph.predecessors[node] if before != split and idom[before] >= 0)
    return any(not _dominates(idom, node, before) for before in others)


def _dominates(idom: list[int], above: int, node: int) -> bool:
    while node != above and idom[node] != node:
        node = idom[node]
    return node == above


def _mismatch(
    graph: FlowGraph, kind: Literal["choice_into_join", "parallel_into_merge"], split: int, meeting: int
) -> Mismatch:
    paths = two_disjoint_paths(graph.successors, split, meeting)
    return Mismatch(kind, graph.ids[split], graph.ids[meeting], tuple(graph.names(path) for path in paths))


def loops_without_exit(graph: FlowGraph) -> tuple[Path, ...]:
    """Loops no choice on which leads out of them, each as the way round from its first node back to it."""
    return tuple(
        _way_round(graph, loop, loop.back_edges[0])
        for loop in graph.loops[:MAX_FAULTS]
        if not any(
            graph.is_choice(node) and any(target not in loop.nodes for target in graph.successors[node])
            for node in loop.nodes
        )
    )


def undeclared_loops(graph: FlowGraph, declared: Collection[tuple[str, str]]) -> tuple[tuple[int, Path], ...]:
    """Edges that close a loop though the edges `declared` are taken away: (position in `flow.edges`, way round)."""
    known = {edge for edge in range(len(graph.edges)) if graph.names(graph.edges[edge]) in declared}
    found = []
    for edge in _closing_edges(graph, frozenset(known))[:MAX_FAULTS]:
        source, target = graph.edges[edge]
        path = graph.shortest_path([target], [source])
        found.append((graph.edge_numbers[edge], graph.names([*path, target])))
    return tuple(found)


def _closing_edges(graph: FlowGraph, without: frozenset[int]) -> list[int]:
    """Edges whose removal leaves no loop: those that lead upwards in the file where they are fewer than a walk finds.

    A loop with two entries can be cut in several places; people write steps in the order of the work.
    """
    walked = graph.back_edges(without)
    if not walked:
        return walked
    links: dict[int, list[int]] = {node: [] for node in range(len(graph))}
    for edge, (source, target) in enumerate(graph.edges):
        if edge not in without:
            links[source].append(target)
    part = {node: number for number, nodes in enumerate(strong_components(links, links)) for node in nodes}
    upwards = [
        edge for edge, (source, target) in enumerate(graph.edges)
        if edge not in without and target <= source and part[source] == part[target]
    ]  # fmt: skip
    return upwards if len(upwards) < len(walked) else walked


def foremost(graph: FlowGraph, ids: Collection[str]) -> tuple[str, ...]:
    """Those of the nodes before which no other of them stands on every way from the start: where a fault begins."""
    starts = graph.of_type("start")
    wanted = set(graph.positions(ids))
    if not starts:
        return graph.names(sorted(wanted))
    idom = graph.dominators(starts[0])
    return graph.names(n for n in sorted(wanted) if not any(_strictly(idom, m, n) for m in wanted))


def _strictly(idom: list[int], above: int, node: int) -> bool:
    return above != node and idom[above] >= 0 and idom[node] >= 0 and _dominates(idom, above, node)


def closes_loop(graph: FlowGraph, source: str, target: str) -> bool:
    """Whether there is an edge from `source` to `target` and a way back, so that it lies on a loop."""
    one, two = graph.index.get(source), graph.index.get(target)
    if one is None or two is None or two not in graph.successors[one]:
        return False
    return graph.component[one] == graph.component[two]


def _way_round(graph: FlowGraph, loop: Loop, back_edge: int) -> Path:
    outside = [node for node in range(len(graph)) if node not in loop.nodes]
    path = graph.shortest_path([loop.header], [graph.edges[back_edge][0]], outside)
    return graph.names([*path, loop.header])


def longest_decision_chain(graph: FlowGraph, declared: Collection[tuple[str, str]] = ()) -> Path:
    """The xor splits on a path that meets most of them; edges that go back are not taken, so a loop counts once.

    `declared` are the edges that people say go back; where loops remain, those a depth-first walk finds are left out.
    """
    known = {e for e, (source, target) in enumerate(graph.edges) if graph.names((source, target)) in declared}
    known = {e for e in known if closes_loop(graph, *graph.names(graph.edges[e]))}
    left_out = known.union(graph.back_edges(frozenset(known)))
    forward: list[list[int]] = [[] for _ in range(len(graph))]
    for edge, (source, target) in enumerate(graph.edges):
        if edge not in left_out:
            forward[source].append(target)
    best = [0] * len(graph)
    following = [-1] * len(graph)
    order: list[int] = []
    seen: set[int] = set()
    for node in range(len(graph)):
        order += postorder(forward, node, seen)
    for node in order:
        for target in forward[node]:
            if best[target] > best[node] or following[node] < 0:
                best[node], following[node] = best[target], target
        best[node] += graph.types[node] == "xor" and len(graph.outgoing[node]) > 1
    node = max(graph.of_type("start") or range(len(graph)), key=best.__getitem__, default=-1)
    chain = []
    while node >= 0:
        if graph.types[node] == "xor" and len(graph.outgoing[node]) > 1:
            chain.append(node)
        node = following[node]
    return graph.names(chain)


def reached_without(graph: FlowGraph, guards: Collection[str], targets: Collection[str]) -> tuple[Path, ...]:
    """For each target a shortest path from a start to it on which no guard stands; targets without one are left out.

    At most `MAX_FAULTS` are given.
    """
    avoid, starts = graph.positions(guards), graph.of_type("start")
    open_ = reach(graph.successors, starts, sum(1 << node for node in avoid))
    unguarded = [node for node in graph.positions(targets) if open_ >> node & 1]
    return tuple(graph.names(graph.shortest_path(starts, [node], avoid)) for node in unguarded[:MAX_FAULTS])


def ends_without(graph: FlowGraph, guards: Collection[str], sources: Collection[str]) -> tuple[Path, ...]:
    """For each source a shortest path from it to an end on which no guard stands; sources without one are left out.

    At most `MAX_FAULTS` are given.
    """
    avoid, ends = graph.positions(guards), graph.of_type("end")
    open_ = reach(graph.predecessors, ends, sum(1 << node for node in avoid))
    unguarded = [node for node in graph.positions(sources) if open_ >> node & 1]
    return tuple(graph.names(graph.shortest_path([node], ends, avoid)) for node in unguarded[:MAX_FAULTS])
