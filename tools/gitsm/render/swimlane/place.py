"""Sizes of the nodes and their columns: the x of everything that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from math import ceil, comb, sqrt
from typing import Literal

from gitsm.render.swimlane.model import Edge, Lane, Node, Workflow
from gitsm.render.swimlane.order import Ranked
from gitsm.render.text import balanced, text_width

BOX_WIDTH = 148.0
TEXT_WIDTH = 114.0
LINE = 15.0
SIZE = 12.0
LANE_SIZE = 12.5
GAP = 22.0
EDGE_OF_LANE = 11.0
NARROWEST_CELL = 100.0
NEXT_LINE = 14.0
BETWEEN = 2
PILL_RADIUS = 14.0
_ORDERS_TRIED_UP_TO = 4
_WAYS_TRIED_UP_TO = 80


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a node is, its label in lines, how wide its column must be (`cell`), and how its sides are cut."""

    width: float
    height: float
    lines: tuple[str, ...]
    cell: float
    cut: Literal["square", "round", "pointed"] = "square"

    def inset(self, dy: float) -> float:
        """How far inside the rectangle the outline lies `dy` px from the middle."""
        if self.cut == "round":
            radius = min(PILL_RADIUS, self.height / 2)
            beyond = max(0.0, abs(dy) - (self.height / 2 - radius))
            return radius - sqrt(radius**2 - beyond**2)
        return point_of(self.width, self.height) * abs(dy) * 2 / self.height if self.cut == "pointed" else 0.0


@dataclass(frozen=True, slots=True)
class Column:
    """A lane in the drawing: `pads` are the free widths left and right of its boxes."""

    lane: Lane
    x: float
    width: float
    pads: tuple[float, float]
    lines: tuple[str, ...]

    @property
    def right(self) -> float:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns, the centre x of each node, and the xs at which vertical lines may run beside the boxes."""

    columns: tuple[Column, ...]
    x: dict[str, float]
    gutters: tuple[float, ...]
    width: float


def shape(node: Node, workflow: Workflow, edges: Sequence[Edge]) -> Shape:
    """The size of a node by its kind and label; labels of more lines make it taller, never smaller in type."""
    labelled = any(edge.source == node.id and edge.label for edge in edges)
    text = node.label.strip() or _implied(node, edges)
    bold = node.kind in {"xor", "and"}
    if node.kind == "xor" and not text:
        return Shape(36.0, 22.0, (), BOX_WIDTH if labelled else NARROWEST_CELL, "pointed")
    limit = TEXT_WIDTH - 6 if node.key_control else TEXT_WIDTH
    lines = tuple(line for part in text.split("\n") for line in balanced(part, limit, SIZE, bold=bold))
    widest = even(max(text_width(line, SIZE, bold=bold) for line in lines))
    if node.kind in {"task", "subprocess"}:
        return Shape(BOX_WIDTH, max(42.0, 16 + LINE * len(lines)), lines, BOX_WIDTH)
    if node.kind == "xor":
        return Shape(BOX_WIDTH, max(38.0, 14 + LINE * len(lines)), lines, BOX_WIDTH, "pointed")
    if node.kind == "and":
        width = min(BOX_WIDTH, max(112.0, widest + 34))
        return Shape(width, 20 + LINE * (len(lines) - 1), lines, BOX_WIDTH if labelled else width, "round")
    width = min(BOX_WIDTH, max(68.0, widest + 28))
    return Shape(
        width, 28 + LINE * (len(lines) - 1), lines, BOX_WIDTH if labelled else max(NARROWEST_CELL, width), "round"
    )


def point_of(width: float, height: float) -> float:
    """How far the points of a decision's hexagon stand out."""
    return min(14.0, height / 2, width / 4)


def even(width: float) -> float:
    """The next even number of px: centres then fall on whole px."""
    return 2.0 * ceil(width / 2)


def _implied(node: Node, edges: Sequence[Edge]) -> str:
    if node.kind in {"start", "end"}:
        return node.kind.capitalize()
    if node.kind in {"task", "subprocess", "event"}:
        return node.id
    if node.kind == "xor":
        return ""
    leaving = sum(edge.source == node.id for edge in edges)
    entering = sum(edge.target == node.id for edge in edges)
    if leaving > 1:
        return "do both" if leaving == 2 else f"do all {leaving}"
    if entering > 1:
        return "wait for both" if entering == 2 else f"wait for all {entering}"
    return "go on"


