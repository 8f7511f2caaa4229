"""The report of a check: severities by phase and setting, scheduled and ended versions, and what is new."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitsm.base.finding import Finding, Severity
from gitsm.check.report import Report, check, only_new
from gitsm.graph import Graph
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from gitsm.rules import RULES
from support import AS_OF, judge_files, settings_text

PROCESS = """\
id: call-handling
title: Call handling
version: {version}
status: {status}
owner: desk-lead
effective_from: {start}
review: {{every: 12mo, last: 2026-01-01}}
activities:
  - {{id: answer, name: Answer, duty: operate, raci: {{responsible: [desk-lead]}}}}
interfaces: [{{process: nowhere}}]
"""
"""Nobody is accountable (RAC-01); refers to a process that does not exist (REF-01)."""


def process(status: str = "approved", version: str = "1.0.0", start: str = "2026-01-01") -> str:
    return PROCESS.format(status=status, version=version, start=start)


def severities(found: Report, path: str = "processes/call-handling.yaml") -> dict[str, str]:
    return {f.rule: f.severity.word for f in found.findings if f.path == path}


def test_errors_of_drafts_are_warnings_except_document_control_and_references() -> None:
    agreed = severities(judge_files({"processes/call-handling.yaml": process()})[1])
    draft = severities(judge_files({"processes/call-handling.yaml": process("draft")})[1])
    assert (agreed["RAC-01"], draft["RAC-01"]) == ("error", "warning")
    assert (agreed["REF-01"], draft["REF-01"]) == ("error", "error")
    assert (agreed["DOC-01"], draft["DOC-01"]) == ("error", "info")


def test_of_what_has_ended_only_document_control_is_judged() -> None:
    text = process("retired").replace("title: Call handling", "title: Call handling ")
    assert severities(judge_files({"processes/call-handling.yaml": text})[1]) == {"DOC-09": "warning"}


@pytest.mark.parametrize(
    ("word", "agreed", "draft"),
    [("off", None, None), ("info", "info", "info"), ("warning", "warning", "warning"), ("error", "error", "warning")],
)
def test_a_setting_decides_the_severity_of_a_rule(word: str, agreed: str | None, draft: str | None) -> None:
    for status, expected in (("approved", agreed), ("draft", draft)):
        found = judge_files({"processes/call-handling.yaml": process(status)}, severity={"RAC-01": word})[1]
        assert severities(found).get("RAC-01") == expected


def test_a_setting_can_raise_a_rule_but_not_what_the_rule_itself_calls_advice() -> None:
    files = {"processes/call-handling.yaml": process("draft").replace("Answer", "Answer the call ")}
    found = severities(judge_files(files, severity={"DOC-01": "error", "DOC-09": "error"})[1])
    assert found["DOC-01"] == "info"  # "3 fields to go" of a draft
    text = process().replace("title: Call handling", "title: Call handling ")
    raised = judge_files({"processes/call-handling.yaml": text}, severity={"DOC-09": "error"})[1]
    assert severities(raised)["DOC-09"] == "error"


def test_what_cannot_be_read_cannot_be_switched_off() -> None:
    files = {"gitsm.yaml": settings_text({"severity": {"LOAD-02": "off"}}), "roles/desk.yaml": "id: [\n"}
    report = check(load(MemoryTree(files)), RULES, AS_OF)
    assert [(f.path, f.rule, f.severity) for f in report.findings if f.rule.startswith("LOAD")] == [
        ("gitsm.yaml", "LOAD-06", Severity.ERROR),
        ("roles/desk.yaml", "LOAD-02", Severity.ERROR),
    ]


def test_a_scheduled_version_is_judged_as_of_the_day_it_takes_effect() -> None:
    files = {
        "processes/call-handling.yaml": process().replace("responsible:", "accountable: desk-lead, responsible:"),
        "processes/call-handling@2.0.0.yaml": process(version="2.0.0", start="2027-01-01"),
    }
    for day, as_of in ((date(2026, 11, 1), "2027-01-01"), (date(2027, 1, 1), "")):
        found = judge_files(files, day)[1]
        rac = [(f.version, f.as_of, f.severity.word) for f in found.findings if f.rule == "RAC-01"]
        assert rac == [("2.0.0", as_of, "error")]
        references = [(f.version, f.as_of) for f in found.findings if f.rule == "REF-01" and f.at.startswith("inter")]
        assert references == [("1.0.0", ""), ("2.0.0", "")]


def test_superseded_and_expired_versions_are_judged_by_document_control_and_references_only() -> None:
    files = {
        "processes/call-handling@1.0.0.yaml": process(),
        "processes/call-handling.yaml": process(version="2.0.0", start="2026-06-01"),
    }
    found = judge_files(files)[1]
    assert [f.version for f in found.findings if f.rule == "RAC-01"] == ["2.0.0"]
    old = {f.rule for f in found.findings if f.path == "processes/call-handling@1.0.0.yaml"}
    assert "REF-01" in old
    assert old <= {"DOC-01", "REF-01"}


IDENTITIES = st.tuples(st.sampled_from(["A-01", "B-02"]), st.sampled_from(["role/x", "role/y"]), st.sampled_from("abc"))
FINDINGS = st.lists(
    st.builds(
        lambda identity, line, words: Finding(
            identity[0], Severity.ERROR, f"roles/{line}.yaml", words, artefact=identity[1], at=identity[2]
        ),
        IDENTITIES,
        st.integers(1, 3),
        st.sampled_from(["one", "two"]),
    ),
    max_size=12,
)
EMPTY = load(MemoryTree({"gitsm.yaml": settings_text()}))


@given(FINDINGS, FINDINGS)
def test_new_findings_are_the_difference_of_the_two_runs(head: list[Finding], base: list[Finding]) -> None:
    def report(findings: list[Finding]) -> Report:
        return Report(EMPTY, Graph(), AS_OF, tuple(findings))

    fresh = only_new(report(head), report(base)).findings
    expected = Counter(f.identity for f in head) - Counter(f.identity for f in base)
    assert Counter(f.identity for f in fresh) == expected
    assert all(f in head for f in fresh)


POOL: dict[str, tuple[str | None, ...]] = {
    "processes/call-handling.yaml": (None, process(), process("draft"), process("retired"), "id: ["),
    "roles/desk-lead.yaml": (
        None,
        "id: desk-lead\ntitle: Desk lead\nversion: 1.0.0\nstatus: approved\nowner: desk-lead\n",
        "id: desk-lead\ntitle: Desk lead\nversion: 1.0.0\nstatus: draft\nowner: desk-leed\nreports_to: cio\n",
    ),
    "policies/waivers/wv-0001.yaml": (
        None,
        (
            "id: wv-0001\ntitle: Later\nstatus: approved\nowner: cio\nrule: RAC-01\nartefact: process/call-handling\n"
            "expires: 2027-01-01\n"
        ),
    ),
    "policies/baseline.yaml": (
        None,
        "entries: [{rule: REF-01, artefact: process/call-handling, at: owner}]\n",
        "entries: [{rule: REF-01, artefact: role/desk-lead, at: owner}]\n",
    ),
    "services/phones.yml": (None, "id: phones"),
}
REPOSITORIES = st.fixed_dictionaries({path: st.sampled_from(texts) for path, texts in POOL.items()})


def run(chosen: dict[str, Any]) -> Report:
    files = {"gitsm.yaml": settings_text(), **{path: text for path, text in chosen.items() if text is not None}}
    return check(load(MemoryTree(files)), RULES, AS_OF)


@settings(max_examples=60, deadline=None)
@given(REPOSITORIES, REPOSITORIES)
def test_new_findings_of_repositories_are_the_difference_of_two_full_runs(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    base, head = run(before), run(after)
    fresh = {f.identity for f in only_new(head, base).findings}
    expected = set()
    for weight in Severity:  # a finding is known where the base has as many of that place that weigh as much or more
        new = Counter(f.identity for f in head.findings if f.severity >= weight)
        expected |= set(new - Counter(f.identity for f in base.findings if f.severity >= weight))
    assert fresh == expected
    assert not only_new(head, head).findings
