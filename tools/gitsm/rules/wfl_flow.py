"""What the rules of WFL share: the analysed flow of the process being judged, and why it may not be judged."""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.analysis.flow import FlowGraph
from gitsm.analysis.soundness import Soundness, is_connected, soundness
from gitsm.analysis.workflow import flow_of
from gitsm.base.source import Route
from gitsm.check.rule import Context, Unknown
from gitsm.load.explain import closest
from gitsm.model.process import Process

NODES: Route = ("workflow", "nodes")


class Reading:
    """A process with its flow and, once asked for, its verdict; lives while its process is judged."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.graph = FlowGraph(flow_of(process.workflow)) if process.workflow and process.workflow.nodes else None
        self._verdict: Soundness | None = None

    @property
    def unknown(self) -> Unknown | None:
        """Why the flow cannot be judged although there is one: an edge names a node that REF-01 does not find."""
        if self.graph is None or not self.graph.dangling:
            return None
        return Unknown("an edge of the workflow names a node that does not exist", ("workflow", "edges"))

    @property
    def verdict(self) -> Soundness | None:
        """The verdict on soundness; None where WFL-01 fails, since it then means nothing."""
        if self._verdict is None and self.graph is not None and is_connected(self.graph):
            self._verdict = soundness(self.graph)
        return self._verdict


def reading(process: Process, context: Context) -> Reading:
    """The reading of the process. One is kept at a time: all rules judge a process before the next one comes."""
    kept: Reading | None = context.cache.get("wfl")
    if kept is None or kept.process is not process:
        kept = context.cache["wfl"] = Reading(process)
    return kept


def node(name: str) -> Route:
    """Route of a node of the workflow."""
    return (*NODES, name)


def did_you_mean(name: str, others: Iterable[str]) -> str:
    """A question about the most similar of the others; empty where none is close."""
    near = closest(name, others)
    return f"did you mean {near}?" if near else ""


def some(names: tuple[str, ...] | list[str], word: str = "and") -> str:
    """`a, b and c`; of more than six names the first five and how many more there are."""
    shown = [f'"{name}"' for name in names]
    if len(shown) > 6:
        shown[5:] = [f"{len(shown) - 5} more"]
    return f" {word} ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)
