"""How full promises are: one bar each, scaled so that the promise itself is one vertical line for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gitsm.render import svg
from gitsm.render.labels import fits, row_name
from gitsm.render.promise.shapes import LEFT, NARROW, SCALE, WIDTH, hatched
from gitsm.render.text import fitted, text_width

LIMIT = 555.0
"""Where the promise is used up, with room for what is beyond it."""
FURTHEST = 625.0
ALONE = 735.0
"""The same where nothing is beyond it."""
NARROW_LIMIT = 276.0
_THIN = 16.0
_ROW = 42.0
_BAR = 20.0
_TOP = 30.0


@dataclass(frozen=True, slots=True)
class Part:
    """Minutes of the bar. `kind`: work (filled), light (handover, or what others take)."""

    minutes: int
    label: str
    kind: str = "work"


@dataclass(frozen=True, slots=True)
class Below:
    """The longer way that only some tickets take: a thin bar from the end of the main one to `minutes`."""

    minutes: int
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A promise of `limit` minutes and what it is filled with. `room`: the time in the free rest, or beyond the line.

    `empty`: why there is nothing to draw.
    """

    name: str
    detail: str
    limit: int
    parts: tuple[Part, ...]
    room: str = ""
    percent: str = ""
    below: Below | None = None
    empty: str = ""
    href: str | None = None


def bars(rows: Sequence[Bar], title: str, description: str, heads: tuple[str, str, str]) -> str:
    """A picture of the bars. `heads`: over the names, the line and the percentages."""
    height = _TOP + _ROW * len(rows)
    line = LIMIT if any(map(_beyond, rows)) else ALONE
    after = text_width(heads[2], bold=True) + 14
    body = [
        svg.text(0, 14, heads[0], "ch-weak"),
        svg.text(min(line + text_width(heads[1], bold=True) / 2, WIDTH - after), 14, heads[1], "ch-strong end"),
        svg.text(WIDTH, 14, heads[2], "ch-strong end"),
    ]
    for number, row in enumerate(rows):
        top = _TOP + number * _ROW
        if number:
            body.append(svg.path(f"M0 {svg.num(top - 6)}H{svg.num(WIDTH)}", "ch-hair"))
        body.append(_row(row, top, line))
    body.append(svg.path(f"M{svg.num(line)} 20V{svg.num(height - 4)}", "ch-axis"))
    body += [_over(row, _TOP + number * _ROW, line) for number, row in enumerate(rows)]
    linked = any(row.href for row in rows)
    return svg.document("g-promise", title, description, WIDTH, height, body, linked=linked, scale=SCALE)


def narrow(rows: Sequence[Bar], title: str, description: str, heads: tuple[str, str, str]) -> str:
    """The same for a phone: words above each bar, no wider than its screen."""
    line = NARROW_LIMIT if any(map(_beyond, rows)) else NARROW - 1
    body = [svg.text(line, 12, heads[1], "ch-strong end")]
    top = 22.0
    lines: list[tuple[float, float]] = []
    for number, row in enumerate(rows):
        if number:
            body.append(svg.path(f"M0 {svg.num(top - 8)}H{svg.num(NARROW)}", "ch-hair"))
        body += _narrow_row(row, top, line)
        lines.append((top + 34, top + 56))
        top += 88 if row.below is not None else 70
    body += [svg.path(f"M{svg.num(line)} {svg.num(a)}V{svg.num(b)}", "ch-axis") for a, b in lines]
    linked = any(row.href for row in rows)
    return svg.document("g-promise", title, description, NARROW, top - 4, body, linked=linked)


def _beyond(row: Bar) -> bool:
    """Whether something of it lies behind the line, or words have no room before it."""
    total = sum(part.minutes for part in row.parts)
    free = (ALONE - LEFT) * (row.limit - total) / max(row.limit, 1)
    tight = bool(row.parts) and text_width(row.room, bold=True) + 4 > free
    return total > row.limit or tight or (row.below is not None and row.below.minutes > row.limit)


