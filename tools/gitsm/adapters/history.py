"""A clone as a History: one `git log` for everything, one long-lived reader for contents, nothing written."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path

from gitsm.adapters.git import Git, _Reader
from gitsm.adapters.objects import placed
from gitsm.adapters.remote import Writer
from gitsm.audit.history import Commit, File, Moved, apply
from gitsm.base.errors import CannotWorkHere

TIMEOUT = 600.0
_FORM = "%H%x00%T%x00%P%x00%an%x00%ae%x00%cn%x00%ce%x00%cs %ct%x00%B"
_FIELDS = 9
_LOG = (
    "log", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--root",
    "--ignore-submodules=none",
    "--diff-merges=first-parent", "--no-show-signature", "--no-decorate", "--no-notes", f"--format={_FORM}",
)  # fmt: skip
_CO_AUTHOR = re.compile(r"^[ \t]*co-authored-by:[ \t]*(.*?)[ \t]*<([^<>]*)>[ \t]*$", re.IGNORECASE | re.MULTILINE)
_KEPT = 200
"""Listings of trees kept at once, and how far back one is looked for."""
_PORTION = 100
"""Blobs asked for at once: their names fit into a pipe, so that neither side waits for the other."""
_AHEAD = 64 << 20
"""Bytes of blobs read ahead."""
_ZERO = re.compile(r"0+")
_ID = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


class CloneHistory:
    """Commits up to a tip, and others when they are asked for."""

    def __init__(self, git: Git, tip: str) -> None:
        self._git = git
        self._tip = tip
        self._commits: dict[str, Commit] = {}
        self._missing: set[str] = set()
        self._reader = _Reader(git)
        self._ahead: dict[str, bytes] = {}
        self._ahead_size = 0
        self._files: dict[str, dict[str, File]] = {}
        self._prefix = f"{git.prefix}/" if git.prefix else ""
        for commit in self._log([tip]):
            self._commits[commit.id] = commit

    @property
    def whole(self) -> bool:
        """Whether every file of the repository is looked at, not only those below a governance folder."""
        return not self._prefix

    @cached_property
    def line(self) -> tuple[str, ...]:
        """The first-parent commits up to the tip, oldest first."""
        found = []
        here: str | None = self._tip
        while here is not None and here in self._commits:
            found.append(here)
            parents = self._commits[here].parents
            here = parents[0] if parents else None
        return tuple(reversed(found))

    @cached_property
    def _place(self) -> dict[str, int]:
        return {commit: number for number, commit in enumerate(self.line)}

    @cached_property
    def _merged(self) -> dict[str, int]:
        """By commit that came in with a merge: the place of that merge on the line."""
        found: dict[str, int] = {}
        for place, id_ in enumerate(self.line):
            pending = list(self._commits[id_].parents[1:])
            while pending:
                one = pending.pop()
                if one not in found and one not in self._place and one in self._commits:
                    found[one] = place
                    pending += self._commits[one].parents
        return found

    def commit(self, id_: str) -> Commit | None:
        """A commit; None where this clone does not hold it."""
        if id_ not in self._commits and id_ not in self._missing:
            try:
                for one in self._log(["--max-count=1", id_]):
                    self._commits[one.id] = one
            except CannotWorkHere:
                pass
            if id_ not in self._commits:
                self._missing.add(id_)
        return self._commits.get(id_)

    def files(self, commit: str) -> dict[str, File]:
        """Every file at a commit, worked out from its parent where that is known."""
        back: list[Commit] = []
        here = self.commit(commit)
        while here is not None and here.tree not in self._files and here.parents and len(back) < _KEPT:
            parent = self.commit(here.parents[0])
            if parent is None:
                break
            back.append(here)
            here = parent
        if here is None:
            raise CannotWorkHere(f"The commit {commit[:12]} is not in this clone.", "clone anew, in full")
        found = dict(self._files[here.tree]) if here.tree in self._files else self._listed(here.id)
        for one in reversed(back):
            apply(found, one.changes)
        self._files[back[0].tree if back else here.tree] = found
        if len(self._files) > _KEPT:
            del self._files[next(iter(self._files))]
        return found

    def merge_base(self, one: str, other: str) -> str:
        """The one newest common ancestor; empty where there is none or more than one."""
        limit = self._place.get(one)
        if limit is not None:
            chain, here = self._straight(other)
            came = (commit.id for commit in chain if self._merged.get(commit.id, limit + 1) <= limit)
            here = next(came, here)
            if self._merged.get(here, self._place.get(here, limit + 1)) <= limit:
                return here
        try:
            found = self._git.run("merge-base", "--all", one, other).decode("ascii", "replace").split()
        except CannotWorkHere:
            return ""
        return found[0] if len(found) == 1 else ""

    def between(self, base: str, head: str) -> tuple[Commit, ...]:
        """The commits reachable from `head` and not from `base`, newest first."""
        chain, here = self._straight(head)
        if here == base:
            return tuple(chain)
        listed = self._git.run("rev-list", "--topo-order", f"{base}..{head}", "--").decode("ascii", "replace").split()
        found = [self.commit(one) for one in listed]
        return tuple(one for one in found if one is not None)

    def _straight(self, head: str) -> tuple[list[Commit], str]:
        """The commits with one parent from a head down to the branch, and where they meet it ("" = they do not)."""
        chain: list[Commit] = []
        here = head
        while here not in self._place:
            commit = self.commit(here)
            if commit is None or len(commit.parents) != 1:
                return chain, ""
            chain.append(commit)
            here = commit.parents[0]
        return chain, here

    def merged_tree(self, one: str, other: str) -> str:
        """The tree of a merge, made in a folder of its own so that the clone stays as it is."""
        with tempfile.TemporaryDirectory(prefix="gitsm-") as folder:
            return Writer(self._git, Path(folder)).merged_tree(one, other)

    def read(self, blob: str) -> bytes:
        """The content of a blob. Raises OSError."""
        known = self._ahead.get(blob)
        if known is not None:
            return known
        try:
            return self._reader.read(blob)
        except OSError:
            return self._reader.read(blob)  # the reader was ended for its age

    def expect(self, blobs: Iterable[str]) -> None:
        """Reads blobs in portions before they are asked for, as many as the bound on memory allows."""
        if self._ahead_size > _AHEAD // 2:
            self._ahead.clear()
            self._ahead_size = 0
        wanted = [blob for blob in dict.fromkeys(blobs) if blob not in self._ahead]
        reader = _Reader(self._git)
        for start in range(0, len(wanted), _PORTION):
            portion = wanted[start : start + _PORTION]
            for blob, data in zip(portion, reader.read_many(portion), strict=False):
                if data is not None:
                    self._ahead[blob] = data
                    self._ahead_size += len(data)
            if self._ahead_size > _AHEAD:
                break
        reader.close()

    def _listed(self, commit: str) -> dict[str, File]:
        found: dict[str, File] = {}
        for line in filter(None, self._git.run("ls-tree", "-r", "-z", "--full-tree", commit, "--").split(b"\0")):
            head, _, name = line.partition(b"\t")
            mode, _, blob = head.decode("ascii").split(" ")
            path = name.decode("utf-8", "surrogateescape")
            if here := placed(path, self._prefix):
                found[here] = File(mode, blob)
        return found

    def _log(self, revisions: Iterable[str]) -> Iterator[Commit]:
        data = self._git.run(*_LOG, *revisions, "--", timeout=TIMEOUT).decode("utf-8", "surrogateescape")
        pieces = data.split("\0")  # the one byte that no name, address, message or path can hold
        at = 0
        while at + _FIELDS < len(pieces):
            parts = pieces[at : at + _FIELDS]
            if not _ID.fullmatch(parts[0]):
                words = "The history cannot be told apart: git prints a commit in a form that is not known."
                raise CannotWorkHere(words, "look at the commits with `git log`, or use another version of git")
            first = at = at + _FIELDS
            while at + 1 < len(pieces) and pieces[at].startswith(("\n:", ":")):
                at += 2
            yield self._read_commit(parts, pieces[first:at])

    def _read_commit(self, parts: list[str], changes: list[str]) -> Commit:
        id_, tree, parents, author, address, committer, committer_address, when, message = parts
        day, _, second = when.partition(" ")
        people = {(author, address): None, (committer, committer_address): None}
        if "o-" in message or "O-" in message:
            people |= dict.fromkeys((match[1], match[2]) for match in _CO_AUTHOR.finditer(message))
        return Commit(
            id_, tree, tuple(parents.split()), tuple(people), message.partition("\n")[0], tuple(self._changes(changes)),
            date.fromisoformat(day), int(second),
        )  # fmt: skip

    def _changes(self, pieces: list[str]) -> Iterator[Moved]:
        for head, path in zip(pieces[::2], pieces[1::2], strict=True):
            old_mode, new_mode, old, new, _ = head.lstrip(":\n").split(" ")
            if here := placed(path, self._prefix):
                yield Moved(here, _file(old_mode, old), _file(new_mode, new))


def _file(mode: str, blob: str) -> File | None:
    return None if _ZERO.fullmatch(blob) else File(mode, blob)


def clone_faults(git: Git) -> Iterator[str]:
    """What makes git show another history than the objects hold: replaced objects and grafts."""
    if git.run("for-each-ref", "--count=1", "refs/replace/").strip():
        yield "the clone has replaced objects (refs/replace): other programs show another history than the real one"
    folder = Path(os.fsdecode(git.run("rev-parse", "--git-common-dir")).strip())
    if (git.top / folder / "info" / "grafts").exists():
        yield "the clone has grafts (info/grafts): it shows other parents than the commits have"
