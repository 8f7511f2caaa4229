"""Who refers to whom: edges read off the reference types of the models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gitsm.base.source import Route
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.artefact import Reference as TypedLink
from gitsm.model.meta import InFramework, InScheme, Local, Ref
from gitsm.model.walk import Mark, references


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """One reference. `target` is `kind/id`; empty for what is no artefact (local elements, levels, practices)."""

    source: Loaded
    route: Route
    name: str | int
    mark: Mark
    target: str
    informative: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """All references of a snapshot, from both ends."""

    outgoing: dict[Loaded, tuple[Link, ...]] = field(default_factory=dict)
    incoming: dict[str, tuple[Link, ...]] = field(default_factory=dict)
    _used: dict[str, tuple[Link, ...]] = field(default_factory=dict)

    def links(self) -> Iterator[Link]:
        """Every reference, by path of its source, in the order of the fields."""
        for group in self.outgoing.values():
            yield from group

    def used_by(self, key: str) -> tuple[Link, ...]:
        """References to `kind/id` from other artefacts."""
        if key not in self._used:
            self._used[key] = tuple(link for link in self.incoming.get(key, ()) if link.source.key != key)
        return self._used[key]


def build_graph(snapshot: Snapshot, like: Snapshot | None = None) -> Graph:
    """The graph of all versions in a snapshot, worked out once.

    References of artefacts that are shared with the snapshot `like`, whose graph is known, are taken from there.
    """
    known: Graph | None = snapshot.derived.get("graph")
    if known is None:
        known = snapshot.derived["graph"] = _built(snapshot, _shared_links(snapshot, like))
    return known


def _shared_links(snapshot: Snapshot, like: Snapshot | None) -> dict[Loaded, tuple[Link, ...]]:
    """References by artefact that mean the same in both: what a name means depends on which `kind/id` there are."""
    graph: Graph | None = like.derived.get("graph") if like is not None else None
    if like is None or graph is None:
        return {}
    differing = (snapshot.by_key.keys() | snapshot.broken) ^ (like.by_key.keys() | like.broken)
    names = {key.partition("/")[2] for key in differing}
    if not names:
        return graph.outgoing
    return {
        item: links for item, links in graph.outgoing.items() if names.isdisjoint([str(link.name) for link in links])
    }


def _built(snapshot: Snapshot, known: dict[Loaded, tuple[Link, ...]]) -> Graph:
    outgoing: dict[Loaded, tuple[Link, ...]] = {}
    incoming: dict[str, list[Link]] = {}
    for item in snapshot.items:
        group = known.get(item)
        if group is None:
            group = tuple(links_of(snapshot, item))
        outgoing[item] = group
        for link in group:
            if link.target:
                incoming.setdefault(link.target, []).append(link)
    return Graph(outgoing, {key: tuple(links) for key, links in incoming.items()})


def links_of(snapshot: Snapshot, item: Loaded) -> Iterator[Link]:
    """The references of one artefact, in the order of its fields."""
    seen: set[tuple[Route, str | int]] = set()
    for route, name, marks in references(item.artefact):
        if (route, name) in seen:
            continue
        seen.add((route, name))
        mark = marks[0]
        if isinstance(mark, Ref):
            refs = [m for m in marks if isinstance(m, Ref)]
            target = _target(snapshot, item, refs, str(name))
            if target is not None:
                yield Link(item, route, name, mark, target, _informative(item, route))
        elif isinstance(mark, InFramework) and mark.form == "qualified":
            yield Link(item, route, name, mark, f"framework/{str(name).partition('/')[0]}")
        elif isinstance(mark, (InFramework, InScheme, Local)):
            yield Link(item, route, name, mark, "")


def _target(snapshot: Snapshot, item: Loaded, refs: list[Ref], name: str) -> str | None:
    """`kind/id` that a name means; None for a built-in word."""
    if any(name in ref.builtin for ref in refs):
        return None
    if any(ref.qualified for ref in refs):
        return name
    kinds = [kind for ref in refs for kind in (ref.kinds or ((item.kind.slug,) if ref.same else ()))]
    for kind in kinds:
        if f"{kind}/{name}" in snapshot.by_key or f"{kind}/{name}" in snapshot.broken:
            return f"{kind}/{name}"
    return f"{kinds[0]}/{name}"


def _informative(item: Loaded, route: Route) -> bool:
    if route[0] != "references":
        return False
    links: tuple[TypedLink, ...] = getattr(item.artefact, "references", ())
    return isinstance(route[1], int) and links[route[1]].type == "informative"
