"""Workflows to draw: made by hand, and made at random from a seed (sequence, decision, parallel, loop)."""

from __future__ import annotations

import random

from gitsm.render.swimlane import Edge, Lane, Node, Workflow

WORDS = (
    *("log", "record", "check", "approve", "inform", "restore", "investigate", "close", "review", "plan", "assign"),
    *("escalate", "verify", "release", "document", "categorise", "prioritise", "communicate", "hand", "over"),
    *("configuration", "authorisation", "non-conformity", "service", "continuity"),
)


def incident() -> Workflow:
    """The worked example: a decision, a parallel pair, two ways that meet, and a loop back over a lane border."""
    lanes = ("user", "User"), ("desk", "Service desk agent"), ("l2", "Support level 2"), ("im", "Incident manager")
    return Workflow(
        "Incident management",
        "Ten steps in five roles; the table below says the same in words.",
        (*(Lane(i, label, f"../roles/{i}/") for i, label in lanes), Lane("owner", "Service owner", "../roles/owner/")),
        (
            Node("start", "start", "user", "Interruption"),
            Node("log", "task", "desk", "Log the incident", "1", "#log"),
            Node("cat", "task", "desk", "Categorise, set the priority", "2", "#cat"),
            Node("major", "xor", "im", "Major incident?"),
            Node("call", "task", "im", "Call the major incident team", "3", "#call"),
            Node("split", "and", "im"),
            Node("inform", "task", "owner", "Inform users and business", "4", "#inform"),
            Node("auth", "task", "im", "Authorise the workaround", "5", "#auth", key_control=True),
            Node("join", "and", "im"),
            Node("search", "task", "desk", "Search known errors", "6", "#search"),
            Node("known", "xor", "desk", "Workaround known?"),
            Node("inv", "task", "l2", "Investigate the cause", "7", "#inv"),
            Node("restore", "task", "l2", "Restore the service", "8", "#restore"),
            Node("confirm", "task", "desk", "Confirm with the user", "9", "#confirm", key_control=True),
            Node("ok", "xor", "desk", "User confirms?"),
            Node("close", "task", "desk", "Close and code the record", "10", "#close"),
            Node("end", "end", "desk", "Closed"),
        ),
        edges(
            "start>log log>cat cat>major major>call:yes major>search:no call>split split>inform split>auth inform>join "
            "auth>join join>restore search>known known>restore:yes known>inv:no inv>restore restore>confirm confirm>ok "
            "ok>close:yes ok<inv:no,_at_most_3× close>end"
        ),
    )


def edges(text: str) -> tuple[Edge, ...]:
    """`a>b` forward, `a<b` back (still from a to b), `:label` with underscores for spaces."""
    found = []
    for word in text.split():
        ends, _, label = word.partition(":")
        back = "<" in ends
        source, target = ends.split("<" if back else ">")
        found.append(Edge(source, target, label.replace("_", " "), back))
    return tuple(found)


def simple(text: str, lanes: dict[str, str], *, labels: dict[str, str] | None = None) -> Workflow:
    """A workflow from edges; `lanes` maps node id to lane id. The first letter of an id gives the kind."""
    kinds = {"s": "start", "e": "end", "x": "xor", "a": "and", "v": "event", "p": "subprocess"}
    found = edges(text)
    names = list(dict.fromkeys(name for edge in found for name in (edge.source, edge.target)))
    nodes = tuple(
        Node(name, kinds.get(name[0], "task"), lanes.get(name, "A"), (labels or {}).get(name, name))  # type: ignore[arg-type]
        for name in names
    )
    ids = dict.fromkeys(["A", *lanes.values()])
    return Workflow("Workflow", "A workflow.", tuple(Lane(i, f"Role {i}") for i in ids), nodes, found)


