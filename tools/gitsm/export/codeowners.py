"""CODEOWNERS from the owners of artefacts: a view for the platform's own review requests, which decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from gitsm.analysis.people import Staff
from gitsm.approvals.accounts import Directory
from gitsm.load.snapshot import Snapshot
from gitsm.model.settings import ApproverRoles
from gitsm.plan.plan import POLICY_PROCESS

HEADER = """\
# Written by `gitsm gate codeowners`; do not edit. A fallback for review requests: one of several owners is enough here,
# and nobody's time away, deputy or quorum counts. What decides is the check gitsm/gate.
"""


def codeowners(snapshot: Snapshot, as_of: date, prefix: str = "", platform: str = "github") -> str:
    """One line for each artefact with the accounts of those who hold its owner's role; later lines win."""
    staff, people = Staff(snapshot, as_of), Directory.of(snapshot, platform, as_of)
    known = snapshot.settings.approver_roles or ApproverRoles()
    top = f"/{prefix}/" if prefix else "/"
    lines = [_line("*", known.maintainer, staff, people)]
    policy = snapshot.in_force("process", POLICY_PROCESS, as_of)
    for item in sorted(snapshot.items, key=lambda one: one.path):
        if item.phase != "ended":
            lines.append(_line(top + item.path, (item.artefact.owner,), staff, people))
    owner = (policy.artefact.owner,) if policy is not None else known.maintainer
    lines += [_line(path, owner, staff, people) for path in ("/.github/", "CODEOWNERS")]
    return HEADER + "\n".join(lines) + "\n"


def _line(path: str, roles: Iterable[str], staff: Staff, people: Directory) -> str:
    logins = list(dict.fromkeys(_accounts(roles, staff, people)))
    if not logins:
        return f"# {path}: nobody who holds {', '.join(roles) or 'a role'} has an account here"
    return f"{_escaped(path)} {' '.join(f'@{login}' for login in logins)}"


def _accounts(roles: Iterable[str], staff: Staff, people: Directory) -> Iterator[str]:
    for role in roles:
        for person in staff.regular(role):
            if person in people.logins:
                yield people.logins[person]


def _escaped(path: str) -> str:
    return path.replace("\\", "\\\\").replace(" ", "\\ ").replace("#", "\\#")
