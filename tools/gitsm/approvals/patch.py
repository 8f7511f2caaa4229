"""The part of a change outside governed files, compared with what it was when somebody agreed to it.

A rebase may move such a patch onto other files; it is the same where it changes the same files in the same way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

CONTEXT = 3
LARGEST = 3000
"""Lines of a file up to which its changed lines are looked for; a larger file that moved on is taken as changed."""


@dataclass(frozen=True, slots=True)
class FilePatch:
    """A file before and after, each None where it does not exist. `mode`: what git says of it, both sides."""

    path: str
    before: bytes | None
    after: bytes | None
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Patch:
    """Every file that a change touches and that is no readable artefact, against its own merge-base."""

    files: dict[str, FilePatch] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Iterable[FilePatch]) -> Patch:
        """From files in any order."""
        return cls({one.path: one for one in sorted(files, key=lambda one: one.path)})

    @property
    def digest(self) -> str:
        """SHA-256 of paths, modes and both sides of every file."""
        parts = (
            f"{one.path}\0{one.mode}\0{_digest(one.before)}\0{_digest(one.after)}\0" for one in self.files.values()
        )
        return hashlib.sha256("".join(parts).encode("utf-8", "surrogateescape")).hexdigest()

    def differs(self, other: Patch) -> str:
        """The first path that the two patches treat differently; "" where they are the same."""
        for path in sorted(self.files.keys() | other.files.keys()):
            one, two = self.files.get(path), other.files.get(path)
            if one is None or two is None or not _same(one, two):
                return path
        return ""


def _same(one: FilePatch, two: FilePatch) -> bool:
    """The same file may change in the same way on another ground; on the same ground the result must be equal."""
    if one.mode != two.mode:
        return False
    if one.before == two.before or one.after == two.after:
        return one.before == two.before and one.after == two.after
    if None in (one.before, one.after, two.before, two.after):
        return False
    hunks = _hunks(one)
    return hunks is not None and hunks == _hunks(two)


def _hunks(patch: FilePatch) -> list[tuple[list[bytes], list[bytes], list[bytes], list[bytes]]] | None:
    """(lines above, removed, added, lines below) of every place that changed; None where that is not worked out."""
    before, after = (patch.before or b"").splitlines(True), (patch.after or b"").splitlines(True)
    if b"\0" in (patch.before or b"") or b"\0" in (patch.after or b"") or max(len(before), len(after)) > LARGEST:
        return None
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        (before[max(0, i - CONTEXT) : i], before[i:j], after[k:m], before[j : j + CONTEXT])
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag != "equal"
    ]


def _digest(content: bytes | None) -> str:
    return "-" if content is None else hashlib.sha256(content).hexdigest()
