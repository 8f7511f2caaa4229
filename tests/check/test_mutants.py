"""Mutation of content: one fault in the worked organisation brings the findings it deserves, and no others."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

import pytest
import yaml

from gitsm.adapters.disk import DiskTree
from gitsm.base.finding import Finding
from gitsm.check.report import Report, check
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from gitsm.rules import BY_ID, RULES
from support import AS_OF, ROOT

MUTANTS: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "cases" / "mutants.yaml").read_text("utf-8"))
NOT_BY_ONE_EDIT = {
    "DOC-05": "needs the evidence of a merged change",
    "REF-05": "judges a change, so it needs the repository before it",
}


@cache
def files() -> dict[str, bytes]:
    """The worked organisation."""
    return {path: (ROOT / path).read_bytes() for path in load(DiskTree(ROOT)).paths}


def judge(content: dict[str, bytes]) -> Report:
    """All rules over these files."""
    return check(load(MemoryTree(content)), RULES, AS_OF)


@cache
def sound() -> Report:
    """The worked organisation as it is."""
    return judge(files())


def mutated(edits: list[dict[str, str]]) -> dict[str, bytes]:
    """The worked organisation with the edits. Fails where a text to replace is not there exactly once."""
    content = dict(files())
    for edit in edits:
        path, old, new = edit["file"], edit.get("text", ""), edit["becomes"]
        before = content.get(path, b"").decode()
        assert not old or before.count(old) == 1, f"{old!r} stands {before.count(old)} times in {path}"
        content[path] = (before.replace(old, new) if old else before + new).encode()
    return content


def news(report: Report) -> list[Finding]:
    """What is found now and was not before, compared by rule, file and location key."""
    known = Counter((f.rule, f.path, f.at) for f in sound().findings)
    found = []
    for finding in report.findings:
        key = (finding.rule, finding.path, finding.at)
        if known[key]:
            known[key] -= 1
        else:
            found.append(finding)
    return found


def _deserved(mutant: dict[str, Any]) -> Counter[str]:
    listed: Counter[str] = Counter()
    for line in mutant["finds"]:
        times, rest = re.fullmatch(r"(?:([0-9]+)x )?(.+)", line).groups()  # type: ignore[union-attr]
        listed[rest] += int(times or 1)
    return listed


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant["fault"])
def test_a_fault_brings_what_it_deserves(mutant: dict[str, Any]) -> None:
    report = judge(mutated(mutant["edits"]))
    found = news(report)
    assert Counter(f"{f.rule} {f.path}" for f in found) == _deserved(mutant), "\n".join(
        f"{f.place} {f.rule} {f.at}: {f.message}" for f in found
    )
    asked = {f"{n.rule} {n.path}" for n in set(report.not_known) - set(sound().not_known)}
    if mutant.get("asks") != "any":
        assert asked == set(mutant.get("asks", ()))


def test_the_faults_cover_the_rules() -> None:
    covered = {line.rpartition("x ")[2].split(" ")[0] for mutant in MUTANTS for line in mutant["finds"]}
    assert set(BY_ID) - covered == set(NOT_BY_ONE_EDIT)
    assert len({mutant["fault"] for mutant in MUTANTS}) == len(MUTANTS) >= 60
