"""Decisions of a workflow: does each value still lead past the same approvals, verifications and key controls?

A value of the variable takes one branch. What lies on every way from there to an end it cannot avoid; those activities
are compared. Fewer are looser, more are tighter; one in place of another is judged by the authority it needs.
"""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.analysis.flow import FlowGraph
from gitsm.analysis.workflow import flow_of
from gitsm.diff.direction import together
from gitsm.model.meta import Verdict
from gitsm.model.process import Activity, Process

REST = "\0any other value"
_RANK = {"standard": 0, "normal": 1, "major": 2}


def of_decision(before: Process, after: Process, node: str) -> Verdict:
    """Direction of what a decision does with its values; neutral where it is on one side only."""
    old, new = _Decision(before, node), _Decision(after, node)
    if not old.known or not new.known:
        return "neutral"
    values = {*old.values, *new.values, REST}
    return together(_of_guards(old.guards(value), new.guards(value)) for value in sorted(values))


def decision_of(process: Process, route: tuple[str | int, ...]) -> str:
    """The decision that a difference below `workflow` is about: the node itself, or where the edge comes from."""
    if route[1] == "nodes":
        return str(route[2])
    edges = process.workflow.edges if process.workflow else ()
    return next((edge.from_ for edge in edges if edge.key == route[2]), str(route[2]).partition(">")[0])


class _Decision:
    """A decision in one version of a process."""

    def __init__(self, process: Process, node: str) -> None:
        self._guards = {a.id: a for a in process.activities if a.control or a.duty in ("authorise", "verify")}
        workflow = process.workflow
        self.known = workflow is not None and any(one.id == node and one.type == "xor" for one in workflow.nodes)
        self.values: tuple[str, ...] = ()
        if workflow is None or not self.known:
            return
        self._edges = [edge for edge in workflow.edges if edge.from_ == node]
        named = next(one for one in workflow.nodes if one.id == node).values
        self.values = (*named, *(value for edge in self._edges if edge.when for value in edge.when.in_))
        self._graph = FlowGraph(flow_of(workflow))
        self._above = self._graph.post_dominators()

    def guards(self, value: str) -> dict[str, Activity]:
        """The guarding activities that a record with the value cannot avoid; none where no branch takes it."""
        taken = next((edge for edge in self._edges if edge.when and value in edge.when.in_), None)
        taken = taken or next((edge for edge in self._edges if edge.default), None)
        found: dict[str, Activity] = {}
        node = self._graph.index.get(taken.to, -1) if taken is not None else -1
        while 0 <= node < len(self._graph):
            id_ = self._graph.ids[node]
            if id_ in self._guards:
                found[id_] = self._guards[id_]
            node = self._above[node]
        return found


def _of_guards(before: dict[str, Activity], after: dict[str, Activity]) -> Verdict:
    lost = [before[id_] for id_ in before.keys() - after.keys()]
    come = [after[id_] for id_ in after.keys() - before.keys()]
    if lost and come:
        ranks = _rank(lost), _rank(come)
        if ranks[0] is None or ranks[1] is None or ranks[0] == ranks[1]:
            return "mixed"
        return "tighter" if ranks[1] > ranks[0] else "looser"
    if lost:
        return "looser"
    return "tighter" if come else "neutral"


def _rank(activities: Iterable[Activity]) -> int | None:
    """The highest authority that some activities need; None where one of them does not say."""
    ranks = [_RANK.get(one.needs.up_to) if one.needs else None for one in activities]
    return None if None in ranks else max((rank for rank in ranks if rank is not None), default=None)
