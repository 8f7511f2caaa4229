"""Roles with their holders as JSON, shape `roles/1`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gitsm.check.report import Report
from gitsm.export.parts.envelope import document
from gitsm.export.parts.roles import RoleState


def roles_json(report: Report, states: Iterable[RoleState]) -> str:
    """Every role that has not ended. `vacant` is null where somebody acts for the role on the day."""
    return document("roles/1", report.as_of, {"roles": [_role(report, state) for state in states]})


def _role(report: Report, state: RoleState) -> dict[str, Any]:
    role = state.role
    return {
        "id": role.id,
        "title": role.title,
        "type": role.type,
        "reports_to": role.reports_to,
        "condition": report.snapshot.condition(state.item, report.as_of),
        "chair": role.chair,
        "members": list(role.members),
        "holders": [
            {
                "person": one.person,
                "role": one.role,
                "team": one.team or None,
                "deputy": one.deputy,
                "away": one.away,
            }
            for one in state.holdings
        ],
        "vacant": list(state.vacancy.reasons) if state.vacancy else None,
        "raci": [
            {"process": task.process, "activity": task.activity, "name": task.name, "letters": task.letters}
            for task in state.tasks
        ],
        "path": state.item.path,
    }
