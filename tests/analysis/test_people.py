"""Who holds a role on a day: edges of periods, teams, deputies, bodies, absences; and how much work they carry."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gitsm.analysis.people import Staff, back
from gitsm.analysis.workload import person_loads
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.load.tree import MemoryTree
from gitsm.model.process import Process
from gitsm.model.role import Party
from support import judge, settings_text

DOCUMENT = "version: 1.0.0\nstatus: approved\nowner: boss\n"


def role(id_: str, body: str = "") -> dict[str, str]:
    return {f"roles/{id_}.yaml": f"id: {id_}\ntitle: {id_}\n{DOCUMENT}{body}\n"}


def party(id_: str, body: str = "", type_: str = "person", status: str = "approved") -> dict[str, str]:
    text = f"id: {id_}\ntitle: {id_}\nstatus: {status}\nowner: boss\ntype: {type_}\n{body}\n"
    return {f"roles/parties/{id_}.yaml": text}


def repository(*parts: dict[str, str]) -> Snapshot:
    files = {"gitsm.yaml": settings_text()}
    for part in parts:
        files.update(part)
    return load(MemoryTree(files))


def staff(day: str, *parts: dict[str, str]) -> Staff:
    snapshot = repository(*parts)
    assert not snapshot.findings, snapshot.findings
    return Staff(snapshot, date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "persons"),
    [
        ("2026-02-28", ()),
        ("2026-03-01", ("ops-01",)),  # the first day is inside
        ("2026-03-31", ("ops-01",)),
        ("2026-04-01", ("ops-02",)),  # `to` is the first day outside, and the successor's first day inside
        ("2030-01-01", ("ops-02",)),  # left out = open
    ],
)
def test_holders_hold_from_the_first_day_up_to_the_day_named_by_to(day: str, persons: tuple[str, ...]) -> None:
    holders = "holders: [{party: ops-01, from: 2026-03-01, to: 2026-04-01}, {party: ops-02, from: 2026-04-01}]"
    people = staff(day, role("lead", holders), party("ops-01"), party("ops-02"))
    assert people.persons("lead") == persons
    assert (people.vacancy("lead") is None) == bool(persons)


@pytest.mark.parametrize(
    ("day", "there"), [("2026-03-01", True), ("2026-03-02", False), ("2026-03-08", False), ("2026-03-09", True)]
)
def test_an_absence_ends_on_the_day_it_names(day: str, there: bool) -> None:
    people = staff(
        day,
        role("lead", "holders: [{party: ops-01}]"),
        party("ops-01", "absences: [{from: 2026-03-02, to: 2026-03-09}]"),
    )
    assert people.persons("lead") == ("ops-01",), "absence ends no holding"
    assert (people.vacancy("lead") is None) == there


@pytest.mark.parametrize(
    ("day", "persons"), [("2026-05-31", ("ops-01",)), ("2026-06-01", ("ops-02",)), ("2026-07-01", ())]
)
def test_members_hold_what_their_team_holds_while_they_are_in_it(day: str, persons: tuple[str, ...]) -> None:
    members = "members: [{party: ops-01, to: 2026-06-01}, {party: ops-02, from: 2026-06-01, to: 2026-07-01}]"
    people = staff(
        day,
        role("lead", "holders: [{party: team-a}]"),
        party("team-a", members, "team"),
        party("ops-01"),
        party("ops-02"),
    )
    assert people.persons("lead") == persons
    vacancy = people.vacancy("lead")
    assert vacancy is None if persons else vacancy is not None and "no current members" in vacancy.words


def test_teams_in_teams_count_and_circles_of_teams_end() -> None:
    people = staff(
        "2026-11-01",
        role("lead", "holders: [{party: team-a}]"),
        party("team-a", "members: [{party: team-b}, {party: ops-01}]", "team"),
        party("team-b", "members: [{party: team-a}, {party: ops-02}]", "team"),
        party("ops-01"),
        party("ops-02"),
    )
    assert set(people.persons("lead")) == {"ops-01", "ops-02"}


@pytest.mark.parametrize(
    ("kind", "status", "why"),
    [
        ("person", "draft", "is draft, not approved"),
        ("person", "retired", "is retired, not"),
        ("bot", "approved", "a bot"),
    ],
)
def test_only_approved_persons_hold_roles(kind: str, status: str, why: str) -> None:
    people = staff("2026-11-01", role("lead", "holders: [{party: ops-01}]"), party("ops-01", "", kind, status))
    vacancy = people.vacancy("lead")
    assert people.persons("lead") == () and vacancy is not None and why in vacancy.words


def test_a_deputy_keeps_a_role_from_being_vacant_but_is_no_regular_holder() -> None:
    people = staff(
        "2026-11-01",
        role("lead", "holders: [{party: ops-01}, {party: ops-02, deputy: true}]"),
        party("ops-01", "absences: [{from: 2026-10-01}]"),
        party("ops-02"),
    )
    assert people.vacancy("lead") is None
    assert people.persons("lead", deputies=False) == ("ops-01",)


def test_a_body_acts_through_chair_and_members_and_is_vacant_with_its_chair() -> None:
    parts = [
        role("board", "chair: lead\nmembers: [lead, inner]"),
        role("inner", "chair: second\nmembers: [second, board]"),
        role("second", "holders: [{party: ops-02}]"),
        party("ops-01", "absences: [{from: 2026-11-01, to: 2026-11-05}]"),
        party("ops-02"),
    ]
    people = staff("2026-11-05", *parts, role("lead", "holders: [{party: ops-01}]"))
    assert people.seats("board") == ("lead", "second")
    assert people.persons("board") == ("ops-01", "ops-02") and people.vacancy("board") is None
    away = staff("2026-11-04", *parts, role("lead", "holders: [{party: ops-01}]")).vacancy("board")
    assert away is not None and away.seat == "lead" and "away until 2026-11-05" in away.words
    circle = staff("2026-11-05", *parts, role("lead", "chair: board\nmembers: [board]")).vacancy("board")
    assert circle is not None and "leads back" in circle.words


def test_a_retired_expired_or_replaced_role_has_no_holders() -> None:
    for body, day, standing in (
        ("effective_to: 2026-11-01\n", "2026-11-01", "ended"),
        ("effective_to: 2026-11-01\n", "2026-10-31", "current"),
    ):
        people = staff(day, role("lead", body + "holders: [{party: ops-01}]"), party("ops-01"))
        assert people.standing("lead") == standing
        assert bool(people.persons("lead")) == (standing == "current")


def test_the_version_of_the_day_decides_who_holds_a_role() -> None:
    newer = role("lead", "effective_from: 2026-12-01\nholders: [{party: ops-02}]")["roles/lead.yaml"]
    parts = [
        role("lead", "effective_from: 2026-01-01\nholders: [{party: ops-01}]"),
        {"roles/lead@2.0.0.yaml": newer.replace("1.0.0", "2.0.0")},
        party("ops-01"),
        party("ops-02"),
    ]
    assert staff("2026-11-30", *parts).persons("lead") == ("ops-01",)
    assert staff("2026-12-01", *parts).persons("lead") == ("ops-02",)


def test_superiors_follow_reports_to_and_a_circle_ends() -> None:
    people = staff(
        "2026-11-01", role("a", "reports_to: b"), role("b", "reports_to: c"), role("c", "reports_to: b"), role("d")
    )
    assert people.superiors("a") == ("b", "c")
    assert people.is_below("a", ["c"]) and people.is_below("d", ["d"]) and not people.is_below("c", ["a"])


def test_absences_that_meet_are_one_absence() -> None:
    item = repository(
        party("ops-01", "absences: [{from: 2026-03-01, to: 2026-03-05}, {from: 2026-03-05, to: 2026-03-08}]")
    ).versions("party", "ops-01")[0]
    assert isinstance(item.artefact, Party)
    assert back(item.artefact, date(2026, 3, 2)) == date(2026, 3, 8)


PROCESS = """id: work
title: Work
version: 1.0.0
status: approved
owner: boss
activities:
  - id: log
    effort: 30m
    per_week: 10
    raci: {accountable: lead, responsible: [agent], consulted: [expert], informed: [boss]}
  - {id: think, raci: {accountable: lead, responsible: [lead]}}
