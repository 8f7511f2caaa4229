"""Approvals that some way through a workflow now avoids: no single field says so, the whole graph does."""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.analysis.flow import FlowGraph
from gitsm.analysis.workflow import flow_of
from gitsm.diff.changes import Change
from gitsm.diff.difference import Difference, Pair
from gitsm.model.meta import Meaning
from gitsm.model.process import Process

APPROVAL_PASSED_BY = 7
_CONTROL = Meaning(material="control")
_GUARDING = ("authorise", "verify")


def passed_by(pair: Pair) -> Iterator[Change]:
    """Change 7 of the table for each approval step that every way to some work had to pass, and some way now avoids."""
    before = pair.base.artefact if pair.base else None
    after = pair.head.artefact if pair.head else None
    if not isinstance(before, Process) or not isinstance(after, Process):
        return
    old, new = guarded(before), guarded(after)
    still = frozenset(node.id for node in after.workflow.nodes) if after.workflow else frozenset()
    for step, work in sorted(old.items()):
        if step not in _GUARDING and after.activity(step) is None:
            continue  # removed: that is a change of its own
        lost = (work - new.get(step, frozenset())) & still
        if lost:
            route = ("workflow", "passed-by", step)
            moved = Difference("changed", route, tuple(sorted(work)), tuple(sorted(work - lost)), "looser", _CONTROL)
            yield Change(APPROVAL_PASSED_BY, pair, "looser", (moved,))


def guarded(process: Process) -> dict[str, frozenset[str]]:
    """By approving or verifying activity the nodes that no path from a start reaches without it.

    Under the names of the two duties stand the nodes that no path reaches without any activity of that duty, where
    several of them stand in for each other.
    """
    if process.workflow is None:
        return {}
    graph = FlowGraph(flow_of(process.workflow))
    found: dict[str, frozenset[str]] = {}
    starts = graph.of_type("start")
    everything = _reached(graph, starts, frozenset())
    by_duty: dict[str, set[int]] = {duty: set() for duty in _GUARDING}
    for activity in process.activities:
        node = graph.index.get(activity.id)
        if activity.duty in _GUARDING and node is not None:
            by_duty[activity.duty].add(node)
            found[activity.id] = _behind(graph, starts, everything, frozenset({node}))
    for duty, nodes in by_duty.items():
        if len(nodes) > 1:
            single = frozenset().union(*(found[graph.ids[node]] for node in nodes))
            found[duty] = _behind(graph, starts, everything, frozenset(nodes)) - single
    return found


def _behind(graph: FlowGraph, starts: list[int], everything: set[int], without: frozenset[int]) -> frozenset[str]:
    behind = everything - _reached(graph, starts, without) - without
    return frozenset(graph.ids[node] for node in behind)


def _reached(graph: FlowGraph, starts: list[int], without: frozenset[int]) -> set[int]:
    seen = {start for start in starts if start not in without}
    pending = list(seen)
    while pending:
        for after in graph.successors[pending.pop()]:
            if after not in seen and after not in without:
                seen.add(after)
                pending.append(after)
    return seen
