"""Sheets as records: headings found wherever they stand, empty rows passed over, every problem with its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from gitsm.analysis.workbook.grid import Amiss, Book, Cell, Problems, Sheet, folded
from gitsm.analysis.workbook.layout import READ_ME, TABLES, Column, Table
from gitsm.base import words
from gitsm.load.explain import closest

V = TypeVar("V")
HEAD_ROWS = 15
"""Rows with something in them, among which the headings are looked for."""


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
    """The rows of every table by its name, with what was passed over on the way.

    `elsewhere`: tables that stand in a sheet of another name, which is a problem already.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def tables_of(book: Book, problems: Problems) -> Tables:
    """The tables of a workbook. Sheets that it does not know are left alone, and named in the notes."""
    found = Tables(notes=list(book.notes))
    sheets: dict[str, Sheet] = {}
    for sheet in book.sheets:
        if folded(sheet.name) in sheets:
            problems.add(sheet.name, "there are two sheets of this name", "rename or delete one of them")
        sheets.setdefault(folded(sheet.name), sheet)
    known = {folded(table.name): table for table in TABLES}
    others = [sheet for name, sheet in sheets.items() if name not in known and name != folded(READ_ME)]
    for table in TABLES:
        one = sheets.get(folded(table.name))
        if one is None:
            if _elsewhere(table, others, problems):
                found.elsewhere.add(table.name)
            found.rows[table.name] = []
            continue
        found.rows[table.name] = list(_rows(one, table, problems, found.notes))
        found.notes += _unseen(one, found.rows[table.name])
        if table.needed and not found.rows[table.name] and not _named(problems, table.name):
            problems.add(table.name, "the sheet has no rows", "fill in at least one row below its headings")
    found.notes += [f'the sheet "{sheet.name}" is not read' for sheet in others if sheet.rows]
    return found


def _elsewhere(table: Table, others: list[Sheet], problems: Problems) -> bool:
    """Whether a sheet that is not there stands there under another name, perhaps of another language."""
    alike = [sheet for sheet in others if _is(sheet, table)]
    near = alike[0].name if alike else closest(table.name, [one.name for one in others]) if table.needed else ""
    if near:
        problems.add(near, f"there is no sheet {table.name}", f'rename this one to "{table.name}" if that is meant')
    elif table.needed:
        problems.add(table.name, "there is no sheet of this name", "add it; --template writes an example")
    return bool(near)


def _is(sheet: Sheet, table: Table) -> bool:
    """Whether a sheet has every heading that a table needs."""
    needed = {folded(one.head) for one in table.columns if one.needed}
    least = 2 if len(table.columns) < 4 else len(needed)
    heads = {folded(one.head) for one in table.columns}
    head = _head(sheet, table)
    cells = {cell.typed for cell in sheet.rows[head].values()} if head is not None else set()
    return needed <= cells and len(cells & heads) >= least


def _unseen(sheet: Sheet, rows: list[Row]) -> Iterator[str]:
    if sheet.unseen:
        yield f"the sheet {sheet.name} is hidden, and counts all the same"
    hidden = [str(row.number) for row in rows if row.number in sheet.hidden]
    if hidden:
        what = words.agree(len(hidden), "row", "rows"), words.agree(len(hidden), "is", "are")
        count = words.agree(len(hidden), "counts", "count")
        named = words.listed(hidden) if len(hidden) <= 6 else f"{', '.join(hidden[:5])} and {len(hidden) - 5} more"
        yield f"{sheet.name}: {what[0]} {named} {what[1]} hidden, and {count} all the same"


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
            problems.add(cell.place, cell.trouble, cell.mend)
        else:
            yield key, cell
    for column in table.columns:
        if column.needed and column.key not in row.cells and column.key in row.letters:
            problems.add(row.place(column.key), f"{column.head} is empty", f"fill it in: {_lower(column.help)}")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _head(sheet: Sheet, table: Table) -> int | None:
    """The row that holds most of the headings, among the first ones that hold something."""
    heads = {folded(one.head) for one in table.columns}
    best, most = None, 1
    for number in sorted(sheet.rows)[:HEAD_ROWS]:
        count = sum(1 for cell in sheet.rows[number].values() if cell.typed in heads)
        if count > most or (count == 1 and most == 1 and len(table.columns) < 3):
            best, most = number, count
    return best


def _columns(sheet: Sheet, table: Table, head: int, problems: Problems, notes: list[str]) -> dict[str, str]:
    by_head = {folded(one.head): one for one in table.columns}
    letters: dict[str, str] = {}
    others: list[Cell] = []
    for letter, cell in sheet.rows[head].items():
        column = by_head.get(cell.typed)
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
    near = closest(cell.typed, [folded(one.head) for one in missing])
    return next((one for one in missing if folded(one.head) == near), None)
