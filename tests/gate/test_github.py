"""The adapter and the command against a GitHub of this computer, whose referee is GitHub's own description."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from cli_support import Repo
from gate_server import NAME, NOW, Fault
from gate_support import OTHER_WORDING, WORDING
from gate_world import World
from gitsm.approvals.forge import MARKER

SPENT = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW) + 30)}
LESS = {"services/email.yaml": [("version: 1.3.0", "version: 2.0.0"), ("criticality: vital", "criticality: low")]}
"""A change that is more than words."""
EVENT = {"pull_request": {"number": 1, "head": {"sha": "believed by nobody"}}}


def event(tmp_path: Path, content: object) -> str:
    """A file as the runner of a workflow leaves it."""
    path = tmp_path / "event.json"
    path.write_text(json.dumps(content))
    return str(path)


def test_a_pull_request_from_waiting_to_success(world: World, tmp_path: Path) -> None:
    head = world.change(1, WORDING)
    ran = world.clone.run("gate", "run", "--event-file", event(tmp_path, EVENT), "--apply")
    assert ran.code == 0, ran.err
    assert world.hub.latest(head)["conclusion"] == "action_required"
    assert sorted(world.hub.requested[1]) == ["avu-ops-10", "avu-ops-14"]
    assert world.hub.pulls[1]["labels"] == ["gitsm: standard"]
    assert world.hub.comments[1][0]["body"].startswith(MARKER)
    world.hub.review(1, "avu-ops-14")
    ran = world.clone.run("gate", "run", "--event-file", event(tmp_path, EVENT), "--apply")
    assert world.hub.latest(head)["conclusion"] == "success", ran.out
    assert len(world.hub.comments[1]) == 1


def test_without_apply_nothing_is_written(world: World, tmp_path: Path) -> None:
    world.change(1, LESS)
    before = world.clone.snapshot()
    ran = world.clone.run("gate", "run", "--pr", "1")
    assert ran.code == 0 and "Nothing was written" in ran.out
    assert not [line for line in world.hub.log if not line.startswith("GET") and "access_tokens" not in line]
    assert world.clone.snapshot() == before
    assert world.clone.git("for-each-ref", "--format=%(refname)").split() == [
        "refs/heads/change-1", "refs/heads/main", "refs/remotes/origin/change-1", "refs/remotes/origin/main",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "slept"),
    [
        (Fault("GET", r"/reviews$", 502, times=2), [1.0, 2.0]),
        (Fault("GET", r"/pulls/1$", 503, {"Retry-After": "7"}), [7.0]),
        (Fault("POST", r"/check-runs$", 403, SPENT), [31.0]),
        (Fault("POST", r"/comments$", 403, message="You have exceeded a secondary rate limit"), [60.0]),
        (Fault("POST", r"/comments$", 502, after=True), [1.0]),
        (Fault("GET", r"/installation$", 500), [1.0]),
    ],
)  # fmt: skip
def test_trouble_that_passes_is_waited_for_and_leaves_no_trace(
    world: World, tmp_path: Path, fault: Fault, slept: list[float]
) -> None:
    head = world.change(1, WORDING)
    world.hub.review(1, "avu-ops-14")
    world.hub.faults.append(fault)
    ran = world.clone.run("gate", "run", "--event-file", event(tmp_path, EVENT), "--apply")
    assert ran.code == 0, ran.err
    assert world.hub.slept == slept
    assert world.hub.latest(head)["conclusion"] == "success"
    assert len(world.hub.comments[1]) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET", r"/reviews$", 502, times=99),
        Fault("GET", r"/commits$", 429, {"Retry-After": "100000"}, times=99),
        Fault("POST", r"/comments$", 403, times=99, message="Resource not accessible by integration"),
        Fault("GET", r"/activity$", 500, times=99),
    ],
)
def test_trouble_that_stays_is_a_failure_with_exit_code_3(world: World, tmp_path: Path, fault: Fault) -> None:
    head = world.change(1, WORDING)
    world.hub.review(1, "avu-ops-14")
    world.hub.faults.append(fault)
    ran = world.clone.run("gate", "run", "--event-file", event(tmp_path, EVENT), "--apply")
    assert ran.code == 3
    assert world.hub.latest(head)["conclusion"] == "failure"
    assert sum(world.hub.slept) <= 300
    assert not world.hub.comments.get(1)


def test_where_the_conclusion_cannot_be_written_the_check_stays_in_progress(world: World, tmp_path: Path) -> None:
    head = world.change(1, WORDING)
    world.hub.review(1, "avu-ops-14")
    world.hub.faults.append(Fault("PATCH", r"/check-runs/", 502, times=99))
    ran = world.clone.run("gate", "run", "--event-file", event(tmp_path, EVENT), "--apply")
    assert ran.code == 3
    assert world.hub.latest(head)["status"] == "in_progress"


def test_a_push_during_the_evaluation_concludes_nothing(world: World, tmp_path: Path) -> None:
    head = world.change(1, WORDING)
    world.hub.review(1, "avu-ops-14")
    world.clone.git("checkout", "-q", "change-1")
    later = world.commit({"slas/email.yaml": ("Relay B takes over", "Relay C takes over")}, "ops-04", "More")
    world.clone.git("push", "-q", "origin", "change-1")

    def push(line: str) -> None:
        if line.endswith("/reviews"):
            world.hub.git("update-ref", "refs/pull/1/head", later)

    world.hub.on_request = push
    ran = world.clone.run("gate", "run", "--event-file", event(tmp_path, EVENT), "--apply")
    assert ran.code == 0 and "moved" in ran.out
    assert world.hub.latest(head)["status"] == "in_progress"
    assert not world.hub.comments.get(1)


def test_a_wrong_key_and_a_key_that_is_none_say_what_to_do(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITSM_APP_KEY", "not a key")
    ran = world.clone.run("gate", "run", "--pr", "1", "--apply")
    assert ran.code == 3 and "GITSM_APP_KEY" in ran.err
    monkeypatch.delenv("GITSM_APP_KEY")
    ran = world.clone.run("gate", "run", "--pr", "1", "--apply")
    assert ran.code == 3 and "GITSM_APP_KEY is not set" in ran.err


def test_a_doorbell_leads_to_the_pull_requests_that_have_the_commit(world: World, tmp_path: Path) -> None:
    head = world.change(1, WORDING)
    world.change(2, OTHER_WORDING)
    ring = {"workflow_run": {"head_sha": head, "head_branch": "change-1", "pull_requests": [{"number": 2}]}}
    ran = world.clone.run("gate", "run", "--event-file", event(tmp_path, ring), "--apply")
    assert ran.code == 0, ran.err
    assert [run["head_sha"] for run in world.hub.runs] == [head]


def test_a_push_to_the_target_judges_every_open_pull_request_anew(world: World, tmp_path: Path) -> None:
    first = world.change(1, WORDING)
    second = world.change(2, OTHER_WORDING)
    world.hub.open_pull(3, "change-1", "avu-ops-04", state="closed")
    tip = world.clone.git("rev-parse", "main")
    pushed = {"ref": "refs/heads/main", "before": tip, "after": tip}
    ran = world.clone.run("gate", "run", "--event-file", event(tmp_path, pushed), "--apply")
    assert ran.code == 0, ran.err
    assert [run["head_sha"] for run in world.hub.runs] == [first, second]


def test_a_sweep_without_open_pull_requests_asks_once_and_fetches_nothing(world: World, tmp_path: Path) -> None:
    ran = world.clone.run("gate", "run", "--event-file", event(tmp_path, {"schedule": "17 * * * *"}), "--apply")
    assert ran.code == 0 and "No open pull request" in ran.out
    assert [line for line in world.hub.log if "/pulls" in line] == ["GET /repos/avu/governance/pulls"]
    assert world.clone.run("gate", "run", "--all").out.endswith("Nothing was written. Nor would --apply write.\n")


def test_a_repository_without_a_clone_here(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = world.change(1, WORDING)
    world.hub.review(1, "avu-ops-14")
    monkeypatch.setenv("GITHUB_REPOSITORY", "somebody/else")
    ran = Repo(tmp_path / "elsewhere", {}).run("gate", "run", "--repo", NAME, "--pr", "1", "--apply")
    assert ran.code == 0, ran.err
    assert world.hub.latest(head)["conclusion"] == "success"


def test_the_address_of_github_enterprise_works(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    head = world.change(1, WORDING)
    monkeypatch.setenv("GITHUB_API_URL", f"{world.address}/api/v3")
    ran = world.clone.run("gate", "run", "--pr", "1", "--apply")
    assert ran.code == 0, ran.err
    assert world.hub.latest(head)["conclusion"] == "action_required"


def test_a_fork_is_judged_and_its_unknown_author_named(world: World) -> None:
    world.hub.users["outsider"] = 31337
    world.hub.by_address["outsider@example.org"] = "outsider"
    head = world.change(1, LESS)
    world.hub.pulls[1]["author"] = "outsider"
    world.hub.pushers[head] = "outsider"
    ran = world.clone.run("gate", "run", "--pr", "1", "--apply")
    assert ran.code == 0, ran.err
    assert world.hub.latest(head)["conclusion"] == "failure"
    assert "outsider" in world.hub.latest(head)["output"]["summary"]


def test_more_reviews_than_one_page_are_all_read(world: World) -> None:
    head = world.change(1, WORDING)
    for _ in range(130):
        world.hub.review(1, "avu-ops-14", "COMMENTED")
    world.hub.review(1, "avu-ops-14", "APPROVED")
    world.clone.run("gate", "run", "--pr", "1", "--apply")
    assert world.hub.latest(head)["conclusion"] == "success"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"pull_request": {"number": "1; rm"}}',
        b'{"workflow_run": {"head_sha": "main"}}',
        b'{"pull_request": {"number": true}}',
    ],
)
def test_an_event_that_says_nothing_usable_ends_with_3_and_a_reason(
    world: World, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "event.json"
    path.write_bytes(content)
    ran = world.clone.run("gate", "run", "--event-file", str(path), "--apply")
    assert ran.code == 3 and "event" in ran.err
    assert world.hub.runs == []


def test_a_shallow_clone_is_told_to_fetch_its_history(world: World, tmp_path: Path) -> None:
    head = world.change(1, WORDING)
    world.clone.git("commit", "-q", "--allow-empty", "-m", "on")
    world.clone.git("push", "-q", "origin", "main")
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", f"file://{world.hub.bare}", str(tmp_path / "shallow")], check=True
    )
    ran = Repo(tmp_path / "shallow", {}).run("gate", "run", "--pr", "1", "--apply")
    assert ran.code in (0, 3)
    assert world.hub.latest(head)["conclusion"] != "success"


GROUP = "gh-readonly-queue/main/pr-{}-" + "0" * 40


def queued(world: World, *numbers: int, how: str = "merge") -> str:
    """A group of the merge queue as GitHub makes it; gives its end."""
    git = world.clone.git
    git("checkout", "-q", "-B", "group", "main")
    for number in numbers:
        if how == "merge":
            git("merge", "-q", "--no-ff", "-m", "Merge", f"change-{number}")
        elif how == "squash":
            git("merge", "-q", "--squash", f"change-{number}")
            git("commit", "-q", "-m", f"Change (#{number})")
        else:
            git("cherry-pick", *git("rev-list", "--reverse", f"main..change-{number}").split())
    git("push", "-q", "-f", "origin", f"group:refs/heads/{GROUP.format(numbers[-1])}")
    git("checkout", "-q", "main")
    return git("rev-parse", "group")


def ring(world: World, tmp_path: Path, end: str, number: int) -> int:
    """The doorbell of a group."""
    content = {"workflow_run": {"head_sha": end, "head_branch": GROUP.format(number)}}
    return world.clone.run("gate", "run", "--event-file", event(tmp_path, content), "--apply").code


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_the_merge_queue_gets_its_check_only_when_every_member_may_be_merged(
    world: World, tmp_path: Path, how: str
) -> None:
    world.change(1, WORDING)
    world.change(2, OTHER_WORDING)
    end = queued(world, 1, 2, how=how)
    world.hub.of = {end: [2], world.clone.git("rev-parse", "group~1"): [1]}
    world.hub.review(1, "avu-ops-14")
    assert ring(world, tmp_path, end, 2) == 0
    assert world.hub.latest(end)["conclusion"] == "failure"
    world.hub.review(2, "avu-ops-14")
    assert ring(world, tmp_path, end, 2) == 0
    assert world.hub.latest(end)["conclusion"] == "success"


def several(world: World) -> None:
    """Two pull requests of two commits each."""
    world.change(1, WORDING, more=[{"slas/email.yaml": ("Relay B takes over", "Relay C takes over")}])
    world.change(2, OTHER_WORDING, more=[{"services/email.yaml": ("version: 1.3.1", "version: 1.3.2")}])


@pytest.mark.parametrize("connected", ["none", "ends", "all"])
@pytest.mark.parametrize("how", ["rebase", "squash", "merge"])
def test_a_queue_of_pull_requests_with_several_commits_is_cut_into_them_by_content(
    world: World, tmp_path: Path, how: str, connected: str
) -> None:
    several(world)
    end = queued(world, 1, 2, how=how)
    line = world.clone.git("rev-list", "--reverse", "--first-parent", f"main..{end}").split()
    ends = {line[-1]: [2], line[len(line) // 2 - 1]: [1]}
    world.hub.of = {one: [] for one in line} | ({} if connected == "none" else ends)
    if connected == "all":
        world.hub.of = {one: [1] if number < len(line) // 2 else [2] for number, one in enumerate(line)}
    world.hub.review(2, "avu-ops-14")
    assert ring(world, tmp_path, end, 2) == 0
    assert world.hub.latest(end)["conclusion"] == "failure"
    assert world.hub.latest(end)["output"]["title"] == "#1 may not be merged yet"
    world.hub.review(1, "avu-ops-14")
    assert ring(world, tmp_path, end, 2) == 0
    assert world.hub.latest(end)["output"]["title"] == "#1, #2 may be merged together"
    assert world.hub.latest(end)["conclusion"] == "success"


def test_a_rebased_queue_with_one_more_commit_or_one_less_fails_and_says_what_to_set(
    world: World, tmp_path: Path
) -> None:
    several(world)
    for number in (1, 2):
        world.hub.review(number, "avu-ops-14")
    git = world.clone.git
    for spoil in ("more", "less", "other"):
        queued(world, 1, 2, how="rebase")
        git("checkout", "-q", "group")
        if spoil == "less":
            git("reset", "-q", "--hard", "HEAD~1")
        elif spoil == "more":
            git("commit", "-q", "--allow-empty", "-m", "One more")
        else:
            git("commit", "-q", "--amend", "--allow-empty", "-m", "Other")
            world.clone.write("slas/email.yaml", world.clone.read("slas/email.yaml") + "# smuggled\n")
            git("commit", "-q", "-a", "--amend", "-m", "Other")
        git("push", "-q", "-f", "origin", f"group:refs/heads/{GROUP.format(2)}")
        end = git("rev-parse", "group")
        git("checkout", "-q", "main")
        world.hub.of = {one: [1, 2] for one in git("rev-list", f"main..{end}").split()}
        assert ring(world, tmp_path, end, 2) == 3
        found = world.hub.latest(end)
        assert found["conclusion"] == "failure" and "Require merge queue" in found["output"]["summary"]


def test_an_open_pull_request_that_holds_part_of_another_is_not_taken_for_a_member(
    world: World, tmp_path: Path
) -> None:
    several(world)
    git = world.clone.git
    git("push", "-q", "origin", "change-1~1:refs/heads/part")
    world.hub.open_pull(3, "part", "avu-ops-04")
    end = queued(world, 1, how="rebase")
    world.hub.of = {one: [] for one in git("rev-list", f"main..{end}").split()}
    world.hub.review(1, "avu-ops-14")
    assert ring(world, tmp_path, end, 1) == 0
    assert world.hub.latest(end)["output"]["title"] == "#1 may be merged together"


def test_a_commit_in_the_queue_that_no_pull_request_explains_fails(world: World, tmp_path: Path) -> None:
    world.change(1, WORDING)
    world.hub.review(1, "avu-ops-14")
    end = queued(world, 1)
    world.clone.git("checkout", "-q", "group")
    smuggled = world.commit({"slas/email.yaml": ("Relay B takes over", "Relay C takes over")}, "ops-04", "Merge (#1)")
    world.clone.git("push", "-q", "-f", "origin", f"group:refs/heads/{GROUP.format(1)}")
    world.clone.git("checkout", "-q", "main")
    world.hub.of = {end: [1], smuggled: [1]}
    assert ring(world, tmp_path, smuggled, 1) == 3
    assert world.hub.latest(smuggled)["conclusion"] == "failure"


def test_with_the_binding_meaning_an_approval_survives_a_push_that_means_the_same_and_no_other(world: World) -> None:
    world.commit({"processes/change-enablement.yaml": ("binding: head", "binding: meaning")}, "ops-04", "Binding")
    world.clone.git("push", "-q", "origin", "main")
    world.change(1, WORDING)
    world.hub.review(1, "avu-ops-14")
    for edit, conclusion in (
        (("id: email\n", "id: email  # the oldest promise\n"), "success"),
        (("Relay B takes over", "Relay C takes over"), "action_required"),
    ):
        world.clone.git("checkout", "-q", "change-1")
        head = world.commit({"slas/email.yaml": edit}, "ops-04", "More")
        world.clone.git("push", "-q", "origin", "change-1")
        world.clone.git("checkout", "-q", "main")
        world.hub.git("update-ref", "refs/pull/1/head", head)
        world.hub.pushers[head] = "avu-ops-04"
        assert world.clone.run("gate", "run", "--pr", "1", "--apply").code == 0
        latest = world.hub.latest(head)
        assert latest["conclusion"] == conclusion, latest["output"]["summary"]
    assert sorted(world.hub.requested[1]) == ["avu-ops-10", "avu-ops-14"]


PAGE = f"https://github.example.org/{NAME}"
RUN = {"name": "gitsm/preview", "status": "in_progress", "app": 15368, "slug": "github-actions"}


@pytest.mark.parametrize(
    ("run", "linked"),
    [
        ({"details_url": f"{PAGE}/actions/runs/77/job/5"}, f"{PAGE}/actions/runs/77#artifacts"),
        ({"details_url": "https://elsewhere.example.org/actions/runs/77"}, f"{PAGE}/pull/1/checks"),
        ({"details_url": f"{PAGE}.example.org/actions/runs/77"}, f"{PAGE}/pull/1/checks"),
        ({"details_url": f"{PAGE}/actions/runs/77)](https://elsewhere"}, f"{PAGE}/pull/1/checks"),
        ({"details_url": f"{PAGE}/actions/runs/77", "slug": "another-app"}, f"{PAGE}/pull/1/checks"),
        ({"details_url": f"{PAGE}/actions/runs/77", "name": "build"}, f"{PAGE}/pull/1/checks"),
    ],
)
def test_the_comment_leads_to_the_preview_and_to_nowhere_that_a_workflow_chose(
    world: World, run: dict[str, str], linked: str
) -> None:
    head = world.change(1, WORDING)
    world.hub.runs.append({**RUN, **run, "id": 1, "head_sha": head})
    assert world.clone.run("gate", "run", "--pr", "1", "--apply").code == 0
    body = world.hub.comments[1][0]["body"]
    assert f"]({linked})" in body and "elsewhere" not in body
    assert body.index("**Preview:**") < body.index("### Who must agree")
    assert world.clone.run("gate", "run", "--pr", "1", "--apply").code == 0
    assert [one["body"] for one in world.hub.comments[1]] == [body]
