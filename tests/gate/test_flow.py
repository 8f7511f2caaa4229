"""From a pull request to its verdict, on a platform of plain records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gate_support import APP, HEAD, LOOSER, TIP, USER, WORDING, FakeBench, FakeForge, forge_with, pull_by
from gitsm.approvals.forge import MARKER, Account, Comment, Commit, Invitation, Rehearsal
from gitsm.cli.gate.flow import Gate
from gitsm.plan.plan import Names, Plan


def words(plan: Plan, _names: Names) -> str:
    return f"class {plan.class_}, {plan.judgement.outcome}"


def judge(forge: FakeForge, bench: FakeBench) -> str:
    """Runs the gate on pull request 1; the state of the result."""
    return Gate(forge, bench, words).pull(1).state


def test_a_standard_change_waits_for_one_maintainer_and_passes_with_one() -> None:
    forge, bench = forge_with(pull_by("ops-04")), FakeBench(WORDING)
    assert judge(forge, bench) == "concluded"
    assert forge.conclusion == "action_required"
    assert {one.account.login for one in forge.asked[1]} == {"avu-ops-10", "avu-ops-14"}
    assert forge.pulls[1].labels == ("gitsm: standard",)
    forge.approve("ops-14")
    judge(forge, bench)
    assert forge.conclusion == "success"


def test_the_check_begins_on_the_head_before_anything_is_read_and_is_concluded_last() -> None:
    forge = forge_with(pull_by("ops-04"))
    judge(forge, FakeBench(WORDING))
    writes = [name for name in forge.calls if name in ("begin", "relabel", "invite", "add_comment", "conclude")]
    assert writes == ["begin", "relabel", "invite", "add_comment", "conclude"]
    assert forge.calls.index("begin") < forge.calls.index("commits")
    assert forge.checks[0].conclusion is None
    assert forge.checks[-1].head == HEAD and forge.checks[-1].external_id == f"{HEAD}:{TIP}"


def test_a_second_run_writes_no_second_comment_and_asks_nobody_twice() -> None:
    forge, bench = forge_with(pull_by("ops-04")), FakeBench(WORDING)
    judge(forge, bench)
    asked, comments = list(forge.asked[1]), list(forge.said[1])
    judge(forge, bench)
    assert forge.asked[1] == asked and forge.said[1] == comments
    assert forge.calls.count("invite") == forge.calls.count("add_comment") == 1
    assert "edit_comment" not in forge.calls


def test_a_changed_verdict_rewrites_the_comment_in_place() -> None:
    forge, bench = forge_with(pull_by("ops-04")), FakeBench(WORDING)
    judge(forge, bench)
    forge.approve("ops-14")
    judge(forge, bench)
    assert [one.body for one in forge.said[1]] == [f"{MARKER}\nclass standard, approved"]


def test_a_comment_with_the_marker_by_a_person_or_another_app_is_not_ours() -> None:
    forge = forge_with(pull_by("ops-04"))
    forge.said[1] = [Comment(1, 0, f"{MARKER} approved"), Comment(2, APP + 1, f"{MARKER} approved")]
    judge(forge, FakeBench(WORDING))
    assert [one.body for one in forge.said[1]][:2] == [f"{MARKER} approved"] * 2
    assert len(forge.said[1]) == 3 and forge.said[1][2].app_id == APP


@pytest.mark.parametrize("hand", ["author", "commit", "committer", "co-author", "push"])
def test_whoever_had_a_hand_in_a_change_does_not_count(hand: str) -> None:
    other, maintainer = USER["ops-04"], USER["ops-14"]
    forge = forge_with(pull_by("ops-14" if hand == "author" else "ops-04"), "ops-04")
    trailer = f"x\n\nCo-authored-by: somebody <{maintainer.user_id}+old-name@users.noreply.github.com>"
    commits = {
        "commit": Commit(HEAD, maintainer, other),
        "committer": Commit(HEAD, other, maintainer),
        "co-author": Commit(HEAD, other, other, trailer),
    }
    forge.made[1] = [commits.get(hand, Commit(HEAD, other, other))]
    if hand == "push":
        forge.pushed[HEAD] = maintainer
    forge.approve("ops-14")
    judge(forge, FakeBench(WORDING))
    assert forge.conclusion == "action_required"
    assert {one.account.login for one in forge.asked[1]} == {"avu-ops-10"}


def test_an_approval_of_a_commit_before_the_push_is_void_and_asked_again_once() -> None:
    forge, bench = forge_with(pull_by("ops-04")), FakeBench(WORDING)
    forge.approve("ops-14", commit="c" * 40)
    forge.asked[1] = [Invitation(USER["ops-14"], False), Invitation(USER["ops-10"], False)]
    judge(forge, bench)
    assert forge.conclusion == "action_required"
    assert [one.account.login for one in forge.asked[1] if one.pending] == ["avu-ops-14"]
    judge(forge, bench)
    assert forge.calls.count("invite") == 1


def test_a_comment_replaces_nothing_and_a_dismissed_objection_brings_no_approval_back() -> None:
    forge, bench = forge_with(pull_by("ops-04")), FakeBench(WORDING)
    forge.approve("ops-14")
    forge.approve("ops-14", state="COMMENTED")
    judge(forge, bench)
    assert forge.conclusion == "success"
    forge.approve("ops-14", state="CHANGES_REQUESTED")
    judge(forge, bench)
    assert forge.conclusion == "failure"
    forge.reviewed[1][-1] = replace(forge.reviewed[1][-1], state="DISMISSED")
    judge(forge, bench)
    assert forge.conclusion == "action_required"


def test_a_review_without_the_right_to_write_or_by_a_renamed_stranger_does_not_count() -> None:
    forge, bench = forge_with(pull_by("ops-04")), FakeBench(WORDING)
    forge.approve("ops-14")
    forge.readers.add("avu-ops-14")
    judge(forge, bench)
    assert forge.conclusion == "action_required"
    forge.readers.clear()
    forge.reviewed[1] = [replace(forge.reviewed[1][0], account=Account("avu-ops-14", 555))]
    judge(forge, bench)
    assert forge.conclusion == "action_required"
    forge.reviewed[1] = [replace(forge.reviewed[1][0], account=Account("new-login", USER["ops-14"].user_id))]
    judge(forge, bench)
    assert forge.conclusion == "success"


def test_an_account_that_comes_with_the_change_speaks_for_nobody() -> None:
    edits = {
        **WORDING,
        "roles/parties/ops-14.yaml": (
            "accounts:\n", "accounts:\n  - {platform: github, handle: a-friend, user_id: 77, from: 2026-01-01}\n",
        ),
    }  # fmt: skip
    forge = forge_with(pull_by("ops-04"))
    forge.approve("ops-14")
    forge.reviewed[1] = [replace(forge.reviewed[1][0], account=Account("a-friend", 77))]
    judge(forge, FakeBench(edits))
    assert forge.conclusion != "success"


def test_an_unknown_author_or_pusher_lets_nothing_but_standard_changes_through() -> None:
    forge = forge_with(pull_by("ops-04"))
    forge.pushed.clear()
    judge(forge, FakeBench(LOOSER))
    assert forge.conclusion == "failure"
    assert "does not say whose it was" in forge.checks[-1].summary.replace("&#40;", "(")


def test_a_major_change_is_asked_of_the_right_people_and_never_of_its_author() -> None:
    body = "Class: major\n\nRationale: fewer people\n\nCommunication: told\n\nBack-out: revert"
    forge = forge_with(pull_by("ops-04", body=body))
    result = Gate(forge, FakeBench(LOOSER), words).pull(1)
    assert result.plan is not None and result.plan.class_ == "major"
    assert forge.pulls[1].labels == ("gitsm: major",)
    logins = {one.account.login for one in forge.asked.get(1, ())}
    assert "avu-ops-04" not in logins
    assert forge.conclusion in ("action_required", "failure")


def test_drafts_ask_nobody_and_closed_requests_are_left_alone() -> None:
    forge = forge_with(pull_by("ops-04", draft=True))
    judge(forge, FakeBench(WORDING))
    assert 1 not in forge.asked and forge.conclusion == "action_required"
    closed = forge_with(pull_by("ops-04", open=False))
    assert judge(closed, FakeBench(WORDING)) == "passed over"
    assert closed.checks == []


def test_a_head_that_moves_during_the_evaluation_is_not_concluded() -> None:
    forge = forge_with(pull_by("ops-04"))
    forge.approve("ops-14")
    forge.pulls_after = [replace(forge.pulls[1], head="d" * 40)]
    assert judge(forge, FakeBench(WORDING)) == "moved"
    assert forge.conclusion == "in_progress" and 1 not in forge.said


def test_a_target_that_moves_is_judged_again_on_its_new_end() -> None:
    forge, bench = forge_with(pull_by("ops-04")), FakeBench(WORDING)
    tips = iter([TIP, "e" * 40, "e" * 40, "e" * 40])
    forge.tip = lambda branch: next(tips)  # type: ignore[method-assign]
    assert judge(forge, bench) == "concluded"
    assert len(forge.posted) == 1 and forge.checks[-1].external_id == f"{HEAD}:{'e' * 40}"


@pytest.mark.parametrize(
    "broken",
    ["commits", "last_pusher", "reviews", "can_write", "invitations", "comments", "add_comment", "relabel", "invite"],
)
def test_a_failure_half_way_is_a_failure_on_the_platform_and_never_a_success(broken: str) -> None:
    forge = forge_with(pull_by("ops-04"))
    forge.approve("ops-14")
    if broken in ("invite", "invitations"):
        forge.reviewed.clear()
    forge.broken.add(broken)
    assert judge(forge, FakeBench(WORDING)) == "failed"
    assert forge.conclusion == "failure"
    assert "could not answer" in forge.checks[-1].summary
    forge.broken.clear()
    judge(forge, FakeBench(WORDING))
    assert len(forge.said[1]) == 1


def test_where_even_the_failure_cannot_be_written_the_check_stays_in_progress() -> None:
    forge = forge_with(pull_by("ops-04"))
    forge.broken = {"conclude"}
    forge.approve("ops-14")
    assert judge(forge, FakeBench(WORDING)) == "failed"
    assert forge.conclusion == "in_progress"


def test_a_repository_without_policy_is_not_known_and_never_approved() -> None:
    files = {"processes/change-enablement.yaml": None}
    forge = forge_with(pull_by("ops-04"))
    forge.approve("ops-14")
    judge(forge, FakeBench(WORDING, base_edits=files))
    assert forge.conclusion == "failure"


def test_new_errors_block_and_stand_at_their_lines() -> None:
    broken = {"slas/email.yaml": ("customer: finance-representative", "customer: nobody-at-all")}
    forge = forge_with(pull_by("ops-04"))
    forge.approve("ops-14")
    judge(forge, FakeBench(broken))
    assert forge.conclusion == "failure"
    notes = forge.checks[-1].annotations
    assert ("slas/email.yaml", "failure") in {(one.path, one.level) for one in notes}
    assert any(one.line == 16 or one.line > 1 for one in notes)
    assert 1 not in forge.asked


def test_a_rehearsal_writes_nothing_and_says_what_it_would() -> None:
    forge = forge_with(pull_by("ops-04"))
    rehearsal = Rehearsal(forge)
    Gate(rehearsal, FakeBench(WORDING), words).pull(1)
    assert forge.checks == [] and not forge.said and not forge.asked and forge.pulls[1].labels == ()
    text = "\n".join(rehearsal.written)
    assert "in progress" in text and "action_required" in text and "avu-ops-14" in text and MARKER in text


def test_a_sweep_goes_on_after_a_failure() -> None:
    forge = forge_with(pull_by("ops-04"))
    forge.pulls[2] = replace(forge.pulls[1], number=2, base_ref="gone")
    forge.tips = {"main": TIP}
    bench = FakeBench(WORDING)
    forge.pulls = dict(sorted(forge.pulls.items(), reverse=True))

    def tip(branch: str) -> str:
        from gitsm.approvals.forge import ForgeError

        if branch == "gone":
            raise ForgeError("GitHub knows nothing about branch gone.")
        return TIP

    forge.tip = tip  # type: ignore[method-assign]
    assert [one.state for one in Gate(forge, bench, words).sweep()] == ["failed", "concluded"]
