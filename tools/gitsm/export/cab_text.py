"""Change requests and why one may not be merged, for people."""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.export.parts.style import plain
from gitsm.plan.plan import Plan


def refusal(number: int, plan: Plan) -> str:
    """Why a change is not merged: what blocks it, who has not agreed, what is not known."""
    lines = [f"change request {number} is not merged ({plan.class_}, {plan.judgement.outcome})"]
    lines += [f"  {plain(line)}" for line in _reasons(plan)]
    return "\n".join(lines) + "\n"


def _reasons(plan: Plan) -> Iterator[str]:
    for one in plan.obstacles:
        if one.blocks:
            yield f"blocked by {one.rule}: {one.message} fix: {one.fix}"
    for need in plan.judgement.requirements:
        if need.state != "given":
            people = ", ".join(voter.person for voter in need.can) or "nobody"
            against = f" (against: {', '.join(voice.person for voice in need.against)})" if need.against else ""
            note = f"; {need.note}" if need.note else ""
            yield f"{need.state}: {need.kind} {need.role or '?'} - may be given by {people}{against}{note}"
    yield from plan.judgement.notes
