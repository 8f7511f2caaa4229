"""Hours against the plain way, at random: elapsed, due and back, on days on which clocks change and years end."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest

import calendar_oracle as oracle
from gitsm.calendar.hours import Weekly, Windows
from gitsm.calendar.zones import zone

DAYS = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25), date(2027, 1, 1)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "America/St_Johns": (date(2026, 3, 8), date(2006, 10, 29), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "Asia/Kathmandu": (date(2026, 12, 31), date(2028, 2, 29), date(1986, 1, 1)),
    "Pacific/Apia": (date(2011, 12, 30),),  # a day that did not take place
    "Pacific/Chatham": (date(2026, 4, 5), date(2026, 9, 27)),
    "Africa/Casablanca": (date(2026, 2, 15), date(2026, 3, 22)),
    "UTC": (date(2028, 2, 29), date(2100, 2, 28), date(2026, 12, 31)),
}
LENGTH = 9 * 1440
SEEDS, CASES = 120, 650


def windows(chance: random.Random) -> Windows:
    grain = chance.choice([1, 30, 60])
    edges = sorted(chance.sample(range(0, 1441, grain), 2 * chance.randrange(4)))
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def compare(seed: int) -> int:
    """One calendar, laid out minute by minute for nine days, and many questions about them."""
    chance = random.Random(seed)
    name = chance.choice(sorted(DAYS))
    middle = chance.choice(DAYS[name])
    week = [windows(chance) for _ in range(7)]
    named = {middle + timedelta(days=chance.randrange(-3, 4)): windows(chance) for _ in range(chance.randrange(3))}
    hours = Weekly(zone(name), week, named)
    plain = oracle.weekly(name, dict(enumerate(map(list, week))), {day: list(one) for day, one in named.items()})
    low = (middle - date(1970, 1, 1)).days * 1440 - LENGTH // 2
    opened = bytes(plain(low + minute) for minute in range(LENGTH))
    minutes = [minute for minute, one in enumerate(opened) if one]
    for _ in range(CASES):
        start, end = chance.randrange(LENGTH), chance.randrange(LENGTH)
        assert hours.elapsed(low + start, low + end) == sum(opened[start:end]), f"seed {seed}, {start} to {end}"
        after, before = sum(opened[start:]), sum(opened[:end])
        if after:
            wanted = chance.randrange(1, after + 1)
            due = minutes[len(minutes) - after + wanted - 1] + 1
            assert hours.due(low + start, wanted) == low + due, f"seed {seed}, {wanted} minutes from {start}"
        if before:
            wanted = chance.randrange(1, before + 1)
            assert hours.back(low + end, wanted) == low + minutes[before - wanted], (
                f"seed {seed}, {wanted} before {end}"
            )
        assert hours.contains(low + start) == opened[start]
    return CASES


@pytest.mark.parametrize("part", range(4))
def test_elapsed_due_and_back_agree_with_the_plain_way(part: int) -> None:
    assert sum(compare(seed) for seed in range(part, SEEDS, 4)) == SEEDS * CASES // 4


def test_the_days_named_here_are_those_on_which_clocks_change() -> None:
    for name, day in (("Europe/Berlin", date(2026, 3, 29)), ("Australia/Lord_Howe", date(2026, 10, 4))):
        info = oracle.zone_of(name)
        start = oracle.EPOCH + timedelta(days=(day - date(1970, 1, 1)).days - 1)
        assert start.astimezone(info).utcoffset() != (start + timedelta(days=2)).astimezone(info).utcoffset()


def test_back_and_due_undo_each_other() -> None:
    hours = Weekly(zone("Europe/Berlin"), [((480, 1080),)] * 5 + [(), ()], {})
    start = 29919780  # a Friday at 16:00 in Berlin
    for minutes in range(1, 3000, 7):
        due = hours.due(start, minutes)
        assert due is not None and hours.back(due, minutes) == start


def test_zones_come_from_the_tzdata_package_whatever_the_system_says(tmp_path: Path) -> None:
    """A system whose file for Berlin is that of Tokyo changes nothing."""
    wrong = tmp_path / "Europe"
    wrong.mkdir()
    tokyo = resources.files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes()
    (wrong / "Berlin").write_bytes(tokyo)
    program = (
        "from zoneinfo import ZoneInfo; from datetime import datetime; from gitsm.calendar.zones import zone;"
        "print(datetime(2026, 1, 1, tzinfo=ZoneInfo('Europe/Berlin')).utcoffset());"
        "print(zone('Europe/Berlin').offset(29453040), zone('Europe/Berlin').offset(29712240))"
    )
    tools = str(Path(__file__).parents[2] / "tools")
    environment = {**os.environ, "PYTHONTZPATH": str(tmp_path), "PYTHONPATH": tools}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    system, offsets = done.stdout.splitlines()
    assert system == "9:00:00", "the test itself must reach the wrong file"
    assert offsets == "60 120"
