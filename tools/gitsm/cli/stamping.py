"""`gitsm plan --fix`: the versions a change demands, written where they stand, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gitsm.adapters.files import apply
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.base.scalars import Version
from gitsm.base.source import Route
from gitsm.cli.planning import Compared
from gitsm.cli.session import Session
from gitsm.diff.versions import Bump
from gitsm.edit.splice import Edit, at, splice
from gitsm.load.positions import find
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.load.yaml import decode
from gitsm.plan.obstacles import rewritten
from gitsm.plan.plan import Plan

_VERSION: Route = ("version",)


def write_versions(session: Session, sides: Compared, plan: Plan) -> tuple[str, ...]:
    """Writes every version that is too low, all files or none, and says what was written.

    An agreement in force that was edited in place is left as it is: a number does not mend that.
    Raises UsageError where the head is a commit, CannotWorkHere where a file cannot be changed safely.
    """
    if sides.range.head is not None:
        raise UsageError("--fix changes the work tree, but the head named is a commit.", "leave out ..HEAD")
    head = sides.head.snapshot
    fixed = rewritten(plan.new)
    late = [_free(bump, head) for bump in plan.bumps if bump.missing and bump.key not in fixed]
    writes, expected = stamped(head, [bump for bump, _ in late])
    if writes:
        apply(session.root, writes, expected=expected)
    done = [f"{bump.path}: version {bump.found} → {bump.wanted}{beside}" for bump, beside in late]
    return (*done, *(f"{one.path}: in force, so no version is written; {one.fix}" for one in fixed.values()))


def _free(bump: Bump, head: Snapshot) -> tuple[Bump, str]:
    """The lowest version that does and that no other file has, and a word about the file that has what was needed."""
    taken = {item.version: item for item in head.by_key.get(bump.key, ()) if item.path != bump.path}
    other = taken.get(bump.wanted)
    wanted = Version.parse(bump.wanted)
    while str(wanted) in taken:
        wanted = Version(*wanted.parts[:2], wanted.parts[2] + 1)
    return replace(bump, wanted=str(wanted)), _beside(bump, other) if other is not None else ""


def _beside(bump: Bump, other: Loaded) -> str:
    """Where a later version has the number already: what is changed here does not reach it."""
    start = other.artefact.start
    when = f" and takes effect on {start}" if start is not None else ""
    return f"; {other.path} is {bump.wanted} already{when}: make the change there too where it is meant to last"


def stamped(snapshot: Snapshot, late: Iterable[Bump]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """(new content, content that was read) by path. Raises CannotWorkHere."""
    writes: dict[str, bytes] = {}
    expected: dict[str, bytes] = {}
    for bump in late:
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
