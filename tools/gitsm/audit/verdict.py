"""What a verification found, per commit of the branch and for the evidence as a whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

Finding = Literal["signed", "attested", "recorded", "violated", "unproved"]
FINDINGS: tuple[Finding, ...] = ("signed", "attested", "recorded", "violated", "unproved")
WORDS: dict[Finding, str] = {
    "signed": "proved, signed by the approver",
    "attested": "proved, attested by the gate's key",
    "recorded": "attested outside, with document hash",
    "violated": "violated",
    "unproved": "unproved",
}
BAD: frozenset[Finding] = frozenset({"violated", "unproved"})


@dataclass(frozen=True, slots=True)
class CommitVerdict:
    """The verdict on a first-parent commit, with its reasons in words. The strength is that of the weakest approval.

    `notes` say what is held against nobody: what a later ruleset sees otherwise than the one that judged.
    """

    commit: str
    title: str
    finding: Finding
    request: str = ""
    class_: str = ""
    approvals: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The finding in words."""
        return WORDS[self.finding]


@dataclass(frozen=True, slots=True)
class Verification:
    """The result for a branch. `faults` concern the evidence or the clone as a whole; each of them makes it fail.

    `since` is the first governed commit, `before` how many lie before it. `head` is the digest that stands for the
    whole chain, to be kept elsewhere; `anchored` whether the one given was found in it (None: none was given).
    `judged` is what was really looked at under the name of the branch, such as `origin/main`.
    """

    branch: str
    tip: str
    since: str
    before: int
    commits: tuple[CommitVerdict, ...]
    faults: tuple[str, ...]
    head: str
    statements: int
    snapshots: int = 0
    anchored: bool | None = None
    judged: str = ""

    @property
    def counts(self) -> Counter[Finding]:
        """How many commits have which finding."""
        return Counter(one.finding for one in self.commits)

    @property
    def proved(self) -> bool:
        """Whether nothing is violated, unproved or wrong with the evidence itself."""
        return not self.faults and not any(one.finding in BAD for one in self.commits)
