"""Words shared by all pictures: numbers, text lines, arrow tips, and the frame with title and description."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from gitsm.render.escape import html_attribute, html_text, safe_url

CORNER = 6.0
TIP = 8.0


def stylesheet() -> str:
    """The style sheet of all pictures, for the page that shows them; colours by the page's --g-* variables."""
    return files("gitsm.render").joinpath("svg.css").read_text(encoding="utf-8")


def num(value: float) -> str:
    """A coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def document(
    name: str,
    title: str,
    description: str,
    width: float,
    height: float,
    body: Sequence[str],
    *,
    linked: bool,
    scale: float = 1.0,
) -> str:
    """An SVG element of class `g-svg NAME`; role `group` when it holds links (`img` would hide them), else `img`.

    `scale`: how much larger than drawn it is shown where there is room.
    """
    size = f'width="{num(width * scale)}" height="{num(height * scale)}" viewBox="0 0 {num(width)} {num(height)}"'
    said = f'role="{"group" if linked else "img"}" aria-label="{html_attribute(title)}"'
    title, description = (html_text(" ".join(words.split())) for words in (title, description))
    head = f'<svg class="g-svg {name}" xmlns="http://www.w3.org/2000/svg" {size} {said}>'
    return "\n".join([head, f"<title>{title}</title><desc>{description}</desc>", *body, "</svg>"])


def link(href: str | None, label: str, inner: str) -> str:
    """The inner elements as a link, or as they are where the address is missing or not allowed."""
    address = safe_url(href) if href else None
    if address is None:
        return f"<g>{inner}</g>"
    return f'<a href="{html_attribute(address)}" aria-label="{html_attribute(label)}">{inner}</a>'


def text(x: float, y: float, content: str, css: str) -> str:
    """One line of text with its baseline at y. The space behind it keeps lines apart when the words alone are read."""
    return f'<text class="{css}" x="{num(x)}" y="{num(y)}">{html_text(" ".join(content.split()))}</text> '


def lines(x: float, middle: float, content: Sequence[str], css: str, *, pitch: float = 15.0) -> str:
    """Lines of text centred vertically around `middle`."""
    top = middle + 4.3 - (len(content) - 1) * pitch / 2
    return "".join(text(x, top + index * pitch, line, css) for index, line in enumerate(content))


def rect(x: float, y: float, width: float, height: float, css: str, radius: float = 0.0) -> str:
    """A rectangle, with round corners if asked."""
    rounded = f' rx="{num(radius)}"' if radius else ""
    return f'<rect class="{css}" x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}"{rounded}/>'


def path(d: str, css: str) -> str:
    return f'<path class="{css}" d="{d}"/>'


def arrow(points: Sequence[tuple[float, float]], css: str, tip_css: str) -> tuple[str, str]:
    """An orthogonal line with round corners, and the arrow tip at its last point."""
    (x0, y0), (x1, y1) = points[-2], points[-1]
    dx, dy = _sign(x1 - x0), _sign(y1 - y0)
    cut = [*points[:-1], (x1 - dx * (TIP - 1), y1 - dy * (TIP - 1))]
    half = 4.0
    base = (x1 - dx * TIP, y1 - dy * TIP)
    left, right = (base[0] + dy * half, base[1] + dx * half), (base[0] - dy * half, base[1] - dx * half)
    tip = f"M{num(x1)} {num(y1)}L{num(left[0])} {num(left[1])}L{num(right[0])} {num(right[1])}Z"
    return path(rounded(cut), css), path(tip, tip_css)


def rounded(points: Sequence[tuple[float, float]]) -> str:
    """Path data of an orthogonal line whose corners are rounded where there is room."""
    parts = [f"M{num(points[0][0])} {num(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(CORNER, _length(before, corner) / 2, _length(corner, after) / 2)
        start = _towards(corner, before, radius)
        end = _towards(corner, after, radius)
        parts.append(f"L{num(start[0])} {num(start[1])}Q{num(corner[0])} {num(corner[1])} {num(end[0])} {num(end[1])}")
    parts.append(f"L{num(points[-1][0])} {num(points[-1][1])}")
    return "".join(parts)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _length(a: tuple[float, float], b: tuple[float, float]) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _towards(start: tuple[float, float], goal: tuple[float, float], by: float) -> tuple[float, float]:
    return start[0] + _sign(goal[0] - start[0]) * by, start[1] + _sign(goal[1] - start[1]) * by
