"""What a service rests on: boxes in layers, arrows from a service down to what it needs, groups as pills in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gitsm.render import svg
from gitsm.render.escape import safe_url
from gitsm.render.swimlane import Drawing, Edge, Lane, Node, NodeBox, Picture, Workflow, layout
from gitsm.render.swimlane.draw import draw_lines
from gitsm.render.swimlane.place import PILL_RADIUS, SIZE, TEXT_WIDTH
from gitsm.render.text import balanced

PartKind = Literal["service", "component", "supplier", "serial", "parallel", "k-of-n"]
_GROUPS = {"serial", "parallel", "k-of-n"}


@dataclass(frozen=True, slots=True)
class Part:
    """A box (service, component, supplier: dashed frame) or a group that says how many of its parts are needed.

    `label` of a group is its condition in words ("needs all", "one of two is enough"); `detail` is one more line in a
    box ("99.9 % · 24×7"). `main` marks the service that the picture is about.
    """

    id: str
    kind: PartKind
    label: str
    detail: str = ""
    href: str | None = None
    main: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """`source` needs `target`; `label` stands on the arrow."""

    source: str
    target: str
    label: str = ""


def dependencies(parts: Sequence[Part], needs: Sequence[Needs], title: str, description: str) -> Picture:
    """Draws a dependency graph from top to bottom; a dependency that closes a circle is dashed.

    Nothing overlaps (the swimlane's layout with one nameless lane). Raises WorkflowError for ids used twice or unknown.
    """
    nodes = tuple(
        Node(part.id, "and", "", part.label or part.kind)
        if part.kind in _GROUPS
        else Node(part.id, "task", "", "\n".join(line for line in (part.label or part.id, part.detail) if line))
        for part in parts
    )
    edges = tuple(Edge(need.source, need.target, need.label) for need in needs)
    drawing = layout(Workflow(title, description, (Lane("", ""),), nodes, edges))
    of = {part.id: part for part in parts}
    body = [*draw_lines(drawing), *(_part(of[placed.node.id], placed) for placed in drawing.nodes)]
    linked = any(part.href is not None and safe_url(part.href) is not None for part in parts)
    drawn = svg.document("g-needs", title, description, drawing.width, drawing.height, body, linked=linked)
    return Picture(drawn, drawing)


def _part(part: Part, placed: NodeBox) -> str:
    box = placed.box
    if part.kind in _GROUPS:
        shape = svg.rect(box.x, box.y, box.width, box.height, "dp-group", min(PILL_RADIUS, box.height / 2))
        said = svg.lines(box.cx, box.cy, placed.lines, "dp-group-text")
        return svg.link(part.href, " ".join(placed.lines), shape + said)
    css = "dp-box" + (" main" if part.main else "") + (" supplier" if part.kind == "supplier" else "")
    shape = svg.rect(box.x, box.y, box.width, box.height, css, 0 if part.kind == "component" else 6)
    names = len(balanced(part.label or part.id, TEXT_WIDTH, SIZE))
    top = box.cy + 4.3 - (len(placed.lines) - 1) * 7.5
    said = "".join(
        svg.text(box.cx, top + 15 * index, line, "dp-name" if index < names else "dp-detail")
        for index, line in enumerate(placed.lines)
    )
    label = ", ".join(word for word in (part.label or part.id, part.detail, part.kind) if word)
    return svg.link(part.href, label, shape + said)


__all__ = ["Drawing", "Needs", "Part", "PartKind", "Picture", "dependencies"]
