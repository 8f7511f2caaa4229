"""`gitsm cab signers`: whose keys count, in the form that ssh-keygen reads."""

from __future__ import annotations

import click

from gitsm.approvals.signers import allowed_signers, signers_of
from gitsm.cli.output import emit
from gitsm.cli.session import Session


@click.command(name="signers")
@click.option("--rev", metavar="REV", help="At this revision. Default: the work tree.")
@click.option(
    "--as-of", metavar="DAY", help="Parties approved on this day. Default: as_of in gitsm.yaml, else today (UTC)."
)
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout.")
@click.pass_context
def command(ctx: click.Context, rev: str | None, as_of: str | None, output: str | None) -> None:
    """Print the allowed signers for checking by hand: ssh-keygen -Y verify -f FILE -I PARTY -n NAMESPACE.

    They are made from the keys of the parties and never stored: a new key is an approved change like any other.
    """
    session = Session.of(ctx, as_of)
    snapshot = session.load_at(rev)
    emit(allowed_signers(signers_of(snapshot, session.as_of(snapshot))), output)
