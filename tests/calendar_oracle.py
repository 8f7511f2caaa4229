"""Service hours and flows minute by minute: slow, plain, and without a line in common with the code they judge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Open = Callable[[int], bool]
LONGEST = 60 * 24 * 400


@cache
def zone_of(name: str) -> ZoneInfo:
    """A zone of the tzdata package, not of the system."""
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@cache
def _quarter(zone: str, first: int) -> tuple[date, int] | None:
    """What the clock on the wall shows in the first of fifteen minutes, if it then goes on evenly through that hour."""
    shown, last = ((EPOCH + timedelta(minutes=one)).astimezone(zone_of(zone)) for one in (first, first + 14))
    minute = shown.hour * 60 + shown.minute
    even = minute % 15 == 0 and not shown.second and shown.utcoffset() == last.utcoffset()
    return (shown.date(), minute) if even else None


def wall(zone: str, minute: int) -> tuple[date, int]:
    """The day and its minute that the clock on the wall shows."""
    known = _quarter(zone, minute - minute % 15)
    if known is not None:
        return known[0], known[1] + minute % 15
    shown = (EPOCH + timedelta(minutes=minute)).astimezone(zone_of(zone))
    return shown.date(), shown.hour * 60 + shown.minute


def always(_minute: int) -> bool:
    """24x7."""
    return True


def weekly(
    zone: str,
    windows: dict[int, list[tuple[int, int]]],
    named: dict[date, list[tuple[int, int]]] | None = None,
) -> Open:
    """Open where the clock on the wall shows a minute of a window of that day; named days have windows of their own."""
    special = named or {}

    def is_open(minute: int) -> bool:
        day, shown = wall(zone, minute)
        today = special[day] if day in special else windows.get(day.weekday(), ())
        for low, high in today:  # noqa: SIM110 - asked millions of times
            if low <= shown < high:
                return True
        return False

    return is_open


def elapsed(is_open: Open, start: int, end: int) -> int:
    """Open minutes in [start, end)."""
    return sum(1 for minute in range(start, end) if is_open(minute))


def due(is_open: Open, start: int, minutes: int) -> int:
    """The least minute by which so many open minutes have passed."""
    at, passed = start, 0
    while passed < minutes:
        assert at - start < LONGEST, "never due"
        passed += is_open(at)
        at += 1
    return at


def back(is_open: Open, end: int, minutes: int) -> int:
    """The last minute from which so many open minutes pass until the end."""
    at, passed = end, 0
    while passed < minutes:
        assert end - at < LONGEST, "never so many"
        at -= 1
        passed += is_open(at)
    return at


def never(_minute: int) -> bool:
    """Closed."""
    return False


def _clock(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def of_spec(spec: dict[str, Any]) -> Open:
    """A calendar of the vector file."""
    if spec.get("always"):
        return always
    windows = {
        number: [(_clock(a), _clock(b)) for a, b in spec.get("weekly", {}).get(day, [])]
        for number, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    }
    named: dict[date, list[tuple[int, int]]] = {}
    for holiday in spec.get("holidays", []):
        day = date.fromisoformat(holiday["date"])
        low, high = _clock(holiday.get("from", "00:00")), _clock(holiday.get("to", "24:00"))
        left: list[tuple[int, int]] = []
        for a, b in named.get(day, windows[day.weekday()]):
            left += [one for one in ((a, min(b, low)), (max(a, high), b)) if one[0] < one[1]]
        named[day] = left
    for exception in spec.get("exceptions", []):
        day = date.fromisoformat(exception["date"])
        named[day] = [] if exception.get("closed") else [(_clock(a), _clock(b)) for a, b in exception["open"]]
    return weekly(spec["timezone"], windows, named)


def kept(is_open: Open) -> Open:
    """The same, with each day asked only once."""
    days: dict[int, bytes] = {}

    def answer(minute: int) -> bool:
        day, rest = divmod(minute, 1440)
        known = days.get(day)
        if known is None:
            known = days[day] = bytes(is_open(day * 1440 + one) for one in range(1440))
        return known[rest] == 1

    return answer
