"""A part of a term in which the clock stands still is proved too: its tickets count from the next opening on."""

from __future__ import annotations

from typing import Any

from gitsm.analysis.repair import repairs
from promise_support import TERM, calendar, in_turn, promised, proved, prover, repository, step

OFFICE = calendar("office", mon_fri=[["08:00", "18:00"]])


def versions(name: str, minutes: int, later: int, day: str) -> list[dict[str, Any]]:
    """A step that is promised within other minutes from a day on."""
    first = step(name, minutes, "office") | {"valid": {**TERM, "to": day}}
    after = step(name, later, "office") | {"valid": {**TERM, "from": day}, "version": "2.0.0", "file": f"{name}@2.0.0"}
    return [first, after]


def test_a_weekend_between_two_versions_is_proved() -> None:
    """From Saturday 19 December 2026 to Monday the 21st other versions apply, and nobody counts."""
    chain = in_turn("desk", "team")
    steps = [*versions("desk", 60, 60, "2026-12-19"), *versions("team", 60, 60, "2026-12-21")]
    proof = proved(promised(120, chain, "office"), *steps, OFFICE)
    assert (proof.answer, proof.slack, len(proof.parts)) == ("always kept", 0, 3)


def test_tickets_of_a_closed_last_day_may_be_late() -> None:
    term = {**TERM, "to": "2026-12-27"}
    proof = proved(promised(60, in_turn("desk"), "office", valid=term), *versions("desk", 60, 61, "2026-12-26"), OFFICE)
    assert (proof.answer, proof.slack) == ("not kept", -1)
    assert proof.term is not None and str(proof.term.start) == "2026-12-26"


def test_a_clock_that_stands_still_in_one_part_is_offered_all_the_same() -> None:
    steps = [*versions("desk", 60, 30, "2026-12-19"), *versions("team", 60, 30, "2026-12-21")]
    sla = promised(120, in_turn("desk", "team"), support_hours="office")
    found, proof = prover(repository(sla, *steps, OFFICE))
    assert proof.answer == "not kept"
    assert ("clock", "support_hours", "always kept") in [
        (one.kind, one.clock, one.answer) for one in repairs(proof, found)
    ]
