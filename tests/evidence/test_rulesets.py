"""What newer rules see otherwise is told and not held against old merges; claiming old rules opens nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evidence.test_clean import less
from evidence.world import World, raised, reword
from gitsm import RULESET
from gitsm.audit import rulesets
from gitsm.audit.rulesets import Ruleset
from gitsm.audit.verdict import CommitVerdict

SERVICE = 28
"""The change type of `less`: how important a service is."""


def tool(version: str, ruleset: str) -> dict[str, Any]:
    return {"tool": {"name": "gitsm", "version": version, "ruleset": ruleset}}


OLDEST, OLD, NEW = tool("0.0.5", "2025.1"), tool("0.0.9", "2025.2"), tool("0.1.0", RULESET)
UNKNOWN = tool("9.0.0", "2031.7")
ASKED: dict[str, Any] = {"required": [{"kind": "role", "role": "service-owner", "state": "given", "by": ["o1"]}]}


@pytest.fixture
def old(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world in which two earlier rulesets gave less weight to how important a service is."""
    lighter = {SERVICE: "normal"}
    known = (Ruleset("2025.1", {SERVICE: "standard"}), Ruleset("2025.2", lighter), Ruleset(RULESET))  # type: ignore[arg-type]
    monkeypatch.setattr(rulesets, "KNOWN", known)
    return world.begin()


def last(world: World) -> CommitVerdict:
    return world.save().verdict().commits[-1]


def test_a_change_that_newer_rules_class_higher_stays_proved_and_the_difference_is_told(old: World) -> None:
    old.merge(less(old), voices=("o1", "q1", "x1"), class_="normal", **OLD)
    found = last(old)
    assert found.finding == "signed" and found.reasons == ()
    assert found.notes == ("recorded by gitsm 0.0.9 (ruleset 2025.2) as normal; this version computes major",)


def test_a_role_that_only_newer_rules_ask_is_told(old: World) -> None:
    old.merge(less(old), voices=("o1",), class_="normal", **OLD, **ASKED)
    found = last(old)
    assert found.finding == "signed", found
    assert "this version asks quality-manager as well" in " ".join(found.notes)


def test_changes_by_earlier_rules_and_then_by_newer_ones_are_all_proved(old: World) -> None:
    old.merge(reword(old.files), **OLDEST)
    old.merge(less(old), voices=("o1", "q1", "x1"), class_="normal", **OLD)
    old.merge(reword(old.files, "new"), **NEW)
    found = old.save().verdict()
    assert found.proved and [len(one.notes) for one in found.commits] == [0, 0, 1, 0]


def fewer_seats(w: World) -> dict[str, str]:
    """A major change by every ruleset: the board needs fewer votes."""
    path = "processes/change-enablement.yaml"
    return {**w.files, path: raised(w.files[path].replace("quorum: 2/3", "quorum: 1/3"), 0)}


def falls_back(w: World) -> None:
    """After a newer ruleset has judged, an older one is claimed."""
    w.merge(reword(w.files), **NEW)
    w.merge(less(w), voices=("o1", "q1", "x1"), class_="normal", **OLD)


def never_existed(w: World) -> None:
    w.merge(less(w), voices=("o1", "q1", "x1"), class_="normal", **UNKNOWN)


def names_none(w: World) -> None:
    w.merge(less(w), voices=("o1", "q1", "x1"), class_="normal")


def claims_the_newest(w: World) -> None:
    w.merge(less(w), voices=("o1", "q1", "x1"), class_="normal", **NEW)


def lower_than_it_ever_was(w: World) -> None:
    w.merge(less(w), voices=("k1",), class_="standard", **OLD)


def lighter_for_another_reason(w: World) -> None:
    """The old rules gave less weight to services, but not to the rules on changes."""
    w.merge(fewer_seats(w), voices=("k1",), class_="standard", **OLDEST)


def agreed_by_the_author(w: World) -> None:
    w.merge(less(w), by="o1", voices=("o1", "q1"), class_="normal", **OLD, **ASKED)


def agreed_by_nobody(w: World) -> None:
    w.merge(less(w), voices=(), class_="normal", **OLD, **ASKED)


def without_the_body(w: World) -> None:
    """Recorded as major: the board was asked then as well."""
    w.merge(less(w), voices=("o1", "q1"), class_="major", **OLD, **ASKED)


def in_somebody_elses_name(w: World) -> None:
    w.merge(less(w), voices=(lambda head: w.voice(head, "o1", key="au1"), "q1"), class_="normal", **OLD, **ASKED)


def other_content(w: World) -> None:
    into = reword(less(w), "more", "services/print.yaml")
    w.merge(less(w), voices=("o1", "q1", "x1"), class_="normal", into=into, **OLD)


def asked_role_left_out(w: World) -> None:
    """Whom the rules of the time asked is said to have been nobody's concern: types they judged as we do."""
    w.merge(fewer_seats(w), voices=("q1",), class_="major", **OLDEST, **ASKED)


ATTACKS: dict[Callable[[World], None], str] = {
    falls_back: "it was recorded as normal, but it is major",
    never_existed: "it was recorded as normal, but it is major",
    names_none: "it was recorded as normal, but it is major",
    claims_the_newest: "it was recorded as normal, but it is major",
    lower_than_it_ever_was: "by the rules of its time it was normal",
    lighter_for_another_reason: "by the rules of its time it was",
    agreed_by_the_author: "o1 is an author",
    agreed_by_nobody: "it was not approved",
    without_the_body: "cab: missing",
    in_somebody_elses_name: "the decision of o1 does not count",
    other_content: "something else came in with it",
    asked_role_left_out: "it was not approved",
}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.__name__)
def test_who_holds_the_gates_key_and_claims_old_rules_is_found(old: World, attack: Callable[[World], None]) -> None:
    attack(old)
    found = last(old)
    assert found.finding == "violated", found
    assert ATTACKS[attack] in " ".join(found.reasons), found.reasons


def test_an_odd_ruleset_is_named(old: World) -> None:
    falls_back(old)
    assert "ruleset 2025.2, though a newer one had judged before it" in " ".join(last(old).notes)
    old.merge(reword(old.files, "words"), **UNKNOWN)
    assert "ruleset 2031.7, which this version does not know" in " ".join(last(old).notes)
