"""`gitsm cab request`: opens a change request for a branch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gitsm.adapters.ledger import REQUESTS
from gitsm.adapters.remote import Moved
from gitsm.approvals.docket import request_path, request_statement
from gitsm.approvals.evidence import REQUEST_NAMESPACE
from gitsm.approvals.request import ChangeRequest, described
from gitsm.base.errors import UsageError
from gitsm.cli.desk import Desk, apply_option, key_option, remote_option, would
from gitsm.cli.output import emit, wants_colour, warn
from gitsm.export.cab_would import request_would
from gitsm.export.parts.style import Style
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
    key: Path | None, apply: bool, form: str, as_of: str | None,
) -> None:  # fmt: skip
    """Open a change request for BRANCH, which must be on the remote.

    The request is signed with your key and put onto the branch gitsm-requests. Prints its number.
    """
    from gitsm.adapters.revisions import description_from, merge_base

    if not title.strip() or not title.isprintable():
        raise UsageError("--title says nothing, or more than a line.", "say in a line what the change is")
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
    merged = desk.merged()
    for case in desk.ledger.cases():
        if (case.asked.branch, case.asked.target) == (branch, desk.branch) and str(case.asked.number) not in merged:
            words = f"Change request {case.asked.number} asks for the same branch already, and follows what it holds."
            warn(words, f"gitsm cab status {case.asked.number} shows it")
    for attempt in range(TRIES):
        number = 1 + max((case.asked.number for case in desk.ledger.cases()), default=0)
        at = desk.moment
        fields = {
            "by": who, "branch": branch, "target": desk.branch, "title": title, "description": text, "moment": at,
        }  # fmt: skip
        data = request_statement(number, head, fields)
        if not apply:
            emit(data.decode("ascii") if form == "json" else _would(desk, number, who, head, fields))
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
        emit(data.decode("ascii") if form == "json" else f"{number}\n")
        return


def _would(desk: Desk, number: int, who: str, head: str, fields: dict[str, str]) -> str:
    """What would be asked, in plain words, and who would have to agree."""
    known: Any = described(fields["description"])
    request = ChangeRequest(authors=frozenset([who]), title=fields["title"], commit=head, **known)
    plan = desk.compared_with(head).plan(request)
    asked = [
        ("title", fields["title"]), ("asked by", who), ("branch", f"{fields['branch']} at commit {head[:12]}"),
        ("into", fields["target"]),
    ]  # fmt: skip
    return request_would(number, asked, f"{REQUESTS} on {desk.remote.name}", plan, Style(wants_colour()))
