"""Reading an artefact by the meaning of its fields: references, texts, elements, without visiting the rest.

Each model class is inspected once; a visit then touches only the fields that can lead to what is asked for.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from gitsm.base.source import Route, in_words
from gitsm.model.meta import InFramework, InScheme, Local, Ref

Mark = Ref | Local | InScheme | InFramework
_MARKS = (Ref, Local, InScheme, InFramework)


def alias_of(model: type[BaseModel], attribute: str) -> str:
    """The YAML key of an attribute."""
    return model.model_fields[attribute].alias or attribute


@cache
def attribute_of(model: type[BaseModel], key: str) -> str | None:
    """The attribute a YAML key fills, or None."""
    for name, field in model.model_fields.items():
        if (field.alias or name) == key:
            return name
    return None


Allowed = tuple[Any, tuple[Any, ...]]
_ALLOWED: dict[int, tuple[Any, tuple[Allowed, ...]]] = {}
"""By the identity of an annotation: itself, lest another takes its place in memory, and what it allows."""


def alternatives(annotation: Any) -> Iterable[tuple[Any, tuple[Any, ...]]]:
    """The types an annotation allows, each with the metadata met on the way."""
    known = _ALLOWED.get(id(annotation))
    if known is None:
        known = _ALLOWED[id(annotation)] = (annotation, tuple(_alternatives(annotation)))
    return known[1]


def _alternatives(annotation: Any) -> Iterator[Allowed]:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *meta = get_args(annotation)
        for found, more in alternatives(inner):
            yield found, (*more, *meta)
    elif origin in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from alternatives(part)
    else:
        yield annotation, ()


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation can hold, at any depth of unions, lists and mappings."""
    for found, _ in alternatives(annotation):
        if isinstance(found, type) and issubclass(found, BaseModel):
            yield found
        elif get_origin(found) in (tuple, dict, list):
            for part in get_args(found):
                if part is not Ellipsis:
                    yield from models_in(part)


def _marks_in(annotation: Any, meta: tuple[Any, ...] = ()) -> tuple[Mark, ...]:
    marks = [m for m in meta if isinstance(m, _MARKS)]
    for found, more in alternatives(annotation):
        marks += [m for m in more if isinstance(m, _MARKS)]
        if get_origin(found) in (tuple, list):
            for part in get_args(found):
                if part is not Ellipsis:
                    marks += _marks_in(part)
    return tuple(dict.fromkeys(marks))


def _free_text(annotation: Any, meta: tuple[Any, ...] = ()) -> bool:
    """Whether a str here is prose: no pattern, no reference."""
    for found, more in alternatives(annotation):
        everything = (*meta, *more)
        if found is str and not any(getattr(m, "pattern", None) for m in everything):
            return not any(isinstance(m, _MARKS) for m in everything)
        if get_origin(found) in (tuple, list) and any(_free_text(p) for p in get_args(found) if p is not Ellipsis):
            return True
    return False


@cache
def reference_plan(model: type[BaseModel]) -> tuple[tuple[str, str, tuple[Mark, ...], bool], ...]:
    """(attribute, YAML key, marks, leads on) of the fields that hold references or lead to some."""
    plan = []
    for name, field in model.model_fields.items():
        marks = _marks_in(field.annotation, tuple(field.metadata))
        nested = any(_reaches(child, frozenset({model}), reference=True) for child in models_in(field.annotation))
        if marks or nested:
            plan.append((name, field.alias or name, marks, nested))
    return tuple(plan)


@cache
def text_plan(model: type[BaseModel]) -> tuple[tuple[str, str, bool, bool], ...]:
    """(attribute, YAML key, is prose, leads on) of the fields that hold prose or lead to some."""
    plan = []
    for name, field in model.model_fields.items():
        prose = _free_text(field.annotation, tuple(field.metadata))
        nested = any(_reaches(child, frozenset({model}), reference=False) for child in models_in(field.annotation))
        if prose or nested:
            plan.append((name, field.alias or name, prose, nested))
    return tuple(plan)


def _reaches(model: type[BaseModel], seen: frozenset[type[BaseModel]], *, reference: bool) -> bool:
    if model in seen:
        return False
    for field in model.model_fields.values():
        meta = tuple(field.metadata)
        if _marks_in(field.annotation, meta) if reference else _free_text(field.annotation, meta):
            return True
        if any(_reaches(child, seen | {model}, reference=reference) for child in models_in(field.annotation)):
            return True
    return False


Reference = tuple[Route, str | int, tuple[Mark, ...]]


