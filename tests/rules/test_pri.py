"""PRI where a case file does not reach: unreadable files, every cell of the matrix, levels for some priorities."""

from __future__ import annotations

from itertools import product

import pytest
import yaml

from gitsm.check.run import Raw
from support import judge_files

LEVELS = ("high", "medium", "low")
PRIORITIES = ("p1", "p2", "p3", "p4", "p5")


def document(id_: str, **fields: object) -> str:
    head = {"id": id_, "title": id_, "version": "1.0.0", "status": "approved", "owner": "cio"}
    return yaml.safe_dump({**head, **fields}, sort_keys=False)


def scheme(matrix: dict[str, dict[str, str]]) -> str:
    return document(
        "standard",
        impact=[{"id": name, "test": "A test"} for name in LEVELS],
        urgency=[{"id": name, "test": "A test"} for name in LEVELS],
        priorities=[{"id": name, "major": name == "p1"} for name in PRIORITIES],
        matrix=matrix,
    )


def usual() -> dict[str, dict[str, str]]:
    """Priority = impact + urgency - 1, the common 3 by 3 matrix."""
    return {i: {u: PRIORITIES[LEVELS.index(i) + LEVELS.index(u)] for u in LEVELS} for i in LEVELS}


def found(raw: Raw, rule: str) -> list[str]:
    return [finding.at for finding in raw.findings if finding.rule == rule]


def judged(files: dict[str, str], broken: frozenset[str] = frozenset()) -> Raw:
    snapshot, raw = judge_files(files)
    assert snapshot.broken == broken
    return raw


def test_the_usual_matrix_is_complete_and_monotone() -> None:
    raw = judged({"processes/priorities/standard.yaml": scheme(usual())})
    assert (
        not found(raw, "PRI-01") and not found(raw, "PRI-02") and not found(raw, "PRI-04") and not found(raw, "PRI-07")
    )


@pytest.mark.parametrize(("impact", "urgency"), [*product(LEVELS, LEVELS)])
def test_each_missing_cell_is_found(impact: str, urgency: str) -> None:
    matrix = usual()
    del matrix[impact][urgency]
    raw = judged({"processes/priorities/standard.yaml": scheme(matrix)})
    assert found(raw, "PRI-01") == [f"matrix.{impact}"]


def test_a_cell_is_out_of_order_exactly_when_a_lesser_one_has_a_more_urgent_priority() -> None:
    for impact, urgency, priority in product(LEVELS, LEVELS, PRIORITIES):
        matrix = usual()
        matrix[impact][urgency] = priority
        worse = {
            f"matrix.{i}.{u}"
            for (i, u), (j, v) in product(product(LEVELS, LEVELS), repeat=2)
            if (i == j or u == v)
            and LEVELS.index(i) <= LEVELS.index(j)
            and LEVELS.index(u) <= LEVELS.index(v)
            and matrix[j][v] < matrix[i][u]
        }
        raw = judged({"processes/priorities/standard.yaml": scheme(matrix)})
        assert set(found(raw, "PRI-02")) == worse


def test_what_cannot_be_read_is_not_known() -> None:
    target = {"id": "resolve-p1", "metric": "resolution_time", "priority": "p1", "at_most": "4h"}
    files = {
        "processes/priorities/standard.yaml": "id: [",
        "roles/cio.yaml": "id: cio\ntitle: [",
        "slas/email.yaml": document("email", status="agreed", priority_scheme="standard", targets=[target]),
        "processes/demo.yaml": document(
            "demo",
            priority_scheme="standard",
            escalations=[{"level": 1, "type": "hierarchical", "at": "2h", "to": "cio"}],
            workflow={
                "nodes": [
                    {"id": "x", "type": "xor", "variable": "priority"},
                    *({"id": f"e{n}", "type": "end"} for n in (1, 2)),
                ],
                "edges": [{"from": "x", "to": f"e{n}", "when": {"in": [f"p{n}"]}} for n in (1, 2)],
            },
        ),
    }
    raw = judged(files, broken=frozenset({"priority-scheme/standard", "role/cio"}))
    unknown = {(answer.rule, answer.path) for answer in raw.not_known}
    assert unknown >= {
        ("PRI-03", "slas/email.yaml"),
        ("PRI-05", "processes/demo.yaml"),
        ("PRI-06", "processes/demo.yaml"),
        ("PRI-07", "processes/demo.yaml"),
        ("WFL-06", "processes/demo.yaml"),
    }
    assert not {finding.rule for finding in raw.findings} & {"PRI-03", "PRI-05", "PRI-06", "PRI-07", "WFL-06"}


