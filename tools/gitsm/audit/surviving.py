"""The change at earlier commits that somebody agreed to, for policies that bind agreements to their meaning."""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.approvals.patch import FilePatch, Patch
from gitsm.audit.history import File, History
from gitsm.audit.versions import Versions
from gitsm.load.snapshot import Snapshot
from gitsm.load.yaml import MAX_BYTES
from gitsm.plan.verdict import Reviewed, Survival

_REGULAR = ("100644", "100755")


def survival_at(history: History, versions: Versions, target: str, base: str, head: str) -> Survival:
    """How a change into `target` stood at other commits, each against where it parted from there."""

    def reviewed(commit: str) -> Reviewed | None:
        if history.commit(commit) is None:
            return None
        parted = history.merge_base(target, commit)
        if not parted:
            return None
        before, after = versions.at(parted), versions.at(commit)
        return Reviewed(before, after, _patch(history, parted, commit, (before, after)))

    return Survival(lambda: _patch(history, base, head, (versions.at(base), versions.at(head))), reviewed)


def _patch(history: History, base: str, head: str, sides: tuple[Snapshot, ...]) -> Patch:
    governed = {item.path for side in sides for item in side.items}
    return Patch.of(one for one in _files(history, base, head) if one.path not in governed)


def _files(history: History, base: str, head: str) -> Iterator[FilePatch]:
    before, after = history.files(base), history.files(head)
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path), after.get(path)
        if old != new:
            modes = f"{old.mode if old else '000000'} {new.mode if new else '000000'}"
            yield FilePatch(path, _content(history, old), _content(history, new), modes)


def _content(history: History, file: File | None) -> bytes | None:
    """What is compared of a file: its content; of links, submodules and large files the object id."""
    if file is None:
        return None
    if file.mode in _REGULAR:
        try:
            content = history.read(file.blob)
        except OSError:
            content = b"\0" * (MAX_BYTES + 1)
        if len(content) <= MAX_BYTES:
            return content
    return b"\0" + file.blob.encode("ascii")
