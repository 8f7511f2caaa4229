"""The clock against the plain way: histories at random, and what must hold for all of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import calendar_oracle
import clock_oracle
from gitsm.calendar.clock import Answer, ask
from gitsm.calendar.hours import Hours, Weekly, Windows
from gitsm.calendar.instant import Instant
from gitsm.calendar.ticket import Agreement, Event, Promise, Refused, Terms
from gitsm.calendar.zones import zone

EDGES = {
    "Europe/Berlin": (29579580, 29881980),  # the changes of March and October 2026 (UTC), and so on
    "America/St_Johns": (29549850, 29892450),
    "Australia/Lord_Howe": (29587410, 29848230),
    "Asia/Kathmandu": (29453040, 30372480),  # the turn of the year 2026, and of February 2028, a leap year
    "UTC": (29978640, 30371040),
}
Plain = tuple[list[clock_oracle.Version], list[dict[str, Any]]]


def random_hours(chance: random.Random, name: str) -> tuple[Hours, calendar_oracle.Open]:
    """Windows at random, open some minutes of every week, and mostly of every day."""
    grain = chance.choice([1, 15, 60])
    days: list[Windows] = []
    for _ in range(7):
        edges = sorted(chance.sample(range(0, 1441, grain), 2 * chance.randrange(5)))
        days.append(tuple(zip(edges[::2], edges[1::2], strict=True)))
    days[chance.randrange(7)] = ((0, 1440),)
    plain = {number: list(windows) for number, windows in enumerate(days)}
    return Weekly(zone(name), days, {}), calendar_oracle.kept(calendar_oracle.weekly(name, plain))


def random_terms(
    chance: random.Random, low: Instant, hours: list[tuple[Hours, calendar_oracle.Open]]
) -> tuple[Agreement, list[clock_oracle.Version]]:
    """One to three versions; priority p4 is promised nothing."""
    terms: list[Terms] = []
    plain: list[clock_oracle.Version] = []
    since: Instant | None = None if chance.random() < 0.8 else low + chance.randrange(-500, 500)
    for number in range(chance.choice([1, 1, 1, 2, 3])):
        if number:
            since = (since or low) + chance.randrange(1, 700)
        chosen: dict[str | None, tuple[int, tuple[Hours, calendar_oracle.Open]]] = {
            priority: (chance.choice([0, 1, 30, 60, 240, chance.randrange(900)]), chance.choice(hours))
            for priority in ("p1", "p2", "p3")
        }
        if chance.random() < 0.1:
            chosen[None] = (chance.randrange(300), chance.choice(hours))
        pause = set(chance.sample(["user", "supplier", "other"], chance.randrange(4)))
        rules: dict[str, Any] = {
            "on_priority_change": chance.choice(["restart", "retroactive", "keep"]),
            "on_reopen": chance.choice(["continue", "new_clock"]),
            "cut_over": chance.choice(["new_tickets_only", "all_open_tickets"]),
            "since": since,
        }
        if chance.random() < 0.05:
            rules[chance.choice(["on_priority_change", "on_reopen", "cut_over"])] = None
        promises = {priority: Promise(minutes, one) for priority, (minutes, (one, _)) in chosen.items()}
        terms.append(Terms(promises, frozenset(pause), **rules))
        plain.append(clock_oracle.Version({p: (m, other) for p, (m, (_, other)) in chosen.items()}, pause, **rules))
    return Agreement(tuple(terms)), plain


def random_events(chance: random.Random, low: Instant) -> list[dict[str, Any]]:
    """Up to ten events within a day, in no order, some in the same minute, some twice."""
    minutes = [low + chance.randrange(900) for _ in range(chance.randrange(1, 6))]
    reasons = ["user", "supplier", "other", "lunch", None]
    found: list[dict[str, Any]] = []
    if chance.random() < 0.95:
        found.append({"event": "start", "at": low + chance.randrange(60)})
        if chance.random() < 0.9:
            found[0]["priority"] = chance.choice(["p1", "p2", "p3", "p4"])
    for _ in range(chance.randrange(11)):
        kind = chance.choice(["pause"] * 4 + ["resume"] * 3 + ["stop", "stop", "reset", "priority", "priority"])
        kind = chance.choice([kind] * 5 + ["reopen", "start"])
        at = max(chance.choice(minutes), low + 60 if kind == "stop" else low)
        event: dict[str, Any] = {"event": kind, "at": at}
        if kind == "pause":
            event["reason"] = chance.choice(reasons)
            if chance.random() < 0.3:
                event["until"] = at + chance.choice([-1, 0, *range(1, 300, 7)])
        elif kind == "resume":
            event["reason"] = chance.choice(reasons)
        elif kind == "priority":
            event["priority"] = chance.choice(["p1", "p2", "p3", "p4"])
        elif kind == "start" and chance.random() < 0.5:
            event["since"] = at - chance.randrange(200)
        found.append({key: value for key, value in event.items() if value is not None})
        if chance.random() < 0.05:
            found.append(dict(event))
    chance.shuffle(found)
    return found


def as_events(plain: list[dict[str, Any]]) -> list[Event]:
    return [Event(kind=event["event"], **{k: v for k, v in event.items() if k != "event"}) for event in plain]


def shown(answer: Answer) -> dict[str, Any]:
    """An answer in the words of the plain way."""
    told = {name: getattr(answer, name) for name in ("state", "verdict", "target", "elapsed", "remaining", "due")}
    earlier = [
        (past.start, past.end, past.ended_by, past.priority, past.target, past.elapsed, past.breached_at)
        for past in answer.earlier
    ]
    return {**told, "breached_at": answer.breached_at, "earlier": earlier}


def product(agreement: Agreement, events: list[dict[str, Any]], at: Instant) -> dict[str, Any]:
    try:
        return shown(ask(agreement, as_events(events), at))
    except Refused:
        return {"state": clock_oracle.REFUSED}


def compare(seed: int, count: int, asked: int = 3) -> int:
    """Histories on one set of hours, each asked several times. Returns how many questions were compared."""
    chance = random.Random(seed)
    name = chance.choice(sorted(EDGES))
    low = chance.choice(EDGES[name]) - chance.randrange(1440)
    hours = [random_hours(chance, name) for _ in range(3)]
    compared = 0
    for number in range(count):
        agreement, plain = random_terms(chance, low, hours)
        events = random_events(chance, low)
        for _ in range(asked):
            at = low + chance.randrange(1100)
            wanted = clock_oracle.clock(plain, events, at, at + 20 * 1440)
            found = product(agreement, events, at)
            assert found == wanted, f"seed {seed}, history {number}, at {at}: {events} {plain}"
            compared += 1
    return compared


@pytest.mark.parametrize("seed", range(25))
def test_histories_at_random_agree_with_the_plain_way(seed: int) -> None:
    assert compare(seed, 300) == 900


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(1000, 10**6))
def test_histories_that_hypothesis_chooses_agree_with_the_plain_way(seed: int) -> None:
    assert compare(seed, 2) == 6


def stories(seed: int, count: int) -> Iterator[tuple[random.Random, Agreement, list[Event], Instant]]:
    """Terms, events and a question that are not refused, one version each."""
    chance = random.Random(seed)
    name = chance.choice(sorted(EDGES))
    low = chance.choice(EDGES[name]) - chance.randrange(1440)
    hours = [random_hours(chance, name) for _ in range(3)]
    while count:
        agreement, _ = random_terms(chance, low, hours)
        events = as_events(random_events(chance, low))
        at = low + chance.randrange(1100)
        try:
            ask(agreement, events, at)
        except Refused:
            continue
        count -= 1
        yield chance, agreement, events, at


@pytest.mark.parametrize("seed", range(5))
def test_pausing_never_shortens_a_deadline(seed: int) -> None:
    compared = 0
    for chance, agreement, events, at in stories(seed, 400):
        start = at - chance.randrange(600)
        pause = Event("pause", start, reason="user", until=start + chance.randrange(1, 500))
        before, after = ask(agreement, events, at), ask(agreement, [*events, pause], at)
        if before.started is None or before.elapsed is None or after.elapsed is None:
            continue
        assert (before.target, before.started) == (after.target, after.started)
        assert after.elapsed <= before.elapsed
        if before.due is not None and after.due is not None:
            assert after.due >= before.due
            compared += after.due > before.due
        if before.breached_at is None:
            assert after.breached_at is None
    assert compared > 5, "the pauses must reach the clock"


@pytest.mark.parametrize("seed", range(5))
def test_splitting_a_pause_changes_nothing(seed: int) -> None:
    moved = 0
    for chance, agreement, events, at in stories(seed, 400):
        start = at - chance.randrange(1, 300)
        middle, end = (
            chance.randrange(start, at) + 1,
            at + 1 + chance.randrange(200),
        )  # all parts are known at the question
        whole = ask(agreement, [*events, Event("pause", start, "user", until=end)], at)
        halves = [Event("pause", start, "user", until=middle), Event("pause", middle, "user", until=end)]
        overlap = [Event("pause", start, "user", until=middle + 1), Event("pause", middle, "user", until=end)]
        quiet = not any(start < event.effective < end for event in events)
        if not quiet:  # a stop or a resume in between ends the first half, and so the whole
            continue
        assert shown(ask(agreement, [*events, *halves], at)) == shown(whole)
        assert shown(ask(agreement, [*events, *overlap], at)) == shown(whole)
        moved += shown(whole) != shown(ask(agreement, events, at))
    assert moved > 5, "the pauses must reach the clock"


SAME = (("Europe/Berlin", "Europe/Copenhagen"), ("America/New_York", "US/Eastern"), ("Asia/Kathmandu", "Asia/Katmandu"))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_another_name_for_the_same_clocks_changes_nothing(one: str, other: str) -> None:
    days: list[Windows] = [((0, 150), (480, 1080))] * 6 + [((60, 1440),)]
    for seed in range(200):
        chance = random.Random(seed)
        low = 29579580 + chance.randrange(525600)
        events = as_events(random_events(chance, low))
        answers = []
        for name in (one, other):
            promises = {p: Promise(minutes, Weekly(zone(name), days, {})) for p, minutes in (("p1", 200), ("p2", 900))}
            terms = Terms(promises, frozenset({"user"}), "restart", "continue")
            try:
                answers.append(shown(ask(Agreement((terms,)), events, low + 1000)))
            except Refused as error:
                answers.append({"refused": str(error)})
        assert answers[0] == answers[1]


@pytest.mark.parametrize("seed", range(3))
def test_the_lines_of_an_answer_add_up(seed: int) -> None:
    for _, agreement, events, at in stories(seed, 200):
        answer = ask(agreement, events, at)
        if answer.started is None or answer.elapsed is None:
            continue
        assert sum(line.inside for line in answer.lines if line.what == "running") == answer.elapsed
        assert sum(line.inside + line.outside for line in answer.lines) == at - answer.started
        assert [line.start for line in answer.lines[1:]] == [line.end for line in answer.lines[:-1]]
