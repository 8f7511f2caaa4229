"""Where the gate works: a clone whose objects it reads by id, and never checks out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gitsm.adapters.fetch import fetch
from gitsm.adapters.git import Git
from gitsm.adapters.patience import Patience
from gitsm.adapters.revisions import merge_base
from gitsm.approvals.forge import Moved
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.cli.gate.flow import Sides
from gitsm.cli.planning import compared
from gitsm.cli.session import Session


@dataclass(frozen=True, slots=True)
class CloneBench:
    """A clone on this computer. `address` is where the pull requests are fetched from."""

    session: Session
    git: Git
    address: str
    token: str
    patience: Patience

    @property
    def prefix(self) -> str:
        """From the top of the git repository to the governance folder."""
        return self.git.prefix

    def fetch(self, refs: Sequence[str]) -> None:
        """Objects only."""
        fetch(self.git, self.address, refs, self.token, self.patience)

    def sides(self, head: str, tip: str, day: date | None = None) -> Sides:
        """Both sides from where they parted. Raises Moved where the platform has gone on since the fetch."""
        for commit in (head, tip):
            try:
                self.git.run("cat-file", "-e", f"{commit}^{{commit}}")
            except CannotWorkHere:
                raise Moved(f"{commit[:12]} is no longer where it was when the gate looked.") from None
        found = compared(self.session, f"{tip}..{head}", day)
        claimed, _ = found.authors()
        return Sides(
            found.base, found.head, found.tip, found.names, found.other_files, claimed, found.history, found.survival
        )

    def line(self, tip: str, end: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The first-parent commits after the tip ("" = all) up to an end with their parents, oldest first."""
        wanted = f"{tip}..{end}" if tip else end
        listing = self.git.run("rev-list", "--first-parent", "--parents", "--reverse", wanted, "--")
        rows = [row.split(" ") for row in listing.decode("ascii").splitlines()]
        return tuple((commit, tuple(parents)) for commit, *parents in rows)

    def tree(self, commit: str) -> str:
        """The id of a commit's tree."""
        return self.git.run("rev-parse", "--verify", f"{commit}^{{tree}}").decode("ascii").strip()

    def merged(self, one: str, other: str) -> str:
        """The tree that merging two commits gives; empty where they conflict."""
        try:
            found = self.git.run("merge-tree", "--write-tree", "--no-messages", one, other)
        except (CannotWorkHere, UsageError):
            return ""
        return found.decode("ascii", "replace").split("\n")[0].strip()

    def subject(self, commit: str) -> str:
        """The first line of a commit's message."""
        return self.git.run("log", "-1", "--format=%s", commit, "--").decode("utf-8", "replace").strip()

    def parted(self, one: str, other: str) -> str:
        """Where two commits parted."""
        return merge_base(self.git, one, other, (one[:12], other[:12]))
