"""One ticket on its way, in true linear time: the clock of the promise, the hours of each team, and the ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gitsm.render import svg
from gitsm.render.labels import fits, plate, row_name, rows_of
from gitsm.render.promise.shapes import LEFT, SCALE, WIDTH, hatched
from gitsm.render.text import fitted, text_width

_TOP = 34.0
_ROW = 40.0
_BAR = 22.0
_MARK = 34.0


@dataclass(frozen=True, slots=True)
class Lane:
    """When a clock runs or a team works."""

    name: str
    detail: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the ticket: somebody works (solid), it waits and the clock stands (outline), or runs (hatched)."""

    start: int
    end: int
    kind: Literal["works", "stands", "runs"]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An instant with its words below the ticket."""

    at: int
    name: str
    detail: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A line through all rows, with words at the top where there is room."""

    at: int
    label: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """What is drawn: instants in minutes, all inside [low, high]."""

    low: int
    high: int
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    name: str
    detail: str
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    left: float = LEFT
    """Where the rows begin; names stand left of it, or above the rows where there is no room."""
    width: float = WIDTH

    @property
    def pitch(self) -> float:
        """From row to row."""
        return _ROW if self.left else _ROW + 12

    def x(self, at: int) -> float:
        """Where an instant lies."""
        return self.left + (self.width - self.left) * (min(max(at, self.low), self.high) - self.low) / max(
            self.high - self.low, 1
        )


def ticket(way: Way, title: str, description: str) -> str:
    """The picture."""
    rows = len(way.lanes)
    top = _TOP + rows * way.pitch + (14 if way.left else 30)
    placed, levels = _levels(way)
    height = top + _BAR + 8 + levels * _MARK
    body = _ticks(way, top + _BAR + 6)
    for number, lane in enumerate(way.lanes):
        body.append(_lane(way, lane, _TOP + number * way.pitch + (0 if way.left else 20)))
    body.append(_name(way, way.name, way.detail, top))
    body += [_piece(way, piece, top) for piece in way.pieces]
    body += [_label(way, piece, top) for piece in way.pieces if piece.label]
    body += [_line(way, mark, top, level) for mark, level, _ in placed]
    body += [_mark(way, mark, top, level, anchor) for mark, level, anchor in placed]
    scale = SCALE if way.left else 1.0
    return svg.document("g-promise", title, description, way.width, height, body, linked=False, scale=scale)


def _ticks(way: Way, bottom: float) -> list[str]:
    body = []
    free = 0.0
    for tick in way.ticks:
        x = way.x(tick.at)
        body.append(svg.path(f"M{svg.num(x)} 22V{svg.num(bottom)}", "ch-hair"))
        width = text_width(tick.label, bold=tick.strong)
        left = min(x, way.width - width)
        if left >= free:
            body.append(svg.text(left, 14, tick.label, "ch-strong" if tick.strong else "ch-weak"))
            free = left + width + 8
    return body


def _name(way: Way, name: str, detail: str, y: float) -> str:
    if way.left:
        return row_name(y + 9, way.left, name, detail)
    room = way.width - text_width(detail) - 14
    shown = plate(0, y - 10, fitted(name, room, bold=True), "ch-strong")
    return shown + plate(way.width, y - 10, detail, "ch-weak end", anchor="end", bold=False)


def _lane(way: Way, lane: Lane, y: float) -> str:
    body = [_name(way, lane.name, lane.detail, y)]
    body.append(svg.path(f"M{svg.num(way.left)} {svg.num(y + _BAR)}H{svg.num(way.width)}", "ch-hair"))
    for start, end in lane.spans:
        left, right = way.x(start), way.x(end)
        body.append(svg.rect(left, y, max(right - left, 1.0), _BAR, "pr-open"))
    return "".join(body)


def _piece(way: Way, piece: Piece, y: float) -> str:
    left, width = way.x(piece.start), max(way.x(piece.end) - way.x(piece.start), 2.0)
    if piece.kind == "runs":
        return hatched(left, y, width, _BAR)
    return svg.rect(left, y, width, _BAR, "pr-work" if piece.kind == "works" else "pr-stands")


def _label(way: Way, piece: Piece, y: float) -> str:
    left, right = way.x(piece.start), way.x(piece.end)
    if not fits(piece.label, right - left):
        return ""
    middle = (left + right) / 2
    if piece.kind == "works":
        return svg.text(middle, y + 15, piece.label, "pr-on ch-foot")
    css = "pr-alert ch-foot" if piece.kind == "runs" else "ch-weak ch-foot"
    return plate(middle, y + 15, piece.label, css, anchor="middle")


def _levels(way: Way) -> tuple[list[tuple[Mark, int, str]], int]:
    """Each mark with the level of its words below the ticket, and on which side of its line they begin."""
    marks = sorted(way.marks, key=lambda one: one.at)
    spans: list[tuple[float, float]] = []
    sides: list[str] = []
    for mark in marks:
        x = way.x(mark.at)
        width = max(text_width(mark.name, bold=True), text_width(mark.detail)) + 8
        late = x + width > way.width
        spans.append((x - width, x) if late else (x, x + width))
        sides.append("end" if late else "")
    levels = rows_of(spans, 0)
    return list(zip(marks, levels, sides, strict=True)), max(levels, default=0) + 1


def _mark(way: Way, mark: Mark, top: float, level: int, anchor: str) -> str:
    x = way.x(mark.at)
    y = top + _BAR + 20 + level * _MARK
    shift = -6 if anchor else 6
    css = f"{'pr-alert' if mark.alert else 'ch-strong'} {anchor}".strip()
    side = anchor or "start"
    return plate(x + shift, y, mark.name, css, anchor=side) + plate(
        x + shift, y + 15, mark.detail, f"ch-weak {anchor}".strip(), anchor=side, bold=False
    )


def _line(way: Way, mark: Mark, top: float, level: int) -> str:
    bottom = top + _BAR + 35 + level * _MARK
    css = "pr-mark alert" if mark.alert else "pr-mark"
    return svg.path(f"M{svg.num(way.x(mark.at))} {svg.num(top - 5)}V{svg.num(bottom)}", css)


def within(spans: Sequence[tuple[int, int]], low: int, high: int) -> tuple[tuple[int, int], ...]:
    """Spans cut to what is drawn."""
    return tuple((max(a, low), min(b, high)) for a, b in spans if a < high and b > low)
