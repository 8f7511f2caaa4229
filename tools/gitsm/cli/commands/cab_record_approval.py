"""`gitsm cab record-approval`: an agreement given in a meeting or on paper, entered by a third person."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from gitsm.approvals.request import Voice
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.cli.desk import Desk, apply_option, key_option, remote_option
from gitsm.cli.voice import put
from gitsm.plan.plan import policy_of


@click.command(name="record-approval")
@click.argument("number", type=int)
@click.option("--by", "role", required=True, metavar="ROLE", help="The role that agreed.")
@click.option("--document", required=True, type=Path, metavar="FILE", help="What shows it; only its SHA-256 is kept.")
@click.option("--named", default="", metavar="HANDLE", help="The party that agreed, where it is one.")
@click.option("--reject", is_flag=True, help="The document is an objection.")
@remote_option
@key_option
@apply_option
@click.option("--as-of", metavar="DAY", help="The day judged. Default: as_of in gitsm.yaml, else today (UTC).")
@click.pass_context
def command(
    ctx: click.Context, number: int, role: str, document: Path, named: str, reject: bool, remote: str,
    key: Path | None, apply: bool, form: str, as_of: str | None,
) -> None:  # fmt: skip
    """Enter that ROLE agreed to change request NUMBER, as a document shows.

    Only for roles that the change policy lists under recorded_approvals, and never by an author of the change or by
    somebody who may speak for the role: they approve with their own key.
    """
    try:
        digest = hashlib.sha256(document.read_bytes()).hexdigest()
    except OSError as error:
        raise UsageError(
            f"{document} cannot be read: {(error.strerror or 'no reason given').lower()}.", "name the document"
        ) from None
    desk = Desk.open(ctx, remote, as_of)
    who, file = desk.person(key)
    case = desk.open_case(number)
    policy = policy_of(desk.base, desk.day)
    if policy is None or role not in policy.recorded_approvals:
        listed = ", ".join(policy.recorded_approvals) if policy else ""
        raise CannotWorkHere(
            f"The change policy does not let {role} agree by document.",
            f"roles that may: {listed or 'none'} (recorded_approvals in processes/change-enablement.yaml)",
        )
    words = {
        "decision": "reject" if reject else "approve", "reason": "", "role": role, "document": digest, "named": named,
    }  # fmt: skip
    voice = Voice(named, not reject, desk.head(case), "recorded", role, desk.day.isoformat(), who, digest)
    fault = desk.refused(case, voice)
    if fault:
        raise CannotWorkHere(
            f"This approval would not count: {fault}.", f"gitsm cab status {number} shows who is asked"
        )
    put(desk, number, who, file, words, apply, form)
