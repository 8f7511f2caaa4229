"""Planning a rename: which characters of which files change, so that every reference follows. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.base.source import Route
from gitsm.check.policy_tests import read_policy_tests
from gitsm.cli.names import LEADERS
from gitsm.edit.splice import Edit, after_line, at, quoted_like, splice
from gitsm.graph import Graph, Link
from gitsm.load.positions import find
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.load.tree import Entry, Tree
from gitsm.load.yaml import Broken, decode, parse
from gitsm.model.artefact import Evidence
from gitsm.model.governance import Waiver
from gitsm.model.kinds import BASELINE_FILE
from gitsm.model.meta import InFramework, Ref
from gitsm.model.visit import instances
from gitsm.model.walk import normalise, references
from gitsm.rules.ref_shape import path_in_repository

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(slots=True)
class Rename:
    """The planned change: new content by path, paths that go and what they become, number of references rewritten.

    `read` is what the files held when the change was planned.
    """

    old: str
    new: str
    writes: dict[str, bytes] = field(default_factory=dict)
    deletes: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    references: int = 0
    read: dict[str, bytes] = field(default_factory=dict)


def plan_rename(snapshot: Snapshot, graph: Graph, old: str, new: str) -> Rename:
    """The rename of `kind/id` to a new id of the same kind. Raises UsageError or CannotWorkHere."""
    kind, _, old_id = old.partition("/")
    new_id = _new_id(snapshot, kind, new)
    _refuse(snapshot, kind, old, old_id)
    moved = {old: new_id}
    for follower, leader in LEADERS.items():
        if leader == kind and f"{follower}/{old_id}" in snapshot.by_key:
            moved[f"{follower}/{old_id}"] = new_id
    edits: dict[str, list[tuple[Route, str]]] = {}
    count = 0
    for link in graph.links():
        if link.target in moved:
            edits.setdefault(link.source.path, []).append((link.route, _reference(link, moved[link.target])))
            count += 1
    for path, route, text in _keys_of_findings(snapshot, graph, moved):
        edits.setdefault(path, []).append((route, text))
    for path, route, text in _in_policy_tests(snapshot, moved):
        edits.setdefault(path, []).append((route, text))
        count += 1
    renamed = {item.path: item for key in moved for item in snapshot.by_key[key]}
    for path, route, text in _links(snapshot, {path: _path(item, new_id) for path, item in renamed.items()}):
        edits.setdefault(path, []).append((route, text))
        count += 1
    plan = Rename(old, f"{kind}/{new_id}", references=count)
    for path in sorted({*edits, *renamed}):
        plan.read[path] = snapshot.tree.read(path)
        text = decode(plan.read[path])
        changes = _scalars(text, path, edits.get(path, []))
        target = path
        if path in renamed:
            changes += _identity(text, renamed[path], new_id)
            target = _path(renamed[path], new_id)
            plan.deletes.append(path)
            plan.targets.append(target)
            if target in snapshot.paths:
                raise UsageError(f"{target} exists already.", "choose another id")
        plan.writes[target] = splice(text, changes).encode("utf-8")
    return plan


class _Overlay:
    """A tree with a planned rename on top."""

    def __init__(self, below: Tree, plan: Rename) -> None:
        self._below = below
        self._plan = plan

    @property
    def label(self) -> str:
        return self._below.label

    def entries(self, roots: Iterable[str]) -> Iterator[Entry]:
        wanted = tuple(roots)
        yield from (e for e in self._below.entries(wanted) if e.path not in {*self._plan.deletes, *self._plan.writes})
        for path, data in self._plan.writes.items():
            if any(path == root or path.startswith(root + "/") for root in wanted):
                yield Entry(path, "file", len(data))

    def read(self, path: str) -> bytes:
        if path in self._plan.writes:
            return self._plan.writes[path]
        if path in self._plan.deletes:
            raise FileNotFoundError(path)
        return self._below.read(path)


def tree_after(snapshot: Snapshot, plan: Rename) -> Tree:
    """The repository as it would be, for a check before anything is written."""
    return _Overlay(snapshot.tree, plan)


def _new_id(snapshot: Snapshot, kind: str, new: str) -> str:
    slug, slash, id_ = new.rpartition("/")
    if slash and slug != kind:
        raise UsageError(f"An artefact keeps its kind: {new} is no {kind}.", f"write {kind}/{id_}")
    if not _ID.fullmatch(id_) or len(id_) > 80:
        raise UsageError(f'"{id_}" is no id.', "use lower-case words joined by hyphens, such as incident-manager")
    key = f"{kind}/{id_}"
    if key in snapshot.by_key or key in snapshot.broken:
        raise UsageError(f"{key} exists already.", "choose another id")
    return id_


def _refuse(snapshot: Snapshot, kind: str, old: str, old_id: str) -> None:
    if kind == "settings":
        raise UsageError("The settings keep their id.", "rename something else")
    leader = LEADERS.get(kind)
    if leader and f"{leader}/{old_id}" in snapshot.by_key:
        raise UsageError(
            f"{old} has the id of {leader}/{old_id} by definition.", f"rename {leader}/{old_id}; it follows"
        )
    if snapshot.findings:
        first = snapshot.findings[0]
        raise CannotWorkHere(
            f"{len(snapshot.findings)} defects keep files from being read, so references could be missed; first: "
            f"{first.place} {first.message}",
            "mend what `gitsm check` calls LOAD, then rename",
        )


def _reference(link: Link, new_id: str) -> str:
    name = str(link.name)
    if isinstance(link.mark, InFramework):
        return f"{new_id}/{name.partition('/')[2]}"
    if isinstance(link.mark, Ref) and "/" in name:
        return f"{name.partition('/')[0]}/{new_id}"
    return new_id


def _scalars(text: str, path: str, wanted: Iterable[tuple[Route, str]]) -> list[Edit]:
    pairs = list(wanted)
    found = find(text, frozenset(route for route, _ in pairs))
    edits = []
    for route, value in pairs:
        if route not in found:
            raise CannotWorkHere(f"{path} changed while it was read.", "run the command again")
        span = found[route][0]
        edits.append(Edit(span, quoted_like(at(text, span), value)))
    return edits


def _identity(text: str, item: Loaded, new_id: str) -> list[Edit]:
    """The edits of the artefact's own file: `id`, `formerly`, and the title of a person."""
    artefact = item.artefact
    places = find(text, frozenset({("id",), ("formerly",), ("title",), ("formerly", len(artefact.formerly) - 1)}))
    span, key = places[("id",)]
    if key is None or key.column != 1:
        words = f"{item.path} is written in braces, or its `id` begins no line."
        raise CannotWorkHere(words, "write its fields on lines of their own")
    edits = [Edit(span, quoted_like(at(text, span), new_id))]
    if item.kind.slug == "party" and artefact.title == artefact.id:
        title = places[("title",)][0]
        edits.append(Edit(title, quoted_like(at(text, title), new_id)))
    former = [name for name in artefact.formerly if name != new_id] + [artefact.id]
    listed = f"[{', '.join(quoted_like('', name) for name in former)}]"
    if ("formerly",) not in places:
        block = span.end_column == 1 and span.end_line > span.line  # a block scalar reaches to the next line
        return [*edits, after_line(text, span.end_line - block, f"formerly: {listed}")]
    value, _ = places[("formerly",)]
    if value.line == value.end_line:
        return [*edits, Edit(value, listed)]
    last = places[("formerly", len(artefact.formerly) - 1)][0]
    if new_id in artefact.formerly:
        raise CannotWorkHere(
            f"{item.path} lists {new_id} under `formerly`.", f"delete that line, then rename to {new_id}"
        )
    dash = text.split("\n")[last.line - 1].partition("-")[0]
    return [*edits, after_line(text, last.end_line, f"{dash}- {quoted_like('', artefact.id)}")]


