"""Numbers, days and sizes at the ends of what the schema allows."""

from __future__ import annotations

import json
import random
import time
from datetime import date, timedelta
from typing import Any

import pytest

from cli_support import Repo, run
from gitsm.check.report import check
from gitsm.export.check_text import check_text
from gitsm.load.loader import load
from gitsm.load.snapshot import Condition, Loaded, Snapshot
from gitsm.load.tree import MemoryTree
from gitsm.load.yaml import Broken, decode, parse
from gitsm.rules import BY_ID, RULES
from support import AS_OF, ROOT, judge_files, settings_text

LIMIT = 10.0
"""Seconds of processor time; each case here takes less than two, and took a minute or more before it was mended."""
DOCUMENT: dict[str, Any] = {
    "title": "A role", "version": "1.0.0", "status": "approved", "owner": "r0", "effective_from": "2026-01-01"
}  # fmt: skip


def role(id_: str, **fields: Any) -> str:
    return json.dumps({"id": id_, **DOCUMENT, **fields})


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "3000-01-01", "2026-W01-1", "2026-11-1\n", "20261101"])
@pytest.mark.parametrize("line", [["check", "--as-of"], ["roles", "leaver", "ops-01", "--on"]])
def test_days_that_no_file_can_name_are_no_days(repo: Repo, line: list[str], day: str) -> None:
    assert repo.run(*line, day).code == 2


@pytest.mark.parametrize("day", ["1000-01-01", "2999-12-31", "2024-02-29"])
def test_the_worked_organisation_on_the_first_and_last_day(day: str) -> None:
    for line in (["check"], ["show", "sla/email"], ["roles"], ["graph"]):
        result = run("-C", str(ROOT), *line, "--as-of", day)
        assert result.code in (0, 1) and result.err == "", (line, result.err)


def test_artefacts_of_every_shape_can_be_shown() -> None:
    """Improvements have a review of another shape than documents."""
    for kind in ("improvement", "waiver", "observations", "party", "glossary-term"):
        nodes = run("-C", str(ROOT), "graph", kind, "--depth", "0").json["nodes"]
        for key in [node["key"] for node in nodes][:2]:
            for form in ("text", "json"):
                result = run("-C", str(ROOT), "show", key, "--format", form)
                assert result.code == 0 and result.err == "", (key, result.err)


@pytest.mark.parametrize("value", [-1_000_000_000_000_000.0, -0.5, 0.0, 0.5, 1_000_000_000_000_000.0])
def test_thresholds_at_their_ends(value: float) -> None:
    names = [name for rule in RULES for name in rule.thresholds]
    assert "WFL-14.decisions" in names
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for folder in ("processes", "roles", "slas", "olas", "services")
        for path in (ROOT / folder).rglob("*.yaml")
    }
    settings = settings_text({"thresholds": dict.fromkeys(names, value)})
    snapshot = load(MemoryTree({"gitsm.yaml": settings, **files}))
    assert not snapshot.findings
    check_text(check(snapshot, RULES, AS_OF), BY_ID)


def timed(files: dict[str, str]) -> tuple[float, list[str]]:
    started = time.process_time()
    _, report = judge_files(files)
    return time.process_time() - started, [finding.rule for finding in report.findings]


def test_thousands_of_versions_of_one_document() -> None:
    files = {f"roles/r0@1.0.{n}.yaml": role("r0", version=f"1.0.{n}", supersedes="r0") for n in range(2000)}
    seconds, rules = timed(files)
    assert rules.count("DOC-14") == 1999 and rules.count("DOC-13") == 2000
    assert seconds < LIMIT


def test_thousands_of_successors_of_one_document() -> None:
    seconds, rules = timed({f"roles/r{n}.yaml": role(f"r{n}", supersedes="r0") for n in range(2000)})
    assert rules.count("DOC-13") == 1999
    assert seconds < LIMIT


def test_hundreds_of_waivers_for_thousands_of_findings() -> None:
    files = {"roles/r0.yaml": role("r0", references=[{"to": f"role/gone-{n}"} for n in range(3000)])}
    for n in range(500):
        waiver = {
            "id": f"w{n}", "title": "A waiver", "status": "approved", "owner": "r0", "rule": "REF-01",
            "artefact": "role/r0", "at": f"references.role/gone-{n}", "expires": "2027-01-01",
        }  # fmt: skip
        files[f"policies/waivers/w{n}.yaml"] = json.dumps(waiver)
    started = time.process_time()
    _, report = judge_files(files)
    assert time.process_time() - started < LIMIT
    assert len(report.waived) == 500


