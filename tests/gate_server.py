"""A GitHub of this computer: an HTTP server over a real bare git repository, with GitHub's own description as referee.

Every request must be one that the description knows, and every answer one that it allows; what does not fit is kept in
`complaints`, which each test asserts to be empty. What it does not stand for: GitHub's rules about who may do what.
"""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import jwt

from gate_openapi import Description
from gate_permissions import EVERYTHING, GRANTED, exceeds, may

NAME = "avu/governance"
APP = 4711
INSTALLATION = 99
TOKEN = "ghs_of-this-test"
ADMINISTRATOR = "ghp_of-an-administrator"
WORKFLOW = "ghs_of-the-workflow"
"""The token a job gets by itself, with what `permissions` in gitsm-gate.yml grants for asking."""
MOMENT = "2026-11-01T10:00:00Z"
NOW = 1_793_527_200.0


@dataclass
class Fault:
    """An answer that goes wrong: for how many requests, and whether the request takes effect all the same."""

    method: str
    path: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 1
    after: bool = False
    message: str = "trouble"


@dataclass
class Hub:
    """What the platform holds."""

    bare: Path
    public_key: str
    described: Description
    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    reviews: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    requested: dict[int, list[str]] = field(default_factory=dict)
    events: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    runs: list[dict[str, Any]] = field(default_factory=list)
    users: dict[str, int] = field(default_factory=dict)
    by_address: dict[str, str] = field(default_factory=dict)
    pushers: dict[str, str] = field(default_factory=dict)
    rules: list[dict[str, Any]] = field(default_factory=list)
    evidence_rules: list[dict[str, Any]] = field(default_factory=list)
    rulesets: dict[int, dict[str, Any]] = field(default_factory=dict)
    environment: dict[str, Any] | None = None
    branch_policies: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    of: dict[str, list[int]] = field(default_factory=dict)
    slept: list[float] = field(default_factory=list)
    on_request: Callable[[str], None] = lambda line: None
    answered: Callable[[int, str], tuple[int, bytes] | None] = lambda number, line: None
    """(number of the request, what it asks) -> status and raw answer instead of the right one; nothing takes effect."""
    granted: dict[str, str] = field(default_factory=lambda: dict(GRANTED))
    carried: dict[str, str] = field(default_factory=dict)
    """What the last token of the App may do."""
    protection: dict[str, Any] | None = None

    def git(self, *arguments: str) -> str:
        """Output of a git command in the bare repository."""
        done = subprocess.run(["git", *arguments], cwd=self.bare, capture_output=True, check=True, text=True)
        return done.stdout.strip()

    def open_pull(self, number: int, head_ref: str, author: str, body: str = "", **fields: Any) -> str:
        """A pull request for a branch of the bare repository; gives its head."""
        head = self.git("rev-parse", f"refs/heads/{head_ref}")
        self.git("update-ref", f"refs/pull/{number}/head", head)
        self.pulls[number] = {"author": author, "ref": head_ref, "body": body, "state": "open", "labels": [], **fields}
        self.pushers.setdefault(head, author)
        return head

    def head(self, number: int) -> str:
        """The commit a pull request ends in."""
        return self.git("rev-parse", f"refs/pull/{number}/head")

    def review(self, number: int, login: str, state: str = "APPROVED", commit: str = "") -> None:
        """A review as somebody leaves it in the browser."""
        found = self.reviews.setdefault(number, [])
        found.append({"id": 500 + len(found), "login": login, "state": state, "commit": commit or self.head(number)})
        self.requested[number] = [name for name in self.requested.get(number, []) if name != login]

    def latest(self, head: str) -> dict[str, Any]:
        """The latest check run on a commit."""
        return [run for run in self.runs if run["head_sha"] == head][-1]

    # what follows builds answers from the examples of the description

    def user(self, login: str) -> dict[str, Any]:
        example: dict[str, Any] = self.described.example("GET", f"/repos/{NAME}/pulls/1")["user"]
        return {**example, "login": login, "id": self.users.get(login, 1)}

    def pull(self, number: int, *, simple: bool = False) -> dict[str, Any]:
        path = f"/repos/{NAME}/pulls" if simple else f"/repos/{NAME}/pulls/1"
        example = self.described.example("GET", path)
        made: dict[str, Any] = example[0] if simple else example
        data, head = self.pulls[number], self.head(number)
        base = data.get("base", "main")
        made.update(
            html_url=f"https://github.example.org/{NAME}/pull/{number}",
            number=number, title=data.get("title", "A change"), body=data["body"], state=data["state"],
            draft=data.get("draft", False), requested_teams=[], user=self.user(data["author"]),
            labels=[{**made["labels"][0], "name": name} for name in data["labels"]],
            requested_reviewers=[self.user(login) for login in self.requested.get(number, [])],
        )  # fmt: skip
        made["head"].update(sha=head, ref=data["ref"])
        made["head"]["repo"]["full_name"] = NAME
        made["base"].update(sha=self.git("rev-parse", f"refs/heads/{base}"), ref=base)
        if not simple:
            made["commits"] = len(self.commits(number))
            made["merged"] = bool(data.get("merge_commit"))
            made["merged_at"] = data.get("merged_at")
        made["merge_commit_sha"] = data.get("merge_commit", "e" * 40)
        return made

    def commits(self, number: int) -> list[dict[str, Any]]:
        base = self.pulls[number].get("base", "main")
        since = self.pulls[number].get("target", f"refs/heads/{base}")
        listing = self.git("rev-list", "--reverse", f"{since}..refs/pull/{number}/head")
        return [self.commit(sha) for sha in listing.split()]

    def commit(self, sha: str) -> dict[str, Any]:
        made: dict[str, Any] = self.described.example("GET", f"/repos/{NAME}/pulls/1/commits")[0]
        form = self.git("show", "-s", "--format=%an%x00%ae%x00%cn%x00%ce%x00%B", sha)
        name, address, by, by_address, message = form.split("\0")
        made["sha"] = sha
        made["commit"]["author"].update(name=name, email=address)
        made["commit"]["committer"].update(name=by, email=by_address)
        made["commit"]["message"] = message
        for key, mail in (("author", address), ("committer", by_address)):
            login = self.by_address.get(mail)
            made[key] = self.user(login) if login else None
        return made

    def run(self, data: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = self.described.example("POST", f"/repos/{NAME}/check-runs", "201")
        kept = {k: v for k, v in data.items() if k not in ("output", "app", "slug")}
        made.update({"status": "queued", "conclusion": None, "completed_at": None, "external_id": "", **kept})
        made["pull_requests"] = []
        made["app"].update(id=data.get("app", APP), slug=data.get("slug", "gitsm-gate"))
        made["details_url"] = data.get("details_url", "https://example.org")
        output = data.get("output", {})
        made["output"].update(title=output.get("title"), summary=output.get("summary"))
        return made

    def comment(self, data: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = self.described.example("GET", f"/repos/{NAME}/issues/1/comments")[0]
        app = None
        if data["app"]:
            app = {**self.described.example("GET", f"/repos/{NAME}/commits/x/check-runs")["check_runs"][0]["app"]}
            app["id"] = data["app"]
        return {**made, "id": data["id"], "body": data["body"], "performed_via_github_app": app}


Answer = tuple[int, Any]


class Routes:
    """Requests to answers: (method, pattern) -> method of this class."""

    def __init__(self, hub: Hub, carried: dict[str, str]) -> None:
        self.hub, self.carried = hub, carried

    def __call__(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        for name, pattern in _ROUTES:
            verb, _, template = pattern.partition(" ")
            match = re.fullmatch(template.replace("R/", f"/repos/{NAME}/"), path)
            if verb == method and match:
                if not may(name, self.carried) and name not in ("installation", "access"):
                    return 403, {"message": "Resource not accessible by integration"}
                answer: Answer = getattr(self, name)(*match.groups(), query=query, body=body)
                return answer
        return 404, {"message": "Not Found"}

    def repository(self, **_: Any) -> Answer:
        example = self.hub.described.example("GET", f"/repos/{NAME}")
        kept = {k: v for k, v in example.items() if k not in ("source", "parent", "template_repository")}
        return 200, {**kept, "language": None, "default_branch": "main", "full_name": NAME}

    def installation(self, **_: Any) -> Answer:
        example = self.hub.described.example("GET", f"/repos/{NAME}/installation")
        return 200, {**example, "id": INSTALLATION, "app_id": APP}

    def access(self, _number: str, body: Any, **_: Any) -> Answer:
        assert body["repositories"] == [NAME.partition("/")[2]], "a token for more repositories than the one"
        if exceeds(body["permissions"], self.hub.granted):
            return 422, {"message": "The permissions requested are not granted to this installation."}
        self.hub.carried = body["permissions"]
        example = self.hub.described.example("POST", "/app/installations/1/access_tokens", "201")
        return 201, {**example, "token": TOKEN, "expires_at": "2099-01-01T00:00:00Z"}

    def pull(self, number: str, **_: Any) -> Answer:
        return (200, self.hub.pull(int(number))) if int(number) in self.hub.pulls else (404, {"message": "Not Found"})

    def pulls(self, query: dict[str, str], **_: Any) -> Answer:
        found = [n for n, p in sorted(self.hub.pulls.items()) if p["state"] == query.get("state", "open")]
        made = [self.hub.pull(n, simple=True) for n in found]
        for one in made:
            one["merged_at"] = MOMENT if self.hub.pulls[one["number"]].get("merged") else None
        return 200, self._page(made, query)

    def reviews(self, number: str, query: dict[str, str], **_: Any) -> Answer:
        example = self.hub.described.example("GET", f"/repos/{NAME}/pulls/1/reviews")[0]
        found = [
            {**example, "id": one["id"], "user": self.hub.user(one["login"]), "state": one["state"],
             "commit_id": one["commit"], "submitted_at": MOMENT}
            for one in self.hub.reviews.get(int(number), [])
        ]  # fmt: skip
        return 200, self._page(found, query)

    def commits(self, number: str, query: dict[str, str], **_: Any) -> Answer:
        return 200, self._page(self.hub.commits(int(number)), query)

    def requested(self, number: str, **_: Any) -> Answer:
        return 200, {"users": [self.hub.user(one) for one in self.hub.requested.get(int(number), [])], "teams": []}

    def request(self, number: str, body: Any, **_: Any) -> Answer:
        for login in body["reviewers"]:
            if login not in self.hub.users or login == self.hub.pulls[int(number)]["author"]:
                return 422, {"message": "Reviews may only be requested from collaborators."}
            self.hub.requested.setdefault(int(number), []).append(login)
            self.hub.events.setdefault(int(number), []).append({"event": "review_requested", "login": login})
        made = self.hub.pull(int(number), simple=True)
        return 201, made

    def branch(self, name: str, **_: Any) -> Answer:
        try:
            sha = self.hub.git("rev-parse", "--verify", f"refs/heads/{unquote(name)}")
        except subprocess.CalledProcessError:
            return 404, {"message": "Branch not found"}
        example = self.hub.described.example("GET", f"/repos/{NAME}/branches/main")
        example["name"] = unquote(name)
        example["commit"]["sha"] = sha
        return 200, example

    def of_commit(self, sha: str, query: dict[str, str], **_: Any) -> Answer:
        def holds(number: int) -> bool:
            if sha in self.hub.of:
                return number in self.hub.of[sha]
            data = self.hub.pulls[number]
            return data.get("merge_commit") == sha or sha in {one["sha"] for one in self.hub.commits(number)}

        return 200, self._page([self.hub.pull(n, simple=True) for n in sorted(self.hub.pulls) if holds(n)], query)

    def runs(self, sha: str, query: dict[str, str], **_: Any) -> Answer:
        found = [self.hub.run(r) for r in self.hub.runs if r["head_sha"] == sha and r["name"] == query["check_name"]]
        return 200, {"total_count": len(found), "check_runs": found}

    def permission(self, login: str, **_: Any) -> Answer:
        if login not in self.hub.users:
            return 404, {"message": "Not Found"}
        example = self.hub.described.example("GET", f"/repos/{NAME}/collaborators/u/permission")
        example["user"] = {**example["user"], **self.hub.user(login), "role_name": "write", "permissions": _MAY}
        return 200, {**example, "permission": "write", "role_name": "write"}

    def issue_events(self, number: str, query: dict[str, str], **_: Any) -> Answer:
        example = self.hub.described.example("GET", f"/repos/{NAME}/issues/1/events")[0]
        found = [
            {**example, "event": one["event"], "requested_reviewer": self.hub.user(one["login"])}
            for one in self.hub.events.get(int(number), [])
        ]
        return 200, self._page(found, query)

    def issue_comments(self, number: str, query: dict[str, str], **_: Any) -> Answer:
        return 200, self._page([self.hub.comment(one) for one in self.hub.comments.get(int(number), [])], query)

    def comment(self, number: str, body: Any, **_: Any) -> Answer:
        found = self.hub.comments.setdefault(int(number), [])
        found.append({"id": 900 + sum(map(len, self.hub.comments.values())), "app": APP, "body": body["body"]})
        return 201, self.hub.comment(found[-1])

    def edit_comment(self, number: str, body: Any, **_: Any) -> Answer:
        for found in self.hub.comments.values():
            for one in found:
                if one["id"] == int(number):
                    one["body"] = body["body"]
                    return 200, self.hub.comment(one)
        return 404, {"message": "Not Found"}

    def label(self, number: str, body: Any, **_: Any) -> Answer:
        names = self.hub.pulls[int(number)]["labels"]
        names += [name for name in body["labels"] if name not in names]
        return 200, self._labels(names)

    def unlabel(self, number: str, name: str, **_: Any) -> Answer:
        names = self.hub.pulls[int(number)]["labels"]
        if unquote(name) not in names:
            return 404, {"message": "Label does not exist"}
        names.remove(unquote(name))
        return 200, self._labels(names)

    def _labels(self, names: list[str]) -> list[Any]:
        example = self.hub.described.example("POST", f"/repos/{NAME}/issues/1/labels")[0]
        return [{**example, "name": name} for name in names]

    def start(self, body: Any, **_: Any) -> Answer:
        self.hub.runs.append({**body, "id": len(self.hub.runs) + 1})
        return 201, self.hub.run(self.hub.runs[-1])

    def change(self, number: str, body: Any, **_: Any) -> Answer:
        run = next(one for one in self.hub.runs if one["id"] == int(number))
        run.update(body)
        return 200, self.hub.run(run)

    def activity(self, query: dict[str, str], **_: Any) -> Answer:
        sha = self.hub.git("rev-parse", query["ref"])
        who = self.hub.pushers.get(sha)
        move = {
            "id": 1, "node_id": "x", "before": "0" * 40, "after": sha, "ref": query["ref"], "timestamp": MOMENT,
            "activity_type": "push", "actor": self.hub.user(who) if who else None,
        }  # fmt: skip
        return 200, [move]

    def branch_rules(self, name: str, **_: Any) -> Answer:
        return 200, self.hub.evidence_rules if name == "gitsm-evidence" else self.hub.rules

    def ruleset(self, number: str, **_: Any) -> Answer:
        found = self.hub.rulesets.get(int(number))
        if found and self.carried.get("administration") != "write":
            found = {key: value for key, value in found.items() if key != "bypass_actors"}
        return (200, found) if found else (404, {"message": "Not Found"})

    def protected(self, _name: str, **_: Any) -> Answer:
        found = self.hub.protection
        return (200, found) if found is not None else (404, {"message": "Branch not protected"})

    def environment(self, name: str, **_: Any) -> Answer:
        found = self.hub.environment
        return (200, {**found, "name": name}) if found is not None else (404, {"message": "Not Found"})

    def policies(self, _name: str, **_: Any) -> Answer:
        found = [{"id": n, "node_id": "x", "name": name} for n, name in enumerate(self.hub.branch_policies)]
        return 200, {"total_count": len(found), "branch_policies": found}

    def _page(self, items: list[Any], query: dict[str, str]) -> list[Any]:
        size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
        return items[(page - 1) * size : page * size]


_MAY = {"pull": True, "triage": True, "push": True, "maintain": False, "admin": False}
_ROUTES = (
    ("repository", r"GET /repos/avu/governance"),
    ("installation", r"GET R/installation"),
    ("access", r"POST /app/installations/(\d+)/access_tokens"),
    ("pulls", r"GET R/pulls"),
    ("pull", r"GET R/pulls/(\d+)"),
    ("reviews", r"GET R/pulls/(\d+)/reviews"),
    ("commits", r"GET R/pulls/(\d+)/commits"),
    ("requested", r"GET R/pulls/(\d+)/requested_reviewers"),
    ("request", r"POST R/pulls/(\d+)/requested_reviewers"),
    ("branch", r"GET R/branches/([^/]+)"),
    ("of_commit", r"GET R/commits/(\w+)/pulls"),
    ("runs", r"GET R/commits/(\w+)/check-runs"),
    ("permission", r"GET R/collaborators/([^/]+)/permission"),
    ("issue_events", r"GET R/issues/(\d+)/events"),
    ("issue_comments", r"GET R/issues/(\d+)/comments"),
    ("comment", r"POST R/issues/(\d+)/comments"),
    ("edit_comment", r"PATCH R/issues/comments/(\d+)"),
    ("label", r"POST R/issues/(\d+)/labels"),
    ("unlabel", r"DELETE R/issues/(\d+)/labels/([^/]+)"),
    ("start", r"POST R/check-runs"),
    ("change", r"PATCH R/check-runs/(\d+)"),
    ("activity", r"GET R/activity"),
    ("branch_rules", r"GET R/rules/branches/([^/]+)"),
    ("ruleset", r"GET R/rulesets/(\d+)"),
    ("protected", r"GET R/branches/([^/]+)/protection"),
    ("environment", r"GET R/environments/([^/]+)"),
    ("policies", r"GET R/environments/([^/]+)/deployment-branch-policies"),
)


class Handler(BaseHTTPRequestHandler):
    """One request: signed in, known to the description, answered as the description allows."""

    hub: Hub
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: the second would wait 40 ms for the first's answer

    def _serve(self) -> None:
        hub, parts = self.hub, urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        body = json.loads(raw) if raw else None
        path = parts.path.removeprefix("/api/v3")
        line = f"{self.command} {path}"
        hub.log.append(line)
        hub.on_request(line)
        try:
            hub.described.check_request(self.command, path, query, body)
            self._signed_in(path)
        except (AssertionError, KeyError, jwt.PyJWTError) as error:
            hub.complaints.append(f"{line}: {error!r}")
        instead = hub.answered(len(hub.log), line)
        if instead is not None:
            self._raw(instead[0], instead[1], {})
            return
        fault = next(
            (f for f in hub.faults if f.times > 0 and f.method == self.command and re.search(f.path, path)), None
        )
        if fault is not None:
            fault.times -= 1
            if fault.after:
                Routes(hub, self._carried)(self.command, path, query, body)
            self._send(fault.status, {"message": fault.message}, fault.headers)
            return
        try:
            status, answer = Routes(hub, self._carried)(self.command, path, query, body)
            hub.described.check_answer(self.command, path, status, answer)
        except Exception as error:  # noqa: BLE001 - a fault of the fake must reach the test, not end a thread
            hub.complaints.append(f"{line}: {error!r}")
            status, answer = 500, {"message": "the fake failed"}
        self._send(status, answer, {})

    def _signed_in(self, path: str) -> None:
        scheme, _, secret = self.headers.get("Authorization", "").partition(" ")
        if path.endswith("/installation") or path.startswith("/app/"):
            assert scheme == "Bearer"
            found = jwt.decode(secret, self.hub.public_key, algorithms=["RS256"], options={"verify_iat": False})
            assert found["iss"] == str(APP)
        else:
            assert secret in (TOKEN, ADMINISTRATOR, WORKFLOW), "not signed in with the token of the installation"

    @property
    def _carried(self) -> dict[str, str]:
        secret = self.headers.get("Authorization", "").rpartition(" ")[2]
        return {ADMINISTRATOR: EVERYTHING, WORKFLOW: {"pull_requests": "read"}}.get(secret, self.hub.carried)

    def _send(self, status: int, answer: Any, headers: dict[str, str]) -> None:
        self._raw(status, json.dumps(answer).encode(), headers)

    def _raw(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _serve

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def serving(hub: Hub) -> Iterator[str]:
    """The address of a server over the hub."""
    handler = type("Bound", (Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
