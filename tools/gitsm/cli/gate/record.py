"""After a merge on the platform: what the gate's key attests of it, at the end of the chain of evidence.

What is recorded is judged again as of the merge, from both commits and the reviews that were there. A change that was
merged past the gate is recorded as it is; `gitsm cab verify` says of it what it says of any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gitsm.adapters.fetch import SignedInRemote
from gitsm.adapters.git import GitTree
from gitsm.adapters.ledger import Ledger
from gitsm.approvals.accounts import Directory, decisive
from gitsm.approvals.evidence import CHANGE, EVIDENCE_NAMESPACE, Chain, path_of
from gitsm.approvals.forge import Forge, PullRequest, Review
from gitsm.approvals.request import Voice
from gitsm.audit.record import Given, Merge, Method, change_predicate, following
from gitsm.base.errors import CannotWorkHere, GitsmError
from gitsm.cli.desk import Desk
from gitsm.cli.gate.bench import CloneBench
from gitsm.cli.gate.flow import Gate, Judged
from gitsm.export.gate_text import Result
from gitsm.plan.plan import Plan

LINE_LIMIT = 500
Line = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """A pull request as it came onto the branch: the tip before, and the commits it brought."""

    pull: PullRequest
    target: str
    commits: tuple[str, ...]
    method: Method


@dataclass(slots=True)
class Recorder:
    """Writes the evidence of what was merged since it was last written. Without `apply` it only says so."""

    gate: Gate
    bench: CloneBench
    key: Path
    apply: bool

    def __call__(self, branch: str, tip: str) -> tuple[Result, ...]:
        """Records every pull request merged up to the tip that the chain does not hold, oldest first."""
        try:
            return tuple(self._all(branch, tip))
        except GitsmError as error:
            return (Result("evidence", "failed", f"{error.message} To mend it: {error.fix or 'start it again'}."),)

    def _all(self, branch: str, tip: str) -> Iterator[Result]:
        remote = SignedInRemote(self.bench.git, self.bench.address, self.bench.token)
        remote.fetch()
        ledger = Ledger(remote)
        chain = ledger.chain()
        if chain.genesis is None:
            raise CannotWorkHere("The gate has not begun, so no evidence can follow.", "gitsm cab begin --apply")
        if chain.faults:
            raise CannotWorkHere(f"The evidence is not in order: {chain.faults[0].words}.", "gitsm cab verify")
        for merged in self._found(branch, self._unrecorded(chain, tip)):
            target = self.bench.session.load(GitTree(self.bench.git, merged.target))
            pinned: date | None = target.settings.as_of
            day = pinned or date.fromisoformat(merged.pull.merged[:10])
            at = f"{day.isoformat()}{merged.pull.merged[10:]}"
            desk = Desk(
                self.bench.session, self.bench.git, remote, ledger, branch, merged.target, target, day
            )  # fmt: skip
            yield self._one(desk, merged, at)

    def _unrecorded(self, chain: Chain, tip: str) -> Line:
        """The first-parent commits after the last one that the evidence speaks of, oldest first."""
        known = {one.subject for one in chain.statements}
        line = self.bench.line("", tip)
        last = max((number for number, (commit, _) in enumerate(line) if commit in known), default=-1)
        if last < 0:
            raise CannotWorkHere("The branch does not hold what the evidence speaks of.", "gitsm cab verify")
        if len(line) - last > LINE_LIMIT:
            raise CannotWorkHere(f"More than {LINE_LIMIT} commits were never recorded.", "gitsm cab verify")
        return line[last + 1 :]

    def _found(self, branch: str, line: Line) -> Iterator[Merged]:
        """The pull requests of a line; a commit that none explains stays without evidence, which is what it is."""
        start = 0
        for number, (commit, parents) in enumerate(line):
            for pull in self._pulls(commit):
                if pull.merge_commit != commit or not pull.merged or pull.base_ref != branch:
                    continue
                self.bench.fetch((f"refs/pull/{pull.number}/head",))
                count = self._rebased(line[start : number + 1], pull)
                method: Method = "merge" if parents[1:] == (pull.head,) else "rebase" if count > 1 else "squash"
                came = line[number + 1 - count : number + 1]
                yield Merged(pull, came[0][1][0], tuple(one for one, _ in came), method)
                start = number + 1

    def _pulls(self, commit: str) -> Iterator[PullRequest]:
        forge: Forge = self.gate.forge
        return (forge.pull(number) for number in forge.pulls_of(commit))

    def _rebased(self, line: Line, pull: PullRequest) -> int:
        """How many commits at the end of a line a pull request brought: more than one where it was rebased.

        They keep their first lines; one that the branch had already is left out. Their content must be the change's.
        """
        most = min(pull.commits, len(line))
        plain = next((n for n, (_, parents) in enumerate(reversed(line)) if len(parents) != 1), len(line))
        if min(most, plain) < 2:
            return 1
        wanted = [commit.message.split("\n")[0] for commit in self.gate.forge.commits(pull.number)]
        found = [self.bench.subject(commit) for commit, _ in line[-min(most, plain) :]]
        end = self.bench.tree(line[-1][0])
        for count in range(len(found), 1, -1):
            left = iter(wanted)
            same = all(subject in left for subject in found[-count:])
            if same and self.bench.merged(line[-count][1][0], pull.head) == end:
                return count
        return len(wanted) if wanted == found else 1

    def _one(self, desk: Desk, merged: Merged, at: str) -> Result:
        pull, subject = merged.pull, f"#{merged.pull.number}"
        chain = desk.begun()
        who, file = desk.gate(self.key)
        reviews = tuple(
            one for one in self.gate.forge.reviews(pull.number) if not one.submitted or one.submitted <= pull.merged
        )
        judged = self.gate.weigh(pull, self.bench.sides(pull.head, merged.target, desk.day), reviews)
        decisions = tuple(_given(judged, reviews))
        by = judged.people.party(pull.author) or pull.author.login
        base = self.bench.parted(merged.target, pull.head)
        merge = Merge(
            request=str(pull.number), title=pull.title, branch=desk.branch, base=base, target=merged.target,
            head=pull.head, head_tree=self.bench.tree(pull.head), method=merged.method, commits=merged.commits, by=by,
            checks=self._checks(pull),
        )  # fmt: skip
        end = merged.commits[-1]
        predicate = change_predicate(judged.plan, merge, decisions)
        data = following(chain, CHANGE, f"refs/heads/{desk.branch}", end, predicate, at)
        outcome = judged.plan.judgement.outcome
        if not self.apply:
            return Result(subject, "passed over", f"evidence of {end[:12]} would be written ({outcome})")
        seal = desk.sign(file, EVIDENCE_NAMESPACE, data)
        keep = [pull.head, *(one.commit for one in decisions if one.counted)]
        desk.ledger.add_evidence(
            path_of(CHANGE, end, 0), data, seal, f"Evidence of change {pull.number}", desk.stamp(who, at), None,
            [one for one in dict.fromkeys(keep) if merged.method != "merge" or one != pull.head],
        )  # fmt: skip
        return Result(subject, "recorded", f"evidence of {end[:12]} ({merged.method}, {outcome})")

    def _checks(self, pull: PullRequest) -> tuple[dict[str, str | int], ...]:
        runs = self.gate.forge.runs(pull.head)
        return tuple({"name": one.name, "app": one.app_id, "conclusion": one.conclusion} for one in runs)


def _given(judged: Judged, reviews: tuple[Review, ...]) -> Iterator[Given]:
    """Every review that decides something, with why it does not count where it does not."""
    counting = _counting(judged.plan)
    people: Directory = judged.people
    for review in decisive(reviews):
        party = people.party(review.account)
        voice = Voice(party, review.state == "APPROVED", review.commit, "attested", day=review.submitted[:10])
        counted = voice in counting
        why = "" if counted else "no party of the base has the account" if not party else "it answers no question asked"
        yield Given(
            party=party or review.account.login, approves=voice.approves, commit=review.commit, moment=review.submitted,
            strength="attested", counted=counted, why_not=why,
            platform={"login": review.account.login, "user": review.account.user_id, "review": review.id},
        )  # fmt: skip


def _counting(plan: Plan) -> frozenset[Voice]:
    return frozenset(voice for need in plan.judgement.requirements for voice in (*need.by, *need.against))
