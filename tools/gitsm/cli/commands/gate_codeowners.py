"""`gitsm gate codeowners`: owners of artefacts as the platform's own file."""

from __future__ import annotations

import click

from gitsm.base.errors import CannotWorkHere
from gitsm.cli.output import emit
from gitsm.cli.session import Session
from gitsm.export.codeowners import codeowners


@click.command(name="codeowners")
@click.option("--as-of", metavar="DAY", help="Judge as of this day. Default: as_of in gitsm.yaml, else today (UTC).")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout.")
@click.pass_context
def command(ctx: click.Context, as_of: str | None, output: str | None) -> int:
    """Print CODEOWNERS made from the owners of artefacts: a fallback for review requests that decides nothing."""
    session = Session.of(ctx, as_of)
    snapshot = session.load()
    if snapshot.broken:
        raise CannotWorkHere("Some artefacts cannot be read, so their owners are not known.", "gitsm check")
    emit(codeowners(snapshot, session.as_of(snapshot), session.prefix), output)
    return 0
