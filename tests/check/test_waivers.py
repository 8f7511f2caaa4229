"""Waivers: what they move aside, what they never touch, and when they stop."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gitsm.check.report import Report
from support import judge

POLICY = """\
id: backup
title: Backup policy
version: 1.0.0
status: approved
owner: cio
effective_from: 2026-01-01
review: {every: 12mo, last: 2025-12-10}
"""
"""Lacks statement and applies_to: two findings of DOC-01."""


def waiver(status: str = "approved", **fields: Any) -> str:
    lines = {"rule": "DOC-01", "artefact": "policy/backup", "expires": "2027-01-01", **fields}
    head = f"id: wv-0001\ntitle: For a while\nstatus: {status}\nowner: cio\n"
    return head + "".join(f"{key}: {value}\n" for key, value in lines.items() if value is not None)


def report(*waivers: str, **case: Any) -> Report:
    files = {"policies/backup.yaml": POLICY, **case.pop("files", {})}
    for number, text in enumerate(waivers, 1):
        files[f"policies/waivers/wv-000{number}.yaml"] = text.replace("wv-0001", f"wv-000{number}")
    return judge({"files": files, **case})[1]


def counting(found: Report, rule: str = "DOC-01") -> set[str]:
    return {f.at for f in found.findings if f.rule == rule and f.artefact == "policy/backup"}


def test_an_approved_waiver_moves_its_findings_aside_and_keeps_them_visible() -> None:
    found = report(waiver(at="statement"))
    assert counting(found) == {"applies_to"}
    assert [(w.finding.at, w.waiver.key) for w in found.waived] == [("statement", "waiver/wv-0001")]


def test_without_a_place_it_covers_all_findings_of_the_rule_in_the_artefact_and_no_other_rule() -> None:
    found = report(waiver(), files={"policies/backup.yaml": POLICY.replace("effective_from: 2026-01-01\n", "")})
    assert counting(found) == set()
    assert counting(found, "DOC-03") == {"effective_from"}


@pytest.mark.parametrize(
    ("text", "works"),
    [
        (waiver(expires="2026-11-02"), True),
        (waiver(expires="2026-11-01"), False),
        (waiver("requested"), False),
        (waiver("revoked"), False),
        (waiver(expires=None), False),
        (waiver(artefact="policy/other"), False),
        (waiver(rule="DOC-03"), False),
        (waiver(at="state"), False),
        (waiver(at="statement.x"), False),
    ],
)
def test_what_does_not_apply_changes_nothing(text: str, works: bool) -> None:
    assert bool(report(text).waived) == works
    assert (counting(report(text)) == set()) == works


def test_a_place_is_a_prefix_in_whole_steps_even_where_names_contain_dots() -> None:
    rows = "".join(
        f"  - {{clause: '{clause}', evidence: [{{link: nowhere.txt}}]}}\n" for clause in ("8.6", "8.6.1", "8.60")
    )
    mapping = (
        "id: house-rules\ntitle: House rules\nversion: 1.0.0\nstatus: draft\nowner: cio\nframework: house-rules\n"
        "rows:\n" + rows
    )
    found = report(
        waiver(rule="REF-07", artefact="control-mapping/house-rules", at='"rows.8.6"'),
        files={"frameworks/mappings/house-rules.yaml": mapping},
    )
    assert [w.finding.at for w in found.waived] == ["rows.8.6.evidence.0.link"]
    assert {f.at for f in found.findings if f.rule == "REF-07"} == {
        "rows.8.6.1.evidence.0.link",
        "rows.8.60.evidence.0.link",
    }


def test_a_scheduled_version_is_judged_when_the_waiver_is_over() -> None:
    process = (
        "id: call-handling\ntitle: Call handling\nversion: {version}\nstatus: approved\nowner: desk-lead\n"
        "effective_from: {start}\nactivities: [{{id: answer, raci: {{responsible: [desk-lead]{more}}}}}]\n"
    )
    files = {
        "processes/call-handling.yaml": process.format(
            version="1.0.0", start="2026-01-01", more=", accountable: desk-lead"
        ),
        "processes/call-handling@2.0.0.yaml": process.format(version="2.0.0", start="2027-02-01", more=""),
    }
    text = waiver(rule="RAC-01", artefact="process/call-handling")
    long = report(text.replace("2027-01-01", "2027-02-02"), files=files)
    short = report(text.replace("2027-01-01", "2027-02-01"), files=files)
    assert [w.finding.as_of for w in long.waived] == ["2027-02-01"]
    assert not short.waived
    assert [(f.as_of, f.version) for f in short.findings if f.rule == "RAC-01"] == [("2027-02-01", "2.0.0")]


def test_rules_that_must_not_be_waived_are_not() -> None:
    second = waiver(rule="DOC-15", artefact="waiver/wv-0001")
    found = report(waiver(expires="2026-01-01"), second)
    assert not found.waived
    assert {f.path for f in found.findings if f.rule == "DOC-15"} == {
        "policies/waivers/wv-0001.yaml",
        "policies/waivers/wv-0002.yaml",
    }
    refused = report(waiver(rule="LOAD-06"))
    assert [f.rule for f in refused.findings if f.path.startswith("policies/waivers")] == ["LOAD-06"]


def test_whether_a_waiver_is_needed_is_not_known_while_its_artefact_cannot_be_read() -> None:
    found = report(waiver(), files={"policies/backup.yaml": "id: backup\n  title: x\n"})
    assert not [f for f in found.findings if f.rule == "DOC-15"]
    assert "policy/backup cannot be read" in {n.reason for n in found.not_known if n.rule == "DOC-15"}


def test_the_term_counts_from_the_day_of_approval_and_that_day_is_allowed() -> None:
    def doc_15(approved: date) -> list[str]:
        case = {"waiver/wv-0001": {"day": approved, "approvers": ["cio-01"], "authors": ["ops-01"]}}
        return [f.message for f in report(waiver(), approvals=case).findings if f.rule == "DOC-15"]

    assert doc_15(date(2026, 1, 1)) == []
    assert "longer than 12 months after its approval on 2025-12-31" in doc_15(date(2025, 12, 31))[0]


def test_an_unknown_artefact_is_reported_once() -> None:
    found = report(waiver(artefact="policy/backups"))
    assert [f.rule for f in found.findings if f.path.startswith("policies/waivers") and f.at == "artefact"] == [
        "REF-01"
    ]
