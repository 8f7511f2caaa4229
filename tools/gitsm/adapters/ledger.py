"""The two branches of a repository without a platform: requests at hand, and evidence that only grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gitsm.adapters.git import Git
from gitsm.adapters.merging import tree_of
from gitsm.adapters.objects import sealed_files
from gitsm.adapters.remote import Remote, Stamp, Writer, tip_of
from gitsm.approvals.evidence import SIGNATURE, Chain, chain_of
from gitsm.base.errors import CannotWorkHere

if TYPE_CHECKING:
    from gitsm.approvals.docket import Case

EVIDENCE, REQUESTS = "gitsm-evidence", "gitsm-requests"


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch as found: its commit, "" where there is none."""

    name: str
    commit: str


def evidence_commit(git: Git, ref: str = "") -> str:
    """The commit of the evidence branch: of the remote where one was cloned, else the local one; "" without any.

    `ref` names another one in full. Raises UsageError where it does not exist.
    """
    if ref:
        return git.resolve(ref)
    return tip_of(git, f"refs/remotes/origin/{EVIDENCE}") or tip_of(git, f"refs/heads/{EVIDENCE}")


def read_chain(git: Git, commit: str) -> Chain:
    """The chain of an evidence commit; an empty one for ""."""
    return chain_of(sealed_files(git, commit) if commit else ())


def require_chain(git: Git, ref: str = "") -> Chain:
    """The chain of the evidence branch. Raises CannotWorkHere where there is no such branch."""
    commit = evidence_commit(git, ref)
    if not commit:
        raise CannotWorkHere(
            f"There is no branch {EVIDENCE} here, so nothing is known of what was approved.",
            f"fetch it (git fetch origin {EVIDENCE}:refs/remotes/origin/{EVIDENCE}), "
            "or let the gate begin: gitsm cab begin",
        )
    return read_chain(git, commit)


class Ledger:
    """The branches of a remote, read as last fetched, written by one atomic push."""

    def __init__(self, remote: Remote) -> None:
        self.remote = remote
        self.writer = Writer(remote.git)

    def chain(self) -> Chain:
        """The evidence of the remote; empty before the gate began."""
        return read_chain(self.remote.git, self.remote.tip(EVIDENCE))

    def cases(self) -> tuple[Case, ...]:
        """Every request of the remote."""
        from gitsm.approvals.docket import cases_of  # with the models: what a hook can do without

        commit = self.remote.tip(REQUESTS)
        return cases_of(sealed_files(self.remote.git, commit)) if commit else ()

    def add_request_file(self, path: str, data: bytes, signature: str, message: str, stamp: Stamp) -> None:
        """Puts a statement and its signature onto the desk. Raises Moved where somebody was faster."""
        old = self.remote.tip(REQUESTS)
        commit = self.writer.commit_files(old, _with_seal(path, data, signature), message, stamp)
        self.remote.push({REQUESTS: commit}, {REQUESTS: old})

    def closing(self, number: int, stamp: Stamp) -> dict[str, tuple[str, str]]:
        """The branch of requests with a commit that marks a request as merged, as a further branch to move.

        Moved together with the merge, it makes the merge fail where a decision arrived meanwhile.
        """
        old = self.remote.tip(REQUESTS)
        tree = tree_of(self.remote.git, old)
        return {REQUESTS: (old, self.writer.commit(tree, [old], f"Change {number} is merged", stamp))}

    def add_evidence(
        self, path: str, data: bytes, signature: str, message: str, stamp: Stamp,
        branches: Mapping[str, tuple[str, str]] | None = None, keep: Sequence[str] = (),
    ) -> str:  # fmt: skip
        """Appends a statement, and moves other branches (name -> old, new) in the same step. Gives the commit.

        `keep` are commits that must stay reachable though no branch holds them: the head of a squashed or rebased
        change, and commits that somebody agreed to. They become further parents of the commit on the evidence branch,
        so that every clone has them.
        """
        old = self.remote.tip(EVIDENCE)
        commit = self.writer.commit_files(
            old, _with_seal(path, data, signature), message, stamp, tuple(dict.fromkeys(keep))
        )
        moves = branches or {}
        self.remote.push(
            {EVIDENCE: commit, **{name: new for name, (_, new) in moves.items()}},
            {EVIDENCE: old, **{name: before for name, (before, _) in moves.items()}},
        )
        return commit


def _with_seal(path: str, data: bytes, signature: str) -> dict[str, bytes]:
    return {path: data, path + SIGNATURE: signature.encode("ascii")}
