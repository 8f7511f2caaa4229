"""gitsm calendar: hours, coverage, openings, and holidays into a file of which nothing else changes."""

from __future__ import annotations

import sys
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from cli_support import Repo, run
from gitsm.load.yaml import parse
from support import ROOT

WORKED = ("-C", str(ROOT))
HEAD = """\
# the office
id: office
title: 'Office hours'   # as on the door
version: 1.0.0
status: approved
owner: quality-manager
effective_from: 2026-01-01
review: {every: 12mo, last: 2026-01-10}
timezone: Europe/Berlin
region: DE-BE
weekly: {mon-fri: [["08:00", "18:00"]]}
"""


def test_a_calendar_shows_week_year_days_and_openings() -> None:
    body = run(*WORKED, "calendar", "show", "office-de", "--format", "json").json
    assert body["minutes_week"] == 50 * 60
    assert [day["minutes"] for day in body["week"]] == [600] * 5 + [0, 0]
    # 261 weekdays of 2026 less eight free ones, and two of six hours
    assert body["minutes_year"] == (261 - 8 - 2) * 600 + 2 * 360
    assert {"date": "2026-12-24", "name": "Christmas Eve", "windows": [[480, 840]], "minutes": 360} in body["days"]
    assert body["opens"][0] == {"from": "2026-11-02T07:00Z", "to": "2026-11-02T17:00Z"}
    text = run(*WORKED, "calendar", "show", "either-office", "--year", "2027").out
    assert "a week as usual  52 h 30 m" in text and "International Women's Day" in text
    assert "lists no holiday" not in text
    far = run(*WORKED, "calendar", "show", "either-office", "--year", "2040").out
    assert "office-de lists no holiday in 2040" in far and "office-potsdam lists no holiday in 2040" in far
    assert run(*WORKED, "calendar", "covers", "calendar/24x7", "calendar/office-de").code == 0


def test_the_place_of_holidays_is_written_once() -> None:
    for region in ("BE", "de-be"):
        out = run(*WORKED, "calendar", "holidays", "--country", "de", "--region", region, "--year", "2027").out
        assert out.splitlines()[0].endswith(", DE-BE 2027")


def test_the_hours_of_a_year_count_what_clocks_repeat_and_drop(repo: Repo) -> None:
    night = HEAD.replace('{mon-fri: [["08:00", "18:00"]]}', '{sun: [["01:00", "04:00"]]}').replace(
        "id: office", "id: night"
    )
    repo.write("services/calendars/night.yaml", night)
    body = repo.run("calendar", "show", "night", "--year", "2026", "--format", "json").json
    assert body["minutes_year"] == 52 * 180  # one hour less in March, one more in October
    assert {day["date"]: day["minutes"] for day in body["days"]} == {"2026-03-29": 120, "2026-10-25": 240}
    assert "clocks change: 2 h open" in repo.run("calendar", "show", "night", "--year", "2026").out
    long = repo.run("calendar", "next", "24x7", "--from", "2026-10-25T00:00+02:00")
    assert "not within ten years" in long.out


def test_covers_names_the_first_gap_and_what_is_missing() -> None:
    assert run(*WORKED, "calendar", "covers", "24x7", "office-de").code == 0
    assert run(*WORKED, "calendar", "covers", "either-office", "office-de").code == 0
    result = run(*WORKED, "calendar", "covers", "office-potsdam", "office-de", "--year", "2027", "--format", "json")
    body = result.json
    assert (result.code, body["covered"], body["gaps"]) == (1, False, 253)
    assert body["first"] == {"from": "2027-01-04T16:00Z", "to": "2027-01-04T17:00Z"}
    assert body["missing"] == 351 * 60


def test_next_goes_over_a_day_off_and_the_weekend() -> None:
    out = run(*WORKED, "calendar", "next", "office-de", "--from", "2026-11-19T19:00").out
    assert "closed" in out and "opens   Mon 2026-11-23 08:00" in out and "closes  Mon 2026-11-23 18:00" in out
    old = run(*WORKED, "calendar", "next", "office-de", "--from", "1000-01-01T00:00", "--format", "json").json
    assert old["at"] == "0999-12-31T23:07Z"
    assert "is open" in run(*WORKED, "calendar", "next", "office-de", "--from", "2026-11-19T08:00").out
    assert "is closed" in run(*WORKED, "calendar", "next", "office-de", "--from", "2026-11-19T18:00").out


