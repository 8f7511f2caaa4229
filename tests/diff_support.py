"""What tests of changes share: the worked organisation, and what it becomes after edits of its files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gitsm.adapters.disk import DiskTree
from gitsm.diff.difference import Pair
from gitsm.diff.pairs import changed_pairs
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.load.tree import MemoryTree
from gitsm.model.kinds import ROOTS
from support import AS_OF

ROOT = Path(__file__).resolve().parent.parent
Edits = Mapping[str, str | tuple[str, str] | list[tuple[str, str]] | None]
"""By path: the new text, or (old, new) pieces that stand there exactly once, or None where the file goes."""


@cache
def worked_files() -> Mapping[str, bytes]:
    """Every governed file of the worked organisation."""
    tree = DiskTree(ROOT)
    return {entry.path: tree.read(entry.path) for entry in tree.entries(ROOTS) if entry.type == "file"}


@cache
def worked() -> Snapshot:
    """The worked organisation."""
    return load(MemoryTree(dict(worked_files())))


def edited(edits: Edits, files: Mapping[str, bytes] | None = None) -> dict[str, str | bytes]:
    """The files after the edits. Fails where an old piece does not stand there exactly once."""
    found: dict[str, str | bytes] = dict(worked_files() if files is None else files)
    for path, edit in edits.items():
        if edit is None:
            del found[path]
        elif isinstance(edit, str):
            found[path] = edit
        else:
            before = found[path]
            text = before.decode() if isinstance(before, bytes) else before
            for old, new in [edit] if isinstance(edit, tuple) else edit:
                assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
                text = text.replace(old, new)
            found[path] = text
    return found


def next_version(path: str, version: str, day: str, *pieces: tuple[str, str]) -> Edits:
    """A new version of an agreement of the worked organisation from a day on: its file, and the old one's end."""
    text = worked_files()[path].decode()
    number, valid = (re.search(pattern, text, re.MULTILINE) for pattern in (r"^version: .*$", r"^valid: .*$"))
    assert number is not None and valid is not None
    ends = (valid[0], re.sub(r"to: [\d-]+", f"to: {day}", valid[0]))
    starts = (valid[0], re.sub(r"from: [\d-]+", f"from: {day}", valid[0]))
    for old, new in ((number[0], f"version: {version}"), starts, *pieces):
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        text = text.replace(old, new)
    return {path: ends, f"{path.removesuffix('.yaml')}@{version}.yaml": text}


def snapshot_after(edits: Edits) -> Snapshot:
    """The worked organisation after the edits; every file must still be readable."""
    snapshot = load(MemoryTree(edited(edits)), like=worked())
    assert not snapshot.findings, [f"{f.place} {f.message}" for f in snapshot.findings]
    return snapshot


def pairs_after(edits: Edits) -> tuple[Pair, ...]:
    """What differs after the edits."""
    return changed_pairs(worked(), snapshot_after(edits), AS_OF)
