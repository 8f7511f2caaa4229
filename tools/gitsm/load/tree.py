"""The Tree port: the files of a repository at one moment, whether work tree or revision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from gitsm.model.kinds import ROOTS

EntryType = Literal["file", "symlink", "submodule", "other", "misspelt"]


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
        """Everything below the given folders (and single files), symlinks not followed, in any order.

        A link or submodule on the way to a folder is an entry, and so is what `lookalikes` finds.
        """

    def read(self, path: str) -> bytes:
        """Content of a regular file. Raises OSError where it cannot be read."""


@runtime_checkable
class Batched(Protocol):
    """A tree that is asked for several files at once with less ado than for one after the other."""

    def read_many(self, paths: Sequence[str]) -> list[bytes | None]:
        """Contents in order; None for what `Tree.read` must explain."""


def lookalikes(roots: Iterable[str], children: Callable[[str], Iterable[str]]) -> Iterator[Entry]:
    """Names that differ from a governed root only in case: some computers read them as the root, others do not.

    `children` gives the names in a folder ("" = the top), none where there is no such folder.
    """
    for root in roots:
        if root not in ROOTS:
            continue
        found = [""]
        for part in root.split("/"):
            found = [f"{above}{name}/" for above in found for name in children(above[:-1]) if name.casefold() == part]
        yield from (Entry(path[:-1], "misspelt") for path in found if path[:-1] != root)


def parents(roots: Iterable[str]) -> list[str]:
    """The folders above the roots, each once, those nearer to the top first."""
    steps = (root.split("/") for root in roots)
    return list(dict.fromkeys("/".join(step[:depth]) for step in steps for depth in range(1, len(step))))


class Kept:
    """A tree whose files are read once: whatever is said of a file later is said of the bytes that were judged."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._bytes: dict[str, bytes] = {}
        self.blobs: dict[str, str] = {}
        """Object ids by path, as far as the tree knows them without reading."""

    @property
    def label(self) -> str:
        """The label of the tree behind."""
        return self._tree.label

    def entries(self, roots: Iterable[str]) -> Iterable[Entry]:
        """The entries of the tree behind."""
        for entry in self._tree.entries(roots):
            if entry.blob:
                self.blobs[entry.path] = entry.blob
            yield entry

    def read(self, path: str) -> bytes:
        """Content of a regular file, kept. Raises OSError where it cannot be read."""
        data = self._bytes.get(path)
        if data is None:
            data = self._bytes[path] = self._tree.read(path)
        return data

    def known(self, path: str) -> bytes | None:
        """Content that was read already."""
        return self._bytes.get(path)

    def keep(self, path: str, data: bytes) -> None:
        """Remembers content that was read elsewhere."""
        self._bytes[path] = data


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
        yield from lookalikes(wanted, self._children)
        yield from (Entry(path, self._special[path]) for path in parents(wanted) if path in self._special)
        for path in {**self._files, **self._special}:
            if any(path == root or path.startswith(root + "/") for root in wanted):
                yield Entry(path, self._special.get(path, "file"), len(self._files.get(path, b"")))

    def _children(self, folder: str) -> set[str]:
        above = f"{folder}/" if folder else ""
        paths = {**self._files, **self._special}
        return {path.removeprefix(above).partition("/")[0] for path in paths if path.startswith(above)}

    def read(self, path: str) -> bytes:
        """The bytes given for the path. Raises FileNotFoundError for any other."""
        try:
            return self._files[path]
        except KeyError:
            raise FileNotFoundError(path) from None
