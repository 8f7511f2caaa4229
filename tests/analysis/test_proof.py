"""Proofs of promises: the worked values of the mathematics, the three answers, and what cannot be proved."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest

from gitsm.analysis import proof_words
from gitsm.analysis.proof import Proof
from gitsm.analysis.repair import Repair, repairs
from gitsm.analysis.shares import at_most
from gitsm.analysis.ticket import ticket_of
from gitsm.calendar.zones import zone
from promise_support import calendar, in_turn, promised, proved, prover, repository, step

OFFICE = calendar("office", mon_fri=[["08:00", "18:00"]])
BERLIN = calendar("berlin", "Europe/Berlin", mon_fri=[["08:00", "18:00"]])
LONG = calendar("long", mon_fri=[["08:00", "20:00"]])
SIX = calendar("six", mon_sat=[["08:00", "18:00"]])


@pytest.mark.parametrize(
    ("works", "counts", "hours"),
    [
        ("office", "24x7", 66),
        ("berlin", "24x7", 67),
        ("office", "long", 6),
        ("office", "six", 14),
        ("office", "office", 4),
    ],
)
def test_four_hours_of_an_office_on_another_clock(works: str, counts: str, hours: int) -> None:
    others = (step("desk", 240, works), OFFICE, BERLIN, LONG, SIX)
    found = proved(promised(hours * 60, {"step": "ola/desk"}, counts), *others)
    assert (found.answer, found.slack) == ("always kept", 0)
    short = proved(promised(hours * 60 - 1, {"step": "ola/desk"}, counts), *others)
    assert (short.answer, short.slack) == ("not kept", -1)


def _vendor(compliance: float, share: float | None = 3) -> Proof:
    maybe: dict[str, Any] = {"conditional": {"step": "ola/vendor"}}
    if share is not None:
        maybe |= {"share": share, "source": "incident records", "measured": "2026-01-15"}
    return proved(
        promised(240, in_turn("first", "second", maybe), compliance=compliance),
        step("first", 30, compliance=99.2),
        step("second", 180, compliance=99.2),
        step("vendor", 480, compliance=95),
    )


def test_a_vendor_reached_by_three_percent_does_not_condemn_the_promise() -> None:
    found = _vendor(95)
    assert found.answer == "kept for at least"
    assert found.bound == Fraction(954, 1000)
    assert proof_words.answer(found).replace("\u00a0", " ") == "kept for at least 95.4 %"
    assert found.longest is not None and found.longest.worst is not None
    assert found.longest.worst.minutes == 690  # 0.5 + 3 + 8 hours
    assert found.slack == 30
    assert _vendor(96).answer == "not kept"
    unknown = _vendor(95, None)
    assert unknown.answer == "not kept"
    assert unknown.bound == 0


@pytest.mark.parametrize(
    ("kept", "bound"), [((98, 98, 99), Fraction(95, 100)), ((90, 90), Fraction(80, 100)), ((40, 40), Fraction(0))]
)
def test_steps_that_keep_their_own_targets_only_mostly(kept: tuple[float, ...], bound: Fraction) -> None:
    names = [f"s{number}" for number in range(len(kept))]
    steps = [step(name, 10, compliance=percent) for name, percent in zip(names, kept, strict=True)]
    found = proved(promised(600, in_turn(*names), compliance=80), *steps)
    assert found.bound == bound
    assert found.answer == ("always kept" if bound >= Fraction(80, 100) else "not kept")


def test_a_step_that_does_not_say_how_often_it_is_kept_counts_as_never() -> None:
    assert proved(promised(600, {"step": "ola/desk"}), step("desk", 10, compliance=None)).bound == 0


def test_parts_side_by_side_take_as_long_as_the_last_and_a_handover_runs_on_the_steps_own_hours() -> None:
    chain = in_turn({"step": "ola/desk", "handover": "10m"}, {"parallel": [{"step": "ola/a"}, {"step": "ola/b"}]})
    found = proved(promised(205, chain), step("desk", 15), step("a", 120), step("b", 180))
    assert (found.answer, found.slack) == ("always kept", 0)
    # acknowledged at the last minute of Friday, handed over on Monday
    late = proved(promised(9999, in_turn({"step": "ola/desk", "handover": "10m"})), step("desk", 15, "office"), OFFICE)
    assert late.longest is not None and late.longest.worst is not None
    assert late.longest.worst.minutes == 62 * 60 + 25


def test_the_ticket_is_told_minute_by_minute_and_breaks_the_promise() -> None:
    found = proved(promised(600, {"step": "ola/desk"}, "six"), step("desk", 240, "office"), OFFICE, SIX)
    ticket = ticket_of(found)
    assert ticket is not None and ticket.late
    assert [line.replace("\u00a0", " ") for line in proof_words.story(ticket, zone("UTC"))] == [
        "opened Fri 2026-01-02 14:01",
        "14:01 to 18:00: ola/desk works",
        "18:00 to Mon 2026-01-05 08:00: waits for ola/desk, which is closed, while the clock runs for 10 h of it",
        "08:00 to 08:01: ola/desk works",
        "done Mon 2026-01-05 08:01 after 14 h on the clock, 4 h late",
    ]


def test_one_change_that_mends_the_promise_and_nothing_more() -> None:
    snapshot = repository(promised(600, {"step": "ola/desk"}, "six"), step("desk", 240, "office"), OFFICE, SIX)
    maker, found = prover(snapshot)
    assert [(one.kind, one.minutes, one.calendar) for one in repairs(found, maker)] == [
        ("target", 840, ""),
        ("step hours", 0, "six"),
    ]
    one_less = repository(promised(239, in_turn("desk", "lab")), step("desk", 60), step("lab", 180))
    maker, found = prover(one_less)
    mended = {(one.step.key if one.step else "", one.minutes) for one in repairs(found, maker)}
    assert mended == {("", 240), ("ola/desk", 59), ("ola/lab", 179)}
    assert all(isinstance(one, Repair) and one.answer == "always kept" for one in repairs(found, maker))


@pytest.mark.parametrize(
    ("sla", "others", "reason"),
    [
        (promised(60, {"step": "ola/lost"}), (), "there is no ola/lost"),
        (
            promised(60, {"step": "ola/desk", "metric": "diagnose_time"}),
            (step("desk", 9),),
            "ola/desk promises no diagnose time",
        ),
        (promised(60, {"step": "ola/desk"}), (step("desk", 9, "nowhere"),), "there is no calendar nowhere"),
        (
            promised(60, {"step": "ola/desk"}),
            (step("desk", 9, "moon"), calendar("moon", "Moon/Crater", mon=[["08:00", "09:00"]])),
            "the time zone Moon/Crater of calendar moon does not exist",
        ),
        (
            promised(60, {"step": "ola/desk"}),
            ({**step("desk", 9), "valid": {"from": "2026-01-01", "to": "2026-10-01", "notice": "30d"}},),
            "ola/desk ends on 2026-10-01, before sla/promise does on 2027-01-01",
        ),
        (promised(60, {"step": "ola/desk"}, valid={"from": "2026-01-01"}), (step("desk", 9),), "states no term"),
    ],
)
def test_what_cannot_be_proved_is_never_feasible(sla: dict[str, Any], others: tuple[Any, ...], reason: str) -> None:
    found = proved(sla, *others)
    assert found.answer == "not proved"
    assert reason in found.reason
    assert found.slack is None and ticket_of(found) is None


def test_hours_that_never_come_keep_no_promise() -> None:
    found = proved(promised(60, {"step": "ola/desk"}), step("desk", 9, "closed"), calendar("closed"))
    assert found.answer == "not kept"
    assert found.bound == 0
    assert proof_words.because(found) == (
        "the work is never done: ola/desk needs 9\xa0m, and its hours (closed) never open"
    )


def test_the_worst_joint_distribution_of_rare_events() -> None:
    shares = {0: Fraction(3, 100), 1: Fraction(5, 100), 2: Fraction(4, 100)}
    assert at_most([], shares) == 0
    assert at_most([frozenset()], shares) == 1
    assert at_most([frozenset({0}), frozenset({1})], shares) == Fraction(8, 100)  # they never meet
    assert at_most([frozenset({0, 1})], shares) == Fraction(3, 100)  # they always meet
    # each pair does harm: a ticket needs two, and all three shares together make up six pairs at most
    pairs = [frozenset(pair) for pair in combinations(range(3), 2)]
    assert at_most(pairs, shares) == Fraction(6, 100)
    assert at_most([frozenset({0}), frozenset({1})], {0: Fraction(7, 10), 1: Fraction(6, 10)}) == 1