def test_a_large_matrix_upside_down_is_reported_in_few_words() -> None:
    levels = [f"l{n}" for n in range(90)]
    scheme = {
        **DOCUMENT, "id": "s", "impact": [{"id": x} for x in levels], "urgency": [{"id": x} for x in levels],
        "priorities": [{"id": f"p{n}"} for n in range(90)],
        "matrix": {a: {b: f"p{89 - (i + j) // 2}" for j, b in enumerate(levels)} for i, a in enumerate(levels)},
    }  # fmt: skip
    _, report = judge_files({"processes/priorities/s.yaml": json.dumps(scheme)})
    messages = [finding.message for finding in report.findings if finding.rule == "PRI-02"]
    assert len(messages) > 8000
    assert max(map(len, messages)) < 300 and "more like it" in messages[0]


def test_ten_thousand_unknown_fields_do_not_take_long() -> None:
    text = role("r0")[:-1] + "".join(f', "field-{n}": 1' for n in range(9000)) + "}"
    started = time.process_time()
    snapshot = load(MemoryTree({"gitsm.yaml": settings_text(), "roles/r0.yaml": text}))
    assert len(snapshot.findings) == 50
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text",
    ["a: 0999-01-01\n", "a: 3000-12-31\n", "a: x\ufe00y\n", "a: x\U000e0100y\n", "a: x\u2800\n", "a: x\u034fy\n"],
)
def test_what_two_readers_see_differently_is_refused(text: str) -> None:
    with pytest.raises(Broken):
        parse(decode(text.encode()))


def _span(snapshot: Snapshot, item: Loaded) -> tuple[date | None, date | None]:
    """The definition, word by word: an open end ends where the next agreed version starts."""
    start, end = item.artefact.start, item.artefact.end
    others = [o.artefact.start for o in snapshot.by_key[item.key] if o is not item and o.phase == "agreed"]
    later = [day for day in others if day is not None and (start is None or day > start)]
    return start, end if end is not None else min(later, default=None)


def _condition(snapshot: Snapshot, item: Loaded, on: date) -> Condition:
    if item.phase in ("working", "ended"):
        return "working" if item.phase == "working" else "ended"
    start, end = _span(snapshot, item)
    if start is not None and on < start:
        return "scheduled"
    if end is not None and end <= on:
        newer = [o for o in snapshot.by_key[item.key] if o.order > item.order and o.phase == "agreed"]
        replaced = any(o.artefact.start is None or o.artefact.start <= on for o in newer)
        return "superseded" if item.artefact.end is None or replaced else "expired"
    for heir in snapshot.items:
        if getattr(heir.artefact, "supersedes", None) == item.artefact.id and heir.key != item.key:
            first, last = _span(snapshot, heir)
            if heir.phase == "agreed" and (first is None or first <= on) and (last is None or on < last):
                return "superseded"
    return "in force"


def test_what_time_makes_of_versions_is_as_defined() -> None:
    chance = random.Random(7)
    day = date(2026, 1, 1)
    for _ in range(60):
        files = {}
        for id_ in ("r0", "r1", "r2"):
            for number in range(chance.randint(1, 5)):
                fields: dict[str, Any] = {"version": f"1.0.{number}", "supersedes": chance.choice(["r0", "r1", None])}
                fields["status"] = chance.choice(["approved", "approved", "approved", "draft", "retired"])
                days = [day + timedelta(chance.randint(0, 9)) for _ in range(2)]
                fields["effective_from"] = chance.choice([days[0].isoformat(), days[0].isoformat(), None])
                fields["effective_to"] = chance.choice([None, None, days[1].isoformat()])
                kept = {k: v for k, v in {**DOCUMENT, **fields}.items() if v is not None}
                files[f"roles/{id_}@1.0.{number}.yaml"] = json.dumps({"id": id_, **kept})
        snapshot = load(MemoryTree({"gitsm.yaml": settings_text(), **files}))
        assert not snapshot.findings
        for item in snapshot.of_kind("role"):
            assert snapshot.span(item) == _span(snapshot, item)
            for offset in range(-1, 11):
                on = day + timedelta(offset)
                assert snapshot.condition(item, on) == _condition(snapshot, item, on), (files, item.path, on)
