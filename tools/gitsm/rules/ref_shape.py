"""REF-04, REF-06 and REF-07: circles, one-sided interfaces, evidence that is not there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import cast

from gitsm.analysis.cycles import cycles
from gitsm.base.finding import Severity
from gitsm.base.source import Route
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.load.tree import Tree
from gitsm.model.artefact import Artefact, Document, Evidence
from gitsm.model.process import Process
from gitsm.model.role import Role
from gitsm.model.service import Calendar, OnService, Service
from gitsm.model.visit import instances
from gitsm.rules.ref_names import relevant_day
from gitsm.rules.words import named

Edges = dict[str, dict[str, tuple[Loaded, Route]]]
"""For each key the keys it leads to, and where."""


@rule("REF-04", Severity.ERROR, on=Snapshot)
def nothing_leads_back_to_itself(snapshot: Snapshot, ctx: Context) -> Iterator[Answer]:
    """No artefact depends on itself, no role reports to itself, no calendar is made of itself, not even indirectly.

    Why: escalation along such a circle reaches nobody, and hours or availability computed along it never come out.
    Fix: delete the link of the circle that is wrong.
    """
    current = [i for i in snapshot.items if snapshot.condition(i, ctx.as_of) in ("in force", "working", "scheduled")]
    for words, edges in (
        ("These depend on each other in a circle", _dependencies(current)),
        ("These roles report to each other in a circle", _superiors(current)),
        ("These calendars are made of each other in a circle", _parents(current)),
    ):
        for circle in cycles({key: list(targets) for key, targets in edges.items()}):
            steps = list(pairwise(circle))
            item, route = edges[steps[0][0]][steps[0][1]]
            rest = tuple((*edges[a][b], f"leads on to {b.partition('/')[2]}") for a, b in steps[1:])
            shown = " → ".join(key.partition("/")[2] for key in circle)
            alone = f"{named(item)} leads to itself: {shown}."
            text = alone if len(steps) == 1 else f"{words}: {shown}."
            yield Problem(text, route, fix="delete the link that is wrong", item=item, related=rest)


def _dependencies(items: Iterable[Loaded]) -> Edges:
    edges: Edges = {}
    for item in items:
        artefact = item.artefact
        if isinstance(artefact, Document):
            for index, link in enumerate(artefact.references):
                if link.type == "depends_on":
                    edges.setdefault(item.key, {}).setdefault(link.to, (item, ("references", index, "to")))
        if isinstance(artefact, Service):
            for route, part in instances(artefact, _is_on_service):
                key = f"service/{part.service}"
                edges.setdefault(item.key, {}).setdefault(key, (item, (*route, "service")))
    return edges


def _is_on_service(kind: type) -> bool:
    return kind is OnService


def _superiors(items: Iterable[Loaded]) -> Edges:
    edges: Edges = {}
    for item in items:
        if isinstance(item.artefact, Role) and item.artefact.reports_to:
            edges.setdefault(item.key, {})[f"role/{item.artefact.reports_to}"] = (item, ("reports_to",))
    return edges


def _parents(items: Iterable[Loaded]) -> Edges:
    edges: Edges = {}
    for item in items:
        parents = item.artefact.parents if isinstance(item.artefact, Calendar) else None
        if parents:
            for field, names in (("union", parents.union), ("intersection", parents.intersection)):
                for index, name in enumerate(names):
                    place = (item, ("parents", field, index))
                    edges.setdefault(item.key, {}).setdefault(f"calendar/{name}", place)
    return edges


@rule("REF-06", Severity.WARNING, on=Process, every_version=False)
def interfaces_are_seen_from_both_sides(process: Process, ctx: Context) -> Iterator[Answer]:
    """What one process hands to another, the other expects, and the other way round.

    Why: handovers that only one side knows about are where work gets lost.
    Fix: name the interface in the other process too (`inputs`, `outputs` or `interfaces`), or delete it here.
    """
    for outward in (True, False):
        for other, route in _partners(process, outward).items():
            if other == process.id:
                continue
            if f"process/{other}" in ctx.snapshot.broken and not ctx.snapshot.versions("process", other):
                yield Unknown(f"process/{other} cannot be read", route)
                continue
            found = ctx.snapshot.resolve("process", other, relevant_day(ctx.current, ctx))
            if found is None or process.id in _partners(cast(Process, found.artefact), not outward):
                continue
            if outward:
                words = f"{named(ctx.current)} hands something to {other}, which names no input from it."
            else:
                words = f"{named(ctx.current)} receives something from {other}, which names no output to it."
            fix = f"add {process.id} to the {'inputs' if outward else 'outputs'} or interfaces of {found.path}"
            both = route[0] == "interfaces"  # one entry may be missed on either side
            yield Problem(words, route, about=("to" if outward else "from") if both else "", fix=fix)


def _partners(process: Process, outward: bool) -> dict[str, Route]:
    """The processes it hands something to (or receives something from), with the first place that says so."""
    partners: dict[str, Route] = {}
    if outward:
        named_here = [(output.to, ("outputs", i, "to")) for i, output in enumerate(process.outputs)]
    else:
        named_here = [(source.from_, ("inputs", i, "from")) for i, source in enumerate(process.inputs)]
    for name, route in named_here:
        if name and name != "external":
            partners.setdefault(name, route)
    for index, interface in enumerate(process.interfaces):
        if interface.direction in ("both", "out" if outward else "in"):
            partners.setdefault(interface.process, ("interfaces", index, "process"))
    return partners


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:")


@rule("REF-07", Severity.WARNING, on=Artefact)
def evidence_can_be_found(artefact: Artefact, ctx: Context) -> Iterator[Answer]:
    """Evidence links lead to a file of the repository, or say when they were taken or what they held.

    Why: evidence that has vanished, or changed since, is no evidence.
    Fix: correct the path (from the top of the repository), or add `sha256`, `date` or `period` to a link elsewhere.
    Links are never fetched.
    """
    for route, evidence in instances(artefact, _is_evidence):
        link = evidence.link
        if link is None:
            continue
        at = (*route, "link")
        if _SCHEME.match(link) or link.startswith("//"):
            if not (evidence.sha256 or evidence.date or evidence.period):
                words = "The evidence lies elsewhere, and nothing says when it was taken or what it held."
                yield Problem(words, at, fix="add `sha256`, `date` or `period`")
            continue
        path = path_in_repository(link, ctx.current.path)
        if path is None or path not in ctx.once("REF-07", lambda: _present(ctx.snapshot)):
            words = f'The evidence "{link}" is no file of this repository.'
            yield Problem(words, at, fix="correct the path, or add the file")


def _is_evidence(kind: type) -> bool:
    return kind is Evidence


def path_in_repository(link: str, path: str) -> str | None:
    """The path a relative link of a file means, from the top of the repository; None where it leads out of it.

    `./` and `../` count from the folder of the file, everything else from the top.
    """
    target = link.partition("#")[0]
    if target.startswith(("./", "../")):
        target = posixpath.join(posixpath.dirname(path), target)
    target = posixpath.normpath(target) if target else "."
    if target in (".", "..") or target.startswith(("../", "/", ":")) or "\\" in target or not target.isprintable():
        return None
    return target


def _present(snapshot: Snapshot) -> frozenset[str]:
    """Those paths named by evidence that are files."""
    wanted: set[str] = set()
    for item in snapshot.items:
        for _, evidence in instances(item.artefact, _is_evidence):
            if evidence.link and not _SCHEME.match(evidence.link):
                path = path_in_repository(evidence.link, item.path)
                if path:
                    wanted.add(path)
    return frozenset(_files(snapshot.tree, sorted(wanted)))


def _files(tree: Tree, paths: list[str]) -> Iterator[str]:
    """Those of the paths that are files. A folder is not walked to its end."""
    limit = len(paths) + 1000
    entries = list(islice(tree.entries(paths), limit)) if paths else []
    if len(entries) == limit:
        entries = [entry for path in paths for entry in islice(tree.entries((path,)), 1)]
    for entry in entries:
        if entry.type == "file":
            yield entry.path