"""


def loads(*parts: dict[str, str]) -> dict[str, Any]:
    people = staff("2026-11-01", {"processes/work.yaml": PROCESS}, *parts)
    process = people.snapshot.versions("process", "work")[0].artefact
    assert isinstance(process, Process)
    return dict(person_loads(people, [process]))


def test_load_is_shared_among_holders_weighted_by_letter_and_deputies_carry_none() -> None:
    found = loads(
        role("agent", "max_load: 2h\nholders: [{party: team-a}, {party: ops-03, deputy: true}]"),
        role("lead", "max_load: 3\nholders: [{party: ops-01}]"),
        role("expert", "holders: [{party: ops-03}]"),
        party("team-a", "members: [{party: ops-01}, {party: ops-02}]", "team"),
        party("ops-01"),
        party("ops-02"),
        party("ops-03"),
    )
    assert found["ops-02"].total.minutes == 150  # half of 30 min * 10 as R
    assert found["ops-01"].total.minutes == 150 + 300  # and all of it as A
    assert found["ops-03"].total.minutes == 75  # a quarter as C; nothing as deputy
    assert found["ops-01"].total.activities == 0.5 + 2 and found["ops-01"].total.unmeasured == 1
    assert (found["ops-01"].limit_minutes, found["ops-01"].limit_activities) == (120, 3)


def test_deputies_carry_a_role_that_nobody_else_holds() -> None:
    found = loads(role("agent", "holders: [{party: ops-03, deputy: true}]"), party("ops-03"))
    assert found["ops-03"].total.minutes == 300


@pytest.mark.parametrize("broken", ["roles/lead.yaml", "roles/parties/ops-01.yaml"])
def test_what_cannot_be_read_makes_a_vacancy_not_known(broken: str) -> None:
    files = {
        "processes/work.yaml": PROCESS,
        **role("lead", "holders: [{party: ops-01}]"),
        **party("ops-01", status="retired"),
    }
    _, sound = judge({"files": files})
    assert [f.at for f in sound.findings if f.rule == "RAC-03"] == [
        "activities.log.raci.accountable",
        "activities.think.raci.accountable",
    ]
    _, raw = judge({"files": {**files, broken: "[\n"}})
    assert not [finding for finding in raw.findings if finding.rule == "RAC-03"]
    known = {one.at for one in raw.not_known if one.rule == "RAC-03"}
    assert known == {"activities.log.raci.accountable", "activities.think.raci.accountable"}


WIDE = """id: work
title: Work
version: 1.0.0
status: approved
owner: boss
activities:
  - id: build
    duty: implement
    control: true
    competences: [{id: masonry, level: 2}]
    raci: {accountable: lead, responsible: [builder, lead]}
  - {id: part, part_of: build, raci: {accountable: builder, responsible: [builder]}}
  - {id: verify, duty: verify, needs: {approves: role}, raci: {accountable: lead, responsible: [tester]}}
