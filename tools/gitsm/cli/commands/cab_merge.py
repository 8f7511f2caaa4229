"""`gitsm cab merge`: judges a change request, merges it, and leaves the evidence, all in one step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gitsm.adapters.ledger import EVIDENCE
from gitsm.adapters.merging import make, message_of
from gitsm.approvals.evidence import CHANGE, EVIDENCE_NAMESPACE, path_of
from gitsm.audit.record import METHODS, Merge, change_predicate, following, given, trailers
from gitsm.base.errors import EXIT_FINDINGS, UsageError
from gitsm.cli.desk import Desk, Judgement, apply_option, key_option, remote_option, would
from gitsm.cli.output import emit, wants_colour
from gitsm.export.cab_text import refusal
from gitsm.export.cab_would import merge_would
from gitsm.export.parts.style import Style


@click.command(name="merge")
@click.argument("number", type=int)
@click.option("--method", type=click.Choice(METHODS), default="merge", help="Default: merge, with a merge commit.")
@click.option("--target", default="", metavar="BRANCH", help="Where to. Default: the default branch of the remote.")
@remote_option
@key_option
@apply_option
@click.option("--as-of", metavar="DAY", help="The day judged. Default: as_of in gitsm.yaml, else today (UTC).")
@click.pass_context
def command(
    ctx: click.Context, number: int, method: Any, target: str, remote: str, key: Path | None, apply: bool,
    form: str, as_of: str | None,
) -> int:  # fmt: skip
    """Merge change request NUMBER, if its plan is approved and nothing blocks it.

    Needs the gate's key. The branch and the evidence are pushed together, or not at all. Exits 1 where the change may
    not be merged.
    """
    desk = Desk.open(ctx, remote, as_of, target)
    chain = desk.begun()
    if any(one.predicate.get("request", {}).get("id") == str(number) for one in chain.changes()):
        raise UsageError(f"Change request {number} is merged already.", "open a new one")
    who, file = desk.gate(key)
    judged = desk.judge(desk.case(number))
    if judged.plan.blocked or judged.plan.judgement.outcome != "approved":
        emit(refusal(number, judged.plan))
        return EXIT_FINDINGS
    at = max(desk.moment, chain.statements[-1].moment)
    made_merge, decisions = _merged(desk, judged, method, who, at)
    predicate = change_predicate(judged.plan, made_merge, decisions)
    subject = made_merge.commits[-1]
    data = following(chain, CHANGE, f"refs/heads/{desk.branch}", subject, predicate, at)
    if not apply:
        rows = [
            (desk.branch, f"goes on from {desk.tip[:12]} with what {judged.head[:12]} holds (method {method})"),
            (EVIDENCE, f"one statement about it, signed with the key of {who}"),
            ("on", f"{remote}, all in one step or not at all"),
        ]
        words = merge_would(judged.case.asked, judged.head, rows, decisions, judged.plan, Style(wants_colour()))
        emit(data.decode("ascii") if form == "json" else words)
        would(f"change request {number} would be merged into {desk.branch}")
        return 0
    seal = desk.sign(file, EVIDENCE_NAMESPACE, data)
    looked_at = [one.commit for one in decisions if one.counted]
    keep = [] if method == "merge" else [judged.head]
    keep += [one for one in looked_at if one != judged.head]
    stamp = desk.stamp(who, at)
    desk.ledger.add_evidence(
        path_of(CHANGE, subject, 0), data, seal, f"Evidence of change {number}", stamp,
        {desk.branch: (desk.tip, subject), **desk.ledger.closing(number, stamp)}, keep,
    )  # fmt: skip
    emit(data.decode("ascii") if form == "json" else f"merged {number} into {desk.branch} as {subject}\n")
    return 0


def _merged(desk: Desk, judged: Judgement, method: Any, who: str, at: str) -> tuple[Merge, Any]:
    asked, base = judged.case.asked, judged.compared.range.base
    decisions = given(judged.heard, judged.plan)
    draft = Merge(
        request=str(asked.number), title=asked.title, branch=desk.branch, base=base, target=desk.tip, head=judged.head,
        head_tree="", method=method, commits=(), asked=asked, by=asked.by,
    )  # fmt: skip
    lines = (f"{asked.title} (change {asked.number})", judged.plan.request.rationale)
    message = message_of(lines, trailers(judged.plan, draft, decisions))
    made = make(desk.ledger.writer, method, base, desk.tip, judged.head, message, desk.stamp(who, at))
    merge = Merge(
        request=draft.request, title=draft.title, branch=draft.branch, base=base, target=desk.tip, head=judged.head,
        head_tree=made.head_tree, method=method, commits=made.commits, asked=asked, by=asked.by,
    )  # fmt: skip
    return merge, decisions
