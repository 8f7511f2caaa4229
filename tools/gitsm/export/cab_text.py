"""Change requests without a platform, and why one may not be merged, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gitsm.approvals.docket import Case, Heard
from gitsm.audit.record import weighed
from gitsm.export.parts.style import Style, counted, plain
from gitsm.plan.plan import Plan


def refusal(number: int, plan: Plan) -> str:
    """Why a change is not merged: what blocks it, who has not agreed, what is not known."""
    lines = [f"change request {number} is not merged ({plan.class_}, {plan.judgement.outcome})"]
    lines += [f"  {plain(line)}" for line in _reasons(plan)]
    return "\n".join(lines) + "\n"


def _reasons(plan: Plan) -> Iterator[str]:
    for one in plan.obstacles:
        if one.blocks:
            yield f"blocked by {one.rule}: {one.message} To mend it: {one.fix}"
    for need in plan.judgement.requirements:
        if need.state != "given":
            people = ", ".join(voter.person for voter in need.can) or "nobody"
            against = f" (against: {', '.join(voice.person for voice in need.against)})" if need.against else ""
            note = f"; {need.note}" if need.note else ""
            yield f"{need.state}: {need.role or 'nobody knows whose'} agreement, which {people} can give{against}{note}"
    yield from (f"the approval of {one.voice.person} does not hold: {one.why}" for one in plan.judgement.voided)
    yield from plan.judgement.unheard
    yield from plan.judgement.notes


def cases_text(cases: Sequence[Case]) -> str:
    """The open requests, one a line."""
    if not cases:
        return "no open change requests\n"
    return "".join(
        f"{one.asked.number:>4}  {plain(one.asked.title)}  ({plain(one.asked.by)}, {plain(one.asked.branch)} -> "
        f"{plain(one.asked.target)}, {counted(len(one.said), 'decision')})\n"
        for one in cases
    )


def case_text(case: Case, head: str, plan: Plan, heard: Iterable[Heard], style: Style, merged: bool) -> str:
    """A request with what everybody said."""
    asked = case.asked
    state = "merged" if merged else plan.judgement.outcome
    lines = [
        style("strong", f"change request {asked.number}: {plain(asked.title)}"),
        f"  {plain(asked.by)} asks to merge {plain(asked.branch)} ({head[:12]}) into {plain(asked.target)}: {state}",
    ]
    for one, counts, why in weighed(heard, plan):
        who = f"{one.said.role}, by document, entered by {one.said.by}" if one.said.recorded else one.said.by
        verb = "agrees" if one.said.decision == "approve" else "objects"
        lines.append(f"  {plain(who)} {verb} at {one.said.head[:12]}{'' if counts else f' - does not count: {why}'}")
    return "\n".join(lines) + "\n"
