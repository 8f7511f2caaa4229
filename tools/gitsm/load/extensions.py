"""The organisation's own fields: `extensions` checked by its own JSON Schemas, without network and without `re`.

Schemas come from pull requests, too: a few hundred bytes of references can ask for more comparisons than anybody can
wait for, so the work is counted and given up at a limit that no honest schema comes near.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from gitsm.base.source import Route
from gitsm.load.tree import Tree
from gitsm.load.yaml import Broken, Defect, decode, shorten

MOST_NODES = 5_000
"""Values in one schema, keys not counted."""
MOST_WORK = 30_000_000
"""Characters looked at for one artefact; a step counts as `_STEP`. Some seconds' worth."""
_STEP = 300
_MOST_COMPLAINTS = 20


class _TooMuch(Exception):
    """Judging takes more work than `MOST_WORK`."""


class _Effort:
    """The work left for one artefact, and the sizes of its values (characters and items, with all that is inside)."""

    def __init__(self) -> None:
        self._left = MOST_WORK
        self._sizes: dict[int, int] = {}

    def spend(self, keyword: str, wanted: Any, instance: Any) -> None:
        """Counts one keyword on one value. Raises _TooMuch."""
        size = self._size(instance)
        if keyword == "uniqueItems" and isinstance(instance, list):
            size *= len(instance)
        self._left -= _STEP + size * (len(wanted) if keyword == "enum" else 1)
        if self._left < 0:
            raise _TooMuch

    def _size(self, value: Any) -> int:
        if isinstance(value, str):
            return len(value)
        if not isinstance(value, (dict, list)):
            return 8
        known = self._sizes.get(id(value))
        if known is None:
            inside = value if isinstance(value, list) else (*value, *value.values())
            known = self._sizes[id(value)] = 1 + sum(map(self._size, inside))
        return known


def as_json(value: Any) -> Any:
    """The value as JSON has it: days become texts."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value


@lru_cache(maxsize=512)
def _matcher(pattern: str) -> Any:
    """A linear-time matcher: patterns come from pull requests, and Python's `re` can be made to hang."""
    from pydantic_core import SchemaValidator, core_schema

    return SchemaValidator(core_schema.str_schema(pattern=pattern))


def _matches(pattern: str, text: str) -> bool:
    from pydantic_core import ValidationError

    try:
        _matcher(pattern).validate_python(text)
    except ValidationError:
        return False
    return True


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if isinstance(instance, str) and not _matches(pattern, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(validator: Any, patterns: dict[str, Any], instance: Any, schema: Any) -> Iterator[Any]:
    if isinstance(instance, dict):
        for pattern, subschema in patterns.items():
            for key, value in instance.items():
                if _matches(pattern, key):
                    yield from validator.descend(value, subschema, path=key, schema_path=pattern)


def _counted(keyword: str, judge: Callable[..., Any], effort: list[_Effort]) -> Callable[..., Iterator[Any]]:
    """The judgement of one keyword, counted as work of the artefact that is judged at the time."""

    def counted(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[Any]:
        effort[0].spend(keyword, wanted, instance)
        yield from judge(validator, wanted, instance, schema) or ()

    return counted


class ExtensionSchemas:
    """The schemas of one repository, read when first asked for."""

    def __init__(self, tree: Tree, paths: dict[str, str]) -> None:
        self._tree = tree
        self._paths = paths
        self._validators: dict[str, Any] = {}
        self._effort = [_Effort()]
        self._given_up: set[str] = set()

    def broken(self) -> Iterator[tuple[str, Defect]]:
        """(path, defect) of every schema that cannot be used."""
        for slug, path in sorted(self._paths.items()):
            try:
                self._validator(slug)
            except Broken as error:
                yield path, error.defects[0]

    def _validator(self, slug: str) -> Any:
        if slug not in self._validators:
            self._validators[slug] = self._compile(self._paths[slug])
        return self._validators[slug]

    def _compile(self, path: str) -> Any:
        from jsonschema import Draft202012Validator, SchemaError, validators
        from pydantic_core import SchemaError as PatternError
        from referencing import Registry

        try:
            schema = json.loads(decode(self._tree.read(path)), parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise Broken(
                Defect("LOAD-02", f"The extension schema is not JSON: {shorten(str(error))}.", "correct it")
            ) from None
        if _nodes(schema) > MOST_NODES:
            words = f"The extension schema has more than {MOST_NODES} values."
            raise Broken(Defect("LOAD-04", words, "shorten it, or check less by it"))
        own = {"pattern": _pattern, "patternProperties": _pattern_properties}
        keywords = {**Draft202012Validator.VALIDATORS, **own}
        extended: Any = validators.extend(  # type: ignore[no-untyped-call]
            Draft202012Validator, {name: _counted(name, judge, self._effort) for name, judge in keywords.items()}
        )
        try:
            Draft202012Validator.check_schema(schema)
            for pattern in _patterns(schema):
                _matcher(pattern)
        except (SchemaError, PatternError, RecursionError) as error:
            raise Broken(
                Defect("LOAD-06", f"The extension schema cannot be used: {shorten(str(error), 160)}.", "correct it")
            ) from None
        return extended(schema, registry=Registry(), format_checker=Draft202012Validator.FORMAT_CHECKER)

    def defects(self, slug: str, extensions: Any) -> list[Defect]:
        """What does not fit the organisation's schema for this kind; empty without a schema."""
        if slug not in self._paths:
            return []
        from referencing.exceptions import Unresolvable

        try:
            validator = self._validator(slug)
            if slug in self._given_up:
                raise _TooMuch
            self._effort[0] = _Effort()
            value = as_json(extensions)
            errors = sorted(validator.iter_errors(value), key=lambda e: [str(p) for p in e.path])
        except Broken:
            return []  # reported once, at the schema itself
        except _TooMuch:
            self._given_up.add(slug)
            words = f"extensions cannot be judged: checking by {self._paths[slug]} takes too much work."
            return [Defect("LOAD-06", words, "simplify the schema", route=("extensions",))]
        except (Unresolvable, RecursionError, ValueError, TypeError, ArithmeticError) as error:
            why = {"RecursionError": "it leads back to itself, or nests too deeply"}.get(
                type(error).__name__, shorten(str(error), 80)
            )
            words = f"extensions cannot be judged by {self._paths[slug]}: {why}."
            return [Defect("LOAD-06", words, "correct the schema", route=("extensions",))]
        found = []
        for complaint in errors[:_MOST_COMPLAINTS]:
            route: Route = ("extensions", *complaint.absolute_path)
            words = f"{'.'.join(map(str, route))}: {shorten(complaint.message, 120)[1:-1]}."
            found.append(Defect("LOAD-06", words, f"see {self._paths[slug]}", route=route))
        return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number in JSON")


def _nodes(value: Any) -> int:
    inside: Any = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_nodes, inside))


def _patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "pattern" and isinstance(value, str):
                yield value
            if key == "patternProperties" and isinstance(value, dict):
                yield from value
            yield from _patterns(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _patterns(value)
