"""The labelled table of changes, `changes.yaml`: edits of the worked organisation, and what they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from diff_support import edited as with_pieces
from diff_support import worked, worked_files
from gitsm.approvals.request import ChangeRequest
from gitsm.check.report import Report, check
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.load.tree import MemoryTree
from gitsm.model.policy_test import TestEdit
from gitsm.plan.derive import SEGREGATION_RULES
from gitsm.plan.plan import Plan, plan
from gitsm.plan.rehearsal import edited
from gitsm.rules import RULES
from support import AS_OF

SEGREGATION = tuple(rule for rule in RULES if rule.id in SEGREGATION_RULES)
"""The rules whose findings are changes of their own."""
FILE = Path(__file__).with_name("diff") / "changes.yaml"


@cache
def cases() -> list[dict[str, Any]]:
    """Every case: `name`, `class`, `changes`, `approvers`; what is edited: `head` (after `base`), `text`, `copy`."""
    return yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)["cases"]


@cache
def report_of_worked() -> Report:
    """The worked organisation, checked as far as it matters here."""
    return check(worked(), SEGREGATION, AS_OF)


def sides(case: dict[str, Any]) -> tuple[Snapshot, Snapshot]:
    """Both sides of a case. Fails where an edit leads nowhere or leaves a file that cannot be read."""
    base = _after(worked(), case.get("base", ()))
    head = _after(base, case.get("head", ()))
    for path, pieces in case.get("text", {}).items():
        head = load(MemoryTree(with_pieces({path: tuple(pieces)})), like=worked())
    for new, (old, *pieces) in case.get("copy", {}).items():
        text = worked_files()[old].decode()
        for one, other in zip(pieces[::2], pieces[1::2], strict=True):
            assert text.count(one) == 1, f"{one!r} stands {text.count(one)} times in {old}"
            text = text.replace(one, other)
        head = load(MemoryTree({**worked_files(), new: text}), like=worked())
    assert not head.findings, [f"{f.place} {f.message}" for f in head.findings]
    return base, head


def _after(snapshot: Snapshot, edits: list[dict[str, Any]]) -> Snapshot:
    if not edits:
        return snapshot
    return load(edited(snapshot, [TestEdit.model_validate(edit) for edit in edits]), like=snapshot)


def planned(case: dict[str, Any]) -> Plan:
    """The plan of a case, made by nobody in particular."""
    base, head = sides(case)
    before = report_of_worked() if base is worked() else check(base, SEGREGATION, AS_OF, like=report_of_worked())
    return plan(before, check(head, SEGREGATION, AS_OF, base=base, like=before), ChangeRequest())
