"""Change requests without a platform as JSON, shapes cases/1 and case/1."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from gitsm.approvals.docket import Asked, Case, Heard
from gitsm.audit.record import weighed
from gitsm.export.parts.envelope import document
from gitsm.plan.plan import Plan


def cases_json(cases: Iterable[Case], as_of: date) -> str:
    """The open requests."""
    return document("cases/1", as_of, {"cases": [{**_asked(one.asked), "decisions": len(one.said)} for one in cases]})


def case_json(case: Case, head: str, plan: Plan, heard: Iterable[Heard], as_of: date, merged: bool) -> str:
    """A request with what everybody said and what is still needed. `gitsm plan --format json` says the rest."""
    body: dict[str, Any] = {
        **_asked(case.asked),
        "head": head,
        "merged": merged,
        "class": plan.class_,
        "blocked": plan.blocked,
        "outcome": plan.judgement.outcome,
        "decisions": [
            {
                "by": one.said.by,
                "decision": one.said.decision,
                "commit": one.said.head,
                "moment": one.said.moment,
                "role": one.said.role,
                "document": one.said.document,
                "counts": counts,
                "why_not": why,
            }
            for one, counts, why in weighed(heard, plan)
        ],
        "required": [
            {"kind": need.kind, "role": need.role, "state": need.state, "can": [voter.person for voter in need.can]}
            for need in plan.judgement.requirements
        ],
    }
    return document("case/1", as_of, body)


def _asked(asked: Asked) -> dict[str, Any]:
    return {
        "number": asked.number, "title": asked.title, "by": asked.by, "branch": asked.branch, "target": asked.target,
        "opened": asked.moment,
    }  # fmt: skip
