"""Small charts: the trend of a measure, and the escalation ladder over the time of a target. All lengths in px."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from gitsm.render import svg
from gitsm.render.escape import safe_url
from gitsm.render.labels import plate, rows_of
from gitsm.render.text import text_width

TREND_WIDTH = 190.0
TREND_HEIGHT = 40.0
_TREND_PAD = 6.0
LADDER_WIDTH = 900.0
_LANDING = 38.0
_FOOT_ROW = 17.0
_FOOT_GAP = 12.0


@dataclass(frozen=True, slots=True)
class TextBox:
    """A text in a chart and the room it takes: `x`, `y` top left corner."""

    text: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The SVG of a chart, its size, and where its texts stand."""

    svg: str
    width: float
    height: float
    texts: tuple[TextBox, ...] = ()


def trend(values: Sequence[float | None], target: float | None, title: str, description: str) -> Chart:
    """One line of values in order of time, a dot on the last, the target dashed; 190 × 40, no axes.

    None and numbers that are not finite are periods without a value: the line has a gap there, a value alone between
    two gaps is a small dot. Without any value only the target is drawn; equal values lie in the middle.
    """
    known = [(index, value) for index, value in enumerate(values) if value is not None and isfinite(value)]
    goal = target if target is not None and isfinite(target) else None
    scale = [value for _, value in known] + ([] if goal is None else [goal])
    low, high = (min(scale), max(scale)) if scale else (0.0, 0.0)
    step = (TREND_WIDTH - 2 * _TREND_PAD) / max(1, len(values) - 1)

    def x(index: int) -> float:
        return TREND_WIDTH / 2 if len(values) == 1 else _TREND_PAD + index * step

    def y(value: float) -> float:
        if high == low:
            return TREND_HEIGHT / 2
        share = value / (high - low) - low / (high - low)
        return TREND_HEIGHT - _TREND_PAD - share * (TREND_HEIGHT - 2 * _TREND_PAD)

    body: list[str] = []
    if goal is not None:
        body.append(svg.path(f"M0 {svg.num(y(goal))}H{svg.num(TREND_WIDTH)}", "ch-target"))
    for run in _runs(known):
        points = [(x(index), y(value)) for index, value in run]
        if len(points) > 1:
            body.append(svg.path("M" + "L".join(f"{svg.num(px)} {svg.num(py)}" for px, py in points), "ch-trend"))
        elif run[-1] != known[-1]:
            body.append(_dot(*points[0], 1.5))
    if known:
        body.append(_dot(x(known[-1][0]), y(known[-1][1]), 3.5))
    return Chart(
        svg.document("g-trend", title, description, TREND_WIDTH, TREND_HEIGHT, body, linked=False),
        TREND_WIDTH,
        TREND_HEIGHT,
    )


def _runs(known: Sequence[tuple[int, float]]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = []
    for point in known:
        if runs and runs[-1][-1][0] == point[0] - 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _dot(x: float, y: float, radius: float) -> str:
    return f'<circle class="ch-dot" cx="{svg.num(x)}" cy="{svg.num(y)}" r="{svg.num(radius)}"/>'


@dataclass(frozen=True, slots=True)
class Landing:
    """One level of escalation: at `share` of the target's time (1.0 = all of it).

    `name` is level and kind ("2 hierarchical"), `to` who is told ("to service-owner"), `at` the mark at the foot
    ("80 % · 3 h 12").
    """

    share: float
    name: str
    to: str
    at: str
    href: str | None = None


def ladder(
    landings: Sequence[Landing], title: str, description: str, *, opened: str = "opened", target: str | None = None
) -> Chart:
    """A stair over the target's time with one landing per level, from low to high.

    `target` is the mark at the foot where the whole time is used up; it is left out where a level stands there anyway.
    """
    stairs = sorted(landings, key=lambda landing: landing.share)
    most = max([1.0, *(landing.share for landing in stairs)])
    tail = LADDER_WIDTH - 60
    widths = [max(text_width(s.name, bold=True), text_width(s.to)) + 14 for s in stairs]
    left = max(
        [40.0, text_width(opened) / 2 + 2]
        + [
            (width - stair.share / most * tail) / (1 - stair.share / most)
            for stair, width in zip(stairs, widths, strict=True)
            if stair.share < most
        ]
    )
    tail = max(tail, *widths, left + 200) if widths else max(tail, left + 200)
    top = 26.0
    base = top + _LANDING * len(stairs)

    def x(share: float) -> float:
        return left + share / most * (tail - left)

    body = [svg.path(f"M{svg.num(left)} {svg.num(base)}H{svg.num(x(1.0))}", "ch-axis")]
    texts: list[TextBox] = []
    marks = list(dict.fromkeys([(left, opened)] + [(x(stair.share), stair.at) for stair in stairs]))
    if target and all(stair.share != 1.0 for stair in stairs):
        marks.append((x(1.0), target))
    feet = _feet(marks, base, tail + 60)
    for foot, (at, _) in zip(feet, marks, strict=True):
        if foot.y > base + 10:
            body.append(svg.path(f"M{svg.num(at)} {svg.num(base)}V{svg.num(foot.y)}", "ch-hair"))
    stair_line = f"M{svg.num(left)} {svg.num(base)}"
    dots: list[str] = []
    labels: list[str] = []
    for index, stair in enumerate(stairs):
        at, y = x(stair.share), base - _LANDING * (index + 1)
        body.append(svg.path(f"M{svg.num(at)} {svg.num(y)}V{svg.num(base + 6)}", "ch-hair"))
        stair_line += f"H{svg.num(at)}V{svg.num(y)}"
        dots.append(_dot(at, y, 4.0))
        texts += [_left_of(at, y - 14, stair.name, bold=True), _left_of(at, y + 2, stair.to)]
        said = svg.text(at - 11, y - 3, stair.name, "ch-strong end") + svg.text(
            at - 11, y + 13, stair.to, "ch-weak end"
        )
        labels.append(svg.link(stair.href, f"{stair.name} {stair.to}, {stair.at}", said))
    if stairs:
        stair_line += f"H{svg.num(tail + 40)}"
        body.append(svg.path(stair_line, "ch-stair"))
    body += [
        plate(foot.x + foot.width / 2, foot.y + 11, foot.text, "ch-foot", anchor="middle", bold=False) for foot in feet
    ]
    width = tail + 60
    height = max(foot.y + foot.height for foot in feet) + 6
    linked = any(stair.href is not None and safe_url(stair.href) is not None for stair in stairs)
    drawn = svg.document("g-ladder", title, description, width, height, [*body, *dots, *labels], linked=linked)
    return Chart(drawn, width, height, (*texts, *feet))


def _left_of(x: float, top: float, content: str, *, bold: bool = False) -> TextBox:
    width = text_width(content, bold=bold)
    return TextBox(content, x - 11 - width, top, width, 14)


def _feet(marks: Sequence[tuple[float, str]], base: float, width: float) -> list[TextBox]:
    """The marks at the foot, each in the first row where it does not touch another."""
    spans: list[tuple[float, float]] = []
    for x, content in marks:
        wide = text_width(content)
        start = min(max(1.0, x - wide / 2), width - wide - 1)
        spans.append((start, start + wide))
    return [
        TextBox(content, left, base + 8 + number * _FOOT_ROW, right - left, 14)
        for (_, content), (left, right), number in zip(marks, spans, rows_of(spans, _FOOT_GAP), strict=True)
    ]
