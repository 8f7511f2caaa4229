"""The part of a change outside governed files, read from the object database."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from gitsm.adapters.git import Git, blob_reader
from gitsm.approvals.patch import FilePatch, Patch
from gitsm.load.snapshot import Snapshot
from gitsm.load.yaml import MAX_BYTES

_ABSENT = "000000"
_REGULAR = ("100644", "100755")


def patch_between(git: Git, base: str, head: str, sides: Iterable[Snapshot]) -> Patch:
    """What differs between two commits in the whole git repository, less what is an artefact on either side.

    Links, submodules and files above the size limit are compared by their object ids. Raises CannotWorkHere.
    """
    prefix = f"{git.prefix}/" if git.prefix else ""
    governed = {f"{prefix}{item.path}" for side in sides for item in side.items}
    data = git.run(
        "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", base, head,
        "--",
    )  # fmt: skip
    return Patch.of(one for one in _files(git, data) if one.path not in governed)


def _files(git: Git, data: bytes) -> Iterator[FilePatch]:
    read = blob_reader(git)
    parts = [os.fsdecode(part) for part in data.split(b"\0") if part]
    for fields, path in zip(parts[::2], parts[1::2], strict=False):
        old_mode, new_mode, old, new, *_ = fields.removeprefix(":").split(" ")
        sides = []
        for mode, id_ in ((old_mode, old), (new_mode, new)):
            content = read(id_) if mode in _REGULAR else b""
            whole = mode in _REGULAR and len(content) <= MAX_BYTES
            sides.append(None if mode == _ABSENT else content if whole else b"\0" + id_.encode("ascii"))
        yield FilePatch(path, sides[0], sides[1], f"{old_mode} {new_mode}")
