"""From a pull request to its verdict on the platform.

The order is what makes it safe: say `in progress` on the head, judge what was read, look again whether that is still
what lies there, write what explains the verdict, and the verdict last. Whatever fails on the way leaves a check run
that lets nothing through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from gitsm.approvals.accounts import Directory, heard, makers, request_of
from gitsm.approvals.forge import (
    COMMENT_LIMIT,
    MARKER,
    REVIEWER_LIMIT,
    Account,
    Check,
    Forge,
    ForgeError,
    Moved,
    PullRequest,
    Review,
)
from gitsm.approvals.request import DECLARABLE
from gitsm.base.errors import CannotWorkHere, GitsmError
from gitsm.check.report import Report
from gitsm.export.gate_check import CheckText, gate_check
from gitsm.export.gate_text import Result
from gitsm.load.snapshot import Snapshot
from gitsm.plan.plan import Names, Plan, plan
from gitsm.plan.salami import History
from gitsm.plan.verdict import Survival
from gitsm.render.escape import markdown

ROUNDS = 3
"""How often a pull request is judged anew because something moved meanwhile."""
LABEL = "gitsm: "


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a change, checked, and the end of its target branch, whose policy and people judge.

    `claimed` are the parties that commits name as their makers: a claim, which can add to the authors only.
    """

    base: Report
    head: Report
    ruling: Snapshot
    names: Names
    others: tuple[str, ...] = ()
    claimed: frozenset[str] = frozenset()
    history: History | None = None
    survival: Survival | None = None


class Bench(Protocol):
    """What the flow needs of git and the checker."""

    @property
    def prefix(self) -> str:
        """From the top of the git repository to the governance folder."""

    def fetch(self, refs: Sequence[str]) -> None:
        """Brings the objects behind refs of the repository, and changes nothing else."""

    def sides(self, head: str, tip: str) -> Sides:
        """Both sides of the change from where head and tip parted. Raises CannotWorkHere."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan, and the people of the revision whose policy judged it."""

    plan: Plan
    people: Directory
    names: Names
    reviews: tuple[Review, ...]
    stale: frozenset[str]
    """Those whose reviews are of a commit before the head."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A check run of ours that is in progress."""

    run: int
    check: Check


