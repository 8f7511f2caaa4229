"""What an event leads to: pull requests judged, a group of the merge queue judged, or nothing to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from gitsm.approvals.doorbell import Ring
from gitsm.approvals.forge import Check, Moved, PullRequest
from gitsm.base.errors import CannotWorkHere, GitsmError
from gitsm.base.finding import Severity
from gitsm.cli.gate.flow import Bench, Gate, Sides
from gitsm.export.gate_check import CheckText
from gitsm.export.gate_text import Result
from gitsm.plan.ruled import findings_of
from gitsm.rules import RULES

_GROUP = re.compile(r"gh-readonly-queue/(?P<base>.{1,200})/pr-(?P<pull>[1-9][0-9]{0,15})-[0-9a-f]{40,64}")
GROUP_LIMIT = 100
OPEN_LIMIT = 100
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
        text = _together(bench.sides(ring.commit, tip)) or _members(
            ring.commit, tip, match["base"], int(match["pull"]), gate, bench
        )
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


def _members(end: str, tip: str, base: str, named: int, gate: Gate, bench: QueueBench) -> CheckText:
    """The verdicts of the pull requests in the group; its commits must be exactly those, merged one after the other."""
    line = bench.line(tip, end)
    if len(line) > GROUP_LIMIT:
        raise CannotWorkHere(f"The group has {len(line)} commits.", "make the groups of the merge queue smaller")
    numbers = _explained(line, base, named, gate, bench)
    waiting = [f"#{number}" for number in numbers if not _agreed(number, gate)]
    if waiting:
        words = f"{', '.join(waiting)} may not be merged yet"
        return CheckText("failure", words, "The comment on each says what is missing.", ())
    names = ", ".join(f"#{number}" for number in numbers)
    return CheckText(
        "success", f"{names} may be merged together", "Each is agreed, and together they break nothing.", ()
    )


def _explained(line: Line, base: str, named: int, gate: Gate, bench: QueueBench) -> tuple[int, ...]:
    """The pull requests that the commits of a group are, in order.

    Numbers come from anywhere: the platform connects few rebased commits with theirs, so every open one is tried where
    the nearest do not do. Only content proves them.
    """
    claimed = {commit: gate.forge.pulls_of(commit) for commit, _ in line}
    near = dict.fromkeys((*(number for numbers in claimed.values() for number in numbers), named))
    parts = Parts(line, claimed, {}, bench)
    parts.add(near, base, gate)
    found = parts.explain()
    if found is None:
        parts.add((number for number in gate.forge.open_pulls()[:OPEN_LIMIT] if number not in near), base, gate)
        found = parts.explain()
    if found is not None:
        return found
    first = line[0][0][:12] if line else "none"
    raise CannotWorkHere(
        f"The commits of the merge queue from {first} on are not the open pull requests of the queue, one after the "
        "other, merged, squashed or rebased.",
        "take the group out of the queue and add its pull requests again; if it stays so, let the queue merge or "
        "squash instead of rebase, under Settings, Rules, Require merge queue",
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """A line of commits, to be cut into pull requests. `claimed`: those the platform connects with each commit."""

    line: Line
    claimed: Mapping[str, tuple[int, ...]]
    pulls: dict[int, PullRequest]
    bench: QueueBench

    def add(self, numbers: Iterable[int], base: str, gate: Gate) -> None:
        """Takes the open pull requests among the numbers into account, and fetches their heads."""
        more = [pull for pull in map(gate.forge.pull, numbers) if pull.open and pull.base_ref == base]
        if more:
            gate.bench.fetch([f"refs/pull/{pull.number}/head" for pull in more])
        self.pulls.update((pull.number, pull) for pull in more)

    def explain(self, start: int = 0, used: tuple[int, ...] = ()) -> tuple[int, ...] | None:
        """A way to cut the line from a place on, none twice; None where there is none."""
        if start == len(self.line):
            return used
        for end, number in self._pieces(start, used):
            found = self.explain(end, (*used, number))
            if found is not None:
                return found
        return None

    def _pieces(self, start: int, used: tuple[int, ...]) -> list[tuple[int, int]]:
        """(end, number) of each pull request that the commits from a place up to an end can be; likely ones first.

        The tree at the end is that of merging the head into what was there before. One commit may be a merge or a
        squash; several are a rebase, which never makes more commits of a pull request than it has.
        """
        parents = self.line[start][1]
        found: list[tuple[bool, int, int]] = []
        for number, pull in self.pulls.items():
            tree = self.bench.merged(parents[0], pull.head) if parents and number not in used else ""
            for end in range(start + 1, min(start + max(1, pull.commits), len(self.line)) + 1):
                commit, above = self.line[end - 1]
                if end > start + 1 and (len(above) > 1 or len(parents) > 1):
                    break
                if tree and tree == self.bench.tree(commit):
                    found.append((number not in self.claimed[commit], end, number))
        return [(end, number) for _, end, number in sorted(found)]


def _agreed(number: int, gate: Gate) -> bool:
    pull = gate.forge.pull(number)
    judged = gate.judge(pull, gate.forge.tip(pull.base_ref))
    return judged.plan.judgement.outcome == "approved" and not judged.plan.blocked
