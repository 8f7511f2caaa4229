"""`gitsm plan --fix`: the versions a change demands, written where they stand, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.adapters.files import apply
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.base.source import Route
from gitsm.cli.planning import Compared
from gitsm.cli.session import Session
from gitsm.diff.versions import Bump
from gitsm.edit.splice import Edit, at, splice
from gitsm.load.positions import find
from gitsm.load.snapshot import Snapshot
from gitsm.load.yaml import decode
from gitsm.plan.plan import Plan

_VERSION: Route = ("version",)


def write_versions(session: Session, sides: Compared, plan: Plan) -> tuple[str, ...]:
    """Writes every version that is too low, all files or none, and says what was written.

    Raises UsageError where the head is a commit, CannotWorkHere where a file cannot be changed safely.
    """
    if sides.range.head is not None:
        raise UsageError("--fix changes the work tree, but the head named is a commit.", "leave out ..HEAD")
    late = [bump for bump in plan.bumps if bump.missing]
    writes, expected = stamped(sides.head.snapshot, late)
    if writes:
        apply(session.root, writes, expected=expected)
    return tuple(f"{bump.path}: version {bump.found} → {bump.wanted}" for bump in late)


def stamped(snapshot: Snapshot, late: Iterable[Bump]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """(new content, content that was read) by path. Raises CannotWorkHere."""
    writes: dict[str, bytes] = {}
    expected: dict[str, bytes] = {}
    for bump in late:
        taken = next((i for i in snapshot.by_key.get(bump.key, ()) if i.version == bump.wanted), None)
        if taken is not None:
            raise CannotWorkHere(
                f"{bump.path} needs version {bump.wanted}, but {taken.path} has that version of {bump.key} already.",
                f"make the change in {taken.path}, or give that file a higher version first",
            )
        if f"@{bump.found}." in bump.path:
            raise CannotWorkHere(
                f"{bump.path} carries its version {bump.found} in the file name; {bump.wanted} is needed.",
                f"rename it to {bump.path.replace('@' + bump.found, '@' + bump.wanted)} and set version there",
            )
        data = snapshot.tree.read(bump.path)
        text = decode(data)
        places = find(text, frozenset({_VERSION}))
        span = places[_VERSION][0]
        shown = at(text, span)
        if bump.found not in shown:
            raise CannotWorkHere(f"{bump.path} changed while it was read.", "run the command again")
        expected[bump.path] = data
        writes[bump.path] = splice(text, [Edit(span, shown.replace(bump.found, bump.wanted))]).encode("utf-8")
    return writes, expected
