"""A promise of availability rests only on agreements that hold: one that ends or begins within its term is noticed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from gitsm.analysis.availability import Availabilities, Availability
from gitsm.calendar.almanac import Almanac
from gitsm.check.report import check
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.load.tree import MemoryTree
from gitsm.rules import RULES
from promise_support import DAY, ENVELOPE, TERM
from support import settings_text

ABOUT = [rule for rule in RULES if rule.id in ("AVL-01", "AVL-02", "AVL-03")]


def _agreed(id_: str, start: str, end: str, share: float = 99.95, **more: Any) -> dict[str, Any]:
    up = {"id": "up", "metric": "availability", "at_least": share, "clock": "support_hours", "period": "month"}
    return {
        **ENVELOPE, "id": id_, "status": "agreed", "valid": {"from": start, "to": end}, "support_hours": "24x7",
        "targets": [up], **({"supports": ["service/directory"]} if "supplier" not in more else {}), **more,
    }  # fmt: skip


def _world(*below: dict[str, Any], needs: Any = None) -> Snapshot:
    mail = {**ENVELOPE, "id": "mail", "status": "live", "depends_on": needs or {"service": "directory"}}
    sla = {**_agreed("mail", "", ""), "valid": TERM, "services": ["mail"], "service_hours": "24x7"}
    sla["targets"] = [{**sla["targets"][0], "at_least": 99.9, "clock": "service_hours"}]
    files: dict[str, Any] = {
        "services/mail.yaml": mail,
        "services/directory.yaml": {**ENVELOPE, "id": "directory", "status": "live"},
        "slas/mail.yaml": {key: value for key, value in sla.items() if key not in ("supports", "support_hours")},
    }
    for one in below:
        folder = "olas/contracts" if "supplier" in one else "olas"
        files[f"{folder}/{one['id']}{'' if one['version'] == '1.0.0' else '@' + one['version']}.yaml"] = one
    snapshot = load(MemoryTree({"gitsm.yaml": settings_text(), **{k: json.dumps(v) for k, v in files.items()}}))
    assert not snapshot.findings, [one.message for one in snapshot.findings]
    return snapshot


def _answer(snapshot: Snapshot, on: date = DAY) -> Availability:
    (item,) = snapshot.of_kind("sla")
    (one,) = Availabilities(Almanac(snapshot, on)).answers(item)
    return one


def test_an_agreement_that_ends_within_the_term_proves_nothing_from_then_on() -> None:
    snapshot = _world(_agreed("platform", "2026-01-01", "2026-09-01"))
    one = _answer(snapshot)
    assert (one.answer, one.by_minutes, one.since) == ("not proved", "not proved", date(2026, 9, 1))
    assert one.reason == "nothing says how available service/directory is: ola/platform ends on 2026-09-01"
    report = check(snapshot, ABOUT, DAY)
    assert {one.rule for one in report.not_known} == {"AVL-01"}, "AVL-02 would say the same"
    (found,) = report.findings
    assert found.rule == "AVL-03"
    assert found.message == (
        "From 2026-09-01 on, nothing is promised about the availability of service/directory, which service mail "
        "needs: ola/platform ends on 2026-09-01."
    )


@pytest.mark.parametrize(
    ("begins", "share", "answer"),
    [("2026-09-01", 99.95, "kept"), ("2026-10-01", 99.95, "not proved"), ("2026-09-01", 99.0, "not kept")],
)
@pytest.mark.parametrize("other", [True, False])
def test_the_agreement_that_follows_counts_from_its_day_on(begins: str, share: float, answer: str, other: bool) -> None:
    """Another agreement, or another version of the same one."""
    follows = _agreed("host" if other else "platform", begins, "2027-06-01", share)
    follows["version"] = "1.0.0" if other else "2.0.0"
    one = _answer(_world(_agreed("platform", "2026-01-01", "2026-09-01"), follows))
    assert one.answer == answer
    assert (one.since is None) == (answer == "kept")


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        ("2026-07-01", "2028-01-01", "begins on 2026-07-01"),
        ("2026-01-01", "2026-05-01", "ends on 2026-05-01"),
        ("2026-01-01", "2026-12-31", "ends on 2026-12-31"),
    ],
)
def test_a_contract_speaks_only_while_it_holds(start: str, end: str, why: str) -> None:
    host = _agreed("host", start, end, supplier="host")
    one = _answer(_world(host, needs={"contract": "host"}))
    assert one.answer == "not proved" and one.reason.endswith(f"contract/host is: contract/host {why}")


def test_an_agreement_that_ends_with_the_term_or_has_no_end_is_enough() -> None:
    for end in ("2027-01-01", "2030-01-01"):
        assert _answer(_world(_agreed("platform", "2025-01-01", end))).answer == "kept"
    endless = _agreed("platform", "2025-01-01", "")
    endless["valid"] = {"from": "2025-01-01"}
    assert _answer(_world(endless)).answer == "kept"
