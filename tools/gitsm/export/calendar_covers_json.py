"""Whether a calendar covers another as JSON, shape `calendar-covers/1`."""

from __future__ import annotations

from datetime import date

from gitsm.calendar import zones
from gitsm.calendar.opening import Coverage
from gitsm.export.parts.envelope import document
from gitsm.export.parts.proved import stamp


def calendar_covers_json(one: str, other: str, year: int, found: Coverage, on: date) -> str:
    """Minutes needed and missing over the year; `first` is null where nothing is missing."""
    first = None if found.first is None else {"from": stamp(found.first[0]), "to": stamp(found.first[1])}
    return document(
        "calendar-covers/1",
        on,
        {
            "tzdata": zones.version(),
            "calendar": one,
            "needed_by": other,
            "year": year,
            "from": stamp(found.start),
            "to": stamp(found.end),
            "covered": found.covered,
            "needed": found.needed,
            "missing": found.missing,
            "gaps": found.gaps,
            "first": first,
        },
    )
