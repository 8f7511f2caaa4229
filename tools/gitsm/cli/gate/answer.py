"""What an event leads to: pull requests judged, a group of the merge queue judged, or nothing to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from gitsm.approvals.doorbell import Ring
from gitsm.approvals.forge import Check, Moved
from gitsm.base.errors import CannotWorkHere, GitsmError
from gitsm.base.finding import Severity
from gitsm.cli.gate.flow import Bench, Gate, Sides
from gitsm.export.gate_check import CheckText
from gitsm.export.gate_text import Result
from gitsm.plan.ruled import findings_of
from gitsm.rules import RULES

_GROUP = re.compile(r"gh-readonly-queue/(?P<base>.{1,200})/pr-(?P<pull>[1-9][0-9]{0,15})-[0-9a-f]{40,64}")
GROUP_LIMIT = 100
Record = Callable[[str, str], tuple[Result, ...]]
Line = tuple[tuple[str, tuple[str, ...]], ...]


class QueueBench(Bench, Protocol):
    """What a group of the queue needs of git besides."""

    def line(self, tip: str, end: str) -> Line:
        """The first-parent commits after the tip up to an end with their parents, oldest first."""

    def tree(self, commit: str) -> str:
        """The id of a commit's tree."""

    def merged(self, one: str, other: str) -> str:
        """The tree that merging two commits gives; empty where they conflict."""


def answer(ring: Ring, gate: Gate, bench: QueueBench, record: Record | None = None) -> tuple[Result, ...]:
    """Does what the event asks for. What cannot be judged is a result, so that it keeps nothing else from it.

    A push to the branch first leaves evidence of what it merged, where there is a key to `record` it with.
    """
    if ring.pull:
        return (gate.pull(ring.pull),)
    if ring.queue:
        return (group(ring, gate, bench),)
    if ring.everywhere:
        branch, (_, tip) = ring.branch, ring.merged
        return (*(record(branch, tip) if record is not None and tip else ()), *gate.sweep())
    numbers = [n for n in gate.forge.pulls_of(ring.commit) if gate.forge.pull(n).head == ring.commit]
    return gate.each(numbers)


def group(ring: Ring, gate: Gate, bench: QueueBench) -> Result:
    """Judges what the merge queue wants to put on the branch: each pull request in it, and all of them together."""
    subject = f"group {ring.commit[:12]}"
    match = _GROUP.fullmatch(ring.queue)
    if match is None:
        return Result(
            subject, "failed", f"{ring.queue[:80]} is no branch of a merge queue. To mend it: start it again."
        )
    check = Check(ring.commit, "", "Being judged", "The group of the merge queue is being judged.")
    run: int | None = None
    try:
        if gate.forge.tip(ring.queue) != ring.commit:
            return Result(subject, "moved", "the queue has gone on, so nothing is concluded")
        tip = gate.forge.tip(match["base"])
        check = Check(ring.commit, f"{ring.commit}:{tip}", check.title, check.summary)
        run = gate.forge.begin(check)
        gate.bench.fetch((f"refs/heads/{ring.queue}", f"refs/heads/{match['base']}"))
        text = _together(bench.sides(ring.commit, tip)) or _members(ring.commit, tip, int(match["pull"]), gate, bench)
        gate.forge.conclude(run, _written(check, text))
    except Moved as error:
        return Result(subject, "moved", error.message)
    except GitsmError as error:
        words = f"{error.message} To mend it: {error.fix or 'start the gate again'}."
        gate.failed(run, check, error)
        return Result(subject, "failed", words)
    return Result(subject, "concluded", f"{text.conclusion}: {text.title}", None, text.conclusion)


def _written(check: Check, text: CheckText) -> Check:
    return Check(check.head, check.external_id, text.title, text.summary, text.conclusion)


def _together(sides: Sides) -> CheckText | None:
    """What the members break only together: errors that the branch does not have."""
    new, _ = findings_of(sides.base, sides.head, RULES)
    errors = [one for one in new if one.severity is Severity.ERROR]
    if not errors:
        return None
    title = f"Together the changes bring {len(errors)} new error{'s' * (len(errors) != 1)}"
    return CheckText("failure", title, "Take one of them out of the queue, and mend it on the new state.", ())


def _members(end: str, tip: str, named: int, gate: Gate, bench: QueueBench) -> CheckText:
    """The verdicts of the pull requests in the group; each commit must be exactly one of them, merged."""
    line = bench.line(tip, end)
    if len(line) > GROUP_LIMIT:
        raise CannotWorkHere(f"The group has {len(line)} commits.", "make the groups of the merge queue smaller")
    numbers: dict[int, None] = {}
    for commit, parents in line:
        numbers[_member(commit, parents, named, gate, bench)] = None
    waiting = [f"#{number}" for number in numbers if not _agreed(number, gate)]
    if waiting:
        words = f"{', '.join(waiting)} may not be merged yet"
        return CheckText("failure", words, "The comment on each says what is missing.", ())
    names = ", ".join(f"#{number}" for number in numbers)
    return CheckText(
        "success", f"{names} may be merged together", "Each is agreed, and together they break nothing.", ()
    )


def _member(commit: str, parents: tuple[str, ...], named: int, gate: Gate, bench: QueueBench) -> int:
    """The pull request that a commit of the group is. Numbers come from anywhere; only content proves them."""
    for number in dict.fromkeys((*gate.forge.pulls_of(commit), named)):
        pull = gate.forge.pull(number)
        if not pull.open:
            continue
        gate.bench.fetch((f"refs/pull/{number}/head",))
        if parents and bench.merged(parents[0], pull.head) == bench.tree(commit):
            return number
    raise CannotWorkHere(
        f"The commit {commit[:12]} of the merge queue is no open pull request, merged.",
        "take the group out of the queue and add its pull requests again",
    )


def _agreed(number: int, gate: Gate) -> bool:
    pull = gate.forge.pull(number)
    judged = gate.judge(pull, gate.forge.tip(pull.base_ref))
    return judged.plan.judgement.outcome == "approved" and not judged.plan.blocked
