"""A workbook as plain values, whatever program wrote it: sheets, rows, cells with their addresses."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Value = str | int | float | bool | date | datetime | time | timedelta | None


def folded(text: str) -> str:
    """A text as it is compared: case, blanks, unseen characters and ways to write an accent do not count."""
    plain = "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) != "Cf")
    return " ".join(plain.casefold().split())


def _timed(value: time | timedelta | datetime) -> str:
    """A time as cells show it: `8:00`, `-2:24`, `2027-01-01 12:00`."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d} {_timed(value.time())}"
    if isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
    else:
        seconds = round(value.total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02d}{f':{rest:02d}' if rest else ''}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something. `percent`: it is shown as a percentage.

    `trouble`: why its value cannot be used; `mend`: what to do about that.
    """

    sheet: str
    column: str
    row: int
    value: Value
    percent: bool = False
    trouble: str = ""
    mend: str = "type the value itself"

    @property
    def place(self) -> str:
        """Sheet and address: `Targets!D7`."""
        return f"{self.sheet}!{self.column}{self.row}"

    @property
    def text(self) -> str:
        """What it holds, as one line of text."""
        value = self.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, (time, timedelta, datetime)):
            return _timed(value)
        return " ".join(str(value).split()) if value is not None else ""

    @property
    def typed(self) -> str:
        """The text as it is compared and read."""
        return folded(self.text)

    @property
    def shown(self) -> str:
        """The same in quotes for a message, cut where it is long."""
        text = self.text if len(self.text) <= 60 else f"{self.text[:60]}…"
        return f'"{text}"' if isinstance(self.value, str) else text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: by row number its cells that hold something, by column letters. `across`: ranges merged over columns.

    `hidden` rows count like others. `unseen`: the sheet as a whole is hidden.
    """

    name: str
    rows: Mapping[int, Mapping[str, Cell]]
    across: tuple[str, ...] = ()
    hidden: frozenset[int] = frozenset()
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook. `notes`: what was left aside when it was read, in words."""

    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What has to be mended in a workbook: where, what was found, what was expected."""

    place: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.place}: {self.found}; {self.expected}"


class Amiss(Exception):
    """A value that cannot be read: what was found, and what was expected."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(found)
        self.found = found
        self.expected = expected


@dataclass(slots=True)
class Problems:
    """Problems as they are met, in the order of reading."""

    found: list[Problem] = field(default_factory=list)

    def add(self, place: str, found: str, expected: str) -> None:
        """One more."""
        self.found.append(Problem(place, found, expected))
