"""Local times read back, hours of a year, coverage and openings, against a count minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

import calendar_oracle as oracle
from gitsm.calendar.hours import Always, Hours, Never, Weekly
from gitsm.calendar.instant import instant_of
from gitsm.calendar.opening import close_of, coverage, openings, year_open
from gitsm.calendar.wall import day_of, readings, year_of
from gitsm.calendar.zones import zone

ZONES = ("Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Africa/Casablanca")


def shown(name: str, start: datetime, count: int) -> dict[datetime, list[int]]:
    """Every minute of some time by what clocks show at it."""
    info, found = oracle.zone_of(name), {}
    for number in range(count):
        moment = start + timedelta(minutes=number)
        found.setdefault(moment.astimezone(info).replace(tzinfo=None), []).append(instant_of(moment))
    return found


@pytest.mark.parametrize("name", ZONES)
def test_local_times_are_read_back_as_one_instant_two_or_none(name: str) -> None:
    clocks = zone(name)
    for month in (3, 4, 10, 11):
        start = datetime(2026, month, 1, tzinfo=UTC)
        found = shown(name, start, 30 * 1440)
        first, last = min(found) + timedelta(days=1), max(found) - timedelta(days=1)
        local, wrong = first, []
        while local < last:
            if readings(local, clocks) != tuple(found.get(local, ())):
                wrong.append(local)
            local += timedelta(minutes=13)
        assert not wrong


def test_a_day_that_clocks_skipped_whole_has_no_times() -> None:
    assert readings(datetime(2011, 12, 30, 12, 0), zone("Pacific/Apia")) == ()
    start, end = day_of(date(2011, 12, 30), zone("Pacific/Apia"))
    assert start == end


def both(random: Random, name: str) -> tuple[Hours, oracle.Open]:
    windows = {
        day: [(a, b)] for day in range(7) for a, b in [sorted(random.sample(range(1441), 2))] if random.random() < 0.8
    }
    named = {date(2026, random.randint(1, 12), random.randint(1, 28)): [] for _ in range(3)}
    days = [tuple(windows.get(day, ())) for day in range(7)]
    return Weekly(zone(name), days, dict.fromkeys(named, ())), oracle.weekly(name, windows, named)


@pytest.mark.parametrize("seed", range(5))
def test_a_year_coverage_and_openings_are_what_counting_gives(seed: int) -> None:
    random = Random(seed)
    name = ZONES[seed % len(ZONES)]
    hours, is_open = both(random, name)
    other, needed = both(random, random.choice(ZONES))
    start, end = year_of(2026, zone(name))
    minutes = [minute for minute in range(start, end) if is_open(minute)]
    year = year_open(hours, zone(name), 2026)
    assert year.minutes == len(minutes)
    info = oracle.zone_of(name)
    assert year.days == len({(oracle.EPOCH + timedelta(minutes=minute)).astimezone(info).date() for minute in minutes})

    low, high = start + 80 * 1440, start + 100 * 1440
    gaps = [minute for minute in range(low, high) if needed(minute) and not is_open(minute)]
    found = coverage(hours, other, low, high)
    assert found.missing == len(gaps)
    assert found.needed == sum(1 for minute in range(low, high) if needed(minute))
    assert found.gaps == len(set(gaps) - {minute + 1 for minute in gaps})
    assert (found.first[0] if found.first else None) == (gaps[0] if gaps else None)

    at = low
    for opened, closed in openings(hours, low, 4):
        assert not any(is_open(minute) for minute in range(at, opened))
        assert closed is not None and all(is_open(minute) for minute in range(opened, closed)) and not is_open(closed)
        at = closed


def test_hours_that_never_open_or_never_close() -> None:
    assert openings(Never(), 0, 3) == []
    assert openings(Always(), 5, 3) == [(5, None)]
    assert close_of(Always(), 5) is None
    assert coverage(Always(), Never(), 0, 1440).covered
    assert coverage(Never(), Always(), 0, 1 << 20).gaps == 1
