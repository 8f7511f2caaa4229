"""Places: a route of keys into a document, and a span of characters in a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Route = tuple[str | int, ...]
"""Keys from the top of a document to a value: a mapping key (str) or a position in a list (int)."""


def dotted(route: Iterable[str | int]) -> str:
    """The route as people read it: `activities.log.raci.responsible`."""
    return ".".join(str(step) for step in route)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A span in a text file. Lines and columns count from 1, in characters; `end` is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


START = Position(1, 1, 1, 1)


def in_words(steps: Iterable[str | int]) -> str:
    """A route for people, who count from one: `activities.log.name`, `holders (4th entry): from`."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            number = step + 1
            ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
            text += f" ({number}{ending} entry)"
        else:
            text += (": " if text.endswith(")") else "." if text else "") + step
    return text
