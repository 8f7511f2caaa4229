"""A plan as JSON, shape `plan/1`."""

from __future__ import annotations

from typing import Any

from gitsm import RULESET
from gitsm.approvals.evaluate import Requirement
from gitsm.approvals.request import Voice
from gitsm.export.parts import planned, sentences
from gitsm.export.parts.envelope import document
from gitsm.export.parts.findings import finding_body
from gitsm.export.parts.moved import promise_bodies, shift_bodies
from gitsm.export.parts.values import both
from gitsm.plan.plan import Judged, Names, Plan
from gitsm.plan.salami import Series


def plan_json(plan: Plan, names: Names | None = None) -> str:
    """The document. Words in it are those of the other outputs; programs read numbers, states and ids."""
    names = names or Names()
    request = plan.request
    return document(
        "plan/1",
        plan.as_of,
        {
            "ruleset": RULESET,
            "base": {"name": names.base, "commit": names.base_commit},
            "head": {"name": names.head, "commit": names.head_commit},
            "policy": None if plan.policy is None else {"binding": plan.policy.binding},
            "summary": {
                "class": plan.class_,
                "declared": request.declared,
                "authority": plan.judgement.authority,
                "blocked": plan.blocked,
                "outcome": plan.judgement.outcome,
                "heading": planned.heading(plan),
                "sentence": sentences.sentence(plan),
                "verdict": sentences.verdict(plan),
                "why": planned.why(plan),
            },
            "changes": [body for one in plan.changes for body in _changes(one)],
            "series": [_series(one, words) for one, words in zip(plan.series, sentences.salami(plan), strict=True)],
            "requirements": [_requirement(one) for one in plan.judgement.requirements],
            "voided": [{**_voice(one.voice), "why": one.why} for one in plan.judgement.voided],
            "unheard": list(plan.judgement.unheard),
            "auto_merged": list(plan.judgement.auto_merged),
            "notes": list(plan.judgement.notes),
            "authors": sorted(request.authors),
            "strangers": list(request.strangers),
            "obstacles": [
                {"rule": one.rule, "message": one.message, "fix": one.fix, "blocks": one.blocks}
                for one in plan.obstacles
            ],
            "versions": [
                {
                    "artefact": one.key, "path": one.path, "before": one.before, "wanted": one.wanted,
                    "found": one.found, "missing": one.missing,
                }
                for one in plan.bumps
            ],
            "touched": [
                {
                    "artefact": one.key, "title": one.title, "through": one.through, "steps": one.steps,
                    "group": one.group,
                }
                for one in plan.touched
            ],
            "promises": promise_bodies(plan.promises),
            "due_shifts": shift_bodies(plan),
            "findings": {
                "new": [finding_body(finding) for finding in plan.new],
                "resolved": [finding_body(finding) for finding in plan.fixed],
                "known": plan.known,
            },
            "other_files": list(plan.other_files),
        },
    )  # fmt: skip


def _changes(one: Judged) -> list[dict[str, Any]]:
    pair = one.change.pair
    path = one.change.path or pair.item.path
    common = {
        "artefact": one.change.key, "path": path, "pairing": pair.pairing, "number": one.change.number,
        "type": one.title, "class": one.class_, "model": one.model,
    }  # fmt: skip
    return [
        {
            **common, "at": row.at, "thing": row.thing, "what": row.what, "before": row.before, "after": row.after,
            "direction": row.direction,
        }
        for row in planned.rows_of(one)
    ]  # fmt: skip


def _series(one: Series, words: str) -> dict[str, Any]:
    pair = one.change.pair
    sides = [side.artefact if side is not None else None for side in (pair.base, pair.head)]
    return {
        "artefact": one.change.key,
        "at": one.difference.at,
        "since": one.since.isoformat(),
        "days": [step.day.isoformat() for step in one.steps],
        "now": both(one.difference, *sides)[1],
        "words": words,
    }


def _requirement(one: Requirement) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "role": one.role,
        "because": list(one.why),
        "state": one.state,
        "needed": one.needed,
        "agreed": list(one.agreed),
        "can": [{"person": voter.person, "capacity": voter.capacity} for voter in one.can],
        "by": [_voice(voice) for voice in one.by],
        "against": [_voice(voice) for voice in one.against],
        "note": one.note,
        "about": sorted(one.about),
    }


def _voice(voice: Voice) -> dict[str, str]:
    return {"person": voice.person, "strength": voice.strength, "commit": voice.commit, "day": voice.day}
