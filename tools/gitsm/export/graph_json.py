"""The reference graph as JSON, shape `graph/1`."""

from __future__ import annotations

from gitsm.check.report import Report
from gitsm.export.parts.envelope import document
from gitsm.export.parts.selection import Node, Selection


def graph_json(report: Report, selection: Selection) -> str:
    """Nodes by key and edges with the field they come from. A node that does not exist has `missing: true`."""
    return document(
        "graph/1",
        report.as_of,
        {
            "nodes": [_node(report, node) for node in selection.nodes],
            "edges": [
                {
                    "from": edge.source,
                    "to": edge.target,
                    "at": edge.at,
                    "version": edge.version,
                    "informative": edge.informative,
                }
                for edge in selection.edges
            ],
        },
    )


def _node(report: Report, node: Node) -> dict[str, object]:
    if node.item is None:
        return {"key": node.key, "missing": True}
    item = node.item
    return {
        "key": node.key,
        "kind": item.kind.slug,
        "title": item.artefact.title,
        "owner": item.artefact.owner,
        "status": item.artefact.status,
        "condition": report.snapshot.condition(item, report.as_of),
        "version": item.version,
        "path": item.path,
    }
