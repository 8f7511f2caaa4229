"""Reading a workbook file (.xlsx, .xlsm) as plain values. Nothing in it is run, followed or trusted.

The archive is bounded before it is unpacked, every XML part is scanned by a parser that refuses document types, and
only then openpyxl reads the values that the last program stored; macros, links and pictures are left aside.
"""

from __future__ import annotations

import io
import lzma
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NoReturn
from xml.parsers import expat

from gitsm.analysis.workbook.grid import Book, Cell, Sheet, folded
from gitsm.analysis.workbook.layout import ANSWERS, TABLES
from gitsm.analysis.workbook.tables import HEAD_ROWS
from gitsm.base.errors import CannotWorkHere

MOST_BYTES = 10 << 20
MOST_UNPACKED = 60 << 20
MOST_PARTS = 2_000
MOST_ROWS = 5_000
MOST_COLUMNS = 50
MOST_TEXT = 2_000
MOST_ELEMENTS = 2_000_000
"""XML elements of all parts: a file of 80 kB may hold millions, which take minutes to read."""
_LOOKED_AT = 200
"""Rows of a sheet that is not known, among which headings are looked for."""
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What openpyxl meets in parts that are well formed and still make no sense."""
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    expat.ExpatError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What the archive raises where its bytes were changed on the way; `ValueError` for places before its beginning."""
_OLD = b"\xd0\xcf\x11\xe0"
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
"""Parts of a number format that are only shown: `0"%"` is no percentage."""
_ZERO = datetime(1899, 12, 31)
_CALCULATED = "open the workbook in your spreadsheet program and save it"
_STRICT = "http://purl.oclc.org/ooxml/"
_SAVE = "open it in your spreadsheet program and save it as .xlsx (Excel workbook)"
_MISSING = 'install it with `pip install "gitsm[excel]"`'


def openpyxl_module() -> Any:
    """openpyxl. Raises CannotWorkHere with the way to get it where it is not installed."""
    try:
        import openpyxl
    except ImportError:
        raise CannotWorkHere("Workbooks need the package openpyxl, which is not installed.", _MISSING) from None
    return openpyxl


@dataclass(slots=True)
class _Scan:
    """What one XML part holds: merged ranges, and the farthest row and column with a value.

    `hidden`: rows that are. `blank`: cells (row, column) whose formula has an empty text as its result. `stale`: the
    workbook asks to be calculated anew when it is opened. `elements`: how many there are.
    """

    merged: list[str] = field(default_factory=list)
    row: int = 0
    column: int = 0
    hidden: set[int] = field(default_factory=set)
    blank: set[tuple[int, int]] = field(default_factory=set)
    stale: bool = False
    elements: int = 0


def _other_than_a_file(path: Path) -> bool:
    try:
        return path.exists() and not path.is_file()
    except OSError:
        return False  # a name no file can have; opening it says why


def read_workbook(path: Path) -> Book:
    """The values of a workbook. Raises CannotWorkHere for what is no workbook, is too large, or could do harm."""
    data = _bytes(path)
    try:
        scans = _scanned(data, path)
        return _book(data, path, scans)
    except _DAMAGED:
        _refuse(path, "is damaged", "open it in your spreadsheet program and save it again as .xlsx")


def _refuse(path: Path, what: str, fix: str) -> NoReturn:
    raise CannotWorkHere(f"{path.name} {what}.", fix)


def _bytes(path: Path) -> bytes:
    if _other_than_a_file(path):
        _refuse(path, "is no file", "name the workbook")
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except PermissionError:
        _refuse(path, "cannot be read: permission denied", "close it in other programs, or ask who may read it")
    except OSError as error:
        _refuse(path, f"cannot be read: {(error.strerror or 'no reason given').lower()}", "check its name")
    if len(data) > MOST_BYTES:
        _refuse(path, f"is larger than {MOST_BYTES >> 20} MiB", "keep only the sheets with the promises in it")
    if data.startswith(_OLD):
        fix = "open it in your spreadsheet program and save it as .xlsx (Excel workbook), without a password"
        _refuse(path, "is protected by a password, or an old .xls", fix)
    if path.name.startswith("~$"):
        _refuse(path, "is only the mark that Excel leaves beside an open workbook", "name the workbook itself")
    if not data.startswith(b"PK"):
        _refuse(path, "is no Excel workbook", _SAVE)
    return data


