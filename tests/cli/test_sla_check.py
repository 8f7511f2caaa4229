"""gitsm sla check: a workbook in, its answers as a workbook and a page, without a repository."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cli_support import Result, run
from gitsm.adapters import files
from workbook_support import FIRST, LAST, small, write

LIMITS = ("Mail", "Payroll", "Portal", "Phones", "Print")


def five(payroll: str = "13h59m") -> dict[str, list[list[object]]]:
    """Five agreements on one pattern. Each has a team that is closed on Saturdays; only Payroll's limit is short."""
    within = {"Mail": "14h", "Payroll": payroll, "Portal": "14h", "Phones": "40h", "Print": "14h1m"}
    return {
        "Services": [[name, "Shop", None, FIRST, LAST] for name in LIMITS],
        "Priorities": [["P1"]],
        "Targets": [[name, "P1", "resolution", within[name], 0.95, "service hours"] for name in LIMITS],
        "Hours": [
            ["Office", "Mon-Fri", "8:00", "18:00", "Europe/Berlin"],
            ["Shop", "Mon-Sat", "8:00", "18:00", "Europe/Berlin"],
        ],
        "Holidays": [[date(2027, 12, 24), None, "Christmas Eve"]],
        "Steps": [[name, None, None, 1, f"{name} team", "4h", "Office"] for name in LIMITS],
    }


def check(path: Path, *more: str) -> Result:
    return run("sla", "check", str(path), *more)


def test_one_of_five_agreements_is_short_by_a_minute_and_named_with_its_ticket(tmp_path: Path) -> None:
    book = write(tmp_path / "promises.xlsx", five())
    before = book.read_bytes()
    result = check(book)
    out = result.out
    assert result.code == 1
    assert book.read_bytes() == before
    assert "1 of 5 promises cannot be kept: Payroll, P1 (resolution within 13 h 59 m).\n" in out
    assert out.count("not kept") == 1
    assert out.count("always kept") == 4
    assert "opened Fri 2027-01-01 14:01" in out
    assert "done Mon 2027-01-04 08:01 after 14 h on the clock, 1 m late" in out
    assert "Targets!D5: promise 14 h instead of 13 h 59 m" in out
    assert "Steps!F5: let Payroll team be done within 3 h 59 m instead of 4 h" in out
    assert check(write(tmp_path / "kept.xlsx", five("14h"))).code == 0


def test_the_answers_come_back_as_a_workbook(tmp_path: Path) -> None:
    write(tmp_path / "promises.xlsx", five())
    check(tmp_path / "promises.xlsx", "--output", str(tmp_path / "out"))
    book = load_workbook(tmp_path / "out" / "promises-answers.xlsx")
    assert book.sheetnames == [
        "Answers", "Tickets that break a promise", "What would mend it", "Hours",
        "Your Services", "Your Priorities", "Your Targets", "Your Hours", "Your Holidays", "Your Steps",
    ]  # fmt: skip
    answers = {row[1]: row for row in book["Answers"].iter_rows(min_row=5, max_row=9, values_only=True)}
    assert [name for name, row in answers.items() if row[5] == "not kept"] == ["Payroll"]
    assert answers["Payroll"][0] == "Targets!D5"
    assert answers["Payroll"][6].total_seconds() == 14 * 3600
    assert answers["Payroll"][7] == "−1 m"
    tickets = [row[:5] for row in book["Tickets that break a promise"].iter_rows(values_only=True)]
    assert tickets[0][0] == "Payroll, P1 (resolution within 13 h 59 m): 1 m late"
    assert tickets[-1][0] == "Mon 2027-01-04 08:01"
    assert tickets[-1][4].total_seconds() == 14 * 3600
    assert [row[1] for row in book["What would mend it"].iter_rows(min_row=4, values_only=True)] == [
        "Targets!D5", "Steps!F5", "Steps!G5",
    ]  # fmt: skip
    hours = next(book["Hours"].iter_rows(min_row=2, max_row=2, values_only=True))
    assert hours[0:3] == ("Office", "Europe/Berlin", "08:00–18:00")
    assert (hours[7], hours[10]) == ("closed", 1)
    assert book["Your Targets"]["D5"].value == "13h59m"
    assert book["Your Holidays"]["A4"].value.date() == date(2027, 12, 24)


