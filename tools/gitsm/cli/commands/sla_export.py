"""`gitsm sla export`: targets and hours of agreements for other tools."""

from __future__ import annotations

import click

from gitsm.analysis.portable import calendars, portables
from gitsm.base.errors import EXIT_FINDINGS, CannotWorkHere, UsageError
from gitsm.calendar.almanac import Unresolved
from gitsm.cli.agreements import Desk
from gitsm.cli.complete import slas
from gitsm.cli.output import emit, tell
from gitsm.cli.written import Year


@click.command(name="export")
@click.argument("name", metavar="[ID]", required=False, shell_complete=slas)
@click.option("--format", "form", type=click.Choice(["openslo", "csv", "ics"]), required=True, help="What to write.")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout.")
@click.option("--year", type=Year(1971, 2200), help="For ics: this year. Default: that of the day judged.")
@click.option("--as-of", metavar="DAY", help="What holds on this day. Default: as_of in gitsm.yaml, else today (UTC).")
@click.option("--rev", metavar="REV", help="Read the revision REV instead of the work tree.")
@click.pass_context
def command(
    ctx: click.Context,
    name: str | None,
    form: str,
    output: str | None,
    year: int | None,
    as_of: str | None,
    rev: str | None,
) -> int:
    """Write the agreement ID, or all in force: targets as OpenSLO v1 or CSV, hours as iCalendar.

    What the format has no place for is listed on stderr, and in the file where it knows comments. Exits 1 where an
    agreement cannot be read.
    """
    if year is not None and form != "ics":
        raise UsageError("--year belongs to --format ics.", "leave it out")
    desk = Desk.of(ctx, as_of, rev)
    almanac, on = desk.almanac, desk.almanac.on
    items = [desk.sla(name)] if name is not None else list(desk.snapshot.in_force_of("sla", on=on))
    notes: list[str] = []
    if form == "ics":
        from gitsm.export.hours_ics import hours_ics

        settings = desk.snapshot.settings
        try:
            found = list(calendars(items, almanac))
            text = hours_ics(found, almanac, year or on.year, settings.repository or settings.organisation or "")
        except Unresolved as error:
            raise CannotWorkHere(f"Hours cannot be told: {error}.", "gitsm check says where to mend it") from None
        notes = [
            f"{one.item.key} target {one.target.id}: {one.trouble}" for one in portables(items, almanac) if one.trouble
        ]
        if not found:
            notes.append("no target counts hours of a calendar, so no opening is written")
    elif form == "csv":
        from gitsm.export.sla_csv import csv_notes, sla_csv

        targets = list(portables(items, almanac))
        text, notes = sla_csv(targets, almanac), csv_notes(targets)
    else:
        from gitsm.export.sla_openslo import sla_openslo

        made = sla_openslo(list(portables(items, almanac)), almanac, on)
        text, notes = made.text, list(made.notes)
    emit(text, output)
    for note in notes:
        tell(note)
    unread = desk.unread(name)
    for key in unread:
        tell(f"{key} cannot be read, so it is not exported; `gitsm show {key}` says why")
    return EXIT_FINDINGS if unread else 0
