"""Changes that mend a promise: what is offered does it when it is made, and nothing smaller would."""

from __future__ import annotations

from typing import Any

import pytest

from gitsm.analysis import proof_words
from gitsm.analysis.proof import Proof, Prover
from gitsm.analysis.repair import Repair, repairs
from promise_support import calendar, in_turn, promised, proved, prover, repository, step

OFFICE = calendar("office", mon_fri=[["08:00", "18:00"]])


def _repairs(sla: dict[str, Any], *others: dict[str, Any]) -> tuple[Proof, tuple[Repair, ...]]:
    maker, found = prover(repository(sla, *others))
    return found, repairs(found, maker)


def _offers(sla: dict[str, Any], *others: dict[str, Any]) -> dict[tuple[str, str], tuple[int, str]]:
    _, found = _repairs(sla, *others)
    return {(one.kind, one.step.key if one.step else ""): (one.minutes, one.calendar) for one in found}


def _maybe(name: str, share: float) -> dict[str, Any]:
    return {"conditional": {"step": f"ola/{name}"}, "share": share, "source": "records", "measured": "2026-01-15"}


def test_the_shortest_promise_that_is_enough_is_found_among_all_paths() -> None:
    """60 m for all, 240 m more for 20 %, and two rare ones: with 400 m only 1 % stays on a path that does not fit."""
    chain = in_turn("desk", _maybe("vendor", 20), _maybe("lab", 10), _maybe("court", 1))
    others = (step("desk", 60), step("vendor", 240), step("lab", 100), step("court", 400))
    found, (target, *_) = _repairs(promised(100, chain, compliance=95), *others)
    assert found.answer == "not kept"
    assert (target.kind, target.minutes, target.answer) == ("target", 400, "kept for at least")
    assert proved(promised(400, chain, compliance=95), *others).answer == "kept for at least"
    assert proved(promised(399, chain, compliance=95), *others).answer == "not kept"


def test_a_step_carried_twice_is_changed_in_both_places() -> None:
    sla = promised(200, in_turn("desk", "lab", {"sequence": [{"step": "ola/desk"}]}))
    assert _offers(sla, step("desk", 100), step("lab", 20)) == {
        ("target", ""): (220, ""),
        ("step target", "ola/desk"): (90, ""),
    }
    assert proved(sla, step("desk", 90), step("lab", 20)).answer == "always kept"
    assert proved(sla, step("desk", 91), step("lab", 20)).answer == "not kept"


def test_other_support_hours_do_not_change_a_target_that_counts_every_hour() -> None:
    """Only the handover waits for the office; what the step itself takes counts every hour already."""
    sla = promised(600, in_turn({"step": "ola/desk", "handover": "30m"}))
    desk = step("desk", 60, "office", clock="calendar")
    offers = _offers(sla, desk, OFFICE)
    assert offers[("step hours", "ola/desk")] == (0, "24x7")
    assert proved(sla, {**desk, "support_hours": "24x7"}, OFFICE).answer == "always kept"
    late = promised(59, {"step": "ola/desk"}, "office")
    assert ("step hours", "ola/desk") not in _offers(late, desk, OFFICE), "it works around the clock as it is"


def test_the_promise_may_be_measured_on_other_hours_of_the_agreement() -> None:
    sla = promised(300, {"step": "ola/desk"}, support_hours="office")
    found, offered = _repairs(sla, step("desk", 240, "office"), OFFICE)
    assert found.answer == "not kept"
    clock = next(one for one in offered if one.kind == "clock")
    assert (clock.clock, clock.calendar, clock.answer) == ("support_hours", "office", "always kept")
    assert proof_words.repair(clock) == "measure it on its support hours (office)"
    assert proved(promised(300, {"step": "ola/desk"}, "office"), step("desk", 240, "office"), OFFICE).answer == (
        "always kept"
    )
    strict = promised(239, {"step": "ola/desk"}, support_hours="office")
    assert ("clock", "") not in _offers(strict, step("desk", 240, "office"), OFFICE), "too long on any clock"


def test_a_repair_holds_in_every_part_of_the_term() -> None:
    early = {**step("desk", 150), "valid": {"from": "2026-01-01", "notice": "30d"}}
    late = {**step("desk", 180), "version": "2.0.0", "valid": {"from": "2026-09-01", "to": "2027-06-01"}}
    sla = promised(120, in_turn("desk", "lab"))
    snapshot = repository(sla, {**early, "file": "desk@1.0.0"}, {**late, "file": "desk@2.0.0"}, step("lab", 10))
    maker, found = prover(snapshot)
    assert found.answer == "not kept" and found.slack == -70
    assert {(one.kind, one.minutes) for one in repairs(found, maker)} == {("target", 190)}, "no one version is enough"


def test_few_changes_need_a_proof_for_every_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A start that was too late once is tried first; the search for the longest target of a step goes through few."""
    sla = promised(200, in_turn("desk", "lab", {"parallel": [{"step": "ola/a"}, {"step": "ola/b"}]}))
    others = (step("desk", 100, "office"), step("lab", 200), step("a", 700), step("b", 900))
    maker, found = prover(repository(sla, *others, OFFICE))
    swept = 0
    whole = Prover.worst

    def counted(self: Prover, *args: Any) -> Any:
        nonlocal swept
        swept += 1
        return whole(self, *args)

    monkeypatch.setattr(Prover, "worst", counted)
    assert [one.kind for one in repairs(found, maker)] == ["target"]
    assert swept == 0, "what fails for one start needs no other"
    office = in_turn("desk", "lab")
    maker, found = prover(
        repository(promised(450, office, "office"), step("desk", 100, "office"), step("lab", 400), OFFICE)
    )
    swept = 0
    assert [one.kind for one in repairs(found, maker)] == ["target", "step target", "step target"]
    assert 0 < swept < 10
