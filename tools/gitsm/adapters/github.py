"""GitHub as a Forge, through PyGithub (extra `github`). GitHub Enterprise Server works by its own API address.

PyGithub's own retries and pauses are switched off: `Patience` decides, with a clock that tests can hold. Answers are
turned into records here; what is missing or of the wrong type is an error, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote

from github import Auth, Github, GithubException, GithubIntegration, UnknownObjectException
from github.Repository import Repository
from jwt import PyJWTError

from gitsm.adapters.github_answers import account_, commit_, preview_, pull_, review_, run_, written
from gitsm.adapters.github_calls import patient, transient
from gitsm.adapters.patience import Patience
from gitsm.approvals.forge import (
    CHECK_NAME,
    PREVIEW_NAME,
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
)

API = "https://api.github.com"
TIMEOUT = 20
COMMITS_LISTED = 250
PERMISSIONS = {"checks": "write", "contents": "read", "issues": "write", "metadata": "read", "pull_requests": "write"}
"""What an installation token of the gate is asked to carry, whatever more the App was given. GitHub gives no token at
all where one of them was not granted, so each of them stands in the guide."""
SETTINGS = {"actions": "read", "administration": "read"}
"""What is needed besides to see the settings: the environment, and who may bypass the rules."""
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class AppKey:
    """An App by its number, with its private key in PEM."""

    app_id: int
    private_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a repository: address of the API, `owner/name`, and either an App or a token (dry runs)."""

    repository: str
    api: str = API
    app: AppKey | None = None
    token: str = field(default="", repr=False)
    patience: Patience = field(default_factory=Patience)
    permissions: Mapping[str, str] = field(default_factory=lambda: PERMISSIONS)
    more: Mapping[str, str] = field(default_factory=dict)
    """Permissions asked for besides; where the App was not given all of them, none of them."""


def connect(access: Access) -> GithubForge:
    """Signs in. Raises ForgeError where the App is unknown, not installed there, or the key is not its key."""
    common = {"base_url": access.api.rstrip("/"), "timeout": TIMEOUT, "retry": None, "seconds_between_requests": None}
    common["seconds_between_writes"] = None
    token = access.token
    if access.app is not None:
        token = _installation_token(access, access.app, common)
    auth = Auth.Token(token) if token else None
    client = Github(auth=auth, lazy=True, per_page=100, **common)  # type: ignore[arg-type]
    return GithubForge(client, access, token)


class _SignedOnce(Auth.AppAuth):
    """Signs for the two requests of a sign-in together: to read the key takes longer than to send a request."""

    @cached_property
    def token(self) -> str:
        return self.create_jwt()


def _installation_token(access: Access, app: AppKey, common: Mapping[str, Any]) -> str:
    owner, _, name = access.repository.partition("/")

    def ask() -> str:
        with GithubIntegration(auth=_SignedOnce(app.app_id, app.private_key), **common) as integration:
            url = f"/app/installations/{integration.get_repo_installation(owner, name).id}/access_tokens"

            def granted(permissions: Mapping[str, str]) -> str:
                body = {"repositories": [name], "permissions": dict(permissions)}
                return str(integration.requester.requestJsonAndCheck("POST", url, input=body)[1]["token"])

            try:
                return granted({**access.permissions, **access.more})
            except GithubException as error:
                if error.status != 422 or not access.more:
                    raise
            return granted(access.permissions)

    try:
        return patient(access.patience, ask, f"the installation of App {app.app_id} on {access.repository}")
    except (ValueError, TypeError, PyJWTError) as error:  # what the signature library says of a key that is none
        raise ForgeError(
            f"The private key of App {app.app_id} cannot be used: {type(error).__name__}.",
            "put the whole PEM file into the secret GITSM_APP_KEY, its first and last line included",
        ) from None


