"""A proof holds for the whole term, with all versions of the steps, and for every target that may be meant."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from promise_support import calendar, promised, proved, prover, repository, step

OFFICE = calendar("office", mon_fri=[["08:00", "18:00"]])


def _desk(minutes: int, version: str, valid: dict[str, str], **more: Any) -> dict[str, Any]:
    return {**step("desk", minutes, **more), "version": version, "valid": valid, "file": f"desk@{version}"}


def test_the_version_of_a_step_that_follows_within_the_term_is_proved_too() -> None:
    sla = promised(120, {"step": "ola/desk"})
    now = _desk(60, "1.0.0", {"from": "2026-01-01", "notice": "30d"})
    slower = _desk(121, "2.0.0", {"from": "2026-09-01", "to": "2027-06-01"})
    _, found = prover(repository(sla, now, slower))
    assert (found.answer, found.slack) == ("not kept", -1), "from September on nobody has agreed to 120 minutes"
    assert found.term is not None and (found.term.start, found.term.end) == (date(2026, 9, 1), date(2027, 1, 1))
    assert "versions change on 2026-09-01" in found.term.note and len(found.parts) == 2
    as_good = _desk(120, "2.0.0", {"from": "2026-09-01", "to": "2027-06-01"})
    _, found = prover(repository(sla, now, as_good))
    assert (found.answer, found.slack) == ("always kept", 0)


@pytest.mark.parametrize(("stops", "answer"), [("2026-09-01", "always kept"), ("2026-08-01", "not proved")])
def test_a_stated_end_is_no_gap_where_the_next_version_begins_on_that_day(stops: str, answer: str) -> None:
    sla = promised(120, {"step": "ola/desk"})
    now = _desk(60, "1.0.0", {"from": "2026-01-01", "to": stops, "notice": "30d"})
    later = _desk(60, "2.0.0", {"from": "2026-09-01", "to": "2027-06-01"})
    _, found = prover(repository(sla, now, later))
    assert found.answer == answer
    if answer == "not proved":
        assert found.reason == "ola/desk ends on 2026-08-01, before sla/promise does on 2027-01-01"


def test_an_agreement_without_an_end_runs_until_its_next_version() -> None:
    valid = {"from": "2026-01-01", "notice": "90d"}
    first = {**promised(60, {"step": "ola/desk"}, valid=valid), "file": "promise@1.0.0"}
    other = {**promised(60, {"step": "ola/desk"}), "version": "2.0.0", "file": "promise@2.0.0"}
    second = {**other, "valid": {"from": "2026-07-01", "to": "2027-01-01"}}
    snapshot = repository(first, second, step("desk", 60))
    maker, _ = prover(snapshot)
    (proof,) = maker.proofs(snapshot.versions("sla", "promise")[0])
    assert proof.answer == "always kept" and proof.term is not None and proof.term.end == date(2026, 7, 1)


def _priorities(*targets: dict[str, Any]) -> dict[str, Any]:
    return {**step("desk", 1, "office"), "targets": list(targets)}


def _target(priority: str | None, minutes: int, compliance: float, clock: str = "support_hours") -> dict[str, Any]:
    one = {"id": f"fix-{priority}", "metric": "resolution_time", "at_most": f"{minutes}m", "clock": clock}
    return {**one, "compliance": compliance, **({"priority": priority} if priority else {})}


def test_a_promise_for_all_rests_on_the_longest_and_the_least_reliable_target() -> None:
    desk = _priorities(_target("p1", 60, 90), _target("p2", 120, 99))
    found = proved(promised(120, {"step": "ola/desk"}, "office", compliance=80), desk, OFFICE)
    assert (found.slack, found.bound) == (0, Fraction(90, 100))


def test_of_two_clocks_the_longest_must_be_so_for_every_ticket() -> None:
    sla = promised(9000, {"step": "ola/desk"}, compliance=80)
    longer = _priorities(_target("p1", 60, 99, "calendar"), _target("p2", 60, 99))
    found = proved(sla, longer, OFFICE)
    assert found.chain is not None and found.chain.steps()[0].target.id == "fix-p2", (
        "office hours take at least as long"
    )
    either = _priorities(_target("p1", 300, 99, "calendar"), _target("p2", 240, 99))
    assert "on different clocks (fix-p1, fix-p2)" in proved(sla, either, OFFICE).reason


def test_a_limit_without_a_unit_proves_nothing() -> None:
    desk = step("desk", 1)
    desk["targets"][0]["at_most"] = 90
    assert proved(promised(120, {"step": "ola/desk"}), desk).reason == (
        "target fix of ola/desk states a limit without a unit of time"
    )
