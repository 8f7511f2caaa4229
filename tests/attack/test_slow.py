"""Small inputs that once kept a run busy for minutes: each must end soon, and say what was not looked at."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from gitsm.render.swimlane import Edge, Lane, Node, TooEntangled, Workflow, layout
from site_support import small_site
from support import judge_files

LIMIT = 20.0
"""Seconds of processor time; a case takes a few at most, and took more than a minute before it was mended."""
DOCUMENT: dict[str, Any] = {
    "title": "A title", "version": "1.0.0", "status": "approved", "owner": "r0", "effective_from": "2026-01-01",
    "classification": "public",
}  # fmt: skip


def document(id_: str, **fields: Any) -> str:
    return json.dumps({"id": id_, **DOCUMENT, **fields})


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """Every test here is one of time."""
    started = time.process_time()
    yield
    assert time.process_time() - started < LIMIT


ALL_TO_ALL = [(f"a{one}", f"b{two}") for one in range(7) for two in range(7)]


def test_a_workflow_whose_ways_all_cross_has_no_picture_and_the_page_says_so() -> None:
    steps = sorted({name for pair in ALL_TO_ALL for name in pair})
    nodes = [
        {"id": "s", "type": "start"},
        *({"id": name, "type": "task"} for name in steps),
        {"id": "e", "type": "end"},
    ]
    edges = [("s", f"a{one}") for one in range(7)] + ALL_TO_ALL + [(f"b{two}", "e") for two in range(7)]
    flow = {"nodes": nodes, "edges": [{"from": source, "to": target} for source, target in edges]}
    page = small_site({"processes/p.yaml": document("p", workflow=flow)}).files["process/p.md"]
    assert "no picture could be followed" in page
    assert 'class="g-svg g-swimlane' not in page


def test_services_whose_needs_all_cross_have_no_picture_but_words() -> None:
    groups = [{"parallel": [{"ci": f"c{n}"} for n in range(7)]} for _ in range(7)]
    page = small_site({"services/s.yaml": document("s", status="live", depends_on={"serial": groups})}).files[
        "service/s.md"
    ]
    assert "In words" in page


@pytest.mark.parametrize("label", ["", "some words"])
@pytest.mark.parametrize("lanes", [1, 3])
def test_the_same_workflow_is_never_drawn_at_one_time_and_not_at_another(lanes: int, label: str) -> None:
    nodes = tuple(Node(f"{side}{n}", "task", f"l{n % lanes}") for side in "ab" for n in range(6))
    edges = tuple(Edge(f"a{one}", f"b{two}", label) for one in range(6) for two in range(6))
    entangled = Workflow("W", "D", tuple(Lane(f"l{n}", "") for n in range(lanes)), nodes, edges)
    for _ in range(2):
        with pytest.raises(TooEntangled):
            layout(entangled)


def test_the_order_of_very_many_lanes_is_found_soon() -> None:
    count = 100
    nodes = tuple(Node(f"n{n}", "task", f"l{n}") for n in range(count))
    edges = tuple(Edge(f"n{n}", f"n{(n * step + 3) % count}") for n in range(count) for step in (5, 7))
    drawing = layout(Workflow("W", "D", tuple(Lane(f"l{n}", f"l{n}") for n in range(count)), nodes, edges))
    assert len(drawing.lanes) == count


def test_thousands_of_long_names_that_nearly_exist() -> None:
    chance = random.Random(1)

    def name() -> str:
        return "x" * 40 + "".join(chance.choice(["a", "b", "ab"]) for _ in range(20))[:34]

    files = {f"roles/{id_}.yaml": document(id_) for id_ in {name() for _ in range(60)}}
    files["roles/r0.yaml"] = document("r0", references=[{"to": f"role/{name()}"} for _ in range(2000)])
    _, report = judge_files(files)
    assert sum(finding.rule == "REF-01" for finding in report.findings) >= 2000


def extension_findings(schema: str, extensions: dict[str, Any]) -> list[str]:
    files = {f"roles/r{n}.yaml": document(f"r{n}", extensions=extensions) for n in range(20)}
    _, report = judge_files({**files, "schemas/extensions/role.schema.json": schema})
    return [f.message for f in report.findings if f.rule.startswith("LOAD-")]


def test_an_extension_schema_of_references_that_double_at_each_step() -> None:
    steps = {f"x{n}": {"allOf": [{"$ref": f"#/$defs/x{n + 1}"}] * 2} for n in range(40)}
    said = extension_findings(json.dumps({"$ref": "#/$defs/x0", "$defs": {**steps, "x40": {}}}), {"a": 1})
    assert len(said) == 20 and all("takes too much work" in words for words in said)


def test_an_extension_schema_with_thousands_of_complaints_about_a_long_text() -> None:
    schema = {"properties": {"a": {"allOf": [{"minLength": 10**6}] * 2000}}}
    assert all("takes too much work" in words for words in extension_findings(json.dumps(schema), {"a": "x" * 200_000}))


def test_an_extension_schema_that_wants_different_items_in_a_long_list() -> None:
    schema = {"properties": {"a": {"uniqueItems": True}}}
    said = extension_findings(json.dumps(schema), {"a": [{"x": n} for n in range(3500)]})
    assert len(said) == 20 and all("takes too much work" in words for words in said)


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (json.dumps({"allOf": [{}] * 60_000}), "more than 5000 values"),
        ('{"properties": {"a": {"multipleOf": NaN}}}', "NaN is no number"),
        ('{"properties": {"a": {"multipleOf": Infinity}}}', "Infinity is no number"),
        (json.dumps({"$id": "http://[bad", "properties": {"a": {"$ref": "x"}}}), "cannot be judged by schemas/"),
        (json.dumps({"$ref": "#"}), "leads back to itself"),
    ],
)
def test_extension_schemas_that_no_checker_can_work_with(schema: str, words: str) -> None:
    assert any(words in said for said in extension_findings(schema, {"a": 1}))


def test_many_artefacts_with_honest_extensions_are_all_judged() -> None:
    schema = {"properties": {"a": {"type": "array", "items": {"type": "string", "maxLength": 5}, "uniqueItems": True}}}
    assert extension_findings(json.dumps(schema), {"a": [f"w{n}" for n in range(500)]}) == []


def term(id_: str, **fields: Any) -> str:
    return json.dumps({"id": id_, "title": id_, "term": id_, "status": "approved", "owner": "r0", **fields})


@pytest.mark.parametrize(
    ("allowed", "discouraged", "text"),
    [
        ([f"a b c{n}" for n in range(5000)], [f"a c{n}" for n in range(5000)], "a c7"),
        (["a " * n + "b" for n in range(1, 500)], ["a " * n for n in range(1, 500)], "a " * 9000),
        (["a b " * n for n in range(1, 300)], ["b " + "a " * n for n in range(1, 300)], "a b " * 4900),
    ],
)
def test_a_glossary_of_thousands_of_phrases_that_begin_alike(
    allowed: list[str], discouraged: list[str], text: str
) -> None:
    files = {
        "docs/glossary/t.yaml": term("t", aliases=allowed),
        "docs/glossary/u.yaml": term("u", discouraged=discouraged),
    }
    files["roles/r0.yaml"] = document("r0", responsibilities=[text] * 12)
    _, report = judge_files(files)
    assert any(finding.rule == "DOC-12" for finding in report.findings)


def test_a_phrase_too_long_to_be_looked_for_is_named() -> None:
    _, report = judge_files({"docs/glossary/t.yaml": term("t", discouraged=["word " * 12, "word " * 13])})
    (finding,) = [finding for finding in report.findings if finding.rule == "DOC-12"]
    assert "Entry 2 of discouraged has more than 12 words" in finding.message


def later(day: date, **distance: int) -> str:
    return (day + timedelta(**distance)).isoformat()


def test_two_bodies_of_thousands_that_both_decide_and_do() -> None:
    members = [f"m{n}" for n in range(2500)]
    files = {f"roles/{id_}.yaml": document(id_, type="authority", chair="m0", members=members) for id_ in ("b1", "b2")}
    activities = [
        {"id": f"a{n}", "name": f"A {n}", "duty": "implement" if n % 2 else "authorise",
         "raci": {"accountable": "r0", "responsible": ["b1" if n % 2 else "b2"]}}
        for n in range(280)
    ]  # fmt: skip
    _, report = judge_files({**files, "processes/p.yaml": document("p", activities=activities)})
    assert any(one.rule == "RAC-10" and "only the first 5000" in one.reason for one in report.not_known)
    assert any(finding.rule == "RAC-10" for finding in report.findings)


def test_a_team_whose_thousands_of_members_came_and_went() -> None:
    first = date(1500, 1, 1)
    people = {f"roles/parties/p{n}.yaml": person(f"p{n}") for n in range(50)}
    spans = [
        {"party": f"p{n % 50}", "from": later(first, days=n), "to": later(first, days=n + 40)} for n in range(2000)
    ]
    team = json.dumps({"id": "t", "title": "t", "status": "approved", "owner": "r0", "type": "team", "members": spans})
    holders = [{"party": "t", "deputy": True, "from": "1000-01-01"}]
    roles = {f"roles/r{n}.yaml": document(f"r{n}", holders=holders) for n in range(5)}
    _, report = judge_files({**people, **roles, "roles/parties/t.yaml": team})
    assert sum(one.rule == "RAC-19" and "only 60" in one.reason for one in report.not_known) == 5


def test_a_holder_who_is_away_thousands_of_times_in_a_row() -> None:
    first = date(1000, 1, 1)
    away = [{"from": later(first, days=150 * n), "to": later(first, days=150 * (n + 1))} for n in range(2600)]
    spans = [{"party": "p0", "from": f"{1000 + n}-01-01"} for n in range(20)]
    activities = [{"id": f"a{n}", "name": f"A {n}", "raci": {"accountable": "r0"}} for n in range(200)]
    files = {"roles/r0.yaml": document("r0", holders=spans), "processes/p.yaml": document("p", activities=activities)}
    _, report = judge_files({**files, "roles/parties/p0.yaml": person("p0", absences=away)})
    back = later(first, days=150 * 2600)
    assert sum(f.rule == "RAC-03" and f"away until {back}" in f.message for f in report.findings) == 200


def person(id_: str, **fields: Any) -> str:
    return json.dumps({"id": id_, "title": id_, "status": "approved", "owner": "r0", "type": "person", **fields})


@pytest.mark.parametrize(("count", "said"), [(40, "08:00–09:00"), (150, "stands above more than 49 others in a row")])
def test_calendars_that_share_their_ancestors_and_long_lines_of_them(count: int, said: str) -> None:
    zone = "Europe/Berlin"
    files = {"services/calendars/c0.yaml": document("c0", timezone=zone, weekly={"mon": [["08:00", "09:00"]]})}
    for n in range(1, count):
        parents = {"union": sorted({f"c{n - 1}", f"c{max(0, n - 2)}"})}
        files[f"services/calendars/c{n}.yaml"] = document(f"c{n}", timezone=zone, parents=parents)
    page = small_site(files).files[f"calendar/c{count - 1}.md"]
    assert said in page
