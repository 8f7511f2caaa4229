"""What agreements to earlier commits are held against: the change as it stood there, read from git."""

from __future__ import annotations

import re

from gitsm.adapters.git import GitTree
from gitsm.adapters.patches import patch_between
from gitsm.adapters.revisions import Range, merge_base
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.cli.session import Session, governed
from gitsm.load.snapshot import Snapshot
from gitsm.plan.verdict import Reviewed, Survival

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def survival_of(session: Session, found: Range, base: Snapshot, head: Snapshot) -> Survival | None:
    """How the change stood at other commits, each against its own merge-base. None for a work tree, which has no id."""
    commit = found.head
    if commit is None:
        return None
    git = session.git()

    def reviewed(other: str) -> Reviewed | None:
        if not _COMMIT.fullmatch(other):
            return None
        try:
            parted = merge_base(git, found.tip, git.resolve(other), ("the target branch", other[:12]))
            before = base if parted == found.base else session.load(GitTree(git, parted), base)
            after = session.load(GitTree(git, other), base)
            if not governed(before) or not governed(after):
                return None
            return Reviewed(before, after, patch_between(git, parted, other, (before, after)))
        except (CannotWorkHere, UsageError, OSError):
            return None  # an agreement to what can no longer be read is void

    return Survival(lambda: patch_between(git, found.base, commit, (base, head)), reviewed)