def grid(
    workflow: Workflow, ranked: Ranked, shapes: Mapping[str, Shape], extra: Mapping[tuple[str, int], float]
) -> Grid:
    """Places lanes and nodes. `extra[lane, where]` widens a lane to make room for lines: at its left (0), at its right
    (1), or between its boxes (2)."""
    rows: dict[str, dict[int, list[str]]] = {lane.id: {} for lane in ranked.lanes}
    for node in workflow.nodes:
        rows[node.lane].setdefault(ranked.rank[node.id], []).append(node.id)
    columns: list[Column] = []
    first: dict[str, float] = {}
    pitch: dict[str, float] = {}
    count: dict[str, int] = {}
    x = 0.0
    for lane in ranked.lanes:
        members = [name for row in rows[lane.id].values() for name in row]
        cell = max(shapes[name].cell for name in members)
        count[lane.id] = max(len(row) for row in rows[lane.id].values())
        pitch[lane.id] = cell + GAP + extra.get((lane.id, BETWEEN), 0.0)
        boxes = cell + (count[lane.id] - 1) * pitch[lane.id]
        name_width = text_width(lane.label, LANE_SIZE, bold=True)
        pads = [GAP + extra.get((lane.id, side), 0.0) for side in (0, 1)]
        short = min(name_width, BOX_WIDTH) + 16 - boxes - sum(pads)
        if short > 0:
            pads = [pad + ceil(short / 2) for pad in pads]
        width = boxes + sum(pads)
        lines = balanced(lane.label, width - 14, LANE_SIZE, bold=True)
        columns.append(Column(lane, x, width, (pads[0], pads[1]), lines))
        first[lane.id] = x + pads[0] + cell / 2
        x += width
    spots = _spots(workflow, ranked, rows, count, first, pitch)
    lane_of = {node.id: node.lane for node in workflow.nodes}
    xs = {name: first[lane_of[name]] + spot * pitch[lane_of[name]] / 2 for name, spot in spots.items()}
    gutters = _gutters(columns, count, first, pitch)
    return Grid(tuple(columns), xs, gutters, x)


def _gutters(
    columns: Sequence[Column], count: Mapping[str, int], first: Mapping[str, float], pitch: Mapping[str, float]
) -> tuple[float, ...]:
    xs: set[float] = set()
    for column in columns:
        left, right = column.pads
        xs.update(column.x + EDGE_OF_LANE + away for away in _steps(left))
        xs.update(column.right - EDGE_OF_LANE - away for away in _steps(right))
        slots, start, step = count[column.lane.id], first[column.lane.id], pitch[column.lane.id]
        beside = start - column.x - left + EDGE_OF_LANE
        for half_slot in range(2 * slots - 1):
            for away in _steps(step - 2 * (beside - EDGE_OF_LANE)):
                centre = start + half_slot * step / 2
                both = centre - beside - away, centre + beside + away
                both = centre - beside - away, centre + beside + away
                xs.update(x for x in both if column.x + left < x < column.right - right)
    return tuple(sorted(xs))


def _steps(room: float) -> list[float]:
    """Distances of the lines that fit side by side into a free strip."""
    return [NEXT_LINE * step for step in range(int((room - EDGE_OF_LANE * 2) // NEXT_LINE) + 1)]


def _spots(
    workflow: Workflow,
    ranked: Ranked,
    rows: Mapping[str, Mapping[int, list[str]]],
    count: Mapping[str, int],
    first: Mapping[str, float],
    pitch: Mapping[str, float],
) -> dict[str, int]:
    """The half slot of each node in its lane, so that neighbours along the edges stand below each other."""
    near: dict[str, list[str]] = {node.id: [] for node in workflow.nodes}
    for edge in ranked.edges:
        if not edge.back:
            near[edge.source].append(edge.target)
            near[edge.target].append(edge.source)
    lane_of = {node.id: node.lane for node in workflow.nodes}
    spots: dict[str, int] = {}
    for lane, by_rank in rows.items():
        for row in by_rank.values():
            start = count[lane] - len(row)
            spots.update({name: start + 2 * index for index, name in enumerate(row)})

    def x(name: str, spot: int) -> float:
        return first[lane_of[name]] + spot * pitch[lane_of[name]] / 2

    def cost(row: Sequence[str], taken: Sequence[int]) -> float:
        total = 0.0
        for name, spot in zip(row, taken, strict=True):
            here = x(name, spot)
            for other in near[name]:
                away = abs(here - x(other, spots[other]))
                total += away + 40 if away else 0
        return total

    def mean(name: str) -> float:
        return sum(x(other, spots[other]) for other in near[name]) / max(1, len(near[name]))

    groups = sorted(
        ((rank, lane, row) for lane, by_rank in rows.items() if count[lane] > 1 for rank, row in by_rank.items()),
        key=lambda group: (group[0], group[1]),
    )
    for sweep in range(4):
        for _, lane, row in groups if sweep % 2 == 0 else reversed(groups):
            current = sorted(row, key=lambda name: spots[name])
            best = min(
                ((order, taken) for order in _orders(current, mean) for taken in _slots(len(row), count[lane])),
                key=lambda choice: cost(*choice),
            )
            spots.update(zip(*best, strict=True))
    return spots


def _orders(row: Sequence[str], weight: Callable[[str], float]) -> Iterable[tuple[str, ...]]:
    """All orders of a short row; of a long one the order by where its neighbours stand."""
    if len(row) <= _ORDERS_TRIED_UP_TO:
        return permutations(row)
    return [tuple(sorted(row, key=weight))]


def _slots(boxes: int, slots: int) -> list[tuple[int, ...]]:
    """Ways to put boxes on half slots without touching: all of them, or side by side where that would be too many."""
    free = 2 * (slots - boxes)
    if comb(free + boxes, boxes) > _WAYS_TRIED_UP_TO:
        return [tuple(start + 2 * index for index in range(boxes)) for start in range(free + 1)]
    shifts = combinations(range(free + boxes), boxes)
    return [tuple(value + index for index, value in enumerate(shift)) for shift in shifts]
