"""The workbook to fill in: every sheet explained, lists to choose from, and a small worked example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from gitsm.analysis.workbook.layout import CLOCKS, PROMISES, READ_ME, TABLES, Column, Table
from gitsm.export.parts import sheets

HEAD_ROW = 3
LAST_ROW = 500
_FORMS = {"time": "hh:mm", "percent": "0.##%", "date": sheets.DAY}
_LISTS = {"=promises": tuple(PROMISES), "=clocks": tuple(CLOCKS)}
_NAMED = {"Services": "Services", "Priorities": "Priorities", "Hours": "Hours"}
ABOUT = """\
# Can you keep this SLA?
This workbook asks: if every team and supplier takes all the time it may take, is the customer's promise kept,
whatever the minute in which a ticket is opened? It holds an example. Try it first, then put your own in.

1. Services: what you have agreed, in which hours, and for how long.
2. Priorities: your words for how urgent a ticket is.
3. Targets: what the customer is promised, and which hours count.
4. Hours and Holidays: when somebody is there.
5. Steps: who works on a ticket, one after the other, and how long each may take.

Point at a heading to read what belongs below it. Delete the rows of the example before you fill in your own.
Then save, and run:   gitsm sla check THIS-FILE.xlsx
You get a workbook with the answers and a page for your browser. This file is not changed.

# How to write things
Durations: 4h, 90m, 1h30m, 1.5h or 4:00. Not 4 (of what?) and not 2d (days of 24 hours, or working days?).
Times of day: 8:00, 17:30, 24:00. Percentages: 95 % or 0.95. Days: 2027-12-24.
Steps with the same number work at the same time; the slower one counts.
Reached by: the share of tickets that come as far as this step. Empty means all of them.
Keeps its time: how often a step is as fast as it says. Empty: nobody has said, and the answers rest on it.
unknown, in these two: nobody has counted; then the worst is taken, until you know.

# The answers
always kept: every ticket is done in time, whenever it is opened, if each step keeps its own time.
kept for at least 95 %: some tickets may be late, but no more than the rest.
not kept: more tickets can be late than was promised; one of them is shown with its whole way.
not proved: something is missing; the answer says what.
"""


def example(year: int) -> Mapping[str, Sequence[Sequence[object]]]:
    """The rows of the worked example, for agreements of a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return {
        "Services": [
            ["E-mail", "24x7", "Shop hours", first, last, "The example: read the answers before you change it."],
        ],
        "Priorities": [["P1", "Nobody can work"], ["P2", "Some cannot work"], ["P3", "One person is hindered"]],
        "Targets": [
            ["E-mail", "P1", "resolution", "4h", 0.95, "service hours"],
            ["E-mail", "P2", "resolution", "8h", 0.95, "service hours"],
            ["E-mail", "P3", "resolution", "12h", 0.95, "support hours"],
        ],
        "Hours": [
            ["Office hours", "Mon-Fri", time(8), time(18), "Europe/Berlin"],
            ["Shop hours", "Mon-Sat", time(8), time(18), "Europe/Berlin"],
            ["Desk hours", "Mon-Sat", time(7), time(20), "Europe/Berlin"],
        ],
        "Holidays": [
            [date(year, 1, 1), None, "New Year's Day"],
            [date(year, 12, 25), None, "Christmas Day"],
            [date(year, 12, 26), "Office hours", "Second day of Christmas"],
        ],
        "Steps": [
            ["E-mail", "P1", None, 1, "Service desk", "15m", "24x7", "10m", None, None, None, 1],
            ["E-mail", "P1", None, 2, "Messaging team", "3h", "24x7", None, None, None, None, 0.995],
            ["E-mail", "P1", None, 2, "Network team", "2h", "24x7", None, None, None, None, 0.995],
            [
                "E-mail", "P1", None, 3, "Mail vendor", "8h", "24x7", None, 0.03, f"incidents of {year - 2}",
                date(year - 1, 1, 15), 1,
            ],
            ["E-mail", "P2", None, 1, "Service desk", "30m", "24x7", "10m", None, None, None, 1],
            ["E-mail", "P2", None, 2, "Messaging team", "5h", "24x7", None, None, None, None, 1],
            ["E-mail", "P3", None, 1, "Service desk", "30m", "Desk hours", "10m", None, None, None, 1],
            ["E-mail", "P3", None, 2, "Messaging team", "4h", "Office hours", None, None, None, None, 1],
        ],
    }  # fmt: skip


def sla_template(year: int, rows: Mapping[str, Sequence[Sequence[object]]] | None = None) -> bytes:
    """The template with its example, or with other rows by the names of the sheets."""
    book = sheets.new_book("Can you keep this SLA?", date(year, 1, 1))
    about = book.create_sheet(READ_ME)
    sheets.widths(about, [120])
    for number, line in enumerate(ABOUT.splitlines(), 1):
        sheets.row(about, number, [line.removeprefix("# ")], bold=line.startswith("# "))
    sheets.printed(about)
    filled = example(year) if rows is None else rows
    for table in TABLES:
        _table(book.create_sheet(table.name), table, filled.get(table.name, ()))
    return sheets.saved(book)


def _table(sheet: Worksheet, table: Table, rows: Sequence[Sequence[object]]) -> None:
    sheets.row(sheet, 1, [table.about])
    sheets.beyond(sheet, 1)
    sheets.head(sheet, HEAD_ROW, [column.head for column in table.columns])
    sheets.widths(sheet, [column.width for column in table.columns])
    sheets.printed(sheet, HEAD_ROW)
    for number, column in enumerate(table.columns, 1):
        needed = "" if column.needed else "\nMay be left empty."
        note = Comment(f"{column.help}{needed}", "gitsm", height=110, width=260)
        sheet.cell(HEAD_ROW, number).comment = note
        letter = get_column_letter(number)
        for line in range(HEAD_ROW + 1, HEAD_ROW + 1 + max(len(rows), 40)):
            sheet.cell(line, number).number_format = _FORMS.get(column.fill, "General")
            sheet.cell(line, number).alignment = sheets.TOP
        listed = _list(column)
        if listed is not None:
            sheet.add_data_validation(listed)
            listed.add(f"{letter}{HEAD_ROW + 1}:{letter}{LAST_ROW}")
    for line, values in enumerate(rows, HEAD_ROW + 1):
        for number, value in enumerate(values, 1):
            if isinstance(value, str):
                sheets.put(sheets.at(sheet, line, number), value)
            elif value is not None:
                sheet.cell(line, number).value = value  # type: ignore[assignment]
                sheet.cell(line, number).number_format = _FORMS.get(table.columns[number - 1].fill, "General")


def _list(column: Column) -> DataValidation | None:
    """The list to choose from; other values stay possible where names of another sheet are meant."""
    if not column.choices:
        return None
    choices = _LISTS.get(column.choices)
    if choices is not None:
        formula = '"' + ",".join(choices) + '"'
    else:
        formula = f"{_NAMED[column.choices]}!$A${HEAD_ROW + 1}:$A${LAST_ROW}"
    listed = DataValidation(type="list", formula1=formula, allow_blank=True)
    listed.promptTitle, listed.prompt = column.head, column.help[:250]
    listed.showInputMessage = True
    listed.showErrorMessage = choices is not None
    listed.errorTitle, listed.error = column.head, column.help[:220]
    return listed
