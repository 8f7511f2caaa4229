"""What breaks when a party leaves: facts and new findings, compared with the day as it is."""

from __future__ import annotations

from datetime import date

import pytest

from gitsm.adapters.disk import DiskTree
from gitsm.analysis.departure import KINDS
from gitsm.base.errors import UsageError
from gitsm.check.leaver import Departure, leaver
from gitsm.export.leaver_text import leaver_text
from gitsm.export.parts.style import Style
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from gitsm.rules import RULES
from support import ROOT, settings_text

ENVELOPE = "version: 1.0.0\nstatus: approved\nowner: boss\neffective_from: 2026-01-01\n"
PROCESS = """activities:
  - {id: authorise, name: Authorise, duty: authorise, raci: {accountable: board, responsible: [change-manager]}}
  - {id: implement, name: Implement, duty: implement, control: true, raci: {accountable: owner, responsible: [builder]}}
  - {id: verify, name: Verify, duty: verify, raci: {accountable: owner, responsible: [tester]}}
change_policy:
  authorities: {emergency: {body: board, at_least: 3}}
  delegations:
    - {from_party: ops-01, to_party: ops-03, role: change-manager, from: 2026-08-01, to: 2026-12-01}
    - {from_party: ops-01, to_party: ops-02, role: change-manager, from: 2026-01-01, to: 2026-11-01}
"""


def role(id_: str, body: str) -> dict[str, str]:
    return {f"roles/{id_}.yaml": f"id: {id_}\ntitle: {id_}\n{ENVELOPE}{body}\n"}


def party(id_: str, body: str = "", type_: str = "person") -> dict[str, str]:
    text = f"id: {id_}\ntitle: {id_}\nstatus: approved\nowner: boss\ntype: {type_}\n{body}\n"
    return {f"roles/parties/{id_}.yaml": text}


ACCOUNTS = "accounts: [{platform: github, handle: gh-1}, {platform: forge, handle: f-1, to: 2026-06-01}]"
FILES = {
    "gitsm.yaml": settings_text({"approver_roles": {"change": "change-manager"}}),
    **role("change-manager", "holders: [{party: ops-01}]"),
    **role("builder", "holders: [{party: ops-02}, {party: ops-01, deputy: true}]"),
    **role("tester", "holders: [{party: team-test}, {party: ops-02}]"),
    **role("owner", "holders: [{party: ops-03}, {party: ops-02, deputy: true}]"),
    **role("board", "chair: change-manager\nmembers: [change-manager, owner]\nquorum: 2"),
    **party("ops-01", ACCOUNTS),
    **party("ops-02"),
    **party("ops-03"),
    **party("team-test", "members: [{party: ops-03}]", "team"),
    "processes/change-enablement.yaml": f"id: change-enablement\ntitle: Changes\n{ENVELOPE}{PROCESS}",
    "improvement_register/imp-1.yaml": "id: imp-1\ntitle: Fewer forms\nstatus: in_progress\nowner: owner\nactions:\n"
    "  - {id: a1, owner: change-manager, due: 2026-12-01}\n  - {id: a2, owner: change-manager, done: 2026-03-01}\n",
    "improvement_register/imp-2.yaml": "id: imp-2\ntitle: Done long ago\nstatus: closed\nowner: change-manager\n",
}


def leave(handle: str, on: str = "2026-11-01", *changed: dict[str, str]) -> Departure:
    files = dict(FILES)
    for one in changed:
        files.update(one)
    snapshot = load(MemoryTree(files))
    assert not snapshot.findings, snapshot.findings
    return leaver(snapshot, RULES, handle, date.fromisoformat(on))


def told(departure: Departure, kind: str) -> list[tuple[str, str]]:
    assert kind in KINDS
    return [(one.place, one.message) for one in departure.consequences if one.kind == kind]


def test_the_last_holder_leaves_role_body_and_process() -> None:
    found = leave("ops-01")
    assert [(one.role, one.deputy) for one in found.holdings] == [("builder", True), ("change-manager", False)]
    assert told(found, "vacant") == [("roles/change-manager.yaml:7:10", "The role change-manager becomes vacant.")]
    assert told(found, "single") == [("roles/builder.yaml:7:10", "The role builder hangs on ops-02 alone.")]
    assert [place for place, _ in told(found, "chair")] == ["roles/board.yaml:7:8"]
    assert told(found, "quorum") == [
        ("roles/board.yaml:9:9", "The body board misses its quorum: 1 of its member roles are held, 2 are needed."),
        ("processes/change-enablement.yaml:12:52", "Emergency changes need 3 persons of board; 2 are left."),
    ]
    assert told(found, "undone") == [("processes/change-enablement.yaml:8:95", 'Nobody is left to do "Authorise".')]
    words = 'The action a1 of "Fewer forms" (due on 2026-12-01) waits for change-manager.'
    assert told(found, "improvement") == [("improvement_register/imp-1.yaml:6:21", words)]
    assert [one.at for one in found.consequences if one.kind == "delegation"] == [
        "change_policy.delegations.ops-01>ops-03>change-manager>2026-08-01"
    ], "the other one ended before"
    assert [one.at for one in found.consequences if one.kind == "access"] == ["accounts.github>gh-1"]
    assert {(one.artefact, one.at) for one in found.consequences if one.kind == "reference"} == {
        ("process/change-enablement", "activities.authorise.raci.accountable"),
        ("process/change-enablement", "change_policy.authorities.emergency.body"),
        ("settings/settings", "approver_roles.change"),
    }
    new = {(one.rule, one.at) for one in found.findings if one.rule.startswith("RAC")}
    assert new == {
        ("RAC-03", "activities.authorise.raci.accountable"),
        ("RAC-18", "activities.authorise.raci.accountable"),
        ("RAC-12", "activities.implement.raci.responsible#builder"),
        ("RAC-19", "holders.ops-01.to"),
    }, "only what was not so before"


