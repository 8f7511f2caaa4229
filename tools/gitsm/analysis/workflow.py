"""From the workflow of a process to the flow that is analysed."""

from __future__ import annotations

from gitsm.analysis.flow import Flow, FlowEdge, FlowNode
from gitsm.analysis.states import Move
from gitsm.model.process import Process, States, Workflow


def flow_of(workflow: Workflow) -> Flow:
    """Nodes and edges in the order of the file."""
    return Flow(
        tuple(FlowNode(node.id, node.type) for node in workflow.nodes),
        tuple(FlowEdge(edge.from_, edge.to) for edge in workflow.edges),
    )


def moves_of(states: States) -> tuple[Move, ...]:
    """The allowed changes of state, in the order of the file."""
    return tuple(Move(step.from_, step.to, step.reopen) for step in states.transitions)


def tasks_of_duty(process: Process, duty: str) -> tuple[str, ...]:
    """The activities of a duty that are tasks of the workflow, in the order of the workflow."""
    ids = {activity.id for activity in process.activities if activity.duty == duty}
    nodes = process.workflow.nodes if process.workflow else ()
    return tuple(node.id for node in nodes if node.type == "task" and node.id in ids)
