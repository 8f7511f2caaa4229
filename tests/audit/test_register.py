"""The register of changes is what the statements say: nothing is made up, nothing broken counts, gaps are counted."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from gitsm.approvals.evidence import CHANGE, GENESIS, REVIEW, Chain, Sealed, Statement, chain_of, path_of, statement
from gitsm.audit.register import history_of
from gitsm.audit.verdict import CommitVerdict, Verification

A, B, C, D = ("a" * 40, "b" * 40, "c" * 40, "d" * 40)
LINE = (
    ("0" * 40, date(2026, 8, 1), "Old"),
    (A, date(2026, 9, 1), "The gate begins"),
    (B, date(2026, 9, 2), "Merge 7"),
    (C, date(2026, 9, 3), "Pushed past it"),
    (D, date(2026, 9, 4), "Merge 8"),
)
SEVEN: dict[str, Any] = {
    "branch": "main",
    "request": {"id": "7", "title": "Later answers"},
    "class": {"computed": "major", "declared": "normal"},
    "policy": {"binding": "head"},
    "authors": ["ops-07"],
    "rationale": "The vendor is slow",
    "touched": ["sla/email"],
    "brought": [{"artefact": "sla/email", "version": "2.0.0", "content": "f00d"}],
    "decisions": [
        {"party": "ops-04", "decision": "approve", "strength": "signed", "counted": True, "roles": ["customer"],
         "moment": "2026-09-01T10:00:00Z"},
        {"party": "ops-07", "decision": "approve", "strength": "signed", "counted": False, "whyNot": "wrote it"},
        {"party": "ops-05", "decision": "reject", "strength": "attested", "counted": True},
    ],
}  # fmt: skip


def chain(*parts: tuple[str, str, dict[str, Any]]) -> Chain:
    files: list[Sealed] = []
    previous = ""
    for number, (type_, commit, said) in enumerate(parts):
        moment = f"2026-09-0{number + 1}T12:00:00Z"
        data = statement(
            type_, "refs/heads/main", commit, {**said, "number": number, "previous": previous, "moment": moment}
        )
        files.append(Sealed(path_of(type_, commit, number), data, "seal"))
        previous = files[-1].digest
    found = chain_of(files)
    assert not found.faults, found.faults
    return found


BEGIN = (GENESIS, A, {"branch": "main"})


def fits(_: Statement) -> str:
    return ""


def test_a_change_is_what_its_statement_says() -> None:
    history = history_of(chain(BEGIN, (CHANGE, B, SEVEN)), LINE, fits, "there", None)
    (change,) = history.changes
    assert (change.id, change.commit, change.day, change.title) == ("7", B, date(2026, 9, 2), "Later answers")
    assert (change.class_, change.declared, change.binding) == ("major", "normal", "head")
    assert [(one.party, one.roles, one.day) for one in change.approvals] == [
        ("ops-04", ("customer",), date(2026, 9, 1))
    ], "neither an objection nor what did not count"
    assert change.decisions[1].why_not == "wrote it"
    assert (change.brought[0].key, change.brought[0].version, change.brought[0].digest) == (
        "sla/email",
        "2.0.0",
        "f00d",
    )
    assert change.verdict is None, "nobody verified it"


def test_commits_before_the_gate_are_counted_and_later_ones_without_evidence_listed() -> None:
    eight = {**SEVEN, "request": {"id": "8"}, "commits": [D]}
    history = history_of(chain(BEGIN, (CHANGE, B, SEVEN), (CHANGE, D, eight)), LINE, fits, "there", None)
    assert (history.since, history.before) == (A, 1)
    assert [commit for commit, _, _ in history.without] == [C]


def test_without_the_first_governed_commit_nothing_is_counted() -> None:
    history = history_of(chain(BEGIN, (CHANGE, B, SEVEN)), LINE[2:], fits, "there", None)
    assert history.before is None and history.without == ()
    assert "not on this branch" in history.problems[0]


def test_a_broken_seal_makes_a_change_unproved() -> None:
    def fault(one: Statement) -> str:
        return "its seal does not fit" if one.subject == B else ""

    (change,) = history_of(chain(BEGIN, (CHANGE, B, SEVEN)), LINE, fault, "there", None).changes
    assert change.verdict == "unproved" and change.notes == ("its seal does not fit",)


@pytest.mark.parametrize(
    ("finding", "verdict"),
    [("signed", "proved"), ("recorded", "proved"), ("unproved", "unproved"), ("violated", "violated")],
)
def test_the_verdict_of_a_verification_goes_into_the_register(finding: Any, verdict: str) -> None:
    judged = CommitVerdict(B, "Merge 7", finding, reasons=("because",))
    verified = Verification("main", D, A, 1, (judged,), ("cut off",), "", 2)
    history = history_of(chain(BEGIN, (CHANGE, B, SEVEN)), LINE, fits, "there", verified)
    assert history.changes[0].verdict == verdict and history.changes[0].notes == ("because",)
    assert history.problems == ("cut off",)


def test_a_review_counts_when_its_seal_does() -> None:
    parts = chain(BEGIN, (CHANGE, B, SEVEN), (REVIEW, B, {}))
    assert history_of(parts, LINE, fits, "there", None).changes[0].reviewed == date(2026, 9, 3)
    broken = history_of(parts, LINE, lambda one: "no" if one.type == REVIEW else "", "there", None)
    assert broken.changes[0].reviewed is None


@pytest.mark.parametrize("key", [*SEVEN, "autoMerged", "commits"])
@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [None], [{}], {"id": 7}, ["x"]])
def test_a_statement_of_any_shape_is_read_without_falling(key: str, value: Any) -> None:
    said = json.loads(json.dumps({**SEVEN, key: value}))
    (change,) = history_of(chain(BEGIN, (CHANGE, B, said)), LINE, fits, "there", None).changes
    assert change.commit == B and not change.auto_merged
