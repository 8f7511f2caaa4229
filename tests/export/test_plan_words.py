"""What a process owner reads in a plan: sentences and labels without keys, fields or signs of the file format."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from diff_table import cases, planned
from gitsm.base.words import NBSP
from gitsm.export.parts import planned as parts
from gitsm.export.parts import sentences
from gitsm.export.parts.said import told
from gitsm.plan.plan import Plan
from plan_support import plan_after

SENTENCES = {
    "a key control made an ordinary step": '"Set the priority", key control: no, until now yes, which is looser.',
    "an activity less": 'Process Incident management: the step "Raise a problem candidate" is taken out.',
    "a rule of a process that no longer obliges": 'policy statements say "Everything else may be done later" instead',
    "a way around every approval": "Process Change enablement: work can now pass by every approval.",
    "a loop that may run once more": 'way back from "Does the user find it working?" to "Diagnose the fault"',
    "a holder more": "Role Service level analyst: holder ops-15 is added.",
    "more authority": "authority over service and process, highest class is major instead of normal",
    "an approval done for fewer priorities": "only for priorities: p1 is added, which is looser.",
    "service hours reduced": "SLA Billing platform: service hours are office-de instead of 24x7",
    "a later start of the clock": "P1 first answer, start of the clock is assigned instead of opened.",
    "an agreement terminated": "SLA Billing platform becomes terminated; it was agreed.",
    "an agreement reached": "becomes agreed, from 2027-03-01; it was negotiating.",
    "a contract ends earlier": "term, until: 2027-08-01 instead of 2028-02-01.",
    "a volume limit where there was none": "volume, at most: 10, not stated before, which is looser.",
    "a cell of the matrix lowered": "Standard priority scheme: priority at impact high and urgency medium is p3",
    "an escalation later": "escalation level 2, called after: 80% instead of 70%",
    "a service that needs one more": "needs service wan is added.",
    "a value observed": "value from 2026-11-01 is added.",
    "a rule switched off": "Settings of this governance repository: severity of RAC-12: off, not stated before",
    "a threshold moved": "threshold RAC-07.share is 60 instead of 40",
    "a freeze more": "change policy, freeze from 2027-06-01 is added, which is tighter.",
    "a smaller quorum": "who decides, major changes, share that must agree is 1/2 instead of 2/3",
    "a delegation less": "change policy, delegation of incident-manager is taken out",
    "a key more": "Party ops-04: account github, avu-ops-04b is added",
    "an exception that ends earlier": "end is 2026-12-31 instead of 2027-01-15",
    "an id renamed": 'Glossary term Workaround: its id is "stopgap" instead of "workaround".',
    "a holder who then verifies their own work": "as change-tester in the same flow.",
}
_TECHNICAL = re.compile(r"[a-z0-9]>[a-z0-9]|[a-z]_[a-z]|\{|\[|None|True|False")


@cache
def plan_of(name: str) -> Plan:
    """The plan of a case of the labelled table."""
    case: dict[str, Any] = next(case for case in cases() if case["name"] == name)
    return planned(case)


@pytest.mark.parametrize(("name", "says"), SENTENCES.items())
def test_a_change_is_said_in_words(name: str, says: str) -> None:
    found = plan_of(name)
    sentence = sentences.sentence(found).replace(NBSP, " ")
    assert says in sentence
    shown = [sentence, *(f"{row.thing} {row.what} {row.before} {row.after} {row.how}" for row in parts.rows(found))]
    assert not [text for text in shown if _TECHNICAL.search(text)]


def test_days_of_a_week_stand_in_their_order() -> None:
    days = [row.what for row in parts.rows(plan_of("an hour less each day"))]
    assert days == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


def test_an_owner_is_told_once_why_they_are_asked() -> None:
    needs = {need.role: need.because for need in parts.needs(plan_of("an escalation less"))}
    owner = [why for why in needs["incident-process-owner"] if why.startswith("owner of process/incident-management")]
    assert owner == ["owner of process/incident-management: escalation changed in process/incident-management"]


def test_findings_known_before_are_never_fewer_than_none() -> None:
    """A change that waives what it brings: its finding is new, though the head alone does not count it."""
    path = "processes/incident-management.yaml"
    waiver = (
        "id: wv-0009\ntitle: For now\nstatus: approved\nowner: incident-process-owner\nrule: RAC-02\n"
        "artefact: process/incident-management\nreason: Moving.\ncompensating: None.\napproved_by: quality-manager\n"
        "expires: 2027-02-01\n"
    )
    quiet = plan_after({})
    found = plan_after(
        {
            path: (
                "accountable: service-desk-lead, responsible: [service-desk-agent]}",
                "accountable: service-desk-lead, responsible: []}",
            ),
            "policies/waivers/wv-0009.yaml": waiver,
        }
    )
    assert any(finding.rule == "RAC-02" for finding in found.new)
    assert found.known == quiet.known


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("add `Rationale:`, and more", "add `Rationale:`, and more"),
        ("`--fix` writes it", "`--fix` writes it"),
        ("one ` tick", "one &#96; tick"),
        ("`a``b` @ops-01 <b>", "`a``b` `@`ops-01 &#60;b&#62;"),
        ("write `@team` not @team", "write `@team` not `@`team"),
    ],
)
def test_commands_stand_as_code_and_all_else_as_literal_text(text: str, shown: str) -> None:
    assert told(text) == shown
