"""A tree with some of its files replaced: what a repository would be after an edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gitsm.load.tree import Entry, Tree


class Overlay:
    """The files of a tree, those of `files` in their place; None removes a file."""

    def __init__(self, tree: Tree, files: Mapping[str, bytes | None]) -> None:
        self._tree = tree
        self._files = dict(files)

    @property
    def label(self) -> str:
        """That of the tree below, edited."""
        return f"{self._tree.label}, edited"

    def entries(self, roots: Iterable[str]) -> Iterator[Entry]:
        """The entries of the tree below with those that are replaced or new, without those that are gone."""
        wanted = tuple(roots)
        for entry in self._tree.entries(wanted):
            if entry.path not in self._files:
                yield entry
        for path, data in self._files.items():
            if data is not None and any(path == root or path.startswith(root + "/") for root in wanted):
                yield Entry(path, "file", len(data))

    def read(self, path: str) -> bytes:
        """Content of a file. Raises FileNotFoundError for one that is gone, OSError where it cannot be read."""
        if path not in self._files:
            return self._tree.read(path)
        data = self._files[path]
        if data is None:
            raise FileNotFoundError(path)
        return data
