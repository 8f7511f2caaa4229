"""What an event of the platform asks for: of the event only numbers and commit ids are taken, the rest is read again.

Some events run workflow files that a pull request can change: nothing they say is believed but where to look.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gitsm.base.errors import CannotWorkHere

MAX_EVENT = 25 * 1024 * 1024
QUEUE = "gh-readonly-queue/"
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Ring:
    """Where to look: a pull request, a commit that some have as their head, a group of the queue, or everywhere.

    `queue` is the branch of a group of the merge queue, whose end is `commit`. `merged` is where `branch`
    stood before and after a push.
    """

    pull: int = 0
    commit: str = ""
    queue: str = ""
    everywhere: bool = False
    merged: tuple[str, str] = ("", "")
    branch: str = ""


def ring_of(data: bytes) -> Ring:
    """Reads an event file. Raises CannotWorkHere for one that is none, or that asks for nothing gitsm knows."""
    event = _event(data)
    pull = event.get("pull_request")
    if isinstance(pull, Mapping):
        return Ring(pull=_number(pull.get("number")))
    run = event.get("workflow_run")
    if isinstance(run, Mapping):
        branch = run.get("head_branch")
        queue = branch if isinstance(branch, str) and branch.startswith(QUEUE) else ""
        return Ring(commit=_commit(run.get("head_sha")), queue=queue)
    group = event.get("merge_group")
    if isinstance(group, Mapping):
        name = str(group.get("head_ref", "")).removeprefix("refs/heads/")
        return Ring(commit=_commit(group.get("head_sha")), queue=name if name.startswith(QUEUE) else QUEUE)
    if "after" in event and "ref" in event:
        name = str(event["ref"]).removeprefix("refs/heads/")
        return Ring(everywhere=True, merged=(_commit(event.get("before")), _commit(event.get("after"))), branch=name)
    if "schedule" in event or "inputs" in event:
        return Ring(everywhere=True)
    raise CannotWorkHere(
        "The event is none that the gate answers: no pull request, review, merge group, push or schedule.",
        "start the gate from the workflow gitsm-gate.yml, or name the pull request with --pr",
    )


def _event(data: bytes) -> Mapping[str, Any]:
    found: Any = None
    if len(data) <= MAX_EVENT:
        try:
            found = json.loads(data.decode("utf-8"))
        except (ValueError, RecursionError):
            found = None
    if not isinstance(found, dict):
        raise CannotWorkHere(
            "The event file is no JSON object, so nothing says which pull request is meant.",
            'name the file of the runner: --event-file "$GITHUB_EVENT_PATH"',
        )
    return found


def _number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**53:
        return value
    raise CannotWorkHere("The event names no pull request by number.", "name it with --pr")


def _commit(value: object) -> str:
    if isinstance(value, str) and _COMMIT.fullmatch(value):
        return value
    raise CannotWorkHere("The event names no commit by its id.", "name the pull request with --pr")
