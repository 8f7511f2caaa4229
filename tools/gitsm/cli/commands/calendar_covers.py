"""`gitsm calendar covers`: is one calendar open whenever another is?"""

from __future__ import annotations

from datetime import date

import click

from gitsm.analysis.promises import clocks_for
from gitsm.base.errors import EXIT_FINDINGS
from gitsm.calendar.opening import coverage
from gitsm.calendar.unlisted import unlisted
from gitsm.calendar.wall import year_of
from gitsm.cli.agreements import Desk, hours_of, reading, warn_of
from gitsm.cli.complete import calendars
from gitsm.cli.output import emit, wants_colour
from gitsm.cli.written import Year
from gitsm.export.calendar_covers_json import calendar_covers_json
from gitsm.export.calendar_covers_text import calendar_covers_text
from gitsm.export.parts.style import Style


@click.command(name="covers")
@click.argument("name", metavar="ID", shell_complete=calendars)
@click.argument("other", metavar="OTHER", shell_complete=calendars)
@click.option("--year", type=Year(1970, 2999), help="The year. Default: that of the day judged.")
@reading
@click.pass_context
def command(
    ctx: click.Context, name: str, other: str, year: int | None, form: str, as_of: str | None, rev: str | None
) -> int:
    """Say whether the calendar ID is open in every minute of a year in which OTHER is.

    Exits 1 where it is not.
    """
    desk = Desk.of(ctx, as_of, rev)
    one, needed = desk.calendar(name), desk.calendar(other)
    on = desk.almanac.on
    clocks = clocks_for(desk.almanac, needed, one)
    shown = year or on.year
    found = coverage(hours_of(desk, one), hours_of(desk, needed), *year_of(shown, clocks))
    missing = unlisted(desk.almanac, [one, needed], [shown])
    warn_of(desk, missing, date(shown, 12, 31), one, needed)
    if form == "json":
        emit(calendar_covers_json(one, needed, shown, found, missing, on))
    else:
        emit(calendar_covers_text(one, needed, shown, found, clocks, Style(wants_colour())))
    return 0 if found.covered else EXIT_FINDINGS
