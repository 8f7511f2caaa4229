"""The figures and sentences: what counts as green, overdue, covered, and what waits for whom."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from gitsm.base import words
from gitsm.base.scalars import Duration
from gitsm.model.kpi import Kpi, Observation
from gitsm.site.coverage import Coverage, main_coverage
from gitsm.site.measures import Measured, colour, period
from gitsm.site.pages.boards import overdue, priority
from site_support import converted, parsed, small_site

RECORD = "owner: boss\nclassification: public\n"
HEAD = "version: 1.0.0\nowner: boss\nclassification: public\neffective_from: 2026-01-01\n"


def kpi(**fields: object) -> Kpi:
    return Kpi.model_validate(
        {"id": "k", "title": "K", "version": "1.0.0", "status": "active", "owner": "o", "unit": "percent", **fields}
    )


@pytest.mark.parametrize(
    ("direction", "limits", "expected"),
    [
        (
            "higher_is_better",
            {"green": 95, "amber": 90},
            {96: "green", 95: "green", 94.9: "amber", 90: "amber", 89: "red"},
        ),
        (
            "lower_is_better",
            {"green": 22, "amber": 28},
            {20: "green", 22: "green", 24.1: "amber", 28: "amber", 28.1: "red"},
        ),
        (
            "in_range",
            {"lower": 10, "upper": 20, "tolerance": 2},
            {10: "green", 20: "green", 9: "amber", 22: "amber", 7.9: "red", 22.1: "red"},
        ),
        ("higher_is_better", {"green": 95}, {96: "no limits"}),
    ],
)
def test_colour_follows_direction_and_limits(
    direction: str, limits: dict[str, float], expected: dict[float, str]
) -> None:
    one = kpi(direction=direction, thresholds=limits)
    assert {value: colour(one, value) for value in expected} == expected
    assert colour(one, None) == "no data", "no value is never zero"


def test_reached_is_measured_against_the_target_not_the_limits() -> None:
    def value(amount: float) -> Observation:
        return Observation.model_validate({"from": "2026-01-01", "to": "2026-02-01", "value": amount})

    one = kpi(direction="lower_is_better", thresholds={"green": 22, "amber": 28}, target={"value": 20})
    assert Measured(one, (value(21),)).reached is False and Measured(one, (value(21),)).colour == "green"
    assert Measured(one, (value(20),)).reached is True
    assert Measured(one, ()).reached is None


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        ("2026-10-01", "2026-11-01", "2026-10"),
        ("2026-07-01", "2026-10-01", "2026-Q3"),
        ("2026-01-01", "2027-01-01", "2026"),
        ("2026-02-01", "2026-05-01", "2026-02-01 to 2026-05-01"),
        ("2026-12-01", "2027-01-01", "2026-12"),
    ],
)
def test_a_period_is_named_exactly(start: str, end: str, name: str) -> None:
    assert period(Observation.model_validate({"from": start, "to": end})) == name


def test_values_are_written_with_units_that_do_not_break() -> None:
    assert words.duration(35) == "35\u00a0m" and words.duration(160) == "2\u00a0h\u00a040\u00a0m"
    assert words.duration(int(Duration.parse("2d"))) == "2\u00a0d" and words.hours(3000) == "50\u00a0h"
    assert words.hours(526) == "8\u00a0h\u00a046\u00a0m", "a bare 46 could be anything"
    assert words.number(-12345.5) == "\u221212\u00a0345.5"
    assert words.measure(24.1, "hours", 1) == "24.1\u00a0h" and words.measure(20.0, "hours", 1) == "20.0\u00a0h"
    assert words.measure(None, "percent") == "no data"
    assert (words.notice("90d"), words.notice("3mo")) == ("90\u00a0days", "3\u00a0months")
    assert words.distance(date(2027, 1, 20), date(2026, 11, 1)) == "in 80 days"


MATTERS = {
    "roles/boss.yaml": f"id: boss\ntitle: Boss\nstatus: approved\n{HEAD}purpose: Leads.\ntype: governance\n"
    "review: {every: 12mo, last: 2025-09-14}\nholders: [{party: p-1, from: 2026-01-01}]\n",
    "roles/empty.yaml": f"id: empty\ntitle: Empty chair\nstatus: approved\n{HEAD}purpose: Waits.\ntype: manager\n"
    "reports_to: boss\nreview: {every: 12mo, last: 2026-06-01}\n"
    "holders: [{party: p-1, from: 2025-01-01, to: 2026-03-01}]\n",
    "roles/parties/p-1.yaml": f"id: p-1\ntitle: p-1\nstatus: approved\n{RECORD}type: person\n",
    "policies/waivers/wv-1.yaml": f"id: wv-1\ntitle: W\nstatus: approved\n{RECORD}rule: RAC-12\n"
    "artefact: role/boss\nreason: Later.\ncompensating: Watch.\napproved_by: boss\nexpires: 2026-11-30\n",
    "improvement_register/imp-1.yaml": f"id: imp-1\ntitle: Late one\nstatus: in_progress\n{RECORD}"
    "target_date: 2026-10-22\n"
    "history: [{status: proposed, date: 2026-02-01}, {status: in_progress, date: 2026-03-01}]\n"
    "score: {value: 4, confidence: 0.8, effort: 2}\n",
    "slas/ending.yaml": f"id: ending\ntitle: Ending deal\nversion: 1.0.0\nstatus: agreed\n{RECORD}"
    "valid: {from: 2026-01-01, to: 2027-01-01, notice: 30d}\nreview: {every: 12mo, last: 2026-01-01}\n",
}


def test_what_waits_names_matter_who_acts_and_when() -> None:
    site = small_site(MATTERS, parties_on_site="handles")
    read = list(csv.DictReader(io.StringIO(site.files["csv/matters.csv"], newline="")))
    rows = {(row["State"], row["Matter"], row["Who acts"], row["Due"]) for row in read}
    assert ("overdue", "Review of Boss is 48 days late", "boss", "2026-09-14") in rows
    assert ("overdue", "Improvement Late one is 10 days late", "boss", "2026-10-22") in rows
    assert ("expires", "Waiver wv-1 for RAC-12 ends in 29 days", "boss", "2026-11-30") in rows
    assert ("ends", "Ending deal ends on 2027-01-01; notice until 2026-12-02", "boss", "2026-12-02") in rows
    vacant = next(row for row in read if row["State"] == "vacant")
    assert vacant["Matter"].startswith("Empty chair has nobody today: the time of p-1 ended on 2026-03-01")
    assert vacant["Who acts"] == "boss"
    dated = [row["Due"] for row in read if row["State"] != "error" and row["Due"]]
    assert dated == sorted(dated), "by due date"
    assert [row["State"] for row in read][-1] == "not known"


def test_the_boards_agree_with_the_home_page() -> None:
    site = small_site(MATTERS)
    home = parsed(converted(site.files["index.md"])).text
    assert "Reviews overdue1of 4 in forceoldest by 48 days" in home
    assert "Improvements1 open1 overdue0 proven" in home
    assert "1 review overdue" in parsed(converted(site.files["reviews.md"])).text
    item = next(site.view.of_kind("improvement")).artefact
    assert overdue(item, site.view.as_of) == 10 and priority(item) == pytest.approx(1.6)  # type: ignore[arg-type]


COVERAGE = {
    "frameworks/f.yaml": f"id: f\ntitle: F\nstatus: approved\n{HEAD}name: Frame\nedition: '1'\nclauses:\n"
    "  - {id: '4', title: Context}\n"
    "  - {id: '4.1', title: One}\n  - {id: '4.2', title: Two}\n  - {id: '4.3', title: Three}\n"
    "  - {id: '5.1', title: Four}\n  - {id: '5.2', title: Five}\n  - {id: '5.3', title: Six}\n",
    "frameworks/mappings/f.yaml": f"id: f\ntitle: M\nstatus: approved\n{HEAD}framework: f\nrows:\n"
    "  - {clause: '4.1', strength: full, artefacts: [policy/p], evidence: [{date: 2026-02-01}]}\n"
    "  - {clause: '4.2', strength: full, artefacts: [policy/p], evidence: [{date: 2025-02-01}]}\n"
    "  - {clause: '4.3', strength: partial, artefacts: [policy/p],\n"
    "     evidence: [{period: {from: 2025-12-01, to: 2026-02-01}}]}\n"
    "  - {clause: '5.1', strength: planned, artefacts: [improvement/i]}\n"
    "  - {clause: '5.2', in_scope: false, justification: none here, decided_by: boss}\n",
    "policies/p.yaml": f"id: p\ntitle: P\nstatus: approved\n{HEAD}statement: S\n",
}


def test_coverage_counts_requirements_not_headings_and_old_evidence_is_weak() -> None:
    site = small_site(COVERAGE, audit_period={"from": "2026-01-01", "to": "2027-01-01"})
    coverage = main_coverage(site.view)
    assert isinstance(coverage, Coverage)
    states = {one.clause.id: one.state for one in coverage.clauses}
    assert states == {"4.1": "full", "4.2": "weak", "4.3": "partial", "5.1": "planned", "5.2": "out", "5.3": "none"}
    assert coverage.in_scope == 5 and list(coverage.groups()) == ["4 Context", "5"]
    text = parsed(converted(site.files["control-mapping/f.md"])).text
    assert "1 of 5 clauses are fully covered; 1 is not covered, 1 only planned" in text
    assert "newest evidence 2025-02-01 lies before the audit period" in text
