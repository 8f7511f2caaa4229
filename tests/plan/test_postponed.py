"""An improvement put off: by more than thirty days at once, or by any span for the second time (change 37)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from diff_support import worked_files
from gitsm.export.parts import sentences
from gitsm.load.loader import read_artefact
from gitsm.model.artefact import Artefact
from gitsm.model.kinds import KINDS
from gitsm.plan.plan import Plan
from gitsm.plan.salami import Past
from plan_support import plan_after

PATH = "improvement_register/imp-0003.yaml"
NOW = next(line for line in worked_files()[PATH].decode().splitlines() if line.startswith("target_date:"))


def item(day: str) -> Artefact:
    text = worked_files()[PATH].decode().replace(NOW, f"target_date: {day}")
    found = read_artefact(text.encode(), KINDS["improvement"]).artefact
    assert found is not None
    return found


def put_off(*days: str, to: str = "2026-12-24") -> Plan:
    """The plan of moving the date, after a history of earlier dates."""

    def history(paths: Sequence[str], since: date) -> list[Past]:
        states: list[Artefact | None] = [None, *(item(day) for day in days)]
        return [Past(date(2026, 1, number), "c0ffee", {PATH: one}) for number, one in enumerate(states, start=1)]

    return plan_after({PATH: (NOW, f"target_date: {to}")}, history=history)


def numbers(found: Plan) -> set[int]:
    return {one.change.number for one in found.changes}


@pytest.mark.parametrize(
    ("days", "number"),
    [
        (("2026-12-15",), 0),
        (("2026-12-10", "2026-12-15"), 37),
        (("2026-12-20", "2026-12-15"), 0),  # brought forward is not put off
        (("2026-12-10", "2026-12-14", "2026-12-12", "2026-12-15"), 37),
    ],
)
def test_the_second_time_counts_however_small(days: tuple[str, ...], number: int) -> None:
    assert numbers(put_off(*days)) == {number}


def test_the_sponsor_is_asked_the_second_time() -> None:
    first, second = put_off("2026-12-15"), put_off("2026-12-10", "2026-12-15")
    sponsors = [
        {one.role for one in found.judgement.requirements for why in one.why if "sponsor" in why}
        for found in (first, second)
    ]
    assert sponsors[0] == set() and len(sponsors[1]) == 1


def test_bringing_the_date_forward_again_is_no_postponement() -> None:
    assert numbers(put_off("2026-12-10", "2026-12-15", to="2026-12-01")) == {0}


def test_without_a_history_nothing_is_said_of_earlier_times() -> None:
    assert numbers(plan_after({PATH: (NOW, "target_date: 2026-12-24")})) == {0}


def test_the_line_about_small_steps_calls_it_a_postponement() -> None:
    (line,) = sentences.salami(put_off("2026-12-10", "2026-12-15"))
    assert line.startswith(
        "Second postponement since 2026-08-03 of Improvement Known-error search at the desk, target date"
    )