def test_an_answer_about_a_year_without_listed_holidays_says_so() -> None:
    for line, key in (
        (["covers", "24x7", "office-de", "--year", "2040"], "24x7"),
        (["next", "office-de", "--from", "2039-12-31T19:00"], "calendar/office-de"),
    ):
        text = run(*WORKED, "calendar", *line)
        assert text.code == 0 and "2040" not in text.out.partition("tzdata")[2]
        assert "calendar/office-de lists no holiday in" in text.err and "only in 2026 to 2028" in text.err
        assert "gitsm calendar holidays office-de --country DE --region BE --year 20" in text.err
        body = run(*WORKED, "calendar", *line, "--format", "json").json
        assert body["key"] == key
        assert [(one["key"], one["years"][-1]) for one in body["unlisted_holidays"]] == [("calendar/office-de", 2040)]
    for line in (["covers", "24x7", "office-de"], ["next", "office-de", "--from", "2026-12-31T19:00"]):
        text = run(*WORKED, "calendar", *line)
        assert text.err == ""
    early = run(*WORKED, "calendar", "next", "office-de", "--from", "2025-12-31T19:00")
    assert early.code == 0 and "No version of calendar/office-de applies on 2025-12-31" in early.err
    due = ("sla", "due", "email", "--target", "resolve-p3", "--opened", "2026-12-30T17:00", "--at", "2031-01-01T00:00")
    assert "lists no holiday in 2029 to 2031" in run(*WORKED, *due).err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["show", "ofice-de"], "did you mean office-de?"),
        (["show", "sla/email"], "is no calendar"),
        (["covers", "office-de", "nothing"], "There is no calendar"),
        (["next", "office-de", "--from", "2026-12-24"], "is no time: it names no hour"),
        (["next", "office-de", "--from", "2026-10-25T02:00"], "write 2026-10-25T02:00+02:00 or 2026-10-25T02:00+01:00"),
        (["show", "office-de", "--year", "0"], "'0' is no year from 1970 to 2999"),
        (["show", "office-de", "--year", "next"], "'next' is no year"),
        (["show", "email"], "That is service/email and sla/email."),
        (["next", "office-de", "--from", "2026-02-31T10:00"], "February 2026 has 28 days"),
        (["next", "office-de", "--from", "2026-12-24T25:00"], "hours go from 00 to 23"),
        (["next", "office-de", "--from", "24.12.2026 9:00"], "write it as 2026-12-24T09:00"),
        (["show", "office-de", "--as-of", "31.12.2026"], "write it as 2026-12-31"),
        (["show", "office-de", "--as-of", "2026-13-01"], "there is no month 13"),
        (["holidays", "24x7", "--country", "DE", "--year", "2027"], "always open"),
        (["show", "nothing"], "24x7"),
        (["holidays", "--country", "", "--year", "2027"], 'the country ""'),
        (["holidays", "--country", "DE", "--region", "", "--year", "2027"], 'the region "" of DE'),
        (["holidays", "--country", "XX", "--year", "2027"], "XX"),
        (["holidays", "--country", "DE", "--region", "ZZ", "--year", "2027"], "ZZ"),
    ],
)
def test_what_does_not_fit_is_said_in_words(line: list[str], words: str) -> None:
    result = run(*WORKED, "calendar", *line)
    assert (result.code, result.out) == (2, "")
    assert words in result.err and "Traceback" not in result.err


def test_hours_that_cannot_be_told_are_said(repo: Repo) -> None:
    repo.write("services/calendars/office.yaml", HEAD.replace("Europe/Berlin", "Europe/Berlim"))
    for line in (["show", "office"], ["next", "office", "--from", "2026-01-01T00:00Z"], ["covers", "24x7", "office"]):
        result = repo.run("calendar", *line)
        assert result.code == 3 and "the time zone Europe/Berlim of calendar office does not exist" in result.err


LISTED = """\
holidays:
  # moved by the board
  - {date: 2027-03-08, name: Women's Day}
  - {date: 2027-12-24, name: Christmas Eve, from: "14:00"}   # short
exceptions: []   # none
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "rest", [LISTED, "", "holidays: []\nexceptions: []\n", 'holidays:\n- date: 2027-05-01\n  name: "May"\n# end\n']
)
def test_holidays_are_added_in_order_and_nothing_else_changes(repo: Repo, rest: str, newline: str) -> None:
    path = "services/calendars/office.yaml"
    before = (HEAD + rest).replace("\n", newline)
    repo.write(path, before)
    line = ("calendar", "holidays", "office", "--country", "DE", "--region", "de-be", "--year", "2027")
    assert repo.run(*line, "--dry-run").code == 0 and repo.read(path) == before
    assert repo.run(*line).code == 0
    after = repo.read(path)
    kept = [text for text in before.split(newline) if text and not text.startswith("holidays:")]
    assert [text for text in after.split(newline) if text in kept] == kept
    days = [str(one["date"]) for one in parse(after)["holidays"]]
    assert days == sorted(days) and {"2027-01-01", "2027-03-26", "2027-12-25"} <= set(days)
    assert len(days) == len(set(days))
    again = repo.run(*line)
    assert again.code == 0 and "0 days added" in again.out and repo.read(path) == after
    assert [f for f in repo.run("check", "--format", "json").json["findings"] if f["rule"].startswith("LOAD")] == []


def test_a_list_that_no_line_can_join_is_left_alone(repo: Repo) -> None:
    text = HEAD + "holidays: [{date: 2027-05-01}]\n"
    repo.write("services/calendars/office.yaml", text)
    result = repo.run("calendar", "holidays", "office", "--country", "DE", "--year", "2027")
    assert result.code == 3 and "a line of its own" in result.err
    assert repo.read("services/calendars/office.yaml") == text


def test_without_the_package_only_this_command_says_so(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    result = repo.run("calendar", "holidays", "--country", "DE", "--year", "2027")
    assert result.code == 3 and "gitsm[holidays]" in result.err
    assert run(*WORKED, "sla", "prove").code == 0
    assert run(*WORKED, "calendar", "show", "office-de").code == 0


def test_names_of_holidays_are_safe_in_a_file(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    fake: Any = ModuleType("holidays")
    fake.__version__ = "1"
    fake.list_supported_countries = lambda **_: {"DE": []}
    names = {
        date(2027, 1, 1): "a: {b}, # c",
        date(2027, 1, 2): "yes",
        date(2027, 1, 3): "null",
        date(2027, 1, 4): "- x\n!",
    }
    fake.country_holidays = lambda *_, **__: names
    monkeypatch.setitem(sys.modules, "holidays", fake)
    repo.write("services/calendars/office.yaml", HEAD)
    assert repo.run("calendar", "holidays", "office", "--country", "DE", "--year", "2027").code == 0
    found = parse(repo.read("services/calendars/office.yaml"))["holidays"]
    assert [one["name"] for one in found] == list(names.values())
