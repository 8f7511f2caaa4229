"""Answers of GitHub as records, and a check run as GitHub wants it.

What is missing or of the wrong type raises KeyError or TypeError: an error, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from gitsm.approvals.forge import Account, Check, CheckRun, Commit, Preview, PullRequest, Review, ReviewState

_STATES = frozenset({"APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"})
_PAGE = re.compile(r"(?P<repository>https?://[A-Za-z0-9.:-]+/[A-Za-z0-9._-]+/[A-Za-z0-9._-]+)/pull/[1-9][0-9]{0,15}")
_RUN = re.compile(r"/actions/runs/(?P<run>[1-9][0-9]{0,18})(?:/.*)?")
ACTIONS = "github-actions"


def account_(data: Any) -> Account | None:
    """An account of an answer; None for a deleted one."""
    return Account(str(data["login"]), int(data["id"])) if isinstance(data, dict) and data.get("login") else None


def pull_(data: Mapping[str, Any]) -> PullRequest:
    """A pull request of an answer."""
    head, base = data["head"], data["base"]
    repository = head.get("repo") or {}
    labels: Iterable[Any] = data.get("labels") or ()
    merged = str(data.get("merged_at") or "") if data.get("merged") else ""
    return PullRequest(
        int(data["number"]), str(data["title"]), data.get("body") or "", account_(data["user"]) or Account("ghost"),
        str(head["sha"]), str(head["ref"]), str(repository.get("full_name", "")), str(base["ref"]),
        data["state"] == "open", bool(data.get("draft")), merged, data.get("merge_commit_sha") or "",
        tuple(str(one["name"]) for one in labels), int(data["commits"]), str(data.get("html_url") or ""),
    )  # fmt: skip


def review_(data: Mapping[str, Any]) -> Review:
    """A review of an answer; one of a deleted account belongs to nobody."""
    state = str(data["state"])
    if state not in _STATES:
        raise KeyError(state)
    return Review(
        int(data["id"]), account_(data.get("user")) or Account("ghost"), cast(ReviewState, state),
        data.get("commit_id") or "", data.get("submitted_at") or "",
    )  # fmt: skip


def commit_(data: Mapping[str, Any]) -> Commit:
    """A commit of an answer."""
    inner = data["commit"]
    return Commit(
        str(data["sha"]), account_(data.get("author")), account_(data.get("committer")), str(inner["message"]),
        str((inner.get("committer") or {}).get("email", "")),
    )  # fmt: skip


def run_(data: Mapping[str, Any]) -> CheckRun:
    """A check run of an answer."""
    return CheckRun(
        int(data["id"]), str(data["name"]), str(data["head_sha"]), int((data.get("app") or {}).get("id", 0)),
        str(data["status"]), data.get("conclusion") or "", data.get("external_id") or "",
        (data.get("output") or {}).get("title") or "",
    )  # fmt: skip


def preview_(runs: Iterable[Mapping[str, Any]], page: str) -> Preview | None:
    """Where the preview is, from the check runs of its name and the page of the pull request.

    A workflow of the pull request may write any address into a check run: only the number of a run of this repository
    is taken of it.
    """
    place = _PAGE.fullmatch(page)
    if place is None:
        return None
    for run in runs:
        address = str(run.get("details_url") or "")
        found = _RUN.fullmatch(address.removeprefix(place["repository"]))
        if found and (run.get("app") or {}).get("slug") == ACTIONS:
            return Preview(f"{place['repository']}/actions/runs/{found['run']}#artifacts", begun=True)
    return Preview(f"{page}/checks", begun=False)


def written(check: Check) -> dict[str, Any]:
    """A check run as it is sent."""
    output: dict[str, Any] = {"title": check.title[:250], "summary": check.summary}
    if check.annotations:
        output["annotations"] = [
            {
                "path": one.path, "start_line": one.line, "end_line": one.line, "annotation_level": one.level,
                "title": one.title, "message": one.message,
            }
            for one in check.annotations
        ]  # fmt: skip
    data: dict[str, Any] = {"name": check.name, "external_id": check.external_id, "output": output}
    if check.conclusion is None:
        return {**data, "status": "in_progress"}
    return {**data, "status": "completed", "conclusion": check.conclusion}
