"""JSON Schemas of the kinds, generated from the models: draft 2020-12, for editors and other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from gitsm.model.baseline import Baseline
from gitsm.model.kinds import KINDS, SETTINGS_FILE, Kind
from gitsm.model.meta import InFramework, InScheme, Local, Ref
from gitsm.model.policy_test import PolicyTest
from gitsm.model.walk import Mark, models_in, reference_plan

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    """pydantic's generator with titles for people, and mappings whose keys are as strict as the model's."""

    schema_dialect = DIALECT

    def get_title_from_name(self, name: str) -> str:
        return name.rstrip("_").replace("_", " ").capitalize()

    def dict_schema(self, schema: Any) -> JsonSchemaValue:
        result = super().dict_schema(schema)
        if "patternProperties" in result:
            result.setdefault("additionalProperties", False)
        return result


def schema_of(kind: Kind) -> dict[str, Any]:
    """The schema of a kind, with `$id: urn:gitsm:schema:<slug>:1`."""
    where = SETTINGS_FILE if not kind.folder else f"{kind.folder}/<id>.yaml"
    schema = schema_from(kind.model, kind.slug, kind.name)
    schema["description"] = f"{schema['description']} File: {where}."
    schema["examples"] = [_example(schema)]
    return schema


def schema_from(model: type[BaseModel], slug: str, title: str) -> dict[str, Any]:
    """The schema of any model, without an example of the whole."""
    raw = model.model_json_schema(by_alias=True, mode="validation", schema_generator=_Generator)
    definitions = raw.pop("$defs", {})
    for found in _models(model):
        target = raw if found is model else definitions.get(found.__name__)
        if target is not None:
            _describe(found, target)
    head = {"$schema": DIALECT, "$id": f"urn:gitsm:schema:{slug}:1", "title": title}
    schema = {**head, **{key: value for key, value in raw.items() if key != "title"}}
    if definitions:
        schema["$defs"] = {name: definitions[name] for name in sorted(definitions)}
    return _tidy(schema)  # type: ignore[no-any-return]


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and every model that it can hold."""
    seen = {model}
    queue = [model]
    for one in queue:
        yield one
        for field in one.model_fields.values():
            for child in models_in(field.annotation):
                if child not in seen:
                    seen.add(child)
                    queue.append(child)


def _describe(model: type[BaseModel], schema: dict[str, Any]) -> None:
    """Says of each reference what it refers to."""
    for _, key, marks, _ in reference_plan(model):
        field = schema.get("properties", {}).get(key)
        if field is None or not marks:
            continue
        words = " ".join(filter(None, (field.get("description", ""), _refers_to(marks))))
        field["description"] = words
        _drop_examples(field)


def _refers_to(marks: tuple[Mark, ...]) -> str:
    kinds = [kind for mark in marks if isinstance(mark, Ref) for kind in mark.kinds]
    names = " or ".join(_named(KINDS[kind]) for kind in kinds)
    builtin = [word for mark in marks if isinstance(mark, Ref) for word in mark.builtin]
    extra = f", or {' or '.join(builtin)}" if builtin else ""
    mark = marks[0]
    if isinstance(mark, Ref):
        if mark.qualified:
            return f"Written kind/id, of {names}." if names else "Written kind/id."
        return f"Id of {names or 'another artefact of this kind'}{extra}."
    if isinstance(mark, Local):
        return f"Id of an element of `{mark.collection}` in this file."
    if isinstance(mark, InScheme):
        return f"Id of the {mark.level} in the priority scheme."
    assert isinstance(mark, InFramework)
    return {"qualified": "Written framework/clause.", "bare": "", "practice": "Id of the practice."}[mark.form]


def _named(kind: Kind) -> str:
    name = kind.name if kind.name.isupper() else kind.name.lower()
    return f"{'an' if name[0].lower() in 'aeio' or name in ('SLA', 'OLA') else 'a'} {name}"


def _drop_examples(schema: dict[str, Any]) -> None:
    """The example of an id says nothing about what a reference may name."""
    schema.pop("examples", None)
    for part in (schema.get("items"), *schema.get("anyOf", ())):
        if isinstance(part, dict):
            _drop_examples(part)


def _tidy(value: Any) -> Any:
    """Without `default: null` (editors would insert it), and with `anyOf` of a type and null as one type."""
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _tidy(item) for key, item in value.items() if not (key == "default" and item is None)}
    options = found.get("anyOf")
    if isinstance(options, list) and len(options) == 2 and options[1] == {"type": "null"}:
        option = options[0]
        if isinstance(option.get("type"), str) and not {"const", "not"} & set(option):
            merged = {**option, "type": [option["type"], "null"]}
            if "enum" in merged:
                merged["enum"] = [*merged["enum"], None]
            found = {**{key: item for key, item in found.items() if key != "anyOf"}, **_under(found, merged)}
    return found


def _under(outer: dict[str, Any], inner: dict[str, Any]) -> dict[str, Any]:
    """The keywords of the inner schema that the outer one does not have."""
    return {key: item for key, item in inner.items() if key not in outer}


def _example(schema: dict[str, Any]) -> dict[str, Any]:
    """The smallest artefact that the schema accepts: its required fields."""
    words = {"id": "example", "title": "Example", "owner": "service-owner", "version": "1.0.0"}
    fields = schema["properties"]
    return {name: words.get(name) or fields[name]["enum"][0] for name in schema["required"]}


def schema_files() -> dict[str, bytes]:
    """Path and content of every schema file: one per kind, and those of the baseline and of policy tests."""
    schemas = {slug: schema_of(kind) for slug, kind in KINDS.items()}
    schemas["baseline"] = schema_from(Baseline, "baseline", "Baseline")
    schemas["policy-test"] = schema_from(PolicyTest, "policy-test", "Policy test")
    return {f"schemas/{slug}.schema.json": _bytes(schema) for slug, schema in schemas.items()}


def _bytes(schema: dict[str, Any]) -> bytes:
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
