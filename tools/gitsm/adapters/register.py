"""The register of changes of a clone: its evidence branch, the commits of the branch it is about, their seals."""

from __future__ import annotations

from collections.abc import Set
from datetime import date

from gitsm.adapters.git import Git
from gitsm.adapters.history import CloneHistory, clone_faults
from gitsm.adapters.ledger import EVIDENCE, evidence_commit, read_chain
from gitsm.adapters.remote import tip_of
from gitsm.adapters.ssh import signer_of
from gitsm.approvals.evidence import CHANGE, EVIDENCE_NAMESPACE, Chain, Statement
from gitsm.approvals.signers import signers_of, whose
from gitsm.audit.register import Line, change_of, history_of
from gitsm.audit.verdict import Verification
from gitsm.audit.verify import Question, verify
from gitsm.base.errors import CannotWorkHere
from gitsm.check.evidence import NO_HISTORY, History
from gitsm.load.snapshot import Snapshot

MOST_COMMITS = 100_000


def register(git: Git, snapshot: Snapshot, on: date, *, replay: bool = False, every_seal: bool = True) -> History:
    """The register of a clone; an empty one without evidence branch. Keys are those that the snapshot names.

    `replay`: every change is judged again, which takes its time; without it only the seals are looked at, and unless
    `every_seal` only those of changes that brought a version of the snapshot: each may take a program to check.

    Raises CannotWorkHere where git does.
    """
    commit = evidence_commit(git)
    if not commit:
        return NO_HISTORY
    chain = read_chain(git, commit)
    signers = signers_of(snapshot, on)
    held = {(item.key, item.version) for item in snapshot.items}

    def fault_of(statement: Statement) -> str:
        if not every_seal and statement.type == CHANGE and not _brings(statement, held):
            return ""
        sealed = statement.sealed
        key = signer_of(sealed.data, sealed.signature, EVIDENCE_NAMESPACE)
        if not key:
            return "its seal does not fit"
        day = date.fromisoformat(statement.day)
        party, standing, bot = whose(signers, key, day)
        if not party or not bot:
            return "it is not sealed by a key of the gate"
        return "" if standing == "valid" else f"the key of {party} did not count on {day}"

    genesis = chain.genesis
    branch = str(genesis.predicate.get("branch", "")) if genesis is not None else ""
    tip = _tip(git, branch)
    verified = _replayed(git, chain, branch, tip, on) if replay and tip and not git.is_shallow() else None
    return history_of(chain, _line(git, tip), fault_of, f"branch {EVIDENCE}, commit {commit[:12]}", verified)


def _brings(statement: Statement, held: Set[tuple[str, str]]) -> bool:
    return any((one.key, one.version) in held for one in change_of(statement).brought)


def _replayed(git: Git, chain: Chain, branch: str, tip: str, on: date) -> Verification:
    question = Question(branch, clone_faults=tuple(clone_faults(git)), today=on)
    return verify(CloneHistory(git, tip), chain, signer_of, question)


def _tip(git: Git, branch: str) -> str:
    """The branch as the remote has it, else the local one, else what is checked out; empty before any commit."""
    names = (f"refs/remotes/origin/{branch}", f"refs/heads/{branch}") if branch else ()
    return next((found for name in names if (found := tip_of(git, name))), "") or git.head()


def _line(git: Git, tip: str) -> Line:
    """The first-parent commits up to a tip."""
    if not tip:
        return ()
    said = git.run("log", "--first-parent", "-z", f"--max-count={MOST_COMMITS}", "--format=%H %cs %s", tip, "--")
    commits: list[tuple[str, date, str]] = []
    for entry in filter(None, said.decode("utf-8", "replace").split("\0")):
        id_, _, rest = entry.partition(" ")
        day, _, title = rest.partition(" ")
        commits.append((id_, _day(day), title))
    return commits[::-1]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotWorkHere(f"git names the day {text[:40]!r}.", "check the repository with `git fsck`") from None
