"""Workbooks for tests: the template's own sheets with rows of a test."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from gitsm.adapters.xlsx import read_workbook
from gitsm.analysis.workbook.grid import Book, Problem
from gitsm.analysis.workbook.promises import Promises, promises_of
from gitsm.analysis.workbook.proved import Proved, proved
from gitsm.export.sla_template import sla_template

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
OFFICE = ["Office", "Mon-Fri", "8:00", "18:00", "UTC"]
Rows = Mapping[str, Sequence[Sequence[object]]]


def small(**sheets: Sequence[Sequence[object]]) -> dict[str, Sequence[Sequence[object]]]:
    """One service, one promise of 4 h on every hour, one step of 4 h on every hour; sheets of your own in place."""
    rows: dict[str, Sequence[Sequence[object]]] = {
        "Services": [["Mail", "24x7", None, FIRST, LAST]],
        "Priorities": [["P1"], ["P2"]],
        "Targets": [["Mail", "P1", "resolution", "4h", None, "service hours"]],
        "Hours": [OFFICE],
        "Steps": [["Mail", None, None, 1, "Team", "4h", "24x7"]],
    }
    return rows | sheets


def write(path: Path, rows: Rows, change: Callable[[Workbook], Any] | None = None) -> Path:
    """The workbook as a file, after a change to it."""
    data = sla_template(2027, rows)
    if change is not None:
        book = load_workbook(io.BytesIO(data))
        change(book)
        book.save(path)
    else:
        path.write_bytes(data)
    return path


def read(tmp_path: Path, rows: Rows, change: Callable[[Workbook], Any] | None = None) -> Book:
    """The workbook, written and read."""
    return read_workbook(write(tmp_path / "promises.xlsx", rows, change))


def asked(
    tmp_path: Path, rows: Rows, change: Callable[[Workbook], Any] | None = None
) -> tuple[Promises, list[Problem]]:
    """What it says, and what is wrong with it."""
    promises, problems = promises_of(read(tmp_path, rows, change))
    return promises, problems.found


def answered(tmp_path: Path, rows: Rows) -> Proved:
    """Its answers; there must be no problem."""
    promises, problems = asked(tmp_path, rows)
    assert not problems, [str(one) for one in problems]
    return proved(promises)


def packed(path: Path, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> Path:
    """The small workbook with every part changed, and parts of your own."""
    plain = write(path.with_name("plain.xlsx"), small())
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.infolist():
            made.writestr(part.filename, change(part.filename, source.read(part)))
        for name, data in (more or {}).items():
            made.writestr(name, data)
    return path
