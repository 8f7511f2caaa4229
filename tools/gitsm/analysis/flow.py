"""Workflow graphs: what can be read off nodes and edges without letting tokens run.

A flow is data (`Flow`); `FlowGraph` is its index: positions instead of ids, adjacency, reachability as bit masks,
dominator trees and the loop nest. Everything here is pure, total and linear or nearly linear in the edges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from gitsm.analysis.digraph import breadth_first, closure, dominators, postorder, reach, strong_components

NodeType = Literal["start", "end", "task", "xor", "and", "event", "subprocess"]

#: Splits times edges up to which questions about branches are answered: beyond, no reader could follow either.
MAX_WORK = 1_000_000

#: Faults of one kind that are worked out for a flow: mending the first ones changes the rest anyway.
MAX_FAULTS = 20

#: Levels to which loops inside loops are followed.
MAX_NESTING = 20

#: Node types that stand for a piece of work (or a happening) and must be able to fire.
ACTIVITY_TYPES: frozenset[str] = frozenset({"task", "event", "subprocess"})


@dataclass(frozen=True, slots=True)
class FlowNode:
    """One node of a workflow; `id` is unique within the flow."""

    id: str
    type: NodeType


@dataclass(frozen=True, slots=True)
class FlowEdge:
    """A directed edge between two node ids."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A workflow as people write it: nodes and edges in the order of the file."""

    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """One loop of the loop nest: its nodes, the node it is entered by, and the edges that lead back to that node."""

    nodes: frozenset[int]
    header: int
    back_edges: tuple[int, ...]