@dataclass(slots=True)
class Gate:
    """The gate of one repository."""

    forge: Forge
    bench: Bench
    comment: Callable[[Plan, Names], str]
    """The text that explains a plan, in Markdown."""
    _writers: dict[Account, bool] = field(default_factory=dict)

    def sweep(self) -> tuple[Result, ...]:
        """Every open pull request: policy, people or the day may have changed."""
        return self.each(self.forge.open_pulls())

    def each(self, numbers: Iterable[int]) -> tuple[Result, ...]:
        """Several pull requests; the failure of one keeps nobody else from being judged."""
        return tuple(self.pull(number) for number in numbers)

    def pull(self, number: int) -> Result:
        """Judges a pull request and writes the verdict. A failure is a result, and never a success on the platform."""
        subject = f"#{number}"
        begun: Begun | None = None
        try:
            for _ in range(ROUNDS):
                pull = self.forge.pull(number)
                if not pull.open:
                    return Result(subject, "passed over", "it is closed")
                tip = self.forge.tip(pull.base_ref)
                begun = self._begin(pull.head, tip, begun)
                judged = self.judge(pull, tip)
                if self._stands(pull, tip, judged):
                    return self._written(pull, judged, begun)
        except Moved as error:
            return Result(subject, "moved", error.message)
        except GitsmError as error:
            if begun is not None:
                self.failed(begun.run, begun.check, error)
            return Result(subject, "failed", f"{error.message} To mend it: {error.fix or 'start the gate again'}.")
        return Result(subject, "moved", f"it moved {ROUNDS} times while it was judged; the next run judges it")

    def _begin(self, head: str, tip: str, before: Begun | None) -> Begun:
        """A check run in progress on the head; that of the round before where the head is the same."""
        check = Check(head, f"{head}:{tip}", "Being judged", "The change is being judged.")
        return Begun(before.run if before and before.check.head == head else self.forge.begin(check), check)

    def _stands(self, pull: PullRequest, tip: str, judged: Judged) -> bool:
        """Whether what was judged is still what lies there; False where target, description or reviews moved on."""
        again = self.forge.pull(pull.number)
        if not again.open or again.head != pull.head or again.base_ref != pull.base_ref:
            raise Moved(f"{pull.head[:12]} is no longer what is to be merged, so nothing is concluded.")
        same = again.body == pull.body and self.forge.reviews(pull.number) == judged.reviews
        return same and self.forge.tip(pull.base_ref) == tip

    def _written(self, pull: PullRequest, judged: Judged, begun: Begun) -> Result:
        text = gate_check(judged.plan, self.bench.prefix)
        self._explain(pull, judged)
        self.forge.conclude(begun.run, _check(begun.check, text))
        words = f"{text.conclusion}: {text.title}"
        return Result(f"#{pull.number}", "concluded", words, judged.plan, text.conclusion)

    def judge(self, pull: PullRequest, tip: str) -> Judged:
        """The plan of a pull request against the end of its target branch. Writes nothing."""
        self.bench.fetch((f"refs/pull/{pull.number}/head", f"refs/heads/{pull.base_ref}"))
        return self.weigh(pull, self.bench.sides(pull.head, tip), self.forge.reviews(pull.number))

    def weigh(self, pull: PullRequest, sides: Sides, reviews: tuple[Review, ...]) -> Judged:
        """The plan of a pull request from both sides and the reviews given."""
        people = Directory.of(sides.ruling, self.forge.platform, sides.head.as_of)
        made = makers(pull, self.forge.commits(pull.number), self.forge.last_pusher(pull), people)
        said = heard(reviews, people, self._can_write)
        stale = frozenset(voice.person for voice in said.voices if voice.commit != pull.head)
        request = request_of(pull, made, said)
        request = replace(request, authors=request.authors | sides.claimed)
        found = plan(sides.base, sides.head, request, sides.others, sides.ruling, sides.history, sides.survival)
        names = replace(sides.names, base=pull.base_ref, head=f"#{pull.number}")
        return Judged(found, people, names, reviews, stale)

    def _can_write(self, account: Account) -> bool:
        if account not in self._writers:
            self._writers[account] = self.forge.can_write(account)
        return self._writers[account]

    def failed(self, run: int | None, begun: Check, error: GitsmError) -> None:
        """Says on the platform that nothing is known. Where even that fails, the check run stays in progress."""
        if run is None:
            return
        words = f"{markdown(error.message[:4_000])}\n\nTo mend it: {markdown(error.fix or 'start the gate again')}."
        text = CheckText("failure", "Not known: the change could not be judged", words, ())
        try:
            self.forge.conclude(run, _check(begun, text))
        except ForgeError:
            return

    def _explain(self, pull: PullRequest, judged: Judged) -> None:
        """Label, requests for review and comment, each only where it differs from what is there."""
        preview = self.forge.preview(pull)
        names = replace(judged.names, preview=preview.address, preview_begun=preview.begun) if preview else judged.names
        body = bounded(f"{MARKER}\n{self.comment(judged.plan, names)}")
        self._label(pull, judged.plan)
        logins = self.to_invite(pull, judged)
        if logins:
            self.forge.invite(pull.number, logins)
        own = [
            one for one in self.forge.comments(pull.number) if one.app_id == self.forge.app_id and MARKER in one.body
        ]
        if not own or not self.forge.app_id:
            self.forge.add_comment(pull.number, body)
        elif own[0].body.replace("\r\n", "\n").strip() != body.strip():
            self.forge.edit_comment(pull.number, own[0].id, body)

    def _label(self, pull: PullRequest, judged: Plan) -> None:
        class_ = "emergency" if judged.request.declared == "emergency" else judged.class_
        wanted = f"{LABEL}{class_}"
        known = {f"{LABEL}{name}" for name in DECLARABLE}
        remove = [name for name in pull.labels if name in known and name != wanted]
        add = [wanted] if wanted not in pull.labels else []
        if add or remove:
            self.forge.relabel(pull.number, add, remove)

    def to_invite(self, pull: PullRequest, judged: Judged) -> tuple[str, ...]:
        """Logins of those who can still agree and have not been asked for what lies there now.

        Nobody is asked for a draft or for what is blocked anyway, and nobody twice: somebody who was asked before is
        asked again only where a review of theirs is no longer heard because of a push.
        """
        if pull.draft or judged.plan.blocked:
            return ()
        people, judgement = judged.people, judged.plan.judgement
        invited = {one.account: one.pending for one in self.forge.invitations(pull.number)}
        asked = {people.party(account): pending for account, pending in invited.items()}
        said = {voice.person for need in judgement.requirements for voice in (*need.by, *need.against)}
        found: list[str] = []
        for need in judgement.requirements:
            if need.state != "missing":
                continue
            for voter in need.can:
                person = voter.person
                login = people.logins.get(person, "")
                again = person in judged.stale and not asked.get(person, False)
                if not login or login in found or person in said or (person in asked and not again):
                    continue
                if login.lower() != pull.author.login.lower() and self._can_write(Account(login)):
                    found.append(login)
        return tuple(found[:REVIEWER_LIMIT])


def _check(begun: Check, text: CheckText) -> Check:
    return Check(begun.head, begun.external_id, text.title, text.summary, text.conclusion, text.annotations)


def bounded(body: str) -> str:
    """A comment that the platform takes. One that is longer was not bounded by its writer: it is not posted in part."""
    if len(body) > COMMENT_LIMIT:
        raise CannotWorkHere(
            f"The comment has {len(body)} characters, {COMMENT_LIMIT} is the limit.", "report this as a fault of gitsm"
        )
    return body
