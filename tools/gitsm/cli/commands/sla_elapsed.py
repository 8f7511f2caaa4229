"""`gitsm sla elapsed`: how much of its time has a ticket used?"""

from __future__ import annotations

from typing import Any

import click

from gitsm.cli.agreements import Desk, reading
from gitsm.cli.complete import slas
from gitsm.cli.output import emit, wants_colour
from gitsm.cli.ticket_clock import Told, about_ticket, answer_for
from gitsm.export.parts.style import Style
from gitsm.export.sla_clock_json import sla_clock_json
from gitsm.export.sla_clock_text import sla_elapsed_text


@click.command(name="elapsed")
@click.argument("name", metavar="ID", shell_complete=slas)
@about_ticket
@click.option("--at", "at", required=True, metavar="TIME", help="The time asked about.")
@reading
@click.pass_context
def command(
    ctx: click.Context, /, name: str, at: str | None, form: str, as_of: str | None, rev: str | None, **told: Any
) -> None:
    """Say how much of the time that the agreement ID gives a ticket is used at a time.

    A time without an offset is read from the clocks of the calendar that the target counts.
    """
    desk = Desk.of(ctx, as_of, rev)
    clock, answer = answer_for(desk, name, Told(**told), at)
    emit(sla_clock_json(clock, answer) if form == "json" else sla_elapsed_text(clock, answer, Style(wants_colour())))
