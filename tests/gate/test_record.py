"""The whole cycle on the platform: judged, approved, merged, recorded, and proved from a clone without network."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from diff_support import Edits
from gate_support import OTHER_WORDING, USER, WORDING
from gate_world import World, merge
from offline_support import offline


def pushed(world: World, tmp_path: Path, before: str, after: str, *arguments: str) -> tuple[int, str]:
    """The gate after a push to main."""
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"ref": "refs/heads/main", "before": before, "after": after}))
    ran = world.clone.run("gate", "run", "--event-file", str(event), *arguments)
    return ran.code, ran.out + ran.err


def verified(world: World, tmp_path: Path) -> tuple[int, list[str]]:
    """`gitsm cab verify` in a fresh clone, the network cut off: exit code, and the finding for each commit judged."""
    fresh = tmp_path / "fresh"
    subprocess.run(["git", "clone", "-q", str(world.hub.bare), str(fresh)], check=True)
    ran = offline(fresh, "cab", "verify", "--format", "json")
    assert ran.stdout, ran.stderr
    print(ran.stdout)  # shown where a test fails
    return ran.returncode, [one["finding"] for one in json.loads(ran.stdout)["commits"]]


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_from_pull_request_to_proof(begun: World, tmp_path: Path, method: str) -> None:
    head = begun.change(1, WORDING)
    begun.clone.git("checkout", "-q", "change-1")
    head = begun.commit({"slas/email.yaml": ("Relay B takes over", "Relay C takes over")}, "ops-04", "Relay")
    begun.clone.git("push", "-q", "origin", "change-1")
    begun.hub.git("update-ref", "refs/pull/1/head", head)
    begun.hub.pushers[head] = "avu-ops-04"
    begun.clone.git("checkout", "-q", "main")
    begun.change(2, OTHER_WORDING)
    begun.hub.review(1, "avu-ops-14")
    begun.hub.review(2, "avu-ops-14")
    assert begun.clone.run("gate", "run", "--all", "--apply").code == 0
    assert begun.hub.latest(head)["conclusion"] == "success", begun.hub.latest(head)["output"]["summary"]
    merge(begun, 2, "merge")
    before, after = merge(begun, 1, method)
    code, said = pushed(begun, tmp_path, before, after, "--apply")
    assert code == 0, said
    genesis_and_merges = 4 if method == "rebase" else 3
    assert verified(begun, tmp_path) == (0, ["attested"] * genesis_and_merges)


def trailer(party: str) -> str:
    account = USER[party]
    return f"\n\nCo-authored-by: {party} <{account.user_id}+{account.login}@users.noreply.github.com>"


MORE: Edits = {"slas/email.yaml": ("Relay B takes over", "Relay C takes over")}
OTHER_MORE: Edits = {"services/email.yaml": ("version: 1.3.1", "version: 1.3.2")}


def approved(world: World, number: int) -> None:
    """Judged by the gate, agreed by somebody who had no hand in it, and let through."""
    world.hub.review(number, "avu-ops-14")
    assert world.clone.run("gate", "run", "--pr", str(number), "--apply").code == 0
    latest = world.hub.latest(world.hub.head(number))
    assert latest["conclusion"] == "success", latest["output"]["summary"]


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_co_authors_and_an_edited_message_change_no_proof(begun: World, tmp_path: Path, method: str) -> None:
    begun.change(1, WORDING, more=[MORE], note=trailer("ops-10"))
    approved(begun, 1)
    words = "Words that stand in no commit of the change" + trailer("ops-10") + trailer("ops-15")
    before, after = merge(begun, 1, method, words)
    assert pushed(begun, tmp_path, before, after, "--apply")[0] == 0
    assert verified(begun, tmp_path)[0] == 0


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_the_agreement_of_a_co_author_is_found_whatever_the_message_of_the_merge_says(
    begun: World, tmp_path: Path, method: str
) -> None:
    head = begun.change(1, WORDING, more=[MORE], note=trailer("ops-14"))
    begun.hub.review(1, "avu-ops-14")
    assert begun.clone.run("gate", "run", "--pr", "1", "--apply").code == 0
    assert begun.hub.latest(head)["conclusion"] == "action_required"
    before, after = merge(begun, 1, method, "No word of anybody else")
    assert pushed(begun, tmp_path, before, after, "--apply")[0] == 0
    code, found = verified(begun, tmp_path)
    assert code == 1 and "violated" in found


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_several_pull_requests_of_several_commits_in_one_push(begun: World, tmp_path: Path, method: str) -> None:
    begun.change(1, WORDING, more=[MORE])
    begun.change(2, OTHER_WORDING, more=[OTHER_MORE])
    for number in (1, 2):
        approved(begun, number)
    before, _ = merge(begun, 1, method)
    _, after = merge(begun, 2, method)
    code, said = pushed(begun, tmp_path, before, after, "--apply")
    assert code == 0 and said.count(f"({method}, approved)") == 2, said
    assert verified(begun, tmp_path) == (0, ["attested"] * (5 if method == "rebase" else 3))


def test_a_commit_that_the_branch_had_already_is_left_out_by_a_rebase_and_the_rest_is_proved(
    begun: World, tmp_path: Path
) -> None:
    begun.change(1, WORDING)
    begun.change(2, OTHER_WORDING, base="change-1", more=[OTHER_MORE])
    for number in (1, 2):
        approved(begun, number)
    before, _ = merge(begun, 1, "rebase")
    _, after = merge(begun, 2, "rebase", left_out=("Change 1",))
    code, said = pushed(begun, tmp_path, before, after, "--apply")
    assert code == 0 and "(rebase, approved)" in said, said
    assert verified(begun, tmp_path) == (0, ["attested"] * 4)


def test_a_second_push_writes_nothing_twice_and_without_apply_nothing_is_written(begun: World, tmp_path: Path) -> None:
    begun.change(1, WORDING)
    begun.hub.review(1, "avu-ops-14")
    before, after = merge(begun, 1, "merge")
    tip = begun.hub.git("rev-parse", "gitsm-evidence")
    code, said = pushed(begun, tmp_path, before, after)
    assert code == 0 and "would be written" in said, said
    assert begun.hub.git("rev-parse", "gitsm-evidence") == tip
    assert pushed(begun, tmp_path, before, after, "--apply")[0] == 0
    tip = begun.hub.git("rev-parse", "gitsm-evidence")
    assert pushed(begun, tmp_path, before, after, "--apply")[0] == 0
    assert begun.hub.git("rev-parse", "gitsm-evidence") == tip


def test_a_merge_past_the_gate_and_a_direct_push_are_found(begun: World, tmp_path: Path) -> None:
    begun.change(1, WORDING)
    begun.hub.review(1, "avu-ops-04")
    before, after = merge(begun, 1, "merge")
    code, said = pushed(begun, tmp_path, before, after, "--apply")
    assert code == 0, said
    begun.clone.write("slas/email.yaml", begun.clone.read("slas/email.yaml").replace("at_most: 20h", "at_most: 40h"))
    direct = begun.clone.commit("Quick fix")
    begun.clone.git("push", "-q", "origin", "main")
    assert pushed(begun, tmp_path, after, direct, "--apply")[0] == 0
    code, found = verified(begun, tmp_path)
    assert code == 1
    assert sorted(found) == ["attested", "unproved", "violated"] or sorted(found) == [
        "attested",
        "violated",
        "violated",
    ]


def test_a_failure_while_writing_leaves_no_partial_statement(begun: World, tmp_path: Path) -> None:
    begun.change(1, WORDING)
    begun.hub.review(1, "avu-ops-14")
    before, after = merge(begun, 1, "merge")
    tip = begun.hub.git("rev-parse", "gitsm-evidence")
    hook = begun.hub.bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n")
    hook.chmod(0o755)
    code, said = pushed(begun, tmp_path, before, after, "--apply")
    assert code == 3 and "evidence" in said
    assert begun.hub.git("rev-parse", "gitsm-evidence") == tip
    hook.unlink()
    assert pushed(begun, tmp_path, before, after, "--apply")[0] == 0
    assert verified(begun, tmp_path)[0] == 0


def test_the_settings_of_the_day_become_a_signed_statement(begun: World, tmp_path: Path) -> None:
    before = begun.hub.git("rev-parse", "gitsm-evidence")
    assert begun.clone.run("gate", "snapshot").code == 0
    assert begun.hub.git("rev-parse", "gitsm-evidence") == before
    ran = begun.clone.run("gate", "snapshot", "--apply")
    assert ran.code == 0, ran.err
    kept = json.loads(begun.hub.git("show", "gitsm-evidence:snapshots/000001.json"))["predicate"]
    assert {one["id"]: one["state"] for one in kept["settings"]["checks"]}["check"] == "problem"
    assert verified(begun, tmp_path)[0] == 0