"""


@pytest.mark.parametrize(
    ("broken", "rules"),
    [
        ("roles/builder.yaml", "RAC-04 RAC-09 RAC-10 RAC-11 RAC-12 RAC-15 RAC-16 RAC-17 RAC-03 RAC-07"),
        ("roles/lead.yaml", "RAC-03 RAC-04 RAC-09 RAC-12 RAC-15 RAC-16 RAC-17 RAC-10 RAC-11 RAC-07"),
        ("roles/boss.yaml", "RAC-13 RAC-15 RAC-07"),
        ("roles/parties/ops-01.yaml", "RAC-03 RAC-11 RAC-12 RAC-16 RAC-19"),
        ("processes/work.yaml", "RAC-08 RAC-07"),
    ],
)
def test_no_rule_passes_or_complains_where_it_cannot_see(broken: str, rules: str) -> None:
    files = {
        "processes/work.yaml": WIDE,
        **role("boss", "type: owner"),
        **role(
            "lead", "reports_to: other\nholders: [{party: ops-01, to: 2026-11-10}, {party: ops-01, from: 2026-11-10}]"
        ),
        **role("builder", "reports_to: another\nholders: [{party: ops-01}]"),
        **role("tester", "max_load: 3\nholders: [{party: ops-01}, {party: ops-02}]"),
        **party("ops-01"),
        **party("ops-02"),
    }
    _, raw = judge({"files": {**files, broken: files[broken] + "[\n"}})
    unknown = {one.rule for one in raw.not_known if one.rule.startswith("RAC")}
    assert unknown == set(rules.split())
    blind = {(one.rule, one.artefact, one.at) for one in raw.not_known if one.rule != "RAC-16"}
    assert not [one for one in raw.findings if (one.rule, one.artefact, one.at) in blind]
    hidden = Path(broken).stem
    assert not [one for one in raw.findings if one.rule == "RAC-16" and f"of {hidden}" in one.message]
