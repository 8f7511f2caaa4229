"""Which versions of two snapshots belong together. Identity is (kind, id, version); paths do not matter.

A version that exists on both sides is compared with itself; a version number edited in place with what stood there
before; a new version file with the version that was in force when it came, so that adding a looser version is a
loosening and not an addition. An id is followed through `formerly`, never by likeness.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress
from operator import is_, is_not
from typing import Any
from weakref import ref

from gitsm.base.source import Route
from gitsm.diff.compare import CalendarOf, Inherited, Side, compare
from gitsm.diff.difference import Difference, Pair, Pairing
from gitsm.graph import Graph, build_graph
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.agreement import Sla, Target
from gitsm.model.artefact import Artefact
from gitsm.model.service import Calendar

ALWAYS = "24x7"


def changed_pairs(base: Snapshot, head: Snapshot, as_of: date, graph: Graph | None = None) -> tuple[Pair, ...]:
    """Every pair of versions that differ in meaning or place, by key and version. `graph`: that of the base, if known.

    Broken files on either side give no pair: what cannot be read is a finding, not a change. Where an id was renamed,
    references to it that follow are no difference. The head remembers the last answer.
    """
    known: tuple[ref[Snapshot], date, tuple[Pair, ...]] | None = head.derived.get("pairs")
    if known is None or known[0]() is not base or known[1] != as_of:
        known = head.derived["pairs"] = (ref(base), as_of, _changed_pairs(base, head, as_of, graph))
    return known[2]


def _changed_pairs(base: Snapshot, head: Snapshot, as_of: date, graph: Graph | None) -> tuple[Pair, ...]:
    renames = _renames(base, head)
    calendars, inherited = calendars_of(base, head, as_of), inheritance(base, head, as_of)
    pairing = _Pairing(base, head, as_of, calendars, inherited, renames, _Renaming(base, renames, graph))
    return tuple(pair for pair in pairing.pairs() if _matters(pair))


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


def inheritance(base: Snapshot, head: Snapshot, as_of: date) -> Inherited:
    """What agreements take from elsewhere: hours from their services where those agree, targets from their parents."""

    def inherited(sla: Sla, field: str, side: Side) -> Any:
        snapshot = base if side == "base" else head
        if field == "targets":
            return tuple(_parent_targets(snapshot, sla, as_of))
        services = (snapshot.resolve("service", id_, as_of) for id_ in sla.services)
        hours = {getattr(item.artefact, field) for item in services if item is not None}
        return hours.pop() if len(hours) == 1 else None

    return inherited


def _parent_targets(snapshot: Snapshot, sla: Sla, as_of: date) -> Iterator[Target]:
    """Targets of the agreements above, the nearest first, each id once."""
    seen: set[str] = {sla.id}
    known: set[str] = set()
    above = sla.parent
    while above and above not in seen:
        seen.add(above)
        item = snapshot.resolve("sla", above, as_of)
        if item is None or not isinstance(item.artefact, Sla):
            return
        for target in item.artefact.targets:
            if target.id not in known:
                known.add(target.id)
                yield target
        above = item.artefact.parent


def _matters(pair: Pair) -> bool:
    return pair.pairing not in ("same", "revised") or bool(pair.differences) or pair.moved


def _renames(base: Snapshot, head: Snapshot) -> dict[str, str]:
    """New key -> old key of every artefact that names its old id, which is gone."""
    found: dict[str, str] = {}
    if len(head.by_key) == len(base.by_key) and all(map(is_, head.by_key, base.by_key)):
        return found
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


class _Renaming:
    """The artefacts of the base as they would be if the renamed ids had always been the new ones."""

    def __init__(self, base: Snapshot, renames: dict[str, str], graph: Graph | None) -> None:
        self._new = {old: new.partition("/")[2] for new, old in renames.items()}
        self._graph = (graph or build_graph(base)) if renames else None

    def artefact(self, item: Loaded) -> Artefact:
        """The artefact with its references to renamed ids followed."""
        if self._graph is None:
            return item.artefact
        links = [link for link in self._graph.outgoing.get(item, ()) if link.target in self._new]
        if not links:
            return item.artefact
        raw = item.artefact.model_dump(mode="json", by_alias=True, exclude_unset=True)
        for link in links:
            kind, _, old = link.target.partition("/")
            new = self._new[link.target]
            _put(raw, link.route, f"{kind}/{new}" if str(link.name) == f"{kind}/{old}" else new)
        return type(item.artefact).model_validate(raw)


def _put(raw: Any, route: Route, value: str) -> None:
    for step in route[:-1]:
        raw = raw[step]
    raw[route[-1]] = value


@dataclass(frozen=True, slots=True)
class _Pairing:
    """Both snapshots, and how ids and calendars are looked up."""

    base: Snapshot
    head: Snapshot
    as_of: date
    calendars: CalendarOf
    inherited: Inherited
    renames: dict[str, str]
    renaming: _Renaming

    def pairs(self) -> Iterator[Pair]:
        """Every pair, differing or not, by key. What both snapshots share as one object is passed over."""
        for key in sorted(self._keys()):
            old = self.base.by_key.get(self.renames.get(key, key), ())
            yield from self._versions(key, old, self.head.by_key.get(key, ()), key in self.renames)

    def _keys(self) -> Iterable[str]:
        old, new = self.base.by_key, self.head.by_key
        if self.renames:
            return new.keys() | (old.keys() - set(self.renames.values()))
        if len(old) == len(new) and all(map(is_, old, new)):  # one made from the other: the same keys in one order
            return compress(new, map(is_not, old.values(), new.values()))
        return [key for key in old.keys() | new.keys() if old.get(key) is not new.get(key)]

    def _versions(self, key: str, old: tuple[Loaded, ...], new: tuple[Loaded, ...], renamed: bool) -> Iterator[Pair]:
        same = {item.version: item for item in old}
        left = {item.path: item for item in old if item.version not in {other.version for other in new}}
        found: list[Pair] = []
        for item in new:
            known = same.get(item.version)
            if known is not None:
                found.append(self._known(known, item, renamed))
                continue
            before, pairing = self._predecessor(key, item, old, left)
            if before is None:
                found.append(Pair(pairing, None, item))
                continue
            left.pop(before.path, None)
            found.append(self._pair("renamed" if renamed and pairing == "revised" else pairing, before, item))
        broken = key in self.head.broken
        found += [Pair("removed", item, None) for item in left.values() if not broken or self._deleted(item)]
        yield from _with_ends(found)
        yield from filter(None, map(self._heir, found))

    def _deleted(self, item: Loaded) -> bool:
        return item.path not in self.head.paths

    def _heir(self, pair: Pair) -> Pair | None:
        """What takes over from another document by this change, held against that document too."""
        item = pair.head
        replaced = getattr(item.artefact, "supersedes", None) if item is not None and item.phase == "agreed" else None
        if item is None or not replaced or pair.base is None or pair.pairing == "follows":
            return None
        if pair.base.phase == "agreed" and getattr(pair.base.artefact, "supersedes", None) == replaced:
            return None
        before = self._ruling(item.kind.slug, replaced, item)
        return self._pair("follows", before, item) if before is not None and before.key != item.key else None

    def _ruling(self, kind: str, id_: str, item: Loaded) -> Loaded | None:
        """What applies on the first day of a version if it were not for this change, else what applied last before."""
        day = max(self.as_of, item.artefact.start or self.as_of)
        begun = [one for one in self.base.versions(kind, id_) if (one.artefact.start or date.min) <= day]
        agreed = [one for one in begun if one.phase == "agreed"]
        last = max(agreed, key=lambda one: (one.artefact.start or date.min, one.order), default=None)
        return self.base.in_force(kind, id_, day) or last

    def _known(self, before: Loaded, item: Loaded, renamed: bool) -> Pair:
        """A version that was there: compared with itself, or with the one in force where it now takes over."""
        if renamed:
            return self._pair("renamed", before, item)
        if item.kind.versioned and before.phase == "working" and item.phase == "agreed":
            ruling = self._in_force(before, item)
            if ruling is not None and ruling.path != before.path:
                return self._pair("follows", ruling, item)
        return self._pair("same", before, item)

    def _in_force(self, before: Loaded, item: Loaded) -> Loaded | None:
        kind, _, id_ = before.key.partition("/")
        return self._ruling(kind, id_, item)

    def _predecessor(
        self, key: str, item: Loaded, old: tuple[Loaded, ...], left: dict[str, Loaded]
    ) -> tuple[Loaded | None, Pairing]:
        """What a version that was not there before continues: a version that vanished, else the one in force."""
        lower = [other for other in left.values() if other.order < item.order]
        if lower:
            return self._ruled(left.pop(max(lower, key=lambda other: other.order).path), item)
        if left:
            return self._ruled(left.pop(min(left.values(), key=lambda other: other.order).path), item)
        kind, _, id_ = key.partition("/")
        if old:
            kind, _, id_ = old[0].key.partition("/")
            return self._ruling(kind, id_, item) or self.base.resolve(kind, id_, self.as_of), "follows"
        if key in self.base.broken:
            return None, "mended"
        replaced = getattr(item.artefact, "supersedes", None)
        if replaced and self.base.versions(kind, replaced):
            ruling = self._ruling(kind, replaced, item)
            return ruling or self.base.resolve(kind, replaced, self.as_of), "follows"
        return None, "added"

    def _ruled(self, before: Loaded, item: Loaded) -> tuple[Loaded, Pairing]:
        """A version number edited in place; one that takes effect by it is held against what was in force."""
        if before.phase == "working" and item.phase == "agreed":
            ruling = self._in_force(before, item)
            if ruling is not None and ruling.path != before.path:
                return ruling, "follows"
        return before, "revised"

    def _pair(self, pairing: Pairing, old: Loaded, new: Loaded) -> Pair:
        before = self.renaming.artefact(old)
        differences: tuple[Difference, ...] = ()
        if before is not new.artefact:
            differences = compare(before, new.artefact, self.calendars, self.inherited)
            if pairing == "renamed":
                differences = tuple(d for d in differences if d.route[0] not in ("id", "formerly"))
        return Pair(pairing, old, new, differences)


def _with_ends(pairs: list[Pair]) -> Iterator[Pair]:
    """The pairs, those that another takes over from in the same change with the day on which it does."""
    heirs: dict[str, date] = {}
    for pair in pairs:
        start = pair.head.artefact.start if pair.head is not None and pair.head.phase == "agreed" else None
        if pair.pairing == "follows" and pair.base is not None and start is not None:
            heirs[pair.base.path] = min(start, heirs.get(pair.base.path, start))
    for pair in pairs:
        end = heirs.get(pair.base.path) if pair.base is not None and pair.pairing != "follows" else None
        yield replace(pair, until=end) if end is not None else pair
