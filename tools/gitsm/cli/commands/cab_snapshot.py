"""`gitsm cab snapshot`: what protected the branches, at a time, put into the chain."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gitsm.approvals.evidence import SNAPSHOT
from gitsm.audit.record import following
from gitsm.base.errors import UsageError
from gitsm.cli.desk import Desk, apply_option, key_option, remote_option
from gitsm.cli.output import emit
from gitsm.cli.statements import show
from gitsm.export.parts.style import counted

MAX_BYTES = 1 << 20


@click.command(name="snapshot")
@click.argument("file", type=Path)
@remote_option
@key_option
@apply_option
@click.option("--as-of", metavar="DAY", help="The day judged. Default: as_of in gitsm.yaml, else today (UTC).")
@click.pass_context
def command(
    ctx: click.Context, file: Path, remote: str, key: Path | None, apply: bool, form: str, as_of: str | None
) -> None:
    """Append the protection settings in FILE (JSON, such as `gitsm gate doctor --json`), signed with the gate's key.

    What they said cannot be worked out from git later: it is the gate's word, at that time.
    """
    try:
        data = file.read_bytes()
        settings = json.loads(data) if len(data) <= MAX_BYTES else None
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise UsageError(f"{file} cannot be read: {reason}.", "name the file with the settings") from None
    except (ValueError, RecursionError):
        settings = None
    if not isinstance(settings, dict):
        raise UsageError(f"{file} is no JSON object of at most 1 MiB.", "give what `gitsm gate doctor --json` prints")
    desk = Desk.open(ctx, remote, as_of)
    chain = desk.begun()
    who, held = desk.gate(key)
    predicate = {"branch": desk.branch, "by": who, "settings": settings}
    if not apply:
        statement = following(chain, SNAPSHOT, f"refs/heads/{desk.branch}", desk.tip, predicate, desk.moment)
        rows = [
            ("settings", f"{counted(len(settings), 'entry', 'entries')} from {file}"),
            ("about", desk.branch),
            ("signed by", who),
        ]
        show(desk, statement, form, "the snapshot would be appended to the evidence", rows)
        return
    statement = desk.append(chain, SNAPSHOT, desk.tip, predicate, held, "Protection settings", who)
    emit(statement.decode("ascii") if form == "json" else "snapshot appended\n")