def test_the_last_pair_of_different_persons_is_lost() -> None:
    first = leave("ops-03")
    assert first.teams == ("team-test",)
    assert told(first, "team") == [("roles/parties/team-test.yaml:6:10", "The team team-test has no members any more.")]
    words = "The role owner has no holder any more, only the deputy ops-02."
    assert told(first, "deputy_only") == [("roles/owner.yaml:7:10", words)]
    assert told(first, "segregation") == [], "ops-01 still deputises as builder"
    second = leave("ops-03", "2026-11-01", role("builder", "holders: [{party: ops-02}]"))
    words = '"Implement" and "Verify" can only be done by the same person, ops-02.'
    assert [message for _, message in told(second, "segregation")] == [words]


def test_a_successor_who_starts_that_day_keeps_everything_whole() -> None:
    held = role("change-manager", "holders: [{party: ops-01}, {party: ops-03, from: 2026-11-01}]")
    found = leave("ops-01", "2026-11-01", held)
    assert not told(found, "vacant") and not told(found, "chair") and not told(found, "undone")
    assert [one.role for one in found.consequences if one.kind == "single"] == ["builder", "change-manager"]
    early = leave("ops-01", "2026-10-31", held)
    assert told(early, "vacant") and "RAC-03" in {one.rule for one in early.findings}


def test_somebody_who_holds_nothing_leaves_nothing_behind() -> None:
    others = [role(id_, "holders: [{party: ops-03}]") for id_ in ("builder", "tester", "owner")]
    found = leave("ops-02", "2026-11-01", *others)
    assert (found.holdings, found.teams, found.findings) == ((), (), ())
    assert [one.kind for one in found.consequences] == []
    assert not found.breaks_something


def test_a_draft_holds_nothing_yet_and_its_entries_would_stay_behind() -> None:
    """It is named for roles, but counts for none: nothing rests on it, and still there is something to take out."""
    draft = {path: text.replace("approved", "draft") for path, text in party("ops-09").items()}
    named = (
        role("builder", "holders: [{party: ops-02}, {party: ops-03}, {party: ops-09}]"),
        role("tester", "holders: [{party: ops-02}, {party: ops-03}, {party: ops-09, to: 2026-10-01}]"),
        party("team-test", "members: [{party: ops-03}, {party: ops-09}]", "team"),
    )
    found = leave("ops-09", "2026-11-01", draft, *named)
    assert found.standing == "ops-09 is draft, not approved" and found.holdings == ()
    assert {one.kind for one in found.consequences} == {"named"} and found.findings == ()
    why = "still names ops-09, without effect on that day: ops-09 is draft, not approved."
    assert told(found, "named") == [
        ("roles/builder.yaml:7:45", f"The role builder {why}"),
        ("roles/parties/team-test.yaml:6:28", f"The team team-test {why}"),
    ]
    assert found.breaks_something
    text = leaver_text(found, Style())
    assert "ops-09 is draft, not approved, so no role rests on it" in text and "Nothing breaks" not in text
    unnamed = leave("ops-09", "2026-11-01", draft)
    assert not unnamed.breaks_something
    assert leaver_text(unnamed, Style()).splitlines()[2:] == [
        "  ops-09 is draft, not approved, so no role rests on it",
        "",
        "Nothing breaks.",
    ]


def test_a_successor_who_has_not_started_is_named_and_missed() -> None:
    next_year = role("owner", "holders: [{party: ops-03}, {party: ops-02, from: 2027-01-01}]")
    found = leave("ops-02", "2026-11-01", next_year, role("tester", "holders: [{party: ops-03}]"))
    words = "The role owner still names ops-02, without effect on that day: ops-02 starts on 2027-01-01."
    assert told(found, "named") == [("roles/owner.yaml:7:28", words)]
    assert found.standing == ""


def test_a_handle_whose_file_cannot_be_read_is_not_called_unknown() -> None:
    snapshot = load(MemoryTree({**FILES, "roles/parties/ops-01.yaml": "id: [\n"}))
    with pytest.raises(UsageError, match="The file of the party ops-01 cannot be read"):
        leaver(snapshot, RULES, "ops-01", date(2026, 11, 1))


def test_an_unknown_handle_is_an_error_with_a_proposal() -> None:
    with pytest.raises(UsageError, match="ops-1") as caught:
        leave("ops-1")
    assert "ops-0" in caught.value.fix


def test_everybody_of_the_worked_organisation_can_be_asked_about() -> None:
    snapshot = load(DiskTree(ROOT))
    rules = [rule for rule in RULES if rule.family == "RAC"]
    quiet = []
    for handle in snapshot.ids["party"]:
        found = leaver(snapshot, rules, handle, date(2026, 11, 1))
        if found.holdings and not found.breaks_something:
            quiet.append(handle)
        assert all(one.position.line > 1 for one in found.consequences), [one.place for one in found.consequences]
    assert len(quiet) < len(snapshot.ids["party"]) / 2, quiet
