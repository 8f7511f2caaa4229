"""The reference graph as a Mermaid flowchart, which GitHub draws in comments."""

from __future__ import annotations

from gitsm.export.parts.selection import Selection
from gitsm.render.escape import mermaid_edge, mermaid_label, node_ids


def graph_mermaid(selection: Selection) -> str:
    """A flowchart; ids are generated, names stand in escaped labels only. What does not exist is dashed."""
    ids = node_ids(node.key for node in selection.nodes)
    lines = ["flowchart LR"]
    missing = []
    for node in selection.nodes:
        lines.append(f"  {ids[node.key]}{mermaid_label(node.key)}")
        if node.item is None:
            missing.append(ids[node.key])
    for (source, target), count in selection.pairs().items():
        label = mermaid_edge(f"{count} ×") if count > 1 else ""
        lines.append(f"  {ids[source]} -->{label} {ids[target]}")
    if missing:
        lines += ["  classDef missing stroke-dasharray: 4 3", f"  class {','.join(missing)} missing"]
    return "\n".join(lines) + "\n"
