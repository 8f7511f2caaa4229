"""Days, times and years on the command line: what is wrong with one that cannot be read, in words."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from typing import Any

import click

_DAY = re.compile(r"([12][0-9]{3})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([12][0-9]{3})", re.ASCII)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(:[0-9]{2})?(\.[0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})?", re.ASCII)
EXAMPLE_DAY = "write it as 2026-01-31"
EXAMPLE_TIME = "write it as 2026-10-23T14:01, or with an offset: 2026-10-23T14:01+02:00"


def about_day(text: str) -> tuple[str, str]:
    """(why a text is no day, how to write it): the first is empty where the shape says enough."""
    if (dotted := _DOTTED.fullmatch(text)) is not None:
        text = f"{dotted[3]}-{dotted[2]}-{dotted[1]}"
    match = _DAY.fullmatch(text)
    if match is None:
        return "", EXAMPLE_DAY
    year, month, day = map(int, match.groups())
    if not 1 <= month <= 12:
        return f"there is no month {month}", EXAMPLE_DAY
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return f"{month_name[month]} {year} has {last} days", f"write a day up to {year}-{month:02d}-{last}"
    return "", f"write it as {year}-{month:02d}-{day:02d}"


def about_time(text: str) -> tuple[str, str]:
    """(why a text is no time, how to write it)."""
    day, _, time = text.replace("T", " ").partition(" ")
    why, fix = about_day(day)
    if why:
        return why, fix
    if fix == EXAMPLE_DAY:
        return "", EXAMPLE_TIME
    written = fix.rpartition(" ")[2]
    if not time:
        return "it names no hour", f"write it as {written}T09:00"
    match = _TIME.fullmatch(time.strip())
    if match is None:
        return "", EXAMPLE_TIME
    hour, minute, second = int(match[1]), int(match[2]), int((match[3] or ":0")[1:])
    if hour > 23 or minute > 59 or second > 59:
        return "hours go from 00 to 23, minutes and seconds from 00 to 59", EXAMPLE_TIME
    return "", f"write it as {written}T{hour:02d}:{minute:02d}{match[5] or ''}"


class Year(click.IntRange):
    """A year from one to another."""

    name = "year"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The year as a number; click says what is none."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no year from {self.min} to {self.max}.", param, ctx)
