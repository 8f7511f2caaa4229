"""A workbook as plain values, whatever program wrote it: sheets, rows, cells with their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Value = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something. `percent`: it is shown as a percentage. `trouble`: why its value cannot be used."""

    sheet: str
    column: str
    row: int
    value: Value
    percent: bool = False
    trouble: str = ""

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
        return " ".join(str(value).split()) if value is not None else ""

    @property
    def shown(self) -> str:
        """The same in quotes for a message, cut where it is long."""
        text = self.text if len(self.text) <= 60 else f"{self.text[:60]}…"
        return f'"{text}"' if isinstance(self.value, str) else text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: by row number its cells that hold something, by column letters. `across`: ranges merged over columns."""

    name: str
    rows: Mapping[int, Mapping[str, Cell]]
    across: tuple[str, ...] = ()


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
