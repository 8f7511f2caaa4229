"""`gitsm cab review`: an emergency change was looked back on."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from gitsm.analysis.people import persons_of
from gitsm.approvals.evidence import REVIEW
from gitsm.audit.record import following
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.cli.desk import Desk, apply_option, key_option, remote_option
from gitsm.cli.output import emit
from gitsm.cli.statements import show


@click.command(name="review")
@click.argument("number")
@click.option("--by", "reviewer", required=True, metavar="HANDLE", help="Who looked back on it: no author of it.")
@click.option("--document", required=True, type=Path, metavar="FILE", help="The record; only its SHA-256 is kept.")
@remote_option
@key_option
@apply_option
@click.option("--as-of", metavar="DAY", help="The day judged. Default: as_of in gitsm.yaml, else today (UTC).")
@click.pass_context
def command(
    ctx: click.Context, number: str, reviewer: str, document: Path, remote: str, key: Path | None, apply: bool,
    form: str, as_of: str | None,
) -> None:  # fmt: skip
    """Append that the merged emergency change NUMBER was reviewed afterwards, signed with the gate's key."""
    try:
        digest = hashlib.sha256(document.read_bytes()).hexdigest()
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        raise UsageError(f"{document} cannot be read: {reason}.", "name the record") from None
    desk = Desk.open(ctx, remote, as_of)
    chain = desk.begun()
    merged = next((one for one in chain.changes() if one.predicate.get("request", {}).get("id") == number), None)
    if merged is None:
        raise UsageError(f"There is no merged change {number}.", "gitsm cab verify -v lists them")
    if not any(one.person == reviewer for one in persons_of(desk.base, reviewer, desk.day)):
        raise UsageError(f'There is no person "{reviewer}" among the parties.', "name a party in roles/parties/")
    if reviewer in merged.predicate.get("authors", []):
        raise CannotWorkHere(f"{reviewer} had a hand in the change, so somebody else looks back on it.", "name another")
    who, held = desk.gate(key)
    predicate = {"branch": desk.branch, "by": who, "request": number, "reviewer": reviewer, "document": digest}
    if not apply:
        data = following(chain, REVIEW, f"refs/heads/{desk.branch}", merged.subject, predicate, desk.moment)
        rows = [("looked back by", reviewer), ("document", f"SHA-256 {digest}"), ("signed by", who)]
        show(desk, data, form, f"the review of change {number} would be appended to the evidence", rows)
        return
    data = desk.append(chain, REVIEW, merged.subject, predicate, held, f"Review of change {number}", who)
    emit(data.decode("ascii") if form == "json" else f"review of change {number} appended\n")
