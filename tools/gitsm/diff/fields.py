"""How each field of a model is compared, read off its annotation once per class."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from gitsm.model.meta import Meaning
from gitsm.model.walk import alternatives, text_plan

PLAIN = Meaning()


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A field: attribute, YAML key, meaning, the words of its enumeration in order, whether it is a list, prose.

    `default` is its value in a model that is not there at all.
    """

    attribute: str
    key: str
    meaning: Meaning
    order: tuple[str, ...]
    listing: bool
    prose: bool
    default: Any = None


@cache
def field_plans(model: type[BaseModel]) -> tuple[FieldPlan, ...]:
    """The fields of a model in their order."""
    prose = {attribute for attribute, _, is_prose, _ in text_plan(model) if is_prose}
    return tuple(_plan(name, field, name in prose) for name, field in model.model_fields.items())


def _plan(name: str, field: Any, prose: bool) -> FieldPlan:
    found = [m for m in field.metadata if isinstance(m, Meaning)]
    order: tuple[str, ...] = ()
    listing = False
    for annotation, metadata in alternatives(field.annotation):
        found += [m for m in metadata if isinstance(m, Meaning)]
        if get_origin(annotation) is Literal:
            order = tuple(map(str, get_args(annotation)))
        listing = listing or (get_origin(annotation) is tuple and Ellipsis in get_args(annotation))
    default = None if field.is_required() else field.get_default(call_default_factory=True)
    if listing and field.is_required():
        default = ()
    return FieldPlan(name, field.alias or name, found[0] if found else PLAIN, order, listing, prose, default)
