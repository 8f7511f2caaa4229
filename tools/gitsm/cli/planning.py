"""What `gitsm plan`, the gate and the meeting share: two revisions read and checked, and the plan of what lies between.

The base is read in full, the head shares every artefact whose file did not change, and each is checked once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from gitsm.adapters.git import Git, GitTree
from gitsm.adapters.revisions import (
    History,
    Range,
    authors_of,
    change_range,
    changed_between,
    changed_in_work_tree,
)
from gitsm.approvals.request import ChangeRequest
from gitsm.base.errors import CannotWorkHere
from gitsm.check.report import Report
from gitsm.cli.session import Session, governed
from gitsm.cli.surviving import survival_of
from gitsm.load.snapshot import Snapshot
from gitsm.model.kinds import SETTINGS_FILE
from gitsm.plan.authors import authors_among
from gitsm.plan.plan import Names, Plan, plan
from gitsm.plan.verdict import Survival

NO_AUTHOR = (
    "who wrote what is not committed yet; until that is known, nobody is left out below, though whoever wrote a change "
    "cannot agree to it. Commit the work, or name its author with `--author HANDLE`"
)


@dataclass(frozen=True, slots=True)
class Compared:
    """Both sides of a change, checked. `tip` is the end of the target branch: its policy and people judge."""

    range: Range
    base: Report
    head: Report
    tip: Snapshot
    identities: tuple[tuple[str, str], ...]
    """Names and addresses on the commits."""
    other_files: tuple[str, ...]
    history: History
    survival: Survival | None = None
    uncommitted: bool = False
    """Whether the work tree holds what no commit does: nobody can be said to have written it."""

    @property
    def names(self) -> Names:
        """How both sides are called."""
        return Names(*self.range.shown, self.range.base, self.range.head or "")

    def authors(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """Who wrote the commits: (parties of either side, names that no party carries).

        An account that comes with the change can add its holder to the authors, but hides nobody.
        """
        return authors_among(self.identities, self.tip, self.base.snapshot, self.head.snapshot)

    def plan(self, request: ChangeRequest) -> Plan:
        """The plan for a request. The authors of the commits are added to those it names."""
        parties, strangers = self.authors()
        notes = (*request.notes, NO_AUTHOR) if self.uncommitted and not request.authors else request.notes
        request = replace(
            request,
            notes=notes,
            authors=request.authors | parties,
            strangers=tuple(dict.fromkeys((*request.strangers, *strangers))),
            commit=self.range.head or "",
        )
        return plan(self.base, self.head, request, self.other_files, self.tip, self.history, self.survival)


def compared(
    session: Session, revisions: str | None, as_of: date | None = None, like: Snapshot | None = None,
    checked: Report | None = None,
) -> Compared:  # fmt: skip
    """Both sides of `BASE..HEAD`, of `BASE` to the work tree, or of the default branch to the work tree.

    What was read (`like`) or checked before and stands in the base as well is neither read nor judged again.
    Raises CannotWorkHere for revisions that cannot be read, or a base that was no governance repository.
    """
    git = session.git()
    found = change_range(git, revisions)
    base = _governed(session, git, found.base, found.shown[0], like)
    head = _governed(session, git, found.head, found.shown[1], base)
    tip = base if found.tip == found.base else _governed(session, git, found.tip, found.shown[0], base)
    day = as_of or session.as_of(tip)
    others = (
        changed_in_work_tree(git, found.base) if found.head is None else changed_between(git, found.base, found.head)
    )
    at_head = found.head or git.resolve("HEAD")
    before = session.check(base, day, like=checked)
    return Compared(
        found,
        before,
        session.check(head, day, before),
        tip,
        authors_of(git, found.base, at_head),
        tuple(_not_governed(others, (base, head))),
        History(git, found.tip),
        survival_of(session, found, base, head),
        found.head is None and bool(others if at_head == found.base else changed_in_work_tree(git, at_head)),
    )


def _governed(session: Session, git: Git, commit: str | None, shown: str, like: Snapshot | None) -> Snapshot:
    snapshot = session.load(GitTree(git, commit) if commit is not None else None, like)
    if not governed(snapshot):
        raise CannotWorkHere(
            f"There is no {SETTINGS_FILE} at {shown}, so that is no governance repository and nothing can be judged.",
            "name a later revision",
        )
    return snapshot


def _not_governed(paths: Iterable[str], sides: tuple[Snapshot, ...]) -> Iterable[str]:
    """The paths that are no artefact on either side."""
    artefacts = frozenset[str]().union(*(side.paths for side in sides))
    return (path for path in paths if path not in artefacts)
