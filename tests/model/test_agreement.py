"""Models and generated schemas accept and refuse the same documents.

Two corpora: every field of every worked file mutated in many ways, and documents generated from the schemas. The
schemas are judged by two validators that share no code with pydantic: jsonschema-rs (all) and jsonschema (a part).
"""

from __future__ import annotations

import copy
import random
import re
import re._parser as re_parser
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator, validators
from jsonschema import ValidationError as JsonSchemaError
from pydantic import ValidationError

from gitsm.adapters.disk import DiskTree
from gitsm.export.jsonschema import schema_of
from gitsm.load.extensions import as_json
from gitsm.load.loader import load
from gitsm.load.yaml import decode, parse
from gitsm.model.kinds import KINDS
from support import ROOT

SCHEMAS = {slug: schema_of(kind) for slug, kind in KINDS.items()}
FAST = {slug: jsonschema_rs.validator_for(schema, validate_formats=True) for slug, schema in SCHEMAS.items()}
# ruff: noqa: E501
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 5, 6, 1.0, 1.5, -0.5, 100, 100.5, 101, 10**12, 10**16, 1e300, "", "x", "X", "x ", "a-b", "a_b", "a--b",
    "a-b\n", "1.0", "1.2.3", "01.2.3", "1.2.3\n", "010", "4h", "4 h", "h", "P", "PT", "PT4H", "0m", "12mo", "0mo", "12m", "90d",
    "2026-02-29", "2024-02-29", "2026-02-30", "2026-13-01", "2026-1-1", "20260101", "0000-01-01", "2026-01-31\n", "24:00", "24:01",
    "8:00", "50%", "1000%", "2/3", "0/3", "EUR", "eur", "12.50", "12,50", "-0.1", "ola/desk", "ola/", "a/b/c", "RAC-12", "RAC-1", "mon-fri",
    "draft", "approved", "agreed", "none", "24x7", "ssh-ed25519 AAAA", "é", "٣", "x" * 200, [], ["x"], [["08:00", "18:00"]], [["x", "y", "z"]],
    [1], [None], {}, {"x": 1}, {"id": "x"}, {"serial": []}, {"step": "ola/desk"}, {"step": "ola/desk", "sequence": []},
)  # fmt: skip


def accepted_by_model(slug: str, document: Any) -> bool:
    try:
        KINDS[slug].model.model_validate(document)
    except ValidationError:
        return False
    return True


def worked() -> dict[str, tuple[str, dict[str, Any]]]:
    """(kind, JSON document) of every worked file by path."""
    snapshot = load(DiskTree(ROOT))
    assert not snapshot.findings
    return {i.path: (i.kind.slug, as_json(parse(decode(snapshot.tree.read(i.path))))) for i in snapshot.items}


WORKED = worked()


