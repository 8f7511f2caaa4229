"""Tickets that are paused: for which promises does a proof speak of the others only?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import cast

from gitsm.analysis.proof import Proof
from gitsm.analysis.support_chain import AtOnce, InTurn, Part, Work
from gitsm.base import words
from gitsm.calendar.hours import Hours
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Agreement


@dataclass(frozen=True, slots=True)
class Standing:
    """A step that stands still with the clock of the promise, and may be closed when that clock runs again."""

    step: Work
    reasons: tuple[str, ...]


def unless_paused(proof: Proof) -> tuple[Standing, ...]:
    """The steps for which a ticket that was paused may take longer than the worst case says; none where no pause can.

    A pause moves the work of a step to other hours, and more of the clock may pass until it is done. Where all steps of
    a chain are open whenever the promise counts, each minute that counts is a minute of work, paused before or not:
    then the sum of the times of a path is a bound for every ticket on it.
    """
    found: dict[tuple[str, tuple[str, ...]], Standing] = {}
    for one in proof.parts or (proof,):
        if one.chain is None or one.answer not in ("always kept", "kept for at least"):
            continue
        own = _agreement(one.item).pauses
        for step in one.chain.steps():
            reasons = tuple(name for name in _agreement(step.item).pauses if name in own)
            if reasons:
                found.setdefault((step.key, reasons), Standing(step, reasons))
    exposed = found and any(_closes(one) or _exceeds(one) for one in proof.parts or (proof,))
    return tuple(found.values()) if exposed else ()


def unless_paused_words(proof: Proof) -> str:
    """Of which tickets an answer does not speak, without a full stop; empty where it speaks of every ticket."""
    found = unless_paused(proof)
    if not found:
        return ""
    reasons = words.listed(list(dict.fromkeys(name for one in found for name in one.reasons)))
    steps = words.listed(list(dict.fromkeys(one.step.key for one in found)))
    return (
        f"said only of tickets that are never paused: a pause ({reasons}) moves the work of {steps} to other hours, "
        "and more of the clock may pass until it is done"
    )


def _agreement(item: Loaded) -> Agreement:
    return cast("Agreement", item.artefact)


def _hours(step: Work) -> Iterator[Hours]:
    yield step.measured.known.hours
    if step.handover:
        yield step.support.known.hours


def _closes(proof: Proof) -> bool:
    """Whether a step is closed for a minute that the promise counts."""
    if proof.chain is None or proof.term is None or proof.measured is None:
        return False
    clock, term = proof.measured.known.hours, proof.term
    used = {hours for step in proof.chain.steps() for hours in _hours(step)} - {clock}
    return any(next(hours.uncovered(clock, term.low, term.high), None) is not None for hours in used)


def _exceeds(proof: Proof) -> bool:
    """Whether the times of a path that fits are longer than the promise when put together."""
    if proof.chain is None:
        return False
    numbers = [share.number for share in proof.chain.shares]
    for size in range(len(numbers) + 1):
        for chosen in combinations(numbers, size):
            taken = frozenset(chosen)
            if not any(one.taken <= taken for one in proof.unfit) and _sum(proof.chain.part, taken) > proof.limit:
                return True
    return False


def _sum(part: Part, taken: frozenset[int]) -> int:
    """Minutes of all steps of a path one after the other, of parts side by side the longest."""
    if isinstance(part, Work):
        return part.minutes + part.handover
    if isinstance(part, InTurn):
        return sum(_sum(one, taken) for one in part.parts)
    if isinstance(part, AtOnce):
        return max(_sum(one, taken) for one in part.parts)
    return _sum(part.part, taken) if part.share.number in taken else 0
