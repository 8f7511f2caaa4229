"""Which versions of two snapshots belong together. Identity is (kind, id, version); paths do not matter.

A version that exists on both sides is compared with itself; a version number edited in place with what stood there
before; a new version file with the version that was in force when it came, so that adding a looser version is a
loosening and not an addition. An id is followed through `formerly`, never by likeness.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gitsm.diff.compare import CalendarOf, Side, compare
from gitsm.diff.difference import Difference, Pair, Pairing
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.service import Calendar

ALWAYS = "24x7"


def changed_pairs(base: Snapshot, head: Snapshot, as_of: date) -> tuple[Pair, ...]:
    """Every pair of versions that differ in meaning or place, by key and version.

    Broken files on either side give no pair: what cannot be read is a finding, not a change.
    """
    calendars = calendars_of(base, head, as_of)
    return tuple(pair for pair in _pairs(base, head, as_of, calendars) if _matters(pair))


def calendars_of(base: Snapshot, head: Snapshot, as_of: date) -> CalendarOf:
    """Looks calendars up in the two snapshots."""

    def calendar_of(id_: str, side: Side) -> Calendar | None:
        if id_ == ALWAYS:
            return None
        found = (base if side == "base" else head).resolve("calendar", id_, as_of)
        if found is None or not isinstance(found.artefact, Calendar):
            raise KeyError(id_)
        return found.artefact

    return calendar_of


def _matters(pair: Pair) -> bool:
    return pair.pairing in ("added", "removed", "renamed", "follows") or bool(pair.differences) or pair.moved


def _pairs(base: Snapshot, head: Snapshot, as_of: date, calendars: CalendarOf) -> Iterator[Pair]:
    renamed = _renames(base, head)
    gone = set(base.by_key) - set(renamed.values())
    for key in sorted(head.by_key.keys() | gone):
        before = renamed.get(key, key)
        old = base.by_key.get(before, ()) if before in base.by_key else ()
        yield from _versions(old, head.by_key.get(key, ()), base, as_of, calendars, key in renamed)


def _renames(base: Snapshot, head: Snapshot) -> dict[str, str]:
    """New key -> old key of every artefact that names its old id, which is gone."""
    found: dict[str, str] = {}
    for key, versions in head.by_key.items():
        if key in base.by_key:
            continue
        kind = key.partition("/")[0]
        for item in versions:
            former = (f"{kind}/{old}" for old in item.artefact.formerly)
            old = next((name for name in former if name in base.by_key and name not in head.by_key), None)
            if old is not None and old not in found.values():
                found[key] = old
                break
    return found


def _versions(
    old: tuple[Loaded, ...],
    new: tuple[Loaded, ...],
    base: Snapshot,
    as_of: date,
    calendars: CalendarOf,
    renamed: bool,
) -> Iterator[Pair]:
    same = {item.version: item for item in old}
    left = {item.path: item for item in old if item.version not in {other.version for other in new}}
    for item in new:
        known = same.get(item.version)
        if known is not None:
            yield _pair("renamed" if renamed else "same", known, item, calendars)
            continue
        before, pairing = _predecessor(item, old, left, base, as_of)
        if before is None:
            yield Pair("added", None, item)
            continue
        left.pop(before.path, None)
        yield _pair("renamed" if renamed and pairing == "revised" else pairing, before, item, calendars)
    for item in left.values():
        yield Pair("removed", item, None)


def _predecessor(
    item: Loaded, old: tuple[Loaded, ...], left: dict[str, Loaded], base: Snapshot, as_of: date
) -> tuple[Loaded | None, Pairing]:
    """What a version that was not there before continues: a version that vanished, else the one in force."""
    lower = [other for other in left.values() if other.order < item.order]
    if lower:
        return max(lower, key=lambda other: other.order), "revised"
    if left:
        return min(left.values(), key=lambda other: other.order), "revised"
    if not old:
        return None, "added"
    key = old[0].key.partition("/")
    return base.resolve(key[0], key[2], as_of), "follows"


def _pair(pairing: Pairing, old: Loaded, new: Loaded, calendars: CalendarOf) -> Pair:
    differences: tuple[Difference, ...] = ()
    if old.artefact is not new.artefact:
        differences = compare(old.artefact, new.artefact, calendars)
        if pairing == "renamed":
            differences = tuple(d for d in differences if d.route not in (("id",), ("formerly",)))
    return Pair(pairing, old, new, differences)
