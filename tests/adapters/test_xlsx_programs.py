"""What spreadsheet programs store behind their cells: read as the cells show it, or asked back."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from gitsm.adapters.xlsx import read_workbook
from gitsm.analysis.workbook.grid import Book, Problem
from gitsm.analysis.workbook.promises import Promises, promises_of
from gitsm.base.errors import CannotWorkHere
from workbook_support import asked, packed, read, small, write

OFFICE = [["Office", "Mon-Fri", time(8), time(18), "UTC"]]


def stored(tmp_path: Path, cells: dict[str, bytes], settled: bool = True) -> tuple[Promises, list[Problem]]:
    """The small workbook with cells of the sheet Targets as a program has written them."""

    def change(name: str, data: bytes) -> bytes:
        if name == "xl/worksheets/sheet4.xml":
            for address, cell in cells.items():
                data, count = re.subn(rb'<c r="' + address.encode() + rb'"[^>]*?(/>|>.*?</c>)', cell, data)
                assert count == 1
        return data if settled or name != "xl/workbook.xml" else data.replace(b'OnLoad="0"', b'OnLoad="1"')

    promises, problems = promises_of(read_workbook(packed(tmp_path / "book.xlsx", change)))
    return promises, problems.found


def formula(address: str, result: str, kind: str = "str") -> bytes:
    return f'<c r="{address}" t="{kind}"><f>A1</f><v>{result}</v></c>'.encode()


def test_the_stored_result_of_a_formula_counts_and_an_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    promises, problems = stored(tmp_path, {"D4": formula("D4", "3h"), "E4": formula("E4", "")})
    assert not problems
    assert (promises.targets[0].minutes, promises.targets[0].share) == (180, None)
    _, problems = stored(tmp_path, {"D4": formula("D4", "")})
    assert [(one.place, one.found) for one in problems] == [("Targets!D4", "Within is empty")]


def test_a_formula_that_nobody_calculated_or_that_failed_is_asked_back(tmp_path: Path) -> None:
    _, problems = stored(tmp_path, {"E4": b'<c r="E4"><f>A1</f><v>0</v></c>'}, settled=False)
    assert [one.place for one in problems] == ["Targets!E4"]
    assert "not stored" in problems[0].found and "save it" in problems[0].expected
    _, problems = stored(tmp_path, {"E4": formula("E4", "#REF!", "e")})
    assert problems[0].found == "it shows the error #REF!"


@pytest.mark.parametrize("mac", [False, True], ids=["from 1900", "from 1904"])
def test_24_00_in_a_cell_that_shows_times_is_the_end_of_the_day(tmp_path: Path, mac: bool) -> None:
    def change(book: Any) -> None:
        if mac:
            book.epoch = CALENDAR_MAC_1904
        book["Hours"]["D4"].value = 1
        book["Targets"]["D4"].value, book["Targets"]["D4"].number_format = 1.5, "hh:mm"

    promises, problems = asked(tmp_path, small(Hours=OFFICE), change)
    assert promises.hours["Office"].windows[0] == ("mon", 480, 1440)
    assert [(one.place, "a day or more" in one.found) for one in problems] == [("Targets!D4", True)]


def test_a_workbook_that_counts_from_1904_says_the_same(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904

    promises, problems = asked(tmp_path, small(Hours=OFFICE), change)
    assert not problems
    assert promises.services[0].first == date(2027, 1, 1)
    assert promises.hours["Office"].windows[0] == ("mon", 480, 1080)


def test_a_percent_sign_that_is_only_shown_is_no_percentage(tmp_path: Path) -> None:
    def share(form: str, value: float) -> float:
        def change(book: Any) -> None:
            book["Targets"]["E4"].value, book["Targets"]["E4"].number_format = value, form

        promises, problems = asked(tmp_path, small(), change)
        assert not problems
        return float(promises.targets[0].share or 0)

    assert share('0.0"%"', 95.5) == share(r"0.0\%", 95.5) == share("0.0%", 0.955) == 95.5


@pytest.mark.parametrize("form", ["[h]:mm:ss;@", "[hh]:mm", '[h]"h" mm"m"'])
def test_durations_of_more_than_a_day_are_read_where_the_cell_shows_them(tmp_path: Path, form: str) -> None:
    def change(book: Any) -> None:
        book["Targets"]["D4"].value, book["Targets"]["D4"].number_format = 1.5, form

    promises, problems = asked(tmp_path, small(), change)
    assert not problems and promises.targets[0].minutes == 36 * 60


def refusal(path: Path) -> str:
    with pytest.raises(CannotWorkHere) as error:
        read_workbook(path)
    assert error.value.fix
    return error.value.message


def test_what_is_not_the_workbook_itself_is_named(tmp_path: Path) -> None:
    (tmp_path / "~$promises.xlsx").write_bytes(b"\x05gitsm")
    assert "mark that Excel leaves" in refusal(tmp_path / "~$promises.xlsx")
    assert "is no file" in refusal(tmp_path)

    def answers(book: Any) -> None:
        for name in ("Answers", "Tickets that break a promise", "What would mend it"):
            book.create_sheet(name)

    assert "holds the answers" in refusal(write(tmp_path / "answers.xlsx", small(), answers))


def test_a_large_sheet_of_something_else_is_no_hindrance(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book.create_sheet("Tickets")
        sheet["A1"], sheet["A90000"], sheet["XFD2"] = "number", 1, 2

    book: Book = read(tmp_path, small(), change)
    assert [sheet.name for sheet in book.sheets][-1] == "Tickets"
