"""A snapshot made from its neighbour when only the text of a few artefacts changed: nothing else is looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gitsm.audit.history import File, Files
from gitsm.graph import Graph, Link, links_of
from gitsm.load.loader import read_artefact
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.load.tree import Kept
from gitsm.model.kinds import SETTINGS_FILE

MOST = 40
"""Files that may differ; with more the whole is put together anew."""


def derived(like: Snapshot, before: Mapping[str, File], tree: Files, after: Mapping[str, File]) -> Snapshot | None:
    """The snapshot of `after`, sharing all it can with that of `before`; None where more than texts changed.

    Texts: the same files, each with the same id as before; where an id has several versions, also the same version,
    status and period.
    """
    changed = [path for path, file in after.items() if (old := before.get(path)) is not file and old != file]
    if len(before) != len(after) or not changed or len(changed) > MOST:
        return None
    fresh: dict[str, Loaded] = {}
    kept = Kept(tree)
    known = {item.path: item for item in like.items}
    for path in changed:
        item, file = known.get(path), before.get(path)
        if item is None or file is None or file.mode != after[path].mode or path == SETTINGS_FILE:
            return None
        try:
            data = kept.read(path)
        except OSError:
            return None
        artefact = read_artefact(data, item.kind).artefact
        if artefact is None or artefact.extensions is not None or item.artefact.extensions is not None:
            return None
        new = Loaded(artefact, item.kind, path)
        if _place(item, like) != _place(new, like):
            return None
        fresh[path] = new
    return _with(like, kept, fresh)


def _place(item: Loaded, like: Snapshot) -> tuple[object, ...]:
    """Everything of an artefact that the indexes of a snapshot rest on: of several versions also which one it is."""
    one = item.artefact
    alone = len(like.by_key.get(item.key, ())) == 1
    which = () if alone else (item.version, one.status, one.start, one.end)
    return (item.key, one.formerly, getattr(one, "supersedes", None), which)


def _with(like: Snapshot, kept: Kept, fresh: Mapping[str, Loaded]) -> Snapshot | None:
    if any(getattr(item.artefact, "supersedes", None) for item in fresh.values()):
        return None
    by_key, by_kind = dict(like.by_key), dict(like.by_kind)
    for item in fresh.values():
        by_key[item.key] = tuple(fresh.get(one.path, one) for one in by_key[item.key])
        by_kind[item.kind.slug] = tuple(fresh.get(one.path, one) for one in by_kind[item.kind.slug])
    items = tuple(fresh.get(one.path, one) for one in like.items)
    return replace(
        like, tree=kept, items=items, by_key=by_key, by_kind=by_kind, _resolved={}, _heirs={},
    )  # fmt: skip


def derived_graph(like: Graph, before: Snapshot, after: Snapshot) -> Graph:
    """The graph of a derived snapshot: only the references of artefacts that changed are read again."""
    outgoing, incoming = dict(like.outgoing), dict(like.incoming)
    for old, new in zip(before.items, after.items, strict=True):
        if old is new:
            continue
        gone = outgoing.pop(old)
        links: tuple[Link, ...] = tuple(links_of(after, new))
        outgoing[new] = links
        for target in {link.target for link in (*gone, *links) if link.target}:
            rest = [link for link in incoming.get(target, ()) if link.source is not old]
            mine = [link for link in links if link.target == target]
            incoming[target] = tuple(sorted((*rest, *mine), key=lambda link: link.source.path))
    return Graph(outgoing, incoming)
