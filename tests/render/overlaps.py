"""An independent judge of a drawing: works on the geometry alone and knows nothing of how it was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from gitsm.render.swimlane import Box, Drawing, EdgePath, NodeBox, Point

NODE_GAP = 4.0
PARALLEL_GAP = 3.0
Segment = tuple[Point, Point]


def faults(drawing: Drawing) -> list[str]:
    """Everything in the drawing that lies on something else, or outside the frame."""
    return [
        *_nodes(drawing),
        *_frame(drawing),
        *_lanes(drawing),
        *_segments_and_nodes(drawing),
        *_chips(drawing),
        *_edges(drawing),
        *_ends(drawing),
    ]


def _nodes(drawing: Drawing) -> Iterator[str]:
    for a, b in combinations(drawing.nodes, 2):
        if _touch(a.box, b.box, NODE_GAP):
            yield f"nodes {a.node.id} and {b.node.id} are closer than {NODE_GAP} px"


def _frame(drawing: Drawing) -> Iterator[str]:
    boxes = [(n.node.id, n.box) for n in drawing.nodes] + [(f"chip {c.edge}", c.box) for c in drawing.chips]
    for name, box in boxes:
        if box.x < 1 or box.right > drawing.width - 1 or box.y < drawing.header or box.bottom > drawing.height - 1:
            yield f"{name} is outside the frame"
    for index, edge in enumerate(drawing.edges):
        for x, y in edge.points:
            if not (1 <= x <= drawing.width - 1 and drawing.header <= y <= drawing.height - 1):
                yield f"edge {index} leaves the frame at {x}, {y}"


def _lanes(drawing: Drawing) -> Iterator[str]:
    x = 0.0
    where = {}
    for lane in drawing.lanes:
        if abs(lane.x - x) > 0.01:
            yield f"lane {lane.lane.id} does not join its neighbour"
        x = lane.x + lane.width
        where[lane.lane.id] = (lane.x, x)
    if drawing.lanes and abs(x - drawing.width) > 0.01:
        yield "the lanes do not fill the frame"
    for placed in drawing.nodes:
        left, right = where[placed.node.lane]
        if placed.box.x < left or placed.box.right > right:
            yield f"{placed.node.id} is not inside its lane"


def _segments_and_nodes(drawing: Drawing) -> Iterator[str]:
    for index, edge in enumerate(drawing.edges):
        for placed in drawing.nodes:
            box = placed.box
            if edge.edge.back and placed.node.id in {edge.edge.source, edge.edge.target}:
                box = _core(placed)
            if any(_through(segment, box, -0.5) for segment in segments(edge.points)):
                yield f"edge {index} {edge.edge.source}->{edge.edge.target} runs through {placed.node.id}"


def _core(placed: NodeBox) -> Box:
    """A node without the 14 px at its sides where hexagons and pills are narrower than their rectangle."""
    if placed.node.kind in {"task", "subprocess"}:
        return placed.box
    cut = min(14.0, placed.box.width / 4)
    return Box(placed.box.x + cut, placed.box.y, placed.box.width - 2 * cut, placed.box.height)


def _chips(drawing: Drawing) -> Iterator[str]:
    for chip in drawing.chips:
        name = f"chip {chip.edge} {chip.lines}"
        for placed in drawing.nodes:
            if _touch(chip.box, placed.box, 2):
                yield f"{name} lies on node {placed.node.id}"
        own = [s for s in segments(drawing.edges[chip.edge].points) if _through(s, chip.box, -0.5)]
        if not own:
            yield f"{name} does not lie on its edge"
        for index, edge in enumerate(drawing.edges):
            if index != chip.edge and any(_through(s, chip.box, 0) for s in segments(edge.points)):
                yield f"{name} hides a part of edge {index} {edge.edge.source}->{edge.edge.target}"
    for a, b in combinations(drawing.chips, 2):
        if _touch(a.box, b.box, 1):
            yield f"chips {a.edge} and {b.edge} overlap"
    labelled = {index for index, edge in enumerate(drawing.edges) if edge.edge.label.strip()}
    if labelled != {chip.edge for chip in drawing.chips}:
        yield f"labels without a chip: {sorted(labelled - {chip.edge for chip in drawing.chips})}"


def _edges(drawing: Drawing) -> Iterator[str]:
    for (i, a), (j, b) in combinations(enumerate(drawing.edges), 2):
        shared = _shared(a, b)
        for s in segments(a.points):
            for t in segments(b.points):
                for piece in _collinear(s, t):
                    if not any(_within(piece, part) for part in shared):
                        yield (
                            f"edges {i} {a.edge.source}->{a.edge.target} and {j} {b.edge.source}->{b.edge.target} "
                            f"lie on each other at {piece}"
                        )


def _ends(drawing: Drawing) -> Iterator[str]:
    boxes = {placed.node.id: placed.box for placed in drawing.nodes}
    kinds = {placed.node.id: placed.node.kind for placed in drawing.nodes}
    for index, edge in enumerate(drawing.edges):
        for point, name in ((edge.points[0], edge.edge.source), (edge.points[-1], edge.edge.target)):
            if not _on_border(
                point, boxes[name], 14 if kinds[name] in {"xor", "start", "end", "event", "and"} else 0.01
            ):
                yield f"edge {index} does not touch {name}"
        for (x0, y0), (x1, y1) in segments(edge.points):
            if abs(x0 - x1) > 0.01 and abs(y0 - y1) > 0.01:
                yield f"edge {index} is not orthogonal"
        (x0, y0), (x1, y1) = edge.points[-2:]
        if abs(x0 - x1) + abs(y0 - y1) < 9:
            yield f"edge {index} has no room for its arrow tip"
        if not edge.edge.back and any(y1 < y0 for (_, y0), (_, y1) in segments(edge.points)):
            yield f"edge {index} goes up although it is no back edge"


def segments(points: Sequence[Point]) -> list[Segment]:
    return list(pairwise(points))


def _on_border(point: Point, box: Box, cut: float) -> bool:
    """On the rectangle, or at its sides up to `cut` px inside, where hexagons and pills are narrower."""
    x, y = point
    inside = box.x - 0.01 <= x <= box.right + 0.01 and box.y - 0.01 <= y <= box.bottom + 0.01
    ends = min(abs(y - box.y), abs(y - box.bottom)) < 0.01
    return inside and (ends or min(abs(x - box.x), abs(x - box.right)) <= cut)


def _touch(a: Box, b: Box, gap: float) -> bool:
    return a.x < b.right + gap and b.x < a.right + gap and a.y < b.bottom + gap and b.y < a.bottom + gap


def _through(segment: Segment, box: Box, grow: float) -> bool:
    (x0, y0), (x1, y1) = segment
    return (
        min(x0, x1) < box.right + grow
        and max(x0, x1) > box.x - grow
        and min(y0, y1) < box.bottom + grow
        and max(y0, y1) > box.y - grow
    )


def _collinear(s: Segment, t: Segment) -> Iterator[Segment]:
    """The common stretch of two segments that run on one line, or so close that they look like one."""
    for axis in (0, 1):
        along = 1 - axis
        if abs(s[0][axis] - s[1][axis]) < 0.01 and abs(t[0][axis] - t[1][axis]) < 0.01:
            if abs(s[0][axis] - t[0][axis]) >= PARALLEL_GAP:
                continue
            low = max(min(s[0][along], s[1][along]), min(t[0][along], t[1][along]))
            high = min(max(s[0][along], s[1][along]), max(t[0][along], t[1][along]))
            if high - low > 0.5:
                ends = [[0.0, 0.0], [0.0, 0.0]]
                for end, value in zip(ends, (low, high), strict=True):
                    end[axis], end[along] = s[0][axis], value
                yield (ends[0][0], ends[0][1]), (ends[1][0], ends[1][1])


def _shared(a: EdgePath, b: EdgePath) -> list[Segment]:
    """Edges of one source may begin alike, edges to one target may end alike; nothing else may be common."""
    parts: list[Segment] = []
    if a.edge.source == b.edge.source:
        parts += _common(a.points, b.points)
    if a.edge.target == b.edge.target:
        parts += _common(a.points[::-1], b.points[::-1])
    return parts


def _common(a: Sequence[Point], b: Sequence[Point]) -> list[Segment]:
    parts: list[Segment] = []
    if a[0] != b[0]:
        return parts
    for s, t in zip(segments(a), segments(b), strict=False):
        pieces = list(_collinear(s, t))
        parts += [piece for piece in pieces if s[0] in piece]
        if s[1] != t[1]:
            break
    return parts


def _within(piece: Segment, part: Segment) -> bool:
    return all(
        min(part[0][axis], part[1][axis]) - 0.6 <= point[axis] <= max(part[0][axis], part[1][axis]) + 0.6
        for point in piece
        for axis in (0, 1)
    )
