"""A support chain from left to right: boxes, side by side what is done at once, dashed what only some tickets reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gitsm.render import svg
from gitsm.render.promise.shapes import NARROW, SCALE
from gitsm.render.text import fitted, text_width, wrap

CHAIN = 900.0
"""Widest row of a chain on a desk and on paper."""
_BOX = 46.0
_LINE = 16.0
_PILL = 26.0
_LEAST = 130.0
_FIRST = 180.0
"""Longest first line of a box; behind a longer name the time stands in the second."""
_HOURS = 190.0
"""Longest name of hours; a longer one is cut, the table beside the picture has it whole."""
_GAP = 32.0
_BETWEEN = 26.0
_FORK = 24.0
_NOTE = 13.0
_PAD = 12.0
_TURN = 26.0
"""Height of the way from one row to the next, and how far left of the row it comes down."""
OPENED, DONE = "opened", "done"


@dataclass(frozen=True, slots=True)
class Step:
    """A box: name and time in the first line, what in the second, its hours in a third. `over`: the handover behind."""

    name: str
    time: str
    detail: str
    over: str = ""
    href: str | None = None
    hours: str = ""

    @property
    def height(self) -> float:
        return _BOX + (_LINE if self.hours else 0.0)


@dataclass(frozen=True, slots=True)
class Line:
    """Parts one after the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """Parts at once; the longest counts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """A part that only a share of the tickets reaches; `note` says where the share comes from."""

    share: str
    note: str
    part: Part


Part = Step | Line | Side | Some
Draw = Callable[[float, float, bool], list[str]]
"""Draws at a left edge and the height of the line through it; whether dashed."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """Room that a part takes: `up` and `down` from the line through it. `over`: the words on the arrow behind it."""

    width: float
    up: float
    down: float
    draw: Draw
    over: str = ""


def chain(part: Part, title: str, description: str, width: float = CHAIN) -> str:
    """The picture. A sequence wider than the page goes on in a row below, so that it stays legible in print.

    One part is never broken: the picture may get wider than `width` where a part is.
    """
    parts = part.parts if isinstance(part, Line) and part.parts else (part,)
    first = _pill_width(OPENED) + 2
    begin = first + (0.0 if isinstance(part, Side) else _GAP - _FORK / 2)
    phone = width <= NARROW
    again, stub, last = (_TURN + 3, 9.0, 9.0) if phone else (begin, _GAP - _FORK / 2, _pill_width(DONE) + 1)
    rows = _rows(parts, width - begin - last, width - again - last)
    body: list[str] = []
    bottom = right = 0.0
    leaves: list[tuple[float, float]] = []
    for number, (row, bare) in enumerate(rows):
        middle = bottom + (_TURN if number else 0.0) + max(row.up, _BOX / 2) + 4
        if number == 0:
            body.append(_pill(1.0, middle, OPENED))
            body += _arrow(first, middle, begin, "", False) if begin > first else []
        else:
            turn = [*leaves, (leaves[1][0], bottom + _TURN / 2), (again - _TURN, bottom + _TURN / 2)]
            turn += [(again - _TURN, middle), (again, middle)]
            body += [svg.path(svg.rounded(turn), "pr-edge")] if bare else svg.arrow(turn, "pr-edge", "sl-tip")
        start = again if number else begin
        body += row.draw(start, middle, False)
        end = start + row.width
        final = number == len(rows) - 1
        there = end + (_tail(row.over) or _GAP - _FORK / 2)
        if final and (not phone or there + _pill_width(DONE) < width):
            body += _arrow(end, middle, there, row.over, False)
            body.append(_pill(there, middle, DONE))
            there += _pill_width(DONE) + 1
        else:
            there = end + (_tail(row.over) or stub)
            leaves = [(end, middle), (there, middle)]
            body += _over_words(end, middle, there, row.over) if row.over else []
        right = max(right, there)
        bottom = middle + max(row.down, _BOX / 2) + 4
        if final and leaves and leaves[0] == (end, middle):
            middle = bottom + _TURN + _PILL / 2
            turn = [*leaves, (there, bottom + _TURN / 2), (again - _TURN, bottom + _TURN / 2)]
            body += svg.arrow([*turn, (again - _TURN, middle), (again, middle)], "pr-edge", "sl-tip")
            body.append(_pill(again, middle, DONE))
            bottom = middle + _PILL / 2 + 2
    linked = any('<a href="' in one for one in body)
    scale = 1.0 if phone else SCALE
    return svg.document("g-promise", title, description, right + 1, bottom, body, linked=linked, scale=scale)


def _rows(parts: Sequence[Part], first: float, room: float) -> list[tuple[_Laid, bool]]:
    """The parts in as few rows as keep to the room, and whether each begins with a part that draws its own way in.

    `first`, `room`: what the first row has, and each after it.
    """
    laid = [_lay(one) for one in parts]
    rows: list[tuple[_Laid, bool]] = []
    start = 0
    for end in range(1, len(laid) + 1):
        if end < len(laid):
            longer = _line(laid[start : end + 1], parts[start : end + 1])
            if longer.width + (_tail(longer.over) or _GAP) <= (room if rows else first):
                continue
        rows.append((_line(laid[start:end], parts[start:end]), isinstance(parts[start], Some | Side)))
        start = end
    return rows


def _pill_width(word: str) -> float:
    return text_width(word, bold=True) + 20


def _pill(x: float, y: float, word: str) -> str:
    width = _pill_width(word)
    return svg.rect(x, y - _PILL / 2, width, _PILL, "pr-pill", 13) + svg.text(
        x + width / 2, y + 4, word, "ch-strong ch-foot"
    )


def _tail(over: str) -> float:
    return max(_GAP, text_width(over) + 20, text_width("hands over") + 20) if over else 0.0


def _lay(part: Part, least: float = _LEAST) -> _Laid:
    if isinstance(part, Step):
        return _step(part, least)
    if isinstance(part, Line):
        return _line([_lay(one) for one in part.parts], part.parts)
    if isinstance(part, Side):
        same = max((_lay(one).width for one in part.parts if isinstance(one, Step)), default=_LEAST)
        return _side([_lay(one, same) for one in part.parts])
    return _some(part)


def _step(one: Step, least: float) -> _Laid:
    name, time, detail = text_width(one.name, bold=True), text_width(one.time, bold=True), text_width(one.detail)
    beside = name + time + 16 <= _FIRST
    first, second = (name + time + 16, detail) if beside else (name, detail + time + 16)
    hours = fitted(one.hours, _HOURS) if one.hours else ""
    width = max(least, first + 2 * _PAD, second + 2 * _PAD, text_width(hours) + 2 * _PAD)
    height = one.height

    def draw(x: float, y: float, dashed: bool) -> list[str]:
        top = y - height / 2
        inner = svg.rect(x, top, width, height, "pr-box some" if dashed else "pr-box", 4)
        inner += svg.text(x + _PAD, top + 19, one.name, "ch-strong")
        inner += svg.text(x + width - _PAD, top + (19 if beside else 36), one.time, "ch-strong end")
        inner += svg.text(x + _PAD, top + 36, one.detail, "ch-weak")
        inner += svg.text(x + _PAD, top + 36 + _LINE, hours, "ch-weak") if hours else ""
        said = " ".join(part for part in (one.name, one.time, one.detail, one.hours) if part)
        return [svg.link(one.href, said, inner)]

    return _Laid(width, height / 2, height / 2, draw, one.over)


def _line(laid: list[_Laid], parts: Sequence[Part]) -> _Laid:
    if not laid:
        return _Laid(0.0, 0.0, 0.0, lambda _x, _y, _dashed: [])
    gaps = [_tail(one.over) or (0.0 if isinstance(parts[n + 1], Some) else _GAP) for n, one in enumerate(laid[:-1])]
    width = sum(one.width for one in laid) + sum(gaps)

    def draw(x: float, y: float, dashed: bool) -> list[str]:
        body: list[str] = []
        for number, one in enumerate(laid):
            body += one.draw(x, y, dashed)
            x += one.width
            if number < len(gaps):
                if gaps[number]:
                    body += _arrow(x, y, x + gaps[number], one.over, dashed)
                x += gaps[number]
        return body

    up, down = max(one.up for one in laid), max(one.down for one in laid)
    return _Laid(width, up, down, draw, laid[-1].over)


def _side(laid: list[_Laid]) -> _Laid:
    inner = max(one.width + _tail(one.over) for one in laid)
    height = sum(one.up + one.down for one in laid) + _BETWEEN * (len(laid) - 1)

    def draw(x: float, y: float, dashed: bool) -> list[str]:
        css, tip = ("pr-edge some" if dashed else "pr-edge"), "sl-tip"
        body: list[str] = []
        top = y - height / 2
        for one in laid:
            at = top + one.up
            left, right = x + _FORK, x + _FORK + inner
            body += svg.arrow([(x, y), (x + _FORK / 2, y), (x + _FORK / 2, at), (left, at)], css, tip)
            body += one.draw(left, at, dashed)
            ends = left + one.width
            if one.over:
                body += _over_words(ends, at, right, one.over)
            line = [(ends, at), (right + _FORK / 2, at), (right + _FORK / 2, y), (right + _FORK, y)]
            body.append(svg.path(svg.rounded(line), css))
            top += one.up + one.down + _BETWEEN
        if len(laid) > 1:
            words = "at once: the longest counts"
            between = y - height / 2 + laid[0].up + laid[0].down + _BETWEEN / 2
            body.append(svg.text(x + _FORK + inner / 2, between + 4, words, "ch-weak ch-foot"))
        return body

    return _Laid(inner + 2 * _FORK, height / 2, height / 2, draw)


def _some(one: Some) -> _Laid:
    """The part with its share on the arrow to it, the source below, and the way of the others past it."""
    inner = _lay(one.part)
    share, _, whom = one.share.partition(" of ")
    gap = max(_GAP, text_width(share, bold=True) + 20, text_width(f"of {whom}") + 20 if whom else 0.0)
    tail = _tail(inner.over)
    notes = wrap(one.note, max(inner.width, 150.0)) if one.note else ()
    others = "the others"
    pass_by = 20.0
    width = gap + inner.width + tail + _GAP / 2

    def draw(x: float, y: float, dashed: bool) -> list[str]:
        body = _arrow(x, y, x + gap, "", True)
        body.append(svg.text(x + gap / 2, y - 7, share, "ch-strong ch-foot"))
        body += [svg.text(x + gap / 2, y + 16, f"of {whom}", "ch-weak ch-foot")] if whom else []
        body += inner.draw(x + gap, y, True)
        ends = x + gap + inner.width
        if inner.over:
            body += _over_words(ends, y, ends + tail, inner.over)
        above = y - inner.up - pass_by / 2
        past = [(x, y), (x + 6, y), (x + 6, above), (x + width - 4, above), (x + width - 4, y), (x + width, y)]
        body.append(svg.path(svg.rounded(past), "pr-edge some" if dashed else "pr-edge"))
        body.append(svg.path(f"M{svg.num(ends)} {svg.num(y)}H{svg.num(x + width)}", "pr-edge some"))
        body.append(svg.text(x + gap + inner.width / 2, above - 5, others, "ch-weak ch-foot"))
        for number, line in enumerate(notes):
            body.append(svg.text(x + gap, y + inner.down + 15 + number * _NOTE * 1.15, line, "ch-weak"))
        return body

    return _Laid(width, inner.up + pass_by + 8, inner.down + (8 + len(notes) * _NOTE * 1.15 if notes else 0), draw)


def _arrow(x: float, y: float, end: float, over: str, dashed: bool) -> list[str]:
    body = [*svg.arrow([(x, y), (end, y)], "pr-edge some" if dashed else "pr-edge", "sl-tip")]
    return body + (_over_words(x, y, end, over) if over else [])


def _over_words(x: float, y: float, end: float, over: str) -> list[str]:
    middle = (x + end) / 2
    return [
        svg.text(middle, y - 7, "hands over", "ch-weak ch-foot"),
        svg.text(middle, y + 16, over, "ch-strong ch-foot"),
    ]
