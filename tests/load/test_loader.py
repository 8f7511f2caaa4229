"""Loading: a broken file never hides another, names are judged, extensions follow the organisation's own schema."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from gitsm.load.loader import load
from gitsm.load.tree import EntryType, MemoryTree
from support import settings_text

ROLE = "id: {0}\ntitle: A role\nversion: 1.0.0\nstatus: approved\nowner: cio\n"


def places(files: dict[str, str | bytes], special: dict[str, EntryType] | None = None) -> list[tuple[str, str]]:
    snapshot = load(MemoryTree({"gitsm.yaml": settings_text(), **files}, special))
    return [(f.rule, f.place) for f in snapshot.findings]


def test_a_broken_file_is_a_finding_and_the_rest_is_read() -> None:
    snapshot = load(MemoryTree({"roles/a.yaml": "id: [\n", "roles/b.yaml": ROLE.format("b"), "gitsm.yaml": "id: no\n"}))
    assert [item.key for item in snapshot.items] == ["role/b"]
    assert snapshot.broken == {"role/a", "settings/settings"}
    assert snapshot.settings.timezone == "UTC", "defaults apply while the settings cannot be read"
    assert [(f.rule, f.place, f.artefact) for f in snapshot.findings] == [
        ("LOAD-07", "gitsm.yaml:1:5", "settings/settings"),
        ("LOAD-02", "roles/a.yaml:2:1", "role/a"),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "roles/a.yml", "roles/a.json", "roles/A.yaml", "roles/a_b.yaml", "roles/a@1.0.yaml", "roles/notes.txt",
        "roles/sub/a.yaml", "roles/parties/ops-01@1.0.0.yaml", "programme/roadmap/a.yaml", "reviews/a.yaml",
        "roles/con.yaml", "roles/a .yaml", "roles/a.yaml.", "roles/cafe\u0301.yaml", "kpis/datasets/x.yaml", "roles/\udce9.yaml",  # noqa: E501
        "roles/a\nb.yaml", "schemas/extensions/nokind.schema.json",
    ],
)  # fmt: skip
def test_strange_files_are_found(path: str) -> None:
    found = places({path: ROLE.format("a")})
    assert [rule for rule, _ in found] == ["LOAD-08"], path
    assert found[0][1].isprintable()


@pytest.mark.parametrize(
    "path", ["roles/README.md", "README.md", "tests/x.py", "policies/tests/a.yaml", "docs/guide.md"]
)
def test_ordinary_files_are_left_alone(path: str) -> None:
    assert places({path: "anything"}) == []


def test_links_submodules_and_case_twins_are_found() -> None:
    assert places({}, {"roles/a.yaml": "symlink", "roles/b": "submodule", "roles/c.yaml": "other"}) == [
        ("LOAD-08", "roles/a.yaml:1:1"),
        ("LOAD-08", "roles/b:1:1"),
        ("LOAD-08", "roles/c.yaml:1:1"),
    ]
    assert places({"roles/A.yaml": "x", "roles/a.yaml": ROLE.format("a")}) == [("LOAD-08", "roles/A.yaml:1:1")]


@pytest.mark.parametrize(
    ("extra", "place", "says"),
    [
        ("statsu: x\n", "6:1", "no field"),
        ("purpose: 2018\n", "6:10", "quote"),
        ("purpose: 2026-01-31\n", "6:10", "quote"),
        ("type: ownr\n", "6:7", "did you mean owner"),
        ("effective_from: 2026-02-29\n", "6:17", "there is no day"),
        ("review: {every: 12, last: 2026-01-01}\n", "6:17", "a text"),
        ("review: {every: 12m}\n", "6:17", "number of months"),
        ("holders: [{party: Ops 1}]\n", "6:19", "lower-case words"),
        ("holders: ops-01\n", "6:10", "a list"),
        ("competences: [{id: a, level: 3}, {id: a, level: 4}]\n", "6:34", "two elements"),
        ("competences: [{id: a, level: 9}]\n", "6:30", "less than or equal to 5"),
        ("competences: [{id: a}]\n", "6:15", "level"),
        ("max_load: true\n", "6:11", ""),
        ("authorities: [{approves: []}]\n", "6:26", "at least 1"),
        ("description: {a: b}\n", "6:14", "expected a text"),
    ],
)
def test_schema_complaints_have_place_and_words(extra: str, place: str, says: str) -> None:
    snapshot = load(MemoryTree({"gitsm.yaml": settings_text(), "roles/a.yaml": ROLE.format("a") + extra}))
    assert [f.place for f in snapshot.findings][:1] == [f"roles/a.yaml:{place}"], [f.message for f in snapshot.findings]
    first = snapshot.findings[0]
    assert says in f"{first.message} {first.fix}"
    assert "pydantic" not in first.message and first.message.endswith(".")


SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "cost_centre": {"type": "string", "pattern": "^[0-9]{4}$"},
        "since": {"type": "string", "format": "date"},
    },
    "required": ["cost_centre"],
    "additionalProperties": False,
}


def extended(extensions: str, schema: Any = SCHEMA) -> list[tuple[str, str]]:
    text = schema if isinstance(schema, str) else json.dumps(schema)
    return places({"roles/a.yaml": ROLE.format("a") + extensions, "schemas/extensions/role.schema.json": text})


def test_extensions_follow_the_organisations_schema() -> None:
    assert extended('extensions: {cost_centre: "4711", since: 2026-01-31}\n') == []
    assert extended('extensions: {cost_centre: "47"}\n') == [("LOAD-06", "roles/a.yaml:6:27")]
    assert extended('extensions: {cost_centre: "4711", since: "2026-02-30"}\n') == [("LOAD-06", "roles/a.yaml:6:42")]
    assert extended("extensions: {}\n") == [("LOAD-06", "roles/a.yaml:6:13")]
    assert extended("", SCHEMA) == []


@pytest.mark.parametrize(
    ("schema", "rule"),
    [("{", "LOAD-02"), ({"type": "nonsense"}, "LOAD-06"), ({"pattern": "(?=x)"}, "LOAD-06"), ("[" * 5000, "LOAD-02")],
)
def test_a_broken_extension_schema_is_itself_the_finding(schema: Any, rule: str) -> None:
    assert extended('extensions: {cost_centre: "4711"}\n', schema) == [
        (rule, "schemas/extensions/role.schema.json:1:1")
    ]


def test_extension_schemas_neither_reach_out_nor_hang() -> None:
    assert [r for r, _ in extended("extensions: {a: b}\n", {"$ref": "http://127.0.0.1:1/x.json"})] == ["LOAD-06"]
    assert [r for r, _ in extended("extensions: {a: b}\n", {"$ref": "#"})] == ["LOAD-06"]
    started = time.perf_counter()
    evil = {"properties": {"a": {"pattern": "^(a+)+$"}}, "patternProperties": {"^(a|a)*$": {"type": "integer"}}}
    assert [r for r, _ in extended(f"extensions: {{a: {'a' * 40}!}}\n", evil)] == ["LOAD-06", "LOAD-06"]
    assert time.perf_counter() - started < 1.0


def test_a_repository_without_settings_gets_defaults() -> None:
    assert load(MemoryTree({"roles/a.yaml": ROLE.format("a")})).settings.duty_conflicts