def test_an_unknown_scheme_or_role_is_left_to_ref_01() -> None:
    target = {"id": "resolve-p1", "metric": "resolution_time", "priority": "p1", "at_most": "4h"}
    raw = judged(
        {
            "slas/email.yaml": document("email", status="agreed", priority_scheme="nowhere", targets=[target]),
            "processes/demo.yaml": document("demo", escalations=[{"level": 1, "at": "50%", "to": "nobody"}]),
        }
    )
    assert not {finding.rule for finding in raw.findings} & {"PRI-03", "PRI-06"}


def escalating(*levels: dict[str, object]) -> list[str]:
    holder = [{"party": "ops-01"}]
    files = {
        "roles/parties/ops-01.yaml": yaml.safe_dump(
            {"id": "ops-01", "title": "ops-01", "status": "approved", "owner": "cio", "type": "person"}
        ),
        "roles/lead.yaml": document("lead", reports_to="head", holders=holder),
        "roles/peer.yaml": document("peer", reports_to="head", holders=holder),
        "roles/head.yaml": document("head", reports_to="cio", holders=holder),
        "roles/cio.yaml": document("cio", holders=holder),
        "processes/demo.yaml": document(
            "demo", escalations=[{"level": n, "type": "hierarchical", **level} for n, level in enumerate(levels, 1)]
        ),
    }
    return found(judged(files), "PRI-06")


def test_levels_are_compared_along_the_priorities_a_record_can_have() -> None:
    assert escalating({"to": "lead"}, {"to": "head"}, {"to": "cio"}) == []
    assert escalating({"to": "lead"}, {"to": "cio"}) == [], "any distance up"
    assert escalating({"to": "head"}, {"to": "lead"}) == ["escalations.2.to#line"], "down the line"
    assert escalating({"to": "lead"}, {"to": "peer"}) == ["escalations.2.to#line"], "beside it"
    apart = [{"to": "lead", "priorities": ["p1"]}, {"to": "peer", "priorities": ["p2"]}]
    assert escalating(*apart) == [], "no record meets both"
    assert escalating(*apart, {"to": "head"}) == []
    assert escalating(*apart, {"to": "peer"}) == ["escalations.3.to#again", "escalations.3.to#line"], (
        "called before, and beside lead"
    )
    assert escalating({"to": "lead"}, {"to": "cio", "type": "functional"}, {"to": "head"}) == [], (
        "functional is no rung"
    )
    first_rung_too_high = [{"to": "cio", "priorities": ["p1"]}, {"to": "lead"}, {"to": "head"}]
    assert escalating(*first_rung_too_high) == ["escalations.2.to#line"], (
        "the third is above the second, which is nearest"
    )


def test_a_target_for_all_priorities_covers_those_without_their_own() -> None:
    general = {"id": "resolve", "metric": "resolution_time", "at_most": "2d"}
    special = {"id": "resolve-p1", "metric": "resolution_time", "priority": "p1", "at_most": "4h"}
    files = {"processes/priorities/standard.yaml": scheme(usual())}
    for targets, places in (([special], ["targets.resolve-p1"]), ([general, special], []), ([general], [])):
        sla = document("email", status="agreed", priority_scheme="standard", targets=targets)
        assert found(judged({**files, "slas/email.yaml": sla}), "PRI-03") == places


def times(*levels: str, target: str = "4h", **more: object) -> list[str]:
    promise = {"id": "resolve-p1", "metric": "resolution_time", "priority": "p1", "at_most": target}
    files = {
        "processes/priorities/standard.yaml": document("standard", priorities=[{"id": "p1"}]),
        "slas/email.yaml": document("email", status="agreed", priority_scheme="standard", targets=[promise]),
        "slas/old.yaml": document(
            "old",
            status="agreed",
            priority_scheme="standard",
            valid={"from": "2020-01-01", "to": "2021-01-01"},
            targets=[{**promise, "at_most": "1m"}],
        ),
        "processes/demo.yaml": document(
            "demo",
            priority_scheme="standard",
            escalations=[{"level": n, "at": at, "to": "cio", **more} for n, at in enumerate(levels, 1)],
        ),
    }
    return found(judged(files), "PRI-05")


def test_triggers_as_times_are_measured_against_agreements_in_force() -> None:
    assert times("1h", "PT3H59M") == []
    assert times("1h", "4h") == ["escalations.2"], "equal to the target is not before it"
    assert times("1h", "4h", breach_notice=True) == []
    assert times("4h", "5h", breach_notice=True) == ["escalations.1.at#late"], "nobody is called in time"
    assert times("2h", "2h") == ["escalations.2.at#order"], "not later"
    assert times("5h", of="response_time") == [], "no response time is promised: not known"
