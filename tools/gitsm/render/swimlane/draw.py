"""The geometry as SVG, coloured by classes only; see svg.css."""

from __future__ import annotations

from gitsm.render import svg
from gitsm.render.escape import safe_url
from gitsm.render.swimlane.model import Box, Chip, Drawing, NodeBox, Workflow
from gitsm.render.swimlane.place import PILL_RADIUS, point_of

_NUMBER_X = 16.0
_TEXT_X = 30.0


def draw(workflow: Workflow, drawing: Drawing) -> str:
    """The SVG of a laid out workflow."""
    body: list[str] = []
    height = drawing.height
    for index, lane in enumerate(drawing.lanes):
        if index % 2:
            body.append(svg.rect(lane.x, drawing.header, lane.width, height - drawing.header, "sl-odd"))
    if drawing.lanes:
        body.append(svg.rect(0, 0, drawing.width, drawing.header, "sl-head"))
    for lane in drawing.lanes:
        if lane.x:
            body.append(svg.path(f"M{svg.num(lane.x)} 0V{svg.num(height)}", "sl-line"))
        name = svg.lines(lane.x + lane.width / 2, drawing.header / 2, lane.lines, "sl-name")
        body.append(svg.link(lane.lane.href, f"Role {lane.lane.label}", name))
    body.append(svg.rect(0.5, 0.5, drawing.width - 1, height - 1, "sl-frame", 3))
    body += draw_lines(drawing)
    body += [_node(node) for node in drawing.nodes]
    linked = any(_linked(item.href) for items in (workflow.lanes, workflow.nodes) for item in items)
    return svg.document("g-swimlane", workflow.title, workflow.description, drawing.width, height, body, linked=linked)


def draw_lines(drawing: Drawing) -> list[str]:
    """Edges, then arrow tips (those in one place once), then labels."""
    lines: list[str] = []
    tips: dict[str, None] = {}
    for edge in drawing.edges:
        line, tip = svg.arrow(edge.points, "sl-edge back" if edge.edge.back else "sl-edge", "sl-tip")
        lines.append(line)
        tips[tip] = None
    return [*lines, *tips, *(_chip(chip) for chip in drawing.chips)]


def _linked(href: str | None) -> bool:
    return href is not None and safe_url(href) is not None


def _chip(chip: Chip) -> str:
    box = chip.box
    plate = svg.rect(box.x, box.y, box.width, box.height, "sl-chip", 2)
    return plate + svg.lines(box.cx, box.cy, chip.lines, "sl-chip-text")


def _node(placed: NodeBox) -> str:
    node, box = placed.node, placed.box
    said = " ".join(placed.lines) or "Paths meet"
    shape = {
        "task": _task,
        "subprocess": _task,
        "xor": _question,
        "and": _bar,
        "start": _pill,
        "end": _pill,
        "event": _pill,
    }[node.kind](placed)
    label = f"Step {node.number}: {said}" if node.number else said
    if node.key_control:
        label += ", key control"
        shape += _diamond(box)
    return svg.link(node.href, label, shape)


def _task(placed: NodeBox) -> str:
    node, box = placed.node, placed.box
    key = " key" if node.key_control else ""
    out = svg.rect(box.x, box.y, box.width, box.height, f"sl-task{key}", 6)
    if node.key_control:
        out += svg.rect(box.x + 4, box.y + 4, box.width - 8, box.height - 8, "sl-inner", 3)
    if node.kind == "subprocess":
        top, bottom = svg.num(box.y), svg.num(box.bottom)
        bars = f"M{svg.num(box.x + 5)} {top}V{bottom}M{svg.num(box.right - 5)} {top}V{bottom}"
        out += svg.path(bars, "sl-bars")
    if node.number:
        out += svg.text(box.x + _NUMBER_X, box.cy + 4.3, node.number, "sl-number")
        return out + svg.lines(box.x + _TEXT_X, box.cy, placed.lines, "sl-text")
    return out + svg.lines(box.cx, box.cy, placed.lines, "sl-text mid")


def _question(placed: NodeBox) -> str:
    box = placed.box
    cut = point_of(box.width, box.height)
    x, right, top, bottom, middle = (svg.num(v) for v in (box.x, box.right, box.y, box.bottom, box.cy))
    inner, outer = svg.num(box.x + cut), svg.num(box.right - cut)
    out = svg.path(f"M{x} {middle}L{inner} {top}H{outer}L{right} {middle}L{outer} {bottom}H{inner}Z", "sl-xor")
    return out + (svg.lines(box.cx, box.cy, placed.lines, "sl-question") if placed.lines else "")


def _bar(placed: NodeBox) -> str:
    box = placed.box
    out = svg.rect(box.x, box.y, box.width, box.height, "sl-and", min(PILL_RADIUS, box.height / 2))
    return out + svg.lines(box.cx, box.cy, placed.lines, "sl-and-text")


def _pill(placed: NodeBox) -> str:
    box, kind = placed.box, placed.node.kind
    radius = min(PILL_RADIUS, box.height / 2)
    out = svg.rect(box.x, box.y, box.width, box.height, f"sl-{kind}", radius)
    if kind == "event":
        out += svg.rect(box.x + 3, box.y + 3, box.width - 6, box.height - 6, "sl-inner", radius - 3)
    return out + svg.lines(box.cx, box.cy, placed.lines, "sl-text mid")


def _diamond(box: Box) -> str:
    x, y = svg.num(box.right - 16), svg.num(box.y - 5)
    return svg.path(f"M{x} {y}l5 5l-5 5l-5-5Z", "sl-diamond")
