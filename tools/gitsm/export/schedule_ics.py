"""The change schedule as iCalendar (RFC 5545): whole days, no alarms, no people, the same bytes for the same day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from gitsm import __version__
from gitsm.export.parts.folding import folded
from gitsm.plan.schedule import Event
from gitsm.render.escape import icalendar_text


def schedule_ics(events: Iterable[Event], as_of: date, name: str, place: str) -> str:
    """The calendar as text with CRLF line ends.

    `name` is shown by calendar programs; `place` is what sets the repository apart from others (its address, else its
    name): it goes into the UIDs, which stay the same for the same event of the same repository. Every stamp is the
    beginning of the day judged, so that the file changes only where the schedule or that day does.
    """
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//gitsm//gitsm {icalendar_text(__version__)}//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{icalendar_text(name)}",
    ]
    body = (line for event in events for line in _event(event, as_of, place))
    return "".join(f"{fold}\r\n" for line in (*head, *body, "END:VCALENDAR") for fold in folded(line))


def _event(event: Event, as_of: date, place: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid5(NAMESPACE_URL, f'{place}#{event.id}')}"
    yield f"DTSTAMP:{as_of:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(event.first)}"
    yield f"DTEND;VALUE=DATE:{_day(event.after)}"
    yield f"SUMMARY:{icalendar_text(event.title)}"
    if event.details:
        yield f"DESCRIPTION:{icalendar_text(chr(10).join(event.details))}"
    yield f"CATEGORIES:{icalendar_text(event.kind)}"
    yield f"TRANSP:{'TRANSPARENT' if event.free else 'OPAQUE'}"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"
