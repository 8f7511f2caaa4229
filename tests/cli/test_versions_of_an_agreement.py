"""What applied on a day, and to a ticket of that day: versions of an agreement on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_support import Repo, run
from promise_support import calendar, on_disk, promised, step
from support import ROOT

WORKED = ("-C", str(ROOT))


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A promise from February to July 2026, nothing in July, and two more versions from August and October on."""
    spans = (("2026-02-01", "2026-07-01"), ("2026-08-01", "2026-10-01"), ("2026-10-01", "2027-01-01"))
    slas = []
    for number, (start, end) in enumerate(spans, 1):
        waits = "awaiting_user" if number > 1 else "awaiting_parts"
        rules = {"pause": [waits], "cut_over": "all_open_tickets" if number == 3 else "new_tickets_only"}
        sla = promised(60 * number, {"step": "ola/team"}, clock_rules=rules)
        slas.append(sla | {"version": f"{number}.0.0", "valid": {"from": start, "to": end, "notice": "30d"}})
    return on_disk(tmp_path, *slas, step("team", 10))


@pytest.mark.parametrize(
    ("day", "words", "version"),
    [
        ("2025-12-24", "the first one, 1.0.0, begins on 2026-02-01.", "1.0.0"),
        ("2026-07-15", "version 1.0.0 ended on 2026-07-01, and 2.0.0 begins on 2026-08-01.", "2.0.0"),
        ("2027-03-01", "the last one, 3.0.0, ended on 2027-01-01.", "3.0.0"),
    ],
)
def test_where_nothing_applied_both_commands_say_so_and_when_something_does(
    repo: Repo, day: str, words: str, version: str
) -> None:
    for command in (("show", "sla/promise"), ("sla", "show", "promise")):
        said = " ".join(repo.run(*command, "--as-of", day).out.split())
        assert f"No version of sla/promise applies on {day}: {words} Below is version {version}." in said


def test_findings_about_a_version_that_was_signed_after_the_day_judged_are_not_told_as_of_that_day() -> None:
    said = " ".join(run(*WORKED, "show", "sla/email", "--as-of", "2026-03-15").out.split())
    assert (
        "7 findings Of these, 5 are about version 2.0.0: it begins on 2027-02-01 and by its own dates was signed or "
        "reviewed after 2026-03-15, the day judged. Judged is the file as it was read" in said
    )
    assert "Judged is the file" not in run(*WORKED, "show", "sla/email").out, "signed before the day, though not begun"


def test_where_a_version_applies_nothing_is_said(repo: Repo) -> None:
    for day in ("2026-02-01", "2026-06-30", "2026-08-01", "2026-10-01", "2026-12-31"):
        assert "No version" not in repo.run("sla", "show", "promise", "--as-of", day).out


def test_a_wait_is_for_a_reason_of_the_version_that_the_ticket_belongs_to(repo: Repo) -> None:
    line = ("sla", "due", "promise", "--target", "fix", "--format", "json", "--as-of", "2026-11-01", "--opened")
    old = repo.run(*line, "2026-03-02T08:00", "--pause", "2026-03-02T08:30..2026-03-02T09:30").json
    assert (old["version"], old["due"]) == ("1.0.0", "2026-03-02T10:00Z")
    named = repo.run(*line, "2026-03-02T08:00", "--pause", "awaiting_parts=2026-03-02T08:30..2026-03-02T09:30").json
    assert named["due"] == old["due"]
    new = repo.run(*line, "2026-09-02T08:00", "--pause", "2026-09-02T08:30..2026-09-02T09:30").json
    assert (new["version"], new["due"]) == ("2.0.0", "2026-09-02T11:00Z")


def test_a_ticket_that_runs_across_the_cut_over_goes_by_what_the_new_version_says(repo: Repo) -> None:
    line = ("sla", "explain", "promise", "--target", "fix", "--opened", "2026-09-30T23:00")
    told = " ".join(repo.run(*line, "--at", "2026-10-01T00:30").out.split())
    assert "version 3.0.0 of the agreement applies from now on [1 h counted]" in told
    assert "due Thu 2026-10-01 02:00" in told
    assert "due Thu 2026-10-01 02:00" in " ".join(repo.run(*line).out.split())  # agreed, and ahead
    older = ("sla", "explain", "promise", "--target", "fix", "--opened", "2026-06-30T23:30", "--at", "2026-08-01T00:00")
    told = " ".join(repo.run(*older).out.split())
    assert "version 2.0.0 took effect Sat 2026-08-01 00:00 (2026-08-01T00:00Z), for new tickets only" in told
    assert "sla/promise 1.0.0" in told and "took effect" not in repo.run(*older[:-1], "2026-07-31T23:59").out


def test_a_ticket_is_counted_by_the_version_of_the_calendar_that_applies_and_what_is_not_said_is_told(
    tmp_path: Path,
) -> None:
    sla = promised(120, {"step": "ola/team"}, service_hours="office")
    sla["targets"][0]["clock"] = "service_hours"
    early, late = (
        calendar("office", mon_fri=[[start, "18:00"]]) | {"version": version, "effective_from": day}
        for start, version, day in (("08:00", "1.0.0", "2026-03-01"), ("10:00", "2.0.0", "2026-06-01"))
    )
    repo = on_disk(tmp_path, sla, step("team", 10), early, late)
    line = ("sla", "due", "promise", "--target", "fix", "--opened")
    for opened, due in (("2026-05-29T07:00", "2026-05-29 10:00"), ("2026-06-01T07:00", "2026-06-01 12:00")):
        said = repo.run(*line, opened).out
        assert due in said and "says its hours" not in said
    before = " ".join(repo.run(*line, "2026-02-27T07:00").out.split())
    assert (
        "calendar office says its hours from 2026-03-01 on; no version of it says which minutes before count" in before
    )
