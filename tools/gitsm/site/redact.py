"""Taking out of an artefact what an audience must not read: names in its texts, and references to what is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from pydantic import BaseModel

from gitsm.model.artefact import Artefact
from gitsm.model.meta import InFramework, Ref
from gitsm.model.walk import Mark, reference_plan

HIDDEN = "not published"
_KEPT = frozenset({"id", "classification", "status"})
T = TypeVar("T")


def any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """An expression for any of the words, whole; None for no word. A word with a digit also counts beside a hyphen."""
    listed = sorted((word for word in words if word), key=lambda word: (-len(word), word))
    if not listed:
        return None
    loose = [re.escape(word) for word in listed if any(char.isdigit() for char in word)]
    strict = [re.escape(word) for word in listed if not any(char.isdigit() for char in word)]
    parts = []
    if loose:
        parts.append(rf"(?<![A-Za-z0-9])(?:{'|'.join(loose)})(?![A-Za-z0-9])")
    if strict:
        parts.append(rf"(?<![A-Za-z0-9_-])(?:{'|'.join(strict)})(?![A-Za-z0-9_-])")
    return re.compile("|".join(parts))


def spoken(value: T, say: Callable[[str], str]) -> T:
    """The value with every text passed through `say`; the same object where nothing changed."""
    changed: object = _mapped(value, say)
    return changed  # type: ignore[return-value]


def _mapped(value: object, say: Callable[[str], str]) -> object:
    if isinstance(value, str):
        said = say(value)
        return value if said == value else said
    if isinstance(value, BaseModel):
        changed = {}
        for name in type(value).model_fields:
            if name in _KEPT and isinstance(value, Artefact):
                continue
            old = getattr(value, name)
            new = _mapped(old, say)
            if new is not old:
                changed[name] = new
        return value.model_copy(update=changed) if changed else value
    if isinstance(value, tuple):
        items = tuple(_mapped(item, say) for item in value)
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    if isinstance(value, dict):
        pairs = {_mapped(key, say): _mapped(item, say) for key, item in value.items()}
        return value if pairs == value else pairs
    if isinstance(value, list):
        return [_mapped(item, say) for item in value]
    return value


def without(value: T, hidden: frozenset[str], kind: str) -> T:
    """The model with every reference to a hidden `kind/id` replaced by words; `kind` is that of the artefact."""
    assert isinstance(value, BaseModel)
    changed: dict[str, object] = {}
    for attribute, _, marks, nested in reference_plan(type(value)):
        old = getattr(value, attribute)
        if old is None or old == ():
            continue
        new = _without(old, hidden, kind, marks, nested)
        if new is not old:
            changed[attribute] = new
    return value.model_copy(update=changed) if changed else value


def _without(value: object, hidden: frozenset[str], kind: str, marks: tuple[Mark, ...], nested: bool) -> object:
    if isinstance(value, str):
        return HIDDEN if marks and not hidden.isdisjoint(_meant(value, marks, kind)) else value
    if isinstance(value, tuple):
        items = tuple(_without(item, hidden, kind, marks, nested) for item in value)
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    if isinstance(value, BaseModel):
        return without(value, hidden, kind) if nested else value
    if isinstance(value, dict):
        return {key: _without(item, hidden, kind, marks, nested) for key, item in value.items()}
    return value


def _meant(name: str, marks: tuple[Mark, ...], kind: str) -> set[str]:
    """Every `kind/id` that a name may mean."""
    found: set[str] = set()
    for mark in marks:
        if isinstance(mark, Ref):
            kinds = (kind,) if mark.same else mark.kinds
            found |= {name} if mark.qualified else {f"{one}/{name}" for one in kinds}
        elif isinstance(mark, InFramework) and mark.form == "qualified":
            found.add(f"framework/{name.partition('/')[0]}")
    return found
