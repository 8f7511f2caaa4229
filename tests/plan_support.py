"""Plans of edits of the worked organisation, judged on its own day."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from diff_support import Edits, edited, worked
from gitsm.approvals.request import ChangeRequest
from gitsm.check.report import Report, check
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from gitsm.plan.plan import Plan, plan
from gitsm.rules import RULES
from support import AS_OF

SLA = "slas/email.yaml"
P4 = ("priority: p4, at_most: 20h", "priority: p4, at_most: 40h")
LOOSER: Edits = {SLA: P4}


@cache
def worked_report() -> Report:
    """The worked organisation, checked."""
    return check(worked(), RULES, AS_OF)


def report_after(edits: Edits) -> Report:
    """The worked organisation after the edits, checked."""
    return check(load(MemoryTree(edited(edits)), like=worked()), RULES, AS_OF, like=worked_report())


def plan_after(edits: Edits, request: ChangeRequest | None = None, **more: Any) -> Plan:
    """The plan of edits. The head shares what is unchanged, as it does in the command."""
    return plan(worked_report(), report_after(edits), request or ChangeRequest(), **more)


def plan_between(
    base: Mapping[str, str | bytes], edits: Edits, request: ChangeRequest | None = None, **more: Any
) -> Plan:
    """The plan of edits of other files than the worked ones."""
    before = load(MemoryTree(base))
    files = {path: text.encode() if isinstance(text, str) else text for path, text in base.items()}
    after = load(MemoryTree(edited(edits, files)), like=before)
    base_report = check(before, RULES, AS_OF)
    return plan(base_report, check(after, RULES, AS_OF, like=base_report), request or ChangeRequest(), **more)


def state_of(found: Plan, role: str) -> str:
    """State of the agreement of a role; empty where it is not asked."""
    return next((one.state for one in found.judgement.requirements if one.role == role), "")
