"""An answer says where it speaks only of tickets that are never paused. Elsewhere pauses cost nothing."""

from __future__ import annotations

from typing import Any

import pytest

from gitsm.analysis.paused import unless_paused, unless_paused_words
from gitsm.analysis.proof import Proof
from promise_support import calendar, promised, proved, step

OFFICE = calendar("office", mon_fri=[["08:00", "18:00"]])
WAITS = {"clock_rules": {"pause": ["awaiting_user"]}}


def _proof(minutes: int, chain: Any, *steps: dict[str, Any], hours: str = "24x7", pauses: bool = True) -> Proof:
    sla = promised(minutes, chain, hours, **(WAITS if pauses else {}))
    return proved(sla, OFFICE, *steps)


def _named(proof: Proof) -> list[str]:
    return [one.step.key for one in unless_paused(proof)]


def test_a_step_that_is_closed_while_the_promise_counts_and_pauses_with_it_is_named() -> None:
    proof = _proof(66 * 60, {"step": "ola/fixers"}, {**step("fixers", 240, "office"), **WAITS})
    assert proof.answer == "always kept"
    assert _named(proof) == ["ola/fixers"]
    assert unless_paused_words(proof).startswith("said only of tickets that are never paused: a pause (awaiting_user)")


@pytest.mark.parametrize(
    ("limit", "promise", "works", "pauses", "named"),
    [
        (240, "24x7", "24x7", True, []),  # every minute that counts is a minute of work
        (240, "office", "office", True, []),
        (66 * 60, "24x7", "office", False, []),  # the promise never pauses
        (600, "office", "24x7", True, []),  # 9 h of work fit into 10 h, wherever they fall
        (
            840,
            "office",
            "24x7",
            True,
            ["ola/fixers"],
        ),  # 20 h by night and day count 10 h, but 20 h when paused by night
    ],
)
def test_only_where_a_pause_can_make_it_longer(
    limit: int, promise: str, works: str, pauses: bool, named: list[str]
) -> None:
    work = 1200 if limit == 840 else min(limit, 240 if limit != 600 else 540)
    fixers = step("fixers", work, works)
    proof = _proof(limit, {"step": "ola/fixers"}, {**fixers, **(WAITS if pauses else {})}, hours=promise, pauses=pauses)
    assert proof.answer == "always kept"
    assert _named(proof) == named


def test_a_step_that_goes_on_while_the_promise_waits_loses_nothing() -> None:
    assert not unless_paused(_proof(66 * 60, {"step": "ola/fixers"}, step("fixers", 240, "office")))


def test_a_path_that_does_not_fit_anyway_is_not_counted() -> None:
    chain = {"sequence": [{"step": "ola/fixers"}, {"conditional": {"step": "ola/vendor"}, "share": 3}]}
    steps = [{**step("fixers", 60), **WAITS}, {**step("vendor", 600), **WAITS}]
    sla = {**promised(120, chain, compliance=95), **WAITS}
    proof = proved(sla, *steps)
    assert proof.answer == "kept for at least"
    assert not unless_paused(proof)