def routes(value: Any, route: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document, containers included."""
    yield route
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from routes(item, (*route, key))


def small(value: Any, route: tuple[Any, ...] = ()) -> tuple[Any, tuple[Any, ...]]:
    """A copy with little beside the place, and the place in it: long lists keep the element on the way, or their first.

    Validating whole files for every mutation of one field in them takes most of a minute and says the same.
    """
    if isinstance(value, dict):
        found = {key: small(item, route[1:] if route and key == route[0] else ()) for key, item in value.items()}
        return {key: item for key, (item, _) in found.items()}, (route[0], *found[route[0]][1]) if route else ()
    if not isinstance(value, list):
        return value, ()
    if len(value) < 3 and not any(isinstance(item, dict) for item in value):
        return copy.deepcopy(value), route
    item, rest = small(value[route[0]], route[1:]) if route else (small(value[0])[0], ())
    return [item], (0, *rest) if route else ()


def mutations(document: Any, route: tuple[Any, ...], values: tuple[Any, ...]) -> Iterator[Any]:
    """The document with the place replaced, removed, or extended; it is restored after each step."""
    if not route:
        return
    parent = document
    for step in route[:-1]:
        parent = parent[step]
    last = route[-1]
    before = parent[last]
    for value in values:
        parent[last] = value
        yield document
    if isinstance(before, str):
        for value in (before + "\n", before.upper(), " " + before):
            parent[last] = value
            yield document
    if isinstance(before, list):
        for value in ([*before, *before[:1]], [*before, None], before[1:]):
            parent[last] = value
            yield document
    if isinstance(before, dict):
        parent[last] = {**before, "no_such_field": 1}
        yield document
    parent[last] = before
    if isinstance(parent, dict):
        del parent[last]
        yield document
        parent[last] = before


def differing(slug: str, route: tuple[Any, ...], mutant: Any) -> str | None:
    schema, model = FAST[slug].is_valid(mutant), accepted_by_model(slug, mutant)
    if schema == model:
        return None
    value = mutant
    for step in route:
        try:
            value = value[step]
        except (KeyError, IndexError):
            value = "(removed)"
            break
    return f"{slug} {'.'.join(map(str, route))} = {value!r}: schema {schema}, model {model}"


def shape_of(route: tuple[Any, ...]) -> tuple[Any, ...]:
    """The field that a place is one of."""
    return tuple("*" if isinstance(step, int) else step for step in route)


@pytest.mark.parametrize("slug", KINDS)
def test_every_field_of_every_worked_file_mutated(slug: str) -> None:
    rng = random.Random(slug)
    wrong: list[str] = []
    seen: set[tuple[Any, ...]] = set()
    count = 0
    for kind, document in WORKED.values():
        if kind != slug:
            continue
        assert FAST[slug].is_valid(document) and accepted_by_model(slug, document)
        for route in routes(document):
            shape = shape_of(route)
            fresh = shape not in seen
            seen.add(shape)
            mutant, place = (copy.deepcopy(document), route) if rng.random() < 0.01 else small(document, route)
            before = copy.deepcopy(mutant)
            assert accepted_by_model(slug, mutant), "what is left of the file is a document still"
            # each distinct field meets every value; its repetitions in other files and elements meet a sample
            for changed in mutations(mutant, place, VALUES if fresh else tuple(rng.sample(VALUES, 3))):
                count += 1
                difference = differing(slug, place, changed)
                if difference:
                    wrong.append(difference)
            assert mutant == before
    assert not wrong, f"{len(wrong)} of {count} differ:\n" + "\n".join(wrong[:25])


class Generator:
    """Documents that fit a schema, chosen at random with a bias to few fields and to the ends of ranges."""

    def __init__(self, schema: dict[str, Any], rng: random.Random) -> None:
        self.root = schema
        self.rng = rng
        self.texts = random.Random(rng.random())

    def value(self, schema: Any, depth: int = 0) -> Any:
        """A value that fits the schema, if it is one this generator understands."""
        rng = self.rng
        if schema is True or schema == {}:
            return rng.choice([None, 1, "x", {"a": []}])
        if "$ref" in schema:
            return self.value(self.root["$defs"][schema["$ref"].rpartition("/")[2]], depth)
        for word in ("anyOf", "oneOf"):
            if word in schema:
                options = [o for o in schema[word] if depth < 6 or not self.nests(o)] or schema[word]
                return self.value(rng.choice(options), depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return rng.choice(schema["enum"])
        kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        make: Callable[[Any, int], Any] = getattr(self, f"make_{rng.choice(kinds)}")
        return make(schema, depth)

    def nests(self, schema: Any) -> bool:
        name = schema.get("$ref", "").rpartition("/")[2]
        return any(part in str(self.root["$defs"].get(name, schema)) for part in ("'array'", "$ref"))

    def make_object(self, schema: Any, depth: int) -> Any:
        found = {}
        for name, inner in schema.get("properties", {}).items():
            if name in schema.get("required", ()) or self.rng.random() < 0.5 / (1 + depth):
                found[name] = self.value(inner, depth + 1)
        for pattern, inner in schema.get("patternProperties", {}).items():
            for _ in range(self.rng.randint(0, 2)):
                found[self.text(pattern)] = self.value(inner, depth + 1)
        if schema.get("additionalProperties", True) is True and "properties" not in schema:
            found["own"] = self.rng.choice([None, 1, "x", ["y"]])
        return found

    def make_array(self, schema: Any, depth: int) -> list[Any]:
        if "prefixItems" in schema:
            return [self.value(inner, depth + 1) for inner in schema["prefixItems"]]
        low = schema.get("minItems", 0)
        count = low if depth > 5 else self.rng.randint(low, min(low + 2, schema.get("maxItems", low + 2)))
        return [self.value(schema.get("items", {}), depth + 1) for _ in range(count)]

    def make_string(self, schema: Any, depth: int) -> str:
        if schema.get("format") == "date":
            return date.fromordinal(self.rng.randint(400_000, 1_000_000)).isoformat()
        text = (
            self.text(schema["pattern"]) if "pattern" in schema else self.rng.choice(["x", "Ä ö", "a: b # c", "=1+1"])
        )
        return text if len(text) >= schema.get("minLength", 0) else "xx"

    def text(self, pattern: str) -> str:
        return str(_xeger(re_parser.parse(pattern), self.texts))

    def make_integer(self, schema: Any, depth: int) -> int:
        low, high = schema.get("minimum", -5), schema.get("maximum", 10**6)
        return int(self.rng.choice([low, high, self.rng.randint(int(low), int(high))]))

    def make_number(self, schema: Any, depth: int) -> float:
        low, high = schema.get("minimum", schema.get("exclusiveMinimum", -5.0) + 0.5), schema.get("maximum", 10.0**6)
        return self.rng.choice([low, high, round(self.rng.uniform(low, high), 2)])

    def make_boolean(self, schema: Any, depth: int) -> bool:
        return self.rng.random() < 0.5

    def make_null(self, schema: Any, depth: int) -> None:
        return None


def _xeger(parsed: Any, rng: random.Random) -> str:
    """A text that fits a parsed pattern of the few constructs that our scalar types use."""
    out = ""
    for op, argument in parsed:
        name = str(op)
        if name == "LITERAL":
            out += chr(argument)
        elif name == "IN":
            kind, value = rng.choice(argument)
            out += chr(value if str(kind) == "LITERAL" else rng.randint(*value))
        elif name == "MAX_REPEAT":
            low, high, inner = argument
            out += "".join(_xeger(inner, rng) for _ in range(rng.randint(low, min(int(high), low + 3))))
        elif name == "SUBPATTERN":
            out += _xeger(argument[3], rng)
        elif name == "BRANCH":
            out += _xeger(rng.choice(argument[1]), rng)
        else:
            assert name == "AT", name
    return out


@pytest.mark.parametrize("slug", KINDS)
def test_documents_generated_from_the_schema(slug: str) -> None:
    rng = random.Random(f"generated {slug}")
    generator = Generator(SCHEMAS[slug], rng)
    valid = 0
    for _ in range(150):
        document = generator.value(SCHEMAS[slug])
        valid += FAST[slug].is_valid(document)
        assert FAST[slug].is_valid(document) == accepted_by_model(slug, document), document
        places = [route for route in routes(document) if route]
        for route in rng.sample(places, min(5, len(places))):
            for changed in mutations(document, route, tuple(rng.sample(VALUES, 4))):
                assert differing(slug, route, changed) is None
    assert valid > 100, "the generator must mostly make documents that fit"


def _exact_pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[Any]:
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield JsonSchemaError("does not match")


@pytest.mark.parametrize("slug", KINDS)
def test_the_reference_validator_agrees(slug: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[slug])
    # Python's `$` also stands before a last line break; JSON Schema's (ECMA-262) does not
    exact = validators.extend(Draft202012Validator, {"pattern": _exact_pattern})
    slow = exact(SCHEMAS[slug], format_checker=Draft202012Validator.FORMAT_CHECKER)
    document = min((d for kind, d in WORKED.values() if kind == slug), key=lambda d: len(str(d)), default=None)
    if document is None:
        assert slug == "waiver", f"no worked example of {slug}"
        return
    assert slow.is_valid(document)
    for route in {shape_of(route): route for route in routes(document)}.values():
        for changed in mutations(*small(document, route), (None, 0, "x", [], {}, "2026-02-29")):
            assert slow.is_valid(changed) == accepted_by_model(slug, changed), (route, str(changed)[:300])
