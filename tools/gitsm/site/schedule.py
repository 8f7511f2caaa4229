"""The change schedule as one audience sees it."""

from __future__ import annotations

from dataclasses import replace

from gitsm.export.schedule_ics import schedule_ics
from gitsm.plan.schedule import Event, schedule
from gitsm.site.approval import open_to
from gitsm.site.view import View

FILE = "change-schedule.ics"


def shown_events(view: View) -> tuple[Event, ...]:
    """The events whose source the audience may see; words without names that it must not read."""
    return view.once("schedule", _shown_events)


def _shown_events(view: View) -> tuple[Event, ...]:
    report = view.report
    return tuple(
        replace(one, title=view.say(one.title), details=tuple(view.say(text) for text in _details(view, one)))
        for one in schedule(report.snapshot, report.as_of, report.history)
        if one.item is None or view.visible(one.item)
    )


def _details(view: View, event: Event) -> tuple[str, ...]:
    """What is said of an event; of a change of something hidden only when it was merged."""
    return event.details if event.item is not None or open_to(view, event.touched) else event.details[:1]


def calendar_text(view: View) -> str:
    """The schedule as a file that calendar programs read."""
    name = view.settings.organisation or "Governance"
    place = view.settings.repository or view.settings.organisation or ""
    return schedule_ics(shown_events(view), view.as_of, f"{name}: change schedule", place)
