"""Loosenings that do not look like one: by dates, by taking over from others, by moving what a promise rests on."""

from __future__ import annotations

import re

import pytest

from diff_support import Edits, edited, worked_files
from gitsm.approvals.request import ChangeRequest
from gitsm.diff.pairs import changed_pairs
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from gitsm.plan.plan import Plan
from plan_support import plan_after, plan_between, state_of
from support import AS_OF

POLICY, LATER, OTHER = "policies/change-policy.yaml", "policies/change-policy@2.0.0.yaml", "policies/lax-policy.yaml"
SLA = "slas/email.yaml"


def text(path: str, **fields: str) -> str:
    """A worked file with other top-level fields, each in one line."""
    found = worked_files()[path].decode()
    for name, value in fields.items():
        found, count = re.subn(rf"(?m)^{name}: .*$", f"{name}: {value}", found, count=1)
        assert count == 1, name
    return found


STRICT = text(POLICY, version="2.0.0", effective_from="2026-12-01", statement="Nothing changes without the board.")
LAX = text(POLICY, id="lax-policy", version="1.0.0", statement="Whoever wants to change something may.")
DRAFT = LAX.replace("status: approved", "status: draft").replace("version: 1.0.0", "version: 0.1.0")
REPLACES = "supersedes: change-policy\nowner: "


def numbers(found: Plan) -> set[int]:
    """Numbers of the changes of a plan."""
    return {one.change.number for one in found.changes}


def planned(head: Edits, base: Edits | None = None) -> Plan:
    """The plan of edits, of the worked organisation or of what other edits make of it."""
    return plan_between(edited(base), head) if base else plan_after(head)


@pytest.mark.parametrize(
    ("head", "base", "number"),
    [
        ({POLICY: text(POLICY, version="2.0.0", effective_from="2099-01-01")}, None, 45),
        ({LATER: STRICT.replace("2026-12-01", "2099-12-01").replace("version: 2.0.0", "version: 3.0.0")},
         {LATER: STRICT}, 45),
        ({"policies/change-policy@3.0.0.yaml": text(POLICY, version="3.0.0", effective_from="2026-12-01")},
         {LATER: STRICT}, 46),
        ({OTHER: LAX.replace("owner: ", REPLACES, 1)}, {OTHER: DRAFT}, 46),
        ({OTHER: LAX.replace("owner: ", REPLACES, 1)}, {OTHER: LAX}, 46),
        ({OTHER: LAX.replace("owner: ", REPLACES, 1)}, None, 46),
        ({"roles/quality-manager.yaml": text("roles/quality-manager.yaml", reports_to="service-desk-agent")}, None, 49),
        ({SLA: text(SLA, priority_scheme="other")}, None, 22),
        ({"gitsm.yaml": text("gitsm.yaml", timezone="Pacific/Auckland")}, None, 49),
        ({"gitsm.yaml": text("gitsm.yaml", practices="none")}, None, 49),
    ],
    ids=["suspended", "scheduled one put off", "scheduled one undone", "draft takes over", "agreed one takes over",
         "new one takes over", "another superior", "another priority scheme", "another time zone", "other practices"],
)  # fmt: skip
def test_a_loosening_in_disguise_is_major(head: Edits, base: Edits | None, number: int) -> None:
    found = planned(head, base)
    assert found.class_ == "major" and number in numbers(found)


def test_taking_over_asks_the_owner_of_what_ends() -> None:
    found = planned({OTHER: LAX.replace("owner: ", REPLACES, 1)}, {OTHER: LAX})
    assert state_of(found, "executive-sponsor") == "missing"


def test_a_start_that_moves_sooner_ends_nothing() -> None:
    sooner = {LATER: STRICT.replace("2026-12-01", "2026-11-20").replace("version: 2.0.0", "version: 2.1.0")}
    assert 45 not in numbers(planned(sooner, {LATER: STRICT}))


def test_a_broken_version_beside_it_hides_no_deletion() -> None:
    before = load(MemoryTree(edited({LATER: "id: ["})))
    after = load(MemoryTree(edited({LATER: "id: [", POLICY: None})))
    assert [one.pairing for one in changed_pairs(before, after, AS_OF)] == ["removed"]


def test_a_file_that_decides_asks_no_version_of_the_document_that_answers_for_it() -> None:
    found = plan_after({}, other_files=[".github/workflows/gate.yml"])
    assert found.class_ == "major" and not found.bumps


def test_haste_does_not_carry_a_looser_rule_through_a_freeze() -> None:
    """What moves the rules is decided by its class, so it waits like its class, and says what a major change says."""
    request = ChangeRequest(declared="emergency", reference="INC-1", title="Now")
    frozen = edited({"processes/change-enablement.yaml": ("from: 2026-12-18", "from: 2026-10-18")})
    found = plan_between(frozen, {"roles/cab.yaml": ("quorum: 2/3", "quorum: 1/3")}, request)
    assert found.judgement.authority == "major"
    assert {"freeze", "CHG-03"} <= {one.rule for one in found.obstacles if one.blocks}
    other = plan_between(frozen, {SLA: ("at_most: 30m", "at_most: 45m")}, request)
    assert other.judgement.authority == "emergency"
    assert not {"freeze", "CHG-03"} & {one.rule for one in other.obstacles if one.blocks}
