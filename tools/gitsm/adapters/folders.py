"""The folders of a commit, read from git's tree objects: no process per question, and each object once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from gitsm.base.errors import CannotWorkHere
from gitsm.load.tree import Entry, EntryType

Named = tuple[str, str]
"""Mode and object id of a name in a folder."""
_NOTHING: Named = ("", "")
_FOLDER = "40000"
_MODES: dict[str, EntryType] = {"120000": "symlink", "160000": "submodule"}
_MOST_BYTES = 16 * 2**20
"""Of one listing: a hundred thousand names, and many more."""
_MOST_ENTRIES = 1_000_000
_MOST_DEPTH = 1_000

Read = Callable[[str, bytes, int], bytes]
"""Content of an object of a type, by id, one byte more than a limit at most. Raises OSError."""


class Folders:
    """The governance folder of a commit. `known` keeps listings by object id, for other commits as well."""

    def __init__(self, known: dict[str, dict[str, Named]], read: Read, commit: str, prefix: str) -> None:
        self._known = known
        self._read = read
        self._commit = commit
        self._prefix = prefix
        self._top: dict[str, Named] | None = None

    def below(self, paths: Iterable[str]) -> Iterator[Entry]:
        """What the paths name, or everything below where they are folders, each once; what is not there is left out.

        Raises CannotWorkHere for a listing that cannot be read, and beyond a million files.
        """
        waiting = [(path, named) for path in paths if (named := self._named(path)) != _NOTHING][::-1]
        seen: set[str] = set()
        while waiting:
            path, (mode, id_) = waiting.pop()
            if mode == _FOLDER:
                inside = self._folder(id_)
                waiting += [(f"{path}/{name}", named) for name, named in reversed(inside.items())]
            elif path not in seen:
                seen.add(path)
                yield Entry(path, _type(mode), blob=id_)
            if len(seen) + len(waiting) > _MOST_ENTRIES or path.count("/") > _MOST_DEPTH:
                raise CannotWorkHere(f"{self._commit[:12]} holds more files than can be read.", "split the repository")

    def links(self, paths: Iterable[str]) -> Iterator[Entry]:
        """Those of the paths that are links or submodules."""
        for path in paths:
            mode, id_ = self._named(path)
            if mode in _MODES:
                yield Entry(path, _MODES[mode], blob=id_)

    def children(self, folder: str) -> Iterable[str]:
        """The names in a folder ("" = the top); none where there is no such folder."""
        if not folder:
            return self._governed()
        mode, id_ = self._named(folder)
        return self._folder(id_) if mode == _FOLDER else ()

    def _named(self, path: str) -> Named:
        """What a path names; nothing where something else than folders leads there."""
        inside, found = self._governed(), _NOTHING
        for number, part in enumerate(path.split("/")):
            if number:
                if found[0] != _FOLDER:
                    return _NOTHING
                inside = self._folder(found[1])
            found = inside.get(part, _NOTHING)
        return found

    def _governed(self) -> dict[str, Named]:
        """What the governance folder holds; nothing where it did not exist."""
        if self._top is None:
            inside = self._folder(self._commit + "^{tree}")
            for part in filter(None, self._prefix.split("/")):
                mode, id_ = inside.get(part, _NOTHING)
                inside = self._folder(id_) if mode == _FOLDER else {}
            self._top = inside
        return self._top

    def _folder(self, id_: str) -> dict[str, Named]:
        known = self._known.get(id_)
        if known is None:
            try:
                data = self._read(id_, b"tree", _MOST_BYTES)
                known = self._known[id_] = listed(data, len(self._commit) // 2)
            except (OSError, ValueError):
                words = f"git cannot read a folder of the commit {self._commit[:12]}."
                raise CannotWorkHere(words, "check the repository with `git fsck`") from None
        return known


def _type(mode: str) -> EntryType:
    return _MODES.get(mode, "file" if mode.startswith("100") else "other")


def listed(data: bytes, size: int) -> dict[str, Named]:
    """The names in a tree object whose ids have `size` bytes, in git's order. Raises ValueError where it is broken."""
    found: dict[str, Named] = {}
    start = 0
    while start < len(data):
        blank = data.index(b" ", start)
        end = data.index(b"\0", blank)
        mode, name = data[start:blank].decode("ascii").lstrip("0"), data[blank + 1 : end]
        start = end + 1 + size
        if start > len(data) or not name or b"/" in name:
            raise ValueError("a listing is broken")
        found[name.decode("utf-8", "surrogateescape")] = (mode, data[end + 1 : start].hex())
    return found
