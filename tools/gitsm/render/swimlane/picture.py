"""From a workflow to its geometry and its SVG: widen and reroute until every edge has a way of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gitsm.render.swimlane.channel import ChannelPlan, Label, Tangle, plan
from gitsm.render.swimlane.draw import draw
from gitsm.render.swimlane.effort import Effort
from gitsm.render.swimlane.model import (
    Box,
    Chip,
    Drawing,
    EdgePath,
    LaneBox,
    Node,
    NodeBox,
    Picture,
    Point,
    TooEntangled,
    Workflow,
)
from gitsm.render.swimlane.order import Ranked, arrange
from gitsm.render.swimlane.place import LINE, Grid, Shape, grid, shape
from gitsm.render.swimlane.route import Narrow, Route, Router

MOST_CORRECTIONS = 300
MOST_DETOURS = 8
HEADER_PAD = 32.0


def swimlane(workflow: Workflow) -> Picture:
    """The picture of a workflow. Raises WorkflowError for ids used twice or unknown; see `layout`."""
    drawing = layout(workflow)
    return Picture(draw(workflow, drawing), drawing)


def layout(workflow: Workflow) -> Drawing:
    """The geometry alone, in px at natural size; the same input gives the same output.

    Raises WorkflowError for ids used twice or unknown, and TooEntangled where the search for free ways takes too long.
    """
    effort = Effort(workflow.title)
    ranked = arrange(workflow)
    if not ranked.lanes:
        return Drawing(320.0, 40.0, 0.0, (), (), (), ())
    shapes = {node.id: shape(node, workflow, ranked.edges) for node in workflow.nodes}
    lane_of = {node.id: node.lane for node in workflow.nodes}
    extra: dict[tuple[str, int], float] = {}
    banned: frozenset[tuple[int, float]] = frozenset()
    for attempt in range(MOST_CORRECTIONS):
        placed = grid(workflow, ranked, shapes, extra)
        router = Router(placed, shapes, ranked.rank, lane_of, ranked.edges, banned, attempt, effort)
        try:
            router.run()
        except Narrow as need:
            extra[need.lane, need.side] = extra.get((need.lane, need.side), 0.0) + need.by
            banned = frozenset()
            continue
        plans: list[ChannelPlan] = []
        for channel in range(router.rows + 1):
            labels = [label for label in router.taken.labels if label.band == 2 * channel]
            try:
                plans.append(plan(router.wires.get(channel, []), labels, effort))
            except Tangle as knot:
                other_ways = {
                    (edge, router.routes[edge].xs[1]) for edge in knot.edges if len(router.routes[edge].xs) == 3
                }
                if other_ways and len(banned) < MOST_DETOURS:
                    banned |= {max(other_ways)}
                else:
                    ranked, banned = _split(ranked, channel), frozenset()
                break
        else:
            return _assemble(workflow, ranked, placed, shapes, router.routes, router.taken.labels, plans)
    raise TooEntangled(workflow.title)


def _split(ranked: Ranked, channel: int) -> Ranked:
    """An empty row in the middle of a channel: edges that crossed in a circle there get two channels to do it."""
    rank = {name: row + (row >= channel) for name, row in ranked.rank.items()}
    return Ranked(ranked.edges, rank, ranked.lanes)


def _assemble(
    workflow: Workflow,
    ranked: Ranked,
    placed: Grid,
    shapes: Mapping[str, Shape],
    routes: Mapping[int, Route],
    labels: Sequence[Label],
    plans: Sequence[ChannelPlan],
) -> Drawing:
    named = any(lane.label.strip() for lane in ranked.lanes)
    header = HEADER_PAD + LINE * max(len(column.lines) for column in placed.columns) if named else 0.0
    rows = len(plans) - 1
    heights = [
        max((shapes[name].height for name, row in ranked.rank.items() if row == at), default=0.0) for at in range(rows)
    ]
    channel_top: list[float] = []
    row_middle: list[float] = []
    y = header
    for at in range(rows):
        channel_top.append(y)
        y += _height(plans[at], outer=at == 0) + heights[at]
        row_middle.append(y - heights[at] / 2)
    channel_top.append(y)
    height = y + _height(plans[rows], outer=True)
    boxes = {
        node.id: _box(node, shapes[node.id], placed.x[node.id], row_middle[ranked.rank[node.id]])
        for node in workflow.nodes
    }
    wires = {(wire.edge, at): wire for at, each in enumerate(plans) for wire in each.wires}
    paths: list[EdgePath] = []
    for index, edge in enumerate(ranked.edges):
        route = routes[index]
        xs = list(route.xs)
        if route.sides is None:
            xs[0] = wires[index, route.turns[0]].a.x
            xs[-1] = wires[index, route.turns[-1]].b.x
        ys = [channel_top[at] + plans[at].runs.get(index, 0.0) for at in route.turns]
        paths.append(EdgePath(edge, _points(route, xs, ys, boxes[edge.source], boxes[edge.target])))

    def middle(label: Label) -> float:
        at, in_row = divmod(label.band, 2)
        return row_middle[at] + label.dy if in_row else channel_top[at] + plans[at].labels[label.edge]

    chips = [
        Chip(label.edge, Box(label.low, middle(label) - label.height / 2, label.width, label.height), label.lines)
        for label in sorted(labels, key=lambda label: label.edge)
    ]
    lanes = tuple(LaneBox(column.lane, column.x, column.width, column.lines) for column in placed.columns)
    nodes = tuple(NodeBox(node, boxes[node.id], shapes[node.id].lines) for node in workflow.nodes)
    return Drawing(placed.width, height, header, lanes, nodes, tuple(paths), tuple(chips))


def _height(plan: ChannelPlan, *, outer: bool) -> float:
    """Above the first and below the last row a little room is enough when nothing runs there."""
    return 16.0 if outer and not plan.runs and not plan.labels else plan.height


def _box(node: Node, size: Shape, x: float, y: float) -> Box:
    return Box(x - size.width / 2, y - size.height / 2, size.width, size.height)


def _points(route: Route, xs: Sequence[float], ys: Sequence[float], source: Box, target: Box) -> tuple[Point, ...]:
    points: list[Point] = []
    if route.sides is None:
        points.append((xs[0], source.bottom))
    else:
        y = source.cy + route.sides[0].dy
        points += [(route.sides[0].x, y), (xs[0], y)]
    for at, y in enumerate(ys):
        points += [(xs[at], y), (xs[at + 1], y)] if xs[at] != xs[at + 1] else []
    if route.sides is None:
        points.append((xs[-1], target.y))
    else:
        y = target.cy + route.sides[1].dy
        points += [(xs[-1], y), (route.sides[1].x, y)]
    return tuple(point for at, point in enumerate(points) if not at or point != points[at - 1])
