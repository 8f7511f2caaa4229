"""What a plan says of whole changes: class, who must agree, what is touched, and that a change cannot excuse itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from diff_support import worked_files
from gitsm.approvals.request import ChangeRequest, Voice
from gitsm.base.finding import Severity
from plan_support import LOOSER, P4, SLA, plan_after, plan_between, state_of, worked_report

FRIEND = ("holders:\n", "holders:\n  - {party: ops-06, from: 2026-01-01}\n")
CUSTOMER = "roles/finance-representative.yaml"


def test_loosening_one_target_is_major_and_names_whom_it_concerns() -> None:
    found = plan_after(LOOSER)
    assert (found.class_, [one.change.number for one in found.changes]) == ("major", [17])
    roles = {one.role for one in found.judgement.requirements}
    assert {"finance-representative", "email-service-owner", "service-level-manager", "cab"} <= roles
    assert found.judgement.outcome == "waiting"


def test_a_rewritten_unit_and_formatting_are_no_change() -> None:
    found = plan_after({SLA: [("priority: p4, at_most: 20h", "priority:   p4, at_most: 1200m")]})
    assert (found.changes, found.class_, found.new, found.fixed) == ((), "standard", (), ())
    assert [(one.kind, one.role) for one in found.judgement.requirements] == [("any", "governance-maintainer")]


def test_the_author_does_not_count_and_the_deputy_is_asked() -> None:
    found = plan_after(LOOSER, ChangeRequest(frozenset({"ops-04"}), voices=(Voice("ops-04", True),)))
    need = next(one for one in found.judgement.requirements if one.role == "service-level-manager")
    assert need.state == "missing"
    assert "ops-04" not in {voter.person for voter in need.can} and need.can


def test_a_friend_who_gets_the_role_in_the_same_change_cannot_agree() -> None:
    found = plan_after({**LOOSER, CUSTOMER: FRIEND}, ChangeRequest(voices=(Voice("ops-06", True),)))
    assert state_of(found, "finance-representative") == "missing"
    need = next(one for one in found.judgement.requirements if one.role == "finance-representative")
    assert "ops-06" not in {voter.person for voter in need.can}


def test_a_friend_counts_once_the_change_that_appoints_them_is_merged() -> None:
    text = worked_files()[CUSTOMER].decode().replace(*FRIEND, 1)
    base = {**worked_files(), CUSTOMER: text.encode()}
    found = plan_between(base, LOOSER, ChangeRequest(voices=(Voice("ops-06", True),)))
    assert state_of(found, "finance-representative") == "given"


def test_impact_names_services_agreements_and_clauses() -> None:
    touched = {one.key: one for one in plan_after(LOOSER).touched}
    assert touched["service/email"].group == "services"
    assert touched["ola/messaging"].group == "agreements" and touched["ola/messaging"].steps == 1
    assert touched["iso20000-1-2018/8.3.3"].group == "clauses"
    assert touched["contract/mail-vendor"].through == "ola/messaging" and touched["contract/mail-vendor"].steps == 2


def test_a_known_finding_is_neither_new_nor_resolved() -> None:
    found = plan_after(LOOSER)
    assert found.new == () and found.fixed == () and found.known == len(worked_report().findings)


MISSING = {SLA: ("step: ola/network}", "step: ola/netwrk}")}


def test_a_new_error_blocks_whoever_agrees() -> None:
    found = plan_after(MISSING)
    assert [finding.rule for finding in found.new if finding.severity is Severity.ERROR]
    assert found.blocked


def test_a_promise_kept_for_most_that_breaks_blocks() -> None:
    """It was a warning before: an error in its place is new."""
    found = plan_after({"olas/messaging.yaml": ("priority: p1, at_most: 2h30m", "priority: p1, at_most: 5h")})
    broken = [one for one in found.new if one.rule == "OLA-01"]
    assert broken and all(one.severity is Severity.ERROR for one in broken)
    assert {one.rule for one in found.obstacles if one.blocks} >= {"OLA-01"}


INCIDENT = "processes/incident-management.yaml"
NOBODY = (
    "raci: {accountable: service-desk-lead, responsible: [service-desk-agent], informed: [user]}",
    "raci: {accountable: service-desk-lead, responsible: []}",
)
WAIVER = """\
id: wv-0900
title: Own finding
status: approved
owner: quality-manager
rule: {rule}
artefact: sla/email
reason: Because
compensating: Nothing
approved_by: quality-manager
expires: 2027-03-31
"""


@pytest.mark.parametrize("way", ["severity", "lighter", "waiver", "baseline"])
def test_a_change_cannot_hide_its_own_finding(way: str) -> None:
    """Whatever comes with the change and says that its finding does not count, the finding is new."""
    edits: dict[str, Any] = {INCIDENT: NOBODY}
    alone = plan_after(edits)
    assert alone.new, "the edit must bring a finding"
    one = alone.new[0]
    if way == "severity":
        edits["gitsm.yaml"] = ("severity: {}", f'severity: {{{one.rule}: "off"}}')
    elif way == "lighter":
        edits["gitsm.yaml"] = ("severity: {}", f"severity: {{{one.rule}: warning}}")
    elif way == "waiver":
        text = WAIVER.format(rule=one.rule).replace("sla/email", one.artefact)
        edits["policies/waivers/wv-0900.yaml"] = text
    else:
        entry = f"entries:\n  - {{rule: {one.rule}, artefact: {one.artefact}, at: {one.at}}}\n"
        edits["policies/baseline.yaml"] = entry
    found = plan_after(edits)
    assert [(f.severity, f.identity) for f in found.new].count((one.severity, one.identity)) == 1
    assert found.blocked


def test_a_finding_that_is_only_waived_is_not_resolved() -> None:
    one = plan_after({INCIDENT: NOBODY}).new[0]
    base = {**worked_files(), INCIDENT: worked_files()[INCIDENT].decode().replace(*NOBODY).encode()}
    text = WAIVER.format(rule=one.rule).replace("sla/email", one.artefact)
    waived = plan_between(base, {"policies/waivers/wv-0900.yaml": text})
    assert one.identity not in {finding.identity for finding in waived.fixed}
    mended = plan_between(base, {INCIDENT: (NOBODY[1], NOBODY[0])})
    assert one.identity in {finding.identity for finding in mended.fixed}


def test_without_a_policy_nobody_can_judge() -> None:
    text = worked_files()["processes/change-enablement.yaml"].decode()
    base = {**worked_files(), "processes/change-enablement.yaml": text[: text.index("change_policy:")].encode()}
    found = plan_between(base, LOOSER)
    assert found.unjudged and found.judgement.outcome == "not known"


def test_the_policy_of_the_tip_judges_and_not_that_of_the_change() -> None:
    loosened = {
        "processes/change-enablement.yaml": (
            "models:\n", "models:\n    - {id: anything, match: {change_types: [17, 49]}, class: standard}\n",
        ),
        **LOOSER,
    }  # fmt: skip
    found = plan_after(loosened)
    assert found.class_ == "major"
    assert "standard" not in {one.class_ for one in found.changes if one.change.number == 17}


def test_a_declared_emergency_is_judged_by_its_own_board_and_named_beside_the_computed_class() -> None:
    found = plan_after(LOOSER, ChangeRequest(declared="emergency", reference="INC-1"))
    assert found.class_ == "major" and found.judgement.authority == "emergency"
    assert [one.role for one in found.judgement.requirements] == ["emergency-cab"]


def test_a_class_declared_too_low_blocks() -> None:
    found = plan_after(LOOSER, ChangeRequest(declared="standard"))
    assert any(one.rule == "CHG-02" and one.blocks for one in found.obstacles)
    assert not any(one.rule == "CHG-02" for one in plan_after(LOOSER, ChangeRequest(declared="major")).obstacles)


def test_the_same_plan_does_not_depend_on_what_is_shared() -> None:
    from diff_support import edited
    from gitsm.check.report import check
    from gitsm.load.loader import load
    from gitsm.load.tree import MemoryTree
    from gitsm.plan.plan import plan
    from gitsm.rules import RULES
    from support import AS_OF

    shared = plan_after(LOOSER)
    apart = plan(worked_report(), check(load(MemoryTree(edited(LOOSER))), RULES, AS_OF), ChangeRequest())
    assert [(o.change.key, o.change.at, o.class_) for o in shared.changes] == [
        (o.change.key, o.change.at, o.class_) for o in apart.changes
    ]
    assert shared.judgement == apart.judgement and shared.touched == apart.touched


def test_versions_that_are_needed(p4: tuple[str, str] = P4) -> None:
    found = plan_after({SLA: [p4]})
    assert [(one.key, one.found, one.wanted, one.missing) for one in found.bumps] == [
        ("sla/email", "1.1.0", "2.0.0", True)
    ]
    assert replace(found.bumps[0], found="2.0.0").missing is False


def test_a_request_for_a_major_change_without_its_plans_is_blocked() -> None:
    def weight(request: ChangeRequest) -> list[bool]:
        return [one.blocks for one in plan_after(LOOSER, request).obstacles if one.rule == "CHG-03"]

    assert weight(ChangeRequest()) == [False]
    asked = ChangeRequest(title="More time for P4")
    assert weight(asked) == [True]
    assert weight(replace(asked, rationale="a", communication="b", back_out="c")) == []
