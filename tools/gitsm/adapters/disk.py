"""The work tree as a Tree: links are never followed, nothing outside the root is read."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from gitsm.base.errors import CannotWorkHere
from gitsm.load.tree import Entry, EntryType, lookalikes, parents
from gitsm.load.yaml import MAX_BYTES
from gitsm.model.kinds import SETTINGS_FILE


class DiskTree:
    """The files below a folder, as they are now."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._real: dict[str, bool] = {}
        self._fd_flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

    @property
    def label(self) -> str:
        """Always `work tree`."""
        return "work tree"

    def entries(self, roots: Iterable[str]) -> Iterator[Entry]:
        """Everything below the roots; a link is an entry of its own and is not entered."""
        wanted = tuple(roots)
        yield from lookalikes(wanted, self._children)
        barred: set[str] = set()
        for path in (*parents(wanted), *wanted):
            if any(path.startswith(above + "/") for above in barred):
                continue
            barrier = self._barrier(path)
            if barrier:
                barred.add(path)
                yield Entry(path, barrier)
            elif path in wanted:
                yield from self._below(path)

    def _below(self, root: str) -> Iterator[Entry]:
        path = self._path(root)
        if os.path.isdir(path):
            yield from [Entry(root, "other")] if root == SETTINGS_FILE else self._walk(path, root)
        elif os.path.lexists(path):
            yield Entry(root, "file" if os.path.isfile(path) else "other")

    def _children(self, folder: str) -> list[str]:
        try:
            return os.listdir(self._path(folder))
        except OSError:
            return []

    def _path(self, name: str) -> str:
        return os.path.join(self.root, *name.split("/"))

    def _barrier(self, name: str) -> EntryType | None:
        """What must not be entered: a link, or another repository."""
        path = self._path(name)
        if os.path.islink(path):
            return "symlink"
        return "submodule" if os.path.lexists(os.path.join(path, ".git")) else None

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
        """Content of a regular file, one byte more than the limit at most. Raises OSError, also behind a link."""
        folder = path.rpartition("/")[0]
        if folder not in self._real:
            self._real[folder] = not any(os.path.islink(self._path(above)) for above in parents([path]))
        if not self._real[folder]:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
        descriptor = os.open(self._path(path), self._fd_flags)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.EINVAL, "not a regular file", path)
            with open(descriptor, "rb", closefd=False) as file:
                return file.read(MAX_BYTES + 1)
        finally:
            os.close(descriptor)


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
