"""A workflow in words and as input of the swimlane: lanes, numbers, and what comes after each step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.process import Activity, Edge, Loop, Node, Process, Workflow
from gitsm.render.swimlane import Drawing, Lane, TooEntangled, layout, swimlane
from gitsm.render.swimlane import Edge as DrawnEdge
from gitsm.render.swimlane import Node as DrawnNode
from gitsm.render.swimlane import Workflow as DrawnWorkflow
from gitsm.site.fields import anchor
from gitsm.site.html import Html, cat, el, esc, join
from gitsm.site.page import Page
from gitsm.site.parts import role
from gitsm.site.redact import HIDDEN

NOBODY = "-"
MOST_NODES = 120
MOST_EDGES = 240
MOST_WORDS = 60
"""How many branches one cell of the table follows before it only names what comes next."""


@dataclass(eq=False)
class Steps:
    """The workflow of a process, without edges that lead nowhere."""

    page: Page
    process: Process
    nodes: dict[str, Node] = field(init=False)
    edges: tuple[Edge, ...] = field(init=False)
    loops: dict[tuple[str, str], Loop] = field(init=False)
    _budget: int = 0

    def __post_init__(self) -> None:
        flow = self.process.workflow or Workflow.model_validate({})
        self.nodes = {node.id: node for node in flow.nodes}
        self.edges = tuple(edge for edge in flow.edges if edge.from_ in self.nodes and edge.to in self.nodes)
        self.loops = {loop.back: loop for loop in flow.loops}

    # -- lanes -------------------------------------------------------------------------------------------------------

    def performer(self, activity: Activity | None) -> str | None:
        """The role in whose lane the activity stands: its first R, else its A."""
        raci = activity.raci if activity else None
        if raci is None:
            return None
        return raci.responsible[0] if raci.responsible else raci.accountable

    @cached_property
    def lane_of(self) -> dict[str, str]:
        """Lane of every node: performer of a task, decider of a decision; the others stand with their neighbours."""
        lanes: dict[str, str] = {}
        for node in self.nodes.values():
            own = self.performer(self.process.activity(node.id)) if node.type == "task" else node.decides
            if own:
                lanes[node.id] = own
        for _ in self.nodes:
            missing = [name for name in self.nodes if name not in lanes]
            if not missing:
                break
            for name in missing:
                near = self._neighbour_lane(name, lanes)
                if near is not None:
                    lanes[name] = near
        return {name: lanes.get(name, NOBODY) for name in self.nodes}

    def _neighbour_lane(self, name: str, lanes: dict[str, str]) -> str | None:
        before = [edge.from_ for edge in self.edges if edge.to == name and edge.from_ in lanes]
        after = [edge.to for edge in self.edges if edge.from_ == name and edge.to in lanes]
        return next((lanes[other] for other in before + after), None)

    def role_title(self, id_: str) -> str:
        """Name of a lane or column."""
        if id_ == NOBODY:
            return "Nobody named"
        target = self.page.view.target(f"role/{id_}")
        if target.state == "hidden":
            return HIDDEN
        return target.item.artefact.title if target.item else id_

    # -- the picture -------------------------------------------------------------------------------------------------

    @cached_property
    def _drawn_edges(self) -> tuple[DrawnEdge, ...]:
        return tuple(
            DrawnEdge(edge.from_, edge.to, self._edge_label(edge), (edge.from_, edge.to) in self.loops)
            for edge in self.edges
        )

    def _edge_label(self, edge: Edge) -> str:
        loop = self.loops.get((edge.from_, edge.to))
        limit = f"at most {loop.limit}×" if loop and loop.limit else ""
        return ", ".join(part for part in (self.branch(edge), limit) if part)

    def branch(self, edge: Edge) -> str:
        """The words of a branch: its label, its values, or "otherwise"."""
        if edge.label:
            return edge.label
        if edge.when:
            return ", ".join(edge.when.in_)
        return "otherwise" if edge.default else ""

    def _drawn(self, numbers: dict[str, str]) -> DrawnWorkflow:
        view = self.page.view
        lanes = []
        for id_ in dict.fromkeys(self.lane_of.values()):
            item = view.get(f"role/{id_}") if id_ != NOBODY else None
            lanes.append(Lane(id_, self.role_title(id_), self.page.href(view.paths[item.path]) if item else None))
        nodes = [self._drawn_node(node, numbers) for node in self.nodes.values()]
        title = f"Workflow of {self.process.title}"
        size = f"{words.plural(len(self.tasks), 'step')} in {words.plural(len(lanes), 'lane')}"
        description = f"{size}, read downwards. The same in words stands below the picture."
        return DrawnWorkflow(title, description, tuple(lanes), tuple(nodes), self._drawn_edges)

    def _drawn_node(self, node: Node, numbers: dict[str, str]) -> DrawnNode:
        activity = self.process.activity(node.id) if node.type == "task" else None
        label = node.label or ""
        href = None
        if node.type == "task":
            label = (activity.name if activity else "") or label or node.id
            href = f"#{anchor('activities', node.id)}" if activity else None
        elif node.type == "xor":
            label = node.question or label
        elif node.type == "subprocess":
            target = self.page.view.get(f"process/{node.process}") if node.process else None
            label = label or (target.artefact.title if target else node.process or "")
            href = self.page.href(self.page.view.paths[target.path]) if target else None
        elif node.type in ("start", "end", "event") and not label:
            label = {"start": "Start", "end": "End"}.get(node.type, node.id)
        return DrawnNode(
            node.id,
            node.type,
            self.lane_of[node.id],
            label,
            numbers.get(node.id),
            href,
            bool(activity and activity.control),
        )

    @cached_property
    def picture(self) -> str:
        """The swimlane with the numbers of the steps; empty where there is nothing to draw or too much."""
        return swimlane(self._drawn(self.numbers)).svg if self._drawing else ""

    @cached_property
    def _drawing(self) -> Drawing | None:
        if not self.nodes or self.too_large:
            return None
        try:
            return layout(self._drawn({}))
        except TooEntangled:
            return None

    @property
    def too_large(self) -> bool:
        """Whether there are more nodes or edges than a picture can show."""
        return len(self.nodes) > MOST_NODES or len(self.edges) > MOST_EDGES

    @cached_property
    def lanes(self) -> list[str]:
        """Roles of the lanes, in the order of the picture."""
        if self._drawing is None:
            return [id_ for id_ in dict.fromkeys(self.lane_of.values()) if id_ != NOBODY]
        return [box.lane.id for box in self._drawing.lanes if box.lane.id != NOBODY]

    @cached_property
    def tasks(self) -> list[Node]:
        """The task nodes, in the order of the file."""
        return [node for node in self.nodes.values() if node.type == "task"]

    @cached_property
    def numbers(self) -> dict[str, str]:
        """Number of every activity: as the picture is read, downwards and from left to right; the rest afterwards."""
        order = [node.id for node in self.tasks]
        if self._drawing is not None:
            at = {box.node.id: (box.box.cy, box.box.cx) for box in self._drawing.nodes}
            order.sort(key=lambda id_: at[id_])
        order += [activity.id for activity in self.process.activities if activity.id not in order]
        return {id_: str(number) for number, id_ in enumerate(order, start=1)}

    # -- in words ----------------------------------------------------------------------------------------------------

    def then(self, task: str) -> Html:
        """What comes after a step."""
        self._budget = MOST_WORDS
        return self._after(task, frozenset())

    def _after(self, name: str, seen: frozenset[str]) -> Html:
        leaving = [edge for edge in self.edges if edge.from_ == name]
        if not leaving:
            return esc("nothing follows")
        return join([self._edge(edge, seen) for edge in leaving], " or ")

    def _edge(self, edge: Edge, seen: frozenset[str]) -> Html:
        loop = self.loops.get((edge.from_, edge.to))
        if loop is not None:
            limit = f", at most {words.plural(loop.limit, 'time')}" if loop.limit else ""
            call = f", then escalation {loop.escalate}" if loop.escalate else ""
            return cat("back to ", self._arrive(edge.to, seen | {edge.to}, back=True), limit + call)
        return self._arrive(edge.to, seen)

    def _arrive(self, name: str, seen: frozenset[str], *, back: bool = False) -> Html:
        node = self.nodes[name]
        if node.type == "task":
            return self._number(name)
        self._budget -= 1
        if back or name in seen or self._budget < 0:
            return el("em", self._name(node))
        seen = seen | {name}
        if node.type == "end":
            return esc("end" if not node.label else f"end: {node.label}")
        if node.type == "xor":
            return self._decision(node, seen)
        if node.type == "and":
            return self._parallel(node, seen)
        return cat(self._name(node), ", then ", self._after(name, seen))

    def _name(self, node: Node) -> str:
        return node.question or node.label or (f"process {node.process}" if node.process else node.id)

    def _decision(self, node: Node, seen: frozenset[str]) -> Html:
        leaving = [edge for edge in self.edges if edge.from_ == node.id]
        if len(leaving) == 1:
            return self._edge(leaving[0], seen)
        decider = cat(role(self.page, node.decides), " decides: ") if node.decides else Html("")
        question = el("em", node.question or node.label or node.id)
        branches = [cat(el("strong", self.branch(edge) or "or"), " ", self._edge(edge, seen)) for edge in leaving]
        return cat(decider, question, " ", join(branches, ", "))

    def _parallel(self, node: Node, seen: frozenset[str]) -> Html:
        entering = [edge for edge in self.edges if edge.to == node.id]
        leaving = [edge for edge in self.edges if edge.from_ == node.id]
        parts: list[Html] = []
        if len(entering) > 1:
            parts.append(cat("wait for ", join([self._coming(edge.from_) for edge in entering], " and ")))
        if len(leaving) > 1:
            word = "both" if len(leaving) == 2 else "all of"
            parts.append(cat(el("strong", word), " ", join([self._edge(edge, seen) for edge in leaving], " and ")))
        elif leaving:
            parts.append(self._edge(leaving[0], seen))
        return join(parts, ", then ") or esc("nothing follows")

    def _coming(self, name: str) -> Html:
        return self._number(name) if self.nodes[name].type == "task" else esc(f"“{self._name(self.nodes[name])}”")

    def _number(self, name: str) -> Html:
        return el("a", self.numbers[name], href=f"#{anchor('activities', name)}")

    def starts(self) -> Html:
        """Where the workflow begins."""
        self._budget = MOST_WORDS
        begins = [self._after(node.id, frozenset({node.id})) for node in self.nodes.values() if node.type == "start"]
        return join(begins, " or ")


def steps_of(page: Page, item: Loaded) -> Steps:
    """The steps of a process."""
    assert isinstance(item.artefact, Process)
    return Steps(page, item.artefact)


def raci_roles(process: Process, first: Iterable[str]) -> list[str]:
    """Every role of the matrix: those of the lanes, then the others as they appear."""
    found = dict.fromkeys(first)
    for activity in process.activities:
        if activity.raci:
            raci = activity.raci
            found.update(dict.fromkeys([raci.accountable] if raci.accountable else []))
            for group in (raci.responsible, raci.consulted, raci.informed, raci.support, raci.verify):
                found.update(dict.fromkeys(group))
    return list(found)
