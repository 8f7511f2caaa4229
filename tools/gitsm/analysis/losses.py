"""The bound of M3 term by term: where the share of tickets is lost that a promise is not kept for."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from gitsm.analysis.proof import ONE, Proof
from gitsm.analysis.support_chain import Work


@dataclass(frozen=True, slots=True)
class Loss:
    """Tickets that a step may lose: those that reach it (`share`), times how often it misses its own target."""

    step: Work
    share: Fraction
    missed: Fraction

    @property
    def lost(self) -> Fraction:
        """v(1 - q) of M3."""
        return self.share * self.missed


def losses(proof: Proof) -> tuple[Loss, ...]:
    """The terms v(1 - q) of a proof's bound: one for each step that lies on a path that fits. Their sum, together with
    `proof.rare`, is what the bound lacks of all tickets, unless more than all are lost.
    """
    if proof.chain is None:
        return ()
    found = []
    for step in proof.chain.steps():
        if not any(path.taken <= frozenset(step.under) for path in proof.unfit):
            share = proof.chain.shares[step.under[-1]].value if step.under else ONE
            found.append(Loss(step, share, ONE - (step.kept if step.kept is not None else 0)))
    return tuple(found)
