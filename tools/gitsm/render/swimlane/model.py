"""What the swimlane picture is made from, and the geometry that it becomes. All lengths in px at natural size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NodeKind = Literal["start", "end", "task", "xor", "and", "event", "subprocess"]
Point = tuple[float, float]


class WorkflowError(ValueError):
    """The workflow cannot be drawn: an id is used twice, or a lane or node that is referred to does not exist."""


class TooEntangled(WorkflowError):
    """So many lines cross that no tidy picture was found, or none that anybody could follow."""

    def __init__(self, title: str) -> None:
        super().__init__(f"the workflow {title!r} is too entangled to be drawn")


@dataclass(frozen=True, slots=True)
class Lane:
    """One column: a role. `href` leads to its page. A lane without a node is not drawn, nor a header of empty names."""

    id: str
    label: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """One step of the workflow.

    `label` is the task's name, the decision's question or the event's name; a line feed in it starts a new line. An
    `and` without a label says "do both" or "wait for both" by its edges, an `xor` without one is a small hexagon where
    paths meet. `number` is the step number of the table "Steps in words".
    """

    id: str
    kind: NodeKind
    lane: str
    label: str = ""
    number: str | None = None
    href: str | None = None
    key_control: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow. `back` marks a declared loop's edge; a cycle that nobody declared is cut and drawn dashed as well."""

    source: str
    target: str
    label: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True)
class Workflow:
    """Input of the picture; the order of lanes, nodes and edges only breaks ties. `description` says it in words."""

    title: str
    description: str
    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def cx(self) -> float:
        return self.x + self.width / 2

    @property
    def cy(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class NodeBox:
    """A node where it is drawn, with its label broken into lines."""

    node: Node
    box: Box
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """The label of an edge on a small plate of page colour; `edge` is an index into `Drawing.edges`."""

    edge: int
    box: Box
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EdgePath:
    """An edge as an orthogonal line from its source's border to the tip of the arrow at its target's border."""

    edge: Edge
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class LaneBox:
    """A column from x to x + width, its name broken into lines."""

    lane: Lane
    x: float
    width: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole geometry. Lanes stand in drawing order; the header of lane names is `header` px high."""

    width: float
    height: float
    header: float
    lanes: tuple[LaneBox, ...]
    nodes: tuple[NodeBox, ...]
    edges: tuple[EdgePath, ...]
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The SVG text and the geometry it was drawn from."""

    svg: str
    drawing: Drawing
