"""Whether a calendar covers another as JSON, shape `calendar-covers/2`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gitsm.calendar import zones
from gitsm.calendar.opening import Coverage
from gitsm.calendar.unlisted import Unlisted
from gitsm.export.parts.envelope import document
from gitsm.export.parts.holidays import calendar_key, unlisted_body
from gitsm.export.parts.proved import stamp


def calendar_covers_json(
    one: str, other: str, year: int, found: Coverage, missing: Iterable[Unlisted], on: date
) -> str:
    """Minutes needed and missing over the year; `first` is null where nothing is missing."""
    first = None if found.first is None else {"from": stamp(found.first[0]), "to": stamp(found.first[1])}
    return document(
        "calendar-covers/2",
        on,
        {
            "tzdata": zones.version(),
            "key": calendar_key(one),
            "needed_by": calendar_key(other),
            "year": year,
            "from": stamp(found.start),
            "to": stamp(found.end),
            "covered": found.covered,
            "needed": found.needed,
            "missing": found.missing,
            "gaps": found.gaps,
            "first": first,
            "unlisted_holidays": unlisted_body(missing),
        },
    )
