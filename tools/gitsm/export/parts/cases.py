"""Decisions about a change request: which count, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gitsm.approvals.docket import Heard
from gitsm.plan.plan import Plan


def decisions(heard: Iterable[Heard], plan: Plan) -> Iterator[tuple[Heard, bool, str]]:
    """(decision, whether it counts, why not) in the order they were made."""
    counting = {voice for need in plan.judgement.requirements for voice in (*need.by, *need.against)}
    void = {one.voice: one.why for one in plan.judgement.voided}
    for one in heard:
        counts = one.voice in counting
        why = one.why_not or (void.get(one.voice, "") if one.voice else "")
        yield one, counts, "" if counts else why or "it answers none of the questions asked"