def _narrow_row(row: Bar, top: float, line: float) -> list[str]:
    over = sum(part.minutes for part in row.parts) > row.limit
    said = row.room if over or not row.room else f"{row.room} left"
    room = NARROW - text_width(said, bold=True) - 10
    name = svg.text(0, top + 12, fitted(row.name, room, bold=True), "ch-strong")
    body = [
        svg.link(row.href, f"{row.name}: {row.detail}", name),
        svg.text(NARROW, top + 12, said, "pr-alert end" if over else "ch-strong end"),
        svg.text(0, top + 27, fitted(row.empty or row.detail, NARROW - text_width(row.percent) - 10), "ch-weak"),
        svg.text(NARROW, top + 27, row.percent, "ch-weak end"),
    ]
    if row.empty:
        return body
    y = top + 36
    body.append(svg.rect(0, y, line, _THIN, "pr-room"))
    at, scale = 0, line / max(row.limit, 1)
    for part in row.parts:
        left, right = min(at * scale, line), min((at + part.minutes) * scale, line)
        at += part.minutes
        if right > left:
            body.append(svg.rect(left, y, right - left, _THIN, f"pr-{part.kind}"))
    if over:
        body.append(hatched(line, y, max(min(at * scale, NARROW) - line, 3.0), _THIN))
    if row.below is not None:
        start = min(at * scale, line)
        body.append(hatched(start, y + _THIN + 3, max(min(row.below.minutes * scale, NARROW) - start, 3.0), 8))
        body.append(svg.text(NARROW, y + _THIN + 24, row.below.label, "pr-alert small end"))
    return body


def _scale(row: Bar, minutes: int, line: float) -> float:
    """Where so many minutes end; far ones end at the edge."""
    return min(LEFT + (line - LEFT) * minutes / max(row.limit, 1), max(FURTHEST, line))


def _row(row: Bar, top: float, line: float) -> str:
    body = [svg.link(row.href, f"{row.name}: {row.detail}", row_name(top + 13, LEFT, row.name, row.detail))]
    if row.empty:
        return "".join([*body, svg.text(LEFT, top + 14, row.empty, "ch-weak")])
    body.append(svg.rect(LEFT, top, line - LEFT, _BAR, "pr-room"))
    at = 0
    for part in row.parts:
        left, right = min(_scale(row, at, line), line), min(_scale(row, at + part.minutes, line), line)
        at += part.minutes
        if right <= left:
            continue
        body.append(svg.rect(left, top, right - left, _BAR, f"pr-{part.kind}"))
        if part.label and fits(part.label, right - left):
            css = "pr-on" if part.kind == "work" else "pr-on-light"
            body.append(svg.text(left + 6, top + 14, part.label, css))
    if at <= row.limit and row.room:
        end = _scale(row, at, line)
        inside = text_width(row.room, bold=True) + 4 <= line - end
        spot = ((end + line) / 2, "ch-strong ch-foot") if inside else (line + 8, "ch-strong")
        body.append(svg.text(spot[0], top + 14, row.room if inside else f"{row.room} free", spot[1]))
    beyond = (
        max(_scale(row, at, line), line + 3) + text_width(f"{row.room} ▸", bold=True) + 14 if at > row.limit else 0.0
    )
    if beyond + text_width(row.percent, bold=True) <= WIDTH:
        body.append(svg.text(WIDTH, top + 14, row.percent, "ch-strong end"))
    return "".join(body)


def _over(row: Bar, top: float, line: float) -> str:
    """What lies beyond the line, drawn over it."""
    body = []
    total = sum(part.minutes for part in row.parts)
    if total > row.limit:
        end = _scale(row, total, line)
        body.append(hatched(line, top, max(end - line, 3.0), _BAR))
        far = " ▸" if end >= FURTHEST else ""
        body.append(svg.text(max(end, line + 3) + 8, top + 14, f"{row.room}{far}", "pr-alert"))
    if row.below is not None:
        start, end = min(_scale(row, total, line), line), _scale(row, row.below.minutes, line)
        body.append(hatched(start, top + _BAR + 3, max(end - start, 3.0), 9))
        far = " ▸" if end >= FURTHEST else ""
        body.append(svg.text(max(end, line) + 8, top + _BAR + 12, f"{row.below.label}{far}", "pr-alert small"))
    return "".join(body)
