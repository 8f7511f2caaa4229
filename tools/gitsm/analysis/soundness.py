"""Soundness of a workflow: the workflow net, its reachable markings, and what is wrong with them.

Translation. A place for each edge, a source place before each start, a sink place behind each end. A node fires by
taking one token from one incoming place and putting one on one outgoing place; an `and` node takes one from each
incoming and puts one on each outgoing place. Conditions do not restrict the net: every branch may be taken.

Soundness (van der Aalst) = option to complete + proper completion + no dead activity, where several ends are
alternatives and no place may hold two tokens. Nothing is explored behind a marking in which a place holds two.

Why no livelock is searched for: in a connected flow work cannot go round for ever without a way out. Take a set of
markings that all reach each other and nothing else. Each place has one consumer, so every branch of a choice fired
there stays in the set, and every token put there is taken again (or its place would fill); the nodes that fire are
then closed under "successor", hence contain an end, whose token is never taken again. So the set is one marking in
which nothing can fire: complete, or a deadlock. A flow that can only go round is not connected (WFL-01), and a round
that sheds a token each time puts two tokens in one place (WFL-03).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gitsm.analysis.flow import ACTIVITY_TYPES, MAX_FAULTS, Flow, FlowGraph

#: Markings explored before the verdict is "not decided"; fewer in a net so large that they would fill the memory.
CAP = 100_000
_MAX_BITS = 200_000_000
_FIRINGS_PER_MARKING = 20

#: A place: an edge as (source, target); a sink as (end, ""); a source as ("", start).
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Witness:
    """A shortest run that shows a fault: the nodes that fire, in order, and the tokens that are there afterwards.

    `at` is the node the fault is about.
    """

    at: str
    path: tuple[str, ...]
    marking: tuple[Place, ...]

    @property
    def waiting(self) -> tuple[str, ...]:
        """The nodes at which tokens are, each once: those that wait to fire, and ends that have been reached."""
        return tuple(dict.fromkeys(target or source for source, target in self.marking))


@dataclass(frozen=True, slots=True)
class Soundness:
    """The verdict on one workflow. Each fault stands once for each node it is about, with a shortest witness.

    `decided` is False when there are more than `cap` markings: then what was found holds, and the rest is not known.
    At most `MAX_FAULTS` of a kind are given.
    `dead` is empty, too, where a place can hold two tokens, since nothing behind that was looked at.
    """

    decided: bool = True
    markings: int = 0
    deadlocks: tuple[Witness, ...] = ()
    improper: tuple[Witness, ...] = ()
    unsafe: tuple[Witness, ...] = ()
    dead: tuple[str, ...] = ()

    @property
    def can_complete(self) -> bool | None:
        """Option to complete (WFL-02); None = not decided."""
        return False if self.deadlocks else (True if self.decided else None)

    @property
    def completes_properly(self) -> bool | None:
        """Proper completion and one token per place (WFL-03); None = not decided."""
        return False if self.improper or self.unsafe else (True if self.decided else None)


_Transition = tuple[int, list[int], int]  # (tokens taken, ways to put tokens, node)


@dataclass(slots=True)
class _Net:
    """Markings are bit masks over places. `fires[bit]` = the transitions that this place's token can trigger."""

    places: list[Place]
    fires: dict[int, list[_Transition]]  # an `and` stands under its first place
    initial: int
    ends: int


@dataclass(slots=True)
class _Run:
    """What the exploration saw: markings in breadth-first order with predecessor and node fired."""

    found: list[int]
    came: list[tuple[int, int]]
    fired: int = 0
    decided: bool = True
    stuck: list[int] = field(default_factory=list)
    improper: list[int] = field(default_factory=list)
    unsafe: dict[int, tuple[int, _Transition, int]] = field(default_factory=dict)  # by the first place to hold two


