"""The port to a platform with pull requests: what the gate reads there, and the few things it writes.

Records hold what the platform says and nothing worked out from it. Who somebody is in the organisation, which review
counts and what follows is decided elsewhere, so that a plain record in memory can stand for the platform.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from gitsm.base.errors import CannotWorkHere

CHECK_NAME = "gitsm/gate"
PREVIEW_NAME = "gitsm/preview"
"""The job that builds the site as it would be, from the workflow of the pull request and without any secret."""
MARKER = "<!-- gitsm:gate -->"
COMMENT_LIMIT = 65_536
ANNOTATION_LIMIT = 50
"""Notes that one request may carry; more would need several, and a half-written check says something false."""
REVIEWER_LIMIT = 15

Conclusion = Literal["success", "failure", "action_required"]
ReviewState = Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"]


class ForgeError(CannotWorkHere):
    """The platform refused, failed or gave an answer that cannot be used."""


class Unreachable(ForgeError):
    """The platform did not answer at all, however often it was asked."""


class Moved(ForgeError):
    """What was judged is no longer what lies on the platform: nothing is concluded."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account. `user_id` survives renaming; 0 where the platform did not say it."""

    login: str
    user_id: int = 0


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request. `head_repository` is empty where the fork was deleted."""

    number: int
    title: str
    body: str
    author: Account
    head: str
    head_ref: str
    head_repository: str
    base_ref: str
    open: bool = True
    draft: bool = False
    merged: str = ""
    """When it was merged, such as 2026-11-01T10:00:00Z; empty where it was not."""
    merge_commit: str = ""
    labels: tuple[str, ...] = ()
    commits: int = 0
    """How many commits the platform counts."""
    page: str = ""
    """Its address for people."""


@dataclass(frozen=True, slots=True)
class Review:
    """A review: who, what, of which commit."""

    id: int
    account: Account
    state: ReviewState
    commit: str
    submitted: str = ""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of a pull request. An account is None where the platform knows none for the address."""

    sha: str
    author: Account | None
    committer: Account | None
    message: str = ""
    committer_address: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; `app_id` is 0 where a person wrote it."""

    id: int
    app_id: int
    body: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """That somebody is, or once was, asked for a review."""

    account: Account
    pending: bool


@dataclass(frozen=True, slots=True)
class Annotation:
    """A note at lines of a file of the repository."""

    path: str
    line: int
    level: Literal["notice", "warning", "failure"]
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class Check:
    """A check run as it is written. Without a conclusion it is in progress."""

    head: str
    external_id: str
    title: str
    summary: str
    conclusion: Conclusion | None = None
    annotations: tuple[Annotation, ...] = ()
    name: str = CHECK_NAME


@dataclass(frozen=True, slots=True)
class CheckRun:
    """A check run as the platform has it."""

    id: int
    name: str
    head: str
    app_id: int
    status: str
    conclusion: str
    external_id: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """An address for people. `begun`: it is the run that builds the preview, else the page where that will show."""

    address: str
    begun: bool


class Forge(Protocol):
    """A repository on a platform. Every method raises ForgeError where the platform gives no usable answer."""

    @property
    def platform(self) -> str:
        """The name of the platform in `accounts` of parties."""

    @property
    def app_id(self) -> int:
        """The App that writes; 0 where nobody is signed in as one."""

    def pull(self, number: int) -> PullRequest:
        """A pull request as it is now."""

    def open_pulls(self) -> tuple[int, ...]:
        """Numbers of the open pull requests, oldest first."""

    def pulls_of(self, commit: str) -> tuple[int, ...]:
        """Numbers of the pull requests that the platform connects with a commit, closed ones included."""

    def tip(self, branch: str) -> str:
        """The commit a branch ends in."""

    def reviews(self, number: int) -> tuple[Review, ...]:
        """Every review, in the order given."""

    def commits(self, number: int) -> tuple[Commit, ...]:
        """The commits, oldest first; at most those that the platform lists."""

    def last_pusher(self, pull: PullRequest) -> Account | None:
        """Who pushed the head. None where the platform does not say."""

    def can_write(self, account: Account) -> bool:
        """Whether the account may write to the repository."""

    def invitations(self, number: int) -> tuple[Invitation, ...]:
        """Who is asked for a review, or was before."""

    def comments(self, number: int) -> tuple[Comment, ...]:
        """Every comment, oldest first."""

    def runs(self, commit: str) -> tuple[CheckRun, ...]:
        """The latest check runs of the gate's name on a commit, whoever posted them."""

    def preview(self, pull: PullRequest) -> Preview | None:
        """Where people find the site as it would be with the head. None where the platform has no such place."""

    def begin(self, check: Check) -> int:
        """Posts a check run and gives its number."""

    def conclude(self, run: int, check: Check) -> None:
        """Rewrites a check run of our own."""

    def add_comment(self, number: int, body: str) -> None:
        """Adds a comment; never twice, whatever the platform answers in between."""

    def edit_comment(self, number: int, comment: int, body: str) -> None:
        """Replaces the text of a comment."""

    def invite(self, number: int, logins: Sequence[str]) -> None:
        """Asks for reviews."""

    def relabel(self, number: int, add: Sequence[str], remove: Sequence[str]) -> None:
        """Adds and removes labels."""


