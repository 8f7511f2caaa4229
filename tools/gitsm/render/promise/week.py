"""A week as seven rows of 24 hours, drawn as intervals: each pattern named once where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gitsm.render import svg
from gitsm.render.labels import fits, plate
from gitsm.render.promise.shapes import SCALE, WIDTH, hatched
from gitsm.render.text import text_width

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LEFT = 44.0
NARROW_LEFT = 34.0
RIGHT = 690.0
_GAP = 14.0
_ROW = 25.0
_TOP = 24.0
Kind = Literal["covered", "short", "more"]


@dataclass(frozen=True, slots=True)
class Open:
    """Local minutes [start, end) of a day: all is well (dark), promised and somebody closed (hatched), extra (pale)."""

    start: int
    end: int
    kind: Kind = "covered"


@dataclass(frozen=True, slots=True)
class Day:
    """The intervals of a day, and the words at its right; `alert`: they need somebody."""

    opens: tuple[Open, ...]
    words: str
    alert: bool = False


def week(days: Sequence[Day], names: dict[Kind, str], title: str, description: str, width: float = WIDTH) -> str:
    """The picture. `names`: what to write once into each pattern, where there is room."""
    begin, step = (LEFT, 3) if width == WIDTH else (NARROW_LEFT, 6)
    body = []
    edge = min(RIGHT, width - _GAP - max((text_width(day.words, bold=True) for day in days), default=0.0))

    def x_of(minute: int) -> float:
        return begin + (edge - begin) * minute / 1440

    for hour in range(0, 25, step):
        x = x_of(hour * 60)
        body.append(svg.text(x, 12, f"{hour:02d}", "ch-weak ch-foot"))
        body.append(svg.path(f"M{svg.num(x)} 18V{svg.num(_TOP + 7 * _ROW - 3)}", "ch-hair"))
    left = dict(names)
    for number, day in enumerate(days):
        y = _TOP + number * _ROW
        body.append(svg.text(0, y + 15, DAYS[number], "ch-strong"))
        body.append(svg.rect(begin, y, edge - begin, _ROW - 3, "pr-closed"))
        for one in sorted(day.opens, key=lambda each: each.start):
            body.append(_open(one, x_of(one.start), x_of(one.end), y, left))
        body.append(svg.text(width, y + 15, day.words, "pr-alert end" if day.alert else "ch-strong end"))
    scale = SCALE if width == WIDTH else 1.0
    return svg.document("g-promise", title, description, width, _TOP + 7 * _ROW, body, linked=False, scale=scale)


def _open(one: Open, x: float, end: float, y: float, names: dict[Kind, str]) -> str:
    width, height = max(end - x, 1.0), _ROW - 3
    shape = hatched(x, y, width, height) if one.kind == "short" else svg.rect(x, y, width, height, f"pr-{one.kind}")
    name = names.get(one.kind, "")
    if not name or not fits(name, width):
        return shape
    del names[one.kind]
    middle = x + width / 2
    if one.kind == "short":
        return shape + plate(middle, y + 15, name, "pr-alert ch-foot", anchor="middle")
    return shape + svg.text(middle, y + 15, name, "pr-on ch-foot" if one.kind == "covered" else "pr-on-light ch-foot")
