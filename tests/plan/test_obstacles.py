"""What blocks a change whoever agrees: conflicts named once, versions named once, freezes with their exceptions."""

from __future__ import annotations

from datetime import date

from diff_support import snapshot_after, worked
from gitsm.approvals.request import ChangeRequest
from gitsm.check.report import check
from gitsm.plan.plan import Plan, plan
from gitsm.rules import RULES
from plan_support import LOOSER, SLA, plan_after


def rules(found: Plan) -> list[str]:
    return [one.rule for one in found.obstacles if one.blocks]


def test_a_version_that_is_too_low_is_named_once() -> None:
    assert rules(plan_after(LOOSER)) == ["DOC-07"]
    low = plan_after({**LOOSER, "kpis/reopen-rate.yaml": ("title: ", "title: The ")})
    (one,) = (o for o in low.obstacles if o.rule == "DOC-07")
    assert "sla/email" in one.message and "kpi/reopen-rate" in one.message and "2 documents" in one.message


def test_a_segregation_conflict_is_named_once() -> None:
    holder = ("holders:\n", "holders:\n  - {party: ops-06, from: 2026-01-01}\n")
    found = plan_after({"roles/finance-representative.yaml": holder})
    assert any(finding.rule == "RAC-11" for finding in found.new)
    assert [rule for rule in rules(found) if rule in ("type 15", "RAC-11", "RAC-10")] == ["type 15"]


def frozen(day: date, declared: str | None = None) -> list[str]:
    request = ChangeRequest(declared=declared, reference="INC-1")  # type: ignore[arg-type]
    edits = {SLA: ("Report lost devices at once", "Report lost devices straight away")}
    base, head = check(worked(), RULES, day), check(snapshot_after(edits), RULES, day)
    return [rule for rule in rules(plan(base, head, request)) if rule == "freeze"]


def test_a_freeze_lasts_from_its_first_day_to_the_day_before_its_end_and_lets_emergencies_pass() -> None:
    assert frozen(date(2026, 12, 17)) == []
    assert frozen(date(2026, 12, 18)) == frozen(date(2027, 1, 6)) == ["freeze"]
    assert frozen(date(2027, 1, 7)) == []
    assert frozen(date(2026, 12, 18), "emergency") == []


def test_an_emergency_names_its_incident() -> None:
    assert "CHG-04" in rules(plan_after(LOOSER, ChangeRequest(declared="emergency")))
    assert "CHG-04" not in rules(plan_after(LOOSER, ChangeRequest(declared="emergency", reference="INC-1")))


def test_nothing_stands_in_the_way_of_nothing() -> None:
    assert plan_after({}).obstacles == ()
