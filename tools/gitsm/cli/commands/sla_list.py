"""`gitsm sla list`: which agreements are proved, and how tight they are."""

from __future__ import annotations

import click

from gitsm.analysis.promises import promises
from gitsm.base.errors import EXIT_FINDINGS
from gitsm.cli.agreements import Desk, reading
from gitsm.cli.output import emit, wants_colour
from gitsm.export.parts.style import Style
from gitsm.export.sla_list_json import sla_list_json
from gitsm.export.sla_list_text import sla_list_text


@click.command(name="list")
@reading
@click.pass_context
def command(ctx: click.Context, form: str, as_of: str | None, rev: str | None) -> int:
    """List the service level agreements that hold now or later.

    Exits 1 where an agreement cannot be read, else 0; `gitsm sla prove` exits by the answers.
    """
    desk = Desk.of(ctx, as_of, rev)
    found = list(promises(desk.prover, desk.slas(None)))
    on = desk.almanac.on
    emit(sla_list_json(found, on) if form == "json" else sla_list_text(found, on, Style(wants_colour())))
    for key in desk.unread():
        click.echo(f"gitsm: {key} cannot be read; `gitsm show {key}` says why", err=True)
    return EXIT_FINDINGS if desk.unread() else 0