def references(value: BaseModel, route: Route = ()) -> list[Reference]:
    """(route, name, marks) of every reference in a model, in the order of its fields."""
    found: list[Reference] = []
    _add_references(value, route, found)
    return found


def _add_references(value: BaseModel, route: Route, found: list[Reference]) -> None:
    for attribute, key, marks, nested in reference_plan(type(value)):
        content = getattr(value, attribute)
        if content is not None and content != ():
            _add_references_in(content, (*route, key), marks, nested, found)


def _add_references_in(
    content: Any, route: Route, marks: tuple[Mark, ...], nested: bool, found: list[Reference]
) -> None:
    if isinstance(content, (str, int)):
        if marks:
            found.append((route, content, marks))
    elif isinstance(content, tuple):
        for index, item in enumerate(content):
            _add_references_in(item, (*route, index), marks, nested, found)
    elif nested and isinstance(content, BaseModel):
        _add_references(content, route, found)
    elif nested and isinstance(content, dict):
        for key, item in content.items():
            _add_references_in(item, (*route, key), marks, nested, found)


def texts(value: BaseModel, route: Route = ()) -> list[tuple[Route, str]]:
    """(route, text) of every prose field that is filled, in the order of the fields."""
    found: list[tuple[Route, str]] = []
    _add_texts(value, route, found)
    return found


def _add_texts(value: BaseModel, route: Route, found: list[tuple[Route, str]]) -> None:
    for attribute, key, prose, nested in text_plan(type(value)):
        content = getattr(value, attribute)
        if content is not None and content != ():
            _add_texts_in(content, (*route, key), prose, nested, found)


def _add_texts_in(content: Any, route: Route, prose: bool, nested: bool, found: list[tuple[Route, str]]) -> None:
    if isinstance(content, str):
        if prose:
            found.append((route, content))
    elif isinstance(content, tuple):
        for index, item in enumerate(content):
            _add_texts_in(item, (*route, index), prose, nested, found)
    elif nested and isinstance(content, BaseModel):
        _add_texts(content, route, found)
    elif nested and isinstance(content, dict):
        for key, item in content.items():
            _add_texts_in(item, (*route, key), prose, nested, found)


def normalise(value: Any, route: Route) -> tuple[Route, str]:
    """(route with list positions, location key) of a route whose list steps may be ids or positions.

    Steps that lead to a missing field are kept as they are. The location key has the natural key of an
    element, or the element itself where it is a name, in place of its position.
    """
    plain: list[str | int] = []
    at: list[str] = []
    for step in route:
        if isinstance(value, tuple):
            index = _index(value, step)
            if index is None:
                plain.append(step)
                at.append(str(step))
                value = None
                continue
            item = value[index]
            plain.append(index)
            at.append(_element_key(item, index))
            value = item
        else:
            plain.append(step)
            at.append(str(step))
            if isinstance(value, BaseModel):
                attribute = attribute_of(type(value), str(step))
                value = getattr(value, attribute) if attribute else None
            elif isinstance(value, dict):
                value = value.get(step)
            else:
                value = None
    return tuple(plain), ".".join(at)


def named_route(value: Any, route: Route) -> str:
    """The location key for people: where it has a position, `principles (1st entry)`."""
    plain = normalise(value, route)[0]
    steps: list[str | int] = []
    before = ""
    for number, step in enumerate(plain, 1):
        key = normalise(value, plain[:number])[1]
        own = key[len(before) + 1 :] if before else key
        steps.append(step if isinstance(step, int) and own == str(step) else own)
        before = key
    return in_words(steps)


_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,119}")


def _element_key(item: Any, index: int) -> str:
    """The key of an element of a list: its own, or the scalar itself where it is a name; prose has its position."""
    key = getattr(item, "key", None) if isinstance(item, BaseModel) else None
    if isinstance(item, int) or (isinstance(item, str) and _NAME.fullmatch(item)):
        key = item
    return str(key) if key not in (None, "") else str(index)


def _index(items: tuple[Any, ...], step: str | int) -> int | None:
    if isinstance(step, int):
        return step if 0 <= step < len(items) else None
    for index, item in enumerate(items):
        if _element_key(item, -1) == step:
            return index
    return None


@cache
def enumeration(model: type[BaseModel], attribute: str) -> tuple[str, ...]:
    """The allowed words of an enumeration field; empty where it is none."""
    for found, _ in alternatives(model.model_fields[attribute].annotation):
        if get_origin(found) is Literal:
            return tuple(str(word) for word in get_args(found))
    return ()
