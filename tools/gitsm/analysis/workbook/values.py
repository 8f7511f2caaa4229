"""What people type into cells, as exact values. What may mean two things is asked back, never guessed. Raise Amiss."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from gitsm.analysis.workbook.grid import Amiss, Cell, Value
from gitsm.calendar.instant import DAY
from gitsm.model.service import WEEKDAYS

_EXCEL_ZERO = datetime(1899, 12, 31)
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"h": 60, "hour": 60, "hours": 60, "hr": 60, "hrs": 60, "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1}
_PART = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,2}(?![0-9]))?)\s*([a-z]+)\.?\s*")
_HALF = re.compile(r"([0-9]{1,5})\s*h\s*([0-5]?[0-9])")
_CLOCK = re.compile(r"([0-9]{1,5}):([0-5][0-9])(?::([0-5][0-9]))?")
_AMPM = re.compile(r"(1[0-2]|[1-9])(?::([0-5][0-9]))?\s*([ap])\.?m\.?")
DURATION = "write hours and minutes, such as 4h, 90m, 1h30m or 4:00"
CLOCK = "write a time of day, such as 8:00 or 17:30; the end of the day is 24:00"
MOST_NUMBER = 1_000_000
MOST_MINUTES = 5 * 366 * DAY


def duration(cell: Cell) -> int:
    """Minutes: `4h`, `1 h 30 min`, `4:00`, an Excel time, or the fraction of a day that Excel keeps for one."""
    value = cell.value
    if isinstance(value, str):
        minutes = _duration_text(cell, cell.typed)
    elif isinstance(value, datetime) and value.year < 1901:
        raise Amiss("it holds a day or more, of which the cell shows only the time", DURATION)
    elif isinstance(value, (time, timedelta, datetime)):
        minutes = _minutes(cell, value, DURATION)
    elif isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Amiss(f"{cell.shown} is no duration", DURATION)
    elif value == 0:
        minutes = 0
    elif 0 < value < 1:
        raise Amiss(f"{cell.shown} may be a part of a day, as Excel counts, or of an hour", _either(float(value)))
    elif value < 0:
        raise Amiss(f"{cell.shown} is negative", DURATION)
    else:
        raise Amiss(f"{cell.shown} does not say of what: hours, minutes or days", DURATION)
    if minutes > MOST_MINUTES:
        raise Amiss(f"{cell.shown} is more than five years", DURATION)
    return minutes


def _either(part: float) -> str:
    """What to write instead of a part of a day or of an hour."""
    told = [f"{minutes // 60}h{minutes % 60:02d}m" for minutes in (round(part * DAY), round(part * 60)) if minutes]
    return f"write {' or '.join(told)}" if told else DURATION


def _duration_text(cell: Cell, text: str) -> int:
    clock, half = _CLOCK.fullmatch(text), _HALF.fullmatch(text)
    if half:
        return int(half[1]) * 60 + int(half[2])
    if clock:
        if clock[3] not in (None, "00"):
            raise Amiss(f"{cell.shown} has seconds", "whole minutes are counted: write hours and minutes, such as 4:00")
        return int(clock[1]) * 60 + int(clock[2])
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text):
        raise Amiss(f"{cell.shown} is no duration", DURATION)
    total = 0
    for number, unit in parts:
        if unit in ("d", "day", "days", "w", "week", "weeks"):
            raise Amiss(
                f"{cell.shown} may mean days of 24 hours or working days",
                "write the hours that count, such as 48h, or 20h for two working days of 10 hours",
            )
        if unit not in _UNITS:
            raise Amiss(f'{cell.shown} has the unit "{unit}"', DURATION)
        minutes = Decimal(number.replace(",", ".")) * _UNITS[unit]
        if minutes != int(minutes):
            raise Amiss(f"{cell.shown} is no whole number of minutes", DURATION)
        total += int(minutes)
    return total


def _of_day(cell: Cell, fraction: float, expected: str) -> int:
    exact = fraction * DAY
    if abs(exact - round(exact)) > 0.1:
        raise Amiss(f"{cell.shown} is a part of a day that is no whole minute", expected)
    return round(exact)


def _minutes(cell: Cell, value: time | timedelta | datetime, expected: str) -> int:
    if isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + round(value.microsecond / 1e6)
    elif isinstance(value, datetime):
        if value.year > 1901:
            raise Amiss(f"{cell.shown} is a date", expected)
        seconds = round((value - _EXCEL_ZERO).total_seconds())
    else:
        seconds = round(value.total_seconds())
    if seconds < 0 or seconds % 60:
        what = "is negative" if seconds < 0 else "has seconds"
        raise Amiss(f"{cell.shown} {what}", expected)
    return seconds // 60


def clock_time(cell: Cell, *, end: bool = False) -> int:
    """Minutes since midnight of a time of day. As an `end`, 0:00 is the end of the day."""
    minutes = _clock_minutes(cell)
    if minutes > DAY or (minutes == DAY and not end):
        raise Amiss(f"{cell.shown} is no time of day", CLOCK)
    return DAY if end and minutes == 0 else minutes


def _clock_minutes(cell: Cell) -> int:
    value = cell.value
    if isinstance(value, str):
        text = cell.typed
        clock, named = _CLOCK.fullmatch(text), _AMPM.fullmatch(text)
        if clock and clock[3] in (None, "00"):
            return int(clock[1]) * 60 + int(clock[2])
        if named:
            return (int(named[1]) % 12 + (12 if named[3] == "p" else 0)) * 60 + int(named[2] or 0)
    elif isinstance(value, (time, timedelta, datetime)):
        return _minutes(cell, value, CLOCK)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if value == 0:
            return 0
        if 0 < value < 1:
            return _of_day(cell, float(value), CLOCK)
        if value == 1:
            raise Amiss("1 may mean 1:00 or, as Excel counts, 24:00", CLOCK)
    raise Amiss(f"{cell.shown} is no time of day", CLOCK)


def percent(cell: Cell) -> Decimal:
    """A share in percent, 0 to 100: `95`, `0.95`, `95 %`, a cell shown as a percentage."""
    expected = "write a percentage, such as 95 % or 99.5 %"
    value: Value = cell.value
    if isinstance(value, str):
        match = re.fullmatch(r"([0-9]{1,3}(?:[.,][0-9]{1,8})?)\s*(%?)", cell.typed)
        if match is None:
            raise Amiss(f"{cell.shown} is no percentage", expected)
        number = Decimal(match[1].replace(",", "."))
        found = number if match[2] else _told(cell, number)
    elif isinstance(value, bool) or not isinstance(value, (int, float)) or not -MOST_NUMBER < value < MOST_NUMBER:
        raise Amiss(f"{cell.shown} is no percentage", expected)
    else:
        number = Decimal(str(round(value, 12)))
        found = number * 100 if cell.percent else _told(cell, number)
    if not 0 <= found <= 100:
        seen = cell.shown if isinstance(value, str) or not cell.percent else f"{found.normalize():f} %"
        raise Amiss(f"{seen} lies outside 0 % to 100 %", expected)
    return found


def _told(cell: Cell, number: Decimal) -> Decimal:
    if number == 1:
        raise Amiss(f"{cell.shown} may mean 1 % or 100 %", "write 1 % or 100 %, with the sign")
    return number * 100 if 0 < number < 1 else number


def day(cell: Cell) -> date:
    """A date: an Excel date, `2026-12-24`, `2026/12/24`, `24.12.2026`, or one with slashes that means only one day."""
    expected = "write a date, such as 2026-12-24"
    value = cell.value
    if isinstance(value, datetime):
        if value.year > 1901 and value.time() == time():
            return value.date()
        raise Amiss(f"{cell.shown} is no whole day", expected)
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 36_000 < value < 110_000:
        raise Amiss(f"{cell.shown} may be the number that Excel keeps for a date", "let the cell show it as a date")
    text = cell.typed if isinstance(value, str) else ""
    if re.fullmatch(r"[0-9]{1,2}([./-])\s?[0-9]{1,2}\1\s?[0-9]{2}", text):
        raise Amiss(f"{cell.shown} does not name the year in full", expected)
    iso = re.fullmatch(r"([12][0-9]{3})([/.-])([0-9]{1,2})\2([0-9]{1,2})", text)
    dots = re.fullmatch(r"([0-9]{1,2})([./])\s?([0-9]{1,2})\2\s?([12][0-9]{3})", text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[3]), int(iso[4]))
        if dots:
            return _dotted(cell, int(dots[1]), int(dots[3]), int(dots[4]), dots[2] == "/", expected)
    except ValueError:
        raise Amiss(f"{cell.shown} is a day that does not exist", expected) from None
    raise Amiss(f"{cell.shown} is no date", expected)


def _dotted(cell: Cell, first: int, second: int, year: int, slashes: bool, expected: str) -> date:
    """Dots mean the day first; slashes may mean either order, where both numbers may be a month."""
    if not slashes or first > 12 or first == second:
        return date(year, second, first)
    if second > 12:
        return date(year, first, second)
    raise Amiss(f"{cell.shown} may name the month first or the day first", expected)


def weekdays(cell: Cell) -> tuple[str, ...]:
    """Days of the week, Monday first: `Mon-Fri`, `Saturday`, `Mon, Wed, Fri`, `daily`."""
    text = cell.typed
    if text in ("daily", "every day", "all days", "all"):
        return WEEKDAYS
    found: set[int] = set()
    for part in re.split(r"\s*(?:,|;|&|\band\b)\s*", text):
        ends = re.split(r"\s*(?:-|–|—|\bto\b)\s*", part)
        numbers = [_weekday(one) for one in ends]
        if len(numbers) > 2 or None in numbers:
            raise Amiss(f"{cell.shown} names no days of the week", "write days such as Mon-Fri, Sat or Mon, Wed, Fri")
        first, last = numbers[0], numbers[-1]
        assert first is not None and last is not None
        found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return tuple(WEEKDAYS[number] for number in sorted(found))


def _weekday(text: str) -> int | None:
    word = text.rstrip(".")
    if len(word) < 2:
        return None
    found = [number for number, full in enumerate(_FULL) if full.startswith(word)]
    return found[0] if len(found) == 1 else None


def whole(cell: Cell) -> int:
    """A whole number from 1 to 999."""
    value = cell.value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,3}\.?", cell.typed):
        value = int(cell.typed.rstrip("."))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int or not 1 <= value <= 999:
        raise Amiss(f"{cell.shown} is no number of a step", "write 1, 2, 3 and so on")
    return value
