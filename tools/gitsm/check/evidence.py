"""The evidence port: who approved a version. Until a gate exists the answer is "not known", never "approved"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from gitsm.load.snapshot import Loaded


@dataclass(frozen=True, slots=True)
class Approval:
    """What the evidence of the merged change shows for one version of an artefact."""

    day: date
    approvers: tuple[str, ...]
    authors: tuple[str, ...]
    source: str


class Evidence(Protocol):
    """Answers from the evidence of merged changes."""

    def approval(self, item: Loaded) -> Approval | None:
        """The approval that brought this version to phase agreed; None = not known."""


class NoEvidence:
    """No gate, no evidence: every answer is "not known"."""

    def approval(self, item: Loaded) -> Approval | None:
        """Always None."""
        return None
