"""gitsm sla meets odd agreements: hours that never come, limits of centuries, versions with other targets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gitsm.calendar.instant import local_midnight
from gitsm.calendar.zones import zone
from gitsm.export.parts.drawing import Scale, ruler
from promise_support import calendar, on_disk, promised, step

OFFICE = calendar("office", mon_fri=[["08:00", "18:00"]])
EMPTY = calendar("empty")


def test_a_clock_that_never_runs_proves_nothing(tmp_path: Path) -> None:
    repo = on_disk(tmp_path, promised(60, {"step": "ola/desk"}, "empty"), step("desk", 10), EMPTY)
    result = repo.run("sla", "prove")
    assert result.code == 1 and "1 not proved" in result.out
    assert "never runs: calendar empty" in " ".join(result.out.split())


@pytest.mark.parametrize("limit", ["99999d", "999999w"])
@pytest.mark.parametrize("hours", ["24x7", "office"])
def test_work_of_centuries_is_never_done_and_breaks_nothing(tmp_path: Path, limit: str, hours: str) -> None:
    step_ = step("desk", 10, hours, at_most=limit)
    repo = on_disk(tmp_path, promised(60, {"step": "ola/desk"}), step_, OFFICE)
    result = repo.run("sla", "prove")
    assert result.code == 1 and "1 not kept" in result.out and "never" in result.out
    assert "OLA-01" in repo.run("check", "--format", "json").out
    over = repo.run("sla", "whatif", "promise", "--target", f"fix={limit}")
    assert over.code == 1 and "an error of its own" not in over.err


def test_a_wait_at_the_edge_of_what_is_looked_at_has_no_ticket_but_an_answer(tmp_path: Path) -> None:
    term = {"from": "2020-01-01", "to": "2040-01-01", "notice": "90d"}
    rare = {
        **calendar("rare"),
        "exceptions": [{"date": f"{year}-01-01", "open": [["10:00", "11:00"]]} for year in (2020, 2090)],
    }
    desk = {**step("desk", 30, "rare"), "valid": term}
    repo = on_disk(tmp_path, promised(60, {"step": "ola/desk"}, valid=term), desk, rare)
    result = repo.run("sla", "prove")
    assert result.code == 1 and "an error of its own" not in result.err


def test_a_later_clock_does_not_hide_a_breach(tmp_path: Path) -> None:
    rules = {"pause": [], "on_priority_change": "restart", "on_reopen": "continue"}
    sla = promised(60, {"step": "ola/desk"}, clock_rules=rules)
    sla["targets"].append({**sla["targets"][0], "id": "fix-p1", "priority": "p1", "at_most": "2h"})
    repo = on_disk(tmp_path, sla, step("desk", 10))
    story = ("promise", "--target", "fix", "--opened", "2026-03-02T08:00", "--priority", "p2")
    late = ("--change", "p1@2026-03-02T10:00", "--at", "2026-03-02T10:30")
    for command in ("due", "elapsed"):
        said = " ".join(repo.run("sla", command, *story, *late).out.split())
        assert "earlier breached: 2 h of 1 h, kept up to Mon 2026-03-02 09:00 (2026-03-02T09:00Z); set aside" in said
        assert "that stands" in said and "30 m of 2 h" in said


def test_a_target_is_found_in_the_version_that_has_it(tmp_path: Path) -> None:
    old = promised(60, {"step": "ola/desk"}, valid={"from": "2026-01-01", "to": "2026-07-01", "notice": "30d"})
    new = promised(90, {"step": "ola/desk"}, clock_rules={"cut_over": "new_tickets_only"})
    new |= {"version": "2.0.0", "valid": {"from": "2026-07-01", "to": "2027-01-01", "notice": "30d"}}
    new["targets"].append({**new["targets"][0], "id": "respond", "metric": "response_time", "at_most": "30m"})
    repo = on_disk(tmp_path, old, new, step("desk", 10))
    line = ("sla", "due", "promise", "--target", "respond", "--format", "json", "--opened")
    later = repo.run(*line, "2026-08-01T08:00").json
    assert (later["version"], later["due"]) == ("2.0.0", "2026-08-01T08:30Z")
    before = repo.run(*line, "2026-02-01T08:00").json
    assert (before["version"], before["state"], before["limit"]) == ("1.0.0", "no_target", None)
    proved = repo.run("sla", "prove", "promise", "--target", "respond")
    assert proved.code == 1 and "sla/promise 2.0.0" in proved.out and "sla/promise 1.0.0" not in proved.out
    late = repo.run("sla", "prove", "promise", "--target", "respond", "--as-of", "2028-01-01")
    assert late.code == 3 and "is over on" in late.err
    wrong = repo.run("sla", "due", "promise", "--target", "respnd", "--opened", "2026-02-01T08:00")
    assert wrong.code == 2 and 'has no target "respnd"' in wrong.err


def test_a_ticket_of_a_gap_and_a_rule_that_is_missing_are_said(tmp_path: Path) -> None:
    old = promised(60, {"step": "ola/desk"}, valid={"from": "2026-01-01", "to": "2026-03-01", "notice": "30d"})
    new = promised(90, {"step": "ola/desk"}, clock_rules={"cut_over": "new_tickets_only"})
    new |= {"version": "2.0.0", "valid": {"from": "2026-05-01", "to": "2027-01-01", "notice": "30d"}}
    repo = on_disk(tmp_path, old, new, step("desk", 10))
    line = ("sla", "due", "promise", "--target", "fix", "--opened")
    gap = repo.run(*line, "2026-04-01T08:00")
    assert gap.code == 2 and "No version of sla/promise holds on Wed 2026-04-01 08:00 (UTC)." in gap.err
    assert "none does from Sun 2026-03-01 00:00 (UTC) to Fri 2026-05-01 00:00 (UTC)" in gap.err
    moved = repo.run(*line, "2026-08-01T08:00", "--stop", "2026-08-01T08:10", "--reopen", "2026-08-01T09:00")
    assert moved.code == 3 and "(clock_rules.on_reopen)" in moved.err and "state it in sla/promise" in moved.err


def test_a_clock_of_a_draft_says_that_nobody_is_bound(tmp_path: Path) -> None:
    repo = on_disk(tmp_path, {**promised(60, {"step": "ola/desk"}), "status": "negotiating"}, step("desk", 10))
    line = ("promise", "--target", "fix", "--opened", "2026-03-02T08:00")
    assert "draft    not agreed yet" in repo.run("sla", "due", *line).out
    assert "draft" in repo.run("sla", "explain", *line, "--at", "2026-03-02T08:10").out


@pytest.mark.parametrize(
    ("minutes", "marks"),
    [
        (40, ["Sun 1", "00:10", "00:30"]),
        (900, ["Sun 1", "02:00", "12:00"]),
        (6 * 1440, ["Sun 1", "Mon 2", "Fri 6"]),
        (60 * 1440, ["Sun 1", "Mon 9", "Mon 30"]),
        (800 * 1440, ["2026-03", "2027-01", "2028-01"]),
        (20_000 * 1440, ["2026-03", "2040-01", "2070-01"]),
    ],
)
def test_the_ruler_names_hours_days_months_or_years(minutes: int, marks: list[str]) -> None:
    start = local_midnight(date(2026, 3, 1))
    shown = ruler(Scale(start, start + minutes, 61), zone("UTC"))
    assert [mark for mark in marks if mark in shown] == marks and len(shown) <= 61
    for mark in marks[1:]:
        assert shown[shown.index(mark) - 1] == " "


def test_a_conditional_part_is_named_after_its_own_steps(tmp_path: Path) -> None:
    rare = {"conditional": {"step": "ola/c"}, "share": 5}
    chain = {"sequence": [{"step": "ola/a"}, {"conditional": {"sequence": [{"step": "ola/b"}, rare]}}]}
    repo = on_disk(tmp_path, promised(240, chain, compliance=90), step("a", 30), step("b", 200), step("c", 100))
    said = " ".join(repo.run("sla", "prove").out.split())
    assert "share of the tickets reach ola/b and ola/c and take up to 5 h 30 m" in said
    assert "share ola/b: no share is stated" in said and "share ola/c: 5 %" in said
    assert repo.run("sla", "whatif", "promise", "--share", "ola/b=1").code == 0


def test_shares_are_told_finely_enough_to_be_compared(tmp_path: Path) -> None:
    sla = promised(60, {"step": "ola/desk"}, compliance=99.95)
    kept = on_disk(tmp_path / "kept", sla, step("desk", 10, compliance=99.97)).run("sla", "prove", "-v").out
    assert "promised for 99.97 % (asked are 99.95 %)" in " ".join(kept.split())
    broken = on_disk(tmp_path / "broken", sla, step("desk", 10, compliance=99.94)).run("sla", "prove").out
    assert "certain are 99.94 %, asked are 99.95 %" in " ".join(broken.split())


def test_a_vendor_reached_by_three_percent_is_told_with_its_bound_source_and_day(tmp_path: Path) -> None:
    share = {"conditional": {"step": "ola/vendor"}, "share": 3, "source": "tickets of 2025", "measured": "2026-01-15"}
    chain = {"sequence": [{"step": "ola/desk"}, {"step": "ola/lab"}, share]}
    steps = step("desk", 30, compliance=99.2), step("lab", 180, compliance=99.2), step("vendor", 480)
    for asked, code, answer in ((95, 0, "kept for at least 95.4 %"), (96, 1, "not kept: certain are 95.4 %")):
        repo = on_disk(tmp_path / str(asked), promised(240, chain, compliance=asked), *steps)
        result = repo.run("sla", "prove")
        said = " ".join(result.out.split())
        assert result.code == code and f"answer {answer}" in said
        assert "3 % of the tickets (tickets of 2025, measured 2026-01-15)" in said
        assert "take up to 11 h 30 m; the others need at most 3 h 30 m" in said


@pytest.mark.parametrize("target", ["sla/promise", "calendar/office"])
def test_a_promise_carries_neither_itself_nor_rests_on_hours(tmp_path: Path, target: str) -> None:
    repo = on_disk(tmp_path, promised(60, {"step": target}, clock_rules={"pause": []}), OFFICE)
    result = repo.run("sla", "prove")
    said = " ".join(result.out.split())
    assert result.code == 1 and f"not proved. because {target} is no OLA or contract" in said
    assert "where slas/promise.yaml; `gitsm check` names the line" in said
    assert "REF-01" in repo.run("check", "--format", "json").out
