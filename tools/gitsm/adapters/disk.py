"""The work tree as a Tree: links are never followed, nothing outside the root is read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from gitsm.base.errors import CannotWorkHere
from gitsm.load.tree import Entry
from gitsm.load.yaml import MAX_BYTES
from gitsm.model.kinds import SETTINGS_FILE


class DiskTree:
    """The files below a folder, as they are now."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._fd_flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

    @property
    def label(self) -> str:
        """Always `work tree`."""
        return "work tree"

    def entries(self, roots: Iterable[str]) -> Iterator[Entry]:
        """Everything below the roots; a link is an entry of its own and is not entered."""
        for root in roots:
            path = os.path.join(self.root, *root.split("/"))
            if self._linked_above(root):
                continue
            if os.path.islink(path):
                yield Entry(root, "symlink")
            elif os.path.isdir(path):
                yield from self._walk(path, root)
            elif os.path.lexists(path):
                yield Entry(root, "file" if os.path.isfile(path) else "other")

    def _linked_above(self, root: str) -> bool:
        parts = root.split("/")[:-1]
        return any(os.path.islink(os.path.join(self.root, *parts[: n + 1])) for n in range(len(parts)))

    def _walk(self, folder: str, name: str) -> Iterator[Entry]:
        pending = [(folder, name)]
        while pending:
            here, shown = pending.pop()
            try:
                with os.scandir(here) as scan:
                    children = list(scan)
            except OSError:
                yield Entry(shown, "other")
                continue
            for child in children:
                path = f"{shown}/{child.name}"
                if child.is_symlink():
                    yield Entry(path, "symlink")
                elif child.is_dir(follow_symlinks=False):
                    if os.path.lexists(os.path.join(child.path, ".git")):
                        yield Entry(path, "submodule")
                    else:
                        pending.append((child.path, path))
                elif child.is_file(follow_symlinks=False):
                    yield Entry(path, "file")
                else:
                    yield Entry(path, "other")

    def read(self, path: str) -> bytes:
        """Content of a regular file, one byte more than the limit at most. Raises OSError."""
        descriptor = os.open(os.path.join(self.root, *path.split("/")), self._fd_flags)
        with os.fdopen(descriptor, "rb") as file:
            return file.read(MAX_BYTES + 1)


def find_root(start: Path) -> Path:
    """The nearest folder upwards that holds gitsm.yaml. Raises CannotWorkHere where there is none."""
    start = start.absolute()
    if not start.is_dir():
        raise CannotWorkHere(f"There is no folder {start}.", "name an existing folder with -C")
    for folder in (start, *start.parents):
        if os.path.lexists(folder / SETTINGS_FILE):
            return folder
    raise CannotWorkHere(
        f"There is no {SETTINGS_FILE} in {start} or above it, so this is no governance repository.",
        f"change into the repository, name it with -C, or create {SETTINGS_FILE}",
    )
