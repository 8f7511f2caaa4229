"""The reference graph for Graphviz."""

from __future__ import annotations

from gitsm.export.parts.selection import Selection
from gitsm.render.escape import dot_label, node_ids


def graph_dot(selection: Selection) -> str:
    """A digraph; ids are generated, names stand in labels only. What does not exist is dashed."""
    ids = node_ids(node.key for node in selection.nodes)
    lines = ["digraph gitsm {", "  rankdir=LR;", '  node [shape=box, fontname="Helvetica", fontsize=11];']
    for node in selection.nodes:
        style = "" if node.item else ", style=dashed"
        label = dot_label(node.key)
        lines.append(f"  {ids[node.key]} [label={label}, tooltip={dot_label(node.title)}{style}];")
    for (source, target), count in selection.pairs().items():
        weight = f" [label={dot_label(f'{count} ×')}]" if count > 1 else ""
        lines.append(f"  {ids[source]} -> {ids[target]}{weight};")
    return "\n".join([*lines, "}"]) + "\n"
