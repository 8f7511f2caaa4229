"""`gitsm cab hook`: the pre-receive hook for a remote of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from gitsm.adapters.bare import HOOK
from gitsm.cli.output import emit


@click.command(name="hook")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout, and make it executable.")
@click.option(
    "--receive", "receiving", is_flag=True, help="What the hook itself runs: judge a push before it is let in."
)
def command(output: str | None, receiving: bool) -> int:
    """Print the pre-receive hook that guards the governed branch and the evidence on a bare repository."""
    if receiving:
        from gitsm.cli.receive import receive

        return receive()
    emit(HOOK, output)
    if output and output != "-" and (file := Path(output)).is_file():
        file.chmod(file.stat().st_mode | 0o111)  # git passes over a hook that cannot be executed
    return 0
