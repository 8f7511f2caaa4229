"""A strict reader of iCalendar files (RFC 5545), as far as whole-day events go: refuses what the standard forbids."""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Z0-9-]+")
_DATE = re.compile(r"[0-9]{8}")
_STAMP = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_TEXT = {"SUMMARY", "DESCRIPTION", "X-WR-CALNAME", "PRODID"}
ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY")
Event = dict[str, str]


def unfolded(data: bytes) -> list[str]:
    """Content lines. Fails where a line end is not CRLF, a line is too long or a character was cut in two."""
    assert data.endswith(b"\r\n"), "the last line has no end"
    physical = data[:-2].split(b"\r\n")
    lines: list[str] = []
    for line in physical:
        assert b"\r" not in line and b"\n" not in line, f"a bare line break in {line!r}"
        assert len(line) <= 75, f"{len(line)} octets: {line!r}"
        text = line.decode("utf-8")  # a fold inside a character fails here
        if text[:1] in (" ", "\t"):
            assert lines, "the first line is folded"
            lines[-1] += text[1:]
        else:
            assert text, "an empty line"
            lines.append(text)
    for line in lines:
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line), f"a control character in {line!r}"
    return lines


def text_value(value: str) -> str:
    """A value of type TEXT without its escapes. Fails on a bare separator or an escape that does not exist."""
    rest = re.sub(r"\\[\\;,nN]", "", value)
    assert not re.search(r"[\\;,]", rest), f"not escaped: {value!r}"
    return re.sub(r"\\([\\;,nN])", lambda match: "\n" if match[1] in "nN" else match[1], value)


def read_calendar(data: bytes) -> tuple[Event, list[Event]]:
    """The properties of the calendar, and its events; dates as `20261101`."""
    head: Event = {}
    events: list[Event] = []
    stack: list[str] = []
    for line in unfolded(data):
        left, colon, value = line.partition(":")
        name, _, parameters = left.partition(";")
        assert colon and _NAME.fullmatch(name), f"no property: {line!r}"
        if name == "BEGIN":
            assert (not stack and value == "VCALENDAR") or (stack == ["VCALENDAR"] and value == "VEVENT"), line
            stack.append(value)
            if value == "VEVENT":
                events.append({})
            continue
        assert stack, f"{line!r} stands outside"
        if name == "END":
            assert stack.pop() == value
            continue
        into = events[-1] if stack[-1] == "VEVENT" else head
        assert name not in into, f"{name} twice"
        if name in ("DTSTART", "DTEND"):
            assert parameters == "VALUE=DATE" and _DATE.fullmatch(value), line
        elif name == "DTSTAMP":
            assert not parameters and _STAMP.fullmatch(value), line
        into[name] = text_value(value) if name in _TEXT else value
    assert not stack, "not closed"
    assert head.get("VERSION") == "2.0" and head.get("PRODID")
    for event in events:
        assert all(event.get(name) for name in ONCE), event
        assert event["DTSTART"] < event["DTEND"], event
    assert len({event["UID"] for event in events}) == len(events), "a UID twice"
    return head, events
