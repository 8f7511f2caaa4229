"""`gitsm cab request`: opens a change request for a branch."""

from __future__ import annotations

from pathlib import Path

import click

from gitsm.adapters.remote import Moved
from gitsm.approvals.docket import request_path, request_statement
from gitsm.approvals.evidence import REQUEST_NAMESPACE
from gitsm.base.errors import UsageError
from gitsm.cli.desk import Desk, apply_option, key_option, remote_option, would
from gitsm.cli.output import emit
from gitsm.render.escape import terminal

TRIES = 5


@click.command(name="request")
@click.argument("branch")
@click.option("--title", required=True, metavar="TEXT", help="What the change is, in a line.")
@click.option("--description", metavar="FILE", type=Path, help="Text with Class:, Reference:, Rationale: and so on.")
@click.option("--target", default="", metavar="BRANCH", help="Where to. Default: the default branch of the remote.")
@remote_option
@key_option
@apply_option
@click.option("--as-of", metavar="DAY", help="The day judged. Default: as_of in gitsm.yaml, else today (UTC).")
@click.pass_context
def command(
    ctx: click.Context, branch: str, title: str, description: Path | None, target: str, remote: str,
    key: Path | None, apply: bool, as_of: str | None,
) -> None:  # fmt: skip
    """Open a change request for BRANCH, which must be on the remote.

    The request is signed with your key and put onto the branch gitsm-requests. Prints its number.
    """
    from gitsm.adapters.revisions import description_from, merge_base

    text = description_from(description) if description else ""
    desk = Desk.open(ctx, remote, as_of, target)
    head = desk.remote.tip(branch)
    if not head:
        raise UsageError(
            f'The remote {remote} has no branch "{terminal(branch)[:80]}".',
            f"git push {remote} {terminal(branch)[:80]}",
        )
    if merge_base(desk.git, desk.tip, head, (desk.branch, branch)) == head:
        raise UsageError(
            f'The branch "{terminal(branch)[:80]}" holds nothing that {desk.branch} does not have.',
            "commit the change on it, and push it",
        )
    who, file = desk.person(key)
    for attempt in range(TRIES):
        number = 1 + max((case.asked.number for case in desk.ledger.cases()), default=0)
        at = desk.moment
        fields = {
            "by": who, "branch": branch, "target": desk.branch, "title": title, "description": text, "moment": at,
        }  # fmt: skip
        data = request_statement(number, head, fields)
        if not apply:
            emit(data.decode("ascii"))
            would(f"change request {number} of {who} would be opened")
            return
        seal = desk.sign(file, REQUEST_NAMESPACE, data)
        try:
            desk.ledger.add_request_file(
                request_path(number), data, seal, f"Request {number}: {title}", desk.stamp(who, at)
            )
        except Moved:
            if attempt == TRIES - 1:
                raise
            desk.remote.fetch()
            continue
        emit(f"{number}\n")
        return