def _scanned(data: bytes, path: Path) -> dict[str, _Scan]:
    """Every XML part looked through within the bounds; by its name what it holds."""
    found: dict[str, _Scan] = {}
    left, elements = MOST_UNPACKED, MOST_ELEMENTS
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or len({part.filename for part in parts}) < len(parts):
            _refuse(path, "has too many parts, or one of them twice", "save it again as .xlsx")
        if "xl/workbook.xml" not in archive.namelist():
            _refuse(path, "is no Excel workbook", _SAVE)
        for part in parts:
            strict = part.filename.casefold().endswith((".xml", ".rels"))
            with archive.open(part) as stream:
                found[part.filename], used = _scan(stream, left, elements, path, strict)
            left -= used
            elements -= found[part.filename].elements
    return found


def _scan(stream: IO[bytes], left: int, elements: int, path: Path, strict: bool) -> tuple[_Scan, int]:
    """One part, with its size. A part that need not be XML is scanned as far as it is."""
    found, used = _Scan(), 0
    parser = expat.ParserCreate(namespace_separator=" ")
    at = [0, 0]  # row and column of the cell being read; either may be left out, then it is the next
    text = False  # whether that cell says that the result of its formula is a text

    def doctype(*_: Any) -> None:
        _refuse(path, "holds a document type, which no spreadsheet program writes", "save it again as .xlsx")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal text
        found.elements += 1
        if found.elements > elements:
            _refuse(path, f"holds more than {MOST_ELEMENTS:,} elements", "keep only the sheets with the promises")
        space, _, plain = name.rpartition(" ")
        if plain == "mergeCell":
            found.merged.append(attributes.get("ref", ""))
        elif plain == "row":
            number = attributes.get("r", "")
            at[:] = int(number) if number.isdecimal() and len(number) < 9 else at[0] + 1, 0
            if attributes.get("hidden") in ("1", "true"):
                found.hidden.add(at[0])
        elif plain == "c":
            match = _RANGE.fullmatch(attributes.get("r", ""))
            at[1] = _number(match[1]) if match else at[1] + 1
            text = attributes.get("t") == "str"
        elif plain in ("v", "is", "f"):
            found.row, found.column = max(found.row, at[0]), max(found.column, at[1])
            if plain == "v" and text:
                found.blank.add((at[0], at[1]))
        elif plain == "workbook" and space.startswith(_STRICT):
            _refuse(path, "is stored as Strict Open XML", "save it as the plain Excel workbook (.xlsx)")
        elif plain == "calcPr":
            found.stale = attributes.get("fullCalcOnLoad") in ("1", "true")

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    parser.StartElementHandler = start
    while chunk := stream.read(1 << 20):  # a value that runs over many chunks is read anew with each
        used += len(chunk)
        if used > left:
            _refuse(path, f"unpacks to more than {MOST_UNPACKED >> 20} MiB", "keep only the sheets with the promises")
        with nullcontext() if strict else suppress(expat.ExpatError):
            parser.Parse(chunk, False)
    if strict:
        parser.Parse(b"", True)
    return found, used


def _number(letters: str) -> int:
    total = 0
    for char in letters:
        total = total * 26 + ord(char) - 64
    return total


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _book(data: bytes, path: Path, scans: dict[str, _Scan]) -> Book:
    openpyxl = openpyxl_module()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts that openpyxl leaves aside, as all but the values are here
            return _opened(openpyxl, data, path, scans)
    except (*_UNREADABLE, openpyxl.utils.exceptions.InvalidFileException) as error:
        what = f"cannot be read as a workbook ({type(error).__name__})"
        raise CannotWorkHere(f"{path.name} {what}.", "open it in your spreadsheet program and save it again") from None


def _opened(openpyxl: Any, data: bytes, path: Path, scans: dict[str, _Scan]) -> Book:
    stored, typed = (
        openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=only, keep_links=False)
        for only in (True, False)
    )
    if {folded(name) for name in ANSWERS} <= {folded(sheet.title) for sheet in stored.worksheets}:
        _refuse(path, "holds the answers of gitsm", "change your own workbook, and name that one")
    known = {folded(table.name) for table in TABLES}
    notes = list(_notes(scans, data))
    stale = any(scan.stale for scan in scans.values())
    read = _Reading(path, stored.epoch, stale)
    sheets = []
    for sheet in stored.worksheets:
        scan = scans.get(_part_of(sheet), _Scan())
        sheets.append(read.sheet(sheet, typed[sheet.title], scan, whole=folded(sheet.title) in known))
    return Book(tuple(sheets), tuple(notes))


