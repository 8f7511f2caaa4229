"""A year of planned things: months from left to right, one row for each, its words above its bar. Lengths in px."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gitsm.render import svg
from gitsm.render.text import fitted, text_width

WIDTH = 960.0
_TOP = 26.0
_ROW = 40.0
_BAR = 12.0
_PAD = 4.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A half-open span of days with its words. `kind`: closed (nothing may move), busy (care is asked), point."""

    first: date
    after: date
    words: str
    kind: Literal["closed", "busy", "point"]
    href: str | None = None


def months_from(first: date, count: int) -> list[date]:
    """The first days of `count` months and of the one behind them."""
    start = first.year * 12 + first.month - 1
    return [date((start + n) // 12, (start + n) % 12 + 1, 1) for n in range(count + 1)]


def timeline(bars: Sequence[Bar], today: date, count: int, title: str, description: str) -> str:
    """The bars that lie in the `count` months from that of today, each cut to them."""
    edges = months_from(today, count)
    begin, end = edges[0], edges[-1]
    days = (end - begin).days

    def x(day: date) -> float:
        return WIDTH * min(max((day - begin).days, 0), days) / days

    shown = [bar for bar in bars if bar.first < end and bar.after > begin]
    height = _TOP + _ROW * max(1, len(shown)) + _PAD
    body = []
    for month in edges[:-1]:
        body.append(svg.path(f"M{svg.num(x(month))} 0V{svg.num(height)}", "ch-hair"))
        body.append(svg.text(x(month) + _PAD, 14, f"{month:%Y-%m}", "ch-weak"))
    body.append(svg.path(f"M{svg.num(x(today))} {svg.num(_TOP - 6)}V{svg.num(height)}", "ch-target"))
    for number, bar in enumerate(shown):
        body.append(_row(bar, x(bar.first), x(bar.after), _TOP + number * _ROW))
    return svg.document("g-timeline", title, description, WIDTH, height, body, linked=any(bar.href for bar in shown))


def _row(bar: Bar, left: float, right: float, top: float) -> str:
    middle = top + 18 + _BAR / 2
    shown = fitted(bar.words, WIDTH)  # whoever cannot see them gets all words
    width = text_width(shown)
    late = left + width > WIDTH
    plate = svg.rect(max(0.0, WIDTH - width) if late else left, top, min(width, WIDTH), 16, "ch-plate")
    words = svg.text(WIDTH if late else left, top + 12, shown, "end" if late else "tl-words")
    if bar.kind == "point":
        mark = f'<circle class="ch-dot" cx="{svg.num(left)}" cy="{svg.num(middle)}" r="5"/>'
    else:
        mark = svg.rect(left, top + 18, max(3.0, right - left), _BAR, f"tl-{bar.kind}")
    return svg.link(bar.href, bar.words, plate + words + mark)
