"""A week as seven rows of 24 hours, drawn as intervals: each pattern named once where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gitsm.render import svg
from gitsm.render.labels import fits, plate
from gitsm.render.promise.shapes import WIDTH, hatched

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LEFT = 60.0
RIGHT = 860.0
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


def week(days: Sequence[Day], names: dict[Kind, str], title: str, description: str) -> str:
    """The picture. `names`: what to write once into each pattern."""
    body = []
    for hour in range(0, 25, 3):
        x = _x(hour * 60)
        body.append(svg.text(x, 12, f"{hour:02d}", "ch-weak ch-foot"))
        body.append(svg.path(f"M{svg.num(x)} 18V{svg.num(_TOP + 7 * _ROW - 3)}", "ch-hair"))
    left = dict(names)
    for number, day in enumerate(days):
        y = _TOP + number * _ROW
        body.append(svg.text(0, y + 15, DAYS[number], "ch-strong"))
        body.append(svg.rect(LEFT, y, RIGHT - LEFT, _ROW - 3, "pr-closed"))
        for one in sorted(day.opens, key=lambda each: each.start):
            body.append(_open(one, y, left))
        body.append(svg.text(WIDTH, y + 15, day.words, "pr-alert end" if day.alert else "ch-strong end"))
    return svg.document("g-promise", title, description, WIDTH, _TOP + 7 * _ROW, body, linked=False)


def _x(minute: int) -> float:
    return LEFT + (RIGHT - LEFT) * minute / 1440


def _open(one: Open, y: float, names: dict[Kind, str]) -> str:
    x, width, height = _x(one.start), max(_x(one.end) - _x(one.start), 1.0), _ROW - 3
    shape = hatched(x, y, width, height) if one.kind == "short" else svg.rect(x, y, width, height, f"pr-{one.kind}")
    name = names.get(one.kind, "")
    if not name or not fits(name, width):
        return shape
    del names[one.kind]
    middle = x + width / 2
    if one.kind == "short":
        return shape + plate(middle, y + 15, name, "pr-alert ch-foot", anchor="middle")
    return shape + svg.text(middle, y + 15, name, "pr-on ch-foot" if one.kind == "covered" else "pr-on-light ch-foot")
