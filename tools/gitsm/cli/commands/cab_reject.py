"""`gitsm cab reject`: a decision, signed with one's own key."""

from __future__ import annotations

from pathlib import Path

import click

from gitsm.cli.desk import Desk, apply_option, key_option, remote_option
from gitsm.cli.voice import put


@click.command(name="reject")
@click.argument("number", type=int)
@click.option("--reason", default="", metavar="TEXT", help="Why, in a line.")
@remote_option
@key_option
@apply_option
@click.option("--as-of", metavar="DAY", help="The day judged. Default: as_of in gitsm.yaml, else today (UTC).")
@click.pass_context
def command(
    ctx: click.Context, number: int, reason: str, remote: str, key: Path | None, apply: bool, form: str,
    as_of: str | None,
) -> None:  # fmt: skip
    """Object to change request NUMBER as its branch is now.

    The decision is signed with your SSH key. The objection stands, whatever is pushed, until you agree.
    """
    desk = Desk.open(ctx, remote, as_of)
    who, file = desk.person(key)
    put(desk, number, who, file, {"decision": "reject", "reason": reason}, apply, form)
