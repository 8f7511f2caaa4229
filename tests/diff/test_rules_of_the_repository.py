"""The rules that judge changes: which way their own changes go, in artefacts and in files that are none."""

from __future__ import annotations

from typing import Any

import pytest

from diff_support import edited, worked, worked_files
from gitsm.diff.changes import changes_of
from gitsm.diff.files import file_changes, governing
from gitsm.diff.governing import RuleDefaults
from gitsm.diff.pairs import changed_pairs
from gitsm.diff.types import TYPES
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from gitsm.model.policy_test import TestEdit as Edit
from gitsm.plan.rehearsal import edited as after
from support import AS_OF

POLICY, SETTINGS, CAB = "process/change-enablement", "settings/settings", "role/cab"
DEFAULTS = RuleDefaults({"RAC-05": "warning"}, {"RAC-05.responsible": 3})
EMPTY = "entries: []\n"
ONE = "entries: [{rule: KPI-03, artefact: kpi/reopen-rate, at: baseline}]\n"


def ways(edits: list[dict[str, Any]], base: list[dict[str, Any]] | None = None) -> list[tuple[int, str]]:
    """(number, direction) of what the edits change."""
    before = load(after(worked(), map(Edit.model_validate, base))) if base else worked()
    head = load(after(before, map(Edit.model_validate, edits)))
    assert not head.findings, head.findings
    pairs = changed_pairs(before, head, AS_OF)
    return [(change.number, change.direction) for pair in pairs for change in changes_of(pair, DEFAULTS)]


@pytest.mark.parametrize(
    ("artefact", "at", "value", "way"),
    [
        (POLICY, "binding", "meaning", "looser"),
        (POLICY, "models.holder-rota.class", "normal", "tighter"),
        (POLICY, "models.inform-more-roles.class", "standard", "looser"),
        (POLICY, "models.wording.auto_merge", True, "looser"),
        (POLICY, "models.wording.match.change_types", [1, 2, 3], "mixed"),
        (POLICY, "authorities.standard.any", "change", "mixed"),
        (POLICY, "authorities.standard.but_not", None, "looser"),
        (POLICY, "authorities.normal.derive", ["accountable"], "looser"),
        (POLICY, "authorities.normal.body", "cab", "tighter"),
        (POLICY, "authorities.major.chair", "optional", "looser"),
        (POLICY, "authorities.major.quorum", "1/3", "looser"),
        (POLICY, "authorities.major.quorum", "5/6", "tighter"),
        (POLICY, "authorities.major.quorum", 4, "mixed"),
        (POLICY, "authorities.emergency.at_least", 1, "looser"),
        (POLICY, "authorities.emergency.review_within.working_days", 10, "looser"),
        (POLICY, "freezes.2026-12-18.to", "2027-01-03", "looser"),
        (POLICY, "freezes.2026-12-18.except", ["emergency", "standard"], "looser"),
        (POLICY, "freezes.2027-03-29.except", ["emergency"], "tighter"),
        (POLICY, "salami.window", "30d", "looser"),
        (POLICY, "salami", None, "looser"),
        (POLICY, "recorded_approvals", ["finance-representative"], "tighter"),
    ],
)
def test_which_way_the_change_policy_goes(artefact: str, at: str, value: Any, way: str) -> None:
    edit = {"artefact": artefact, "at": f"change_policy.{at}"} | ({"remove": True} if value is None else {"set": value})
    assert ways([edit]) == [(49, way)]


@pytest.mark.parametrize(
    ("at", "value", "found"),
    [
        ("severity", {"RAC-05": "info"}, [(49, "looser")]),
        ("severity", {"RAC-05": "error"}, [(49, "tighter")]),
        ("severity", {"RAC-05": "warning"}, []),
        ("severity", {"RAC-99": "off"}, [(49, "mixed")]),
        ("thresholds.RAC-05.responsible", 3, []),
        ("thresholds.RAC-05.responsible", 9, [(49, "mixed")]),
        ("audience", "internal", [(49, "tighter")]),
        ("parties_on_site", "hidden", [(49, "tighter")]),
        ("as_of", "2026-12-01", [(49, "mixed")]),
        ("approver_roles.maintainer", ["governance-maintainer", "cio"], [(49, "mixed")]),
    ],
)
def test_settings_are_held_against_what_applies_without_them(at: str, value: Any, found: list[tuple[int, str]]) -> None:
    assert ways([{"artefact": SETTINGS, "at": at, "set": value}]) == found


