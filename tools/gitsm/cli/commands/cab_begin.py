"""`gitsm cab begin`: the gate begins to keep evidence."""

from __future__ import annotations

from pathlib import Path

import click

from gitsm.approvals.evidence import GENESIS
from gitsm.audit.record import following, policy_digest
from gitsm.base.errors import CannotWorkHere
from gitsm.cli.desk import Desk, apply_option, key_option, remote_option
from gitsm.cli.output import emit
from gitsm.cli.statements import show


@click.command(name="begin")
@click.option("--target", default="", metavar="BRANCH", help="The governed branch. Default: that of the remote.")
@remote_option
@key_option
@apply_option
@click.option("--as-of", metavar="DAY", help="The day judged. Default: as_of in gitsm.yaml, else today (UTC).")
@click.pass_context
def command(
    ctx: click.Context, target: str, remote: str, key: Path | None, apply: bool, form: str, as_of: str | None
) -> None:
    """Begin with the gate: sign that the tip of the branch is the first governed commit.

    Its policy judges the first change, its parties hold the gate's key. What lies before it counts as before the gate.
    """
    desk = Desk.open(ctx, remote, as_of, target)
    chain = desk.ledger.chain()
    if chain.statements or chain.faults:
        raise CannotWorkHere("The gate has begun already.", "gitsm cab verify says since when")
    who, file = desk.gate(key)
    repository = getattr(desk.base.settings, "repository", None) or ""
    predicate = {
        "repository": repository, "branch": desk.branch, "by": who,
        "policy": {"digest": {"sha256": policy_digest(desk.base)}},
    }  # fmt: skip
    if not apply:
        data = following(chain, GENESIS, f"refs/heads/{desk.branch}", desk.tip, predicate, desk.moment)
        rows = [("first", f"{desk.branch} at commit {desk.tip}; what lies before counts as before the gate")]
        show(desk, data, form, f"the gate would begin with {desk.tip[:12]}", [*rows, ("signed by", who)])
        return
    data = desk.append(chain, GENESIS, desk.tip, predicate, file, f"The gate begins with {desk.tip[:12]}", who)
    emit(data.decode("ascii") if form == "json" else f"the gate begins with {desk.tip}\n")
