"""What a plan says of the promises above a change: slack on both sides, classes that follow, tickets due elsewhere."""

from __future__ import annotations

import json
from typing import Any

from gitsm.export.parts import moved
from gitsm.export.plan_json import plan_json
from gitsm.export.plan_markdown import plan_markdown
from gitsm.export.plan_text import plan_text
from gitsm.plan.plan import Plan
from plan_support import plan_after, plan_between
from promise_support import calendar, promised, step
from support import settings_text

OFFICE = {"mon_fri": [["08:00", "18:00"]]}


def _files(*documents: dict[str, Any]) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {"gitsm.yaml": settings_text()}
    for one in documents:
        folder = "services/calendars" if "weekly" in one else "slas" if "supported_by" in one else "olas"
        files[f"{folder}/{one['id']}.yaml"] = json.dumps(one, indent=1)
    return files


def _classes(found: Plan) -> dict[int, str]:
    return {one.change.number: one.class_ for one in found.changes}


def test_an_operational_target_shows_slack_before_and_after_in_every_output() -> None:
    found = plan_after({"olas/desk.yaml": ("at_most: 15m", "at_most: 25m")})
    line = moved.proof_line(found)
    assert "45 promises rest on it, 10 move" in line
    assert "slack 35\u00a0m → 25\u00a0m" in line
    assert "**Proof:** 45 promises rest on it" in plan_markdown(found)
    assert "proof         45 promises rest on it" in plan_text(found)
    body = json.loads(plan_json(found))["promises"]
    one = next(p for p in body if (p["artefact"], p["target"]) == ("sla/billing-platform", "resolve-p1"))
    assert (one["before"]["slack_minutes"], one["after"]["slack_minutes"], one["moved"]) == ("35", "25", True)


def test_only_promises_that_the_change_can_reach_are_proved() -> None:
    assert plan_after({"docs/glossary/incident.yaml": ("definition: ", "definition: By the way: ")}).promises == ()
    found = plan_after({"olas/messaging.yaml": ("at_most: 5h", "at_most: 4h")})
    assert {one.key for one in found.promises} == {"sla/email"}
    storage = plan_after({"services/storage-cluster.yaml": ("rto: 1h", "rto: 2h")})
    assert {one.key for one in storage.promises} == {
        "sla/billing-platform",
        "sla/email",
        "sla/smart-meter-portal",
        "sla/workplace",
    }


def test_a_calendar_that_carries_a_team_alone_is_judged_by_the_promises_above() -> None:
    sla = promised(600, {"step": "ola/team"}, "office", compliance=90)
    team = step("team", 300, "rota", compliance=95)
    base = _files(sla, team, calendar("office", **OFFICE), calendar("rota", **OFFICE))
    rota = "services/calendars/rota.yaml"
    kept = plan_between(base, {rota: ("18:00", "17:00")})
    assert _classes(kept) == {25: "normal"}
    broken = plan_between(base, {rota: ("18:00", "09:00")})
    assert _classes(broken) == {25: "major"}
    assert "always kept → not kept" in moved.proof_line(broken)


def test_more_hours_of_a_clock_are_major_where_nobody_works_then() -> None:
    sla = promised(600, {"step": "ola/team"}, "office", compliance=90)
    base = _files(
        sla, step("team", 300, "rota", compliance=95), calendar("office", **OFFICE), calendar("rota", **OFFICE)
    )
    office = "services/calendars/office.yaml"
    assert _classes(plan_between(base, {office: ("18:00", "19:00")})) == {25: "normal"}
    found = plan_between(base, {office: ("mon-fri", "mon-sun")})
    assert _classes(found) == {25: "major"}


def test_what_cannot_be_proved_any_more_is_major() -> None:
    sla = promised(600, {"step": "ola/team"}, "office", compliance=90)
    base = _files(sla, step("team", 300, "office", compliance=95), calendar("office", **OFFICE))
    text = str(base["olas/team.yaml"])
    assert '"at_most": "300m",' in text
    found = plan_between(base, {"olas/team.yaml": ('   "at_most": "300m",\n', "")})
    assert _classes(found) == {23: "major"}
    assert "not proved" in moved.proof_line(found)


def test_a_loosening_that_no_proof_looks_at_stays_major() -> None:
    found = plan_after({"olas/desk.yaml": ("pause: [awaiting_user]", "pause: [awaiting_user, awaiting_parts]")})
    assert _classes(found)[23] == "major"


def test_hours_that_change_list_the_tickets_due_at_another_time() -> None:
    sla = promised(600, {"step": "ola/team"}, "office", compliance=90)
    base = _files(sla, step("team", 300, "24x7", compliance=95), calendar("office", **OFFICE))
    found = plan_between(
        base, {"services/calendars/office.yaml": ('"holidays": []', '"holidays": [{"date": "2026-12-25"}]')}
    )
    (shift,) = found.shifts
    # ten hours are a working day: whoever opens from Thursday 09:00 to Friday 17:00 waits for Monday, or longer on it
    assert (shift.tickets, shift.later, shift.earlier) == (8784, 33, 0)
    assert shift.most == 3 * 1440
    text = plan_text(found)
    assert "due dates" in text and "33 are due later" in " ".join(text.split())
    (body,) = json.loads(plan_json(found))["due_shifts"]
    assert body["calendar"] == "office" and body["later"] == 33


def test_a_plan_without_other_hours_lists_none() -> None:
    found = plan_after({"olas/desk.yaml": ("at_most: 15m", "at_most: 25m")})
    assert found.shifts == () and "due dates" not in plan_text(found)
