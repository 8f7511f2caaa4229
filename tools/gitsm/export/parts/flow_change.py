"""The workflow of a process before and after a change in one picture, with new and dropped steps marked."""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.diff.difference import Pair
from gitsm.export.parts.values import clipped, node_name
from gitsm.model.process import Edge, Node, Process, Workflow
from gitsm.render.mermaid import flowchart
from gitsm.render.swimlane.model import Edge as DrawnEdge
from gitsm.render.swimlane.model import Lane
from gitsm.render.swimlane.model import Node as DrawnNode
from gitsm.render.swimlane.model import Workflow as DrawnWorkflow

MOST_NODES = 80
"""Larger pictures help nobody in a comment."""


def changed_workflow(pair: Pair) -> str:
    """Mermaid of the workflow with `new:`, `dropped:` and `changed:` before what moved; empty where nothing did."""
    old, new = (_flow(side.artefact if side else None) for side in (pair.base, pair.head))
    before, after = ({node.id: node for node in flow.nodes} for flow in (old, new))
    was, now = ({(edge.from_, edge.to): edge for edge in flow.edges} for flow in (old, new))
    if (before, was) == (after, now) or len({*before, *after}) > MOST_NODES or not before:
        return ""
    drawn = [_node(node, before, after, pair) for node in {**before, **after}.values()]
    known = {node.id for node in drawn}
    back = {loop.back for flow in (old, new) for loop in flow.loops}
    edges = [_edge(edge, was, now, back) for edge in {**was, **now}.values() if {edge.from_, edge.to} <= known]
    lanes = tuple(Lane(name, name) for name in dict.fromkeys(node.lane for node in drawn))
    text = flowchart(DrawnWorkflow("", "", lanes, tuple(drawn), tuple(edges)))
    return text + "".join(f"  {line}\n" for line in _classes(drawn))


def _flow(artefact: object) -> Workflow:
    flow = artefact.workflow if isinstance(artefact, Process) else None
    return flow or Workflow.model_validate({})


def _node(node: Node, before: dict[str, Node], after: dict[str, Node], pair: Pair) -> DrawnNode:
    side = pair.head if node.id in after else pair.base
    artefact = side.artefact if side is not None else None
    mark = _mark(node.id in before, node.id in after, before.get(node.id) == after.get(node.id))
    return DrawnNode(node.id, node.type, _lane(node, artefact), mark + clipped(node_name(node, artefact), 60))


def _lane(node: Node, artefact: object) -> str:
    activity = artefact.activity(node.id) if isinstance(artefact, Process) else None
    raci = activity.raci if activity is not None else None
    if raci is not None and raci.responsible:
        return raci.responsible[0]
    return node.decides or (raci.accountable if raci is not None and raci.accountable else "") or "the process"


def _edge(
    edge: Edge, was: dict[tuple[str, str], Edge], now: dict[tuple[str, str], Edge], back: set[tuple[str, str]]
) -> DrawnEdge:
    ends = (edge.from_, edge.to)
    mark = _mark(ends in was, ends in now, was.get(ends) == now.get(ends))
    values = ", ".join(str(value) for value in edge.when.in_) if edge.when is not None else ""
    label = edge.label or values or ("otherwise" if edge.default else "")
    return DrawnEdge(*ends, clipped(f"{mark}{label}".strip(), 40), ends in back)


def _mark(old: bool, new: bool, same: bool) -> str:
    if old and new:
        return "" if same else "changed: "
    return "new: " if new else "dropped: "


def _classes(nodes: Iterable[DrawnNode]) -> Iterable[str]:
    """Thick frames for what is new, dashed ones for what goes; the words say the same."""
    names = {node.id: f"n{number}" for number, node in enumerate(nodes, start=1)}
    styles = (("new", "stroke-width:3px"), ("dropped", "stroke-dasharray:4 3"), ("changed", "stroke-width:2px"))
    for word, style in styles:
        marked = [names[node.id] for node in nodes if node.label.startswith(f"{word}: ")]
        if marked:
            yield f"classDef {word} {style}"
            yield f"class {','.join(marked)} {word}"
