"""Exporters: SARIF that fits its schema, excerpts with the caret under the right characters, nothing obeyed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft4Validator

from cli_support import FILES, Repo
from gitsm.base.finding import Finding, NotKnown, Related, Severity
from gitsm.base.source import Position
from gitsm.check.report import Report, Waived, check
from gitsm.export.check_json import check_json
from gitsm.export.check_text import TextOptions, check_text
from gitsm.export.graph_dot import graph_dot
from gitsm.export.graph_mermaid import graph_mermaid
from gitsm.export.parts.excerpt import Sources, excerpt
from gitsm.export.parts.selection import select
from gitsm.export.parts.style import Style
from gitsm.export.sarif import sarif
from gitsm.graph import Graph
from gitsm.load.loader import load
from gitsm.load.snapshot import build
from gitsm.load.tree import MemoryTree
from gitsm.rules import BY_ID, RULES
from support import ROOT

DAY = date(2026, 11, 1)
PAYLOADS = [
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "a\rb", "x\n::error::owned", "::set-output name=x::y", "##[error]owned",
    "\u202eevil\u2066", "\x9b31m", "<script>alert(1)</script>", "[click](javascript:alert(1))", "`; rm -rf /`",
    '"];\nclick n1 "javascript:alert(1)"', '" onload="x', "--> n2", "%%{init: {}}%%", "\u2028line", "\udce9",
    "a" * 5000,
]  # fmt: skip


@pytest.fixture(scope="module")
def sarif_schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((ROOT / "tests/data/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    return schema


def validate(text: str, schema: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(text)
    assert [f"{list(e.path)}: {e.message}" for e in Draft4Validator(schema).iter_errors(body)] == []
    assert text.isascii()
    return body


def report_of(*findings: Finding, files: dict[str, str] | None = None, **more: Any) -> Report:
    return Report(build(MemoryTree(files or {}), ()), Graph(), DAY, findings, **more)


def finding(text: str = "Something is wrong.", path: str = "roles/a.yaml", **fields: Any) -> Finding:
    return Finding(**{
        "rule": "REF-01", "severity": Severity.ERROR, "path": path, "message": text, "position": Position(2, 5, 2, 8),
        **fields,
    })  # fmt: skip


def hostile() -> Iterator[Finding]:
    for payload in PAYLOADS:
        yield finding(
            f"Found {payload} here.", path=f"roles/{payload}.yaml", artefact=f"role/{payload}", at=payload,
            hint=payload, fix=f"write {payload}", version=payload, measured=payload, limit=payload,
            related=(Related(payload, Position(1, 1, 1, 2), payload),),
        )  # fmt: skip


def test_sarif_of_the_worked_organisation_fits_the_schema(repo: Repo, sarif_schema: dict[str, Any]) -> None:
    body = validate(Repo(ROOT, {}).run("check", "--format", "sarif").out, sarif_schema)
    driver = body["runs"][0]["tool"]["driver"]
    assert {rule["id"] for rule in driver["rules"]} == set(BY_ID)
    assert body["runs"][0]["columnKind"] == "unicodeCodePoints"


def test_sarif_of_bad_repositories_fits_the_schema_and_points_to_the_same_places(
    repo: Repo, sarif_schema: dict[str, Any]
) -> None:
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    repo.write("roles/broken [1] \u00e4.yaml", "id: [")
    repo.write("roles/twice.yaml", "id: twice\nid: twice\n")
    body = validate(repo.run("check", "--format", "sarif").out, sarif_schema)
    run = body["runs"][0]
    places = {
        (r["ruleId"], r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
         r["locations"][0]["physicalLocation"]["region"]["startLine"]): r
        for r in run["results"]
    }  # fmt: skip
    wrong = places["REF-01", "roles/quality-manager.yaml", 11]
    assert wrong["level"] == "error" and wrong["locations"][0]["physicalLocation"]["region"]["endColumn"] == 20
    assert wrong["partialFingerprints"]["gitsmIdentity/v1"]
    assert run["tool"]["driver"]["rules"][wrong["ruleIndex"]]["id"] == "REF-01"
    assert any(uri.startswith("roles/broken%20%5B1%5D%20%C3%A4.yaml") for _, uri, _ in places)
    assert (
        places["LOAD-05", "roles/twice.yaml", 2]["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 1
    )


def test_sarif_keeps_waived_baselined_and_unknown_apart(sarif_schema: dict[str, Any]) -> None:
    waiver = load(
        MemoryTree({
            "policies/waivers/wv-1.yaml": "id: wv-1\ntitle: W\nstatus: approved\nowner: a\n"
            "rule: REF-01\nartefact: role/a\nreason: because [x](y)\nexpires: 2027-01-01\n"
        })
    ).items[0]  # fmt: skip
    report = report_of(
        finding("counts"),
        waived=(Waived(finding("waived"), waiver),),
        baselined=(finding("old"),),
        not_known=(
            NotKnown("DOC-05", "role/a", "roles/a.yaml", "no evidence"),
            NotKnown("XXX-01", "", "", "nobody knows"),
        ),
    )
    run = validate(sarif(report, BY_ID, "it/gov"), sarif_schema)["runs"][0]
    assert [bool(r.get("suppressions")) for r in run["results"]] == [False, True, True]
    assert "waiver/wv-1" in run["results"][1]["suppressions"][0]["justification"]
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == 2
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "it/gov/roles/a.yaml"


def test_payloads_become_no_escape_no_command_and_no_link(sarif_schema: dict[str, Any]) -> None:
    findings = tuple(hostile())
    report = report_of(
        *findings,
        baselined=findings,
        not_known=tuple(NotKnown("REF-01", p, p, f"{p} is not known", p) for p in PAYLOADS),
    )
    for verbose in (False, True):
        for colour in (False, True):
            text = check_text(report, BY_ID, TextOptions(colour=colour, verbose=verbose, since=PAYLOADS[0]))
            bare = re.sub(r"\x1b\[[0-9;]+m", "", text) if colour else text
            assert not re.search(
                "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", bare
            )
            assert not [line for line in bare.splitlines() if line.lstrip().startswith("::")]
            assert "##[" not in bare
    run = validate(sarif(report, BY_ID), sarif_schema)["runs"][0]
    said = [*run["results"], *run["invocations"][0]["toolExecutionNotifications"]]
    for text in (one["message"]["text"] for one in said):
        assert not re.search(r"(?<!\\)[\[\]]", text), "a bracket would begin a link"
    assert json.loads(check_json(report))["summary"]["errors"] == len(PAYLOADS)
    assert check_json(report).isascii()


def test_drawings_take_payloads_as_labels_only() -> None:
    files = {
        f"roles/r{n}.yaml": f"id: r{n}\ntitle: {json.dumps(p)}\nversion: 1.0.0\nstatus: draft\nowner: r0\n"
        for n, p in enumerate(p for p in PAYLOADS if p.isprintable())
    }
    snapshot = load(MemoryTree({**FILES, **files}))
    selection = select(check(snapshot, RULES, DAY))
    assert len(selection.nodes) >= len(files)
    for text in (graph_dot(selection), graph_mermaid(selection)):
        assert not re.search(r"^\s*click", text, re.MULTILINE)
    assert not re.search(r"<|%%\{|--> n2\"", graph_mermaid(selection))
    for line in graph_dot(selection).splitlines()[3:-1]:
        assert re.fullmatch(
            r'  (n\d+ \[label="(\\.|[^"\\])*", tooltip="(\\.|[^"\\])*"(, style=dashed)?\];'
            r'|n\d+ -> n\d+( \[label="[0-9]+ ×"\])?;)',
            line,
        ), line


def lines_of(text: str, place: Position, **fields: Any) -> list[str]:
    one = finding(path="a.yaml", position=place, **fields)
    return excerpt(one, Sources(MemoryTree({"a.yaml": text})), Style())


def test_the_caret_stands_under_the_exact_span() -> None:
    lines = lines_of("a: 1\nb:   wrong  # c\n", Position(2, 6, 2, 11), hint="no such id")
    assert lines == [
        "     |",
        "   1 | a: 1",
        "   2 | b:   wrong  # c",
        "     |      ^^^^^ no such id",
        "     |",
    ]


def test_the_caret_counts_cells_not_characters() -> None:
    lines = lines_of("名前: 値 x: bad\n", Position(1, 10, 1, 13))
    source, caret = lines[1], lines[2]
    cells = sum(2 if ord(c) > 0x1100 else 1 for c in source[: source.index("bad")])
    assert caret.index("^") == cells
    assert caret.count("^") == 3


def test_a_span_over_lines_is_marked_to_the_end_of_its_first() -> None:
    assert lines_of("a: [x,\n  y]\n", Position(1, 4, 2, 5))[2] == "     |    ^^^"


def test_long_lines_are_cut_around_the_place() -> None:
    text = "k: [" + "x, " * 2000 + "HERE, " + "y, " * 2000 + "]\n"
    column = text.index("HERE") + 1
    lines = lines_of(text, Position(1, column, 1, column + 4), hint="this")
    assert all(len(line) < 130 for line in lines)
    assert lines[1].index("HERE") == lines[2].index("^")
    assert lines[1].count("…") == 2


@pytest.mark.parametrize(
    "place",
    [Position(9, 1, 9, 2), Position(0, 0, 0, 0), Position(1, 900, 1, 901), Position(3, 1, 3, 1), Position(2, 3, 1, 1)],
)
def test_places_outside_the_text_do_no_harm(place: Position) -> None:
    assert isinstance(lines_of("a: 1\nb: 2\n", place), list)


def test_without_the_file_there_is_no_excerpt() -> None:
    assert excerpt(finding(path="gone.yaml"), Sources(MemoryTree({})), Style()) == []


def test_a_why_is_told_once_per_rule() -> None:
    text = check_text(report_of(finding("one"), finding("two")), BY_ID)
    assert text.count("gitsm rule REF-01") == 1


def test_verdict_words() -> None:
    assert check_text(report_of(), BY_ID).splitlines()[-1] == "passed: nothing blocks."
    unsure = check_text(report_of(not_known=(NotKnown("A", "", "", "b"),)), BY_ID).splitlines()[-1]
    assert unsure.startswith("passed: nothing blocks; 1 question cannot be answered yet")
    assert check_text(report_of(finding()), BY_ID).splitlines()[-1].startswith("blocked: 1 error")
    options = TextOptions(fail_on=Severity.WARNING)
    assert "blocked: 2 findings" in check_text(report_of(finding(), finding(severity=Severity.WARNING)), BY_ID, options)


def test_a_scheduled_version_names_its_day() -> None:
    assert "on 2027-02-01, when it takes effect" in check_text(report_of(finding(as_of="2027-02-01")), BY_ID)
