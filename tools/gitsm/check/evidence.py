"""The evidence port: who approved a version, and what is known of every merged change.

Without a gate the answer is "not known", never "approved". An adapter fills a `History` from the evidence branch;
`Recorded` answers from it. Handles are parties: who shows them decides whether the audience may read them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, Protocol

from gitsm.load.snapshot import Loaded

Strength = Literal["signed", "attested", "recorded"]
"""signed: with the approver's own key; attested: seen on the platform by the gate; recorded: from a document."""
STRENGTHS: tuple[Strength, ...] = ("signed", "attested", "recorded")
STRENGTH_WORDS: dict[Strength, str] = {
    "signed": "signed by the approver",
    "attested": "attested by the gate's key",
    "recorded": "attested outside, with document hash",
}
Verdict = Literal["proved", "violated", "unproved"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person said about a change. `roles` are those they spoke for; `counted` = it was held to be valid.

    `why_not` says in words why a decision did not count, such as "wrote the change". `document` is the SHA-256 of the
    document that a recorded decision rests on.
    """

    party: str
    approves: bool
    roles: tuple[str, ...] = ()
    day: date | None = None
    strength: Strength = "attested"
    counted: bool = True
    why_not: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """A version of an artefact that a change brought to phase agreed. `digest` is that of its content; empty: any.

    `start_kept`: it applies from the same day as the agreed version that it replaced.
    """

    key: str
    version: str
    digest: str = ""
    start_kept: bool = False


@dataclass(frozen=True, slots=True)
class MergedChange:
    """What the evidence says of one merged change.

    `class_` is the computed class, `declared` what the author called it (empty = nothing). `review_due` is the day by
    which an emergency is to be looked back on, `reviewed` the day that happened. `verdict` is what a verification of
    the evidence found; None = nobody verified it yet.
    """

    id: str
    commit: str
    day: date
    title: str = ""
    class_: str = ""
    declared: str = ""
    authors: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    brought: tuple[Brought, ...] = ()
    touched: tuple[str, ...] = ()
    """`kind/id` of what it changed."""
    binding: str = ""
    auto_merged: bool = False
    reference: str = ""
    rationale: str = ""
    review_due: date | None = None
    reviewed: date | None = None
    verdict: Verdict | None = None
    notes: tuple[str, ...] = ()

    @property
    def approvals(self) -> tuple[Decision, ...]:
        """The decisions in favour that counted."""
        return tuple(one for one in self.decisions if one.approves and one.counted)

    @property
    def strengths(self) -> tuple[Strength, ...]:
        """How the approvals are proved, strongest first; they are never merged into one."""
        found = {one.strength for one in self.approvals}
        return tuple(one for one in STRENGTHS if one in found)

    @property
    def emergency(self) -> bool:
        """Whether it was declared an emergency."""
        return self.declared == "emergency"


@dataclass(frozen=True, slots=True)
class History:
    """Every merged change with its evidence, oldest first, and what has none.

    `source` says where it was read (empty = there is no evidence branch); `since` is the first governed commit;
    `before` counts the commits before it, None = not known; `without` are later commits without evidence (commit, day,
    title); `problems` say in words what could not be read; `verified`: the changes were judged again, not only read.
    """

    changes: tuple[MergedChange, ...] = ()
    source: str = ""
    since: str = ""
    before: int | None = None
    without: tuple[tuple[str, date, str], ...] = ()
    problems: tuple[str, ...] = ()
    verified: bool = False

    @property
    def exists(self) -> bool:
        """Whether there is an evidence branch."""
        return bool(self.source)


NO_HISTORY = History()


@dataclass(frozen=True, slots=True)
class Approval:
    """What the evidence of the merged change shows for one version of an artefact. `change` says all of it.

    `start_agreed` says when its first day was agreed, where that was earlier than `day` because this version kept it;
    "before" = before there was evidence, None = with this version.
    """

    day: date
    approvers: tuple[str, ...]
    authors: tuple[str, ...]
    source: str
    change: MergedChange | None = None
    start_agreed: date | Literal["before"] | None = None


class Evidence(Protocol):
    """Answers from the evidence of merged changes."""

    def approval(self, item: Loaded) -> Approval | None:
        """The approval that brought this version to phase agreed; None = not known."""


class NoEvidence:
    """No gate, no evidence: every answer is "not known"."""

    def approval(self, item: Loaded) -> Approval | None:
        """Always None."""
        return None


class Recorded:
    """Answers from a history. A version counts as approved by the newest change that brought exactly its content."""

    def __init__(self, history: History, digest: Digest) -> None:
        self.history = history
        self._digest = digest
        self._by_version: dict[tuple[str, str], list[tuple[Brought, MergedChange]]] = {}
        for change in history.changes:
            for one in change.brought:
                self._by_version.setdefault((one.key, one.version), []).append((one, change))

    def approval(self, item: Loaded) -> Approval | None:
        """The approval of this version; None where no change brought it, or where its content is another by now."""
        found = self._by_version.get((item.key, item.version), ())
        for one, change in reversed(found):
            if change.verdict not in ("violated", "unproved") and one.digest in ("", self._digest(item)):
                return replace(approval_from(change), start_agreed=self._start_agreed(one, change))
        return None

    def _start_agreed(self, brought: Brought, change: MergedChange) -> date | Literal["before"] | None:
        """The day of the newest change that set the first day; None where it is this one."""
        if not brought.start_kept:
            return None
        earlier = self.history.changes[: self.history.changes.index(change)]
        days = (
            old.day for old in reversed(earlier) for one in old.brought if one.key == brought.key and not one.start_kept
        )
        return next(days, "before")


class Digest(Protocol):
    """The digest of what an approval of an artefact is bound to."""

    def __call__(self, item: Loaded) -> str:
        """A text that is the same for the same content."""


def approval_from(change: MergedChange) -> Approval:
    """The approval that a merged change gives to what it brought."""
    parties = tuple(dict.fromkeys(one.party for one in change.approvals))
    return Approval(change.day, parties, change.authors, f"change {change.id}", change)


def emergencies(changes: Iterable[MergedChange]) -> tuple[MergedChange, ...]:
    """The emergency changes whose review is still due."""
    return tuple(one for one in changes if one.emergency and one.reviewed is None)
