"""What people type into a workbook: read exactly, or asked back with the cell."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gitsm.analysis.workbook import values
from gitsm.analysis.workbook.grid import Amiss, Cell
from gitsm.analysis.workbook.words import because, called, repair
from workbook_support import FIRST, LAST, answered, asked, small


def cell(value: Any, percent: bool = False) -> Cell:
    return Cell("Targets", "D", 7, value, percent)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("4h", 240),
        ("4 h", 240),
        ("90m", 90),
        ("1h30m", 90),
        ("1 h 30 min", 90),
        ("2 hours", 120),
        ("4:00", 240),
        ("36:30", 2190),
        ("4:00:00", 240),
        (time(4), 240),
        (timedelta(hours=36), 2160),
        (0.1667, 240),
        (1 / 6, 240),
        ("0m", 0),
        (0, 0),
        (0.020833, 30),
    ],
)
def test_a_duration_is_read_to_the_minute(typed: Any, minutes: int) -> None:
    assert values.duration(cell(typed)) == minutes


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (4, "of what"),
        (4.0, "of what"),
        (240, "of what"),
        (0.5, "of what"),
        (0.25, "of what"),
        ("4", "no duration"),
        ("2d", "working days"),
        ("1 week", "working days"),
        ("4 x", "unit"),
        ("soon", "no duration"),
        (-1, "negative"),
        (True, "no duration"),
        (datetime(2027, 1, 1), "date"),
        (datetime(1900, 1, 1, 12), "more than a day"),
        (time(4, 0, 30), "seconds"),
        (0.1234, "whole minute"),
        ("4:00:30", "seconds"),
        ("999999h", "five years"),
    ],
)
def test_a_duration_that_may_mean_something_else_is_asked_back(typed: Any, why: str) -> None:
    with pytest.raises(Amiss) as error:
        values.duration(cell(typed))
    assert why in error.value.found
    assert error.value.expected


@pytest.mark.parametrize(
    ("typed", "end", "minutes"),
    [
        ("8:00", False, 480),
        ("08:00", False, 480),
        ("8 am", False, 480),
        ("5:30 pm", False, 1050),
        (time(8), False, 480),
        (1 / 3, False, 480),
        ("24:00", True, 1440),
        ("0:00", True, 1440),
        ("0:00", False, 0),
        (timedelta(days=1), True, 1440),
        ("12 am", False, 0),
        ("12 pm", False, 720),
        (0.5, False, 720),
    ],
)
def test_a_time_of_day_is_read(typed: Any, end: bool, minutes: int) -> None:
    assert values.clock_time(cell(typed), end=end) == minutes


@pytest.mark.parametrize("typed", [8, 1, "25:00", "24:00", "early", "8", datetime(2027, 1, 1, 8), True])
def test_what_is_no_time_of_day_is_asked_back(typed: Any) -> None:
    with pytest.raises(Amiss):
        values.clock_time(cell(typed))


@pytest.mark.parametrize(
    ("typed", "percent", "share"),
    [
        (95, False, "95"),
        (0.95, False, "95"),
        (0.954, False, "95.4"),
        ("95 %", False, "95"),
        ("95", False, "95"),
        ("99,5 %", False, "99.5"),
        (1, True, "100"),
        (0.03, True, "3"),
        (3, False, "3"),
        ("1 %", False, "1"),
        (0, False, "0"),
        (0.07 + 0.01, False, "8"),
    ],
)
def test_a_percentage_is_exact(typed: Any, percent: bool, share: str) -> None:
    assert values.percent(cell(typed, percent)) == Decimal(share)


@pytest.mark.parametrize("typed", [1, "1", 101, -1, "most", True, "0.95.1"])
def test_a_percentage_that_may_mean_two_things_is_asked_back(typed: Any) -> None:
    with pytest.raises(Amiss):
        values.percent(cell(typed))


def test_days_of_the_week_and_dates() -> None:
    assert values.weekdays(cell("Mon–Fri")) == ("mon", "tue", "wed", "thu", "fri")
    assert values.weekdays(cell("Monday to Wednesday, Sat")) == ("mon", "tue", "wed", "sat")
    assert values.weekdays(cell("Sat-Mon")) == ("mon", "sat", "sun")
    assert len(values.weekdays(cell("daily"))) == 7
    assert values.day(cell("24.12.2027")) == values.day(cell(datetime(2027, 12, 24))) == date(2027, 12, 24)
    for ambiguous in ("T", "Mo-Di-Mi", "weekdays"):
        with pytest.raises(Amiss):
            values.weekdays(cell(ambiguous))
    for wrong in ("03/04/2027", "2027-02-30", "Christmas", 46000):
        with pytest.raises(Amiss):
            values.day(cell(wrong))


def test_every_problem_of_a_workbook_is_told_at_once_with_its_cell(tmp_path: Path) -> None:
    rows = small(
        Services=[["Mail", "Ofice", None, FIRST, LAST], ["mail ", "24x7", None, LAST, FIRST]],
        Targets=[["Mial", "P1", "resolution", 4, 1, "service hours"], ["Mail", "P9", "speed", "4h", None, None]],
        Hours=[["Office", "Mon-Fri", "8:00", "8:00", "Europe/Berlim"]],
        Steps=[["Mail", None, None, 1, None, "2d", "24x7"]],
    )

    def change(book: Any) -> None:
        book["Targets"]["E4"].number_format = "General"

    _, problems = asked(tmp_path, rows, change)
    found = {one.place: one for one in problems}
    assert set(found) == {
        "Services!B4",
        "Services!A5",
        "Services!E5",
        "Targets!A4",
        "Targets!D4",
        "Targets!E4",
        "Targets!B5",
        "Targets!C5",
        "Targets!F5",
        "Hours!D4",
        "Hours!E4",
        "Steps!E4",
        "Steps!F4",
    }
    assert found["Targets!A4"].expected == 'write "Mail" if that is meant'
    assert found["Services!B4"].expected == 'write "Office" if that is meant'
    assert found["Hours!E4"].expected == "write Europe/Berlin if that is meant"
    assert found["Targets!C5"].expected == "choose response, restoration, resolution or fulfilment"


def test_missing_sheets_and_headings_are_named(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Targets"].title = "Target"
        book["Steps"]["F3"] = "Work within"
        book["Services"]["B3"] = None
        book["Hours"]["G3"] = "Owner"
        book["Hours"]["G4"] = "somebody"

    promises, problems = asked(tmp_path, small(), change)
    found = {one.place: one for one in problems}
    assert found["Targets"].expected == 'rename the sheet "Target"'
    assert found["Steps!F3"].expected == 'write "Works within" if that is meant'
    assert 'the heading "Service hours" is missing' in found["Services!3:3"].found
    assert 'Hours!G3: the column "Owner" is not read' in promises.notes


def test_empty_rows_and_other_orders_of_columns_do_not_matter(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["Targets"]
        sheet.insert_rows(4, 3)
        sheet.insert_cols(1)
        sheet["A9"] = "   "
        book["Steps"].move_range("A3:L4", rows=6)

    promises, problems = asked(tmp_path, small(), change)
    assert not problems
    assert promises.targets[0].row.place("within") == "Targets!E7"
    assert promises.steps[0].row.place("team") == "Steps!E10"


def test_cells_merged_over_rows_count_for_each_and_over_columns_are_a_problem(tmp_path: Path) -> None:
    targets = [
        ["Mail", "P1", "resolution", "4h", None, "all hours"],
        [None, "P2", "resolution", "8h", None, "all hours"],
    ]
    promises, problems = asked(tmp_path, small(Targets=targets), lambda book: book["Targets"].merge_cells("A4:A5"))
    assert not problems
    assert [(one.service, one.priority) for one in promises.targets] == [("Mail", "P1"), ("Mail", "P2")]
    _, problems = asked(tmp_path, small(Targets=targets[:1]), lambda book: book["Targets"].merge_cells("B4:C4"))
    assert "Targets!B4:C4" in {one.place for one in problems}


def test_a_formula_without_a_stored_result_is_never_taken_for_empty(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Targets"]["E4"] = "=1-0.05"
        book["Steps"]["H4"] = "=#REF!"

    _, problems = asked(tmp_path, small(), change)
    assert {one.place for one in problems} == {"Targets!E4", "Steps!H4"}
    assert "not stored" in problems[0].found


def test_steps_with_one_number_work_at_the_same_time(tmp_path: Path) -> None:
    steps = [
        ["Mail", None, None, 1, "Desk", "30m", "24x7", "10m"],
        ["Mail", None, None, 2, "Network", "2h", "24x7"],
        ["Mail", None, None, 2, "Messaging", "3h", "24x7"],
    ]
    (one,) = answered(tmp_path, small(Steps=steps)).verdicts
    assert (one.proof.answer, one.proof.slack) == ("always kept", 20)


def test_steps_of_a_priority_replace_the_general_ones(tmp_path: Path) -> None:
    rows = small(
        Targets=[["Mail", p, "resolution", "4h", None, "service hours"] for p in ("P1", "P2")],
        Steps=[["Mail", None, None, 1, "Team", "5h", "24x7"], ["Mail", "P1", None, 1, "Fast team", "1h", "24x7"]],
    )
    first, second = answered(tmp_path, rows).verdicts
    assert (first.proof.slack, second.proof.slack) == (180, -60)


def test_the_vendor_that_few_tickets_reach_does_not_condemn_a_promise(tmp_path: Path) -> None:
    steps = [
        ["Mail", None, None, 1, "Team", "3h", "24x7", None, None, None, None, 0.984],
        ["Mail", None, None, 2, "Vendor", "8h", "24x7", None, 0.03, "incidents", date(2026, 1, 15), 1],
    ]
    rows = small(Targets=[["Mail", "P1", "resolution", "4h", 0.95, "service hours"]], Steps=steps)
    (one,) = answered(tmp_path, rows).verdicts
    assert one.proof.answer == "kept for at least"
    assert one.proof.bound * 1000 == 954
    steps[1][8] = "unknown"
    (one,) = answered(tmp_path, rows | {"Steps": steps}).verdicts
    assert one.proof.answer == "not kept"


@pytest.mark.parametrize(
    ("days", "to", "zone", "hours"),
    [
        ("Mon-Fri", "18:00", "UTC", 66),
        ("Mon-Fri", "18:00", "Europe/Berlin", 67),
        ("Mon-Fri", "20:00", "UTC", 64),
        ("Mon-Sat", "18:00", "UTC", 42),
    ],
)
def test_four_hours_in_office_hours_on_a_clock_that_never_stops(
    tmp_path: Path, days: str, to: str, zone: str, hours: int
) -> None:
    """Worked values of M1, here as wall time: closed from the last minute of one opening to the next."""
    rows = small(
        Hours=[["Office", days, "8:00", to, zone]],
        Steps=[["Mail", None, None, 1, "Team", "4h", "Office"]],
        Targets=[["Mail", "P1", "resolution", f"{hours}h", None, "service hours"]],
        Services=[["Mail", "24x7", None, date(2026, 1, 1), date(2026, 12, 31)]],
    )
    proved = answered(tmp_path, rows)
    assert proved.verdicts[0].proof.slack == 0


def test_a_promise_without_steps_is_not_proved_in_words_of_the_workbook(tmp_path: Path) -> None:
    rows = small(Targets=[["Mail", "P1", r, "4h", None, "all hours"] for r in ("resolution", "response")])
    rows["Steps"] = [["Mail", None, "resolution", 1, "Team", "4h", "24x7"]]
    proved = answered(tmp_path, rows)
    bad = proved.verdicts[1]
    assert bad.proof.answer == "not proved"
    assert because(bad, proved) == "The sheet Steps has no row for it: nobody works on such a ticket."


def test_repairs_name_the_cell_to_change(tmp_path: Path) -> None:
    rows = small(
        Services=[["Mail", "Shop", None, FIRST, LAST]],
        Hours=[["Office", "Mon-Fri", "8:00", "18:00", "UTC"], ["Shop", "Mon-Sat", "8:00", "18:00", "UTC"]],
        Steps=[["Mail", None, None, 1, "Team", "4h", "Office"]],
        Targets=[["Mail", "P1", "resolution", "13h", None, "service hours"]],
    )
    proved = answered(tmp_path, rows)
    (one,) = proved.verdicts
    assert called(one).replace("\u00a0", " ") == "Mail, P1 (resolution within 13 h)"
    told = [" ".join(repair(change, one, proved)).replace("\u00a0", " ") for change in one.repairs]
    assert told == [
        "Targets!D4 promise 14 h instead of 13 h",
        "Steps!F4 let Team be done within 3 h instead of 4 h",
        "Steps!G4 let Team work in Shop",
    ]
