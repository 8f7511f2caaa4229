"""`gitsm calendar show`: what the hours of a calendar are and come to."""

from __future__ import annotations

from datetime import date

import click

from gitsm.analysis.promises import clocks_for
from gitsm.calendar.almanac import ALWAYS
from gitsm.calendar.instant import local_midnight
from gitsm.calendar.opening import openings, year_open
from gitsm.calendar.unlisted import unlisted
from gitsm.cli.agreements import Desk, hours_of, reading, warn_of
from gitsm.cli.complete import calendars
from gitsm.cli.output import emit, wants_colour
from gitsm.cli.written import Year
from gitsm.export.calendar_show_json import calendar_show_json
from gitsm.export.calendar_show_text import calendar_show_text
from gitsm.export.parts.style import Style
from gitsm.load.snapshot import Snapshot
from gitsm.model.service import Calendar


@click.command(name="show")
@click.argument("name", metavar="ID", shell_complete=calendars)
@click.option("--year", type=Year(1970, 2999), help="The year. Default: that of the day judged.")
@reading
@click.pass_context
def command(ctx: click.Context, name: str, year: int | None, form: str, as_of: str | None, rev: str | None) -> None:
    """Show the calendar ID with everything it is combined from: hours of each day, of a week, of a year.

    Where it opens next is asked from the beginning of the day judged.
    """
    desk = Desk.of(ctx, as_of, rev)
    id_ = desk.calendar(name)
    hours = hours_of(desk, id_)
    clocks = clocks_for(desk.almanac, id_)
    on = desk.almanac.on
    found = year_open(hours, clocks, year or on.year)
    coming = openings(hours, clocks.instant(local_midnight(on)), 3)
    names = _names(desk.snapshot, id_, on, frozenset())
    missing = unlisted(desk.almanac, [id_], [found.year])
    warn_of(desk, (), date(found.year, 12, 31), id_)
    if form == "json":
        emit(calendar_show_json(id_, found, names, coming, clocks, missing, on))
        return
    title, how = _words(desk.snapshot, id_, on)
    emit(calendar_show_text(id_, title, how, found, names, coming, clocks, missing, Style(wants_colour())))


def _words(snapshot: Snapshot, id_: str, on: date) -> tuple[str, str]:
    one = _calendar(snapshot, id_, on)
    if one is None:
        return "Every hour of every day", "always open"
    parents = one.parents
    if parents is None or not (parents.union or parents.intersection):
        return one.title, "its own windows"
    way = "open when any of these is: " if parents.union else "open when all of these are: "
    own = ", and its own windows" if one.weekly else ""
    return one.title, f"{way}{', '.join(parents.union or parents.intersection)}{own}"


def _calendar(snapshot: Snapshot, id_: str, on: date) -> Calendar | None:
    item = snapshot.resolve("calendar", id_, on) if id_ != ALWAYS else None
    return item.artefact if item is not None and isinstance(item.artefact, Calendar) else None


def _names(snapshot: Snapshot, id_: str, on: date, above: frozenset[str]) -> dict[date, str]:
    """What a calendar and those it is combined from call the days they name; its own words win."""
    one = _calendar(snapshot, id_, on)
    if one is None or id_ in above:
        return {}
    found: dict[date, str] = {}
    parents = one.parents
    for parent in (*parents.union, *parents.intersection) if parents else ():
        found |= _names(snapshot, parent, on, above | {id_})
    found |= {holiday.date: holiday.name or "holiday" for holiday in one.holidays}
    return found | {exception.date: exception.reason or "exception" for exception in one.exceptions}
