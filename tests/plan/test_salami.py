"""Small loosenings of one target within the policy's window: named with their days and judged together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from diff_support import worked_files
from gitsm.load.loader import read_artefact
from gitsm.model.artefact import Artefact
from gitsm.model.kinds import KINDS
from gitsm.plan.plan import Plan
from gitsm.plan.salami import Past
from plan_support import SLA, plan_after


def sla(limit: str) -> Artefact:
    text = worked_files()[SLA].replace(b"priority: p4, at_most: 20h", f"priority: p4, at_most: {limit}".encode())
    found = read_artefact(text, KINDS["sla"]).artefact
    assert found is not None
    return found


class Told:
    """A history of one file, as a fixed list; remembers what it was asked."""

    def __init__(self, *steps: tuple[str, str]) -> None:
        self.steps = steps
        self.asked: list[tuple[tuple[str, ...], date]] = []

    def __call__(self, paths: Sequence[str], since: date) -> list[Past]:
        self.asked.append((tuple(paths), since))
        (_, first), *rest = self.steps
        past = [Past(since, "", {SLA: sla(first)})]
        return past + [Past(date.fromisoformat(day), "c0ffee", {SLA: sla(limit)}) for day, limit in rest]


def planned(history: Told, after: str = "40h") -> Plan:
    edit = ("priority: p4, at_most: 20h", f"priority: p4, at_most: {after}")
    return plan_after({SLA: edit}, history=history)


def test_earlier_loosenings_are_named_with_their_days() -> None:
    history = Told(("", "12h"), ("2026-09-02", "16h"), ("2026-10-05", "20h"))
    (one,) = planned(history).series
    assert [(int(step.value), step.day.isoformat()) for step in one.steps] == [
        (16 * 60, "2026-09-02"), (20 * 60, "2026-10-05"),
    ]  # fmt: skip
    assert (int(one.start), int(one.difference.after)) == (12 * 60, 40 * 60)
    assert ((SLA,), date(2026, 8, 3)) in [((paths[0],), day) for paths, day in history.asked]


def test_a_first_loosening_is_no_series() -> None:
    assert planned(Told(("", "20h"), ("2026-09-02", "20h"))).series == ()


def test_what_was_tightened_by_more_in_between_is_no_series() -> None:
    assert planned(Told(("", "48h"), ("2026-09-02", "50h"), ("2026-10-05", "20h")), "22h").series == ()


def test_another_target_is_no_series() -> None:
    text = worked_files()[SLA].replace(b"priority: p3, at_most: 10h", b"priority: p3, at_most: 9h")
    before = read_artefact(text, KINDS["sla"]).artefact

    def history(_paths: Sequence[str], since: date) -> list[Past]:
        return [Past(since, "", {SLA: before}), Past(date(2026, 10, 1), "c0ffee", {SLA: sla("20h")})]

    edit = ("priority: p4, at_most: 20h", "priority: p4, at_most: 40h")
    assert plan_after({SLA: edit}, history=history).series == ()