class Page(HTMLParser):
    """What a page loads, runs, and links to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.values: list[tuple[str, str]] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.values.append((name, value or ""))
            if name == "id":
                self.ids.add(value or "")


def test_the_page_stands_alone(tmp_path: Path) -> None:
    rows = five()
    rows["Targets"][3][3] = "1h"
    write(tmp_path / "promises.xlsx", rows)
    check(tmp_path / "promises.xlsx")
    text = (tmp_path / "promises-answers.html").read_text("utf-8")
    page = Page()
    page.feed(text)
    assert not page.tags & {"script", "link", "iframe", "img", "object", "form", "base"}
    assert not [name for name, _ in page.values if name.startswith("on") or name in ("src", "srcset", "action")]
    assert {value for name, value in page.values if name == "href"} == {"#promise-2", "#promise-4"}
    assert {"promise-2", "promise-4"} <= page.ids
    assert "url(" not in text and "@import" not in text
    assert "Content-Security-Policy" in text
    regions = re.findall(r'role="region" aria-label="([^"]*)"', text)
    assert len(regions) == len(set(regions)), "who hears the names of regions tells them apart"
    assert text.count('<div class="narrow"><svg') == 2, "a picture of its own for phones"
    assert re.sub(r"\s+", " ", text).count("1 m late") >= 2


@pytest.mark.parametrize(
    "name", ["=1+1", '=HYPERLINK("http://example.org","x")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)"]
)
def test_a_cell_that_begins_like_a_formula_comes_back_as_text(tmp_path: Path, name: str) -> None:
    rows = small(
        Services=[[name, "24x7", None, FIRST, LAST]],
        Targets=[[name, "P1", "resolution", "3h", None, "service hours"]],
        Steps=[[name, None, None, 1, name, "4h", "24x7"]],
    )
    result = check(write(tmp_path / "promises.xlsx", rows))
    assert (result.code, "cannot be kept" in result.out) == (1, True)
    book = load_workbook(tmp_path / "promises-answers.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    mine = [cell for cell in cells if cell.value == name]
    assert len(mine) >= 4 and all(cell.quotePrefix for cell in mine)


def test_markup_in_names_is_text_on_the_page(tmp_path: Path) -> None:
    name = "<script>alert(1)</script> & \"x\" onload='y'"
    rows = small(
        Services=[[name, "24x7", None, FIRST, LAST]],
        Targets=[[name, "P1", "resolution", "3h", None, "service hours"]],
        Steps=[[name, None, None, 1, name, "4h", "24x7"]],
    )
    check(write(tmp_path / "promises.xlsx", rows))
    page = Page()
    page.feed((tmp_path / "promises-answers.html").read_text("utf-8"))
    assert "script" not in page.tags
    assert "onload" not in {attribute for attribute, _ in page.values}


def test_cells_to_mend_are_listed_and_nothing_is_written(tmp_path: Path) -> None:
    rows = small(
        Targets=[["Mail", "P1", "resolution", 4, None, "service hours"]], Hours=[["Office", "Mo-Zz", 8, "x", "UTC"]]
    )
    result = check(write(tmp_path / "promises.xlsx", rows))
    assert result.code == 1
    assert "Targets!D4  4 does not say of what: hours, minutes or days\n  fix  write hours and minutes" in result.out
    assert result.out.endswith("promises.xlsx: 4 cells or sheets need mending; nothing was calculated.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["promises.xlsx"]


def test_the_template_is_its_own_example(tmp_path: Path) -> None:
    path = tmp_path / "promises.xlsx"
    assert run("sla", "check", "--template", str(path)).code == 0
    book = load_workbook(path)
    assert book.sheetnames == ["Read me", "Services", "Priorities", "Targets", "Hours", "Holidays", "Steps"]
    for sheet in book.worksheets[1:]:
        heads = [cell for cell in sheet[3] if cell.value]
        assert heads and all(cell.comment and cell.comment.text for cell in heads), sheet.title
    lists = [one for sheet in book for one in sheet.data_validations.dataValidation]
    assert len(lists) == 11
    result = check(path)
    assert result.code == 1
    for answer in (
        "P1 (resolution within 4 h): ▲ kept for at least 96 %",
        "✓ always kept",
        "14 h 40 m on the clock, 2 h 40 m late",
    ):
        assert answer in result.out


def test_nothing_is_replaced_without_being_asked(tmp_path: Path) -> None:
    book = write(tmp_path / "promises.xlsx", five("14h"))
    assert check(book).code == 0
    (tmp_path / "promises-answers.html").write_text("mine")
    again = check(book)
    assert (again.code, "is there already" in again.err, "--force" in again.err) == (3, True, True)
    assert (tmp_path / "promises-answers.html").read_text() == "mine"
    assert check(book, "--force").code == 0
    assert run("sla", "check", "--template", str(book)).code == 3


def test_wrong_usage_is_told(tmp_path: Path) -> None:
    assert run("sla", "check").code == 2
    csv = check(tmp_path / "promises.csv")
    assert (csv.code, "is not in the format .xlsx" in csv.err) == (2, True)
    gone = check(tmp_path / "promises.xlsx")
    assert (gone.code, "cannot be read: no such file" in gone.err) == (3, True)
    assert run("sla", "check", "--template", str(tmp_path / "x.xls")).code == 2


def test_the_same_workbook_gives_the_same_page(tmp_path: Path) -> None:
    book = write(tmp_path / "promises.xlsx", five())
    check(book, "-o", str(tmp_path / "a"))
    check(book, "-o", str(tmp_path / "b"))
    first, second = (tmp_path / name / "promises-answers.html" for name in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_answers_that_cannot_be_written_are_told_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = write(tmp_path / "promises.xlsx", five())
    (tmp_path / "taken").write_text("")
    result = check(book, "-o", str(tmp_path / "taken"))
    assert (result.code, "1 of 5 promises cannot be kept" in result.out, "--output" in result.err) == (3, True, True)
    assert check(book).code == 1

    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    rename = files._rename

    def open_elsewhere(source: Path, target: Path) -> None:
        if target.suffix == ".html":
            raise PermissionError(13, "Permission denied", str(target))
        rename(source, target)

    write(book, five("13h"))
    monkeypatch.setattr(files, "_rename", open_elsewhere)
    result = check(book, "--force")
    assert (result.code, "close it in other programs" in result.err) == (3, True)
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {name for name in after if after[name] != before.get(name)} == {"promises.xlsx"}, "both answers, or none"


def test_an_answer_that_rests_on_a_step_says_so_everywhere(tmp_path: Path) -> None:
    result = check(write(tmp_path / "promises.xlsx", small()))
    assert result.code == 0
    assert "always kept, if each step keeps its time\n" in result.out
    assert "The promise can be kept, if each step keeps its time.\n" in result.out
    row = next(load_workbook(tmp_path / "promises-answers.xlsx")["Answers"].iter_rows(min_row=5, values_only=True))
    assert (row[5], row[8]) == ("always kept, if each step keeps its time", "100 % if so")
    assert "if each step keeps its time" in (tmp_path / "promises-answers.html").read_text("utf-8")


def test_a_change_that_mends_rests_on_what_the_answer_rests_on(tmp_path: Path) -> None:
    for kept, condition in ((None, ", if each step keeps its time"), (0.99, "")):
        rare = ["Mail", None, None, 2, "Vendor", "8h", "24x7", None, 0.03, "incidents", date(2026, 1, 15), kept]
        rows = small(
            Targets=[["Mail", "P1", "resolution", "1h", 0.95, "service hours"]],
            Steps=[["Mail", None, None, 1, "Team", "4h", "24x7", None, None, None, None, kept], rare],
        )
        check(write(tmp_path / "promises.xlsx", rows), "--force")
        then = load_workbook(tmp_path / "promises-answers.xlsx")["What would mend it"]
        told = {row[1]: row[3] for row in then.iter_rows(min_row=4, values_only=True)}
        assert told["Targets!D4"] == f"kept for enough tickets{condition}"
        rows["Targets"] = [["Mail", "P1", "resolution", "4h", 0.95, "service hours"]]
        check(write(tmp_path / "promises.xlsx", rows), "--force")
        then = load_workbook(tmp_path / "promises-answers.xlsx")["What would mend it"]
        assert {row[3] for row in then.iter_rows(min_row=4, values_only=True)} == {f"always kept{condition}"}


def test_a_late_ticket_that_is_allowed_is_told_as_allowed(tmp_path: Path) -> None:
    steps = [
        ["Mail", None, None, 1, "Team", "3h", "24x7", None, None, None, None, 1],
        ["Mail", None, None, 2, "Vendor", "8h", "24x7", None, 0.03, "incidents", date(2026, 1, 15), None],
    ]
    rows = small(Targets=[["Mail", "P1", "resolution", "4h", 0.955, "service hours"]], Steps=steps)
    assert check(write(tmp_path / "promises.xlsx", rows)).code == 0
    allowed = "7 h late (allowed: 4.5 % of the tickets may be late)"
    sheet = load_workbook(tmp_path / "promises-answers.xlsx")["Tickets that break a promise"]
    assert str(sheet["A1"].value).replace("\u00a0", " ") == f"Mail, P1 (resolution within 4 h): {allowed}"
    page = (tmp_path / "promises-answers.html").read_text("utf-8").replace("\u00a0", " ")
    assert "<h3>A ticket that may be late</h3>" in page and "The ticket that breaks it" not in page
    assert f"on the clock, {allowed}</b>" in page and f"<td>done, {allowed}</td>" in page


def test_the_waits_of_two_teams_at_once_do_not_go_back_in_time(tmp_path: Path) -> None:
    rows = small(
        Targets=[["Mail", "P1", "resolution", "1h", None, "service hours"]],
        Hours=[["Office", "Mon-Fri", "8:00", "18:00", "UTC"], ["Early", "Mon-Fri", "8:00", "17:00", "UTC"]],
        Steps=[["Mail", None, None, 1, "One", "4h", "Office"], ["Mail", None, None, 1, "Two", "3h", "Early"]],
    )
    check(write(tmp_path / "promises.xlsx", rows))
    page = (tmp_path / "promises-answers.html").read_text("utf-8").replace("\u00a0", " ")
    assert (
        "18:00 to Mon 2027-01-04 08:00: waits for One, which is closed, while the clock runs. "
        "Meanwhile Fri 2027-01-01 17:00 to Mon 2027-01-04 08:00: waits for Two, which is closed, while the clock runs. "
    ) in page


def test_names_with_blanks_can_be_pasted_as_they_are_told(tmp_path: Path) -> None:
    path = tmp_path / "our promises.xlsx"
    assert f'gitsm sla check "{path}"' in run("sla", "check", "--template", str(path)).err
    assert run("sla", "check", "--template", str(tmp_path / "x.xlsx"), "-o", str(tmp_path)).code == 2