def _part_of(sheet: Any) -> str:
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/")


def _notes(scans: dict[str, _Scan], data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        yield "the workbook holds macros; they were not run and are not copied"
    if any(name.startswith("xl/externalLinks/") for name in names):
        yield "the workbook refers to other files; they were not opened, the values stored in it count"


@dataclass(frozen=True, slots=True)
class _Reading:
    """A workbook being read. `epoch`: the day from which it counts; `stale`: its formulas were not calculated."""

    path: Path
    epoch: datetime
    stale: bool

    def sheet(self, stored: Any, typed: Any, scan: _Scan, *, whole: bool) -> Sheet:
        """A sheet; one that is not known only as far as its headings may stand."""
        name = stored.title.strip()
        if whole and (scan.row > MOST_ROWS or scan.column > MOST_COLUMNS):
            what = f"has values down to row {scan.row} and over {scan.column} columns on its sheet {name}"
            _refuse(self.path, what, f"keep to {MOST_ROWS} rows and {MOST_COLUMNS} columns; delete what lies beyond")
        rows: dict[int, dict[str, Cell]] = {}
        bottom, right = max(scan.row, 1), max(min(scan.column, MOST_COLUMNS), 1)
        bounds = {"min_row": 1, "max_row": bottom if whole else min(bottom, _LOOKED_AT), "min_col": 1, "max_col": right}
        for one in (stored, typed):
            one.reset_dimensions()
        for values, formulas in zip(stored.iter_rows(**bounds), typed.iter_rows(**bounds), strict=False):
            for cell, formula in zip(values, formulas, strict=False):
                read = self.cell(name, cell, formula, scan)
                if read is not None:
                    rows.setdefault(read.row, {})[read.column] = read
            if not whole and len(rows) >= HEAD_ROWS:
                break
        unseen = stored.sheet_state != "visible"
        return Sheet(name, rows, tuple(_merged(rows, scan.merged)), frozenset(scan.hidden), unseen)

    def cell(self, sheet: str, stored: Any, typed: Any, scan: _Scan) -> Cell | None:
        computed = typed.data_type == "f"
        value = stored.value
        if isinstance(value, str) and not value.strip():
            value = None
        if value is None and (not computed or (stored.row, stored.column) in scan.blank):
            return None
        found = Cell(sheet, _letters(stored.column), int(stored.row), self.told(value), _percent(stored.number_format))
        if stored.data_type == "e":
            return replace(
                found, trouble=f"it shows the error {value}", mend="mend its formula, or type the value itself"
            )
        if value is None or (computed and self.stale):
            what = "a formula whose result is not stored in the file"
            return replace(found, trouble=what, mend=f"{_CALCULATED}, or type the value itself")
        if isinstance(value, str) and len(value) > MOST_TEXT:
            what = f"a text of more than {MOST_TEXT} characters"
            return replace(found, value=value[:MOST_TEXT], trouble=what, mend="shorten it")
        return found

    def told(self, value: Any) -> Any:
        """A value; the first days of a workbook that counts from 1904 as those of others."""
        if isinstance(value, datetime) and self.epoch.year == 1904 and value.year == 1904:
            return _ZERO + (value - self.epoch)
        return value


def _percent(form: object) -> bool:
    return "%" in _LITERAL.sub("", str(form or ""))


def _merged(rows: dict[int, dict[str, Cell]], ranges: list[str]) -> Iterator[str]:
    """Fills cells merged over rows with the value of the first; gives the ranges that are merged over columns.

    Raises ValueError where ranges overlap, as no program writes them.
    """
    done: set[tuple[str, int]] = set()
    for one in list(dict.fromkeys(ranges))[:MOST_ROWS]:
        match = _RANGE.fullmatch(one)
        if match is None or match[3] is None:
            continue
        if match[1] != match[3]:
            yield one
            continue
        first, last = int(match[2]), int(match[4])
        cell = rows.get(first, {}).get(match[1])
        for row in range(first + 1, min(last, MOST_ROWS) + 1) if cell else ():
            assert cell is not None
            if row not in rows:
                continue  # a row with nothing else stays empty
            if (cell.column, row) in done:
                raise ValueError
            done.add((cell.column, row))
            rows[row][cell.column] = replace(cell, row=row)
