"""The way of each edge: which vertical lines it takes and in which channels it turns.

Bands number rows and channels from the top: channel c (above row c) is band 2c, row r is band 2r + 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gitsm.render.swimlane.channel import Label, Pin, Wire
from gitsm.render.swimlane.model import Edge
from gitsm.render.swimlane.place import LINE, SIZE, Grid, Shape, even
from gitsm.render.text import text_width, wrap

CLEAR = 9.0
APART = 12.0
CHIP_OFF = 12.0
CHIP_WIDTHS = (114.0, 64.0, 46.0)
_NEAREST = 8


@dataclass(frozen=True, slots=True)
class Route:
    """Vertical lines from source to target and the channels of the turns between them.

    `sides` = +1 or -1 where a back edge leaves its source and enters its target at the right or left; None = it leaves at
    the bottom and enters at the top.
    """

    edge: int
    xs: tuple[float, ...]
    turns: tuple[int, ...]
    sides: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Vertical:
    x: float
    low: int
    high: int
    edge: int
    bundle: str


@dataclass(frozen=True, slots=True)
class _Leg:
    """A short horizontal line at the middle of a row, from a box to the line of a back edge."""

    row: int
    low: float
    high: float
    node: str
    inward: bool


class Narrow(Exception):
    """No free way for an edge; the lane at `side` (0 left, 1 right) must become `by` px wider."""

    def __init__(self, edge: int, lane: str, side: int, by: float) -> None:
        super().__init__(f"edge {edge} finds no free way")
        self.edge, self.lane, self.side, self.by = edge, lane, side, by


@dataclass(slots=True)
class Router:
    """Finds the ways one edge after the other; what is taken is never changed, only avoided."""

    grid: Grid
    shapes: Mapping[str, Shape]
    rank: Mapping[str, int]
    lane_of: Mapping[str, str]
    edges: Sequence[Edge]
    banned: frozenset[tuple[int, float]]
    attempt: int
    rows: int
    routes: dict[int, Route] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    wires: dict[int, list[Wire]] = field(default_factory=dict)
    _verticals: list[_Vertical] = field(default_factory=list)
    _legs: list[_Leg] = field(default_factory=list)
    _members: dict[int, list[str]] = field(default_factory=dict)

    def run(self) -> None:
        """Routes every edge. Raises Narrow when one finds no way."""
        for name, row in self.rank.items():
            self._members.setdefault(row, []).append(name)
        forward = [index for index, edge in enumerate(self.edges) if not edge.back]
        near = [index for index in forward if self._span(index) == 1]
        for index in near:
            edge = self.edges[index]
            if self.grid.x[edge.source] == self.grid.x[edge.target]:
                band = 2 * self.rank[edge.target]
                self._verticals.append(_Vertical(self.grid.x[edge.source], band, band, index, edge.target))
        far = [index for index in forward if self._span(index) > 1]
        for index in near:
            self._next_row(index)
        for index in sorted(far, key=lambda i: (not self.edges[i].label, self._span(i), i)):
            self._long(index)
        back = [index for index, edge in enumerate(self.edges) if edge.back]
        for index in sorted(back, key=lambda i: (abs(self._span(i)), i)):
            self._back(index)

    def _span(self, index: int) -> int:
        edge = self.edges[index]
        return self.rank[edge.target] - self.rank[edge.source]

    # -- what is free ------------------------------------------------------------------------------------------------

    def _free(self, x: float, low: int, high: int, bundle: str = "") -> bool:
        for band in range(low, high + 1):
            if band % 2:
                for name in self._members.get(band // 2, ()):
                    shape = self.shapes[name]
                    if abs(x - self.grid.x[name]) < max(shape.width, shape.cell) / 2 + CLEAR:
                        return False
        for line in self._verticals:
            if line.low <= high and low <= line.high and abs(line.x - x) < APART:
                if not (bundle and line.bundle == bundle and line.x == x):
                    return False
        return not any(low <= 2 * la.channel <= high and la.low - 5 < x < la.high + 5 for la in self.labels)

    def _room_for(self, label: Label) -> bool:
        if label.low < 4 or label.high > self.grid.width - 4:
            return False
        band = 2 * label.channel
        return not any(
            line.edge != label.edge and line.low <= band <= line.high and label.low - 5 < line.x < label.high + 5
            for line in self._verticals
        )

    def _chip_sizes(self, index: int) -> list[tuple[float, float, tuple[str, ...]]]:
        text = self.edges[index].label
        sizes: list[tuple[float, float, tuple[str, ...]]] = []
        for limit in CHIP_WIDTHS:
            lines = wrap(text, limit, SIZE, bold=True)
            width = even(max(text_width(line, SIZE, bold=True) for line in lines) + 9)
            if not sizes or width < sizes[-1][0]:
                sizes.append((width, LINE * len(lines) + 3, lines))
        return sizes

    def _on_run(
        self, index: int, channel: int, start: float, end: float, size: tuple[float, float, tuple[str, ...]]
    ) -> Label | None:
        """The label on the run from start to end, as near to the start as lines that pass there allow."""
        width, height, lines = size
        sign = 1.0 if end > start else -1.0
        offset = CHIP_OFF + width / 2
        band = 2 * channel
        passing = sorted(
            sign * (line.x - start) for line in self._verticals if line.edge != index and line.low <= band <= line.high
        )
        for away in passing:
            if offset - width / 2 - 5 < away < offset + width / 2 + 5:
                offset = away + 5.5 + width / 2
        if offset + width / 2 + 8 > abs(end - start):
            return None
        return Label(index, channel, start + sign * offset, width, height, lines, True)

    def _on_line(self, index: int, channel: int, x: float, size: tuple[float, float, tuple[str, ...]]) -> Label | None:
        width, height, lines = size
        label = Label(index, channel, x, width, height, lines, False)
        return label if self._room_for(label) else None

    # -- forward edges -----------------------------------------------------------------------------------------------

    def _next_row(self, index: int) -> None:
        edge = self.edges[index]
        start, end = self.grid.x[edge.source], self.grid.x[edge.target]
        channel = self.rank[edge.target]
        label = None
        if edge.label:
            label = self._first_label(index, channel, start, end)
            if label is None:
                raise self._narrow(index)
        self._take(Route(index, (start, end), (channel,)), label)

    def _first_label(self, index: int, channel: int, start: float, end: float) -> Label | None:
        for size in self._chip_sizes(index):
            if start == end:
                label = self._on_line(index, channel, start, size)
            else:
                label = self._on_run(index, channel, start, end, size) or self._on_line(index, channel, end, size)
            if label is not None:
                return label
        return None

    def _long(self, index: int) -> None:
        edge = self.edges[index]
        start, end = self.grid.x[edge.source], self.grid.x[edge.target]
        top, bottom = self.rank[edge.source] + 1, self.rank[edge.target]
        beside = sorted(self.grid.gutters, key=lambda x: (abs(x - start) + abs(x - end), abs(x - end), x))
        for x in (end, start, *beside):
            if (index, x) in self.banned or not self._free(x, 2 * top, 2 * bottom, edge.target):
                continue
            label = None
            if edge.label:
                label = self._first_label(index, top, start, x)
                if label is None:
                    continue
            self._take(Route(index, (start, x, end), (top, bottom)), label)
            return
        raise self._narrow(index)

    # -- back edges --------------------------------------------------------------------------------------------------

    def _back(self, index: int) -> None:
        for route in self._back_ways(index):
            if any((index, x) in self.banned for x in route.xs):
                continue
            label = None
            if self.edges[index].label:
                label = self._back_label(index, route)
                if label is None:
                    continue
            self._take(route, label)
            return
        raise self._narrow(index)

    def _back_ways(self, index: int) -> Iterable[Route]:
        edge = self.edges[index]
        below, above = self.rank[edge.source], self.rank[edge.target]
        low, high = sorted((2 * below + 1, 2 * above + 1))
        out = self._beside(edge.source, inward=False)
        into = self._beside(edge.target, inward=True)
        if below != above:
            both = [(away + into[x][0], x, (side, into[x][1])) for x, (away, side) in out.items() if x in into]
            for _, x, sides in sorted(both):
                if self._free(x, low, high):
                    yield Route(index, (x,), (), sides)
        nearest_out = sorted(out.items(), key=lambda entry: (entry[1][0], entry[0]))[:_NEAREST]
        nearest_in = sorted(into.items(), key=lambda entry: (entry[1][0], entry[0]))[:_NEAREST]
        channels = sorted(range(self.rows + 1), key=lambda c: (abs(c - below - 0.5) + abs(c - above - 0.5), -c))
        for channel in channels:
            for x, (_, side) in nearest_out:
                if not self._free(x, *sorted((2 * below + 1, 2 * channel))):
                    continue
                for other, (_, side_in) in nearest_in:
                    same_leg = edge.source == edge.target and side == side_in
                    if abs(other - x) >= 2 * APART and not same_leg:
                        if self._free(other, *sorted((2 * above + 1, 2 * channel))):
                            yield Route(index, (x, other), (channel,), (side, side_in))

    def _beside(self, name: str, *, inward: bool) -> dict[float, tuple[float, int]]:
        """Lines that a short leg from the box reaches: x to (length of the leg, side)."""
        found: dict[float, tuple[float, int]] = {}
        centre, half = self.grid.x[name], self.shapes[name].width / 2
        for x in self.grid.gutters:
            side = 1 if x > centre else -1
            border = centre + side * half
            if (x - border) * side < CLEAR:
                continue
            leg = _Leg(self.rank[name], min(border, x), max(border, x), name, inward)
            if self._leg_free(leg):
                found[x] = (leg.high - leg.low, side)
        return found

    def _leg_free(self, leg: _Leg) -> bool:
        for name in self._members[leg.row]:
            half = self.shapes[name].width / 2 + 4
            if name != leg.node and leg.low < self.grid.x[name] + half and self.grid.x[name] - half < leg.high:
                return False
        return not any(
            other.row == leg.row
            and (other.node, other.inward) != (leg.node, leg.inward)
            and leg.low - 6 < other.high
            and other.low - 6 < leg.high
            for other in self._legs
        )

    def _back_label(self, index: int, route: Route) -> Label | None:
        source, target = self.rank[self.edges[index].source], self.rank[self.edges[index].target]
        places: list[tuple[int, float]] = []
        if route.turns:
            turn = route.turns[0]
            for row, x in ((source, route.xs[0]), (target, route.xs[1])):
                first, last = sorted((2 * row + 1, 2 * turn))
                places += [(band // 2, x) for band in range(first, last + 1) if band % 2 == 0 and band != 2 * turn]
        else:
            places = [(channel, route.xs[0]) for channel in range(min(source, target) + 1, max(source, target) + 1)]
        places.sort(key=lambda place: abs(place[0] - source - 0.5) + (2 if self._busy(place[0]) else 0))
        for size in self._chip_sizes(index):
            if route.turns:
                label = self._on_run(index, route.turns[0], *route.xs, size)
                if label is not None:
                    return label
            for channel, x in places:
                shift = size[0] / 2 - 8
                for centre in (x, x + shift, x - shift):
                    label = self._on_line(index, channel, centre, size)
                    if label is not None:
                        return label
        return None

    def _busy(self, channel: int) -> bool:
        return any(not wire.straight for wire in self.wires.get(channel, ()))

    # -- bookkeeping -------------------------------------------------------------------------------------------------

    def _take(self, route: Route, label: Label | None) -> None:
        edge = self.edges[route.edge]
        self.routes[route.edge] = route
        if label is not None:
            self.labels.append(label)
        source, target = self.rank[edge.source], self.rank[edge.target]
        if route.sides is None:
            if len(route.xs) == 3:
                line = _Vertical(route.xs[1], 2 * route.turns[0], 2 * route.turns[1], route.edge, edge.target)
                self._verticals.append(line)
            for position, channel in enumerate(route.turns):
                first, last = position == 0, position == len(route.turns) - 1
                a = Pin(
                    route.xs[position],
                    True,
                    ("out", edge.source) if first else ("in", edge.target),
                    self._room(edge.source) if first else 0.0,
                )
                b = Pin(route.xs[position + 1], False, ("in", edge.target), self._room(edge.target) if last else 0.0)
                self.wires.setdefault(channel, []).append(Wire(route.edge, a, b))
            return
        ends = ((edge.source, source, route.xs[0], 0), (edge.target, target, route.xs[-1], 1))
        for name, row, x, end in ends:
            border = self.grid.x[name] + route.sides[end] * self.shapes[name].width / 2
            self._legs.append(_Leg(row, min(border, x), max(border, x), name, bool(end)))
        tag = ("back", str(route.edge))
        if not route.turns:
            low, high = sorted((2 * source + 1, 2 * target + 1))
            self._verticals.append(_Vertical(route.xs[0], low, high, route.edge, ""))
            return
        channel = route.turns[0]
        for _, row, x, _end in ends:
            low, high = sorted((2 * row + 1, 2 * channel))
            self._verticals.append(_Vertical(x, low, high, route.edge, ""))
        pins = [Pin(x, row < channel, tag) for _, row, x, _end in ends]
        self.wires.setdefault(channel, []).append(Wire(route.edge, pins[0], pins[1]))

    def _room(self, name: str) -> float:
        """How far from its centre an arrow may leave or enter the box."""
        return max(0.0, self.shapes[name].width / 2 - 20)

    def _narrow(self, index: int) -> Narrow:
        edge = self.edges[index]
        by = 14.0 if not edge.label or not edge.back else 14.0 + self._chip_sizes(index)[-1][0] / 2
        to_right = self.grid.x[edge.target] <= self.grid.x[edge.source]
        choices = [
            (edge.target, int(to_right)),
            (edge.source, int(not to_right)),
            (edge.target, int(not to_right)),
            (edge.source, int(to_right)),
        ]
        name, side = choices[self.attempt % len(choices)]
        return Narrow(index, self.lane_of[name], side, by)
