"""Workflows for the tests: a short notation, a generator, and an explorer that shares no code with the package.

The explorer works on plain tuples and multisets (sorted tuples of places) and computes each verdict by its definition.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from gitsm.analysis.flow import Flow, FlowEdge, FlowNode

TYPES = {"start": "start", "end": "end", "x": "xor", "p": "and", "e": "event", "s": "subprocess"}


def flow(*chains: str) -> Flow:
    """`flow("start a x1 end", "x1 a")`: chains of node ids joined by edges.

    The type follows from the name: start…, end…, x + digits = xor, p + digits = and, e…/s… + digits; else a task.
    """
    ids: dict[str, None] = {}
    edges: list[FlowEdge] = []
    for chain in chains:
        names = chain.split()
        ids.update(dict.fromkeys(names))
        edges += [FlowEdge(one, two) for one, two in pairwise(names)]
    return Flow(tuple(FlowNode(name, kind_of(name)) for name in ids), tuple(edges))


def kind_of(name: str) -> str:
    stem = name.rstrip("0123456789")
    return TYPES.get(stem, "task") if stem in ("start", "end") or stem != name else "task"


# --- the independent explorer -------------------------------------------------------------------------------------


@dataclass
class Verdict:
    """Verdicts by definition; `depth_*` = firings of a shortest run into the fault, None where there is none."""

    can_complete: bool
    proper: bool
    dead: set[str]
    safe: bool
    markings: int
    depth_deadlock: int | None = None
    depth_livelock: int | None = None
    depth_improper: int | None = None
    depth_unsafe: int | None = None


def steps(net: Flow, marking: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """All (node, next marking) from a marking; a place is named `edge NUMBER`, `source` or `sink ID`."""
    result = []
    for node in net.nodes:
        inputs = [f"edge {n}" for n, edge in enumerate(net.edges) if edge.target == node.id]
        outputs = [f"edge {n}" for n, edge in enumerate(net.edges) if edge.source == node.id]
        if node.type == "start":
            inputs.append("source")
        if node.type == "end":
            outputs = [f"sink {node.id}"]
        if node.type == "and":
            choices = [(inputs, outputs)]
        else:
            choices = [([one], [other]) for one in inputs for other in outputs]
        for taken, put in choices:
            tokens = Counter(marking)
            if all(tokens[place] for place in taken):
                tokens.subtract(taken)
                tokens.update(put)
                result.append((node.id, tuple(sorted(tokens.elements()))))
    return result


def unsafe(marking: tuple[str, ...]) -> bool:
    return len(set(marking)) < len(marking)


def complete(marking: tuple[str, ...]) -> bool:
    return len(marking) == 1 and marking[0].startswith("sink")


def judge(net: Flow, most: int = 120) -> Verdict | None:
    """The verdict; None for a net with more than `most` markings, which would take this explorer too long."""
    depth = {("source",): 0}
    moves: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    fired: set[str] = set()
    level = [("source",)]
    while level:
        following = []
        for marking in level:
            moves[marking] = []
            if unsafe(marking):
                continue
            for node, after in steps(net, marking):
                fired.add(node)
                moves[marking].append(after)
                if after not in depth:
                    depth[after] = depth[marking] + 1
                    following.append(after)
        level = following
        if len(moves) > most:
            return None
    crowded = {marking for marking in moves if unsafe(marking)}
    explored = set(moves) - crowded
    stuck = {marking for marking in explored if not moves[marking] and not complete(marking)}

    def can_reach(goals: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
        able = set(goals)
        while True:
            more = {marking for marking, after in moves.items() if marking not in able and not able.isdisjoint(after)}
            if not more:
                return able
            able |= more

    hopeless = explored - can_reach({marking for marking in moves if complete(marking)} | crowded)
    endless = hopeless - can_reach(stuck)
    early = {m for m in explored if len(m) > 1 and any(place.startswith("sink") for place in m)}

    def nearest(markings: set[tuple[str, ...]]) -> int | None:
        return min((depth[marking] for marking in markings), default=None)

    kinds = {"task", "event", "subprocess"}
    never = {node.id for node in net.nodes if node.type in kinds and node.id not in fired}
    return Verdict(
        can_complete=not hopeless,
        proper=not early and not crowded,
        dead=set() if crowded else never,
        safe=not crowded,
        markings=len(explored),
        depth_deadlock=nearest(hopeless & stuck),
        depth_livelock=nearest(endless),
        depth_improper=nearest(early),
        depth_unsafe=nearest(crowded),
    )


def can_fire(net: Flow, path: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The markings in which the net can be after the nodes of `path` fired in this order."""
    markings = {("source",)}
    for fired in path:
        markings = {after for marking in markings for node, after in steps(net, marking) if node == fired}
    return markings


# --- the generator ------------------------------------------------------------------------------------------------


class Generator:
    """Nets composed of blocks (sequence, xor, and, loop), of which some are then spoilt by a few random edits."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.types: dict[str, str] = {}
        self.edges: list[list[str]] = []

    def new(self, kind: str) -> str:
        name = f"{kind}{len(self.types)}"
        self.types[name] = kind
        return name

    def block(self, size: int) -> tuple[str, str]:
        """A block with one way in and one way out; answers (entry, exit)."""
        if size <= 1:
            name = self.new(self.random.choice(["task", "task", "task", "event", "subprocess"]))
            return name, name
        shape = self.random.choice(["sequence", "sequence", "xor", "and", "loop"])
        if shape == "sequence":
            half = self.random.randint(1, size - 1)
            one, two = self.block(half), self.block(size - half)
            self.edges.append([one[1], two[0]])
            return one[0], two[1]
        if shape == "loop":
            merge, body, choice = self.new("xor"), self.block(size - 1), self.new("xor")
            self.edges += [[merge, body[0]], [body[1], choice]]
            if self.random.random() < 0.5:
                self.edges.append([choice, merge])
            else:
                redo = self.block(1)
                self.edges += [[choice, redo[0]], [redo[1], merge]]
            return merge, choice
        split, join = self.new(shape), self.new(shape)
        for _ in range(self.random.randint(2, 3)):
            inner = self.block(max(1, size // 2))
            self.edges += [[split, inner[0]], [inner[1], join]]
        return split, join

    def spoil(self) -> None:
        """One random edit: swap a gateway's type, add an edge, move one end of an edge, or add a second end."""
        names = [name for name, kind in self.types.items() if kind not in ("start", "end")]
        gates = [name for name in names if self.types[name] in ("xor", "and")]
        edit = self.random.choice(["type", "type", "add", "move", "end"])
        if edit == "type" and gates:
            gate = self.random.choice(gates)
            self.types[gate] = "and" if self.types[gate] == "xor" else "xor"
        elif edit == "add" and gates:
            self.edges.append([self.random.choice(gates), self.random.choice(names)])
        elif edit == "end" and gates:
            self.edges.append([self.random.choice(gates), self.new("end")])
        else:
            self.random.choice(self.edges)[1] = self.random.choice(names)

    def flow(self, size: int, edits: int) -> Flow:
        start = self.new("start")
        entry, leave = self.block(size)
        end = self.new("end")
        self.edges += [[start, entry], [leave, end]]
        for _ in range(edits):
            self.spoil()
        nodes = [FlowNode(name, kind) for name, kind in self.types.items()]
        self.random.shuffle(nodes)
        return Flow(tuple(nodes), tuple(FlowEdge(*edge) for edge in self.edges))


def generate(seed: int) -> Flow:
    generator = Generator(seed)
    return generator.flow(size=generator.random.randint(2, 9), edits=generator.random.choice([0, 0, 1, 1, 2, 3]))
