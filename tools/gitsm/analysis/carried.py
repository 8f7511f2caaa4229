"""What an operational agreement or contract carries: the promises above it, and what it takes of their time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from gitsm.analysis.ledger import decisive
from gitsm.analysis.promises import Promised
from gitsm.analysis.proof import Path, Proof
from gitsm.analysis.support_chain import Work
from gitsm.analysis.ticket import ticket_of


@dataclass(frozen=True, slots=True)
class Carried:
    """A step of a promise. `counted` minutes of the promise's clock pass while it works or is waited for.

    Seen on the ticket that takes longest: on the path on which slack is measured, or on the longest where only some
    tickets reach the step. None where the work is never done, or nothing was proved (`path` is None). `decisive`:
    whether the promise would gain if the step took less time; one beside a longer one would not.
    """

    proof: Proof
    step: Work
    path: Path | None
    counted: int | None
    decisive: bool

    @property
    def share(self) -> Fraction | None:
        """What it takes of the promise."""
        return Fraction(self.counted, self.proof.limit) if self.counted is not None and self.proof.limit else None


def carried(promised: Iterable[Promised]) -> dict[str, tuple[Carried, ...]]:
    """By the file of the agreement that carries; within it in the order of the promises."""
    found: dict[str, list[Carried]] = {}
    for one in promised:
        for proof in one.proofs:
            for step in proof.chain.steps() if proof.chain else ():
                found.setdefault(step.item.path, []).append(_carried(proof, step))
    return {path: tuple(each) for path, each in found.items()}


def _carried(proof: Proof, step: Work) -> Carried:
    path = proof.longest if step.under else proof.usual
    ticket = ticket_of(proof, path) if path is not None and path.worst is not None else None
    if ticket is None:
        return Carried(proof, step, path, None, True)
    counted = sum(leg.counted for leg in ticket.legs if leg.step is step)
    return Carried(proof, step, path, counted, any(leg.step is step for leg in decisive(ticket)))
