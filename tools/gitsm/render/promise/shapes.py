"""Shapes that pictures of promises share. Hatching is drawn as lines, so that no ids of patterns can clash."""

from __future__ import annotations

from gitsm.render import svg

STEP = 6.0
WIDTH = 800.0
"""Of the pictures that lie below one another on a page: small enough that their words stay legible on A4."""
SCALE = 1.22
"""How much larger than drawn they are shown where there is room: their words as large as those of a table."""
NARROW = 336.0
"""Of those that a phone shows instead."""
LEFT = 178.0
"""Where their rows begin; what a row is about stands left of it."""


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
