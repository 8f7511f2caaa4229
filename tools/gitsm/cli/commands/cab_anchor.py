"""`gitsm cab anchor`: the digest that stands for all evidence so far."""

from __future__ import annotations

import click

from gitsm.adapters.git import Git
from gitsm.adapters.ledger import require_chain
from gitsm.base.errors import CannotWorkHere
from gitsm.cli.output import emit
from gitsm.cli.session import Session


@click.command(name="anchor")
@click.option("--evidence", default="", metavar="REV", help="Read the evidence here. Default: gitsm-evidence.")
@click.pass_context
def command(ctx: click.Context, evidence: str) -> None:
    """Print the digest of the newest statement, to be kept where nobody who can write here can write.

    `gitsm cab verify --anchor DIGEST` then notices when evidence up to that point was replaced or cut off.
    """
    chain = require_chain(Git(Session.of(ctx).root), evidence)
    if chain.faults or not chain.head:
        words = chain.faults[0].words if chain.faults else "the branch holds no statement"
        raise CannotWorkHere(f"The evidence is not in order: {words}.", "gitsm cab verify says more")
    emit(f"{chain.head}\n")
