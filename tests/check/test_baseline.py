"""The baseline: known findings do not block, and the file can only shrink."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitsm.adapters.disk import DiskTree
from gitsm.base.finding import Finding, Severity
from gitsm.check.baseline import baseline_text, read_baseline
from gitsm.check.report import Report
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from gitsm.load.yaml import Broken, decode, parse
from gitsm.model.baseline import Baseline
from gitsm.rules import BY_ID
from support import judge

POLICY = """\
id: backup
title: Backup policy
version: 1.0.0
status: approved
owner: cio
effective_from: 2026-01-01
review: {every: 12mo, last: 2025-12-10}
description: TBD
"""


def report(baseline: str | bytes | None = None, **more: Any) -> Report:
    files: dict[str, str] = {"policies/backup.yaml": POLICY, **more.pop("files", {})}
    case: dict[str, Any] = {"files": files, **more}
    if isinstance(baseline, bytes):
        case["bytes"] = {"policies/baseline.yaml": baseline.hex()}
    elif baseline is not None:
        files["policies/baseline.yaml"] = baseline
    return judge(case)[1]


def of(found: Report, path: str) -> list[tuple[str, str]]:
    return [(f.rule, f.place.rpartition("yaml:")[2]) for f in found.findings if f.path == path]


def test_a_known_finding_is_shown_but_does_not_count() -> None:
    found = report("entries: [{rule: DOC-01, artefact: policy/backup, at: statement}]\n")
    assert [f.at for f in found.baselined] == ["statement"]
    assert {f.at for f in found.findings if f.rule == "DOC-01" and f.artefact == "policy/backup"} == {"applies_to"}
    assert not [f for f in found.findings if f.rule == "DOC-16"]


def test_the_place_must_be_exact() -> None:
    found = report("entries: [{rule: DOC-01, artefact: policy/backup}]\n")
    assert not found.baselined
    assert of(found, "policies/baseline.yaml") == [("DOC-16", "1:11")]


def test_writing_the_baseline_leaves_nothing_that_blocks_and_no_stale_entry() -> None:
    first = report()
    text = baseline_text(first.findings, BY_ID)
    second = report(text)
    assert first.fails(Severity.ERROR)
    assert not second.fails(Severity.WARNING)
    assert {f.identity for f in second.baselined} == {
        f.identity for f in first.findings if f.severity >= Severity.WARNING
    }
    assert baseline_text([*second.baselined, *second.findings], BY_ID) == text
    entries = [line for line in text.splitlines() if line.startswith("  - ")]
    assert entries == sorted(entries, key=lambda line: (line.split("artefact: ")[1].split(",")[0].rstrip("}"), line))


def test_a_baseline_of_the_first_day_keeps_what_comes_later_visible() -> None:
    text = baseline_text(report().findings, BY_ID)
    later = report(text, files={"policies/backup.yaml": POLICY.replace("effective_from: 2026-01-01\n", "")})
    assert ("DOC-03", "1:1") in of(later, "policies/backup.yaml")


def test_load_and_the_findings_about_exceptions_are_never_baselined() -> None:
    broken = report(files={"roles/desk.yml": "id: desk"})
    stale = report("entries: [{rule: DOC-16, artefact: policy/backup, at: x}]\n")
    text = baseline_text([*broken.findings, *stale.findings], BY_ID, Severity.INFO)
    assert "rule: LOAD" not in text
    assert "rule: DOC-16" not in text
    assert not stale.baselined
    assert [f.message for f in stale.findings if f.rule == "DOC-16"] == ["DOC-16 is never kept in the baseline."]


def test_a_finding_that_is_waived_too_is_waived_and_its_entry_is_not_stale() -> None:
    waiver = (
        "id: wv-0001\ntitle: For a while\nstatus: approved\nowner: cio\nrule: DOC-01\nartefact: policy/backup\n"
        "at: statement\nexpires: 2027-01-01\n"
    )
    found = report(
        "entries: [{rule: DOC-01, artefact: policy/backup, at: statement}]\n",
        files={"policies/waivers/wv-0001.yaml": waiver},
    )
    assert [w.finding.at for w in found.waived] == ["statement"]
    assert not found.baselined
    assert not [f for f in found.findings if f.rule in ("DOC-15", "DOC-16")]


@pytest.mark.parametrize(
    ("content", "rule", "place"),
    [
        ("entries: [{rule: DOC-01, artefact: policy/backup, att: statement}]\n", "LOAD-06", "1:51"),
        ("entries:\n  - {rule: load, artefact: policy/backup}\n", "LOAD-06", "2:12"),
        ("entries: &all []\n", "LOAD-03", "1:10"),
        ("entries: []\nentries: []\n", "LOAD-05", "2:1"),
        ("", "LOAD-02", "1:1"),
        (b"entries: []\xff\n", "LOAD-01", "1:12"),
        (
            "entries:\n  - {rule: DOC-01, artefact: policy/backup}\n  - {artefact: policy/backup, rule: DOC-01}\n",
            "LOAD-06",
            "3:5",
        ),
    ],
)
def test_a_baseline_that_cannot_be_read_is_a_finding_at_its_place_and_hides_nothing(
    content: str | bytes, rule: str, place: str
) -> None:
    found = report(content)
    assert of(found, "policies/baseline.yaml")[:1] == [(rule, place)]
    assert {f.at for f in found.findings if f.rule == "DOC-01" and f.artefact == "policy/backup"} >= {"applies_to"}


def test_a_link_in_place_of_the_baseline_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "elsewhere.yaml").write_text("entries: [{rule: DOC-01, artefact: policy/backup}]\n")
    (tmp_path / "policies" / "baseline.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    snapshot = load(DiskTree(tmp_path))
    baseline, findings = read_baseline(snapshot)
    assert baseline == Baseline()
    assert [f.rule for f in (*snapshot.findings, *findings) if f.path == "policies/baseline.yaml"] == ["LOAD-08"]


def test_an_entry_of_a_broken_artefact_is_not_known_to_be_stale() -> None:
    found = report(
        "entries: [{rule: DOC-01, artefact: policy/backup, at: statement}]\n",
        files={"policies/backup.yaml": "id: backup\n  title: x\n"},
    )
    assert not [f for f in found.findings if f.rule == "DOC-16"]
    assert [(n.path, n.reason) for n in found.not_known if n.rule == "DOC-16"] == [
        ("policies/baseline.yaml", "policy/backup cannot be read")
    ]


def _stands_in_a_file(text: str) -> bool:
    try:
        return decode(text.encode()) == text
    except Broken:
        return False


PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])).filter(
    _stands_in_a_file
)


@given(PRINTABLE | st.sampled_from(["on", "no", "null", "1.10", "a: b", "activities.x.raci", "2026-01-01", "a>b", "~"]))
def test_every_location_key_survives_being_written(at: str) -> None:
    finding = Finding("DOC-01", Severity.ERROR, "policies/backup.yaml", "x", artefact="policy/backup", at=at)
    tree = MemoryTree({"policies/baseline.yaml": baseline_text([finding], BY_ID)})
    (entry,) = parse(tree.read("policies/baseline.yaml").decode())["entries"]
    assert entry.get("at", "") == at
    assert Baseline.model_validate({"entries": [entry]}).entries[0].at == at
