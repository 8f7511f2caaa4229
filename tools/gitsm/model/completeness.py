"""Which fields a complete artefact still lacks, at every depth, read off the `Complete` marks of the models."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from gitsm.base.source import Route
from gitsm.model.meta import Complete
from gitsm.model.walk import alternatives, models_in


@cache
def _plan(model: type[BaseModel]) -> tuple[tuple[str, str, Complete | None, str, bool], ...]:
    """(attribute, YAML key, mark, description, leads on) of the fields with a mark or with marks below them."""
    plan = []
    for name, field in model.model_fields.items():
        marks = [mark for mark in field.metadata if isinstance(mark, Complete)]
        for _, metadata in alternatives(field.annotation):
            marks += [mark for mark in metadata if isinstance(mark, Complete)]
        nested = any(_leads(child, frozenset({model})) for child in models_in(field.annotation))
        if marks or nested:
            mark = marks[0] if marks else None
            plan.append((name, field.alias or name, mark, (field.description or "").rstrip("."), nested))
    return tuple(plan)


def _leads(model: type[BaseModel], above: frozenset[type[BaseModel]]) -> bool:
    if model in above:
        return False
    for field in model.model_fields.values():
        metadata = [*field.metadata, *(m for _, more in alternatives(field.annotation) for m in more)]
        if any(isinstance(mark, Complete) for mark in metadata):
            return True
        if any(_leads(child, above | {model}) for child in models_in(field.annotation)):
            return True
    return False


def missing(value: BaseModel, route: Route = ()) -> Iterator[tuple[Route, str]]:
    """(route, description) of every field that a complete artefact has, where it applies, and this one lacks."""
    for attribute, key, mark, description, nested in _plan(type(value)):
        content = getattr(value, attribute)
        if content is None or content == () or content == {} or content == "":
            if mark is not None and (mark.when is None or mark.when(value)):
                yield (*route, key), description
        elif nested:
            yield from _missing_in(content, (*route, key))


def _missing_in(content: Any, route: Route) -> Iterator[tuple[Route, str]]:
    if isinstance(content, BaseModel):
        yield from missing(content, route)
    elif isinstance(content, tuple):
        for index, item in enumerate(content):
            yield from _missing_in(item, (*route, index))
    elif isinstance(content, dict):
        for key, item in content.items():
            yield from _missing_in(item, (*route, key))
