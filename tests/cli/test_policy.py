"""`gitsm policy test`: the tests of the worked organisation hold; what fails, leads nowhere or is broken is said."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from cli_support import run
from gitsm.check.policy_tests import read_policy_tests
from gitsm.check.report import check
from gitsm.load.loader import load
from gitsm.load.overlay import Overlay
from gitsm.rules import RULES
from support import AS_OF, ROOT

from diff_support import worked  # isort: skip

SCHEMA = json.loads((ROOT / "docs/reference/json/policy-test-1.schema.json").read_text(encoding="utf-8"))
TEST = """\
id: slower
title: A slower answer is major
author: ops-04
head:
  - {artefact: sla/billing-platform, at: targets.respond-p1.at_most, set: 45m}
  - {artefact: sla/billing-platform, at: version, set: 3.0.0}
expect: {class: major, changes: [17], blocked: true}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the worked organisation without its policy tests."""
    from docs_support import worked_copy

    root = worked_copy(tmp_path).root
    for path in (root / "policies/tests").glob("*.yaml"):
        path.unlink()
    return root


def write(root: Path, text: str, name: str = "slower") -> None:
    """A policy test of that name."""
    (root / "policies/tests").mkdir(exist_ok=True)
    (root / f"policies/tests/{name}.yaml").write_text(text, encoding="utf-8")


def test_the_tests_of_the_worked_organisation_hold() -> None:
    assert len(list((ROOT / "policies/tests").glob("*.yaml"))) >= 6
    result = run("-C", str(ROOT), "policy", "test")
    assert (result.code, "none failed" in result.out) == (0, True), result.out


def test_a_test_that_fails_says_what_was_expected_and_what_was_found(folder: Path) -> None:
    write(folder, TEST.replace("class: major, changes: [17]", "class: normal, changes: [17, 18]"))
    result = run("-C", str(folder), "policy", "test")
    assert result.code == 1
    assert "class: expected normal, found major" in result.out
    assert "changes: expected, but not found: 18" in result.out
    assert "1 policy test, 1 failed." in result.out


def test_json_has_its_shape_and_the_same_answer(folder: Path) -> None:
    write(folder, TEST)
    write(folder, TEST.replace("id: slower", "id: other").replace("[17]", "[18]"), "other")
    result = run("-C", str(folder), "policy", "test", "--format", "json")
    body = json.loads(result.out)
    jsonschema.validate(body, SCHEMA)
    assert result.code == 1
    assert [(one["id"], one["passed"]) for one in body["tests"]] == [("other", False), ("slower", True)]
    assert body["tests"][0]["points"][1]["extra"] == ["17"]


ASTRAY = [
    ("{artefact: sla/nowhere, at: title, set: A}", "there is no such artefact"),
    ("{artefact: slo/email, at: title, set: A}", "There is no kind slo"),
    ("{artefact: sla/email, at: targets.nothing, remove: true}", "nothing stands there to remove"),
    ("{artefact: sla/email, at: title.words, set: A}", "holds a value, and nothing below it"),
    ("{artefact: sla/nowhere, remove: true}", "there is no such artefact to remove"),
]


def test_edits_that_lead_nowhere_fail_their_tests_alone(folder: Path) -> None:
    line = "  - {artefact: sla/billing-platform, at: targets.respond-p1.at_most, set: 45m}\n"
    for number, (edit, _) in enumerate(ASTRAY):
        text = TEST.replace(line, f"  - {edit}\n").replace("id: slower", f"id: astray-{number}")
        write(folder, text, f"astray-{number}")
    write(folder, TEST)
    result = run("-C", str(folder), "policy", "test")
    assert result.code == 1
    said = re.split(r"astray-[0-4]", " ".join(result.out.split()))[1:]
    assert [words in text for text, (_, words) in zip(said, ASTRAY, strict=True)] == [True] * 5, result.out
    assert "6 policy tests, 5 failed." in result.out


def test_one_test_by_name_and_a_name_that_is_none(folder: Path) -> None:
    write(folder, TEST)
    write(folder, "id: [", "broken")
    assert run("-C", str(folder), "policy", "test", "slower").code == 0
    result = run("-C", str(folder), "policy", "test", "slowest")
    assert (result.code, "the tests that can be read: slower" in result.err) == (2, True)


def test_no_tests_are_no_failure(folder: Path) -> None:
    result = run("-C", str(folder), "policy", "test")
    assert (result.code, result.out) == (0, "There are no policy tests: policies/tests/ holds no .yaml file.\n")


@pytest.mark.parametrize(
    ("old", "new", "place", "rule"),
    [
        ("id: slower", "id: faster", "1:5", "LOAD-06"),
        ("class: major", "class: huge", "7:17", "LOAD-06"),
        ("author:", "writer:", "3:1", "LOAD-06"),
        (", set: 45m", "", "5:5", "LOAD-06"),
        ("set: 45m", "set: 45m, remove: true", "5:5", "LOAD-06"),
        ("title:", "title: twice\ntitle:", "3:1", "LOAD-05"),
    ],
)
def test_a_broken_test_is_a_finding_of_the_check_with_its_place(old: str, new: str, place: str, rule: str) -> None:
    text = TEST.replace(old, new, 1)
    snapshot = load(Overlay(worked().tree, {"policies/tests/slower.yaml": text.encode()}))
    found = [f for f in check(snapshot, RULES, AS_OF).findings if f.path == "policies/tests/slower.yaml"]
    assert [(f.rule, f.place.rpartition(".yaml:")[2]) for f in found][:1] == [(rule, place)], found
    assert all(f.fix for f in found)
    assert "slower" not in [test.id for _, test in read_policy_tests(snapshot).tests]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("artefact: sla/", "artefact: sla/x-", "an artefact that does not exist"),
        ("author: ops-04", "author: ops-99", 'a party that does not exist: "ops-99"'),
        ("expect: {", "expect: {approvers: [cabb], ", 'a role that does not exist: "cabb"'),
        ("expect: {", "expect: {findings: {new: [{rule: RAC-99, artefact: role/cab}]}, ", "a rule that does not exist"),
        ("expect: {", "expect: {findings: {fixed: [{rule: RAC-01, artefact: role/cabb}]}, ", '"role/cabb"'),
    ],
)
def test_what_a_test_names_exists(old: str, new: str, says: str) -> None:
    text = TEST.replace(old, new, 1)
    assert text != TEST
    snapshot = load(Overlay(worked().tree, {"policies/tests/slower.yaml": text.encode()}))
    (found,) = [f for f in check(snapshot, RULES, AS_OF).findings if f.path == "policies/tests/slower.yaml"]
    assert (found.rule, says in found.message, bool(found.fix)) == ("REF-01", True, True), found
    assert found.position.line > 1


def test_what_a_test_adds_as_a_whole_exists_for_it() -> None:
    added = "  - artefact: role/keeper\n    set: {id: keeper}\n  - {artefact: role/keeper, at: title, set: Keeper}\n"
    text = TEST.replace("expect:", f"{added}expect:", 1)
    snapshot = load(Overlay(worked().tree, {"policies/tests/slower.yaml": text.encode()}))
    assert [f for f in check(snapshot, RULES, AS_OF).findings if f.path == "policies/tests/slower.yaml"] == []


def test_a_policy_test_counts_nobody_who_made_the_change(folder: Path) -> None:
    """A stranger as author is trouble: the test would say something about nobody."""
    write(folder, TEST.replace("ops-04", "ops-99"))
    result = run("-C", str(folder), "policy", "test")
    assert (result.code, "The author ops-99 is no party" in result.out) == (1, True)
