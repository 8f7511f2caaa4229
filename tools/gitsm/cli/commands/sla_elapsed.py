"""`gitsm sla elapsed`: how much of its time has a ticket used?"""

from __future__ import annotations

from typing import Any

import click

from gitsm.cli.ticket_clock import about_ticket, tell_clock
from gitsm.export.sla_clock_text import sla_elapsed_text


@click.command(name="elapsed")
@about_ticket(at="The time asked about.")
@click.pass_context
def command(ctx: click.Context, /, **told: Any) -> None:
    """Say how much of the time that the agreement ID gives a ticket is used at a time.

    A time without an offset is read from the clocks of the calendar that the target counts.
    """
    tell_clock(ctx, sla_elapsed_text, **told)
