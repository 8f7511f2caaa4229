"""A repository at one moment: every artefact by key and version, and what could not be read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from gitsm.base.finding import Finding
from gitsm.load.tree import Tree
from gitsm.model.artefact import AgreementDocument, Artefact, Document
from gitsm.model.kinds import SETTINGS_FILE, Kind
from gitsm.model.lifecycle import Phase
from gitsm.model.settings import Settings

_RANKS = ("in force", "working", "scheduled", "expired", "superseded", "ended")
Condition = Literal["working", "scheduled", "in force", "expired", "superseded", "ended"]


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """An artefact with the file it was read from."""

    artefact: Artefact
    kind: Kind
    path: str

    @property
    def key(self) -> str:
        """`kind/id`."""
        return f"{self.kind.slug}/{self.artefact.id}"

    @property
    def version(self) -> str:
        """The version as text; empty for records."""
        return str(self.artefact.version) if isinstance(self.artefact, Document) else ""

    @property
    def phase(self) -> Phase:
        """working, agreed or ended."""
        return self.kind.phase(self.artefact.status)

    @property
    def was_agreed(self) -> bool:
        """Whether it is a terminated version of an agreement with the days on which it applied. Nothing that is agreed
        is below 1.0.0; without an end nobody knows those days.
        """
        one = self.artefact
        if self.phase != "ended" or not isinstance(one, AgreementDocument) or one.version.parts[0] < 1:
            return False
        return one.start is not None and one.end is not None and one.start < one.end

    @property
    def order(self) -> tuple[tuple[int, ...], str]:
        """Sort key among the versions of one id."""
        return (self.artefact.version.parts if isinstance(self.artefact, Document) else (), self.path)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Snapshot:
    """All artefacts of a repository at one moment. Build it with `gitsm.load.loader.load`."""

    tree: Tree
    items: tuple[Loaded, ...]
    settings: Settings
    findings: tuple[Finding, ...] = ()
    broken: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    by_key: dict[str, tuple[Loaded, ...]] = field(default_factory=dict)
    by_kind: dict[str, tuple[Loaded, ...]] = field(default_factory=dict)
    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)
    successors: dict[str, tuple[Loaded, ...]] = field(default_factory=dict)
    starts: dict[str, tuple[date, ...]] = field(default_factory=dict)
    """First days of the versions that are agreed, or were until they were terminated, in order, where there are several
    versions.
    """
    replaced: dict[str, date] = field(default_factory=dict)
    """By path the first day on which an agreed version of a higher number applies."""
    derived: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What others worked out of this snapshot, under names of their own, so that it is worked out once."""
    _resolved: dict[tuple[str, date], Loaded] = field(default_factory=dict)
    _heirs: dict[tuple[str, date], bool] = field(default_factory=dict)

    @property
    def settings_item(self) -> Loaded | None:
        """The settings file as an artefact, if it could be read."""
        return next(iter(self.by_key.get("settings/settings", ())), None)

    def versions(self, kind: str, id_: str) -> tuple[Loaded, ...]:
        """All versions of an id, oldest first."""
        return self.by_key.get(f"{kind}/{id_}", ())

    def of_kind(self, *slugs: str) -> Iterator[Loaded]:
        """All artefacts of the kinds, every version, by path."""
        if len(slugs) == 1:
            yield from self.by_kind.get(slugs[0], ())
            return
        for item in self.items:
            if item.kind.slug in slugs:
                yield item

    def span(self, item: Loaded) -> tuple[date | None, date | None]:
        """Half-open time in force of an agreed version: an open end ends where the next agreed version starts, or one
        that was terminated since.
        """
        start, end = item.artefact.start, item.artefact.end
        if end is None:
            starts = self.starts.get(item.key, ())
            following = 0 if start is None else bisect_right(starts, start)
            end = starts[following] if following < len(starts) else None
        return start, end

    def condition(self, item: Loaded, on: date) -> Condition:
        """What time has made of a version: working, scheduled, in force, expired, superseded or ended."""
        if item.phase == "working":
            return "working"
        if item.phase == "ended":
            return "ended"
        start, end = self.span(item)
        if start is not None and on < start:
            return "scheduled"
        if end is not None and end <= on:
            replaced = self.replaced.get(item.path)
            return "superseded" if item.artefact.end is None or (replaced and replaced <= on) else "expired"
        return "superseded" if item.key in self.successors and self._inherited(item.key, on) else "in force"

    def _inherited(self, key: str, on: date) -> bool:
        """Whether an agreed document that replaces this one runs on the day."""
        known = self._heirs.get((key, on))
        if known is None:
            known = any(heir.phase == "agreed" and self._running(heir, on) for heir in self.successors[key])
            self._heirs[key, on] = known
        return known

    def _running(self, item: Loaded, on: date) -> bool:
        start, end = self.span(item)
        return (start is None or start <= on) and (end is None or on < end)

    def in_force(self, kind: str, id_: str, on: date) -> Loaded | None:
        """The version of an id that applies on the day, or None."""
        for item in reversed(self.versions(kind, id_)):
            if self.condition(item, on) == "in force":
                return item
        return None

    def resolve(self, kind: str, id_: str, on: date) -> Loaded | None:
        """The version a reference means on the day: the one in force, else working, scheduled, or the newest.

        Of several that are scheduled, the one that begins first.
        """
        versions = self.versions(kind, id_)
        if len(versions) < 2:
            return versions[0] if versions else None
        known = self._resolved.get((versions[0].key, on))
        if known is None:
            known = min(reversed(versions), key=lambda item: self._rank(item, on))
            self._resolved[versions[0].key, on] = known
        return known

    def _rank(self, item: Loaded, on: date) -> tuple[int, date]:
        condition = self.condition(item, on)
        start = item.artefact.start if condition == "scheduled" else None
        return _RANKS.index(condition), start or date.min

    def in_force_of(self, *slugs: str, on: date) -> Iterator[Loaded]:
        """Artefacts of the kinds that are in force on the day."""
        for item in self.of_kind(*slugs):
            if self.condition(item, on) == "in force":
                yield item


