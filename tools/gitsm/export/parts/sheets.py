"""Writing sheets: every value as what it is, never as a formula; one look for all workbooks of gitsm."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from gitsm.base import words

Value = str | int | float | date | timedelta | None
DURATION = "[h]:mm"
DAY = "yyyy-mm-dd"
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
HEAD = PatternFill("solid", fgColor="E3EEF7")
ALERT = PatternFill("solid", fgColor="FBE3D0")
CARE = PatternFill("solid", fgColor="FDF3D8")
_LINE = Border(bottom=Side("thin", color="76838F"))
TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
"""Numbers stand left too: beside a text on their right they would run into it."""
_BOLD = Font(name="Calibri", size=11, bold=True)
_LINE_HEIGHT = 15.0


def put(cell: Cell, value: Value, *, bold: bool = False, form: str | None = None) -> None:
    """Writes a value. A text stays a text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = _UNSEEN.sub("\ufffd", value.replace(words.NBSP, " "))[:32_000]
        cell.data_type = "s"
        if value[:1] in "=+-@\t\r\n|'" and value:
            cell.quotePrefix = True
    else:
        cell.value = value
        if isinstance(value, timedelta):
            cell.number_format = DURATION
        elif isinstance(value, date):
            cell.number_format = DAY
    if form is not None:
        cell.number_format = form
    cell.alignment = TOP
    if bold:
        cell.font = _BOLD


def row(sheet: Worksheet, number: int, values: Sequence[Value], *, bold: bool = False) -> None:
    """Writes a row from its first column on."""
    for column, value in enumerate(values, 1):
        if value is not None:
            put(at(sheet, number, column), value, bold=bold)


def head(sheet: Worksheet, number: int, names: Sequence[str]) -> None:
    """Writes a row of headings."""
    for column, name in enumerate(names, 1):
        cell = at(sheet, number, column)
        put(cell, name, bold=True)
        cell.fill = HEAD
        cell.border = _LINE


def at(sheet: Worksheet, number: int, column: int) -> Cell:
    """The cell of a row and column, counted from 1."""
    cell = sheet.cell(number, column)
    assert isinstance(cell, Cell)
    return cell


def shade(sheet: Worksheet, number: int, columns: int, fill: PatternFill) -> None:
    """Colours a row."""
    for column in range(1, columns + 1):
        sheet.cell(number, column).fill = fill


def tall(sheet: Worksheet, number: int, values: Sequence[Value], each: Sequence[int]) -> None:
    """Makes a row as high as its texts need in columns of some widths: not every program does that by itself."""
    lines = max(-(-len(text) // width) for text, width in zip(map(str, values), each, strict=True))
    sheet.row_dimensions[number].height = _LINE_HEIGHT * max(lines, 1)


def beyond(sheet: Worksheet, *numbers: int) -> None:
    """Lets the text in the first cell of some rows run on over the cells beside it."""
    for number in numbers:
        sheet.cell(number, 1).alignment = Alignment(wrap_text=False)


def widths(sheet: Worksheet, each: Sequence[int]) -> None:
    """The widths of the columns, in characters."""
    for number, width in enumerate(each, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def printed(sheet: Worksheet, head_row: int | None = None) -> None:
    """Landscape, one page wide, the headings on every page and in sight while scrolling."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if head_row is not None:
        sheet.freeze_panes = f"A{head_row + 1}"
        sheet.print_title_rows = f"{head_row}:{head_row}"


def new_book(title: str, day: date) -> Workbook:
    """An empty workbook without sheets, stamped with a day."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.calculation.fullCalcOnLoad = False  # no formulas; programs that keep the mark would cast doubt on their own
    book.properties.title = title
    book.properties.creator = "gitsm"
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    book.properties.created = book.properties.modified = stamp
    return book


def saved(book: Workbook) -> bytes:
    """The workbook as a file."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def hours(minutes: int) -> timedelta:
    """Minutes as a duration that a spreadsheet can calculate with."""
    return timedelta(minutes=minutes)
