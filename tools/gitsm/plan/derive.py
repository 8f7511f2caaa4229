"""Changes that stand in no single field: an approval that can be passed by, a conflict of duties that appears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gitsm.analysis.flow import FlowGraph
from gitsm.analysis.workflow import flow_of
from gitsm.base.finding import Finding
from gitsm.diff.changes import Change
from gitsm.diff.difference import Difference, Pair
from gitsm.model.meta import Meaning
from gitsm.model.process import Process

APPROVAL_PASSED_BY, CONFLICT = 7, 15
SEGREGATION_RULES = frozenset({"RAC-10", "RAC-11"})
_CONTROL = Meaning(material="control")


def derived(pairs: Iterable[Pair], new: Iterable[Finding]) -> Iterator[Change]:
    """Changes 7 and 15 of the table: worked out from workflows and from findings that the change brings."""
    by_key: dict[str, Pair] = {}
    for pair in pairs:
        by_key.setdefault(pair.key, pair)
        yield from _passed_by(pair)
    for finding in new:
        if finding.rule in SEGREGATION_RULES:
            pair_of = by_key.get(finding.artefact) or next(iter(by_key.values()), None)
            if pair_of is not None:
                route = tuple(finding.at.split("."))
                words = Difference("added", route, None, finding.message, "looser", _CONTROL)
                yield Change(CONFLICT, pair_of, "looser", (words,))


def _passed_by(pair: Pair) -> Iterator[Change]:
    """Approval steps that every way to some work had to pass, and that some way now avoids."""
    before = pair.base.artefact if pair.base else None
    after = pair.head.artefact if pair.head else None
    if not isinstance(before, Process) or not isinstance(after, Process):
        return
    old, new = guarded(before), guarded(after)
    for step, work in sorted(old.items()):
        if after.activity(step) is None:
            continue  # removed: that is a change of its own
        still = frozenset(node.id for node in after.workflow.nodes) if after.workflow else frozenset()
        lost = (work - new.get(step, frozenset())) & still
        if lost:
            route = ("workflow", "passed-by", step)
            moved = Difference("changed", route, tuple(sorted(work)), tuple(sorted(work - lost)), "looser", _CONTROL)
            yield Change(APPROVAL_PASSED_BY, pair, "looser", (moved,))


def guarded(process: Process) -> dict[str, frozenset[str]]:
    """By approving or verifying activity the nodes that no path from a start reaches without it."""
    if process.workflow is None:
        return {}
    graph = FlowGraph(flow_of(process.workflow))
    found: dict[str, frozenset[str]] = {}
    starts = graph.of_type("start")
    everything = _reached(graph, starts, -1)
    for activity in process.activities:
        node = graph.index.get(activity.id)
        if activity.duty in ("authorise", "verify") and node is not None:
            behind = everything - _reached(graph, starts, node) - {node}
            found[activity.id] = frozenset(graph.ids[one] for one in behind)
    return found


def _reached(graph: FlowGraph, starts: list[int], without: int) -> set[int]:
    seen = {start for start in starts if start != without}
    pending = list(seen)
    while pending:
        for after in graph.successors[pending.pop()]:
            if after not in seen and after != without:
                seen.add(after)
                pending.append(after)
    return seen
