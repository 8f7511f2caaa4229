"""Words in pictures that share a frame: on a plate, in a column, side by side or in rows below one another."""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.render import svg
from gitsm.render.text import SIZE, fitted, text_width


def fits(text: str, width: float, *, bold: bool = True) -> bool:
    """Whether a text of normal size has room in a width."""
    return text_width(text, SIZE, bold=bold) + 10 <= width


def plate(x: float, y: float, text: str, css: str, *, anchor: str = "start", bold: bool = True) -> str:
    """A text on the colour of the page, readable on whatever lies below; y is its baseline."""
    width = text_width(text, SIZE, bold=bold) + 8
    left = x - {"start": 4.0, "middle": width / 2, "end": width - 4}[anchor]
    return svg.rect(left, y - 12, width, 16, "ch-plate") + svg.text(x, y, text, css)


def row_name(y: float, width: float, name: str, detail: str) -> str:
    """What a row is about, in the column left of it: the name in bold, a line below, each cut to the column."""
    room = width - 8
    first = svg.text(0, y, fitted(name, room, bold=True), "ch-strong")
    return first + svg.text(0, y + 15, fitted(detail, room), "ch-weak")


def rows_of(spans: Iterable[tuple[float, float]], gap: float) -> list[int]:
    """For each text from left to right edge the first row in which it keeps the gap to all that stand there already."""
    rows: list[list[tuple[float, float]]] = []
    found: list[int] = []
    for left, right in spans:
        clear = (all(left >= b + gap or a >= right + gap for a, b in row) for row in rows)
        number = next((n for n, free in enumerate(clear) if free), len(rows))
        if number == len(rows):
            rows.append([])
        rows[number].append((left, right))
        found.append(number)
    return found
