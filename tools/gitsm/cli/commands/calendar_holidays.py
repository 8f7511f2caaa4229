"""`gitsm calendar holidays`: the holidays of a country or region, written as dated days."""

from __future__ import annotations

import click

from gitsm.adapters.files import apply
from gitsm.adapters.public_holidays import public_holidays
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.calendar.almanac import ALWAYS
from gitsm.cli.agreements import Desk
from gitsm.cli.complete import calendars
from gitsm.cli.holiday_lines import block, entry, with_holidays
from gitsm.cli.output import emit
from gitsm.cli.session import Session
from gitsm.cli.written import Year
from gitsm.export.parts.style import counted


@click.command(name="holidays")
@click.argument("name", metavar="[ID]", required=False, shell_complete=calendars)
@click.option("--country", required=True, metavar="CC", help="Two letters of ISO 3166-1, such as DE.")
@click.option("--region", metavar="R", help="A part of the country by ISO 3166-2, such as BE or DE-BE.")
@click.option("--year", required=True, type=Year(1970, 2999), help="The year.")
@click.option("--dry-run", is_flag=True, help="Say what would be added; write nothing.")
@click.pass_context
def command(ctx: click.Context, name: str | None, country: str, region: str | None, year: int, dry_run: bool) -> None:
    """Add the public holidays of a year to the calendar ID; without ID, print them as YAML.

    Days that the calendar names already stay as they are, and so does every other character of its file. Needs the
    extra `holidays`; checks and proofs never do.
    """
    found = public_holidays(country.upper(), region.upper() if region is not None else None, year)
    if name is None:
        emit(f"# {found.source}, {found.place} {year}\n{block(found.days)}")
        return
    desk = Desk.of(ctx, None, None)
    id_ = desk.calendar(name)
    item = desk.snapshot.resolve("calendar", id_, desk.almanac.on)
    if id_ == ALWAYS:
        raise UsageError("24x7 is no file: it is always open.", "name a calendar of the repository")
    if item is None:
        raise CannotWorkHere(f"calendar/{id_} cannot be read.", f"gitsm show calendar/{id_}")
    before = desk.snapshot.tree.read(item.path)
    after, added = with_holidays(item, before, found.days)
    if added and not dry_run:
        apply(Session.of(ctx).root, {item.path: after}, expected={item.path: before})
    verb = "would be added" if dry_run else "added"
    lines = [
        f"{item.path}: {counted(len(added), 'day')} {verb} ({found.source}, {found.place} {year})",
        *(f"  {entry(day)}" for day in added),
    ]
    if len(added) < len(found.days):
        lines.append(f"  {counted(len(found.days) - len(added), 'day')} it named already")
    emit("\n".join(lines) + "\n")
