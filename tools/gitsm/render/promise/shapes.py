"""Shapes that pictures of promises share. Hatching is drawn as lines, so that no ids of patterns can clash."""

from __future__ import annotations

from gitsm.render import svg
from gitsm.render.text import text_width

STEP = 6.0
SIZE = 12.0


def hatched(x: float, y: float, width: float, height: float, css: str = "pr-over") -> str:
    """A frame filled with diagonal lines."""
    lines = []
    offset = STEP
    while offset < width + height:
        start = (x + min(offset, width), y + max(0.0, offset - width))
        end = (x + max(0.0, offset - height), y + min(offset, height))
        lines.append(f"M{svg.num(start[0])} {svg.num(start[1])}L{svg.num(end[0])} {svg.num(end[1])}")
        offset += STEP
    return svg.rect(x, y, width, height, f"{css}-frame") + svg.path("".join(lines) or f"M{x} {y}", f"{css}-line")


def fits(text: str, width: float, *, bold: bool = True) -> bool:
    """Whether a text of normal size has room in a width."""
    return text_width(text, SIZE, bold=bold) + 10 <= width


def plate(x: float, y: float, text: str, css: str, *, anchor: str = "start", bold: bool = True) -> str:
    """A text on the colour of the page, readable on any pattern; y is its baseline."""
    width = text_width(text, SIZE, bold=bold) + 8
    left = x - {"start": 4.0, "middle": width / 2, "end": width - 4}[anchor]
    return svg.rect(left, y - 12, width, 16, "ch-plate") + svg.text(x, y, text, css)
