"""What would make a promise feasible that is not: a longer target, or one change of one step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from gitsm.analysis.proof import Answer, Proof, Prover, judged
from gitsm.analysis.support_chain import AtOnce, Chain, InTurn, Maybe, Measured, Part, Work
from gitsm.base.scalars import Duration
from gitsm.calendar.almanac import ALL_HOURS, ALWAYS

Kind = Literal["target", "step target", "step hours"]


@dataclass(frozen=True, slots=True)
class Repair:
    """One change that mends a promise, and the answer after it. `minutes`: the new limit of the target or of the step.

    `calendar`: the hours that the step would have to work instead.
    """

    kind: Kind
    answer: Answer
    minutes: int = 0
    step: Work | None = None
    calendar: str = ""


def repairs(proof: Proof, prover: Prover) -> tuple[Repair, ...]:
    """Every single change that mends a promise: of the target itself, then of each step.

    What is not kept is mended when it is kept for enough tickets, what is kept for enough when it is always kept. Of a
    step the longest target that does it, and the hours of the promise's own clock, or all hours. Nothing for a proof
    that stands, or could not be made.
    """
    if proof.answer in ("always kept", "not proved") or proof.chain is None:
        return ()
    found: list[Repair] = []
    for path in sorted({one.worst.minutes for one in (*proof.unfit, proof.longest) if one and one.worst}):
        after = with_limit(proof, path, prover).answer
        if path > proof.limit and _better(proof, after):
            found.append(Repair("target", after, path))
            break
    for step in proof.chain.steps():
        found += _of_step(proof, step, prover)
    return tuple(found)


def _better(before: Proof, after: Answer) -> bool:
    return after == "always kept" or (before.answer == "not kept" and after == "kept for at least")


def _of_step(proof: Proof, step: Work, prover: Prover) -> Iterator[Repair]:
    def answer(changed: Work) -> Answer:
        return with_step(proof, step, changed, prover).answer

    if step.minutes and _better(proof, answer(replace(step, minutes=0))):
        low, high = 0, step.minutes  # mends at low, not at high: more work is never done earlier
        while high - low > 1:
            middle = (low + high) // 2
            if _better(proof, answer(replace(step, minutes=middle))):
                low = middle
            else:
                high = middle
        if low:
            yield Repair("step target", answer(replace(step, minutes=low)), low, step)
    for measured in _wider(proof, step):
        after = answer(replace(step, measured=measured, support=measured))
        if _better(proof, after):
            yield Repair("step hours", after, 0, step, measured.calendar)
            return


def _wider(proof: Proof, step: Work) -> Iterator[Measured]:
    """Hours that a step could work instead: those of the promise's clock, then all."""
    for one in (proof.measured, Measured("calendar", ALWAYS, ALL_HOURS)):
        if one is not None and one.calendar != step.measured.calendar:
            yield one


def with_step(proof: Proof, step: Work, changed: Work, prover: Prover) -> Proof:
    """The same proof with another step in place of one."""
    assert proof.chain is not None and proof.measured is not None and proof.term is not None
    chain = Chain(_with(proof.chain.part, step, changed), proof.chain.shares)
    return judged(proof.item, proof.target, proof.measured, chain, proof.term, prover)


def with_limit(proof: Proof, minutes: int, prover: Prover) -> Proof:
    """The same proof for another limit of the target."""
    assert proof.chain is not None and proof.measured is not None and proof.term is not None
    target = proof.target.model_copy(update={"at_most": Duration(minutes)})
    return judged(proof.item, target, proof.measured, proof.chain, proof.term, prover)


def _with(part: Part, step: Work, changed: Work) -> Part:
    if isinstance(part, Work):
        return changed if part is step else part
    if isinstance(part, Maybe):
        return Maybe(part.share, _with(part.part, step, changed))
    parts = tuple(_with(one, step, changed) for one in part.parts)
    return InTurn(parts) if isinstance(part, InTurn) else AtOnce(parts)
