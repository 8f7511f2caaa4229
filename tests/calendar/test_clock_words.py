"""The explanation that a person reads, and the refusals."""

from __future__ import annotations

from datetime import datetime

import pytest

from gitsm.calendar.clock import ask
from gitsm.calendar.hours import Never, Weekly
from gitsm.calendar.instant import Instant, instant_of
from gitsm.calendar.story import told
from gitsm.calendar.ticket import Agreement, Event, Promise, Refused, Terms
from gitsm.calendar.zones import zone

BERLIN = zone("Europe/Berlin")
OFFICE = Weekly(BERLIN, [((480, 1080),)] * 5 + [(), ()], {})
TERMS = Terms(
    {"p1": Promise(240, OFFICE, "support hours"), "p2": Promise(600, OFFICE, "support hours")},
    frozenset({"awaiting_user"}),
    "restart",
    "continue",
)


def at(text: str) -> Instant:
    return instant_of(datetime.fromisoformat(f"{text}+01:00"))


START = Event("start", at("2026-11-20T16:00"), priority="p1")
WAITS = Event("pause", at("2026-11-20T17:00"), "awaiting_user")


def words(*events: Event, asked: str, terms: Terms = TERMS) -> list[str]:
    answer = ask(Agreement((terms,)), events, at(asked))
    return [line.replace("\u00a0", " ") for line in told(answer, BERLIN)]


def test_a_wait_over_the_weekend_is_told_step_by_step() -> None:
    events = START, WAITS, Event("resume", at("2026-11-23T09:12")), Event("stop", at("2026-11-23T12:13"))
    assert words(*events, asked="2026-11-23T13:00") == [
        "Fri 2026-11-20 16:00: the clock starts.",
        "From Fri 2026-11-20 16:00 to Fri 2026-11-20 17:00: 1 h counted.",
        "Fri 2026-11-20 17:00: the clock stands still: awaiting user.",
        (
            "From Fri 2026-11-20 17:00 to Mon 2026-11-23 09:12: paused 2 h 12 m (awaiting user),"
            " and 2 d 14 h outside support hours."
        ),
        "Mon 2026-11-23 09:12: the clock runs again.",
        "From Mon 2026-11-23 09:12 to Mon 2026-11-23 12:13: 3 h 1 m counted.",
        "Mon 2026-11-23 12:13: the clock stops.",
        "From Mon 2026-11-23 12:13 to Mon 2026-11-23 13:00: stopped for 47 m, not counted.",
        "The clock is stopped.",
        "4 h 1 m of 4 h used, 1 m too much.",
        "Breached: the promise was kept until Mon 2026-11-23 12:12.",
    ]


def test_a_breach_that_a_lower_priority_would_hide_is_told() -> None:
    found = words(START, Event("priority", at("2026-11-23T13:00"), priority="p2"), asked="2026-11-23T13:00")
    assert found[-1] == "An earlier measurement of this ticket was breached; that stands."
    assert "7 h of 4 h used, breached, kept until Mon 2026-11-23 10:00." in found[-5]
    assert found[-2] == "Due Tue 2026-11-24 13:00."


def test_outside_hours_and_while_waiting_the_reason_is_told() -> None:
    assert words(START, asked="2026-11-21T12:00")[-3:] == [
        "It is outside support hours; the clock waits for them.",
        "2 h of 4 h used, 2 h left.",
        "Due Mon 2026-11-23 10:00.",
    ]
    assert words(START, WAITS, asked="2026-11-21T12:00")[-3:] == [
        "The clock stands still: awaiting user.",
        "1 h of 4 h used, 3 h left.",
        "No due minute while the clock stands still.",
    ]
    never = Terms({"p1": Promise(1, Never(), "support hours")})
    assert words(START, asked="2026-11-21T12:00", terms=never)[-1].startswith("No due minute: as things stand")


def test_a_reason_that_is_not_agreed_and_an_event_without_effect_are_told() -> None:
    found = words(
        START,
        Event("pause", at("2026-11-20T16:30"), "awaiting_supplier"),
        Event("reopen", at("2026-11-20T16:40")),
        asked="2026-11-20T17:00",
    )
    assert found[2:4] == [
        "Fri 2026-11-20 16:30: the clock runs on: awaiting supplier is no reason for which a pause is agreed.",
        "Fri 2026-11-20 16:40: no effect: the clock is not stopped.",
    ]


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([Event("stop", START.at - 1), START], "stopped before it starts"),
        ([Event("stop", START.at)], "never starts"),
        ([START, Event("pause", START.at, "awaiting_user", until=START.at - 1)], "ends before it begins"),
        ([Event("start", START.at, since=START.at + 1)], "dated later"),
        ([START, Event("stop", START.at, since=START.at - 1)], "only a start can be dated back"),
        ([START, Event("priority", START.at)], "does not name the new one"),
    ],
)
def test_a_history_that_contradicts_itself_is_refused_with_the_reason(events: list[Event], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        ask(Agreement((TERMS,)), events, START.at - 10)  # whatever is asked


def test_a_rule_that_is_not_stated_is_named() -> None:
    bare = Agreement((Terms(TERMS.promises),))
    with pytest.raises(Refused, match=r"clock_rules\.on_priority_change"):
        ask(bare, [START, Event("priority", START.at + 5, priority="p2")], START.at + 9)
    with pytest.raises(Refused, match=r"clock_rules\.on_reopen"):
        ask(bare, [START, Event("stop", START.at + 5), Event("reopen", START.at + 6)], START.at + 9)
    later = Terms(TERMS.promises, since=START.at + 100, name="2.0.0")
    with pytest.raises(Refused, match=r"version 2\.0\.0 .*clock_rules\.cut_over"):
        ask(Agreement((TERMS, later)), [START], START.at + 9)


def test_versions_out_of_order_are_no_agreement() -> None:
    early, late = Terms(TERMS.promises, since=1), Terms(TERMS.promises, since=2)
    for versions in ((), (late, early), (early, early), (early, Terms(TERMS.promises))):
        with pytest.raises(ValueError, match="agreement"):
            Agreement(versions)