def build(
    tree: Tree,
    items: Iterable[Loaded],
    findings: Iterable[Finding] = (),
    broken: Iterable[str] = (),
    paths: Iterable[str] = (),
) -> Snapshot:
    """A snapshot with its indexes. Without readable settings, defaults apply."""
    ordered = tuple(sorted(items, key=lambda item: item.path))
    by_key: dict[str, list[Loaded]] = {}
    by_kind: dict[str, list[Loaded]] = {}
    former: dict[str, str] = {}
    successors: dict[str, list[Loaded]] = {}
    settings: Settings | None = None
    for item in ordered:
        by_key.setdefault(item.key, []).append(item)
        by_kind.setdefault(item.kind.slug, []).append(item)
        for old in item.artefact.formerly:
            former.setdefault(f"{item.kind.slug}/{old}", item.artefact.id)
        replaced = getattr(item.artefact, "supersedes", None)
        if replaced and replaced != item.artefact.id:
            successors.setdefault(f"{item.kind.slug}/{replaced}", []).append(item)
        if item.path == SETTINGS_FILE and isinstance(item.artefact, Settings):
            settings = item.artefact
    ids: dict[str, list[str]] = {}
    for key in by_key:
        kind, _, id_ = key.partition("/")
        ids.setdefault(kind, []).append(id_)
    return Snapshot(
        tree,
        ordered,
        settings or DEFAULT_SETTINGS,
        tuple(findings),
        frozenset(broken),
        frozenset(paths),
        {key: tuple(sorted(group, key=lambda item: item.order)) for key, group in by_key.items()},
        {kind: tuple(group) for kind, group in by_kind.items()},
        {kind: tuple(sorted(names)) for kind, names in ids.items()},
        former,
        {key: tuple(group) for key, group in successors.items()},
        {key: tuple(_starts(group)) for key, group in by_key.items() if len(group) > 1},
        dict(pair for group in by_key.values() if len(group) > 1 for pair in _replaced(group)),
    )


def _starts(group: Iterable[Loaded]) -> list[date]:
    agreed = (item.artefact.start for item in group if item.phase == "agreed" or item.was_agreed)
    return sorted(start for start in agreed if start is not None)


def _replaced(group: Iterable[Loaded]) -> Iterator[tuple[str, date]]:
    first: date | None = None
    for item in sorted(group, key=lambda item: item.order, reverse=True):
        if first is not None:
            yield item.path, first
        if item.phase == "agreed":
            start = item.artefact.start or date.min
            first = start if first is None else min(first, start)


DEFAULT_SETTINGS = Settings.model_validate(
    {"id": "settings", "title": "Settings", "version": "0.0.0", "status": "draft", "owner": "quality-manager"}
)
