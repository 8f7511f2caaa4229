"""`gitsm schema write`: the JSON Schemas that editors and other programs use."""

from __future__ import annotations

import click

from gitsm.adapters.files import apply
from gitsm.base.errors import EXIT_FINDINGS, CannotWorkHere
from gitsm.cli.output import emit
from gitsm.cli.session import Session


@click.group(name="schema")
def command() -> None:
    """JSON Schemas of all kinds, generated from the models."""


@command.command(name="write")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a file would change.")
@click.pass_context
def write(ctx: click.Context, check: bool) -> int:
    """Write schemas/<kind>.schema.json for every kind. Your own schemas in schemas/extensions/ stay as they are."""
    from gitsm.cli.schemas import stale_schemas

    root = Session.of(ctx).root
    folder = root / "schemas"
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CannotWorkHere("schemas/ is not a folder.", "delete what stands there")
    stale = stale_schemas(root)
    if check:
        emit("".join(f"{path} is not what the models say\n" for path in stale))
        if stale:
            click.echo("gitsm: run `gitsm schema write` and commit the result", err=True)
        return EXIT_FINDINGS if stale else 0
    apply(root, stale)
    emit("".join(f"wrote {path}\n" for path in stale) or "all schemas are up to date\n")
    return 0
