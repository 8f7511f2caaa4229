"""A merge made of objects alone, without a checkout: as a merge commit, squashed, or rebased."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gitsm.adapters.git import Git
from gitsm.adapters.remote import Stamp, Writer
from gitsm.base.errors import CannotWorkHere


@dataclass(frozen=True, slots=True)
class Made:
    """The commits that a merge brings onto the first-parent line, oldest first, and the tree of the head."""

    commits: tuple[str, ...]
    head_tree: str

    @property
    def tip(self) -> str:
        """The new tip of the branch."""
        return self.commits[-1]


def tree_of(git: Git, commit: str) -> str:
    """The tree of a commit."""
    return git.run("rev-parse", "--verify", "--end-of-options", f"{commit}^{{tree}}").decode("ascii").strip()


def make(writer: Writer, method: str, base: str, target: str, head: str, message: str, stamp: Stamp) -> Made:
    """Merges `head` into `target`; nothing is visible yet. Raises CannotWorkHere where they conflict."""
    git = writer.git
    if base == head:
        raise CannotWorkHere("The branch holds nothing that is not merged already.", "commit something first")
    if method == "rebase":
        return Made(_rebased(writer, base, target, head, stamp), tree_of(git, head))
    tree = tree_of(git, head) if base == target else writer.merged_tree(target, head)
    if not tree:
        raise CannotWorkHere("The change conflicts with what was merged meanwhile.", "merge the target into the branch")
    parents = [target, head] if method == "merge" else [target]
    return Made((writer.commit(tree, parents, message, stamp),), tree_of(git, head))


def _rebased(writer: Writer, base: str, target: str, head: str, stamp: Stamp) -> tuple[str, ...]:
    git = writer.git
    listed = git.run("rev-list", "--reverse", "--topo-order", "--parents", f"{base}..{head}", "--").decode("ascii")
    rows = [line.split() for line in listed.splitlines()]
    if any(len(row) != 2 for row in rows):
        raise CannotWorkHere("The branch holds a merge, which cannot be rebased.", "merge it with --method merge")
    if base == target:
        return tuple(row[0] for row in rows)
    tip, made = target, []
    for commit, parent in rows:
        tree = picked_tree(writer, parent, commit, tip, stamp)
        if not tree:
            raise CannotWorkHere(
                f"{commit[:12]} conflicts with what was merged meanwhile.", "rebase the branch yourself, then ask again"
            )
        tip = writer.commit(tree, [tip], _message(git, commit), stamp, _author(git, commit))
        made.append(tip)
    return tuple(made)


def picked_tree(writer: Writer, parent: str, commit: str, onto: str, stamp: Stamp) -> str:
    """The tree of `onto` with the change from `parent` to `commit`; empty where they conflict.

    git 2.39 cannot be told a merge base, so three commits are made up that have the right one.
    """
    git = writer.git
    root = writer.commit(tree_of(git, parent), [], "base", stamp)
    ours = writer.commit(tree_of(git, onto), [root], "ours", stamp)
    theirs = writer.commit(tree_of(git, commit), [root], "theirs", stamp)
    return writer.merged_tree(ours, theirs)


def _message(git: Git, commit: str) -> str:
    return git.run("log", "-1", "--format=%B", commit, "--").decode("utf-8", "replace")


def _author(git: Git, commit: str) -> Stamp:
    found = git.run("log", "-1", "--format=%an%x00%ae%x00%aI", commit, "--").decode("utf-8", "replace")
    name, address, moment = found.rstrip("\n").split("\0")
    return Stamp(name, address, moment)


def message_of(lines: Iterable[str], trailers: str) -> str:
    """The message of a merge commit: a line, text, and trailers as an index."""
    return "\n\n".join([*(line for line in lines if line), trailers])
