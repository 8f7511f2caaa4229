"""Worst cases: the worked values, and every start minute tried one by one."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest

import calendar_oracle as oracle
from gitsm.calendar.flow import NeverDone, at_once, latest, then, work, worst
from gitsm.calendar.hours import Always, Hours, Never, Weekly, Windows
from gitsm.calendar.instant import Instant, instant_of, utc
from gitsm.calendar.weeks import WEEK, WeekBook
from gitsm.calendar.zones import zone


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> Instant:
    return instant_of(datetime(year, month, day, hour, minute, tzinfo=UTC))


YEAR = at(2026, 1, 1), at(2027, 1, 1)


def office(name: str, opens: int, closes: int, last: int = 4) -> Hours:
    """Open from Monday to the last weekday."""
    days: list[Windows] = [((opens * 60, closes * 60),) if day <= last else () for day in range(7)]
    return Weekly(zone(name), days, {})


STEP = office("UTC", 8, 18)


@pytest.mark.parametrize(
    ("clock", "hours"), [(Always(), 66), (office("UTC", 8, 20), 6), (office("UTC", 8, 18, 5), 14), (STEP, 4)]
)
def test_a_step_of_four_office_hours_on_other_clocks(clock: Hours, hours: int) -> None:
    assert worst(work(STEP, 240, *YEAR), clock).minutes == hours * 60


def test_the_clock_change_of_october_makes_one_week_end_the_worst() -> None:
    found = worst(work(office("Europe/Berlin", 8, 18), 240, *YEAR), Always())
    assert found.minutes == 67 * 60
    assert utc(found.start) == datetime(2026, 10, 23, 12, 1, tzinfo=UTC)  # Friday, 14:01 in Berlin


def test_work_in_hours_that_never_come_is_never_done() -> None:
    with pytest.raises(NeverDone):
        work(Never(), 1, *YEAR)


def test_a_book_that_knows_two_stretches_apart_fills_in_what_lies_between() -> None:
    book = WeekBook()
    for low, high in ((0, 3), (9, 12), (1, 11)):
        book.different((STEP,), low * WEEK, high * WEEK, 1)
    assert book.shapes(STEP, 0, 13).keys() == set(range(13))


ZONES = ("UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns")


def _random_hours(chance: random.Random) -> tuple[Hours, oracle.Open]:
    if chance.random() < 0.1:
        return Always(), oracle.always
    grain = chance.choice([1, 5, 60])
    days: list[Windows] = []
    for _ in range(7):
        edges = sorted(chance.sample(range(0, 1441, grain), 2 * chance.randrange(3)))
        days.append(tuple(zip(edges[::2], edges[1::2], strict=True)))
    if not any(days):
        days[0] = ((0, 60),)
    name = chance.choice(ZONES)
    named = {date(2026, 3, chance.randrange(20, 31)): ((300, 420),), date(2026, 4, chance.randrange(1, 8)): ()}
    plain = {number: list(windows) for number, windows in enumerate(days)}
    return Weekly(zone(name), days, named), oracle.weekly(name, plain, {day: list(one) for day, one in named.items()})


@pytest.mark.parametrize("seed", range(12))
def test_every_start_minute_agrees_with_the_plain_way(seed: int) -> None:
    chance = random.Random(seed)
    low = at(2026, chance.choice([3, 4, 10]), chance.randrange(22, 30), chance.randrange(24), chance.randrange(60))
    high = low + chance.randrange(1, 25)
    (one, plain_one), (two, plain_two), (beside, plain_beside), (clock, plain_clock) = (
        _random_hours(chance) for _ in range(4)
    )
    first, second, other = (chance.randrange(200) for _ in range(3))
    flow = work(one, first, low, high)
    flow = then(flow, work(two, second, flow(low), flow(high - 1) + 1))
    flow = latest([flow, work(beside, other, low, high), at_once(low, high)])
    best = (-1, 0)
    for start in range(low, high):
        done = max(
            oracle.due(plain_two, oracle.due(plain_one, start, first), second), oracle.due(plain_beside, start, other)
        )
        assert flow(start) == done
        counted = oracle.elapsed(plain_clock, start, done)
        if counted > best[0]:
            best = counted, start
    found = worst(flow, clock)
    assert (found.minutes, found.start) == best