def _path(item: Loaded, new_id: str) -> str:
    folder, _, name = item.path.rpartition("/")
    return f"{folder}/{new_id}{name.removeprefix(item.artefact.id)}"


def _is_evidence(kind: type) -> bool:
    return kind is Evidence


def _links(snapshot: Snapshot, renamed: dict[str, str]) -> Iterator[tuple[str, Route, str]]:
    """(path, route, new text) of evidence that is a file which gets another name."""
    for item in snapshot.items:
        for route, evidence in instances(item.artefact, _is_evidence):
            target = path_in_repository(evidence.link, item.path) if evidence.link else None
            if target in renamed:
                link, sign, rest = evidence.link.partition("#")
                folder = link.rpartition("/")[0]
                yield item.path, (*route, "link"), f"{folder}/{renamed[target].rpartition('/')[2]}{sign}{rest}"


def _keys_of_findings(snapshot: Snapshot, graph: Graph, moved: dict[str, str]) -> Iterable[tuple[str, Route, str]]:
    """(path, route, new text) of waivers and baseline entries whose `at` or `artefact` names what moves."""
    for item in snapshot.of_kind("waiver"):
        waiver = item.artefact
        if isinstance(waiver, Waiver) and waiver.at and waiver.artefact:
            new = _renamed_at(snapshot, graph, waiver.artefact, waiver.at, moved)
            if new != waiver.at:
                yield item.path, ("at",), new
    try:
        entries = parse(decode(snapshot.tree.read(BASELINE_FILE))).get("entries")
    except (OSError, Broken):
        return
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if not isinstance(entry, dict):
            continue
        key, where = entry.get("artefact"), entry.get("at")
        if isinstance(key, str) and key in moved:
            yield BASELINE_FILE, ("entries", index, "artefact"), f"{key.partition('/')[0]}/{moved[key]}"
        if isinstance(key, str) and isinstance(where, str):
            new = _renamed_at(snapshot, graph, key, where, moved)
            if new != where:
                yield BASELINE_FILE, ("entries", index, "at"), new


