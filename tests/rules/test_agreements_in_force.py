"""In force means immutable in meaning: what may change in an agreed version of an agreement, and what may not."""

from __future__ import annotations

import pytest

from diff_support import edited, worked
from gitsm.base.finding import Finding
from gitsm.check.report import check
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from gitsm.rules import RULES
from support import AS_OF

SLA = "slas/network-access.yaml"
FREE = {
    "the status": ("status: agreed", "status: terminated"),
    "the last review": ("last: 2026-06-09", "last: 2026-10-30"),
    "an end that comes sooner": ("to: 2027-07-01", "to: 2027-06-01"),
    "tags": ("level: service\n", "level: service\ntags: [network]\n"),
    "the change note": ("change_note: Depots included", "change_note: The depots are included"),
    "spelling of a value": ("at_most: 30m", "at_most: PT30M"),
}
FIXED = {
    "an end that comes later": ("to: 2027-07-01", "to: 2027-08-01"),
    "another start": ("valid: {from: 2026-07-01", "valid: {from: 2026-08-01"),
    "how often it is reviewed": ("review: {every: 12mo", "review: {every: 6mo"),
    "a target looser": ("priority: p4, at_most: 20h", "priority: p4, at_most: 21h"),
    "a target tighter": ("priority: p4, at_most: 20h", "priority: p4, at_most: 19h"),
    "the cut-over": ("cut_over: new_tickets_only", "cut_over: all_open_tickets"),
    "a corrected spelling": ("crews on the road", "crews on the roads"),
    "its customer": ("customer: field-operations-representative", "customer: finance-representative"),
}


OF_CHANGES = tuple(rule for rule in RULES if rule.id in ("DOC-07", "DOC-08"))


def _found(*pieces: tuple[str, str]) -> dict[str, Finding]:
    """What DOC-07 and DOC-08 say of the edits, by rule."""
    head = load(MemoryTree(edited({SLA: [*pieces]})), like=worked())
    return {one.rule: one for one in check(head, OF_CHANGES, AS_OF, base=worked()).findings}


@pytest.mark.parametrize("name", FREE)
def test_what_may_change_in_an_agreed_version(name: str) -> None:
    assert _found(FREE[name]) == {}


@pytest.mark.parametrize("name", FIXED)
def test_everything_else_is_a_finding(name: str) -> None:
    found = _found(FIXED[name])["DOC-08"]
    assert found.severity.word == "error" and "was agreed as version 1.2.0" in found.message


def test_a_corrected_spelling_is_a_new_patch_version() -> None:
    spelling = FIXED["a corrected spelling"]
    assert _found(spelling)["DOC-08"].limit == "1.2.1"
    assert _found(spelling, ("version: 1.2.0", "version: 1.2.1")) == {}


def test_another_meaning_under_a_new_number_in_the_same_file_is_a_finding() -> None:
    found = _found(FIXED["a target looser"], ("version: 1.2.0", "version: 2.0.0"))["DOC-08"]
    assert found.severity.word == "warning"
    assert "what was promised until today is gone" in found.message
    assert "slas/network-access@2.0.0.yaml" in found.fix
