"""`gitsm sla due`: when is a ticket late?"""

from __future__ import annotations

from typing import Any

import click

from gitsm.cli.ticket_clock import about_ticket, tell_clock
from gitsm.export.sla_clock_text import sla_due_text


@click.command(name="due")
@about_ticket()
@click.pass_context
def command(ctx: click.Context, /, **told: Any) -> None:
    """Say when the time that the agreement ID gives a ticket is used up.

    A time without an offset is read from the clocks of the calendar that the target counts.
    """
    tell_clock(ctx, sla_due_text, **told)
