"""`gitsm calendar next`: when does a calendar open, and when does it close?"""

from __future__ import annotations

import click

from gitsm.analysis.promises import clocks_for
from gitsm.calendar.instant import local_day
from gitsm.calendar.opening import close_of
from gitsm.calendar.unlisted import unlisted
from gitsm.cli.agreements import Desk, hours_of, instant, reading, warn_of
from gitsm.cli.complete import calendars
from gitsm.cli.output import emit, wants_colour
from gitsm.export.calendar_next_json import calendar_next_json
from gitsm.export.calendar_next_text import calendar_next_text
from gitsm.export.parts.style import Style


@click.command(name="next")
@click.argument("name", metavar="ID", shell_complete=calendars)
@click.option("--from", "start", required=True, metavar="TIME", help="From when on: 2026-12-24T13:00.")
@reading
@click.pass_context
def command(ctx: click.Context, name: str, start: str, form: str, as_of: str | None, rev: str | None) -> None:
    """Say when the calendar ID opens next, and when it closes then.

    A time without an offset is read from the clocks of the calendar.
    """
    desk = Desk.of(ctx, as_of, rev)
    id_ = desk.calendar(name)
    hours = hours_of(desk, id_)
    clocks = clocks_for(desk.almanac, id_)
    at = instant(start, "--from", clocks)
    opens = hours.next_open(at)
    closes = None if opens is None else close_of(hours, opens)
    last = max(each for each in (at, opens, closes) if each is not None)
    first, end = (local_day(clocks.local(each)).year for each in (at, last))
    missing = unlisted(desk.almanac, [id_], range(first, end + 1))
    warn_of(desk, missing, local_day(clocks.local(at)), id_)
    if form == "json":
        emit(calendar_next_json(id_, at, opens, closes, missing, desk.almanac.on))
    else:
        emit(calendar_next_text(id_, at, opens, closes, clocks, Style(wants_colour())))
