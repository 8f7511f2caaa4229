"""Two different findings of one run never share an identity: a baseline entry for one would hide the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitsm.adapters.disk import DiskTree
from gitsm.base.finding import Finding
from gitsm.check.baseline import baseline_text
from gitsm.check.report import Report, check, only_new
from gitsm.load.loader import load
from gitsm.rules import BY_ID, RULES
from support import AS_OF, ROOT, judge, judge_files

CASES = sorted((ROOT / "tests" / "cases" / "rules").glob("*.yaml"))


def shared(report: Report) -> list[list[str]]:
    """Findings that share a fingerprint.

    Not counted: the same problem in several files of one artefact. Versions share their identity on purpose, so that
    what is waived or known stays so in the next version.
    """
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in (*report.findings, *report.baselined, *(waived.finding for waived in report.waived)):
        groups[f"{finding.path} {finding.as_of} {finding.fingerprint}"].append(finding)
    return [[f"{f.rule} {f.at}: {f.message}" for f in group] for group in groups.values() if len(group) > 1]


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests" / "broken"], ids=["worked", "broken"])
def test_no_two_findings_of_a_repository_share_a_fingerprint(folder: Path) -> None:
    assert shared(check(load(DiskTree(folder)), RULES, AS_OF)) == []


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_no_two_findings_of_a_case_share_a_fingerprint(file: Path) -> None:
    content = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    for case in (*content["good"], *content["bad"]):
        assert shared(judge(case)[1]) == [], case["title"]


ENVELOPE = "version: 1.0.0\nstatus: approved\nowner: desk\neffective_from: 2026-01-01\n"
CELLS = ["desk, responsible: [desk]", "desk, responsible: [desk]", "lead, responsible: [lead]", "lead", "other"]


def process(cells: Iterable[str], order: Iterable[int] = range(5)) -> dict[str, Any]:
    listed = list(cells)
    lines = [f"  - {{id: a{n}, raci: {{accountable: {listed[n]}}}}}" for n in order]
    return {"processes/work.yaml": f"id: work\ntitle: Work\n{ENVELOPE}activities:\n" + "\n".join(lines) + "\n"}


def overloaded(report: Report) -> list[str]:
    return [f.at for f in report.findings if f.rule == "RAC-07"]


def test_each_overloaded_role_is_a_finding_of_its_own_in_any_order_of_activities() -> None:
    limit = {"RAC-07.share": 30}
    report = judge_files(process(CELLS), thresholds=limit)[1]
    assert overloaded(report) == ["activities#desk", "activities#lead"]
    turned = judge_files(process(CELLS, reversed(range(5))), thresholds=limit)[1]
    assert {f.fingerprint for f in turned.findings} == {f.fingerprint for f in report.findings}


def test_a_role_known_from_the_baseline_hides_no_other_and_one_that_takes_over_is_new() -> None:
    """With one identity for the whole process both would pass unseen."""
    limit = {"RAC-07.share": 30}
    before = judge_files(process([*CELLS[:2], "one", "two", "three"]), thresholds=limit)[1]
    known = baseline_text([f for f in before.findings if f.rule == "RAC-07"], BY_ID)
    both = judge_files({**process(CELLS), "policies/baseline.yaml": known}, thresholds=limit)[1]
    assert overloaded(both) == ["activities#lead"] and [f.at for f in both.baselined] == ["activities#desk"]
    moved = judge_files(process(["one", "two", *CELLS[2:]]), thresholds=limit)[1]
    assert overloaded(only_new(moved, before)) == ["activities#lead"]


@pytest.mark.parametrize(
    ("at", "left"),
    [("activities", []), ("activities#desk", ["activities#lead"]), ("activ", ["activities#desk", "activities#lead"])],
)
def test_a_waiver_covers_one_of_them_or_all(at: str, left: list[str]) -> None:
    waiver = (
        "id: wv-1\ntitle: Small team\nstatus: approved\nowner: desk\nrule: RAC-07\nartefact: process/work\n"
        f'at: "{at}"\nreason: Small team\nexpires: 2027-01-01\napproved_by: desk\n'
    )
    files = {**process(CELLS), "policies/waivers/wv-1.yaml": waiver}
    assert overloaded(judge_files(files, thresholds={"RAC-07.share": 30})[1]) == left
