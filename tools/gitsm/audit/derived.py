"""A snapshot made from its neighbour when only the text of a few artefacts changed: nothing else is looked at again.

Whatever could touch more than the texts themselves (files that come or go, ids, places in the order of versions,
settings, extensions, what cannot be read) is left to a reading in full.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gitsm.audit.history import File, Files, Moved
from gitsm.graph import Graph, Link, links_of
from gitsm.load.loader import read_artefact
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.load.tree import Kept
from gitsm.model.kinds import ROOTS, SETTINGS_FILE

MOST = 40
"""Files that may differ; with more the whole is put together anew."""
_FOLDERS = tuple(f"{root}/" for root in ROOTS)


@dataclass(slots=True)
class Known:
    """A tree with what was worked out about it. `places`: by path where an artefact stands among the items."""

    snapshot: Snapshot
    files: dict[str, File]
    graph: Graph | None = None
    places: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.places:
            self.places = {item.path: number for number, item in enumerate(self.snapshot.items)}


def derived(like: Known, changes: Iterable[Moved], tree: Files, files: dict[str, File]) -> Known | None:
    """The tree to which some changes lead, sharing all it can with `like`; None where more than texts changed.

    Texts: the same files, each with the same id as before; where an id has several versions, also the same version,
    status and period. Files outside the governed folders may change as they like.
    """
    paths = sorted({one.path for one in changes if governed(one.path)})
    if len(paths) > MOST:
        return None
    fresh: dict[str, Loaded] = {}
    kept = Kept(tree)
    for path in paths:
        before, after = like.files.get(path), files.get(path)
        if before == after:
            continue
        item = like.snapshot.items[like.places[path]] if path in like.places else None
        if item is None or before is None or after is None or before.mode != after.mode or path == SETTINGS_FILE:
            return None
        new = _read(kept, item)
        if new is None or _place(item, like.snapshot) != _place(new, like.snapshot):
            return None
        fresh[path] = new
    snapshot = _with(like, kept, fresh)
    graph = _graph(like.graph, like, snapshot, fresh) if like.graph is not None else None
    return Known(snapshot, files, graph, like.places)


def governed(path: str) -> bool:
    """Whether a file lies where artefacts are looked for."""
    return path.startswith(_FOLDERS) or path in ROOTS


def _read(kept: Kept, item: Loaded) -> Loaded | None:
    try:
        artefact = read_artefact(kept.read(item.path), item.kind).artefact
    except OSError:
        return None
    if artefact is None or artefact.extensions is not None or item.artefact.extensions is not None:
        return None
    if getattr(artefact, "supersedes", None):
        return None
    return Loaded(artefact, item.kind, item.path)


def _place(item: Loaded, like: Snapshot) -> tuple[object, ...]:
    """Everything of an artefact that the indexes of a snapshot rest on: of several versions also which one it is."""
    one = item.artefact
    alone = len(like.by_key.get(item.key, ())) == 1
    which = () if alone else (item.version, one.status, one.start, one.end)
    return (item.key, one.formerly, getattr(one, "supersedes", None), which)


def _with(like: Known, kept: Kept, fresh: Mapping[str, Loaded]) -> Snapshot:
    by_key, by_kind, items = like.snapshot.by_key.copy(), like.snapshot.by_kind.copy(), [*like.snapshot.items]
    for path, item in fresh.items():
        items[like.places[path]] = item
        by_key[item.key] = tuple(fresh.get(one.path, one) for one in by_key[item.key])
    for slug in {item.kind.slug for item in fresh.values()}:
        by_kind[slug] = tuple(_exchanged(by_kind[slug], fresh))
    return replace(
        like.snapshot, tree=kept, items=tuple(items), by_key=by_key, by_kind=by_kind, _resolved={}, _heirs={}
    )


def _exchanged(group: tuple[Loaded, ...], fresh: Mapping[str, Loaded]) -> list[Loaded]:
    """A group in the order of paths, with some members exchanged."""
    found = [*group]
    for path, item in fresh.items():
        if item.kind is found[0].kind:
            found[bisect_left(found, path, key=lambda one: one.path)] = item
    return found


def _graph(like: Graph, before: Known, after: Snapshot, fresh: Mapping[str, Loaded]) -> Graph:
    """The references of a derived snapshot: only those of artefacts that changed are read again."""
    outgoing, incoming = like.outgoing.copy(), like.incoming.copy()
    for path, new in fresh.items():
        old = before.snapshot.items[before.places[path]]
        gone = outgoing.pop(old)
        links: tuple[Link, ...] = tuple(links_of(after, new))
        outgoing[new] = links
        for target in {link.target for link in (*gone, *links) if link.target}:
            group = incoming.get(target, ())
            start, stop = (find(group, path, key=lambda link: link.source.path) for find in (bisect_left, bisect_right))
            mine = tuple(link for link in links if link.target == target)
            incoming[target] = group[:start] + mine + group[stop:]
    return Graph(outgoing, incoming)
