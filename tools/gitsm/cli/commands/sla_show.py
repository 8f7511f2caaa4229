"""`gitsm sla show`: what an agreement promises, and what carries it."""

from __future__ import annotations

import click

from gitsm.analysis.effective import silence
from gitsm.analysis.promises import Promised
from gitsm.cli.agreements import Desk, reading
from gitsm.cli.complete import slas
from gitsm.cli.output import emit, wants_colour
from gitsm.export.parts.style import Style
from gitsm.export.sla_show_json import sla_show_json
from gitsm.export.sla_show_text import sla_show_text


@click.command(name="show")
@click.argument("name", metavar="ID", shell_complete=slas)
@reading
@click.pass_context
def command(ctx: click.Context, name: str, form: str, as_of: str | None, rev: str | None) -> None:
    """Show the agreement ID as it holds on the day: hours, rules of the clock, targets, chains."""
    desk = Desk.of(ctx, as_of, rev)
    item = desk.sla(name)
    one = Promised(item, desk.snapshot.condition(item, desk.almanac.on), desk.prover.proofs(item))
    none = silence(desk.snapshot, item.key, desk.almanac.on)
    emit(sla_show_json(one, desk.almanac.on) if form == "json" else sla_show_text(one, none, Style(wants_colour())))
