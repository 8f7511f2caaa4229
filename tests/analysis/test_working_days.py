"""Working days: open days of a calendar, with holidays, exceptions and parents; not known is never a day."""

from __future__ import annotations

from datetime import date

import pytest

from gitsm.analysis.working_days import after_working_days, open_days
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.load.tree import MemoryTree
from support import AS_OF, settings_text

HEAD = "version: 1.0.0\nstatus: approved\nowner: nobody\ntimezone: Europe/Berlin\neffective_from: 2026-01-01\n"
OFFICE = 'weekly: {mon-fri: [["08:00", "18:00"]]}\n'


def snapshot(**calendars: str) -> Snapshot:
    files: dict[str, str | bytes] = {"gitsm.yaml": settings_text()}
    for id_, rest in calendars.items():
        files[f"services/calendars/{id_}.yaml"] = f"id: {id_}\ntitle: {id_}\n{HEAD}{rest}"
    loaded = load(MemoryTree(files))
    assert not loaded.findings, loaded.findings
    return loaded


def after(loaded: Snapshot, id_: str, day: date, count: int) -> date | None:
    is_open = open_days(loaded, id_, AS_OF)
    assert is_open is not None
    return after_working_days(is_open, day, count)


FRIDAY = date(2026, 10, 30)


@pytest.mark.parametrize(
    ("rest", "count", "expected"),
    [
        (OFFICE, 0, "2026-10-30"),
        (OFFICE, 1, "2026-11-02"),
        (OFFICE, 5, "2026-11-06"),
        (OFFICE + "holidays: [{date: 2026-11-02, name: Day off}]\n", 1, "2026-11-03"),
        (OFFICE + 'holidays: [{date: 2026-11-02, name: Half a day off, from: "14:00"}]\n', 1, "2026-11-02"),
        (OFFICE + "exceptions: [{date: 2026-11-02, closed: true}]\n", 1, "2026-11-03"),
        (OFFICE + 'exceptions: [{date: 2026-11-01, open: [["10:00", "12:00"]]}]\n', 1, "2026-11-01"),
        (
            OFFICE + "holidays: [{date: 2026-11-02, name: Day off}]\n"
            'exceptions: [{date: 2026-11-02, open: [["10:00", "12:00"]]}]\n',
            1,
            "2026-11-02",
        ),
    ],
)
def test_holidays_close_a_day_and_exceptions_have_the_last_word(rest: str, count: int, expected: str) -> None:
    assert str(after(snapshot(office=rest), "office", FRIDAY, count)) == expected


def test_parents_are_combined_day_by_day_with_their_holidays() -> None:
    loaded = snapshot(
        office=OFFICE + "holidays: [{date: 2026-11-02, name: Day off}]\n",
        weekend='weekly: {sat: [["08:00", "12:00"]]}\n',
        both="parents: {union: [office, weekend]}\n",
        neither="parents: {intersection: [office, weekend]}\n",
    )
    assert str(after(loaded, "both", FRIDAY, 1)) == "2026-10-31"
    assert str(after(loaded, "both", FRIDAY, 2)) == "2026-11-03"
    assert after(loaded, "neither", FRIDAY, 1) is None, "a calendar that never opens has no working day"


def test_always_open_counts_every_day() -> None:
    assert str(after(snapshot(), "24x7", FRIDAY, 2)) == "2026-11-01"


@pytest.mark.parametrize("id_", ["gone", "circle"])
def test_what_cannot_be_told_is_not_known(id_: str) -> None:
    assert open_days(snapshot(circle="parents: {union: [circle]}\n"), id_, AS_OF) is None
