"""The history port: commits of a branch with what they changed, as the object database says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from gitsm.load.tree import Entry, EntryType

_TYPES: dict[str, EntryType] = {"120000": "symlink", "160000": "submodule"}


@dataclass(frozen=True, slots=True)
class File:
    """A file in a tree: its mode as git writes it, and its object."""

    mode: str
    blob: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A path that a commit changed. None: it was not there, or is no longer."""

    path: str
    before: File | None
    after: File | None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit. `people` are the names and addresses of everybody it names, `changes` what differs from parent 1.

    `day` and `second` (since 1970) are when it says that it was committed: a claim.
    """

    id: str
    tree: str
    parents: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    title: str
    changes: tuple[Moved, ...]
    day: date
    second: int


class History(Protocol):
    """What a verification asks a clone. Nothing is fetched, and nothing is written into the clone."""

    @property
    def line(self) -> tuple[str, ...]:
        """The first-parent commits up to the tip, oldest first."""

    @property
    def whole(self) -> bool:
        """Whether `changes` and `files` tell of every file, not only of those below a governance folder."""

    def commit(self, id_: str) -> Commit | None:
        """A commit; None where this clone does not hold it."""

    def files(self, commit: str) -> dict[str, File]:
        """Every file at a commit, below the governance folder, links and submodules included."""

    def merge_base(self, one: str, other: str) -> str:
        """The one newest common ancestor of two commits; empty where there is none or more than one."""

    def between(self, base: str, head: str) -> tuple[Commit, ...]:
        """The commits reachable from `head` and not from `base`."""

    def merged_tree(self, one: str, other: str) -> str:
        """The tree that git gives for a merge of two commits; empty where they conflict."""

    def read(self, blob: str) -> bytes:
        """The content of a blob. Raises OSError where this clone does not hold it."""

    def expect(self, blobs: Iterable[str]) -> None:
        """Says which blobs will be read soon, so that they can be fetched together. Changes no answer."""


def apply(files: dict[str, File], changes: Iterable[Moved]) -> None:
    """Brings files to where some changes lead."""
    for one in changes:
        if one.after is None:
            files.pop(one.path, None)
        else:
            files[one.path] = one.after


def net(commits: Iterable[Commit]) -> dict[str, tuple[File | None, File | None]]:
    """What commits in a row, oldest first, come to together: path -> (before, after), equal ones left out."""
    found: dict[str, tuple[File | None, File | None]] = {}
    for commit in commits:
        for one in commit.changes:
            before = found[one.path][0] if one.path in found else one.before
            found[one.path] = (before, one.after)
    return {path: sides for path, sides in found.items() if sides[0] != sides[1]}


class Files:
    """The files of a commit as a Tree."""

    def __init__(self, label: str, files: Mapping[str, File], read: Callable[[str], bytes]) -> None:
        self._label = label
        self._files = files
        self._read = read

    @property
    def label(self) -> str:
        """The commit id."""
        return self._label

    def entries(self, roots: Iterable[str]) -> Iterable[Entry]:
        """Every file below the roots, with its object."""
        wanted = tuple(roots)
        folders = tuple(f"{root}/" for root in wanted)
        for path, file in self._files.items():
            if path.startswith(folders) or path in wanted:
                yield Entry(path, _TYPES.get(file.mode, "file"), blob=file.blob)

    def read(self, path: str) -> bytes:
        """Content of a regular file. Raises OSError."""
        file = self._files.get(path)
        if file is None or file.mode in _TYPES:
            raise FileNotFoundError(path)
        return self._read(file.blob)
