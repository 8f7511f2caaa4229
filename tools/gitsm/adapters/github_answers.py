"""Answers of GitHub as records, and a check run as GitHub wants it.

What is missing or of the wrong type raises KeyError or TypeError: an error, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from gitsm.approvals.forge import Account, Check, CheckRun, Commit, PullRequest, Review, ReviewState

_STATES = frozenset({"APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"})


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
        tuple(str(one["name"]) for one in labels), int(data["commits"]),
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