class FlowGraph:
    """Index of a flow. Nodes and edges are positions from 0; edges that name an unknown node are left out of it.

    Of two nodes with one id the first counts. `edge_numbers[e]` is the position of edge `e` in `flow.edges`.
    """

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.index: dict[str, int] = {}
        self.ids: list[str] = []
        self.types: list[NodeType] = []
        for node in flow.nodes:
            if node.id not in self.index:
                self.index[node.id] = len(self.ids)
                self.ids.append(node.id)
                self.types.append(node.type)
        count = len(self.ids)
        self.edges: list[tuple[int, int]] = []
        self.edge_numbers: list[int] = []
        self.dangling: list[int] = []
        self.outgoing: list[list[int]] = [[] for _ in range(count)]
        self.incoming: list[list[int]] = [[] for _ in range(count)]
        self.successors: list[list[int]] = [[] for _ in range(count)]
        self.predecessors: list[list[int]] = [[] for _ in range(count)]
        for number, edge in enumerate(flow.edges):
            source, target = self.index.get(edge.source), self.index.get(edge.target)
            if source is None or target is None:
                self.dangling.append(number)
                continue
            self.outgoing[source].append(len(self.edges))
            self.incoming[target].append(len(self.edges))
            self.successors[source].append(target)
            self.predecessors[target].append(source)
            self.edges.append((source, target))
            self.edge_numbers.append(number)

    def __len__(self) -> int:
        return len(self.ids)

    def of_type(self, *types: str) -> list[int]:
        """Nodes of the given types, in file order."""
        return [node for node, kind in enumerate(self.types) if kind in types]

    def positions(self, ids: Iterable[str]) -> list[int]:
        """The nodes with these ids, in file order; unknown ids are left out."""
        return sorted({self.index[id_] for id_ in ids if id_ in self.index})

    def is_and_split(self, node: int) -> bool:
        """Whether the node starts parallel branches."""
        return self.types[node] == "and" and len(self.outgoing[node]) > 1

    def is_and_join(self, node: int) -> bool:
        """Whether the node waits for several tokens."""
        return self.types[node] == "and" and len(self.incoming[node]) > 1

    def is_choice(self, node: int) -> bool:
        """Whether one of several outgoing edges is taken (any node but `and` counts as an xor split then)."""
        return self.types[node] != "and" and len(self.outgoing[node]) > 1

    def names(self, nodes: Iterable[int]) -> tuple[str, ...]:
        """The ids of nodes."""
        return tuple(self.ids[node] for node in nodes)

    @cached_property
    def from_start(self) -> int:
        """Bit mask of the nodes reachable from a start."""
        return reach(self.successors, self.of_type("start"))

    @cached_property
    def to_end(self) -> int:
        """Bit mask of the nodes from which an end is reachable."""
        return reach(self.predecessors, self.of_type("end"))

    def dominators(self, root: int) -> list[int]:
        """Immediate dominator of each node on the paths from `root` (the root's is itself, -1 if not reachable)."""
        return dominators(self.successors, root)

    def post_dominators(self) -> list[int]:
        """Immediate post-dominator of each node; `len(graph)` is the common exit behind all ends, -1 means none."""
        exit_node = len(self)
        backwards = [list(before) for before in self.predecessors]
        backwards.append(self.of_type("end"))
        return dominators(backwards, exit_node)

    def back_edges(self, without: frozenset[int] = frozenset()) -> list[int]:
        """Edges that close a loop in a depth-first walk (starts first, file order), ignoring the edges `without`.

        The graph less `without` is acyclic exactly when the answer is empty.
        """
        found: list[int] = []
        state = bytearray(len(self))  # 0 = new, 1 = on the path, 2 = done
        for root in [*self.of_type("start"), *range(len(self))]:
            if state[root]:
                continue
            state[root] = 1
            stack = [(root, iter(self.outgoing[root]))]
            while stack:
                node, edges = stack[-1]
                for edge in edges:
                    target = self.edges[edge][1]
                    if edge in without or state[target] == 2:
                        continue
                    if state[target] == 1:
                        found.append(edge)
                        continue
                    state[target] = 1
                    stack.append((target, iter(self.outgoing[target])))
                    break
                else:
                    state[node] = 2
                    stack.pop()
        return found

    @cached_property
    def is_acyclic(self) -> bool:
        """Whether no path returns to its beginning."""
        return not self.back_edges()

    @cached_property
    def component(self) -> list[int]:
        """The strongly connected part of each node, as a number; an edge within one part lies on a loop."""
        parts = [0] * len(self)
        for number, part in enumerate(self._components):
            for node in part:
                parts[node] = number
        return parts

    @cached_property
    def _components(self) -> list[frozenset[int]]:
        return strong_components(self.successors, range(len(self)))

    @cached_property
    def loops(self) -> tuple[Loop, ...]:
        """The loop nest: each strongly connected part, then the loops that remain inside once it is entered once.

        The nest is followed to `MAX_NESTING` levels.
        """
        if self.is_acyclic:
            return ()
        walk = breadth_first(self.successors, [*self.of_type("start"), *range(len(self))])
        order = {node: place for place, node in enumerate(walk)}
        found: list[Loop] = []
        removed: set[int] = set()
        level: list[frozenset[int]] = []
        for depth in range(MAX_NESTING):
            parts = [part for inside in level for part in self._parts(inside, removed)] if depth else self._components
            level = []
            for part in parts:
                header = min(part, key=order.__getitem__)
                back = tuple(e for e in self.incoming[header] if e not in removed and self.edges[e][0] in part)
                if back:
                    found.append(Loop(part, header, back))
                    removed.update(back)
                    level.append(part)
        return tuple(sorted(found, key=lambda loop: (order[loop.header], -len(loop.nodes))))

    def _parts(self, inside: frozenset[int], removed: set[int]) -> list[frozenset[int]]:
        """Strongly connected parts of the nodes `inside` without the edges `removed`."""
        kept: dict[int, list[int]] = {node: [] for node in inside}
        for node in inside:
            for edge in self.outgoing[node]:
                if edge not in removed and self.edges[edge][1] in inside:
                    kept[node].append(self.edges[edge][1])
        return strong_components(kept, sorted(inside))

    def shortest_path(self, sources: Iterable[int], targets: Iterable[int], avoid: Iterable[int] = ()) -> list[int]:
        """A shortest node path from a source to a target with no node of `avoid` on it; [] if there is none."""
        goal, closed = set(targets), set(avoid)
        came: dict[int, int] = {source: -1 for source in sources if source not in closed}
        queue = list(came)
        for node in queue:
            if node in goal:
                path = [node]
                while came[path[-1]] >= 0:
                    path.append(came[path[-1]])
                return path[::-1]
            for target in self.successors[node]:
                if target not in came and target not in closed:
                    came[target] = node
                    queue.append(target)
        return []


def same_flow(flow: Flow) -> Callable[[str, str], bool]:
    """The relation of RAC-10: whether two tasks can belong to one run of the process.

    True when one can be reached from the other, or both lie in parallel branches: paths that share nothing but an
    and split lead to them. An id that is no node of the flow counts as in the same flow, as in a process without one;
    so does everything in a flow so large that its parallel branches are not worked out (`MAX_WORK`).
    """
    graph = FlowGraph(flow)
    reached = closure(graph.successors)
    splits = [node for node in range(len(graph)) if graph.is_and_split(node)]
    if len(splits) * len(graph.edges) > MAX_WORK:
        return lambda one, two: True
    trees = [_top_branches(graph, split) for split in splits]

    def related(one: str, two: str) -> bool:
        first, second = graph.index.get(one), graph.index.get(two)
        if first is None or second is None or first == second:
            return True
        if reached[first] >> second & 1 or reached[second] >> first & 1:
            return True
        return any(branch[first] >= 0 and branch[second] >= 0 and branch[first] != branch[second] for branch in trees)

    return related


def _top_branches(graph: FlowGraph, split: int) -> list[int]:
    """For each node the child of `split` above it in the dominator tree from `split`; -1 if not reachable.

    Two nodes under different children are reached by paths that share only the split (Menger's theorem).
    """
    idom = graph.dominators(split)
    branch = [-1] * len(graph)
    for node in reversed(postorder(graph.successors, split)):
        if node != split:
            branch[node] = node if idom[node] == split else branch[idom[node]]
    return branch
