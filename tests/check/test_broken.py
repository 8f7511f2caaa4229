"""The broken repository: exactly the faults that stand in EXPECTED.yaml are found in it, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitsm.adapters.disk import DiskTree
from gitsm.base.finding import Finding
from gitsm.check.evidence import Approval
from gitsm.check.report import Report, check
from gitsm.load.loader import load
from gitsm.load.snapshot import Loaded
from gitsm.load.tree import Entry, MemoryTree
from gitsm.model.kinds import KINDS
from gitsm.rules import BY_ID, RULES
from support import AS_OF, ROOT

BROKEN = ROOT / "tests" / "broken"
NOT_ON_DISK = {
    "DOC-05": "needs the evidence of a merged change: who wrote it and who approved it",
    "REF-05": "judges a change, so it needs the repository before that change",
    "DOC-06": "judges a change, so it needs the repository before that change",
    "DOC-07": "judges a change, so it needs the repository before that change",
    "DOC-08": "judges a change, so it needs the repository before that change",
    "KPI-14": "judges a change, so it needs the repository before that change",
    "IMP-11": "judges a change, so it needs the repository before that change",
    **{f"CHG-{n:02}": "is answered for a change, by other commands" for n in range(1, 9)},
}
"""Rules that no content of a single tree can trigger, with the reason. They are triggered below with what they need."""


@cache
def _expected() -> dict[str, list[dict[str, Any]]]:
    content: dict[str, list[dict[str, Any]]] = yaml.safe_load((BROKEN / "EXPECTED.yaml").read_text("utf-8"))
    return content


@cache
def _report() -> Report:
    return check(load(DiskTree(BROKEN)), RULES, AS_OF)


def _places(findings: Any) -> Counter[str]:
    return Counter(f"{f.place} {f.rule} {f.severity.word}" for f in findings)


def _listed(entries: list[dict[str, Any]]) -> Counter[str]:
    return Counter(f"{e['file']}:{e['line']}:{e['column']} {e['rule']} {e['severity']}" for e in entries)


def test_exactly_the_listed_findings_are_found() -> None:
    found, listed = _places(_report().findings), _listed(_expected()["findings"])
    words = {f"{f.place} {f.rule} {f.severity.word}": f.message for f in _report().findings}
    assert {place: words[place] for place in found - listed} == {}, "found, but not listed"
    assert dict(listed - found) == {}, "listed, but not found"


def test_exactly_the_listed_findings_are_waived_or_known() -> None:
    report = _report()
    waived = Counter(f"{w.finding.place} {w.finding.rule} {w.waiver.artefact.id}" for w in report.waived)
    listed = Counter(f"{e['file']}:{e['line']}:{e['column']} {e['rule']} {e['waiver']}" for e in _expected()["waived"])
    assert waived == listed
    assert _places(report.baselined) == _listed(_expected()["baselined"])


def test_exactly_the_listed_questions_stay_open() -> None:
    waiting = ("DOC-04", "DOC-05")
    found = Counter((n.rule, n.path, n.at) for n in _report().not_known if n.rule not in waiting)
    assert found == Counter((e["rule"], e["file"], e["at"]) for e in _expected()["not_known"])
    assert all(n.reason for n in _report().not_known)
    unproved = {item.path for item in _agreed_documents() if "legacy_approval" not in _raw(item.path)}
    assert {n.path for n in _report().not_known if n.rule == "DOC-05"} == unproved
    assert {n.path for n in _report().not_known if n.rule == "DOC-04"} == unproved


def _agreed_documents() -> list[Loaded]:
    return [i for i in _report().snapshot.items if i.version and _raw(i.path)["status"] in AGREED]


AGREED = ("approved", "agreed", "live", "retiring", "active")


def _raw(path: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load((BROKEN / path).read_text("utf-8"), Loader=yaml.CSafeLoader)
    return content


def test_every_rule_is_triggered_or_cannot_be() -> None:
    triggered = {entry["rule"] for entry in _expected()["findings"]}
    assert set(NOT_ON_DISK) <= set(BY_ID)
    assert set(BY_ID) - triggered == set(NOT_ON_DISK)


def test_the_list_is_in_order_and_every_kind_takes_part() -> None:
    entries = _expected()["findings"]
    order = [(e["file"], e["line"], e["column"], e["rule"]) for e in entries]
    assert order == sorted(order)
    assert {e["severity"] for e in entries} == {"error", "warning", "info"}
    snapshot = _report().snapshot
    folders = {path.rpartition("/")[0] for path in snapshot.paths}
    assert {kind.slug for kind in KINDS.values() if kind.folder not in folders} == set()


@pytest.mark.parametrize("finding", _report().findings, ids=lambda f: f"{f.rule}-{f.place}")
def test_each_message_is_a_sentence_with_a_way_out(finding: Finding) -> None:
    first = finding.message.partition(" ")[0].rstrip(":")
    names = (finding.at, ".".join(map(str, finding.route)), finding.path, finding.path.rpartition("/")[2])
    starts = finding.message[0].isupper() or finding.message[0] == '"' or finding.message[0].isdigit()
    assert starts or any(name.startswith((first, f"{first.partition('.')[0]}.")) for name in names), finding.message
    assert finding.message.endswith((".", "?")) and ".." not in finding.message, finding.message
    assert len(finding.message.split()) >= 3
    assert finding.fix and not finding.fix.endswith("."), finding.message
    assert "\n" not in finding.message + finding.fix


class _Own:
    """Evidence in which everybody approved their own text."""

    def approval(self, item: Loaded) -> Approval | None:
        return Approval(date(2025, 12, 1), ("lib-01",), ("lib-01",), "merged change 1")


def test_the_rules_about_evidence_and_change_find_what_is_there_once_they_can_see_it() -> None:
    """DOC-05 with self-approval everywhere; REF-05 for the role that the loan process still names."""
    snapshot = _report().snapshot
    files = {path: (BROKEN / path).read_bytes() for path in snapshot.paths}
    host = "roles/reading-room-host.yaml"
    before = {**files, host: files[host].replace(b"status: retired", b"status: approved")}
    report = check(snapshot, RULES, AS_OF, _Own(), base=load(MemoryTree(before)))
    found = {rule: [f.path for f in report.findings if f.rule == rule] for rule in NOT_ON_DISK}
    expected = [item.path for item in _agreed_documents() if "legacy_approval" not in _raw(item.path)]
    assert found["DOC-05"] == sorted(expected)
    assert found["REF-05"] == [host]
    assert not [f for f in report.findings if f.rule == "REF-02" and "reading-room-host" in f.at], "said by REF-05"


class _Shuffled(DiskTree):
    def entries(self, roots: Any) -> Any:
        found: list[Entry] = list(super().entries(roots))
        return sorted(found, key=lambda entry: entry.path[::-1], reverse=True)


def test_the_order_of_files_does_not_matter() -> None:
    report = check(load(_Shuffled(BROKEN)), RULES, AS_OF)
    assert report.findings == _report().findings
    assert report.not_known == _report().not_known


def test_the_command_and_a_revision_say_the_same_and_change_nothing(tmp_path: Path) -> None:
    """`check` on a copy, then on its first commit: exit code 1, the same findings, the same bytes on disk."""
    copy = tmp_path / "library"
    shutil.copytree(BROKEN, copy)
    before = {path.relative_to(copy): path.read_bytes() for path in sorted(copy.rglob("*")) if path.is_file()}
    disk = _check(copy)
    git = ("git", "-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "A network of libraries"]):
        subprocess.run([*git, *arguments], cwd=copy, check=True, capture_output=True)
    revision = _check(copy, "--rev", "HEAD")
    after = {
        p.relative_to(copy): p.read_bytes() for p in sorted(copy.rglob("*")) if p.is_file() and ".git" not in p.parts
    }
    assert _listed([{**f, "file": f["path"]} for f in disk["findings"]]) == _listed(_expected()["findings"])
    assert disk["findings"] == revision["findings"] and disk["not_known"] == revision["not_known"]
    assert before == after


def _check(folder: Path, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "gitsm", "-C", str(folder), "check", "--format", "json", *arguments]
    done = subprocess.run(
        command, capture_output=True, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT / "tools")}
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr == b""
    result: dict[str, Any] = json.loads(done.stdout)
    return result