def soundness(graph: FlowGraph, cap: int = CAP) -> Soundness:
    """The verdict on a connected flow: one start, at least one end, every node on a path from the start to an end.

    Raises ValueError for a flow that is not connected so, or whose ends have outgoing edges (WFL-01 reports these).
    """
    if not is_connected(graph):
        raise ValueError("soundness is defined only for a workflow whose every node lies between one start and an end")
    if not any(graph.is_and_split(node) or graph.is_and_join(node) for node in graph.of_type("and")):
        # one token, which can go wherever the graph leads, and to an end
        return Soundness(markings=len(graph.edges) + len(graph.of_type("end")) + 1)
    net = _net(graph)
    run = _explore(net, max(1, min(cap, _MAX_BITS // len(net.places))))
    dead = () if run.unsafe or not run.decided else _never_fired(graph, run.fired)
    return Soundness(
        decided=run.decided,
        markings=len(run.found),
        deadlocks=_deadlocks(graph, net, run),
        improper=_improper(graph, net, run),
        unsafe=_unsafe(graph, net, run),
        dead=dead,
    )


def is_connected(graph: FlowGraph) -> bool:
    """Whether there is one start, an end without outgoing edges, and every node lies on a path between them."""
    everything = (1 << len(graph)) - 1
    return (
        len(graph.of_type("start")) == 1
        and graph.from_start & graph.to_end == everything
        and not any(graph.outgoing[end] for end in graph.of_type("end"))
    )


def replay(flow: Flow, path: tuple[str, ...]) -> frozenset[tuple[Place, ...]]:
    """All markings in which the net can be after the nodes of `path` fired in this order; empty if they cannot.

    A marking is the sorted tuple of the places that hold a token, a place that holds two standing there twice.
    Written apart from the exploration on purpose: it counts tokens and knows no bit masks.
    """
    kinds = {node.id: node.type for node in reversed(flow.nodes)}
    edges = [(edge.source, edge.target) for edge in flow.edges if edge.source in kinds and edge.target in kinds]
    markings = {tuple(("", node) for node, kind in kinds.items() if kind == "start")}
    for fired in path:
        after: set[tuple[Place, ...]] = set()
        ways_in: list[tuple[Place, ...]] = [(edge,) for edge in edges if edge[1] == fired]
        ways_out: list[tuple[Place, ...]] = [(edge,) for edge in edges if edge[0] == fired]
        if kinds.get(fired) == "and":
            ways_in, ways_out = [sum(ways_in, ())], [sum(ways_out, ())]
        elif kinds.get(fired) == "start":
            ways_in.append((("", fired),))
        elif kinds.get(fired) == "end":
            ways_out = [((fired, ""),)]
        for marking in markings:
            for taken in ways_in:
                rest = list(marking)
                for place in taken:
                    if place not in rest:
                        break
                    rest.remove(place)
                else:
                    after.update(tuple(sorted((*rest, *put))) for put in ways_out)
        markings = after
    return frozenset(markings)


def as_activities(path: tuple[str, ...], names: Mapping[str, str] | None = None, most: int = 24) -> str:
    """A path as people read it, `start → Log the incident → close`; ids stand where there is no name.

    Of a path with more than `most` nodes the middle is left out, and the text says how many those are.
    """
    steps = [(names or {}).get(node, node) for node in path]
    if len(steps) > most:
        left_out = len(steps) - most
        steps[most // 2 : most // 2 + left_out] = [f"({left_out} more)"]
    return " → ".join(steps)


def _net(graph: FlowGraph) -> _Net:
    count = len(graph.edges)
    places: list[Place] = [(graph.ids[source], graph.ids[target]) for source, target in graph.edges]
    fires: dict[int, list[_Transition]] = {}
    ends = 0
    start = graph.of_type("start")[0]
    for node, kind in enumerate(graph.types):
        taken = [1 << edge for edge in graph.incoming[node]]
        put = [1 << edge for edge in graph.outgoing[node]]
        if kind == "end":
            put = [1 << len(places)]
            ends |= put[0]
            places.append((graph.ids[node], ""))
        elif node == start:
            taken.append(1 << count + len(graph.of_type("end")))
        if kind == "and":
            taken, put = [sum(taken)], [sum(put)]
        for one in taken:
            fires.setdefault(one & -one, []).append((one, put, node))
    places.append(("", graph.ids[start]))
    return _Net(places, fires, 1 << len(places) - 1, ends)


def _explore(net: _Net, cap: int) -> _Run:
    run = _Run(found=[net.initial], came=[(-1, -1)])
    found, came, seen = run.found, run.came, {net.initial}
    fires, ends = net.fires, net.ends
    budget = cap * _FIRINGS_PER_MARKING
    for position, marking in enumerate(found):
        rest, moved = marking, False
        while rest:
            bit = rest & -rest
            rest ^= bit
            for transition in fires.get(bit, ()):
                taken, ways, node = transition
                if marking & taken != taken:
                    continue
                moved = True
                run.fired |= 1 << node
                budget -= len(ways)
                left = marking & ~taken
                for put in ways:
                    if crowded := left & put:
                        run.unsafe.setdefault(crowded & -crowded, (position, transition, put))
                        continue
                    after = left | put
                    if after in seen:
                        continue
                    if len(found) >= cap or budget < 0:
                        run.decided = False
                        return run
                    if put & ends and left and not left & ends:
                        run.improper.append(len(found))
                    seen.add(after)
                    found.append(after)
                    came.append((position, node))
        if not moved and (not marking & ends or marking & (marking - 1)):
            run.stuck.append(position)
    return run


def _deadlocks(graph: FlowGraph, net: _Net, run: _Run) -> tuple[Witness, ...]:
    """One for each node at which tokens get stuck; ends count only where nothing else waits."""
    covered: set[str] = set()
    witnesses: list[Witness] = []
    for position in _with_new_places(run, run.stuck):
        marking = _places(net, run.found[position])
        waiting = [target for _, target in marking if target] or [source for source, _ in marking]
        fresh = [node for node in waiting if node not in covered]
        if fresh and len(witnesses) < MAX_FAULTS:
            covered.update(waiting)
            witnesses.append(Witness(fresh[0], _path(graph, run, position), marking))
    return tuple(witnesses)


def _improper(graph: FlowGraph, net: _Net, run: _Run) -> tuple[Witness, ...]:
    """One for each end that can be reached while another token remains, unless the same nodes were shown before."""
    covered: set[str] = set()
    first: dict[str, Witness] = {}
    for position in _with_new_places(run, run.improper):
        marking = _places(net, run.found[position])
        nodes = {target or source for source, target in marking}
        at = graph.ids[run.came[position][1]]
        if at not in first and not nodes <= covered and len(first) < MAX_FAULTS:
            covered |= nodes
            first[at] = Witness(at, _path(graph, run, position), marking)
    return tuple(first.values())


def _unsafe(graph: FlowGraph, net: _Net, run: _Run) -> tuple[Witness, ...]:
    """One for each node before which (or end in which) a second token can arrive."""
    first: dict[str, Witness] = {}
    for bit, (position, (taken, _, node), put) in run.unsafe.items():
        ((source, target),) = _places(net, bit)
        at = target or source
        if at not in first and len(first) < MAX_FAULTS:
            after = sorted((*_places(net, run.found[position] & ~taken), *_places(net, put)))
            first[at] = Witness(at, (*_path(graph, run, position), graph.ids[node]), tuple(after))
    return tuple(first.values())


def _with_new_places(run: _Run, positions: list[int]) -> Iterator[int]:
    """The positions whose marking holds a place that none before it held."""
    shown = 0
    for position in positions:
        if run.found[position] & ~shown:
            shown |= run.found[position]
            yield position


def _never_fired(graph: FlowGraph, fired: int) -> tuple[str, ...]:
    return tuple(graph.ids[node] for node in graph.of_type(*ACTIVITY_TYPES) if not fired >> node & 1)


def _path(graph: FlowGraph, run: _Run, position: int) -> tuple[str, ...]:
    path: list[str] = []
    while position:
        position, node = run.came[position]
        path.append(graph.ids[node])
    return tuple(reversed(path))


def _places(net: _Net, marking: int) -> tuple[Place, ...]:
    return tuple(sorted(place for number, place in enumerate(net.places) if marking >> number & 1))
