"""A snapshot that remembers what a rule looks at: other files, kinds of artefacts, references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitsm.check.rule import Context
from gitsm.graph import Graph
from gitsm.load.snapshot import Loaded, Snapshot

EVERYTHING = "*"
"""Looked at as a whole."""


class _Seen(dict[str, Any]):
    """A mapping by `kind/id` or kind that tells the kinds it is asked for."""

    def __init__(self, inside: dict[str, Any], seen: set[str]) -> None:
        super().__init__(inside)
        self._seen = seen

    def _asked(self, key: object) -> None:
        self._seen.add(str(key).partition("/")[0])

    def __getitem__(self, key: str) -> Any:
        self._asked(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._asked(key)
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._asked(key)
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        self._seen.add(EVERYTHING)
        return super().__iter__()

    def items(self) -> Any:
        self._seen.add(EVERYTHING)
        return super().items()

    def keys(self) -> Any:
        self._seen.add(EVERYTHING)
        return super().keys()

    def values(self) -> Any:
        self._seen.add(EVERYTHING)
        return super().values()


class Watched:
    """Stands for a snapshot. `seen`: kinds, `broken`, `paths`, `file PATH`, `links`, `base`, or everything."""

    def __init__(self, snapshot: Snapshot, current: Loaded) -> None:
        self.seen: set[str] = set()
        self._inside = snapshot
        self._current = current
        self._resolved: dict[Any, Any] = {}
        self._heirs: dict[Any, Any] = {}
        self.settings = snapshot.settings
        self.tree = self
        for name in ("by_key", "by_kind", "ids", "former", "successors", "starts", "replaced"):
            if name != "replaced":
                setattr(self, name, _Seen(getattr(snapshot, name), self.seen))

    def __getattr__(self, name: str) -> Any:
        function = getattr(Snapshot, name, None)
        if callable(function):
            return lambda *given, **named: function(self, *given, **named)
        self.seen.add(name if name in ("broken", "paths") else EVERYTHING)
        return getattr(self._inside, name)

    @property
    def settings_item(self) -> Loaded | None:
        """The settings, which are equal where answers are taken over but for what all documents have."""
        self.seen.add("settings")
        return self._inside.settings_item

    def of_kind(self, *slugs: str) -> Iterator[Loaded]:
        """Artefacts of the kinds."""
        self.seen.update(slugs)
        yield from self._inside.of_kind(*slugs)

    @property
    def replaced(self) -> dict[str, Any]:
        """What is asked for an artefact that is at hand already, thus of a kind that was seen."""
        return self._inside.replaced

    def read(self, path: str) -> bytes:
        """A file."""
        if path != self._current.path:
            self.seen.add(f"file {path}")
        return self._inside.tree.read(path)


class _WatchedGraph:
    def __init__(self, graph: Graph, watched: Watched, current: Loaded) -> None:
        self._graph, self._watched, self._current = graph, watched, current

    @property
    def outgoing(self) -> _WatchedGraph:
        return self

    def get(self, item: Loaded, default: Any = ()) -> Any:
        self._watched.seen |= {"links"} if item is self._current else {"links", item.kind.slug}
        return self._graph.outgoing.get(item, default)

    __getitem__ = get

    def __getattr__(self, name: str) -> Any:
        self._watched.seen.add(EVERYTHING)
        return getattr(self._graph, name)


class _WatchedContext(Context):
    @property
    def base(self) -> Snapshot | None:  # type: ignore[override]
        self.snapshot.seen.add("base")  # type: ignore[attr-defined]
        return None

    @base.setter
    def base(self, value: object) -> None:
        pass


def looked_at(check: Any, item: Loaded, snapshot: Snapshot, graph: Graph, **more: Any) -> set[str]:
    """What a rule looks at while it judges an artefact, besides the artefact and the settings."""
    watched: Any = Watched(snapshot, item)
    context = _WatchedContext(watched, _WatchedGraph(graph, watched, item), item=item, **more)  # type: ignore[arg-type]
    for _ in check(item.artefact, context):
        continue
    return set(watched.seen)
