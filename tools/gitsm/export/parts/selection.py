"""A part of the reference graph: everything, one kind, or what lies within some steps of one artefact."""

from __future__ import annotations

from dataclasses import dataclass

from gitsm.base.source import dotted
from gitsm.check.report import Report
from gitsm.graph import Link
from gitsm.load.snapshot import Loaded


@dataclass(frozen=True, slots=True)
class Node:
    """An artefact, or an id that something refers to and that does not exist (`item` is None)."""

    key: str
    item: Loaded | None

    @property
    def title(self) -> str:
        """The title; the key of what does not exist."""
        return self.item.artefact.title if self.item else self.key


@dataclass(frozen=True, slots=True)
class Edge:
    """One reference from an artefact to another. `at` is the dotted route of the field."""

    source: str
    target: str
    at: str
    version: str
    informative: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """Nodes and edges, sorted."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def pairs(self) -> dict[tuple[str, str], int]:
        """Number of references per (source, target)."""
        counts: dict[tuple[str, str], int] = {}
        for edge in self.edges:
            pair = (edge.source, edge.target)
            counts[pair] = counts.get(pair, 0) + 1
        return counts


def select(report: Report, focus: str = "", depth: int | None = None) -> Selection:
    """The graph around `focus`: an empty text (all), a kind, or `kind/id` with what is at most `depth` steps away.

    Steps count in both directions. With a kind, depth 0 shows only references among its artefacts, depth 1 (the
    default) also the neighbours. Without a depth, an artefact is shown with its direct neighbours.
    """
    links = [link for link in report.graph.links() if link.target and link.target != link.source.key]
    keys = set(report.snapshot.by_key) | {link.target for link in links}
    if focus:
        start = {key for key in keys if key == focus or key.startswith(focus + "/")}
        keys = _around(links, start, 1 if depth is None else depth)
    day = report.as_of
    nodes = []
    for key in sorted(keys):
        kind, _, id_ = key.partition("/")
        nodes.append(Node(key, report.snapshot.resolve(kind, id_, day)))
    edges = {
        Edge(link.source.key, link.target, dotted(link.route), link.source.version, link.informative)
        for link in links
        if link.source.key in keys and link.target in keys
    }
    return Selection(tuple(nodes), tuple(sorted(edges, key=lambda e: (e.source, e.target, e.at, e.version))))


def _around(links: list[Link], start: set[str], depth: int) -> set[str]:
    near: dict[str, set[str]] = {}
    for link in links:
        near.setdefault(link.source.key, set()).add(link.target)
        near.setdefault(link.target, set()).add(link.source.key)
    reached = set(start)
    edge = set(start)
    for _ in range(depth):
        edge = {other for key in edge for other in near.get(key, ())} - reached
        if not edge:
            break
        reached |= edge
    return reached
