"""Which version number a change demands of each document: major, minor or patch; none for formatting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gitsm.base.scalars import Version
from gitsm.diff.changes import FORMATTING, Change
from gitsm.diff.difference import Difference, Pair
from gitsm.diff.types import CLASSES, ChangeClass
from gitsm.model.artefact import Document

FIRST = Version(1, 0, 0)


@dataclass(frozen=True, slots=True)
class Bump:
    """The version a document had, the least it must have now, and the one it has. `path` is the file to change."""

    key: str
    path: str
    before: str
    wanted: str
    found: str

    @property
    def missing(self) -> bool:
        """Whether the version is too low."""
        return _parts(self.found) < _parts(self.wanted)


def asks_version(change: Change) -> bool:
    """Whether a change is one of a document's own content.

    An end that comes sooner is none, nor a step of the status from 1.0.0 on.
    """
    if change.path:
        return False  # the document answers for a file that is none; its own text stays as it is
    base = change.pair.base.artefact if change.pair.base else None
    first = isinstance(base, Document) and base.version.parts[0] == 0
    return not change.differences or not all(
        ends_sooner(d) or (d.at == "status" and not first) for d in change.differences
    )


def ends_sooner(difference: Difference) -> bool:
    """Whether a document is made to end, or to end sooner: part of the version that follows it."""
    before, after = difference.before, difference.after
    return difference.at in ("effective_to", "valid.to") and after is not None and (before is None or after < before)


def bumps(judged: Iterable[tuple[Pair, int, ChangeClass]]) -> Iterator[Bump]:
    """What each changed document needs, by key. Formatting asks for none; a first approval is 1.0.0."""
    classes: dict[str, tuple[Pair, ChangeClass]] = {}
    for pair, number, class_ in judged:
        if pair.base is None or pair.head is None or number == FORMATTING:
            continue
        if not isinstance(pair.head.artefact, Document) or not isinstance(pair.base.artefact, Document):
            continue
        known = classes.get(pair.head.path)
        if known is None or CLASSES.index(class_) > CLASSES.index(known[1]):
            classes[pair.head.path] = (pair, class_)
    for path in sorted(classes):
        pair, class_ = classes[path]
        before, after = pair.base, pair.head
        if before is not None and after is not None:
            assert isinstance(before.artefact, Document)
            wanted = least(before.artefact.version, class_, approved=after.phase != "working")
            yield Bump(after.key, path, before.version, str(wanted), after.version)


def least(before: Version, class_: ChangeClass, *, approved: bool) -> Version:
    """The lowest version that may follow: majors raise MAJOR, normal ones MINOR, standard ones PATCH.

    Below 1.0.0 a draft raises MINOR for whatever weighs more than standard; its first approval is 1.0.0.
    """
    major, minor, patch = before.parts
    if major == 0:
        if approved:
            return FIRST
        return Version(0, minor, patch + 1) if class_ == "standard" else Version(0, minor + 1, 0)
    if class_ == "major":
        return Version(major + 1, 0, 0)
    return Version(major, minor + 1, 0) if class_ == "normal" else Version(major, minor, patch + 1)


def _parts(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))
