"""What people type into a workbook: read exactly, or asked back with the cell."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gitsm.analysis.workbook import places, values
from gitsm.analysis.workbook.grid import Amiss, Cell
from gitsm.analysis.workbook.opened import opened
from gitsm.analysis.workbook.proved import proved
from gitsm.analysis.workbook.words import answer, because, called, headline, repair
from gitsm.base.errors import CannotWorkHere
from gitsm.load import yaml
from workbook_support import FIRST, LAST, OFFICE, answered, asked, small


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
        ("4.5h", 270),
        ("4,5 h", 270),
        ("1.5 hrs.", 90),
        ("4h30", 270),
        ("4h\u200b", 240),
        ("0m", 0),
        (0, 0),
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
        (0.5, "part of a day"),
        (1 / 6, "part of a day"),
        (0.1234, "part of a day"),
        ("4", "no duration"),
        ("2d", "working days"),
        ("1 week", "working days"),
        ("4 x", "unit"),
        ("soon", "no duration"),
        (-1, "negative"),
        (True, "no duration"),
        (datetime(2027, 1, 1), "date"),
        (datetime(1900, 1, 1, 12), "a day or more"),
        ("1,500h", "no duration"),
        ("0.33h", "whole number of minutes"),
        (time(4, 0, 30), "seconds"),
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
        (datetime(1900, 1, 1), True, 1440),  # what a cell formatted as a time makes of 24:00
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


@pytest.mark.parametrize("typed", [1, "1", 101, -1, "most", True, "0.95.1", float("nan"), float("inf"), 10**30])
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
    for same in ("2027/12/24", "24/12/2027", "12/24/2027", " 24. 12. 2027 "):
        assert values.day(cell(same)) == date(2027, 12, 24), same
    for wrong, why in (
        ("03/04/2027", "month first or the day first"),
        ("2027-02-30", "does not exist"),
        ("Christmas", "no date"),
        ("1.1.27", "year in full"),
        (46380, "number that Excel keeps"),
        (datetime(2027, 1, 1, 12), "2027-01-01 12:00 is no whole day"),
    ):
        with pytest.raises(Amiss) as error:
            values.day(cell(wrong))
        assert why in error.value.found


def test_a_part_of_a_day_is_asked_back_with_what_it_may_mean() -> None:
    with pytest.raises(Amiss) as error:
        values.duration(cell(1 / 3))
    assert error.value.expected == "write 8h00m or 0h20m"


def test_a_percentage_is_told_as_the_cell_shows_it() -> None:
    with pytest.raises(Amiss) as error:
        values.percent(cell(95, percent=True))
    assert error.value.found == "9500 % lies outside 0 % to 100 %"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("europe/berlin", "Europe/Berlin"), ("America/New York", "America/New_York"), ("utc", "UTC"), ("CET", "CET")],
)
def test_a_time_zone_is_found(typed: str, zone: str) -> None:
    assert places.place(cell(typed)) == zone


@pytest.mark.parametrize(
    ("typed", "fix"),
    [
        ("Berlin", "write Europe/Berlin if that is meant"),
        ("New York", "write America/New_York if that is meant"),
        ("Europe/Berlim", "write Europe/Berlin if that is meant"),
        ("EST", "write America/New_York, or America/Panama if its clocks never change"),
        ("GMT+1", "write a place whose clocks show it"),
        ("+02:00", "write a place whose clocks show it"),
        ("W. Europe Standard Time", places.ANY),
        (1, places.ANY),
    ],
)
def test_what_is_no_time_zone_is_asked_back_without_a_wrong_guess(typed: Any, fix: str) -> None:
    with pytest.raises(Amiss) as error:
        places.place(cell(typed))
    assert error.value.expected.startswith(fix)


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
    assert found["Target"].expected == 'rename this one to "Targets" if that is meant'
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


def test_a_sheet_under_another_name_is_never_passed_over(tmp_path: Path) -> None:
    rows = small(
        Holidays=[[FIRST, None, "New Year"]], Steps=[["Mail", None, None, 1, "Team", "4h", "Office"]]
    )  # fmt: skip
    for old, new in (("Holidays", "Feiertage"), ("Priorities", "Prio"), ("Hours", "Öffnungszeiten")):
        _, problems = asked(tmp_path, rows, lambda book, old=old, new=new: setattr(book[old], "title", new))  # type: ignore[misc]
        assert [(one.place, one.found) for one in problems] == [(new, f"there is no sheet {old}")]


def test_sheets_that_are_not_read_and_hidden_rows_that_count_are_named(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.copy_worksheet(book["Targets"]).title = "Targets (2)"
        book.create_sheet("Empty")
        book["Steps"].row_dimensions[4].hidden = True
        book["Hours"].sheet_state = "hidden"

    promises, problems = asked(tmp_path, small(), change)
    assert not problems
    assert promises.notes[:3] == (
        "the sheet Hours is hidden, and counts all the same",
        "Steps: row 4 is hidden, and counts all the same",
        'the sheet "Targets (2)" is not read',
    )


def test_two_sheets_of_one_name_are_asked_back(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.copy_worksheet(book["Targets"]).title = " Targets "

    _, problems = asked(tmp_path, small(), change)
    assert problems[0].found == "there are two sheets of this name"


def test_names_agree_whatever_is_unseen_in_them(tmp_path: Path) -> None:
    rows = small(
        Services=[["Bu\u0308ro\u200b Post", "24x7", None, FIRST, LAST]],
        Targets=[["b\u00fcro\u00a0post", "P1", "resolution", "4h", None, "service hours"]],
        Steps=[["B\u00fcro  Post ", None, None, 1, "Team", "4h", "24x7"]],
    )
    assert not asked(tmp_path, rows)[1]
    _, problems = asked(tmp_path, small(Priorities=[["P1"], ["p1 "]]))
    assert [(one.place, one.found) for one in problems] == [("Priorities!A5", '"p1" stands in Priorities!A4 already')]


def test_holidays_of_another_year_are_noticed(tmp_path: Path) -> None:
    rows = small(Holidays=[[date(2026, 12, 25), None, "Christmas"], [date(2028, 1, 1), None, "after the last ticket"]])
    promises, problems = asked(tmp_path, rows)
    assert not problems
    assert "Holidays!A4: the day lies outside every agreement" in promises.notes
    assert "the sheet Holidays has no day in 2027, in which an agreement runs" in promises.notes
    assert opened(proved(promises))[0].closed == 0


def test_of_several_time_zones_the_one_of_the_agreement_is_told(tmp_path: Path) -> None:
    rows = small(Hours=[OFFICE, ["New York", "Mon-Fri", "8:00", "18:00", "America/New_York"]])
    assert any("midnight in UTC" in note for note in asked(tmp_path, rows)[0].notes)


@pytest.mark.parametrize(
    ("kept", "share", "said", "reason"),
    [
        (None, 0.95, "always kept, if each step keeps its time", "has said how often Team keeps its time (Steps!L4)."),
        ("unknown", 0.95, "not kept", "unknown how often Team keeps its time (Steps!L4), so that counts as never."),
        (0.96, 0.95, "always kept", "The steps take at most 4 h."),
        (1, None, "always kept", "The steps take at most 4 h."),
    ],
)  # fmt: skip
def test_an_answer_says_what_it_rests_on(tmp_path: Path, kept: object, share: object, said: str, reason: str) -> None:
    rows = small(
        Targets=[["Mail", "P1", "resolution", "4h", share, "service hours"]],
        Steps=[["Mail", None, None, 1, "Team", "4h", "24x7", None, None, None, None, kept]],
    )
    proved = answered(tmp_path, rows)
    (one,) = proved.verdicts
    assert answer(one) == said
    assert because(one, proved).replace("\u00a0", " ").endswith(reason)
    assert headline(proved).startswith("The promise can be kept") is (said != "not kept")
    assert headline(proved).endswith(", if each step keeps its time.") is (kept is None)


def test_a_step_whose_tickets_are_counted_as_late_already_needs_no_share(tmp_path: Path) -> None:
    steps = [
        ["Mail", None, None, 1, "Team", "3h", "24x7", None, None, None, None, 1],
        ["Mail", None, None, 2, "Vendor", "8h", "24x7", None, 0.03, "incidents", date(2026, 1, 15), None],
    ]
    rows = small(Targets=[["Mail", "P1", "resolution", "4h", 0.95, "service hours"]], Steps=steps)
    proved = answered(tmp_path, rows)
    assert answer(proved.verdicts[0]).replace("\u00a0", " ") == "kept for at least 97 %"
    assert headline(proved) == "The promise can be kept, though not for every ticket."


def test_more_shares_than_can_be_followed_are_told_in_words_of_the_workbook(tmp_path: Path) -> None:
    steps = [["Mail", None, None, n, "Team", "1m", "24x7", None, 0.01, "tickets", FIRST, 1] for n in range(1, 10)]
    proved = answered(tmp_path, small(Steps=steps))
    (one,) = proved.verdicts
    assert one.proof.answer == "not proved"
    assert because(one, proved).startswith("9 of its steps have a share in the column Reached by, and at most 8")


def test_hours_past_midnight_end_on_the_next_day(tmp_path: Path) -> None:
    rows = small(
        Services=[["Mail", "Night", None, FIRST, LAST]],
        Hours=[["Night", "Sun-Mon", "22:00", "6:00", "UTC"]],
        Steps=[["Mail", None, None, 1, "Team", "4h", "Night"]],
    )
    promises, problems = asked(tmp_path, rows)
    assert not problems
    windows = {("sun", 1320, 1440), ("mon", 0, 360), ("mon", 1320, 1440), ("tue", 0, 360)}
    assert set(promises.hours["Night"].windows) == windows
    assert proved(promises).verdicts[0].proof.slack == 0


def test_promises_that_rest_on_the_same_steps_say_so_once_and_too_many_steps_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml, "MAX_BYTES", 6_000)
    kinds = ("response", "restoration", "resolution", "fulfilment")
    targets = [["Mail", priority, kind, "4h", None, "all hours"] for priority in ("P1", "P2") for kind in kinds]

    def steps(count: int) -> list[list[object]]:
        return [["Mail", None, None, number, "Team", "1m", "24x7"] for number in range(1, count + 1)]

    found = answered(tmp_path, small(Targets=targets, Steps=steps(30)))
    assert {(one.proof.answer, one.proof.slack) for one in found.verdicts} == {("always kept", 210)}
    with pytest.raises(CannotWorkHere, match="more promises or steps for one service"):
        answered(tmp_path, small(Targets=targets, Steps=steps(120)))
