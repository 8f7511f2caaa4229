"""In force means immutable in meaning: what may change in an agreed version of an agreement, and what may not."""

from __future__ import annotations

from datetime import date

import pytest

from diff_support import Edits, edited, next_version, worked, worked_files
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


NEW = "slas/network-access@2.0.0.yaml"
LOOSER = FIXED["a target looser"]
RAISED = ("version: 1.2.0", "version: 2.0.0")


def _judged(edits: Edits, base: Edits | None = None, day: date = AS_OF) -> Finding | None:
    """What DOC-08 says of a change of a repository with this agreement alone, or of what `base` makes of it."""
    files = edited(base or {}, {path: worked_files()[path] for path in ("gitsm.yaml", SLA)})
    before = load(MemoryTree(files))
    head = load(MemoryTree(edited(edits, files)), like=before)  # type: ignore[arg-type]
    found = [one for one in check(head, OF_CHANGES, day, base=before).findings if one.rule == "DOC-08"]
    assert len(found) < 2
    return found[0] if found else None


def test_another_meaning_under_a_new_number_in_the_same_file_is_an_error() -> None:
    found = _found(LOOSER, RAISED)["DOC-08"]
    assert found.severity.word == "error"
    assert "what was promised until today is gone" in found.message
    assert "slas/network-access@2.0.0.yaml" in found.fix


def test_a_new_version_file_from_a_day_on_is_no_finding() -> None:
    assert _judged(next_version(SLA, "2.0.0", "2026-12-01", LOOSER)) is None
    assert _judged(next_version(SLA, "2.0.0", AS_OF.isoformat(), LOOSER)) is None


def test_the_fix_of_an_edit_in_place_names_the_version_file_not_a_higher_number() -> None:
    alone = _found(LOOSER)["DOC-08"]
    assert alone.fix.startswith("undo the edit, write slas/network-access@2.0.0.yaml") and "--fix" not in alone.fix
    files = next_version(SLA, "2.0.0", "2026-12-01", LOOSER)
    beside = _judged({**files, SLA: [files[SLA], LOOSER]})  # type: ignore[list-item]
    assert beside is not None and beside.severity.word == "error"
    assert beside.fix == f"undo the edit: {NEW} says what applies from 2026-12-01 on"


def test_a_deleted_version_in_force_is_a_finding() -> None:
    ahead = next_version(SLA, "2.0.0", "2026-12-01", LOOSER)
    for base in (None, ahead):
        found = _judged({SLA: None}, base)
        assert found is not None and (found.path, found.artefact) == (SLA, "sla/network-access")
        assert found.severity.word == "error" and f"bring {SLA} back" in found.fix
    assert _judged({NEW: None}, ahead) is None  # agreed, and not begun
    past = _judged({SLA: None}, ahead, date(2026, 12, 5))
    assert past is not None and past.severity.word == "warning" and f"bring {SLA} back" in past.fix
    assert "from 2026-07-01 to 2026-12-01, and this change deletes its file" in past.message


def test_a_version_file_does_not_take_the_place_of_the_one_in_force() -> None:
    files = next_version(SLA, "2.0.0", "2026-12-01", LOOSER)
    found = _judged({**files, SLA: None})
    assert found is not None and "puts version 2.0.0 (slas/network-access@2.0.0.yaml) in its place" in found.message
    assert found.fix == f"bring {SLA} back as it was, and let it end on 2026-12-01, when version 2.0.0 begins"


def test_a_rename_hides_no_other_meaning() -> None:
    text = edited({SLA: [LOOSER, RAISED, ("id: network-access\n", "id: lan\nformerly: [network-access]\n")]})[SLA]
    found = _judged({SLA: None, "slas/lan.yaml": str(text)})
    assert found is not None and (found.artefact, found.severity.word) == ("sla/lan", "error")
    assert found.fix.startswith("rename it with its meaning as it was, and write slas/lan@2.0.0.yaml")


def test_what_applied_in_the_past_is_not_given_another_meaning() -> None:
    ahead = next_version(SLA, "2.0.0", "2026-12-01", LOOSER)
    found = _judged(
        {SLA: [("at_most: 30m", "at_most: 45m"), ("version: 1.2.0", "version: 3.0.0")]}, ahead, date(2026, 12, 5)
    )
    assert found is not None and "applied as version 1.2.0 from 2026-07-01 to 2026-12-01" in found.message
    assert found.fix == "undo the edit; what applied then stays as it was"


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        (
            next_version(SLA, "2.0.0", "2026-10-01", LOOSER),
            "Version 2.0.0 of sla/network-access comes with this change",
        ),
        ({SLA: ("to: 2027-07-01", "to: 2026-10-01")}, "The SLA network-access is in force as version 1.2.0, and this"),
    ],
)
def test_what_applied_until_today_is_not_changed_without_a_word(edits: Edits, words: str) -> None:
    found = _judged(edits)
    assert found is not None and found.severity.word == "warning" and found.message.startswith(words)
    assert "2026-10-01, 31 days ago" in found.message and found.limit == AS_OF.isoformat()


def test_the_past_of_a_version_that_was_followed_is_not_shortened() -> None:
    ahead = next_version(SLA, "2.0.0", "2026-12-01", LOOSER)
    found = _judged({SLA: ("to: 2026-12-01", "to: 2026-11-20")}, ahead, date(2026, 12, 5))
    assert found is not None and "15 days ago" in found.message
