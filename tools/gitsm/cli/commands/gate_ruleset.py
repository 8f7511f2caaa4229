"""`gitsm gate ruleset`: settings to import."""

from __future__ import annotations

import json

import click

from gitsm.approvals.ruleset import evidence_ruleset, main_ruleset, writer_ruleset
from gitsm.cli.output import emit


@click.command(name="ruleset")
@click.argument("name", type=click.Choice(["head", "meaning", "evidence", "writer"]))
@click.option("--app-id", type=click.IntRange(1), help="Number of the gate's App; needed but for `evidence`.")
@click.option("--output", "-o", metavar="FILE", help="Write to FILE instead of stdout.")
def command(name: str, app_id: int | None, output: str | None) -> int:
    """Print a ruleset for Settings, Rules, Import a ruleset.

    `head` and `meaning` protect the default branch for that binding; `evidence` and `writer` the evidence.
    """
    if name == "evidence":
        made = evidence_ruleset()
    elif app_id is None:
        raise click.UsageError("The ruleset names the gate's App: give its number with --app-id.")
    else:
        made = (
            writer_ruleset(app_id)
            if name == "writer"
            else main_ruleset("head" if name == "head" else "meaning", app_id)
        )
    emit(json.dumps(made, indent=2) + "\n", output)
    return 0
