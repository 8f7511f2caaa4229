"""`gitsm sla explain`: the clock of a ticket, step by step."""

from __future__ import annotations

from typing import Any

import click

from gitsm.cli.ticket_clock import about_ticket, tell_clock
from gitsm.export.sla_clock_text import sla_explain_text


@click.command(name="explain")
@about_ticket()
@click.pass_context
def command(ctx: click.Context, /, **told: Any) -> None:
    """Explain the clock of a ticket under the agreement ID: every event, every stretch, what counts and why.

    A time without an offset is read from the clocks of the calendar that the target counts.
    """
    tell_clock(ctx, sla_explain_text, **told)
