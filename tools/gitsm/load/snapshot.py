"""A repository at one moment: every artefact by key and version, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from gitsm.base.finding import Finding
from gitsm.load.tree import Tree
from gitsm.model.artefact import Artefact, Document
from gitsm.model.kinds import SETTINGS_FILE, Kind
from gitsm.model.lifecycle import Phase
from gitsm.model.settings import Settings

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
    def order(self) -> tuple[tuple[int, ...], str]:
        """Sort key among the versions of one id."""
        return (self.artefact.version.parts if isinstance(self.artefact, Document) else (), self.path)


@dataclass(frozen=True, slots=True)
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
        """Half-open time in force of an agreed version: an open end ends where the next agreed version starts."""
        start, end = item.artefact.start, item.artefact.end
        if end is None:
            later = [
                other.artefact.start
                for other in self.by_key.get(item.key, ())
                if other is not item and other.phase == "agreed" and other.artefact.start is not None
                and (start is None or other.artefact.start > start)
            ]  # fmt: skip
            end = min((day for day in later if day is not None), default=None)
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
            return "superseded" if item.artefact.end is None or self._replaced(item, on) else "expired"
        successor = any(
            other.phase == "agreed" and other.key != item.key and self._running(other, on)
            for other in self.successors.get(item.key, ())
        )
        return "superseded" if successor else "in force"

    def _replaced(self, item: Loaded, on: date) -> bool:
        return any(
            other is not item and other.phase == "agreed" and other.order > item.order
            and (other.artefact.start is None or other.artefact.start <= on)
            for other in self.by_key.get(item.key, ())
        )  # fmt: skip

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
        """The version a reference means on the day: the one in force, else working, scheduled, or the newest."""
        versions = self.versions(kind, id_)
        if len(versions) == 1:
            return versions[0]
        ranks = ("in force", "working", "scheduled", "expired", "superseded", "ended")
        return min(reversed(versions), key=lambda item: ranks.index(self.condition(item, on)), default=None)

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
        if replaced:
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
    )


DEFAULT_SETTINGS = Settings.model_validate(
    {"id": "settings", "title": "Settings", "version": "0.0.0", "status": "draft", "owner": "quality-manager"}
)
