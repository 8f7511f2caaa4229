"""When a calendar opens and closes next as JSON, shape `calendar-next/1`."""

from __future__ import annotations

from datetime import date

from gitsm.calendar import zones
from gitsm.calendar.instant import Instant
from gitsm.export.parts.envelope import document
from gitsm.export.parts.proved import stamp


def calendar_next_json(key: str, start: Instant, opens: Instant | None, closes: Instant | None, on: date) -> str:
    """`opens` is the moment asked about where it is open then, and null where it never opens again."""
    return document(
        "calendar-next/1",
        on,
        {
            "tzdata": zones.version(),
            "key": key,
            "at": stamp(start),
            "open": opens == start,
            "opens": None if opens is None else stamp(opens),
            "closes": None if closes is None else stamp(closes),
        },
    )
