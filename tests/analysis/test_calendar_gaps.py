"""Days for which no version of a calendar says the hours are proved by none: older hours do not run on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gitsm.check.report import check
from gitsm.rules import RULES
from promise_support import DAY, calendar, promised, prover, repository, step

ABOUT = [rule for rule in RULES if rule.id in ("OLA-01", "DOC-14")]


def _hours(version: str, start: str, end: str | None = None) -> dict[str, Any]:
    one = {**calendar("office", mon_fri=[["08:00", "18:00"]]), "version": version, "effective_from": start}
    return {**one, "file": f"office@{version}", **({"effective_to": end} if end else {})}


@pytest.mark.parametrize("through", ["office", "either"])
@pytest.mark.parametrize(
    ("on", "reason"),
    [(DAY, "ends on 2026-08-01, before"), (date(2026, 8, 15), "begins on 2026-09-01, after")],
)
def test_a_gap_ahead_proves_nothing_and_is_found(on: date, reason: str, through: str) -> None:
    either = {**calendar("either"), "weekly": {}, "parents": {"union": ["office"]}}
    hours = (_hours("1.0.0", "2025-01-01", "2026-08-01"), _hours("2.0.0", "2026-09-01"))
    snapshot = repository(promised(6000, {"step": "ola/desk"}), step("desk", 60, through), *hours, either)
    _, proof = prover(snapshot, on)
    assert proof.answer == "not proved" and reason in proof.reason
    report = check(snapshot, ABOUT, on)
    assert {one.rule for one in report.findings} == {"DOC-14"}
    assert {one.rule for one in report.not_known} == {"OLA-01"}


def test_after_a_gap_only_the_days_since_are_proved() -> None:
    hours = (_hours("1.0.0", "2025-01-01", "2026-08-01"), _hours("2.0.0", "2026-09-01"))
    snapshot = repository(promised(6000, {"step": "ola/desk"}), step("desk", 60, "office"), *hours)
    _, proof = prover(snapshot, date(2026, 10, 1))
    assert proof.answer == "always kept" and proof.term is not None
    assert proof.term.start == date(2026, 9, 1) and "says nothing about earlier days" in proof.term.note


def test_a_gap_before_an_agreement_to_come_does_not_concern_it() -> None:
    hours = (_hours("1.0.0", "2025-01-01", "2026-08-01"), _hours("2.0.0", "2026-09-01"))
    valid = {"from": "2027-01-01", "to": "2028-01-01", "notice": "90d"}
    desk = step("desk", 60, "office") | {"valid": {"from": "2026-01-01", "to": "2028-01-01", "notice": "90d"}}
    snapshot = repository(promised(6000, {"step": "ola/desk"}, valid=valid), desk, *hours)
    assert prover(snapshot)[1].answer == "always kept"
    ahead = (_hours("1.0.0", "2025-01-01", "2027-08-01"), _hours("2.0.0", "2027-09-01"))
    _, proof = prover(repository(promised(6000, {"step": "ola/desk"}, valid=valid), desk, *ahead))
    assert (proof.answer, proof.reason) == (
        "not proved", "calendar office ends on 2027-08-01, before sla/promise does on 2028-01-01",
    )  # fmt: skip
