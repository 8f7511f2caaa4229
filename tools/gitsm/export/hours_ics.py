"""Hours and holidays of calendars as iCalendar (RFC 5545): every opening of a year as one event, in UTC.

Nothing recurs: combinations of calendars, holidays, exceptions and changes of the clock are worked out already, so that
every program shows the same instants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from gitsm import __version__
from gitsm.calendar.almanac import Almanac, zone_of
from gitsm.calendar.hours import Hours
from gitsm.calendar.instant import Instant, utc
from gitsm.calendar.wall import year_of
from gitsm.export.parts.folding import folded
from gitsm.model.service import Calendar
from gitsm.render.escape import icalendar_text


def hours_ics(calendars: Iterable[str], almanac: Almanac, year: int, place: str) -> str:
    """The calendars over a year, as text with CRLF line ends. Raises Unresolved where hours cannot be told.

    `place` sets the repository apart from others: it goes into the UIDs, which stay the same for the same opening.
    """
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//gitsm//gitsm {icalendar_text(__version__)}//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:Service hours {year}",
    ]
    body = (line for id_ in calendars for line in _calendar(id_, almanac, year, place))
    return "".join(f"{fold}\r\n" for line in (*head, *body, "END:VCALENDAR") for fold in folded(line))


def _calendar(id_: str, almanac: Almanac, year: int, place: str) -> Iterator[str]:
    item = almanac.snapshot.resolve("calendar", id_, almanac.on)
    assert item is not None and isinstance(item.artefact, Calendar)
    hours = almanac.hours(id_)
    low, high = year_of(year, zone_of(item.artefact))
    stamp = f"{almanac.on:%Y%m%d}T000000Z"
    title = icalendar_text(item.artefact.title)
    for start, end in _joined(hours, low, high):
        yield from _event(place, id_, f"{start}", stamp)
        yield f"DTSTART:{utc(start):%Y%m%dT%H%M%SZ}"
        yield f"DTEND:{utc(end):%Y%m%dT%H%M%SZ}"
        yield f"SUMMARY:{title}"
        yield f"CATEGORIES:{icalendar_text(id_)},hours"
        yield "TRANSP:OPAQUE"
        yield "END:VEVENT"
    for holiday in item.artefact.holidays:
        if holiday.date.year != year:
            continue
        name = holiday.name or "Holiday"
        part = f" ({holiday.from_ or '00:00'} to {holiday.to or '24:00'})" if holiday.from_ or holiday.to else ""
        yield from _event(place, id_, f"holiday {holiday.date.isoformat()}", stamp)
        yield f"DTSTART;VALUE=DATE:{_day(holiday.date)}"
        yield f"DTEND;VALUE=DATE:{_day(holiday.date + timedelta(days=1))}"
        yield f"SUMMARY:{icalendar_text(f'{item.artefact.title}: {name}, closed{part}')}"
        yield f"CATEGORIES:{icalendar_text(id_)},holiday"
        yield "TRANSP:TRANSPARENT"
        yield "END:VEVENT"


def _joined(hours: Hours, low: Instant, high: Instant) -> Iterator[tuple[Instant, Instant]]:
    """The openings; those that touch are one."""
    last: tuple[Instant, Instant] | None = None
    for start, end in hours.spans(low, high):
        if last is not None and start == last[1]:
            last = (last[0], end)
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last


def _event(place: str, id_: str, what: str, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid5(NAMESPACE_URL, f'{place}#hours/{id_}/{what}')}"
    yield f"DTSTAMP:{stamp}"


def _day(day: date) -> str:
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"
