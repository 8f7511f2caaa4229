"""A calendar of hours as JSON, shape `calendar-show/1`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from gitsm.calendar import zones
from gitsm.calendar.hours import Windows
from gitsm.calendar.instant import Instant
from gitsm.calendar.opening import YearOpen
from gitsm.calendar.unlisted import Unlisted
from gitsm.calendar.zones import Zone
from gitsm.export.parts.envelope import document
from gitsm.export.parts.holidays import calendar_key, unlisted_body
from gitsm.export.parts.proved import stamp


def calendar_show_json(
    id_: str, year: YearOpen, named: dict[date, str], coming: Sequence[tuple[Instant, Instant | None]], clocks: Zone,
    missing: Iterable[Unlisted], on: date,
) -> str:  # fmt: skip
    """The hours of a year. Windows are minutes of the day as the clocks of `zone` show it; `week` starts on Monday."""
    return document(
        "calendar-show/1",
        on,
        {
            "tzdata": zones.version(),
            "key": calendar_key(id_),
            "zone": clocks.name,
            "year": year.year,
            "week": [_day(windows) for windows in year.usual],
            "minutes_week": year.week,
            "minutes_year": year.minutes,
            "days_open": year.days,
            "days": [
                {
                    "date": one.day.isoformat(),
                    "name": named.get(one.day),
                    "windows": _spans(one.windows),
                    "minutes": one.minutes,
                }
                for one in year.other
            ],
            "opens": [{"from": stamp(low), "to": None if high is None else stamp(high)} for low, high in coming],
            "unlisted_holidays": unlisted_body(missing),
        },
    )


def _day(windows: Windows) -> dict[str, Any]:
    return {"windows": _spans(windows), "minutes": sum(high - low for low, high in windows)}


def _spans(windows: Windows) -> list[list[int]]:
    return [[low, high] for low, high in windows]