@dataclass(slots=True)
class Rehearsal:
    """A forge that reads the real one and only notes what would be written."""

    real: Forge
    written: list[str] = field(default_factory=list)

    @property
    def platform(self) -> str:
        """That of the real one."""
        return self.real.platform

    @property
    def app_id(self) -> int:
        """That of the real one."""
        return self.real.app_id

    def pull(self, number: int) -> PullRequest:
        """Read."""
        return self.real.pull(number)

    def open_pulls(self) -> tuple[int, ...]:
        """Read."""
        return self.real.open_pulls()

    def pulls_of(self, commit: str) -> tuple[int, ...]:
        """Read."""
        return self.real.pulls_of(commit)

    def tip(self, branch: str) -> str:
        """Read."""
        return self.real.tip(branch)

    def reviews(self, number: int) -> tuple[Review, ...]:
        """Read."""
        return self.real.reviews(number)

    def commits(self, number: int) -> tuple[Commit, ...]:
        """Read."""
        return self.real.commits(number)

    def last_pusher(self, pull: PullRequest) -> Account | None:
        """Read."""
        return self.real.last_pusher(pull)

    def can_write(self, account: Account) -> bool:
        """Read."""
        return self.real.can_write(account)

    def invitations(self, number: int) -> tuple[Invitation, ...]:
        """Read."""
        return self.real.invitations(number)

    def comments(self, number: int) -> tuple[Comment, ...]:
        """Read."""
        return self.real.comments(number)

    def runs(self, commit: str) -> tuple[CheckRun, ...]:
        """Read."""
        return self.real.runs(commit)

    def preview(self, pull: PullRequest) -> Preview | None:
        """Read."""
        return self.real.preview(pull)

    def begin(self, check: Check) -> int:
        """Noted."""
        self.written.append(f"check run {check.name} on {check.head[:12]}: in progress")
        return 0

    def conclude(self, run: int, check: Check) -> None:
        """Noted."""
        notes = len(check.annotations)
        words = f" with {notes} annotation{'s' * (notes != 1)}" if notes else ""
        self.written.append(
            f"check run {check.name} on {check.head[:12]}: {check.conclusion or 'in progress'}, {check.title}{words}"
        )

    def add_comment(self, number: int, body: str) -> None:
        """Noted."""
        self.written.append(f"new comment on #{number}:\n{body}")

    def edit_comment(self, number: int, comment: int, body: str) -> None:
        """Noted."""
        self.written.append(f"comment {comment} on #{number} rewritten:\n{body}")

    def invite(self, number: int, logins: Sequence[str]) -> None:
        """Noted."""
        self.written.append(f"review of #{number} asked of {', '.join(logins)}")

    def relabel(self, number: int, add: Sequence[str], remove: Sequence[str]) -> None:
        """Noted."""
        moves = [f"+ {name}" for name in add] + [f"- {name}" for name in remove]
        self.written.append(f"labels of #{number}: {', '.join(moves)}")
