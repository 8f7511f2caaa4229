"""From a tree to a snapshot: every file on its own, so that a broken one never hides the others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from gitsm.base.finding import Finding, Related, Severity
from gitsm.base.source import START, Route
from gitsm.base.spread import Spread, alone
from gitsm.load.explain import defects_of
from gitsm.load.extensions import ExtensionSchemas
from gitsm.load.names import ArtefactFile, printable, sort_out
from gitsm.load.positions import locate
from gitsm.load.snapshot import Loaded, Snapshot, build
from gitsm.load.tree import Batched, Kept, Tree
from gitsm.load.yaml import Broken, Defect, decode, parse
from gitsm.model.artefact import Artefact, Element
from gitsm.model.kinds import ROOTS, Kind
from gitsm.model.walk import models_in

MAX_TOTAL_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Read:
    """What one file gave: an artefact, or defects."""

    artefact: Artefact | None
    defects: tuple[Defect, ...] = ()


def read_artefact(data: bytes, kind: Kind, extensions: ExtensionSchemas | None = None) -> Read:
    """An artefact from the bytes of its file, or every reason why it cannot be read."""
    return _validated(_values(data), data, kind, extensions)


def _values(data: bytes) -> dict[str, Any] | tuple[Defect, ...]:
    """The plain values of a file, or why there are none."""
    try:
        return parse(decode(data))
    except Broken as error:
        return error.defects


def _validated(
    raw: dict[str, Any] | tuple[Defect, ...], data: bytes, kind: Kind, extensions: ExtensionSchemas | None
) -> Read:
    if isinstance(raw, tuple):
        return Read(None, raw)
    try:
        artefact = kind.model.model_validate(raw)
    except ValidationError as error:
        return Read(None, placed(decode(data), defects_of(error, raw, kind.model, kind.name)))
    defects = [*twins(artefact)]
    if artefact.extensions is not None:
        if extensions is not None:
            defects += extensions.defects(kind.slug, artefact.extensions)
        defects += _not_json(artefact.extensions)
    if defects:
        return Read(None, placed(decode(data), defects))
    return Read(artefact)


def _not_json(extensions: dict[str, Any]) -> list[Defect]:
    try:
        json.dumps(extensions, default=str, allow_nan=False)
    except (ValueError, RecursionError):
        return [Defect("LOAD-06", "extensions holds a value that JSON cannot hold.", "quote it", route=("extensions",))]
    return []


def placed(text: str, defects: Iterable[Defect]) -> tuple[Defect, ...]:
    """The defects with the places of their routes, where they have none yet."""
    listed = list(defects)
    places = locate(text, [d.route for d in listed if not d.at_key])
    keys = locate(text, [d.route for d in listed if d.at_key], keys=True)
    return tuple(
        replace(d, position=(keys if d.at_key else places)[d.route]) if d.position == START else d for d in listed
    )


@cache
def _keyed_plan(model: type[BaseModel]) -> tuple[tuple[str, str, bool], ...]:
    """(attribute, YAML key, elements have a key) of list fields whose elements are models or lead to such lists."""
    plan = []
    for name, spec in model.model_fields.items():
        inner = [m for m in models_in(spec.annotation) if issubclass(m, Element)]
        keyed = any(m.natural_key for m in inner)
        if inner and (keyed or any(_keyed_plan(m) for m in inner if m is not model)):
            plan.append((name, spec.alias or name, keyed))
    return tuple(plan)


def twins(value: BaseModel, route: Route = ()) -> list[Defect]:
    """Elements of one list that share their key."""
    found: list[Defect] = []
    for attribute, key, keyed in _keyed_plan(type(value)):
        content = getattr(value, attribute)
        if isinstance(content, tuple):
            seen: set[str] = set()
            for index, item in enumerate(content):
                if not isinstance(item, Element):
                    continue
                here = (*route, key, index)
                if keyed and item.key:
                    if item.key in seen:
                        words = f'{key} has two elements "{item.key}".'
                        found.append(Defect("LOAD-06", words, "give each its own id, or delete one", route=here))
                    seen.add(item.key)
                found += twins(item, here)
        elif isinstance(content, BaseModel):
            found += twins(content, (*route, key))
    return found


def as_finding(path: str, defect: Defect, key: str = "") -> Finding:
    """The LOAD finding of a defect; `key` is the `kind/id` that the file would hold."""
    shown = printable(path)
    at = ".".join(str(step) for step in defect.route)
    return Finding(
        defect.rule,
        Severity.ERROR,
        shown,
        defect.message,
        defect.position,
        artefact=key,
        route=defect.route,
        at=at,
        fix=defect.fix,
        related=tuple(Related(shown, place, words) for place, words in defect.related),
    )


def load(tree: Tree, progress: Any = None, spread: Spread = alone, like: Snapshot | None = None) -> Snapshot:
    """Everything the tree says. Never raises for what the files contain.

    `progress(done, total)` is called now and then. `spread` may read parts of the files in other processes; the tree
    must then be readable from each of them. The snapshot keeps the bytes it was made of. Files that hold the same as in
    the snapshot `like` are not read again: both snapshots share their artefacts.
    """
    kept = Kept(tree)
    files, schemas, strange = sort_out(kept.entries(ROOTS))
    findings = [as_finding(path, defect) for path, defect in strange]
    extensions = ExtensionSchemas(kept, schemas)
    findings += [as_finding(path, defect) for path, defect in extensions.broken()]
    items: list[Loaded] = []
    broken: set[str] = set()
    total = 0
    same = shared(kept, like, files) if like is not None else {}
    items += same.values()
    files = [file for file in files if file.path not in same]
    contents = spread(lambda part: _contents(tree, [files[number].path for number in part]), len(files))
    for number, (file, (data, raw)) in enumerate(zip(files, contents, strict=True)):
        if progress is not None and number % 200 == 0:
            progress(number, len(files))
        key = f"{file.kind.slug}/{file.id}"
        total += len(data)
        if total > MAX_TOTAL_BYTES:
            raw = _TOO_MUCH
        elif data:
            kept.keep(file.path, data)
        result = _validated(raw, data, file.kind, extensions)
        if result.artefact is not None:
            items.append(Loaded(result.artefact, file.kind, file.path))
        else:
            broken.add(key)
            findings += [as_finding(file.path, defect, key) for defect in result.defects]
    return build(kept, items, findings, broken, (*same, *(file.path for file in files)))


def shared(kept: Kept, like: Snapshot, files: Iterable[ArtefactFile]) -> dict[str, Loaded]:
    """By path the artefacts of `like` whose files hold the same, by object id where both know it, else byte for byte.

    Artefacts with extensions are left out: what their schemas say may differ.
    """
    found: dict[str, Loaded] = {}
    known = {item.path: item for item in like.items}
    blobs = like.tree.blobs if isinstance(like.tree, Kept) else {}
    for file in files:
        item = known.get(file.path)
        if item is None or item.kind is not file.kind or item.artefact.extensions is not None:
            continue
        if file.blob and file.path in blobs:
            if file.blob != blobs[file.path]:
                continue
            if isinstance(like.tree, Kept) and (data := like.tree.known(file.path)) is not None:
                kept.keep(file.path, data)
        else:
            try:
                if kept.read(file.path) != like.tree.read(file.path):
                    continue
            except OSError:
                continue
        found[file.path] = item
    return found


_TOO_MUCH = (
    Defect(
        "LOAD-04",
        f"All files together exceed {MAX_TOTAL_BYTES // 2**20} MiB; the rest is not read.",
        "split the repository",
    ),
)


_PORTION = 100
"""Files asked for at once: their names fit into a pipe, and the next ones are not read where all exceed the limit."""


def _contents(tree: Tree, paths: Sequence[str]) -> Iterator[tuple[bytes, dict[str, Any] | tuple[Defect, ...]]]:
    """The bytes of each file with what they say, or why that is not known."""
    total = 0
    ahead: list[bytes | None] = []
    for number, path in enumerate(paths):
        if total > MAX_TOTAL_BYTES:
            yield b"", _TOO_MUCH
            continue
        if number % _PORTION == 0 and isinstance(tree, Batched):
            ahead = tree.read_many(paths[number : number + _PORTION])[::-1]
        try:
            data = ahead.pop() if ahead else None
            data = tree.read(path) if data is None else data
        except OSError as error:
            words = f"The file cannot be read: {(error.strerror or 'unreadable').lower()}."
            yield b"", (Defect("LOAD-01", words, "check the file's permissions"),)
            continue
        total += len(data)
        yield data, _values(data)
