"""The change schedule, and its calendar file: what is planned, when nothing may move, what is to be looked back on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendar_support import read_calendar, text_value, unfolded
from diff_support import snapshot_after, worked
from gitsm.check.evidence import History, MergedChange
from gitsm.export.parts.folding import folded
from gitsm.export.schedule_ics import schedule_ics
from gitsm.plan.schedule import Event, schedule
from gitsm.render.escape import icalendar_text
from support import AS_OF

NONE = History()
EMERGENCY = MergedChange("7", "a" * 40, date(2026, 10, 30), "Shut the hole", declared="emergency", reference="INC-77")
PROCESS = "processes/change-enablement.yaml"


def test_the_worked_organisation_has_two_freezes_and_a_version_that_waits() -> None:
    found = [(one.kind, str(one.first), str(one.after)) for one in schedule(worked(), AS_OF, NONE)]
    assert found == [
        ("freeze", "2026-12-18", "2027-01-07"),
        ("takes effect", "2027-02-01", "2027-02-02"),
        ("freeze", "2027-03-29", "2027-04-06"),
    ]


def test_what_is_over_is_gone_and_what_goes_on_stays() -> None:
    last = schedule(worked(), date(2027, 1, 6), NONE)
    assert ("freeze", date(2026, 12, 18)) in [(one.kind, one.first) for one in last]
    after = schedule(worked(), date(2027, 1, 7), NONE)
    assert [str(one.first) for one in after if one.kind == "freeze"] == ["2027-03-29"]
    assert not [one for one in schedule(worked(), date(2027, 2, 1), NONE) if one.kind == "takes effect"]


def test_a_freeze_says_who_may_pass() -> None:
    freezes = [one for one in schedule(worked(), AS_OF, NONE) if one.kind == "freeze"]
    assert [one.details for one in freezes] == [
        ("Only changes of class emergency may pass.",),
        ("Only changes of class standard or emergency may pass.",),
    ]
    closed = snapshot_after({PROCESS: ("to: 2027-01-07, except: [emergency], reason", "to: 2027-01-07, reason")})
    assert schedule(closed, AS_OF, NONE)[0].details == ("No change of any class may pass.",)


def test_an_emergency_is_looked_back_on_within_the_working_days_of_the_policy() -> None:
    (due,) = [one for one in schedule(worked(), AS_OF, History((EMERGENCY,))) if one.kind == "review due"]
    assert due.first == date(2026, 11, 6), "five days on which the office is open, from Friday on"
    late = schedule(worked(), date(2026, 12, 1), History((EMERGENCY,)))
    assert [one.first for one in late if one.kind == "review due"] == [date(2026, 11, 6)], "it stays until it is done"
    done = History((replace(EMERGENCY, reviewed=date(2026, 11, 3)),))
    assert not [one for one in schedule(worked(), AS_OF, done) if one.kind == "review due"]
    stated = History((replace(EMERGENCY, review_due=date(2026, 11, 20)),))
    assert date(2026, 11, 20) in [one.first for one in schedule(worked(), AS_OF, stated)]


def test_without_a_policy_there_is_no_freeze_and_no_day_for_a_review() -> None:
    draft = snapshot_after({PROCESS: ("version: 2.0.1\nstatus: approved", "version: 2.0.1\nstatus: draft")})
    kinds = {one.kind for one in schedule(draft, AS_OF, History((EMERGENCY,)))}
    assert kinds == {"takes effect"}


# -- the file ----------------------------------------------------------------------------------------------------------


def test_the_file_says_what_the_schedule_says() -> None:
    events = schedule(worked(), AS_OF, History((EMERGENCY,)))
    head, read = read_calendar(schedule_ics(events, AS_OF, "Changes; all, of them", "here").encode())
    assert head["X-WR-CALNAME"] == "Changes; all, of them"
    assert [(one["DTSTART"], one["DTEND"], one["SUMMARY"]) for one in read] == [
        (f"{one.first:%Y%m%d}", f"{one.after:%Y%m%d}", one.title) for one in events
    ]
    assert {one["DTSTAMP"] for one in read} == {"20261101T000000Z"}
    assert [one["TRANSP"] for one in read if one["CATEGORIES"] == "freeze"] == ["OPAQUE", "OPAQUE"]


def test_uids_last_over_days_and_new_dates_and_differ_between_repositories() -> None:
    def uids(day: date, place: str, edit: tuple[str, str] | None = None) -> dict[str, str]:
        snapshot = snapshot_after({PROCESS: edit}) if edit else worked()
        text = schedule_ics(schedule(snapshot, day, NONE), day, "x", place)
        return {one["SUMMARY"]: one["UID"] for one in read_calendar(text.encode())[1]}

    first = uids(AS_OF, "https://git.example.org/a")
    longer = ("from: 2026-12-18, to: 2027-01-07", "from: 2026-12-18, to: 2027-01-11")
    assert uids(date(2026, 12, 1), "https://git.example.org/a", longer) == first
    assert not set(first.values()) & set(uids(AS_OF, "https://git.example.org/b").values())


def test_an_empty_schedule_is_a_calendar_all_the_same() -> None:
    assert read_calendar(schedule_ics((), AS_OF, "x", "here").encode())[1] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nBEGIN:VEVENT", "a\nBEGIN:VEVENT"),
        ("a\u2028END:VCALENDAR", "a\nEND:VCALENDAR"),
        ("a\x00b\x1bc", "a\ufffdb\ufffdc"),
        ("semi;colon, comma\\n", "semi;colon, comma\\n"),
        ("x" * 300, "x" * 300),
    ],
)
def test_no_words_become_a_line_of_their_own(text: str, shown: str) -> None:
    event = Event("one", "freeze", AS_OF, date(2026, 11, 2), text, (text,))
    head, (read,) = read_calendar(schedule_ics([event], AS_OF, text, "here").encode())
    assert (read["SUMMARY"], read["DESCRIPTION"], head["X-WR-CALNAME"]) == (shown, shown, shown)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_survives_escaping_and_folding(text: str) -> None:
    line = f"SUMMARY:{icalendar_text(text)}"
    data = "".join(f"{piece}\r\n" for piece in folded(line)).encode("utf-8")
    (read,) = unfolded(data)
    assert read == line
    value = text_value(read.partition(":")[2])
    if text.isprintable():
        assert value == text
