"""Values of a class wherever an artefact holds them, and what stands above a route.

Like `model.walk`, each model class is inspected once per question; a visit touches only the fields that can lead to
an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from gitsm.base.source import Route
from gitsm.model.artefact import Element
from gitsm.model.walk import alternatives, attribute_of, models_in

Wanted = Callable[[type], bool]
"""Says of a class whether its instances are asked for. Must be one lasting function: answers are remembered by it."""


def _leaves(annotation: Any) -> Iterator[type]:
    """The classes an annotation can hold, at any depth of unions, lists and mappings."""
    for found, _ in alternatives(annotation):
        if isinstance(found, type):
            yield found
        elif get_origin(found) in (tuple, dict, list):
            for part in get_args(found):
                if part is not Ellipsis:
                    yield from _leaves(part)


@cache
def _leads(model: type[BaseModel], wanted: Wanted, above: frozenset[type[BaseModel]] = frozenset()) -> bool:
    if model in above:
        return False
    return any(
        wanted(leaf) or (issubclass(leaf, BaseModel) and _leads(leaf, wanted, above | {model}))
        for field in model.model_fields.values()
        for leaf in _leaves(field.annotation)
    )


@cache
def _plan(model: type[BaseModel], wanted: Wanted) -> tuple[tuple[str, str], ...]:
    """(attribute, YAML key) of the fields that hold what is wanted or lead to it."""
    plan = []
    for name, field in model.model_fields.items():
        leaves = tuple(_leaves(field.annotation))
        nested = any(_leads(child, wanted) for child in models_in(field.annotation))
        if nested or any(wanted(leaf) for leaf in leaves):
            plan.append((name, field.alias or name))
    return tuple(plan)


def instances(value: BaseModel, wanted: Wanted, route: Route = ()) -> list[tuple[Route, Any]]:
    """(route, instance) of everything of a wanted class inside a model, in the order of the fields."""
    found: list[tuple[Route, Any]] = []
    _add_instances(value, wanted, route, found)
    return found


def _add_instances(value: BaseModel, wanted: Wanted, route: Route, found: list[tuple[Route, Any]]) -> None:
    for attribute, key in _plan(type(value), wanted):
        content = getattr(value, attribute)
        if content is not None and content != ():
            _add_instances_in(content, wanted, (*route, key), found)


def _add_instances_in(content: Any, wanted: Wanted, route: Route, found: list[tuple[Route, Any]]) -> None:
    if wanted(type(content)):
        found.append((route, content))
    if isinstance(content, BaseModel):
        _add_instances(content, wanted, route, found)
    elif isinstance(content, tuple):
        for index, item in enumerate(content):
            _add_instances_in(item, wanted, (*route, index), found)
    elif isinstance(content, dict):
        for key, item in content.items():
            _add_instances_in(item, wanted, (*route, key), found)


def above(value: Any, route: Route) -> Iterator[BaseModel]:
    """The models that a route of keys and positions passes, from the top; the last step is not entered."""
    for step in route:
        if isinstance(value, BaseModel):
            yield value
            attribute = attribute_of(type(value), str(step))
            value = getattr(value, attribute) if attribute else None
        elif isinstance(value, tuple) and isinstance(step, int) and step < len(value):
            value = value[step]
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return


def written(value: Any, route: Route) -> bool:
    """Whether the field a route leads to stands in the file, rather than being a default."""
    for step in route:
        if isinstance(value, BaseModel):
            attribute = attribute_of(type(value), str(step))
            if attribute is None or attribute not in value.model_fields_set:
                return False
            value = getattr(value, attribute)
        else:
            value = value[step]
    return True


def elements_at(value: Any, collection: str) -> tuple[Element, ...]:
    """The elements of the list at a dotted route of YAML keys (`workflow.nodes`); empty where there is none."""
    for step in collection.split("."):
        attribute = attribute_of(type(value), step) if isinstance(value, BaseModel) else None
        value = getattr(value, attribute) if attribute else ()
    return value if isinstance(value, tuple) else ()