def test_a_wider_audience_is_also_a_classification_lowered() -> None:
    narrow = [{"artefact": SETTINGS, "at": "audience", "set": "internal"}]
    assert ways([{"artefact": SETTINGS, "at": "audience", "set": "public"}], narrow) == [(49, "looser"), (50, "looser")]


@pytest.mark.parametrize(("quorum", "way"), [("1/2", "looser"), ("5/6", "tighter"), (3, "mixed")])
def test_the_quorum_of_a_body_is_a_share_or_a_number(quorum: str | int, way: str) -> None:
    assert ways([{"artefact": CAB, "at": "quorum", "set": quorum}]) == [(49, way)]


def test_emergency_is_no_higher_class_but_one_of_its_own() -> None:
    at = "authorities.service+process.up_to"
    base = [{"artefact": "role/change-manager", "at": at, "set": "emergency"}]
    edit = {"artefact": "role/change-manager", "at": at}
    assert ways([edit | {"set": "emergency"}]) == [(16, "looser")]
    assert ways([edit | {"set": "major"}], base) == [(16, "looser")]


def files(base: dict[str, str], head: dict[str, str], *paths: str) -> list[tuple[int, str, str, str]]:
    """(number, path, direction, class) of changed files that are no artefacts."""
    sides = [load(MemoryTree({**worked_files(), **more})) for more in (base, head)]
    found = file_changes(sides[0], sides[1], paths, AS_OF)
    return [(one.number, one.key, one.direction, TYPES[one.number].class_of(one)) for one in found]


def test_a_baseline_that_grows_is_major_and_one_that_shrinks_is_not() -> None:
    path = "policies/baseline.yaml"
    assert files({}, {path: ONE}) == [(49, path, "looser", "major")]
    assert files({path: ONE}, {path: EMPTY}) == [(49, path, "tighter", "normal")]
    assert files({path: ONE}, {path: ONE.replace("KPI-03", "KPI-04")}) == [(49, path, "mixed", "major")]
    assert files({path: ONE}, {path: "# known\n" + ONE}) == [(1, path, "neutral", "standard")]
    assert files({path: EMPTY}, {path: "entries: ["}) == [(49, path, "mixed", "major")]
    assert files({path: ONE}, {path: ONE}, path) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "class_"),
    [
        ("schemas/extensions/role.schema.json", "", '{"type": "object"}', "normal"),
        ("schemas/extensions/role.schema.json", '{"type": "object"}', '{"type": ["object"]}', "major"),
        ("schemas/extensions/role.schema.json", '{"type": "object"}', '{ "type":"object" }', "standard"),
        ("schemas/extensions/role.schema.json", '{"type": "object"}', "", "major"),
        ("policies/tests/extra.yaml", "", "id: extra\n", "normal"),
        ("policies/tests/extra.yaml", "id: extra\n", "id: other\n", "major"),
        (".github/workflows/gitsm-gate.yml", "", "on: push\n", "major"),
        ("docs/CODEOWNERS", "* @a\n", "* @b\n", "major"),
    ],
)
def test_files_that_decide_have_a_class_of_their_own(path: str, old: str, new: str, class_: str) -> None:
    found = files({path: old} if old else {}, {path: new} if new else {}, path)
    assert [(key, judged) for _, key, _, judged in found] == [(path, class_)]


def test_other_files_say_nothing() -> None:
    assert not any(map(governing, ("README.md", "docs/guide/first-change.md", "schemas/role.schema.json", "Makefile")))
    assert files({}, {"README.md": "new"}, "README.md") == []


def test_the_owner_of_the_policy_answers_for_workflows_and_the_settings_for_the_rest() -> None:
    head = load(
        MemoryTree(edited({".github/workflows/x.yml": "on: push\n", "policies/tests/extra.yaml": "id: extra\n"}))
    )
    paths = [".github/workflows/x.yml", "policies/tests/extra.yaml"]
    found = {one.path: one.pair.key for one in file_changes(worked(), head, paths, AS_OF)}
    assert found == {".github/workflows/x.yml": POLICY, "policies/tests/extra.yaml": SETTINGS}
