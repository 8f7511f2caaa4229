"""Service hours and flows minute by minute: slow, plain, and without a line in common with the code they judge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Open = Callable[[int], bool]
LONGEST = 60 * 24 * 400


def always(_minute: int) -> bool:
    """24x7."""
    return True


def weekly(
    zone: str,
    windows: dict[int, list[tuple[int, int]]],
    named: dict[date, list[tuple[int, int]]] | None = None,
) -> Open:
    """Open where the clock on the wall shows a minute of a window of that day; named days have windows of their own."""
    info = ZoneInfo(zone)

    def is_open(minute: int) -> bool:
        shown = (EPOCH + timedelta(minutes=minute)).astimezone(info)
        today = (named or {}).get(shown.date(), windows.get(shown.weekday(), []))
        return any(low <= shown.hour * 60 + shown.minute < high for low, high in today)

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
