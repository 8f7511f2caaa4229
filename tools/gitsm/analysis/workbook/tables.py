"""Sheets as records: headings found wherever they stand, empty rows passed over, every problem with its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from gitsm.analysis.workbook.grid import Amiss, Book, Cell, Problems, Sheet
from gitsm.analysis.workbook.layout import TABLES, Column, Table
from gitsm.base import words
from gitsm.load.explain import closest

V = TypeVar("V")
_HEAD_ROWS = 15


def folded(text: str) -> str:
    """A name as it is compared: case, blanks and signs of line breaking do not count."""
    return " ".join(text.casefold().replace("\u00a0", " ").split())


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells by the keys of the columns. `letters`: the letter of each column there is."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    letters: Mapping[str, str]

    def place(self, key: str) -> str:
        """The address of a cell, filled or not."""
        return f"{self.sheet}!{self.letters.get(key, 'A')}{self.number}"

    def text(self, key: str) -> str:
        """What a cell holds as text; empty for an empty cell."""
        cell = self.cells.get(key)
        return cell.text if cell else ""

    def read(self, key: str, read: Callable[[Cell], V], problems: Problems) -> V | None:
        """The value of a cell; None for an empty one, or for one that cannot be read, which is a problem."""
        cell = self.cells.get(key)
        if cell is None:
            return None
        try:
            return read(cell)
        except Amiss as error:
            problems.add(cell.place, error.found, error.expected)
            return None


@dataclass(slots=True)
class Tables:
    """The rows of every table by its name, with what was passed over on the way."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def tables_of(book: Book, problems: Problems) -> Tables:
    """The tables of a workbook. Sheets that it does not know are left alone."""
    found = Tables(notes=list(book.notes))
    sheets = {folded(sheet.name): sheet for sheet in book.sheets}
    for table in TABLES:
        sheet = sheets.get(folded(table.name))
        if sheet is None:
            if table.needed:
                near = closest(table.name, [one.name for one in book.sheets])
                hint = f'rename the sheet "{near}"' if near else "add it; --template writes an example"
                problems.add(table.name, f"there is no sheet {table.name}", hint)
            found.rows[table.name] = []
            continue
        found.rows[table.name] = list(_rows(sheet, table, problems, found.notes))
        if table.needed and not found.rows[table.name] and not _named(problems, table.name):
            problems.add(table.name, "the sheet has no rows", "fill in at least one row below its headings")
    return found


def _named(problems: Problems, sheet: str) -> bool:
    return any(one.place == sheet or one.place.startswith(f"{sheet}!") for one in problems.found)


def _rows(sheet: Sheet, table: Table, problems: Problems, notes: list[str]) -> Iterator[Row]:
    head = _head(sheet, table)
    if head is None:
        wanted = words.listed([f'"{one.head}"' for one in table.columns if one.needed])
        problems.add(table.name, "no row holds the headings", f"write the headings {wanted} in one row near the top")
        return
    letters = _columns(sheet, table, head, problems, notes)
    by_letter = {letter: key for key, letter in letters.items()}
    for place in sheet.across:
        if _below(place, head):
            problems.add(f"{table.name}!{place}", "these cells are merged across columns", "unmerge them")
    for number in sorted(sheet.rows):
        if number <= head:
            continue
        cells = {by_letter[letter]: cell for letter, cell in sheet.rows[number].items() if letter in by_letter}
        if cells:
            row = Row(table.name, number, cells, letters)
            yield Row(table.name, number, dict(_usable(row, table, problems)), letters)


def _below(place: str, head: int) -> bool:
    return int("".join(char for char in place.partition(":")[0] if char.isdigit())) > head


def _usable(row: Row, table: Table, problems: Problems) -> Iterator[tuple[str, Cell]]:
    for key, cell in row.cells.items():
        if cell.trouble:
            problems.add(cell.place, cell.trouble, "type the value itself")
        else:
            yield key, cell
    for column in table.columns:
        if column.needed and column.key not in row.cells and column.key in row.letters:
            problems.add(row.place(column.key), f"{column.head} is empty", _lower(column.help))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _head(sheet: Sheet, table: Table) -> int | None:
    """The row that holds most of the headings, among the first ones that hold something."""
    heads = {folded(one.head) for one in table.columns}
    best, most = None, 1
    for number in sorted(sheet.rows)[:_HEAD_ROWS]:
        count = sum(1 for cell in sheet.rows[number].values() if folded(cell.text) in heads)
        if count > most or (count == 1 and most == 1 and len(table.columns) < 3):
            best, most = number, count
    return best


def _columns(sheet: Sheet, table: Table, head: int, problems: Problems, notes: list[str]) -> dict[str, str]:
    by_head = {folded(one.head): one for one in table.columns}
    letters: dict[str, str] = {}
    others: list[Cell] = []
    for letter, cell in sheet.rows[head].items():
        column = by_head.get(folded(cell.text))
        if column is None:
            others.append(cell)
        elif column.key in letters:
            problems.add(cell.place, f'the heading "{column.head}" stands there twice', "delete one of the columns")
        else:
            letters[column.key] = letter
    missing = [one for one in table.columns if one.key not in letters]
    for cell in others:
        meant = _meant(cell, missing)
        if meant is not None:
            problems.add(
                cell.place, f'the heading "{cell.text}" is not known', f'write "{meant.head}" if that is meant'
            )
        else:
            notes.append(f'{cell.place}: the column "{cell.text}" is not read')
    for column in missing:
        if column.needed:
            problems.add(f"{table.name}!{head}:{head}", f'the heading "{column.head}" is missing', "add its column")
    return letters


def _meant(cell: Cell, missing: list[Column]) -> Column | None:
    near = closest(folded(cell.text), [folded(one.head) for one in missing])
    return next((one for one in missing if folded(one.head) == near), None)
