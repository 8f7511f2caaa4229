"""One stored status per artefact: the states of each lifecycle, their phase and the allowed transitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Phase = Literal["working", "agreed", "ended"]


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """States by phase and the transitions between them (`artefacts.md` §0.1 in the design material)."""

    name: str
    phases: dict[str, Phase]
    transitions: frozenset[tuple[str, str]]

    @property
    def states(self) -> tuple[str, ...]:
        """All states, in the order of the table."""
        return tuple(self.phases)

    def path(self, start: str, goal: str) -> tuple[str, ...] | None:
        """A shortest path of allowed transitions from `start` to `goal` (both included), or None."""
        seen: dict[str, str | None] = {start: None}
        queue = [start]
        for state in queue:
            if state == goal:
                steps: list[str] = []
                at: str | None = state
                while at is not None:
                    steps.append(at)
                    at = seen[at]
                return tuple(reversed(steps))
            for source, target in sorted(self.transitions):
                if source == state and target not in seen:
                    seen[target] = state
                    queue.append(target)
        return None


def _lifecycle(name: str, working: str, agreed: str, ended: str, transitions: str) -> Lifecycle:
    phases: dict[str, Phase] = {}
    groups: tuple[tuple[Phase, str], ...] = (("working", working), ("agreed", agreed), ("ended", ended))
    for phase, states in groups:
        for state in states.split():
            phases[state] = phase
    arrows = frozenset((a, b) for a, _, b in (step.partition(">") for step in transitions.split()))
    return Lifecycle(name, phases, arrows)


LIFECYCLES: dict[str, Lifecycle] = {
    life.name: life
    for life in (
        _lifecycle(
            "document", "draft", "approved", "retired", "draft>approved approved>retired approved>draft draft>retired"
        ),
        _lifecycle(
            "agreement",
            "draft negotiating",
            "agreed",
            "terminated",
            "draft>negotiating negotiating>draft negotiating>agreed agreed>terminated draft>terminated "
            "negotiating>terminated",
        ),
        _lifecycle(
            "service",
            "pipeline design transition",
            "live retiring",
            "retired cancelled",
            "pipeline>design design>transition transition>live live>retiring retiring>live retiring>retired "
            "pipeline>cancelled design>cancelled transition>cancelled",
        ),
        _lifecycle("kpi", "proposed", "active", "retired", "proposed>active active>retired proposed>retired"),
        _lifecycle(
            "improvement",
            "proposed triaged deferred",
            "approved in_progress blocked implemented in_review",
            "closed rejected duplicate cancelled",
            "proposed>triaged triaged>approved triaged>rejected triaged>deferred triaged>duplicate deferred>triaged "
            "approved>in_progress in_progress>blocked in_progress>implemented in_progress>cancelled "
            "blocked>in_progress blocked>cancelled implemented>in_review in_review>closed in_review>in_progress",
        ),
        _lifecycle(
            "waiver", "requested", "approved", "revoked", "requested>approved approved>revoked requested>revoked"
        ),
        _lifecycle("adoption", "proposed", "decided", "retired", "proposed>decided decided>retired decided>proposed"),
        _lifecycle(
            "known-error",
            "recorded",
            "confirmed",
            "resolved",
            "recorded>confirmed confirmed>resolved recorded>resolved resolved>confirmed",
        ),
    )
}