@dataclass(slots=True)
class GithubForge:
    """A repository on GitHub."""

    client: Github
    access: Access
    token: str = field(repr=False)
    """The token in use, for fetching with git."""

    @property
    def platform(self) -> str:
        """`github`, on GitHub Enterprise too: an installation knows one of them only."""
        return "github"

    @property
    def app_id(self) -> int:
        """The App signed in as."""
        return self.access.app.app_id if self.access.app is not None else 0

    def _repository(self) -> Repository:
        return self.client.get_repo(self.access.repository)

    def _ask(self, ask: Callable[[], Answer], what: str) -> Answer:
        try:
            return patient(self.access.patience, ask, f"{what} of {self.access.repository}")
        except (KeyError, TypeError, AttributeError) as error:
            raise ForgeError(
                f"GitHub's answer about {what} is not of the expected shape ({type(error).__name__}).",
                "report this as a fault of gitsm, with the version of GitHub Enterprise where you use one",
            ) from None

    def get(self, path: str, what: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """The answer to a GET below the repository that PyGithub has no method for (rulesets, activity)."""
        return self._ask(lambda: self._get(path, parameters), what)

    def find(self, path: str, what: str) -> Any:
        """The answer to a GET below the repository; None where there is no such thing."""

        def ask() -> Any:
            try:
                return self._get(path)
            except GithubException as error:
                if error.status == 404:
                    return None
                raise

        return self._ask(ask, what)

    def _get(self, path: str, parameters: Mapping[str, Any] | None = None) -> Any:
        url = f"/repos/{path.removeprefix('//')}" if path.startswith("//") else f"{self._url}{path}"
        return self.client.requester.requestJsonAndCheck("GET", url, parameters=dict(parameters or {}))[1]

    @property
    def _url(self) -> str:
        return f"/repos/{self.access.repository}"

    def _list(self, path: str, parameters: Mapping[str, Any] | None = None, key: str = "") -> list[Any]:
        """Every page of a listing."""
        found: list[Any] = []
        page = 1
        while True:
            data = self._get(path, {**(parameters or {}), "per_page": 100, "page": page})
            items = data[key] if key else data
            if not isinstance(items, list):
                raise TypeError(type(items).__name__)
            found += items
            if len(items) < 100:
                return found
            page += 1

    def pull(self, number: int) -> PullRequest:
        """Read anew each time."""
        return self._ask(lambda: pull_(self._get(f"/pulls/{number}")), f"pull request #{number}")

    def open_pulls(self) -> tuple[int, ...]:
        """Read page by page."""
        parameters = {"state": "open", "sort": "created", "direction": "asc"}
        found = self._ask(lambda: self._list("/pulls", parameters), "open pull requests")
        return tuple(int(one["number"]) for one in found)

    def pulls_of(self, commit: str) -> tuple[int, ...]:
        """Those that GitHub connects with the commit."""
        found = self._ask(lambda: self._list(f"/commits/{commit}/pulls"), f"pull requests with {commit[:12]}")
        return tuple(int(one["number"]) for one in found)

    def tip(self, branch: str) -> str:
        """The commit of the branch."""
        path = f"/branches/{quote(branch, safe='')}"
        return self._ask(lambda: str(self._get(path)["commit"]["sha"]), f"branch {branch}")

    def reviews(self, number: int) -> tuple[Review, ...]:
        """In the order of their submission, which is how GitHub lists them."""

        def ask() -> tuple[Review, ...]:
            return tuple(review_(one) for one in self._list(f"/pulls/{number}/reviews"))

        return self._ask(ask, f"reviews of #{number}")

    def commits(self, number: int) -> tuple[Commit, ...]:
        """At most the 250 that GitHub lists."""

        def ask() -> tuple[Commit, ...]:
            return tuple(commit_(one) for one in self._list(f"/pulls/{number}/commits")[:COMMITS_LISTED])

        return self._ask(ask, f"commits of #{number}")

    def last_pusher(self, pull: PullRequest) -> Account | None:
        """From the activity of the head's repository: who moved the branch to the head. None where it is not said."""
        if not pull.head_repository:
            return None
        parameters = {"ref": f"refs/heads/{pull.head_ref}", "per_page": 30}

        def ask() -> Account | None:
            try:
                moves = self._get(f"//{pull.head_repository}/activity", parameters)
            except GithubException as error:
                if error.status in (401, 403, 404, 422) and transient(error, self.access.patience) is None:
                    return None
                raise
            if not isinstance(moves, list):
                raise TypeError(type(moves).__name__)
            actor = next((one.get("actor") for one in moves if one["after"] == pull.head), None)
            return account_(actor)

        return self._ask(ask, f"pushes to #{pull.number}")

    def can_write(self, account: Account) -> bool:
        """Whether the permission is admin, maintain or write. Nobody whom GitHub does not know may."""

        def ask() -> bool:
            try:
                data = self._get(f"/collaborators/{account.login}/permission")
            except UnknownObjectException:
                return False
            same = not account.user_id or (data.get("user") or {}).get("id") in (None, account.user_id)
            return same and data["permission"] in ("admin", "maintain", "write")

        return self._ask(ask, f"permission of {account.login}")

    def invitations(self, number: int) -> tuple[Invitation, ...]:
        """Pending requests, and those in the history of the pull request."""

        def ask() -> tuple[Invitation, ...]:
            pending = [account_(one) for one in self._get(f"/pulls/{number}/requested_reviewers")["users"]]
            events = self._list(f"/issues/{number}/events")
            before = [account_(e.get("requested_reviewer")) for e in events if e["event"] == "review_requested"]
            found = {one: False for one in before if one is not None} | {one: True for one in pending if one}
            return tuple(Invitation(account, state) for account, state in found.items())

        return self._ask(ask, f"review requests of #{number}")

    def comments(self, number: int) -> tuple[Comment, ...]:
        """Every comment."""
        return self._ask(lambda: self._comments(number), f"comments on #{number}")

    def _comments(self, number: int) -> tuple[Comment, ...]:
        found = []
        for one in self._list(f"/issues/{number}/comments"):
            app = one.get("performed_via_github_app") or {}
            found.append(Comment(int(one["id"]), int(app.get("id") or 0), one.get("body") or ""))
        return tuple(found)

    def runs(self, commit: str) -> tuple[CheckRun, ...]:
        """Latest runs of the gate's name, of every App."""
        return self._ask(
            lambda: tuple(run_(one) for one in self._named(commit, CHECK_NAME)), f"check runs of {commit[:12]}"
        )

    def _named(self, commit: str, name: str) -> list[Any]:
        """Latest check runs of a name."""
        return self._list(f"/commits/{commit}/check-runs", {"check_name": name, "filter": "latest"}, "check_runs")

    def preview(self, pull: PullRequest) -> Preview | None:
        """The run of the job that builds it, else the checks of the pull request, where that run will show."""
        return self._ask(
            lambda: preview_(self._named(pull.head, PREVIEW_NAME), pull.page), f"the preview of #{pull.number}"
        )

    def begin(self, check: Check) -> int:
        """Posts a run; only an App may."""
        self._as_app()
        data = written(check)

        def ask() -> int:
            posted = self._repository().create_check_run(head_sha=check.head, **data)
            return posted.id

        return self._ask(ask, f"a check run on {check.head[:12]}")

    def conclude(self, run: int, check: Check) -> None:
        """Rewrites the run in one request."""
        self._as_app()
        url, data = f"{self._url}/check-runs/{run}", written(check)
        ask = self.client.requester.requestJsonAndCheck
        self._ask(lambda: ask("PATCH", url, input=data), f"check run {run}")

    def add_comment(self, number: int, body: str) -> None:
        """Posts it, unless an attempt before arrived although its answer did not."""
        self._as_app()
        url = f"{self._url}/issues/{number}/comments"
        tried: list[bool] = []

        def ask() -> None:
            if tried and any(one.app_id == self.app_id and one.body == body for one in self._comments(number)):
                return
            tried.append(True)
            self.client.requester.requestJsonAndCheck("POST", url, input={"body": body})

        self._ask(ask, f"a comment on #{number}")

    def edit_comment(self, number: int, comment: int, body: str) -> None:
        """Replaces the text in one request."""
        self._as_app()
        url = f"{self._url}/issues/comments/{comment}"
        ask = self.client.requester.requestJsonAndCheck
        self._ask(lambda: ask("PATCH", url, input={"body": body}), f"comment {comment} on #{number}")

    def invite(self, number: int, logins: Sequence[str]) -> None:
        """Asks all in one request."""
        self._as_app()
        url = f"{self._url}/pulls/{number}/requested_reviewers"
        ask = self.client.requester.requestJsonAndCheck
        self._ask(lambda: ask("POST", url, input={"reviewers": list(logins)}), f"review requests of #{number}")

    def relabel(self, number: int, add: Sequence[str], remove: Sequence[str]) -> None:
        """Adds in one request, removes one by one; a label that is gone already is no failure."""
        self._as_app()
        for name in remove:
            self._ask(lambda name=name: self._unlabel(number, name), f"labels of #{number}")  # type: ignore[misc]
        if add:
            url, ask = f"{self._url}/issues/{number}/labels", self.client.requester.requestJsonAndCheck
            self._ask(lambda: ask("POST", url, input={"labels": list(add)}), f"labels of #{number}")

    def _unlabel(self, number: int, name: str) -> None:
        url = f"{self._url}/issues/{number}/labels/{quote(name, safe='')}"
        try:
            self.client.requester.requestJsonAndCheck("DELETE", url)
        except UnknownObjectException:
            return

    def _as_app(self) -> None:
        if not self.app_id:
            raise ForgeError(
                "Nobody is signed in as the gate's App, and only that may write.",
                "set GITSM_APP_ID and GITSM_APP_KEY, or leave out --apply",
            )