def _in_policy_tests(snapshot: Snapshot, moved: dict[str, str]) -> Iterator[tuple[str, Route, str]]:
    """(path, route, new text) of what policy tests name. Values that their edits set are data and stay as they are."""
    for path, test in read_policy_tests(snapshot).tests:
        for route, name, marks in references(test):
            mark = marks[0]
            if isinstance(mark, Ref):
                key = str(name) if mark.qualified else f"{mark.kinds[0]}/{name}"
                if key in moved:
                    yield path, route, f"{key.partition('/')[0]}/{moved[key]}" if mark.qualified else moved[key]


def _renamed_at(snapshot: Snapshot, graph: Graph, key: str, where: str, moved: dict[str, str]) -> str:
    """A location key after the rename: elements that are the reference, or whose key holds it, get the new id.

    So does the role or party behind `#`.
    """
    where, sign, about = where.partition("#")
    about = moved.get(f"role/{about}") or moved.get(f"party/{about}") or about
    return _renamed_route(snapshot, graph, key, where, moved) + sign + about


def _renamed_route(snapshot: Snapshot, graph: Graph, key: str, where: str, moved: dict[str, str]) -> str:
    for item in snapshot.by_key.get(key, ()):
        for link in graph.outgoing.get(item, ()):
            if link.target not in moved:
                continue
            for depth in (len(link.route), len(link.route) - 1):
                if depth < 1 or not isinstance(link.route[depth - 1], int):
                    continue
                above = normalise(item.artefact, link.route[: depth - 1])[1]
                here = normalise(item.artefact, link.route[:depth])[1]
                if where == here or where.startswith(here + "."):
                    step = here[len(above) :]
                    old_id = link.target.partition("/")[2]
                    names = re.split(r"([.>+])", step)
                    new = "".join(moved[link.target] if name == old_id else name for name in names)
                    return above + new + where[len(here) :]
    return where
