"""`gitsm cab calendar`: the change schedule as a file that calendar programs read."""

from __future__ import annotations

import click

from gitsm.base.audience import AUDIENCES, Audience
from gitsm.cli.output import emit
from gitsm.cli.session import Session


@click.command(name="calendar")
@click.option("--audience", type=click.Choice(AUDIENCES), help="Who will read it. Default: `audience` in gitsm.yaml.")
@click.option("--as-of", metavar="DAY", help="State on this day. Default: as_of in gitsm.yaml, else today (UTC).")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout.")
@click.pass_context
def command(ctx: click.Context, audience: Audience | None, as_of: str | None, output: str | None) -> None:
    """Write the change schedule as iCalendar (RFC 5545): freezes, times of special need, versions that take effect,
    reviews of emergency changes that are due.

    Only what the audience may see is written. The same repository and day give the same bytes.
    """
    from gitsm.site.schedule import calendar_text
    from gitsm.site.view import View

    session = Session.of(ctx, as_of)
    snapshot = session.load()
    view = View(session.unchecked(snapshot), session.audience(snapshot, audience), session.stamp())
    emit(calendar_text(view), output)
