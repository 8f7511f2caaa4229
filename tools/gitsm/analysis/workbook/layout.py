"""The sheets and columns of the workbook: one description for the template, for reading, and for messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gitsm.model.agreement import Clock, Metric

Fill = Literal["text", "name", "duration", "time", "percent", "date", "number", "days"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what stands in it, and whether it must be filled. `choices`: where its list comes from."""

    key: str
    head: str
    help: str
    fill: Fill = "text"
    needed: bool = False
    choices: str = ""
    width: int = 16


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with one table. `needed`: at least one row."""

    name: str
    about: str
    columns: tuple[Column, ...]
    needed: bool = True


PROMISES: dict[str, Metric] = {
    "response": "response_time",
    "restoration": "restoration_time",
    "resolution": "resolution_time",
    "fulfilment": "fulfilment_time",
}
"""What can be promised, as it stands in a cell."""
CLOCKS: dict[str, Clock] = {
    "all hours": "calendar",
    "service hours": "service_hours",
    "support hours": "support_hours",
}
ALL_HOURS = "24x7"
ALL_HOURS_WORDS = frozenset({"24x7", "24/7", "24×7", "24 x 7", "always"})
READ_ME = "Read me"
"""The sheet of the template that explains the others."""
ANSWERS = ("Answers", "Tickets that break a promise", "What would mend it")
"""Sheets of the workbook that comes back."""
UNKNOWN = frozenset({"?", "unknown", "not known"})

SERVICES = Table(
    "Services",
    "One row for each agreement: the service, the hours in which it is promised, and the time for which it holds.",
    (
        Column("service", "Service", "Its name. The other sheets refer to it.", "name", True, width=22),
        Column(
            "hours",
            "Service hours",
            "When it is promised: a name from the sheet Hours, or 24x7.",
            "name",
            True,
            "Hours",
        ),
        Column(
            "support",
            "Support hours",
            "Only where a target counts support hours: when you work on it.",
            "name",
            choices="Hours",
        ),
        Column("first", "First day", "First day of the agreement, such as 2027-01-01.", "date", True, width=13),
        Column("last", "Last day", "Its last day. Every minute up to its end is proved.", "date", True, width=13),
        Column("note", "Note", "For yourself; nothing is calculated from it.", width=30),
    ),
)
PRIORITIES = Table(
    "Priorities",
    "Your priorities, most urgent first. Leave the sheet empty if you have none.",
    (
        Column("priority", "Priority", "Its name, such as P1.", "name", True),
        Column("meaning", "Meaning", "For yourself; nothing is calculated from it.", width=50),
    ),
    needed=False,
)
TARGETS = Table(
    "Targets",
    "One row for each promise that has a time. This is what the customer reads.",
    (
        Column("service", "Service", "A name from the sheet Services.", "name", True, "Services", 22),
        Column(
            "priority", "Priority", "A name from the sheet Priorities. Empty: for all.", "name", choices="Priorities"
        ),
        Column(
            "promise",
            "Promise",
            "What is promised: response, restoration, resolution or fulfilment.",
            "name",
            True,
            "=promises",
        ),
        Column("within", "Within", "The time: 4h, 90m, 1h30m or 4:00.", "duration", True, width=12),
        Column("share", "Share of tickets", "For how many tickets: 95 %. Empty: for every one.", "percent", width=18),
        Column(
            "clock",
            "Clock counts",
            "Which hours count against the time: all hours, service hours or support hours.",
            "name",
            True,
            "=clocks",
        ),
    ),
)
HOURS = Table(
    "Hours",
    "Opening hours. Several rows with one name belong together. 24x7 is known without a row.",
    (
        Column("name", "Name", "Such as Office hours. The other sheets refer to it.", "name", True, width=22),
        Column("days", "Days", "Mon-Fri, Sat, or Mon, Wed, Fri.", "days", True),
        Column("open", "From", "The time at which it begins, such as 8:00.", "time", True, width=10),
        Column(
            "close",
            "To",
            "The time at which it ends; 24:00 is the end of the day, an earlier one is on the next.",
            "time",
            True,
            width=10,
        ),
        Column(
            "zone",
            "Time zone",
            "Whose clocks: Europe/Berlin, America/New_York, UTC. Stated once for each name.",
            "name",
            width=20,
        ),
    ),
    needed=False,
)
HOLIDAYS = Table(
    "Holidays",
    "Days on which hours from the sheet Hours are closed all day.",
    (
        Column("date", "Date", "The day, such as 2027-12-24.", "date", True, width=13),
        Column(
            "hours",
            "Hours",
            "For which hours: a name from the sheet Hours. Empty: for all of them.",
            "name",
            choices="Hours",
            width=22,
        ),
        Column("what", "Holiday", "Its name, for yourself.", width=30),
    ),
    needed=False,
)
STEPS = Table(
    "Steps",
    "Who works on a ticket, one after the other. Rows with the same number work at the same time. "
    "If a promise has rows of its own priority, only these count for it.",
    (
        Column("service", "Service", "A name from the sheet Services.", "name", True, "Services", 22),
        Column(
            "priority",
            "Priority",
            "For which priority. Empty: for all that have no rows of their own.",
            "name",
            choices="Priorities",
        ),
        Column(
            "promise",
            "Promise",
            "For which promise. Empty: for all that have no rows of their own.",
            "name",
            choices="=promises",
        ),
        Column(
            "number", "Step", "1, 2, 3: the order. The same number twice: at the same time.", "number", True, width=8
        ),
        Column("team", "Team or supplier", "Who works.", "name", True, width=24),
        Column(
            "within", "Works within", "The longest it may take, in its own hours: 2h, 30m.", "duration", True, width=13
        ),
        Column("hours", "Works in", "Its hours: a name from the sheet Hours, or 24x7.", "name", True, "Hours"),
        Column(
            "handover",
            "Hands over in",
            "Time to hand the ticket on afterwards, in its own hours. Empty: none.",
            "duration",
            width=14,
        ),
        Column(
            "share",
            "Reached by",
            "Share of tickets that come this far: 3 %. Empty: all. unknown: counts as all until you know.",
            "percent",
            width=13,
        ),
        Column("source", "Source of the share", "Where that share comes from.", width=24),
        Column("measured", "Measured on", "The day on which it was measured.", "date", width=13),
        Column(
            "kept",
            "Keeps its time",
            "In what share of its cases the step keeps its time: 99 %. Empty: nobody has said; the answers then say "
            "that they hold only if it always does. unknown: counts as never until you know.",
            "percent",
            width=14,
        ),
    ),
)
TABLES = (SERVICES, PRIORITIES, TARGETS, HOURS, HOLIDAYS, STEPS)
