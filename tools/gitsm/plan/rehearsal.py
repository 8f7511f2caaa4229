"""Edits of a repository as data: the files that a policy test's edits would leave."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from gitsm.load.overlay import Overlay
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.load.tree import Tree
from gitsm.load.yaml import Broken, decode, parse
from gitsm.model.kinds import KINDS, SETTINGS_FILE
from gitsm.model.policy_test import TestEdit


class CannotEdit(Exception):
    """An edit that leads nowhere. The message says which, and why."""


def edited(snapshot: Snapshot, edits: Iterable[TestEdit]) -> Tree:
    """The tree of a snapshot after the edits. Raises CannotEdit."""
    texts: dict[str, dict[str, Any] | None] = {}
    for number, edit in enumerate(edits, 1):
        path = _path(snapshot, edit)
        try:
            texts[path] = _applied(snapshot, edit, path, texts)
        except CannotEdit as error:
            place = f"{edit.artefact}{f' at {edit.at}' if edit.at else ''}"
            raise CannotEdit(f"Edit {number} ({place}): {error}") from None
    files = {path: None if raw is None else dumped(raw) for path, raw in texts.items()}
    return Overlay(snapshot.tree, files)


def dumped(raw: dict[str, Any]) -> bytes:
    """JSON is YAML in which every text is quoted."""
    return (json.dumps(raw, default=str, ensure_ascii=False, indent=1) + "\n").encode()


def _path(snapshot: Snapshot, edit: TestEdit) -> str:
    kind_name, _, id_ = edit.artefact.partition("/")
    kind = KINDS.get(kind_name)
    if kind is None:
        raise CannotEdit(f"There is no kind {kind_name} ({edit.artefact}).")
    known = {item.path: item for item in snapshot.versions(kind_name, id_)}
    if edit.version is not None:
        wanted = str(edit.version)
        found = next((path for path, item in known.items() if item.version == wanted), None)
        return found or f"{kind.folder}/{id_}@{wanted}.yaml"
    usual = f"{kind.folder}/{id_}.yaml" if kind.folder else SETTINGS_FILE
    return next((path for path in known if "@" not in path), usual)


def _applied(
    snapshot: Snapshot, edit: TestEdit, path: str, texts: dict[str, dict[str, Any] | None]
) -> dict[str, Any] | None:
    if not edit.at:
        if edit.remove:
            if path not in snapshot.paths and texts.get(path) is None:
                raise CannotEdit("there is no such artefact to remove")
            return None
        if not isinstance(edit.set, dict):
            raise CannotEdit("a whole artefact is a mapping")
        return dict(edit.set)
    raw = texts[path] if path in texts else _read(snapshot, path)
    if raw is None:
        raise CannotEdit("there is no such artefact")
    item = next((item for item in snapshot.items if item.path == path), None)
    _put(raw, item, edit)
    return raw


def _read(snapshot: Snapshot, path: str) -> dict[str, Any] | None:
    try:
        return parse(decode(snapshot.tree.read(path)))
    except OSError:
        return None
    except Broken:
        raise CannotEdit("the file cannot be read") from None


def _put(raw: dict[str, Any], item: Loaded | None, edit: TestEdit) -> None:
    """Sets or removes the value at a route. Keys may hold dots: the longest that stands there is taken."""
    steps = (edit.at or "").split(".")
    where: Any = raw
    model: Any = item.artefact if item is not None else None
    while True:
        key, used = _step(where, model, steps)
        rest = steps[used:]
        if not rest:
            _end(where, key, edit)
            return
        below = where[key] if _there(where, key) else None
        if below is None:
            if not isinstance(where, dict) or edit.remove:
                raise CannotEdit(f"there is no {steps[0]}")
            below = where[key] = {}
        if not isinstance(below, (dict, list)):
            raise CannotEdit(f"{steps[0]} holds a value, and nothing below it")
        where, model, steps = below, _model_below(model, key), rest


def _there(where: Any, key: Any) -> bool:
    return key in where if isinstance(where, dict) else isinstance(key, int) and key < len(where)


def _step(where: Any, model: Any, steps: list[str]) -> tuple[str | int, int]:
    """(key or position, steps used) of the longest beginning of a route that stands in a mapping or list."""
    for used in range(len(steps), 0, -1):
        key = ".".join(steps[:used])
        if isinstance(where, dict):
            if key in where:
                return key, used
        else:
            found = _position(where, model, key)
            if found is not None:
                return found, used
    if isinstance(where, list):
        return len(where), len(steps)
    if isinstance(model, dict) and not any(isinstance(item, dict) for item in model.values()):
        return ".".join(steps), len(steps)  # a key of a flat mapping, such as RAC-07.share
    return steps[0], 1


def _position(where: list[Any], model: Any, key: str) -> int | None:
    """The position of a list element by key; by the plain value; by number."""
    elements = model if isinstance(model, tuple) else ()
    for number, item in enumerate(where):
        own = getattr(elements[number], "key", "") if len(elements) == len(where) else ""
        plain = item.get("id") if isinstance(item, dict) else item
        if key in (own, plain):
            return number
    return int(key) if key.isdigit() and int(key) < len(where) else None


def _model_below(model: Any, key: str | int) -> Any:
    if isinstance(model, tuple):
        return model[key] if isinstance(key, int) and key < len(model) else None
    if isinstance(model, dict):
        return model.get(key)
    for name, field in getattr(type(model), "model_fields", {}).items():
        if (field.alias or name) == key:
            return getattr(model, name)
    return None


def _end(where: Any, key: str | int, edit: TestEdit) -> None:
    if edit.remove:
        if not _there(where, key):
            raise CannotEdit("nothing stands there to remove")
        del where[key]
    elif isinstance(where, list) and key == len(where):
        where.append(edit.set)
    else:
        where[key] = edit.set
