"""`gitsm cab hook`: the pre-receive hook for a remote of one's own."""

from __future__ import annotations

import click

from gitsm.adapters.bare import HOOK
from gitsm.cli.output import emit


@click.command(name="hook")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout.")
def command(output: str | None) -> None:
    """Print the pre-receive hook that guards the governed branch and the evidence on a bare repository."""
    emit(HOOK, output)
