"""What a broken file means for those that refer to it, and what evidence links may touch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gitsm.adapters.disk import DiskTree
from gitsm.check.report import check
from gitsm.load.loader import load
from gitsm.rules import BY_ID, RULES
from gitsm.rules.catalogue import IDS, THRESHOLDS
from support import AS_OF, judge_files, settings_text

ENVELOPE = "version: 1.0.0\nstatus: approved\nowner: lead\neffective_from: 2026-01-01\n"
QUALITY = f"id: quality-manager\ntitle: Quality manager\n{ENVELOPE.replace('lead', 'quality-manager')}"
LEAD = f"id: lead\ntitle: Lead\n{ENVELOPE}"


def test_what_cannot_be_read_is_not_reported_as_missing() -> None:
    files = {
        "roles/lead.yaml": "id: lead\ntitle: [\n",
        "processes/priorities/standard.yaml": "id: standard\n  broken\n",
        "frameworks/house.yaml": "id: [\n",
        "processes/intake.yaml": f"id: intake\ntitle: Intake\n{ENVELOPE}priority_scheme: standard\n"
        "activities: [{id: a, priorities: [p1]}]\ncontrols: [{clause: house/1}]\n"
        "outputs: [{id: o, to: repair}]\n",
        "processes/repair.yaml": "id: repair\ntitle: 5\n",
        "kpis/observations/speed.yaml": "id: speed\ntitle: Speed\nstatus: draft\nowner: lead\n",
        "kpis/speed.yaml": "id: speed\n",
    }
    report = judge_files(files, owner="lead")[1]
    assert [f for f in report.findings if f.rule.startswith("REF")] == []
    unknown = {(n.rule, n.path, n.at) for n in report.not_known if n.rule.startswith("REF")}
    intake = "processes/intake.yaml"
    assert unknown >= {
        ("REF-01", intake, "owner"),
        ("REF-01", intake, "priority_scheme"),
        ("REF-01", intake, "activities.a.priorities.p1"),
        ("REF-01", intake, "controls.house/1.clause"),
        ("REF-01", "kpis/observations/speed.yaml", "id"),
        ("REF-06", intake, "outputs.o.to"),
    }


def test_a_misspelled_id_in_its_own_file_is_one_finding() -> None:
    calendar = (
        f"id: offise\ntitle: Office\n{ENVELOPE}timezone: Europe/Berlin\nreview: {{every: 12mo, last: 2026-01-01}}\n"
        'region: DE-BE\nweekly: {mon-fri: [["08:00", "18:00"]]}\nholidays: [{date: 2026-12-25}, {date: 2027-12-25}]\n'
    )
    files = {
        "roles/lead.yaml": LEAD + "hours: office\n",
        "roles/deputy.yaml": LEAD.replace("id: lead", "id: deputy") + "hours: office\n",
        "services/calendars/office.yaml": calendar,
    }
    report = judge_files(files, owner="lead")[1]
    about = [(f.rule, f.place) for f in report.findings if "offi" in f.message]
    assert about == [("DOC-02", "services/calendars/office.yaml:1:5")]
    assert {n.path for n in report.not_known if n.rule == "REF-01"} == {"roles/lead.yaml", "roles/deputy.yaml"}


def test_one_misspelled_name_is_one_finding_and_no_rule_of_another_family_repeats_it() -> None:
    files = {
        "roles/lead.yaml": LEAD,
        "processes/intake.yaml": f"id: intake\ntitle: Intake\n{ENVELOPE}"
        "activities: [{id: a, raci: {accountable: leed, responsible: [lead]}}]\n",
    }
    there = [f for f in judge_files(files, owner="lead")[1].findings if f.at.endswith("accountable")]
    assert [(f.rule, f.hint) for f in there] == [("REF-01", "did you mean lead?")]


def test_a_proposal_is_found_quickly_among_many_similar_ids() -> None:
    roles = {f"roles/team-{n:04}.yaml": LEAD.replace("id: lead", f"id: team-{n:04}") for n in range(300)}
    files = {**roles, "roles/lead.yaml": LEAD.replace("owner: lead", "owner: taem-0123")}
    findings = judge_files(files, owner="lead")[1].findings
    assert [f.hint for f in findings if f.rule == "REF-01" and f.path == "roles/lead.yaml"] == [
        "did you mean team-0123?"
    ]


def test_evidence_links_never_look_outside_the_repository_or_through_links(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    (root / "frameworks" / "mappings").mkdir(parents=True)
    (root / "reviews").mkdir()
    (tmp_path / "outside.md").write_text("secret")
    (root / "gitsm.yaml").write_text(settings_text())
    (root / "present.md").write_text("here")
    (root / "reviews" / "away").symlink_to(tmp_path)
    (root / "reviews" / "link.md").symlink_to(tmp_path / "outside.md")
    links = {
        "present.md": True,
        "./../../present.md#part": True,
        "../outside.md": False,
        "../../../outside.md": False,
        "reviews/away/outside.md": False,
        "reviews/link.md": False,
        str(tmp_path / "outside.md"): False,
        ".": False,
        "frameworks": False,
        "#part": False,
        ":(top)present.md": False,
    }
    rows = "".join(f"      - {{link: '{link}'}}\n" for link in links)
    (root / "frameworks/mappings/house.yaml").write_text(
        "id: house\ntitle: House rules\nversion: 1.0.0\nstatus: draft\nowner: lead\nframework: house\n"
        f"rows:\n  - clause: '1'\n    evidence:\n{rows}"
    )
    report = check(load(DiskTree(root)), RULES, AS_OF)
    missing = [f.at for f in report.findings if f.rule == "REF-07"]
    expected = [f"rows.1.evidence.{n}.link" for n, present in enumerate(links.values()) if not present]
    assert sorted(missing) == sorted(expected)


def test_the_catalogue_holds_every_rule_and_threshold_that_is_built() -> None:
    assert set(BY_ID) <= set(IDS)
    built = {name for rule in RULES for name in rule.thresholds}
    assert built <= set(THRESHOLDS), "add the new one to rules/catalogue.py, or settings with it are called wrong"
    later = set(THRESHOLDS) - built
    assert {name.partition(".")[0] for name in later} <= set(IDS) - set(BY_ID), "no rule reads these thresholds"


@pytest.mark.parametrize(
    ("settings", "place", "fix"),
    [
        ({"severity": {"RAC-70": "off"}}, "gitsm.yaml:11:3", "write RAC-07, or delete the entry"),
        ({"severity": {"PIR-02": "off"}}, "gitsm.yaml:11:3", "write PRI-02, or delete the entry"),
        ({"severity": {"RAC-99": "off"}}, "gitsm.yaml:11:3", "RAC runs from 01 to 19; correct the entry or delete it"),
        ({"thresholds": {"RAC-07.shares": 3}}, "gitsm.yaml:11:3", "write RAC-07.share, or delete the entry"),
        ({"thresholds": {"RAC-09.days": 3}}, "gitsm.yaml:11:3", "write RAC-19.days, or delete the entry"),
        ({"thresholds": {"RAC-03.x": 3}}, "gitsm.yaml:11:3", "RAC-03 has no threshold; correct the entry or delete it"),
    ],
)
def test_a_misspelt_setting_is_an_error_at_its_key_with_a_way_out(settings: Any, place: str, fix: str) -> None:
    """It would switch nothing off and move no limit, and nobody would notice."""
    report = judge_files({"roles/quality-manager.yaml": QUALITY}, **settings)[1]
    (finding,) = [f for f in report.findings if f.rule == "REF-01"]
    assert (finding.place, finding.severity.word, finding.fix) == (place, "error", fix)
    assert not finding.hint or finding.hint.removeprefix("did you mean ").rstrip("?") in fix


def test_what_is_no_rule_id_at_all_is_refused_at_its_key() -> None:
    snapshot, _ = judge_files({}, severity={"rac-07": "off"}, thresholds={"RAC-7.share": 3})
    assert [(f.rule, f.place) for f in snapshot.findings] == [
        ("LOAD-06", "gitsm.yaml:11:3"),
        ("LOAD-06", "gitsm.yaml:13:3"),
    ]
    assert snapshot.findings[1].message == (
        'thresholds has the key "RAC-7.share"; expected a rule and its threshold such as RAC-07.share.'
    )
