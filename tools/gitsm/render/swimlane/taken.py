"""What is taken in the drawing so far, and what is therefore still free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gitsm.render.swimlane.channel import Label
from gitsm.render.swimlane.effort import Effort
from gitsm.render.swimlane.place import LINE, SIZE, Grid, Shape, even
from gitsm.render.text import balanced, text_width

CLEAR = 9.0
APART = 12.0
CHIP_OFF = 12.0
CHIP_WIDTHS = (114.0, 64.0, 46.0)


@dataclass(frozen=True, slots=True)
class Vertical:
    """A vertical line through the bands low..high; lines of one `bundle` (a target) may lie on each other."""

    x: float
    low: int
    high: int
    edge: int
    bundle: str


@dataclass(frozen=True, slots=True)
class Leg:
    """A short horizontal line at the middle of a row, from a box to the line of a back edge."""

    row: int
    low: float
    high: float
    node: str
    inward: bool
    dy: float


@dataclass(frozen=True, slots=True)
class ChipSize:
    """A label broken into lines, and the size of its chip."""

    width: float
    height: float
    lines: tuple[str, ...]


def chip_sizes(text: str, *, cramped: bool) -> list[ChipSize]:
    """The widest and lowest chip first, then narrower and taller ones; words are broken only where it is `cramped`."""
    sizes: list[ChipSize] = []
    longest = max((text_width(word, SIZE, bold=True) for word in text.split()), default=0.0)
    for limit in CHIP_WIDTHS:
        lines = balanced(text, limit if cramped else max(limit, min(longest, CHIP_WIDTHS[0])), SIZE, bold=True)
        width = even(max(text_width(line, SIZE, bold=True) for line in lines) + 9)
        if not sizes or width < sizes[-1].width:
            sizes.append(ChipSize(width, LINE * len(lines) + 3, lines))
    return sizes


@dataclass(slots=True)
class Taken:
    """Boxes by row, and the lines and labels set so far. Rows and channels are numbered as bands (see route.py)."""

    grid: Grid
    shapes: Mapping[str, Shape]
    members: Mapping[int, list[str]]
    effort: Effort
    verticals: list[Vertical] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def free(self, x: float, low: int, high: int, bundle: str = "") -> bool:
        """May a vertical line at x pass the bands low..high? It may lie on lines of its own bundle only."""
        self.effort.spend(high - low + len(self.verticals) + len(self.labels))
        for band in range(low, high + 1):
            if band % 2:
                for name in self.members.get(band // 2, ()):
                    shape = self.shapes[name]
                    if abs(x - self.grid.x[name]) < max(shape.width, shape.cell) / 2 + CLEAR:
                        return False
        for line in self.verticals:
            beside = line.low <= high and low <= line.high and abs(line.x - x) < APART
            if beside and not (bundle and line.bundle == bundle and line.x == x):
                return False
        return not any(low <= la.band <= high and la.low - 5 < x < la.high + 5 for la in self.labels)

    def _room_for(self, label: Label) -> bool:
        if label.low < 4 or label.high > self.grid.width - 4:
            return False
        return not any(
            line.edge != label.edge and line.low <= label.band <= line.high and label.low - 5 < line.x < label.high + 5
            for line in self.verticals
        )

    def on_run(self, index: int, channel: int, start: float, end: float, size: ChipSize) -> Label | None:
        """The label on the run from start to end, as near to the start as lines that pass there allow."""
        return self._along(index, 2 * channel, start, end, size)

    def on_leg(self, index: int, leg: Leg, start: float, size: ChipSize) -> Label | None:
        """The label on a long leg, if it is no taller than the box where the leg starts."""
        if size.height > self.shapes[leg.node].height - 4:
            return None
        end = leg.low if start == leg.high else leg.high
        label = self._along(index, 2 * leg.row + 1, start, end, size)
        if label is None or any(
            other.row == leg.row and other.low < label.high + 6 and label.low - 6 < other.high for other in self.legs
        ):
            return None
        return replace(label, on_run=False, dy=leg.dy)

    def _along(self, index: int, band: int, start: float, end: float, size: ChipSize) -> Label | None:
        sign = 1.0 if end > start else -1.0
        offset = CHIP_OFF + size.width / 2
        passing = sorted(
            sign * (line.x - start) for line in self.verticals if line.edge != index and line.low <= band <= line.high
        )
        for away in passing:
            if offset - size.width / 2 - 5 < away < offset + size.width / 2 + 5:
                offset = away + 5.5 + size.width / 2
        if offset + size.width / 2 + 8 > abs(end - start):
            return None
        return Label(index, band, start + sign * offset, size.width, size.height, size.lines, True)

    def on_line(self, index: int, channel: int, x: float, size: ChipSize) -> Label | None:
        """The label on a vertical line, if it hides no other line and stays inside the frame."""
        width, height, lines = size.width, size.height, size.lines
        label = Label(index, 2 * channel, x, width, height, lines, False)
        return label if self._room_for(label) else None

    def leg_free(self, leg: Leg) -> bool:
        """May a leg run? Not through a box, and on another leg only if both leave or both enter its box."""
        self.effort.spend(4 + len(self.members[leg.row]) + len(self.legs) + len(self.labels))
        for name in self.members[leg.row]:
            half = self.shapes[name].width / 2 + 4
            if name != leg.node and leg.low < self.grid.x[name] + half and self.grid.x[name] - half < leg.high:
                return False
        if any(la.band == 2 * leg.row + 1 and leg.low - 6 < la.high and la.low - 6 < leg.high for la in self.labels):
            return False
        return not any(
            other.row == leg.row
            and abs(other.dy - leg.dy) < 4
            and (other.node, other.inward) != (leg.node, leg.inward)
            and leg.low - 6 < other.high
            and other.low - 6 < leg.high
            for other in self.legs
        )
