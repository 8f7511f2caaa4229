"""`gitsm sla explain`: the clock of a ticket, step by step."""

from __future__ import annotations

from typing import Any

import click

from gitsm.cli.agreements import Desk, reading
from gitsm.cli.complete import slas
from gitsm.cli.output import emit, wants_colour
from gitsm.cli.ticket_clock import Told, about_ticket, answer_for
from gitsm.export.parts.style import Style
from gitsm.export.sla_clock_json import sla_clock_json
from gitsm.export.sla_clock_text import sla_explain_text


@click.command(name="explain")
@click.argument("name", metavar="ID", shell_complete=slas)
@about_ticket
@click.option("--at", "at", metavar="TIME", help="What is known then. Default: after the last thing that happened.")
@reading
@click.pass_context
def command(
    ctx: click.Context, /, name: str, at: str | None, form: str, as_of: str | None, rev: str | None, **told: Any
) -> None:
    """Explain the clock of a ticket under the agreement ID: every event, every stretch, what counts and why.

    A time without an offset is read from the clocks of the calendar that the target counts.
    """
    desk = Desk.of(ctx, as_of, rev)
    clock, answer = answer_for(desk, name, Told(**told), at)
    emit(sla_clock_json(clock, answer) if form == "json" else sla_explain_text(clock, answer, Style(wants_colour())))
