"""`gitsm sla prove`: can the teams and suppliers underneath keep what is promised?"""

from __future__ import annotations

from dataclasses import replace

import click

from gitsm.analysis.promises import promises
from gitsm.base.errors import EXIT_FINDINGS, CannotWorkHere
from gitsm.cli.agreements import Desk, promising, reading
from gitsm.cli.complete import slas
from gitsm.cli.output import emit, wants_colour
from gitsm.export.parts.style import Style
from gitsm.export.sla_prove_json import sla_prove_json
from gitsm.export.sla_prove_text import sla_prove_text


@click.command(name="prove")
@click.argument("name", metavar="[ID]", required=False, shell_complete=slas)
@click.option("--target", metavar="T", help="Only this target of ID.")
@click.option("--verbose", "-v", is_flag=True, help="At length also what is always kept.")
@reading
@click.pass_context
def command(
    ctx: click.Context,
    name: str | None,
    target: str | None,
    verbose: bool,
    form: str,
    as_of: str | None,
    rev: str | None,
) -> int:
    """Prove each time target of the agreement ID, or of all that hold now or later.

    Exits 1 where a target is not kept or not proved; a draft counts only when it is named.
    """
    desk = Desk.of(ctx, as_of, rev)
    items = desk.slas(name)
    if target is not None:
        if name is None:
            raise click.UsageError("--target belongs to one agreement: name its ID.", ctx)
        promising(desk, name, target)
    found = list(promises(desk.prover, items))
    if name is not None and items and not found:
        raise CannotWorkHere(f"{items[0].key} is over on {desk.almanac.on}.", "name an earlier day with --as-of")
    if target is not None:
        found = [replace(one, proofs=tuple(p for p in one.proofs if p.target.id == target)) for one in found]
        found = [one for one in found if one.proofs]
        if not found:
            raise CannotWorkHere(
                f"No version of {items[0].key} that holds on {desk.almanac.on} or later has the target {target}.",
                "name an earlier day with --as-of",
            )
    on = desk.almanac.on
    if form == "json":
        emit(sla_prove_json(found, desk.prover, on))
    else:
        emit(sla_prove_text(found, desk.prover, on, Style(wants_colour()), verbose))
    unread = desk.unread(name)
    for key in unread:
        click.echo(f"gitsm: {key} cannot be read, so nothing is proved about it; `gitsm show {key}` says why", err=True)
    return EXIT_FINDINGS if unread or any(one.open and (name or not one.draft) for one in found) else 0
