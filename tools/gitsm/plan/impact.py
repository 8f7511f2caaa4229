"""What a change touches: references walked backwards, as far as they carry meaning, grouped for readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from gitsm.graph import Graph, Link
from gitsm.load.snapshot import Snapshot
from gitsm.model.governance import ControlMapping, Framework

Group = Literal["services", "agreements", "KPIs", "clauses", "roles", "processes", "others"]
GROUPS: tuple[Group, ...] = ("services", "agreements", "KPIs", "clauses", "roles", "processes", "others")
FAR = 3
"""Steps walked: what stands farther away is touched by nearly everything."""
_GROUP_OF: dict[str, Group] = {
    "service": "services", "sla": "agreements", "ola": "agreements", "contract": "agreements", "kpi": "KPIs",
    "csf": "KPIs", "objective": "KPIs", "role": "roles", "party": "roles", "process": "processes",
}  # fmt: skip
_CARRIES = frozenset({"service", "sla", "ola", "contract", "calendar", "priority-scheme", "kpi"})
"""Kinds through which a change is passed on: what rests on them changes with them. A process that names a changed KPI
is touched; what names that process is not.
"""


@dataclass(frozen=True, slots=True)
class Touched:
    """An artefact or clause that depends on something changed: through what, and how many references away."""

    key: str
    title: str
    through: str
    steps: int
    group: Group


def impact(keys: Iterable[str], snapshot: Snapshot, graph: Graph, on: date) -> tuple[Touched, ...]:
    """Everything that refers to the keys, directly or through others, nearest first within each group."""
    changed = sorted(set(keys))
    found = {one.key: one for one in (*_covered(changed, snapshot, graph, on), *_walk(changed, graph))}
    found = {key: replace(one, title=_clause_title(one, snapshot, on)) for key, one in found.items()}
    for one in [*found.values()]:
        if one.steps == 1:
            owner = _owner(one.key, snapshot, on)
            if owner is not None and owner[0] not in found:
                found[owner[0]] = Touched(*owner, f"owns {one.key}", 2, "roles")
    return tuple(sorted(found.values(), key=lambda one: (GROUPS.index(one.group), one.steps, one.key)))


def _covered(keys: list[str], snapshot: Snapshot, graph: Graph, on: date) -> Iterator[Touched]:
    """The services that a changed agreement is about: it names them, not they it."""
    for key in keys:
        kind, _, id_ = key.partition("/")
        item = snapshot.resolve(kind, id_, on)
        if item is None or _GROUP_OF.get(kind) != "agreements":
            continue
        for link in graph.outgoing.get(item, ()):
            slug, _, name = link.target.partition("/")
            service = snapshot.resolve("service", name, on) if slug == "service" and link.target not in keys else None
            if service is not None:
                yield Touched(service.key, service.artefact.title, key, 1, "services")


def _walk(keys: list[str], graph: Graph) -> Iterator[Touched]:
    seen = set(keys)
    front = keys
    for steps in range(1, FAR + 1):
        following = []
        for key in front:
            for link in graph.used_by(key):
                if link.informative:
                    continue
                if isinstance(link.source.artefact, ControlMapping):
                    clause = _clause(link)
                    if clause is not None and clause.key not in seen and steps == 1:
                        seen.add(clause.key)
                        yield clause
                    continue
                name = link.source.key
                if name in seen:
                    continue
                seen.add(name)
                slug = link.source.kind.slug
                yield Touched(name, link.source.artefact.title, key, steps, _GROUP_OF.get(slug, "others"))
                if slug in _CARRIES:
                    following.append(name)
        front = following


def _clause(link: Link) -> Touched | None:
    """The clause of the row of a control mapping in which a reference stands."""
    mapping, route = link.source.artefact, link.route
    rows = getattr(mapping, str(route[0]), None)
    if not isinstance(rows, tuple) or len(route) < 2 or not isinstance(route[1], int):
        return None
    clause = getattr(rows[route[1]], "clause", None)
    framework = getattr(mapping, "framework", None)
    return None if not clause else Touched(f"{framework}/{clause}", str(clause), link.target, 1, "clauses")


def _clause_title(one: Touched, snapshot: Snapshot, on: date) -> str:
    """The title of a clause, where its framework is here; the title of everything else as it is."""
    framework, _, id_ = one.key.partition("/")
    item = snapshot.resolve("framework", framework, on) if one.group == "clauses" else None
    clauses = item.artefact.clauses if item is not None and isinstance(item.artefact, Framework) else ()
    return next((clause.title for clause in clauses if clause.id == id_), one.title)


def _owner(key: str, snapshot: Snapshot, on: date) -> tuple[str, str] | None:
    kind, _, id_ = key.partition("/")
    item = snapshot.resolve(kind, id_, on)
    if item is None:
        return None
    role = snapshot.resolve("role", item.artefact.owner, on)
    return None if role is None else (role.key, role.artefact.title)
