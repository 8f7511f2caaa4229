"""The same workflow as Mermaid text: every step in its role, and no label becomes syntax."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from gitsm.render.mermaid import flowchart
from gitsm.render.swimlane import Edge, Lane, Node, Workflow
from render.workflows import incident

PAYLOADS: list[str] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "payloads.yaml").read_text(encoding="utf-8")
)
LABEL = r'"(?:[^\x00-\x7f]|[A-Za-z0-9 ]|#[a-z0-9]+;)+"'
SHAPE = rf"(?:\[{LABEL}\]|\[\[{LABEL}\]\]|\({LABEL}\)|\(\({LABEL}\)\)|\(\[{LABEL}\]\)|\{{{LABEL}\}})"
ARROW = rf"n[0-9]+ (?:-->|-\.->)(?:\|{LABEL}\|)? n[0-9]+"
LINE = re.compile(rf"flowchart TB|  subgraph lanen[0-9]+\[{LABEL}\]|    n[0-9]+{SHAPE}|  end|  {ARROW}")


def test_a_workflow_reads_as_a_flowchart() -> None:
    text = flowchart(incident())
    assert all(LINE.fullmatch(line) for line in text.splitlines()), text
    assert '    n2["1 Log the incident"]' in text
    assert '    n4{"Major incident#63;"}' in text
    assert '  n15 -.->|"no#44; at most 3×"| n12' in text
    assert text.count("subgraph") == text.count("  end\n") == 5


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_no_label_becomes_syntax(payload: str) -> None:
    kinds = ("start", "task", "subprocess", "xor", "and", "event", "end")
    nodes = tuple(Node(f"{payload}{kind}", kind, payload, payload, payload) for kind in kinds)  # type: ignore[arg-type]
    edges = (Edge(f"{payload}start", f"{payload}end", payload, True),)
    text = flowchart(Workflow(payload, payload, (Lane(payload, payload),), nodes, edges))
    assert len(text.split("\n")) == len(nodes) + 5
    assert all(LINE.fullmatch(line) for line in text.split("\n")[:-1]), text
