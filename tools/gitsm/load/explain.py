"""A schema's complaint in words: what was found, what was expected, how to fix it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from gitsm.base import scalars
from gitsm.base.source import Route, in_words
from gitsm.load.yaml import MAX_DEFECTS, Defect, shorten
from gitsm.model.artefact import AnyRef, ClauseRef, RuleId
from gitsm.model.settings import ThresholdName
from gitsm.model.walk import attribute_of, models_in

_NUMBER_WANTED = {"int_type", "float_type", "bool_type", "int_from_float"}
_TYPES = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def _pattern(annotated: Any) -> str:
    pattern = next((getattr(m, "pattern", None) for m in annotated.__metadata__ if getattr(m, "pattern", None)), "")
    return str(pattern)


_PATTERNS = {
    _pattern(scalars.Id): "lower-case words joined by hyphens, such as incident-manager",
    scalars.DATE_PATTERN: "a day written as 2026-01-31",
    scalars.DURATION_PATTERN: "a duration such as 30m, 4h, 1h30m or 2d",
    scalars.MONTHS_PATTERN: "a number of months such as 12mo",
    scalars.NOTICE_PATTERN: "a notice period such as 90d or 3mo",
    scalars.VERSION_PATTERN: "a version of three numbers such as 1.2.0",
    scalars.CLOCK_PATTERN: 'a quoted time such as "08:00"',
    scalars.AMOUNT_PATTERN: 'a quoted decimal amount such as "12.50"',
    _pattern(AnyRef): "kind/id, such as ola/desk",
    _pattern(ClauseRef): "framework/clause, such as iso20000-1-2018/8.6.1",
    _pattern(RuleId): "a rule id such as RAC-12",
    _pattern(ThresholdName): "a rule and its threshold such as RAC-07.share",
    r"^[A-Z]{3}$": "a currency code such as EUR",
}


def closest(word: str, words: Iterable[str]) -> str:
    """The most similar of the words, or an empty text when none is close."""
    found = difflib.get_close_matches(word, sorted(set(words)), n=1, cutoff=0.6)
    return found[0] if found else ""


def defects_of(error: ValidationError, data: dict[str, Any], model: type[BaseModel], name: str) -> list[Defect]:
    """The LOAD-06 and LOAD-07 defects of a document that its model refuses."""
    found: dict[tuple[Route, str], Defect] = {}
    routes: list[Route] = []
    for item in error.errors(include_url=False):
        route, broken_off = _route(item["loc"], data)
        defect = _defect(item, route, broken_off, data, model, name)
        if item["type"] == "too_short" and any(r[: len(route)] == route and r != route for r in routes):
            continue
        if len(found) >= MAX_DEFECTS:
            break
        routes.append(route)
        found.setdefault((route, defect.rule), defect)
    return list(found.values())[:MAX_DEFECTS]


def _route(loc: tuple[int | str, ...], data: Any) -> tuple[Route, bool]:
    """The YAML route of a pydantic location: tags of unions and types are left out."""
    route: list[int | str] = []
    value = data
    for index, step in enumerate(loc):
        last = index == len(loc) - 1
        if step == "[key]":
            return tuple(route), True
        if isinstance(value, dict):
            if step in value:
                route.append(step)
                value = value[step]
            elif last and not str(step).startswith("<"):
                return (*route, step), True
        elif isinstance(value, list):
            if isinstance(step, int) and step < len(value):
                route.append(step)
                value = value[step]
            elif isinstance(step, int):
                return tuple(route), True
        else:
            break
    return tuple(route), False


def _where(route: Route, data: Any) -> str:
    """The route for people: an element by its id, or else counted from one."""
    steps: list[int | str] = []
    for step in route:
        if isinstance(data, dict):
            data = data.get(step)
        else:
            data = data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None
        names = [data.get(key) for key in ("id", "party")] if isinstance(step, int) and isinstance(data, dict) else []
        steps.append(next((name for name in names if isinstance(name, str) and name), step))
    return in_words(str(step) if not isinstance(step, int) else step for step in steps)


def _value(data: Any, route: Route) -> Any:
    for step in route:
        data = data[step]
    return data


def _fields(model: type[BaseModel], route: Route) -> list[str]:
    """YAML keys of the mapping that the route leads to, as far as it can be told."""
    keys: set[str] = set()
    models: list[type[BaseModel]] = [model]
    for step in route:
        if isinstance(step, int):
            continue
        following: list[type[BaseModel]] = []
        for candidate in models:
            attribute = attribute_of(candidate, step)
            if attribute:
                following += models_in(candidate.model_fields[attribute].annotation)
        models = following or models
    for candidate in models:
        keys |= {field.alias or name for name, field in candidate.model_fields.items()}
    return sorted(keys)


def _named(value: Any) -> str:
    if isinstance(value, date):
        return f"the day {value.isoformat()}"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    return shorten(str(value))


def _quoting(value: Any, field: str) -> str:
    if field == "version" and isinstance(value, float):
        return f"write three numbers, such as {value:g}.0"
    return "put it in quotes, just as it stands" if isinstance(value, float) else f'quote it: "{value}"'


def _defect(item: Any, route: Route, broken_off: bool, data: Any, model: type[BaseModel], name: str) -> Defect:
    kind, context = item["type"], item.get("ctx") or {}
    where = _where(route, data) or "the document"
    if kind == "missing":
        field = str(item["loc"][-1])
        return Defect(
            "LOAD-06",
            f"{name}: the field {shorten(field)} is missing.",
            "add `version: 0.1.0`" if field == "version" else f"add `{field}: ...`",
            route=route[:-1] if route and route[-1] == field else route,
        )
    if kind == "extra_forbidden":
        field = str(route[-1]) if route else ""
        if " " in field and item["input"] is None:
            words = f"{name}: {shorten(field)} is read as a field of its own, because a comma ends a text inside {{ }}."
            return Defect("LOAD-06", words, "put quotes around the whole text", route=route, at_key=True)
        near = closest(field, _fields(model, route[:-1]))
        return Defect(
            "LOAD-06",
            f"{name}: there is no field {shorten(field)} here.",
            f"did you mean {near}?" if near else "delete it, or move what is your own under `extensions`",
            route=route,
            at_key=True,
        )
    value = None if broken_off else _value(data, route)
    if kind == "literal_error":
        allowed = [w.strip("'") for w in str(context.get("expected", "")).replace(" or ", ", ").split(", ")]
        near = closest(str(value), allowed)
        listed = ", ".join(allowed)
        return Defect(
            "LOAD-06",
            f"{where} is {_named(value)}; expected one of {listed}.",
            f"did you mean {near}?" if near else f"write one of {listed}",
            route=route,
        )
    if kind == "string_type" and isinstance(value, (int, float, date)) and not isinstance(value, bool):
        return Defect(
            "LOAD-07",
            f"{where} is meant as a text, but without quotes it is {_named(value)}.",
            _quoting(value, str(route[-1]) if route else ""),
            route=route,
        )
    if kind == "string_type" and isinstance(value, list):
        words = f"{where} is a list; expected a text: exactly one."
        return Defect("LOAD-06", words, "name exactly one, without brackets", route=route)
    if kind in _TYPES:
        return Defect(
            "LOAD-06", f"{where} is {_named(value)}; expected {_TYPES[kind]}.", f"write {_TYPES[kind]}", route=route
        )
    if kind == "string_pattern_mismatch":
        wanted = _PATTERNS.get(str(context.get("pattern")), "another form")
        found = _named(item["input"])
        if str(item["input"]).startswith("LOAD-"):
            words = f"{where} names {item['input']}; what cannot be read is an error in every repository."
            return Defect("LOAD-06", words, "delete it: LOAD rules can be neither set nor waived", route=route)
        if broken_off:
            words = f"{_where(route[:-1], data)} has the key {found}; expected {wanted}."
            return Defect("LOAD-06", words, f"write {wanted}", route=route, at_key=True)
        return Defect("LOAD-06", f"{where} is {found}; expected {wanted}.", f"write {wanted}", route=route)
    return Defect(
        "LOAD-06",
        f"{where}: {item['msg'][:1].lower()}{item['msg'][1:]} (found {_named(value)}).",
        "correct the value; the schema says what may stand here",
        route=route,
    )
