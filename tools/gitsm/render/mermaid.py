"""A workflow as Mermaid text, for pull-request comments, where SVG cannot be shown: a box per role, time runs down."""

from __future__ import annotations

from gitsm.render.escape import mermaid_edge, mermaid_label, node_ids
from gitsm.render.swimlane.model import Node, Workflow

_SHAPES = {
    "start": ("(", ")"),
    "end": ("((", "))"),
    "xor": ("{", "}"),
    "and": ("([", "])"),
    "event": ("([", "])"),
    "subprocess": ("[[", "]]"),
    "task": ("[", "]"),
}


def flowchart(workflow: Workflow) -> str:
    """Mermaid flowchart: a subgraph per lane, ids n1, n2 …, every label quoted and escaped, back edges dotted."""
    ids = node_ids(node.id for node in workflow.nodes)
    lanes = node_ids(lane.id for lane in workflow.lanes)
    lines = ["flowchart TB"]
    for lane in workflow.lanes:
        members = [node for node in workflow.nodes if node.lane == lane.id]
        if members:
            lines.append(f"  subgraph lane{lanes[lane.id]}{mermaid_label(lane.label)}")
            lines += [f"    {ids[node.id]}{_shape(node)}" for node in members]
            lines.append("  end")
    for edge in workflow.edges:
        arrow = "-.->" if edge.back else "-->"
        label = mermaid_edge(edge.label) if edge.label.strip() else ""
        lines.append(f"  {ids[edge.source]} {arrow}{label} {ids[edge.target]}")
    return "\n".join(lines) + "\n"


def _shape(node: Node) -> str:
    text = f"{node.number} {node.label}" if node.number else node.label or node.kind
    before, after = _SHAPES[node.kind]
    return f"{before}{mermaid_label(text)[1:-1]}{after}"
