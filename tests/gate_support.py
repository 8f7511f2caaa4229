"""The platform as plain records in memory, and a bench over the worked organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from diff_support import Edits, edited, next_version, worked
from gitsm.approvals.forge import (
    Account,
    Check,
    CheckRun,
    Comment,
    Commit,
    ForgeError,
    Invitation,
    Preview,
    PullRequest,
    Review,
    ReviewState,
)
from gitsm.check.report import Report, check
from gitsm.cli.gate.flow import Sides
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from gitsm.model.role import Party
from gitsm.plan.plan import Names
from gitsm.rules import RULES
from plan_support import report_after, worked_report
from support import AS_OF

APP = 4711
HEAD, TIP = "a" * 40, "b" * 40
USER = {
    item.artefact.id: Account(account.handle, account.user_id or 0)
    for item in worked().of_kind("party")
    if isinstance(item.artefact, Party)
    for account in item.artefact.accounts
}
"""The accounts of the worked organisation by party."""
WORDING: Edits = {
    "slas/email.yaml": [
        ("version: 1.1.0", "version: 1.1.1"),
        ("Mail on the move is encrypted", "Mail in transit is encrypted"),
    ]
}
OTHER_WORDING: Edits = {
    "services/email.yaml": [
        ("version: 1.3.0", "version: 1.3.1"),
        ("Mailboxes, shared calendars", "Mailboxes, common calendars"),
    ]
}
LOOSER: Edits = next_version(
    "slas/billing-platform.yaml",
    "3.0.0",
    "2026-12-01",
    (
        "{id: resolve-p4, metric: resolution_time, priority: p4, at_most: 20h",
        "{id: resolve-p4, metric: resolution_time, priority: p4, at_most: 24h",
    ),
)
"""A looser promise from December on: a new version, for the one in force keeps its meaning."""


@dataclass
class FakeForge:
    """What the platform holds. `broken` names methods that fail; `when` runs before a method answers."""

    pulls: dict[int, PullRequest] = field(default_factory=dict)
    reviewed: dict[int, list[Review]] = field(default_factory=dict)
    made: dict[int, list[Commit]] = field(default_factory=dict)
    pushed: dict[str, Account] = field(default_factory=dict)
    tips: dict[str, str] = field(default_factory=lambda: {"main": TIP})
    asked: dict[int, list[Invitation]] = field(default_factory=dict)
    said: dict[int, list[Comment]] = field(default_factory=dict)
    posted: list[CheckRun] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    of: dict[str, tuple[int, ...]] = field(default_factory=dict)
    readers: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    platform: str = "github"
    app_id: int = APP
    shown: Preview | None = None
    calls: list[str] = field(default_factory=list)
    pulls_after: list[PullRequest] = field(default_factory=list)
    """What `pull` answers from the second time on, one after the other."""

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if name in self.broken:
            raise ForgeError(f"GitHub could not answer about {name}.", "start the gate again later")

    def pull(self, number: int) -> PullRequest:
        self._called("pull")
        if self.calls.count("pull") > 1 and self.pulls_after:
            self.pulls[number] = self.pulls_after.pop(0)
        return self.pulls[number]

    def open_pulls(self) -> tuple[int, ...]:
        self._called("open_pulls")
        return tuple(number for number, pull in self.pulls.items() if pull.open)

    def pulls_of(self, commit: str) -> tuple[int, ...]:
        self._called("pulls_of")
        return self.of.get(commit, ())

    def tip(self, branch: str) -> str:
        self._called("tip")
        return self.tips[branch]

    def reviews(self, number: int) -> tuple[Review, ...]:
        self._called("reviews")
        return tuple(self.reviewed.get(number, ()))

    def commits(self, number: int) -> tuple[Commit, ...]:
        self._called("commits")
        return tuple(self.made.get(number, ()))

    def last_pusher(self, pull: PullRequest) -> Account | None:
        self._called("last_pusher")
        return self.pushed.get(pull.head)

    def can_write(self, account: Account) -> bool:
        self._called("can_write")
        return account.login not in self.readers

    def invitations(self, number: int) -> tuple[Invitation, ...]:
        self._called("invitations")
        return tuple(self.asked.get(number, ()))

    def comments(self, number: int) -> tuple[Comment, ...]:
        self._called("comments")
        return tuple(self.said.get(number, ()))

    def runs(self, commit: str) -> tuple[CheckRun, ...]:
        return tuple(run for run in self.posted if run.head == commit)

    def preview(self, pull: PullRequest) -> Preview | None:
        self._called("preview")
        return self.shown

    def begin(self, check: Check) -> int:
        self._called("begin")
        self.checks.append(check)
        self.posted.append(CheckRun(len(self.posted) + 1, check.name, check.head, APP, "in_progress", ""))
        return len(self.posted)

    def conclude(self, run: int, check: Check) -> None:
        self._called("conclude")
        self.checks.append(check)
        before = self.posted[run - 1]
        self.posted[run - 1] = replace(before, status="completed", conclusion=check.conclusion or "")

    def add_comment(self, number: int, body: str) -> None:
        self._called("add_comment")
        self.said.setdefault(number, []).append(Comment(100 + len(self.said.get(number, ())), self.app_id, body))

    def edit_comment(self, number: int, comment: int, body: str) -> None:
        self._called("edit_comment")
        self.said[number] = [replace(one, body=body) if one.id == comment else one for one in self.said[number]]

    def invite(self, number: int, logins: Sequence[str]) -> None:
        self._called("invite")
        known = {account.login: account for account in USER.values()}
        for login in logins:
            kept = [one for one in self.asked.get(number, []) if one.account.login != login]
            self.asked[number] = [*kept, Invitation(known.get(login, Account(login)), True)]

    def relabel(self, number: int, add: Sequence[str], remove: Sequence[str]) -> None:
        self._called("relabel")
        pull = self.pulls[number]
        kept = tuple(name for name in pull.labels if name not in remove)
        self.pulls[number] = replace(pull, labels=(*kept, *add))

    @property
    def conclusion(self) -> str:
        """How the latest check run stands: its conclusion, or `in_progress`."""
        return self.posted[-1].conclusion or self.posted[-1].status

    def approve(self, person: str, commit: str = HEAD, state: ReviewState = "APPROVED", number: int = 1) -> None:
        """A review of a person of the worked organisation."""
        found = self.reviewed.setdefault(number, [])
        found.append(Review(len(found) + 1, USER[person], state, commit, "2026-11-01T10:00:00Z"))


@dataclass
class FakeBench:
    """Both sides of a change from texts."""

    edits: Edits = field(default_factory=dict)
    base_edits: Edits = field(default_factory=dict)
    prefix: str = ""
    fetched: list[str] = field(default_factory=list)
    tip_edits: Edits | None = None

    def fetch(self, refs: Sequence[str]) -> None:
        self.fetched += refs

    def sides(self, head: str, tip: str) -> Sides:
        base = _report(self.base_edits)
        after = edited(self.edits, edited(self.base_edits))  # type: ignore[arg-type]
        ruling = base.snapshot if self.tip_edits is None else load(MemoryTree(edited(self.tip_edits)), like=worked())
        head = check(load(MemoryTree(after), like=base.snapshot), RULES, AS_OF, like=base)
        return Sides(base, head, ruling, Names(base_commit=tip, head_commit=head))


_KNOWN: dict[str, Report] = {}


def _report(edits: Edits) -> Report:
    key = repr(sorted(edits.items()))
    if key not in _KNOWN:
        _KNOWN[key] = report_after(edits) if edits else worked_report()
    return _KNOWN[key]


def pull_by(person: str, **fields: object) -> PullRequest:
    """A pull request of somebody of the worked organisation."""
    given = {"title": "Wording", "body": "", **fields}
    return PullRequest(1, author=USER[person], head=HEAD, head_ref="change", head_repository="avu/governance",
                       base_ref="main", commits=1, **given)  # type: ignore[arg-type]  # fmt: skip


def forge_with(pull: PullRequest, writer: str = "") -> FakeForge:
    """A forge with one pull request, whose one commit its author made and pushed."""
    by = USER[writer] if writer else pull.author
    return FakeForge({1: pull}, made={1: [Commit(pull.head, by, by)]}, pushed={pull.head: by})
