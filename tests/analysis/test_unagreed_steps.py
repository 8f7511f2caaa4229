"""Steps that nobody has agreed to carry nothing, and neither do means and scores: no promise is proved on them."""

from __future__ import annotations

import pytest

from promise_support import in_turn, promised, proved, step


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
