"""WFL and PRI end to end, where a case file would be too long: large, odd and random workflows."""

from __future__ import annotations

import random

import yaml

from analysis.nets import flow, generate, judge
from gitsm.analysis.flow import Flow, FlowEdge, FlowGraph, FlowNode
from gitsm.analysis.soundness import is_connected
from gitsm.check.run import Raw
from support import judge_files

HEAD = {"id": "demo", "title": "Demo", "version": "1.0.0", "status": "approved", "owner": "demo-owner"}


def checked(net: Flow, **fields: object) -> Raw:
    nodes = [{"id": node.id, "type": node.type} for node in net.nodes]
    edges = [{"from": edge.source, "to": edge.target} for edge in net.edges]
    document = {**HEAD, "workflow": {"nodes": nodes, "edges": edges}, **fields}
    snapshot, raw = judge_files({"processes/demo.yaml": yaml.safe_dump(document, sort_keys=False)})
    assert snapshot.findings == ()
    return raw


def rules_of(raw: Raw) -> set[str]:
    return {finding.rule for finding in raw.findings}


def test_findings_on_soundness_agree_with_the_independent_explorer_from_file_to_message() -> None:
    compared = 0
    for seed in range(120):
        net = generate(seed)
        if len({(edge.source, edge.target) for edge in net.edges}) < len(net.edges):
            continue  # two equal edges are refused when the file is read
        raw = checked(net)
        if not is_connected(FlowGraph(net)):
            assert "WFL-01" in rules_of(raw)
            assert not rules_of(raw) & {"WFL-02", "WFL-03", "WFL-04"}
            continue
        expected = judge(net)
        if expected is None:
            continue
        assert ("WFL-02" in rules_of(raw)) != expected.can_complete
        assert ("WFL-03" in rules_of(raw)) != expected.proper
        assert {f.at.removeprefix("workflow.nodes.") for f in raw.findings if f.rule == "WFL-04"} == expected.dead
        compared += 1
    assert compared >= 60


def test_an_end_with_edges_is_one_fault_and_not_a_decision() -> None:
    assert rules_of(checked(flow("start a end b c end", "end c"))) & {"WFL-01", "WFL-05"} == {"WFL-01"}


def test_too_many_situations_are_not_decided_and_nothing_is_called_fine() -> None:
    raw = checked(flow("start p1", *(f"p1 t{n}a p2" for n in range(18)), "p2 end"))
    (finding,) = [finding for finding in raw.findings if finding.rule == "WFL-02"]
    assert finding.message.startswith("Not decided")
    assert {unknown.rule for unknown in raw.not_known} >= {"WFL-03", "WFL-04"}


def test_a_workflow_too_large_to_pair_splits_is_said_to_be_so() -> None:
    for size, told in ((600, 0), (900, 1)):
        ways = [f"x{number} end" for number in range(size - 1)]
        raw = checked(
            flow("start " + " ".join(f"x{number}" for number in range(size)) + " p1 a p2 end", "p1 b p2", *ways)
        )
        messages = [finding.message for finding in raw.findings if finding.rule == "WFL-07"]
        assert len(messages) == told
        assert all(message.startswith("Not decided") for message in messages)


def test_random_workflows_and_escalations_never_break_a_rule() -> None:
    for seed in range(150):
        chance = random.Random(seed)
        names = [f"n{number}" for number in range(chance.randint(1, 7))]
        kinds = ["start", "end", "task", "xor", "and", "event", "subprocess"]
        edges = sorted(
            {(chance.choice(names), chance.choice([*names, "nowhere"])) for _ in range(chance.randint(0, 14))}
        )
        net = Flow(
            tuple(FlowNode(name, chance.choice(kinds)) for name in names), tuple(FlowEdge(*edge) for edge in edges)
        )
        escalations = [
            {
                "level": level,
                "type": chance.choice(["functional", "hierarchical"]),
                "at": chance.choice(["0%", "50%", "100%", "2h", "PT", "PT90M"]),
                "priorities": chance.choice([[], ["p1"], ["p1", "p2"]]),
                **chance.choice([{}, {"to": "nobody"}]),
            }
            for level in range(1, chance.randint(1, 5))
        ]
        duty = ["authorise", "implement", "verify"]
        raw = checked(
            net,
            practice=chance.choice(["change-enablement", "incident-management"]),
            activities=[{"id": name, "duty": chance.choice(duty)} for name in names],
            escalations=escalations,
        )
        for finding in raw.findings:
            assert "None" not in finding.message and "()" not in finding.message, finding
