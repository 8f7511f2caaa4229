"""Every rule against its cases: exact places, and silence where all is well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from gitsm.rules import BY_ID, RULES
from support import judge

FOLDER = Path(__file__).parent.parent / "cases" / "rules"
FILES = sorted(FOLDER.glob("*.yaml"))
OF_CHANGES = {rule.id for rule in RULES if "gitsm check" not in rule.judged_by}
"""Rules that other commands answer; tests/plan/test_rules.py judges the cases of those that a plan answers."""
NOT_SHOWN = {
    "CHG-05": "judges commits, not the files of a repository",
    "CHG-07": "judges files that gitsm generates",
}


def _cases() -> list[Any]:
    found = []
    for file in FILES:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        if content["rule"] in OF_CHANGES:
            continue
        for verdict in ("good", "bad"):
            for case in content.get(verdict, []):
                found.append(pytest.param(content["rule"], verdict, case, id=f"{file.stem}-{verdict}-{case['title']}"))
    return found


@pytest.mark.parametrize(("rule", "verdict", "case"), _cases())
def test_case(rule: str, verdict: str, case: dict[str, Any]) -> None:
    snapshot, raw = judge(case)
    if not rule.startswith("LOAD"):
        assert [f"{f.place} {f.message}" for f in snapshot.findings] == [], "the case itself must load"
    mine = [f for f in raw.findings if f.rule == rule]
    expected = case.get("expect", [])
    assert sorted(f.place for f in mine) == sorted(e["at"] for e in expected), [
        f"{f.place} {f.at}: {f.message}" for f in mine
    ]
    assert bool(expected) == (verdict == "bad")
    for want in expected:
        fits = [f for f in mine if f.place == want["at"]]
        if "route" in want:
            assert want["route"] in [f.at for f in fits]
        if "severity" in want:
            assert {f.severity.word for f in fits} == {want["severity"]}
        if "says" in want:
            assert any(want["says"] in f.message for f in fits), [f.message for f in fits]
    if "not_known" in case:
        assert {n.path for n in raw.not_known if n.rule == rule} == set(case["not_known"])
    for finding in mine:
        first = finding.message.split()[0].rstrip(":")
        named = first.partition(".")[0] in f"{finding.at} {finding.path}"  # a field or a file, spelled as it is
        assert first[0] == first[0].upper() or first[0] in "\"'" or named, finding.message
        assert finding.message.rstrip().endswith((".", "?")), finding.message


def test_each_rule_has_a_case_file_with_good_and_bad_and_nothing_else_is_there() -> None:
    assert {file.stem for file in FILES} == set(BY_ID) - set(NOT_SHOWN)
    for file in FILES:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        assert content["rule"] == file.stem
        assert content.get("good") and content.get("bad"), file.name


def test_the_pages_of_chains_and_ends_say_what_a_newcomer_asked() -> None:
    assert "A conditional step without a share counts for all tickets." in BY_ID["OLA-01"].fix
    assert BY_ID["SLA-04"].title == "Before an agreement ends, or its notice is due, the next version is agreed."


def test_rule_ids_are_unique_and_pages_complete() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.title.endswith(".") and rule.why.endswith(".") and rule.fix.endswith("."), rule.id
