"""The adapter and the command against a GitHub of this computer, whose referee is GitHub's own description."""

from __future__ import annotations

import json
from pathlib import Path

from gate_support import LOOSER, WORDING
from gate_world import World
from gitsm.approvals.forge import MARKER

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
    world.change(1, LOOSER)
    before = world.clone.snapshot()
    ran = world.clone.run("gate", "run", "--pr", "1")
    assert ran.code == 0 and "Nothing was written" in ran.out
    assert not [line for line in world.hub.log if not line.startswith("GET") and "access_tokens" not in line]
    assert world.clone.snapshot() == before
    assert world.clone.git("for-each-ref", "--format=%(refname)").split() == [
        "refs/heads/change-1", "refs/heads/main", "refs/remotes/origin/change-1", "refs/remotes/origin/main",
    ]  # fmt: skip
