"""The way of each edge: which vertical lines it takes and in which channels it turns.

Bands number rows and channels from the top: channel c (above row c) is band 2c, row r is band 2r + 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gitsm.render.swimlane.channel import Label, Pin, Wire
from gitsm.render.swimlane.effort import Effort
from gitsm.render.swimlane.model import Edge
from gitsm.render.swimlane.place import BETWEEN, NEXT_LINE, Grid, Shape
from gitsm.render.swimlane.taken import APART, CLEAR, ChipSize, Leg, Taken, Vertical, chip_sizes

OFF_MIDDLE = 30.0
CRAMPED = 60
_NEAREST = 8


@dataclass(frozen=True, slots=True, order=True)
class Side:
    """A point on the side of a box: +1 right, -1 left; `dy` px below its middle; `x` where the outline is there."""

    right: int
    dy: float
    x: float


@dataclass(frozen=True, slots=True)
class Route:
    """Vertical lines from source to target and the channels of the turns between them.

    `sides` = where a back edge leaves its source and enters its target; None = out at the bottom, in at the top.
    """

    edge: int
    xs: tuple[float, ...]
    turns: tuple[int, ...]
    sides: tuple[Side, Side] | None = None


_Legs = dict[float, tuple[float, Side]]


class Narrow(Exception):
    """No free way for an edge; the lane at `side` (0 left, 1 right, 2 between boxes) must become `by` px wider."""

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
    effort: Effort
    routes: dict[int, Route] = field(default_factory=dict)
    taken: Taken = field(init=False)
    rows: int = field(init=False)
    wires: dict[int, list[Wire]] = field(default_factory=dict)

    def run(self) -> None:
        """Routes every edge. Raises Narrow when one finds no way."""
        self.rows = max(self.rank.values()) + 1
        members: dict[int, list[str]] = {}
        for name, row in self.rank.items():
            members.setdefault(row, []).append(name)
        self.taken = Taken(self.grid, self.shapes, members, self.effort)
        forward = [index for index, edge in enumerate(self.edges) if not edge.back]
        near = [index for index in forward if self._span(index) == 1]
        for index in near:
            edge = self.edges[index]
            if self.grid.x[edge.source] == self.grid.x[edge.target]:
                band = 2 * self.rank[edge.target]
                self.taken.verticals.append(Vertical(self.grid.x[edge.source], band, band, index, edge.target))
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
                label = self.taken.on_line(index, channel, start, size)
            else:
                label = self.taken.on_run(index, channel, start, end, size) or self.taken.on_line(
                    index, channel, end, size
                )
            if label is not None:
                return label
        return None

    def _long(self, index: int) -> None:
        edge = self.edges[index]
        start, end = self.grid.x[edge.source], self.grid.x[edge.target]
        top, bottom = self.rank[edge.source] + 1, self.rank[edge.target]
        beside = sorted(self.grid.gutters, key=lambda x: (abs(x - start) + abs(x - end), abs(x - end), x))
        for x in (end, start, *beside):
            if (index, x) in self.banned or not self.taken.free(x, 2 * top, 2 * bottom, edge.target):
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
            both = [(price + into[x][0], x, (side, into[x][1])) for x, (price, side) in out.items() if x in into]
            for _, x, sides in sorted(both):
                if self.taken.free(x, low, high):
                    yield Route(index, (x,), (), sides)
        channels = sorted(range(self.rows + 1), key=lambda c: (abs(c - below - 0.5) + abs(c - above - 0.5), -c))
        for channel in channels:
            starts, ends = self._nearest(out, below, channel), self._nearest(into, above, channel)
            for x, side in starts:
                for other, side_in in ends:
                    same_leg = edge.source == edge.target and side.right == side_in.right
                    if abs(other - x) >= 2 * APART and not same_leg:
                        yield Route(index, (x, other), (channel,), (side, side_in))

    def _nearest(self, legs: _Legs, row: int, channel: int) -> list[tuple[float, Side]]:
        """Lines (x, side) free between a row and a channel, the shortest legs first."""
        low, high = sorted((2 * row + 1, 2 * channel))
        free = [(price, x, side) for x, (price, side) in legs.items() if self.taken.free(x, low, high)]
        return [(x, side) for _, x, side in sorted(free)[:_NEAREST]]

    def _beside(self, name: str, *, inward: bool) -> _Legs:
        """Lines that a straight leg from the side of the box reaches: x to (price of the leg, side)."""
        found: _Legs = {}
        centre = self.grid.x[name]
        for x in self.grid.gutters:
            for dy in (0.0, -self._off_middle(name), self._off_middle(name)):
                side = self._side(name, 1 if x > centre else -1, dy)
                away = (x - side.x) * side.right
                leg = Leg(self.rank[name], min(side.x, x), max(side.x, x), name, inward, dy)
                if away >= CLEAR and self.taken.leg_free(leg):
                    found[x] = (away + (OFF_MIDDLE if dy else 0.0), side)
                    break
        return found

    def _off_middle(self, name: str) -> float:
        return min(10.0, self.shapes[name].height / 4)

    def _side(self, name: str, right: int, dy: float) -> Side:
        return Side(right, dy, self.grid.x[name] + right * (self.shapes[name].width / 2 - self.shapes[name].inset(dy)))

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
        away = {place: abs(place[0] - source - 0.5) for place in places}
        places.sort(key=lambda place: (away[place] + (1.5 if self._busy(place[0]) else 0.0), away[place]))
        leg, side = self._legs(route)[0]
        for size in self._chip_sizes(index):
            label = self.taken.on_leg(index, leg, side.x, size)
            if label is not None:
                return label
            if route.turns:
                label = self.taken.on_run(index, route.turns[0], route.xs[0], route.xs[1], size)
                if label is not None:
                    return label
            for channel, x in places:
                shift = size.width / 2 - 6
                for centre in (x, x + shift, x - shift):
                    label = self.taken.on_line(index, channel, centre, size)
                    if label is not None:
                        return label
        return None

    def _legs(self, route: Route) -> list[tuple[Leg, Side]]:
        """The legs of a back edge at its source and at its target."""
        edge = self.edges[route.edge]
        names = edge.source, edge.target
        return [
            (Leg(self.rank[name], min(side.x, x), max(side.x, x), name, name_at == 1, side.dy), side)
            for name_at, (name, x, side) in enumerate(
                zip(names, (route.xs[0], route.xs[-1]), route.sides or (), strict=True)
            )
        ]

    def _chip_sizes(self, index: int) -> list[ChipSize]:
        return chip_sizes(self.edges[index].label, cramped=self.attempt >= CRAMPED)

    def _busy(self, channel: int) -> bool:
        return any(not wire.straight for wire in self.wires.get(channel, ()))

    # -- bookkeeping -------------------------------------------------------------------------------------------------

    def _take(self, route: Route, label: Label | None) -> None:
        edge = self.edges[route.edge]
        self.routes[route.edge] = route
        if label is not None:
            self.taken.labels.append(label)
        source, target = self.rank[edge.source], self.rank[edge.target]
        if route.sides is None:
            if len(route.xs) == 3:
                line = Vertical(route.xs[1], 2 * route.turns[0], 2 * route.turns[1], route.edge, edge.target)
                self.taken.verticals.append(line)
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
        ends = (source, route.xs[0]), (target, route.xs[-1])
        self.taken.legs += [leg for leg, _ in self._legs(route)]
        tag = ("back", str(route.edge))
        if not route.turns:
            low, high = sorted((2 * source + 1, 2 * target + 1))
            self.taken.verticals.append(Vertical(route.xs[0], low, high, route.edge, ""))
            return
        channel = route.turns[0]
        for row, x in ends:
            low, high = sorted((2 * row + 1, 2 * channel))
            self.taken.verticals.append(Vertical(x, low, high, route.edge, ""))
        pins = [Pin(x, row < channel, tag) for row, x in ends]
        self.wires.setdefault(channel, []).append(Wire(route.edge, pins[0], pins[1]))

    def _room(self, name: str) -> float:
        """How far from its centre an arrow may leave or enter the box."""
        shape = self.shapes[name]
        return max(0.0, shape.width / 2 - shape.inset(shape.height / 2) - 3)

    def _narrow(self, index: int) -> Narrow:
        """Where to make room, turn by turn: at the sides that face each other, then elsewhere around both boxes."""
        edge = self.edges[index]
        to_right = int(self.grid.x[edge.target] <= self.grid.x[edge.source])
        ends = (
            (edge.target, to_right),
            (edge.source, 1 - to_right),
            (edge.target, 1 - to_right),
            (edge.source, to_right),
        )
        choices = [(self.lane_of[name], side) for name, side in ends]
        between = [self.lane_of[name] for name in (edge.source, edge.target) if self._shares_lane(name)]
        choices += [(lane, BETWEEN) for lane in between]
        lane, side = choices[self.attempt % len(choices)]
        by = NEXT_LINE
        if edge.label and edge.back and side != BETWEEN:
            by += self._chip_sizes(index)[-1].width / 2
        return Narrow(index, lane, side, by)

    def _shares_lane(self, name: str) -> bool:
        row = self.taken.members[self.rank[name]]
        return sum(self.lane_of[other] == self.lane_of[name] for other in row) > 1
