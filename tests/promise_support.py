"""Small repositories with one SLA and the agreements under it, for tests of proofs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cli_support import Repo
from gitsm.analysis.proof import Proof, Prover
from gitsm.calendar.almanac import Almanac
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.load.tree import MemoryTree
from support import settings_text

DAY = date(2026, 6, 1)
ENVELOPE = {
    "title": "A document",
    "version": "1.0.0",
    "owner": "manager",
    "review": {"every": "12mo", "last": "2026-01-01"},
    "classification": "internal",
}
TERM = {"from": "2026-01-01", "to": "2027-01-01", "notice": "90d"}


def calendar(id_: str, zone: str = "UTC", *, holidays: Any = (), **days: list[list[str]]) -> dict[str, Any]:
    """A calendar of weekly windows: `calendar("office", mon_fri=[["08:00", "18:00"]])`."""
    return {
        "id": id_,
        **ENVELOPE,
        "status": "approved",
        "effective_from": "2020-01-01",
        "timezone": zone,
        "weekly": {spec.replace("_", "-"): windows for spec, windows in days.items()},
        "holidays": list(holidays),
    }


def step(id_: str, minutes: int, hours: str = "24x7", compliance: float | None = 100, **target: Any) -> dict[str, Any]:
    """An OLA that promises resolution within some minutes of its support hours."""
    one = {"id": "fix", "metric": "resolution_time", "at_most": f"{minutes}m", "clock": "support_hours", **target}
    return {
        "id": id_,
        **ENVELOPE,
        "status": "agreed",
        "valid": TERM,
        "provider": "team",
        "consumer": "manager",
        "supports": ["sla/promise"],
        "support_hours": hours,
        "targets": [{**one, **({} if compliance is None else {"compliance": compliance})}],
    }


def promised(
    minutes: int, chain: Mapping[str, Any], hours: str = "24x7", compliance: float | None = 100, **more: Any
) -> dict[str, Any]:
    """An SLA that promises resolution within some minutes of its service hours, carried by a chain."""
    one = {"id": "fix", "metric": "resolution_time", "at_most": f"{minutes}m", "clock": "service_hours"}
    return {
        "id": "promise",
        **ENVELOPE,
        "status": "agreed",
        "valid": TERM,
        "level": "service",
        "customer": "customer",
        "provider": "manager",
        "services": ["mail"],
        "service_hours": hours,
        "targets": [{**one, **({} if compliance is None else {"compliance": compliance})}],
        "supported_by": [{"for": ["fix"], "chain": dict(chain)}],
        **more,
    }


def repository(sla: Mapping[str, Any], *others: Mapping[str, Any]) -> Snapshot:
    """The SLA with OLAs, calendars and services. `file`: its name where that is not the id, as for versions."""
    files = {"gitsm.yaml": settings_text()}
    for one in (sla, *others):
        agreed = "olas/contracts" if "supplier" in one else "slas" if "customer" in one else "olas"
        folder = "services/calendars" if "weekly" in one else "services" if one["status"] == "live" else agreed
        files[f"{folder}/{one.get('file', one['id'])}.yaml"] = json.dumps({k: v for k, v in one.items() if k != "file"})
    snapshot = load(MemoryTree(files))
    assert not snapshot.findings, [one.message for one in snapshot.findings]
    return snapshot


def proved(sla: Mapping[str, Any], *others: Mapping[str, Any]) -> Proof:
    """The proof of the SLA's only target."""
    return prover(repository(sla, *others))[1]


def on_disk(root: Path, sla: Mapping[str, Any], *others: Mapping[str, Any]) -> Repo:
    """The same in a folder, for commands."""
    files = {"gitsm.yaml": settings_text({"as_of": DAY.isoformat(), "timezone": "UTC"})}
    for one in (sla, *others):
        name = one["id"] if one["version"] == "1.0.0" else f"{one['id']}@{one['version']}"
        folder = "services/calendars" if "weekly" in one else "slas" if "customer" in one else "olas"
        files[f"{folder}/{name}.yaml"] = json.dumps(one)
    return Repo(root, files)


def prover(snapshot: Snapshot, on: date = DAY) -> tuple[Prover, Proof]:
    """A prover for the repository, and its proof."""
    found = Prover(Almanac(snapshot, on))
    item = next(iter(snapshot.of_kind("sla")))
    return found, found.proofs(item)[0]


def in_turn(*parts: Any) -> dict[str, Any]:
    """A chain of OLAs one after the other."""
    return {"sequence": [{"step": f"ola/{one}"} if isinstance(one, str) else one for one in parts]}
