"""The Tree port: the files of a repository at one moment, whether work tree or revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

EntryType = Literal["file", "symlink", "submodule", "other"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A name in the tree. `blob` identifies the content where the tree knows it without reading (git)."""

    path: str
    type: EntryType = "file"
    size: int = 0
    blob: str = ""


class Tree(Protocol):
    """Read-only view of a repository. Paths are relative, with `/`; undecodable bytes are surrogate escapes."""

    @property
    def label(self) -> str:
        """Which moment it is: `work tree` or a commit id."""

    def entries(self, roots: Iterable[str]) -> Iterable[Entry]:
        """Everything below the given folders (and single files), symlinks not followed, in any order."""

    def read(self, path: str) -> bytes:
        """Content of a regular file. Raises OSError where it cannot be read."""


class MemoryTree:
    """A tree made of a mapping, for tests and simulations."""

    def __init__(self, files: Mapping[str, str | bytes], special: Mapping[str, EntryType] | None = None) -> None:
        self._files = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        self._special = dict(special or {})

    @property
    def label(self) -> str:
        """Always `memory`."""
        return "memory"

    def entries(self, roots: Iterable[str]) -> Iterable[Entry]:
        """Every file below the roots."""
        wanted = tuple(roots)
        for path in {**self._files, **self._special}:
            if any(path == root or path.startswith(root + "/") for root in wanted):
                yield Entry(path, self._special.get(path, "file"), len(self._files.get(path, b"")))

    def read(self, path: str) -> bytes:
        """The bytes given for the path. Raises FileNotFoundError for any other."""
        try:
            return self._files[path]
        except KeyError:
            raise FileNotFoundError(path) from None
