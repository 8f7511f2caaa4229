"""Two revisions of a change, found safely: where the branches parted, who wrote what lies between, what else moved."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gitsm.adapters.git import Git, GitTree, blob_id
from gitsm.adapters.objects import placed
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.load.loader import read_artefact
from gitsm.load.names import sort_out
from gitsm.load.tree import Entry
from gitsm.load.yaml import MAX_BYTES
from gitsm.model.artefact import Artefact
from gitsm.plan.salami import Past
from gitsm.render.escape import terminal

_DEFAULTS = (
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
)
"""The remote first, also where it was added by hand and names no HEAD: a local branch lags after a merge there."""
_TRAILER = re.compile(r"^co-authored-by:[ \t]*(.*?)[ \t]*<([^<>]*)>[ \t]*$", re.IGNORECASE)
_ZERO = re.compile(r"0+")
MAX_COMMITS = 2_000
"""Commits looked at between two revisions. More is no change that anybody can review."""


@dataclass(frozen=True, slots=True)
class Range:
    """What is compared. `head` is a commit, or None for the work tree; `tip` is the end of the target branch.

    `base` is where both parted. `shown` are the two names as they were given.
    """

    base: str
    head: str | None
    tip: str
    shown: tuple[str, str]


def default_branch(git: Git) -> str:
    """The branch that changes are merged into: what the remote says, else main or master. Raises CannotWorkHere.

    Its full reference: a tag called `origin/main` would win over the short name, and show another history.
    """
    for name in _DEFAULTS:
        try:
            git.run("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}")
        except CannotWorkHere as error:
            if "took longer" in error.message:
                raise
            continue
        return name
    raise CannotWorkHere(
        "There is no branch main or master, and the remote names none, so nothing says what to compare with.",
        "name the base: gitsm plan BASE..HEAD",
    )


def change_range(git: Git, text: str | None) -> Range:
    """The range of `BASE..HEAD`, of `BASE` (to the work tree), or of nothing (from the default branch).

    Raises CannotWorkHere for a revision that is not there, a shallow clone, or two without a common ancestor.
    """
    left, dots, right = (text or "").partition("..")
    right = right.removeprefix(".") if dots else right
    name = left or default_branch(git)
    tip = _resolved(git, name)
    head = _resolved(git, right or "HEAD")
    shown = left or short_name(name)
    base = merge_base(git, tip, head, (shown, right or "HEAD"))
    return Range(base, head if dots else None, tip, (shown, (right or "HEAD") if dots else "work tree"))


def short_name(ref: str) -> str:
    """A full reference as people say it: `main`, `origin/main`."""
    return ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")


def _resolved(git: Git, name: str) -> str:
    try:
        return git.resolve(name)
    except UsageError as error:
        raise CannotWorkHere(error.message, error.fix) from None


def merge_base(git: Git, one: str, other: str, names: tuple[str, str]) -> str:
    """The newest common ancestor of two commits. Raises CannotWorkHere where there is none, or several, or cut off."""
    try:
        found = git.run("merge-base", "--all", one, other).decode("ascii", "replace").split()
    except CannotWorkHere as error:
        if "took longer" in error.message:
            raise
        found = []
    shown = " and ".join(terminal(name)[:80] for name in names)
    if not found and git.is_shallow():
        raise CannotWorkHere(
            f"Where {shown} parted is not in this shallow clone, so it is not known what the change is.",
            "fetch the history: git fetch --unshallow (in a workflow: fetch-depth: 0)",
        )
    if not found:
        raise CannotWorkHere(
            f"{shown} have no common ancestor, so one is no change of the other.",
            "compare two branches that grew from one commit",
        )
    if len(found) > 1:
        raise CannotWorkHere(
            f"{shown} have {len(found)} common ancestors, none newer than the others, so it is not known what "
            "the change is.",
            f"merge {terminal(names[0])[:80]} into the branch, then plan again",
        )
    return found[0]


def authors_of(git: Git, base: str, head: str) -> tuple[tuple[str, str], ...]:
    """(name, address) of authors, committers and co-authors of the commits between, each once, in order.

    What commits state are claims, not proofs. Raises CannotWorkHere.
    """
    form = "%an%x00%ae%x00%cn%x00%ce%x00%b"
    data = git.run("log", f"--max-count={MAX_COMMITS + 1}", "-z", f"--format={form}", f"{base}..{head}", "--")
    fields = data.decode("utf-8", "replace").split("\0")[:-1]
    commits = [fields[start : start + 5] for start in range(0, len(fields), 5)]
    if len(commits) > MAX_COMMITS:
        raise CannotWorkHere(
            f"More than {MAX_COMMITS} commits lie between, so who wrote them is not worked out.",
            "plan smaller changes, or name the base nearer to the head",
        )
    found: dict[tuple[str, str], None] = {}
    for name, address, by, by_address, body in commits:
        found[name, address] = None
        found[by, by_address] = None
        for line in body.splitlines():
            match = _TRAILER.match(line)
            if match:
                found[match[1], match[2]] = None
    return tuple(found)


def changed_between(git: Git, base: str, head: str) -> tuple[str, ...]:
    """Paths below the governance folder that differ between two commits. A file moved counts twice."""
    data = git.run("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--no-textconv", base, head, "--")
    return tuple(sorted({path for path, _, _ in _raw(git, data)}))


def changed_in_work_tree(git: Git, base: str) -> tuple[str, ...]:
    """Paths below the governance folder that differ in the work tree, new files that are not ignored included."""
    data = git.run("diff-index", "-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--no-textconv", base, "--")
    changed = {path for path, old, _ in _raw(git, data) if not _same(git, path, old)}
    new = git.run("ls-files", "-z", "--others", "--exclude-standard", "--full-name", "--")
    changed |= set(_inside(git, (os.fsdecode(name) for name in new.split(b"\0") if name)))
    return tuple(sorted(changed))


def _raw(git: Git, data: bytes) -> Iterator[tuple[str, str, str]]:
    """(path, object before, object after) of a raw listing."""
    parts = [os.fsdecode(part) for part in data.split(b"\0") if part]
    for head, path in zip(parts[::2], parts[1::2], strict=False):
        _, _, old, new, *_ = head.split(" ")
        for inside in _inside(git, [path]):
            yield inside, old, new


def _inside(git: Git, paths: Iterable[str]) -> Iterator[str]:
    """The paths below the governance folder, counted from there."""
    prefix = f"{git.prefix}/" if git.prefix else ""
    for path in paths:
        if here := placed(path, prefix):
            yield here


def _same(git: Git, path: str, blob: str) -> bool:
    """Whether a file whose time stamp moved still holds what the commit says."""
    if _ZERO.fullmatch(blob):
        return False
    place = git.top / git.prefix / path
    try:
        if place.is_symlink() or place.stat().st_size > MAX_BYTES:
            return False
        data = place.read_bytes()
    except OSError:
        return False
    return blob in (blob_id(data, blob), blob_id(data.replace(b"\r\n", b"\n"), blob))


class History:
    """The past of some files on the first-parent line of a branch, as the plan asks for it."""

    def __init__(self, git: Git, tip: str) -> None:
        self._git = git
        self._tip = tip

    def __call__(self, paths: Sequence[str], since: date) -> tuple[Past, ...]:
        """What the files held before the day, then after each later commit that touched them, oldest first."""
        if not paths:
            return ()
        start = self._before(since)
        now = GitTree(self._git, start) if start else None
        past = [Past(since, "", {path: _artefact(now, path) for path in paths})]
        for commit, day, touched in self._steps(paths):
            if day >= since:
                tree = GitTree(self._git, commit)
                past.append(Past(day, commit, {path: _artefact(tree, path) for path in touched}))
        return tuple(past)

    def _before(self, day: date) -> str:
        found = self._git.run(
            "rev-list", "--first-parent", "--max-count=1", f"--before={day.isoformat()}T00:00:00Z", self._tip, "--"
        )
        return found.decode("ascii", "replace").strip()

    def _steps(self, paths: Sequence[str]) -> list[tuple[str, date, list[str]]]:
        """(commit, its day, the files it touched), oldest first."""
        prefix = f"{self._git.prefix}/" if self._git.prefix else ""
        data = self._git.run(
            "log", "--first-parent", "-m", "-z", "--name-only", "--no-renames", "--no-ext-diff", "--no-textconv",
            f"--max-count={MAX_COMMITS}", "--format=%x01%H %cs", self._tip, "--", *(prefix + path for path in paths),
        )  # fmt: skip
        steps = []
        for record in data.decode("utf-8", "surrogateescape").split("\x01")[1:]:
            head, *names = [part.strip("\n") for part in record.split("\0")]
            commit, day = head.split("\n")[0].split(" ")
            touched = [name.removeprefix(prefix) for name in names if name]
            steps.append((commit, date.fromisoformat(day), [name for name in touched if name in paths]))
        return steps[::-1]


def _artefact(tree: GitTree | None, path: str) -> Artefact | None:
    """The artefact a file held; None where there was none, or none that can be read."""
    placed = sort_out([Entry(path)])[0]
    if tree is None or not placed:
        return None
    try:
        return read_artefact(tree.read(path), placed[0].kind).artefact
    except OSError:
        return None


def description_from(path: Path) -> str:
    """The text of a description. Raises CannotWorkHere where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        words = f"{path} cannot be read: {(error.strerror or 'no reason given').lower()}."
        raise CannotWorkHere(words, "name a text file with --description") from None
    if len(data) > MAX_BYTES:
        raise CannotWorkHere(f"{path} is larger than {MAX_BYTES // 1024} KiB.", "name a text file with --description")
    return data.decode("utf-8", "replace")
