"""What tests share: small repositories from text, and the checker run over them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from gitsm.check.evidence import Approval
from gitsm.check.report import Report, check
from gitsm.load.loader import load
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.load.tree import MemoryTree
from gitsm.rules import RULES

ROOT = Path(__file__).resolve().parent.parent
AS_OF = date(2026, 11, 1)
SETTINGS: dict[str, Any] = {
    "id": "settings",
    "title": "Settings of a small repository",
    "version": "1.0.0",
    "status": "approved",
    "owner": "quality-manager",
    "effective_from": "2026-01-01",
    "review": {"every": "12mo", "last": "2026-01-10"},
}


def settings_text(extra: dict[str, Any] | None = None) -> str:
    """A small gitsm.yaml, with fields of your own on top."""
    return yaml.dump({**SETTINGS, **(extra or {})}, Dumper=yaml.CSafeDumper, sort_keys=False)


def tree_of(case: dict[str, Any]) -> MemoryTree:
    """The repository of a case."""
    files: dict[str, str | bytes] = {"gitsm.yaml": settings_text(case.get("settings"))}
    files.update(case.get("files", {}))
    files.update({path: bytes.fromhex(digits) for path, digits in case.get("bytes", {}).items()})
    return MemoryTree(files, case.get("special", {}))


class Approvals:
    """Evidence from a list: approvals by `kind/id`."""

    def __init__(self, by_key: dict[str, dict[str, Any]]) -> None:
        self._by_key = by_key

    def approval(self, item: Loaded) -> Approval | None:
        """What the list says."""
        found = self._by_key.get(item.key)
        if found is None:
            return None
        return Approval(
            found["day"],
            tuple(found.get("approvers", ())),
            tuple(found.get("authors", ())),
            "merged change 7",
            start_agreed=found.get("start_agreed"),
        )


def judge(case: dict[str, Any]) -> tuple[Snapshot, Report]:
    """Snapshot and report of all rules for a case."""
    day = case.get("as_of", AS_OF)
    snapshot = load(tree_of(case))
    base = load(tree_of({**case, "files": case["base"]})) if "base" in case else None
    evidence = Approvals(case["approvals"]) if "approvals" in case else None
    return snapshot, check(
        snapshot, RULES, day if isinstance(day, date) else date.fromisoformat(day), evidence, base=base
    )


def judge_files(files: dict[str, str], as_of: date = AS_OF, **settings: Any) -> tuple[Snapshot, Report]:
    """The same for a plain mapping of files."""
    return judge({"files": files, "as_of": as_of, "settings": settings})


def have(command: str) -> bool:
    """Whether a command is installed."""
    return shutil.which(command) is not None
