"""Which versions are held against each other, and what is said where one side cannot be read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from diff_support import Edits, edited, pairs_after, worked, worked_files
from gitsm.diff.changes import Change, changes_of
from gitsm.diff.pairs import changed_pairs
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from support import AS_OF

SLA = "slas/billing-platform.yaml"
NEXT = "slas/billing-platform@3.0.0.yaml"
RESPOND = "id: respond-p1, metric: response_time, priority: p1, at_most: 30m"
LATER = RESPOND.replace("30m", "2h")


def text(path: str) -> str:
    """A worked file."""
    return worked_files()[path].decode()


def following(**pieces: str) -> str:
    """The next version of the billing agreement, with a looser target."""
    new = text(SLA).replace("version: 2.0.0", "version: 3.0.0").replace(RESPOND, LATER)
    for old, other in pieces.items():
        assert old in new
        new = new.replace(old, other)
    return new


def found(edits: Edits, base: Edits | None = None) -> list[tuple[str, str, int, str, str]]:
    """(pairing, key, number, place, direction) of every change."""
    before = load(MemoryTree(edited(base)), like=worked()) if base else worked()
    files = edited(base or {})
    content = edited(edits, {p: d if isinstance(d, bytes) else d.encode() for p, d in files.items()})
    after = load(MemoryTree(content), like=before)
    return [said(change) for pair in changed_pairs(before, after, AS_OF) for change in changes_of(pair)]


def said(change: Change) -> tuple[str, str, int, str, str]:
    return (change.pair.pairing, change.key, change.number, change.at, change.direction)


def test_moving_the_old_end_to_the_new_start_is_part_of_the_new_version() -> None:
    head: Edits = {
        NEXT: following().replace("from: 2026-05-01, to: 2027-05-01", "from: 2027-02-01, to: 2028-02-01"),
        SLA: ("from: 2026-05-01, to: 2027-05-01", "from: 2026-05-01, to: 2027-02-01"),
    }
    changes = found(head)
    assert [one for one in changes if one[0] == "same"] == []
    assert ("follows", "sla/billing-platform", 17, "targets.respond-p1.at_most", "looser") in changes


def test_an_end_before_the_new_start_leaves_a_gap_and_is_a_change() -> None:
    head: Edits = {
        NEXT: following().replace("from: 2026-05-01, to: 2027-05-01", "from: 2027-02-01, to: 2028-02-01"),
        SLA: ("from: 2026-05-01, to: 2027-05-01", "from: 2026-05-01, to: 2027-01-01"),
    }
    assert ("same", "sla/billing-platform", 22, "valid.to", "neutral") in found(head)


def test_a_draft_that_is_agreed_is_held_against_the_version_in_force() -> None:
    """Loosening in a draft and agreeing to it later is no way around the row of the loosened target."""
    draft = following().replace("status: agreed", "status: negotiating")
    draft = draft.replace("from: 2026-05-01, to: 2027-05-01", "from: 2027-05-01, to: 2028-05-01")
    changes = found({NEXT: ("status: negotiating", "status: agreed")}, {NEXT: draft})
    assert ("follows", "sla/billing-platform", 17, "targets.respond-p1.at_most", "looser") in changes


def test_a_document_that_supersedes_another_is_no_first_version() -> None:
    heir = text(SLA).replace("id: billing-platform\n", "id: billing\nsupersedes: billing-platform\n", 1)
    changes = found({"slas/billing.yaml": heir.replace(RESPOND, LATER)})
    assert ("follows", "sla/billing", 17, "targets.respond-p1.at_most", "looser") in changes


def test_a_file_that_cannot_be_read_any_more_is_no_removal() -> None:
    assert found({SLA: "id: ["}) == []


def test_what_replaces_an_unreadable_file_is_not_known_to_be_harmless() -> None:
    assert found({SLA: following()}, {SLA: "id: ["}) == [("mended", "sla/billing-platform", 0, "", "mixed")]


def test_hours_stated_or_taken_from_the_service_are_the_same_hours() -> None:
    assert pairs_after({SLA: ("support_hours: office-de\n", "")}) == ()
    wider: Edits = {SLA: ("support_hours: office-de", "support_hours: 24x7")}
    other = found({SLA: ("support_hours: 24x7\n", "")}, wider)
    assert other == [("same", "sla/billing-platform", 19, "support_hours", "looser")]


def test_a_target_moved_to_the_agreement_above_is_no_change_there_alone() -> None:
    line = next(line for line in text(SLA).splitlines(keepends=True) if "id: available" in line)
    above = (
        text(SLA)
        .replace("id: billing-platform\n", "id: all-services\n", 1)
        .replace("level: service", "level: corporate")
    )
    child = ("level: service\n", "level: service\nparent: all-services\n")
    base: Edits = {"slas/all-services.yaml": above.replace(line, ""), SLA: child}
    moved = found({SLA: (line, ""), "slas/all-services.yaml": above}, base)
    assert [(key, number, way) for _, key, number, _, way in moved] == [("sla/all-services", 18, "tighter")]
    assert found({SLA: (line, "")}, base) == [("same", "sla/billing-platform", 17, "targets.available", "looser")]


def test_the_order_of_groups_and_of_the_targets_of_a_chain_says_nothing() -> None:
    chain = (
        "for: [respond-p1, respond-p2, respond-p3, respond-p4]",
        "for: [respond-p4, respond-p1, respond-p3, respond-p2]",
    )
    assert pairs_after({SLA: chain}) == ()
    one = "{parallel: [{service: mx-a}, {service: mx-b}]}"
    two = f"depends_on: {{serial: [{one}, {{parallel: [{{service: wan}}, {{ci: x}}]}}]}}\n"
    other = f"depends_on: {{serial: [{{parallel: [{{ci: x}}, {{service: wan}}]}}, {one}]}}\n"
    service = text("services/email.yaml")
    start, end = service.index("depends_on:"), service.index("offerings:")
    base: Edits = {"services/email.yaml": service[:start] + two + service[end:]}
    assert found({"services/email.yaml": service[:start] + other + service[end:]}, base) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("metric: acknowledge_time, handover: 10m}", "metric: acknowledge_time, handover: 20m}",
         "supported_by.resolve-p1+resolve-p2.chain.sequence.ola/desk.handover"),
        ("- {step: ola/platform}", "- {parallel: [{step: ola/platform}, {step: ola/network}]}",
         "supported_by.resolve-p1+resolve-p2.chain.sequence"),
    ],
)  # fmt: skip
def test_chains_of_support_are_compared_part_by_part(old: str, new: str, place: str) -> None:
    changes = found({SLA: (old, new)})
    assert changes
    assert all(number == 0 and at.startswith(place) for _, _, number, at, _ in changes)


def test_two_changes_that_cancel_are_none() -> None:
    twice: dict[str, Any] = {SLA: [(RESPOND, LATER), (LATER, RESPOND)]}
    assert pairs_after(twice) == ()


def test_pairs_are_worked_out_once_and_again_for_another_base_or_day() -> None:
    head = load(MemoryTree(edited({SLA: (RESPOND, LATER)})), like=worked())
    pairs = changed_pairs(worked(), head, AS_OF)
    assert [pair.key for pair in pairs] == ["sla/billing-platform"]
    assert changed_pairs(worked(), head, AS_OF) is pairs
    assert changed_pairs(worked(), head, AS_OF + timedelta(1)) is not pairs
    assert changed_pairs(head, head, AS_OF) == ()
    assert [pair.key for pair in changed_pairs(worked(), head, AS_OF)] == ["sla/billing-platform"]