class Generator:
    """Structured random workflows; the same seed gives the same workflow."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lanes = [f"r{n}" for n in range(self.random.choice([1, 2, 3, 4, 5, 5, 6, 7, 9, 12]))]
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.budget = self.random.randint(3, 34)
        self.sticky = self.random.random()
        self.lane = self.lanes[0]

    def workflow(self) -> Workflow:
        start = self._node("start")
        first, last = self._block(0)
        end = self._node("end")
        self._edge(start, first)
        self._edge(last, end)
        lanes = tuple(Lane(name, self._words(3)) for name in self.lanes)
        nodes, found = list(self.nodes), list(self.edges)
        if self.random.random() < 0.3:
            self.random.shuffle(nodes)
            self.random.shuffle(found)
        return Workflow("Random", "A random workflow.", lanes, tuple(nodes), tuple(found))

    def _words(self, most: int) -> str:
        return " ".join(self.random.choice(WORDS) for _ in range(self.random.randint(1, most))).capitalize()

    def _node(self, kind: str) -> str:
        name = f"{kind}{len(self.nodes)}"
        if self.random.random() > self.sticky:
            self.lane = self.random.choice(self.lanes)
        label = "" if kind == "and" or (kind == "xor" and self.random.random() < 0.2) else self._words(7)
        number = str(len(self.nodes)) if kind == "task" else None
        key = kind == "task" and self.random.random() < 0.2
        self.nodes.append(Node(name, kind, self.lane, label, number, f"#{name}", key))  # type: ignore[arg-type]
        self.budget -= 1
        return name

    def _edge(self, source: str, target: str, label: str = "", back: bool = False) -> None:
        self.edges.append(Edge(source, target, label, back))

    def _label(self, chance: float = 0.9) -> str:
        if self.random.random() > chance:
            return ""
        return self.random.choice(
            ["yes", "no", "p1", "otherwise", "no, at most 3×", "approved by the board", self._words(9)]
        )

    def _block(self, depth: int) -> tuple[str, str]:
        kind = self.random.choice(["task", "task", "sequence", "sequence", "xor", "and", "loop"])
        if self.budget <= 0 or depth > 5 or kind == "task":
            name = self._node(self.random.choice(["task"] * 6 + ["event", "subprocess"]))
            return name, name
        if kind == "sequence":
            first, last = self._block(depth + 1)
            for _ in range(self.random.randint(1, 4)):
                head, tail = self._block(depth + 1)
                self._edge(last, head)
                last = tail
            return first, last
        if kind == "loop":
            first, last = self._block(depth + 1)
            test = self._node("xor")
            self._edge(last, test)
            self._edge(test, first, self._label(), self.random.random() < 0.9)
            after = self._node("task")
            self._edge(test, after, self._label())
            return first, after
        split = self._node(kind)
        ways = [self._block(depth + 1) for _ in range(self.random.choice([2, 2, 2, 3, 4]))]
        join = self._node(kind)
        if kind == "xor":
            self.nodes[-1] = Node(join, "xor", self.nodes[-1].lane) if self.random.random() < 0.5 else self.nodes[-1]
        for head, tail in ways:
            self._edge(split, head, self._label() if kind == "xor" else "")
            self._edge(tail, join)
        if kind == "xor" and self.random.random() < 0.5:
            self._edge(split, join, self._label())
        return split, join


def chaos(seed: int) -> Workflow:
    """Any graph: undeclared cycles, back edges that go down, edges to itself, nodes that nobody reaches."""
    rng = random.Random(seed)
    names = [f"t{n}" for n in range(rng.randint(1, 16))]
    lanes = [f"r{n}" for n in range(rng.randint(1, 6))]
    nodes = tuple(
        Node(name, rng.choice(["task", "task", "xor", "and", "end", "event"]), rng.choice(lanes), name)
        for name in names
    )
    found = tuple(
        Edge(rng.choice(names), rng.choice(names), rng.choice(["", "", "yes", "no, at most 3×"]), rng.random() < 0.15)
        for _ in range(rng.randint(0, 2 * len(names)))
    )
    return Workflow("Chaos", "Any graph.", tuple(Lane(name, name) for name in lanes), nodes, found)
