"""What the evidence says of a merged change: the predicate of its statement, from the plan that judged it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from gitsm import RULESET, __version__
from gitsm.approvals.docket import Asked, Heard
from gitsm.approvals.evidence import Chain, statement
from gitsm.approvals.request import Voice
from gitsm.diff.content import digest
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.artefact import Document
from gitsm.plan.plan import Plan

Method = Literal["merge", "squash", "rebase"]
METHODS: tuple[Method, ...] = ("merge", "squash", "rebase")
POLICY_PATHS = ("gitsm.yaml", "processes/change-enablement", "roles/", "policies/")


@dataclass(frozen=True, slots=True)
class Given:
    """A decision as the evidence keeps it.

    `statement` and `signature` are the approver's own words and signature where there are any; `platform` holds what a
    platform says of a review (login, number of the account, number of the review, time).
    """

    party: str
    approves: bool
    commit: str
    moment: str
    strength: Literal["signed", "attested", "recorded"]
    counted: bool = True
    why_not: str = ""
    role: str = ""
    document: str = ""
    entered_by: str = ""
    statement: str = ""
    signature: str = ""
    platform: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merge:
    """What was merged how. `target` is the tip of the branch before, `base` where the change parted from it.

    `commits` are the commits that came onto the branch's first-parent line, oldest first; the last is the subject.
    """

    request: str
    title: str
    branch: str
    base: str
    target: str
    head: str
    head_tree: str
    method: Method
    commits: tuple[str, ...]
    asked: Asked | None = None
    by: str = ""
    checks: tuple[Mapping[str, str | int], ...] = ()


def given(heard: Iterable[Heard], plan: Plan) -> tuple[Given, ...]:
    """The decisions of a request without a platform, those that do not count included, with the reason."""
    return tuple(_given(one, counted, why) for one, counted, why in weighed(heard, plan))


def weighed(heard: Iterable[Heard], plan: Plan) -> Iterator[tuple[Heard, bool, str]]:
    """(decision, whether it counts, else why not in words) in the order they were made."""
    heard = tuple(heard)
    judgement = plan.judgement
    counting = {voice for need in judgement.requirements for voice in (*need.by, *need.against)}
    void = {one.voice: one.why for one in judgement.voided}
    last = {_speaker(one.voice): one.voice for one in heard if one.voice}
    for one in heard:
        voice = one.voice
        if voice is None or voice in counting:
            yield one, voice is not None, one.why_not
        elif last[_speaker(voice)] != voice:
            yield one, False, "a later decision took its place"
        else:
            who = voice.person or voice.role or "somebody"
            said = f"what {who} said does not count: "
            told = (words.removeprefix(said) for words in judgement.unheard if words.startswith(said))
            yield one, False, next(told, "") or void.get(voice) or f"{who} speaks for none of those asked"


def _speaker(voice: Voice) -> tuple[str, str]:
    return voice.person, voice.role if voice.strength == "recorded" else ""


def _given(one: Heard, counted: bool, why: str) -> Given:
    said = one.said
    return Given(
        party=said.named if said.recorded else said.by, approves=said.decision == "approve", commit=said.head,
        moment=said.moment, strength="recorded" if said.recorded else "signed", counted=counted,
        why_not=why, role=said.role,
        document=said.document, entered_by=said.by if said.recorded else "",
        statement=said.sealed.data.decode("ascii"), signature=said.sealed.signature,
    )  # fmt: skip


def change_predicate(plan: Plan, merge: Merge, decisions: Iterable[Given]) -> dict[str, Any]:
    """Everything the statement of a merged change says, but its place in the chain."""
    asked = merge.asked
    request = plan.request
    return {
        "repository": getattr(plan.base.settings, "repository", None) or "",
        "branch": merge.branch,
        "request": {
            "id": merge.request,
            "title": merge.title,
            "by": merge.by,
            "statement": asked.sealed.data.decode("ascii") if asked else "",
            "signature": asked.sealed.signature if asked else "",
        },
        "base": merge.base,
        "target": merge.target,
        "head": merge.head,
        "headTree": merge.head_tree,
        "method": merge.method,
        "commits": list(merge.commits),
        "policy": {
            "digest": {"sha256": policy_digest(plan.ruling)},
            "binding": plan.policy.binding if plan.policy else "",
        },
        "class": {
            "computed": plan.class_,
            "declared": request.declared or "",
            "reasons": [
                {"artefact": one.change.key, "change": one.change.number, "title": one.title, "class": one.class_}
                for one in plan.changes
            ],
        },
        "reference": request.reference,
        "rationale": request.rationale,
        "communication": request.communication,
        "backOut": request.back_out,
        "authors": sorted(request.authors),
        "strangers": list(request.strangers),
        "decisions": [_decision(one, plan) for one in decisions],
        "required": [
            {"kind": one.kind, "role": one.role, "state": one.state, "by": [voice.person for voice in one.by]}
            for one in plan.judgement.requirements
        ],
        "outcome": plan.judgement.outcome,
        "autoMerged": bool(plan.judgement.auto_merged),
        "autoMergedBy": list(plan.judgement.auto_merged),
        "touched": sorted({one.change.key for one in plan.changes}),
        "brought": [
            {
                "artefact": item.key,
                "version": item.version,
                "content": digest(item),
                "startKept": _start_kept(plan, item),
            }
            for item in plan.head.items
            if item.phase == "agreed" and plan.base.tree is not plan.head.tree and _is_new(plan, item.path)
        ],
        "findings": {"new": len(plan.new), "resolved": len(plan.fixed)},
        "checks": [dict(one) for one in merge.checks],
        "tool": {"name": "gitsm", "version": __version__, "ruleset": RULESET},
    }


def _start_kept(plan: Plan, item: Loaded) -> bool:
    """Whether a version applies from the same day as the agreed one that it replaced, so that this day is not new."""
    pair = next(
        one.change.pair for one in plan.changes if one.change.pair.head and one.change.pair.head.path == item.path
    )
    before = pair.base
    return (
        before is not None and before.phase == "agreed" and _start(item) is not None and _start(before) == _start(item)
    )


def _start(item: Loaded) -> date | None:
    return item.artefact.start if isinstance(item.artefact, Document) else None


def _is_new(plan: Plan, path: str) -> bool:
    return any(one.change.pair.head is not None and one.change.pair.head.path == path for one in plan.changes)


def _decision(one: Given, plan: Plan) -> dict[str, Any]:
    mine = (one.party, one.strength, one.role)
    roles = sorted(
        {r.role for r in plan.judgement.requirements if any((v.person, v.strength, v.role) == mine for v in r.by)}
    )
    return {
        "party": one.party, "decision": "approve" if one.approves else "reject", "commit": one.commit,
        "moment": one.moment, "strength": one.strength, "counted": one.counted, "whyNot": one.why_not,
        "roles": roles if one.counted else [], "role": one.role, "document": one.document, "enteredBy": one.entered_by,
        "statement": one.statement, "signature": one.signature, "platform": dict(one.platform),
    }  # fmt: skip


def policy_digest(snapshot: Snapshot) -> str:
    """SHA-256 of who decides what at a revision: settings, change policy, roles, parties, waivers, by path."""
    digest = hashlib.sha256()
    for path in sorted(snapshot.paths):
        if path.startswith(POLICY_PATHS):
            try:
                content = hashlib.sha256(snapshot.tree.read(path)).hexdigest()
            except OSError:
                content = "unreadable"
            digest.update(f"{content} {path}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def following(chain: Chain, type_: str, name: str, commit: str, predicate: Mapping[str, Any], moment: str) -> bytes:
    """The bytes of the next statement of a chain. It never states an earlier time than the one before it."""
    last = chain.statements[-1] if chain.statements else None
    place = {
        "number": last.number + 1 if last else 0,
        "previous": chain.head,
        "moment": max(moment, last.moment) if last else moment,
    }
    return statement(type_, name, commit, {**predicate, **place})


def trailers(plan: Plan, merge: Merge, decisions: Iterable[Given]) -> str:
    """The lines at the end of a merge commit's message: an index for readers, no proof."""
    lines = [f"Gitsm-Request: {merge.request}", f"Gitsm-Class: {plan.class_}"]
    if plan.request.declared:
        lines.append(f"Gitsm-Declared: {plan.request.declared}")
    lines += [f"Gitsm-Approved-By: {one.party} ({one.strength})" for one in decisions if one.counted and one.approves]
    if plan.judgement.auto_merged:
        lines.append(f"Gitsm-Auto-Merged: {', '.join(plan.judgement.auto_merged)}")
    return "\n".join(lines) + "\n"
