"""When a calendar opens and closes next as JSON, shape `calendar-next/2`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gitsm.calendar import zones
from gitsm.calendar.instant import Instant
from gitsm.calendar.unlisted import Unlisted
from gitsm.export.parts.envelope import document
from gitsm.export.parts.holidays import calendar_key, unlisted_body
from gitsm.export.parts.proved import stamp


def calendar_next_json(
    id_: str, start: Instant, opens: Instant | None, closes: Instant | None, missing: Iterable[Unlisted], on: date
) -> str:
    """`opens` is the moment asked about where it is open then, and null where it never opens again."""
    return document(
        "calendar-next/2",
        on,
        {
            "tzdata": zones.version(),
            "key": calendar_key(id_),
            "at": stamp(start),
            "open": opens == start,
            "opens": None if opens is None else stamp(opens),
            "closes": None if closes is None else stamp(closes),
            "unlisted_holidays": unlisted_body(missing),
        },
    )
