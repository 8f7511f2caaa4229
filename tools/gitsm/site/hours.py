"""Hours on pages: windows of a day in words, and a week as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from gitsm.base import words
from gitsm.calendar.hours import Windows
from gitsm.render.promise.week import DAYS, Day, Open
from gitsm.site.html import Html
from gitsm.site.pictures import week_picture

Week = Sequence[Windows]
"""Windows of each weekday from Monday, in minutes of the day."""


def clock(minutes: int) -> str:
    """`08:00`, `24:00`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def windows(found: Windows, empty: str = "–") -> str:
    """`08:00–12:00, 13:00–17:00`."""
    return ", ".join(f"{clock(start)}–{clock(end)}" for start, end in found) or empty


def length(found: Windows) -> int:
    """Minutes of a day."""
    return sum(end - start for start, end in found)


def lines(found: Week) -> list[str]:
    """`Mon–Thu 07:30–17:00`, one for each run of equal days."""
    said: list[str] = []
    start = 0
    for number in range(1, len(found) + 1):
        if number < len(found) and found[number] == found[start]:
            continue
        if found[start]:
            days = DAYS[start] if number - start == 1 else f"{DAYS[start]}–{DAYS[number - 1]}"
            said.append(f"{days} {windows(found[start])}")
        start = number
    return said or ["never open"]


def week_map(title: str, found: Week) -> Html:
    """Open hours of a week as a picture."""
    days = [
        Day(tuple(Open(start, end) for start, end in each), words.hours(length(each)) if each else "closed")
        for each in found
    ]
    return week_picture(days, {}, f"Week of {title}", "Open hours of each weekday; the same stands in the table.")
