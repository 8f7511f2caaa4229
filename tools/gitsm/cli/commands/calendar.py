"""`gitsm calendar`: hours and holidays. Each command is a module of its own, imported on use."""

from __future__ import annotations

import click

from gitsm.cli.main import LazyGroup


class CalendarGroup(LazyGroup):
    """The commands about calendars: name -> (module in gitsm.cli.commands, one-line help)."""

    table = {
        "show": ("calendar_show", "Show the hours of a calendar: week, year, days that differ, next openings."),
        "covers": ("calendar_covers", "Say whether one calendar is open whenever another is."),
        "next": ("calendar_next", "Say when a calendar opens and closes next."),
        "holidays": ("calendar_holidays", "Write the holidays of a country or region into a calendar."),
    }
    examples = {
        "show": "gitsm calendar show office-de --year 2027",
        "covers": "gitsm calendar covers 24x7 office-de --year 2027",
        "next": "gitsm calendar next office-de --from 2026-12-24T13:00",
        "holidays": "gitsm calendar holidays office-de --country DE --region BE --year 2028 --dry-run",
    }


@click.group(name="calendar", cls=CalendarGroup)
def command() -> None:
    """Calendars of service and support hours."""
