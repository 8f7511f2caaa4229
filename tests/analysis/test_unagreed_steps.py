"""Steps that nobody has agreed to carry nothing, and neither do means and scores, nor targets of other priorities: no
promise is proved on them.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from promise_support import ENVELOPE, calendar, in_turn, promised, proved, prover, step
from support import settings_text


@pytest.mark.parametrize("status", ["draft", "negotiating", "terminated"])
def test_an_agreement_in_force_is_not_proved_on_a_step_that_nobody_has_agreed_to(status: str) -> None:
    proof = proved(promised(60, in_turn("desk")), step("desk", 60) | {"status": status})
    assert proof.answer == "not proved"
    assert proof.reason == f"the status of ola/desk is {status}, so nobody has agreed to it"


def test_a_draft_is_proved_on_drafts_but_not_on_what_has_ended() -> None:
    draft = promised(60, in_turn("desk"), status="draft")
    assert proved(draft, step("desk", 60) | {"status": "draft"}).answer == "always kept"
    assert proved(draft, step("desk", 60) | {"status": "terminated"}).answer == "not proved"


@pytest.mark.parametrize("metric", ["mtrs", "rto", "csat"])
def test_a_mean_or_a_score_says_nothing_about_a_ticket(metric: str) -> None:
    chain = in_turn({"step": "ola/desk", "metric": metric})
    proof = proved(promised(60, chain), step("desk", 5, metric=metric))
    assert proof.answer == "not proved" and "which no clock measures on a ticket" in proof.reason


def _for_every_priority(*named: str, **more: Any) -> str:
    """The reason or answer for a promise that names no priority, on a desk that promises those named; of p1 to p4 the
    last needs no target.
    """
    each = [step("desk", 60, priority=one, id=f"fix-{one}")["targets"][0] for one in named]
    scheme = {
        **ENVELOPE, "id": "standard", "status": "approved", "effective_from": "2020-01-01",
        "priorities": [{"id": "p1"}, {"id": "p2"}, {"id": "p3"}, {"id": "p4", "target": "none"}],
    }  # fmt: skip
    files = {
        "gitsm.yaml": settings_text(),
        "slas/promise.yaml": json.dumps(promised(60, in_turn("desk"), priority_scheme="standard", **more)),
        "olas/desk.yaml": json.dumps(step("desk", 60) | {"targets": each}),
        "processes/priorities/standard.yaml": json.dumps(scheme),
    }
    snapshot = load(MemoryTree(files))
    assert not snapshot.findings
    proof = prover(snapshot)[1]
    return proof.reason or proof.answer


def test_a_promise_for_every_priority_needs_each_of_them_below() -> None:
    assert _for_every_priority("p1", "p2", "p3") == "always kept"
    assert _for_every_priority("p1") == (
        "ola/desk promises no resolution time for p2 and p3, for which target fix of sla/promise holds too: "
        "it names no priority"
    )
    fix = promised(60, in_turn("desk"))["targets"][0]
    assert _for_every_priority("p1", "p2", targets=[fix, {**fix, "id": "fix-p3", "priority": "p3"}]) == "always kept"


@pytest.mark.parametrize("status", ["draft", "retired"])
@pytest.mark.parametrize("through", ["promise", "step", "parent"])
def test_hours_that_nobody_approved_prove_nothing(status: str, through: str) -> None:
    open_ = calendar("open", mon_sun=[["00:00", "24:00"]]) | {"status": status}
    both = calendar("both") | {"parents": {"intersection": ["open", "24x7"]}}
    hours = {"promise": ("open", "24x7"), "step": ("24x7", "open"), "parent": ("24x7", "both")}[through]
    others = [step("desk", 5, hours[1]), open_, *([both] if through == "parent" else [])]
    proof = proved(promised(60, in_turn("desk"), hours[0]), *others)
    assert proof.answer == "not proved" and "no version of calendar open is approved" in proof.reason
    draft = proved(promised(60, in_turn("desk"), hours[0], status="draft"), *others)
    assert draft.answer == "always kept", "a draft may rest on drafts"


@pytest.mark.parametrize(
    ("begins", "proved_still"), [("2026-03-01", False), ("2026-09-01", False), ("2027-01-01", True)]
)
def test_an_agreement_that_another_one_replaces_carries_nothing_from_that_day(begins: str, proved_still: bool) -> None:
    old = {**step("desk", 5), "valid": {"from": "2026-01-01", "to": "2028-01-01"}}
    heir = {**step("front", 5), "supersedes": "desk", "valid": {"from": begins, "to": "2028-01-01", "notice": "90d"}}
    proof = proved(promised(60, in_turn("desk")), old, heir)
    assert (proof.answer == "always kept") == proved_still
    if not proved_still:
        assert proof.answer == "not proved"
        assert proof.reason == "ola/desk is superseded by ola/front, so the chain has to name that"
