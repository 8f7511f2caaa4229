"""What GitHub lets a token of an App do: which permission each request of the fake needs.

From GitHub's list of permissions by request; the description that the referee reads does not hold them.
"""

from __future__ import annotations

from collections.abc import Mapping

GRANTED = {
    "checks": "write", "contents": "write", "issues": "write", "pull_requests": "write", "metadata": "read",
    "administration": "read", "actions": "read",
}  # fmt: skip
"""What the App of the guide was given; a test holds the guide's table against this."""
EVERYTHING = dict.fromkeys(GRANTED, "write")
"""What an administrator may."""
_LEVELS = ("", "read", "write")
_NEEDS = {
    "pulls": "pull_requests read", "pull": "pull_requests read", "reviews": "pull_requests read",
    "commits": "pull_requests read", "requested": "pull_requests read", "request": "pull_requests write",
    "of_commit": "pull_requests read", "branch": "contents read", "activity": "contents read",
    "runs": "checks read", "start": "checks write", "change": "checks write",
    "issue_events": "issues read", "issue_comments": "issues read", "comment": "issues write",
    "edit_comment": "issues write", "label": "issues write", "unlabel": "issues write",
    "environment": "actions read", "policies": "actions read", "protected": "administration read",
}  # fmt: skip


def exceeds(wanted: Mapping[str, str], granted: Mapping[str, str]) -> bool:
    """Whether more is wanted than was granted; GitHub then gives no token at all."""
    return any(_LEVELS.index(level) > _LEVELS.index(granted.get(name, "")) for name, level in wanted.items())


def may(route: str, carried: Mapping[str, str]) -> bool:
    """Whether a token with these permissions may make the request. What everybody may read needs none."""
    name, _, level = _NEEDS.get(route, "metadata read").partition(" ")
    return not exceeds({name: level}, carried)
