"""The organisation's own fields: `extensions` checked by its own JSON Schemas, without network and without `re`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from gitsm.base.source import Route
from gitsm.load.tree import Tree
from gitsm.load.yaml import Broken, Defect, decode, shorten


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


class ExtensionSchemas:
    """The schemas of one repository, read when first asked for."""

    def __init__(self, tree: Tree, paths: dict[str, str]) -> None:
        self._tree = tree
        self._paths = paths
        self._validators: dict[str, Any] = {}

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
            schema = json.loads(decode(self._tree.read(path)))
        except (ValueError, RecursionError) as error:
            raise Broken(
                Defect("LOAD-02", f"The extension schema is not JSON: {shorten(str(error))}.", "correct it")
            ) from None
        extended: Any = validators.extend(  # type: ignore[no-untyped-call]
            Draft202012Validator, {"pattern": _pattern, "patternProperties": _pattern_properties}
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
            errors = sorted(validator.iter_errors(as_json(extensions)), key=lambda e: [str(p) for p in e.path])
        except Broken:
            return []  # reported once, at the schema itself
        except (Unresolvable, RecursionError) as error:
            words = f"extensions cannot be judged: the schema {self._paths[slug]} is {type(error).__name__.lower()}."
            return [Defect("LOAD-06", words, "correct the schema's references", route=("extensions",))]
        found = []
        for complaint in errors[:20]:
            route: Route = ("extensions", *complaint.absolute_path)
            words = f"{'.'.join(map(str, route))}: {shorten(complaint.message, 120)[1:-1]}."
            found.append(Defect("LOAD-06", words, f"see {self._paths[slug]}", route=route))
        return found


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
