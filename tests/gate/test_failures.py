"""The platform fails at each request in turn: nothing passes, nothing is written in part, and the next run mends it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gate_server import Hub
from gate_support import WORDING
from gate_world import World, merge
from gitsm.approvals.forge import MARKER

Answered = tuple[int, bytes]
REFUSED: Answered = (400, b'{"message": "No"}')
DOWN: Answered = (502, b"<html>Bad gateway</html>")
TROUBLE: dict[str, Callable[[int, int], Answered | None]] = {
    "refused once": lambda number, k: REFUSED if number == k else None,
    "down from then on": lambda number, k: DOWN if number >= k else None,
    "an empty object": lambda number, k: (200, b"{}") if number == k else None,
    "no JSON": lambda number, k: (200, b"<html>Please sign in</html>") if number == k else None,
}
UNREAD = ("an empty object", "no JSON")
"""Of an answer to a write little more than the status is read."""


def cleared(hub: Hub) -> None:
    """As if the gate had never looked."""
    for kept in (hub.log, hub.runs, hub.comments, hub.requested, hub.events):
        kept.clear()  # type: ignore[attr-defined]
    for pull in hub.pulls.values():
        pull["labels"] = []


def failing(hub: Hub, trouble: str, k: int) -> None:
    hub.answered = lambda number, line: TROUBLE[trouble](number, k)


def well(hub: Hub) -> None:
    hub.answered = lambda number, line: None


@pytest.mark.parametrize(
    ("trouble", "agreed"),
    [("refused once", False), ("down from then on", True), ("an empty object", True), ("no JSON", False)],
)  # fmt: skip
def test_a_failure_at_any_request_lets_nothing_through(world: World, trouble: str, agreed: bool) -> None:
    hub, run = world.hub, ("gate", "run", "--pr", "1", "--apply")
    head = world.change(1, WORDING)
    if agreed:
        hub.review(1, "avu-ops-14")
    assert world.clone.run(*run).code == 0
    requests, right, asked = list(hub.log), hub.comments[1][0]["body"], sorted(hub.requested.get(1, []))
    concluded = hub.latest(head)["conclusion"]
    assert len(requests) >= 15 and right.startswith(MARKER)
    for k, line in enumerate(requests, 1):
        cleared(hub)
        failing(hub, trouble, k)
        ran = world.clone.run(*run)
        said = " ".join((ran.out + ran.err).split())
        where = f"{trouble} at {k}, {line}: {said}"
        if not (trouble in UNREAD and k > 2 and not line.startswith("GET")):
            assert ran.code == 3, where
            assert {one.get("conclusion") for one in hub.runs} <= {None, "failure"}, where
            assert "To mend it: " in said or " fix " in said, where
        assert "Traceback" not in said, where
        assert [one["body"] for one in hub.comments.get(1, [])] in ([], [right]), where
        well(hub)
        if line.startswith("GET") and k % 5:
            continue  # after a failed read the next run starts as this one did
        assert world.clone.run(*run).code == 0, where
        assert hub.latest(head)["conclusion"] == concluded, where
        assert [one["body"] for one in hub.comments[1]] == [right], where
        assert hub.pulls[1]["labels"] == ["gitsm: standard"] and sorted(hub.requested.get(1, [])) == asked, where


def test_a_failure_at_any_request_leaves_no_evidence_in_part(begun: World, tmp_path: Path) -> None:
    hub = begun.hub
    begun.change(1, WORDING)
    hub.review(1, "avu-ops-14")
    before, after = merge(begun, 1, "squash")
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"ref": "refs/heads/main", "before": before, "after": after}))
    run = ("gate", "run", "--event-file", str(event), "--apply")
    empty = hub.git("rev-parse", "gitsm-evidence")
    hub.log.clear()
    assert begun.clone.run(*run).code == 0
    requests, whole = list(hub.log), hub.git("ls-tree", "-r", "--name-only", "gitsm-evidence")
    assert len(requests) >= 8
    for k, line in enumerate(requests, 1):
        hub.git("update-ref", "refs/heads/gitsm-evidence", empty)
        hub.log.clear()
        failing(hub, "refused once", k)
        ran = begun.clone.run(*run)
        assert ran.code == 3, f"at {k}, {line}: {ran.out} {ran.err}"
        well(hub)
        left = hub.git("ls-tree", "-r", "--name-only", "gitsm-evidence")
        assert hub.git("rev-parse", "gitsm-evidence") == empty or left == whole, f"at {k}, {line}"
    assert begun.clone.run(*run).code == 0
    assert hub.git("ls-tree", "-r", "--name-only", "gitsm-evidence") == whole
