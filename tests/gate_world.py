"""A GitHub of this computer, its address, and a clone: what tests of the adapter work in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cli_support import Repo
from diff_support import Edits, edited
from gate_server import Hub
from gate_support import USER


@dataclass(frozen=True)
class World:
    """The platform, its address, and somebody's clone."""

    hub: Hub
    address: str
    clone: Repo

    def change(
        self, number: int, edits: Edits, author: str = "ops-04", body: str = "", base: str = "main",
        more: Sequence[Edits] = (), note: str = "",
    ) -> str:  # fmt: skip
        """A branch with a commit, and one for each of `more`, pushed and opened as a pull request; gives its head.

        `note` stands at the end of the message of the last commit.
        """
        branch = f"change-{number}"
        self.clone.git("checkout", "-q", "-B", branch, base)
        for part, one in enumerate([edits, *more], 1):
            message = f"Change {number}" + (f", part {part}" if part > 1 else "")
            self.commit(one, author, message + (note if part == len(more) + 1 else ""))
        self.clone.git("push", "-q", "-f", "origin", branch)
        self.clone.git("checkout", "-q", "main")
        return self.hub.open_pull(number, branch, USER[author].login, body)

    def commit(self, edits: Edits, author: str, message: str) -> str:
        """A commit of somebody on the branch checked out."""
        before = {path: self.clone.read(path).encode() for path in edits if (self.clone.root / path).exists()}
        for path, text in edited(edits, before).items():
            self.clone.write(path, text)
        for path, edit in edits.items():
            if edit is None:
                (self.clone.root / path).unlink()
        self.clone.git("add", "-A")
        who = f"{author} <{author}@example.org>"
        self.clone.git("-c", f"user.name={author}", "-c", f"user.email={author}@example.org", "commit", "-q",
                       "--allow-empty", "-m", message, f"--author={who}")  # fmt: skip
        return self.clone.git("rev-parse", "HEAD")


def merge(
    world: World, number: int, method: str, message: str = "", left_out: tuple[str, ...] = ()
) -> tuple[str, str]:  # fmt: skip
    """Merges as the button of the platform does; the tip before and after. `left_out`: first lines that are there."""
    branch = f"change-{number}"
    git = world.clone.git
    git("checkout", "-q", "main")
    before = git("rev-parse", "main")
    if method == "merge":
        git("merge", "-q", "--no-ff", "-m", f"Merge pull request #{number}", branch)
    elif method == "squash":
        git("merge", "-q", "--squash", branch)
        git("commit", "-q", "-m", message or f"Change {number} (#{number})")
    else:
        for commit in git("rev-list", "--reverse", f"main..{branch}").split():
            if git("log", "-1", "--format=%s", commit) not in left_out:
                git("cherry-pick", commit)
    git("push", "-q", "origin", "main")
    after = git("rev-parse", "main")
    world.hub.pulls[number].update(state="closed", merge_commit=after, merged_at="2026-11-01T23:59:58Z", target=before)
    return before, after
