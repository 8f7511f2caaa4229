"""One channel between two rows: in which order, from top to bottom, lie its horizontal runs and its labels?

A wire comes in at one pin and leaves at another. From a pin at the top a line hangs down to the wire's run, from a pin
at the bottom one stands up to it. Where two pins are one above the other, these lines must not meet, so one run has to
lie above the other; where that would go round in a circle, the pin of a box moves sideways along the box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gitsm.render.swimlane.effort import Effort

NEAR = 9.0
TRACK = 18.0
FIRST_TRACK = 22.0
EMPTY = 26.0
BELOW_TRACK = 18.0
SIDE_BY_SIDE = 12.0
_STEPS = (16.0, 12.0, 28.0, 40.0, 52.0)


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a wire enters the channel. Wires of equal `tag` and x may share a line; `room` = how far it may move."""

    x: float
    top: bool
    tag: tuple[str, str]
    room: float = 0.0


@dataclass(frozen=True, slots=True)
class Wire:
    """The part of an edge in one channel, from the pin nearer its source to the pin nearer its target."""

    edge: int
    a: Pin
    b: Pin

    @property
    def straight(self) -> bool:
        return self.a.x == self.b.x

    @property
    def low(self) -> float:
        return min(self.a.x, self.b.x)

    @property
    def high(self) -> float:
        return max(self.a.x, self.b.x)


@dataclass(frozen=True, slots=True)
class Label:
    """The chip of an edge in a band (see route.py): centre x, size, lines; `on_run` = on the horizontal part.

    A label in a row (odd band) lies on the leg of a back edge, `dy` below the row's middle.
    """

    edge: int
    band: int
    x: float
    width: float
    height: float
    lines: tuple[str, ...]
    on_run: bool
    dy: float = 0.0

    @property
    def low(self) -> float:
        return self.x - self.width / 2

    @property
    def high(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """y from the channel's top, in px: of each edge's run and of each edge's label; wires with pins as finally set."""

    height: float
    runs: dict[int, float]
    labels: dict[int, float]
    wires: tuple[Wire, ...]


class Tangle(Exception):
    """The runs of these edges cannot be ordered; one of them must take another way."""

    def __init__(self, edges: Sequence[int]) -> None:
        super().__init__(f"edges {sorted(edges)} cannot be ordered in one channel")
        self.edges = sorted(edges)


@dataclass(frozen=True, slots=True)
class _Item:
    """What needs a y of its own: the shared run of some wires, or a label on a vertical line."""

    wires: tuple[Wire, ...]
    labels: tuple[Label, ...]

    @property
    def low(self) -> float:
        return min([wire.low for wire in self.wires] + [label.low for label in self.labels])

    @property
    def high(self) -> float:
        return max([wire.high for wire in self.wires] + [label.high for label in self.labels])

    @property
    def half(self) -> float:
        return max([label.height / 2 + 2 for label in self.labels], default=TRACK / 2)

    @property
    def pins(self) -> list[Pin]:
        return [pin for wire in self.wires for pin in (wire.a, wire.b)]


def plan(wires: Sequence[Wire], labels: Sequence[Label], effort: Effort) -> ChannelPlan:
    """Orders one channel. Raises Tangle when no shift of a pin helps, TooEntangled when the search takes too long."""
    current = tuple(wires)
    for _ in range(4 * len(current) + 1):
        items = _items(current, labels)
        above = _constraints(items, effort)
        stuck = _stuck(above)
        if not stuck:
            return _stack(items, above, current)
        current = _repaired(current, labels, items, stuck, effort)
    raise Tangle([wire.edge for wire in current])


def _repaired(
    wires: tuple[Wire, ...], labels: Sequence[Label], items: Sequence[_Item], stuck: Sequence[int], effort: Effort
) -> tuple[Wire, ...]:
    """The wires with the one pin moved that leaves the fewest items in circles."""
    involved = sorted({wire.edge for index in stuck for wire in items[index].wires})
    best: tuple[int, tuple[Wire, ...]] | None = None
    carried = {label.edge for label in labels if label.on_run}
    for wire in wires:
        if wire.edge not in involved:
            continue
        for end in ("b", "a"):
            pin: Pin = getattr(wire, end)
            other = wire.a if end == "b" else wire.b
            towards = 1.0 if other.x > pin.x else -1.0
            away = [-step for step in _STEPS]
            for step in away if end == "a" and wire.edge in carried else [*_STEPS, *away]:
                x = pin.x + towards * step
                if abs(step) > pin.room or _crowded(x, pin, wires):
                    continue
                moved = replace(pin, x=x, room=0.0)
                tried = tuple(_with_pin(each, end, moved) if _one_line(each, wire) else each for each in wires)
                left = len(_stuck(_constraints(_items(tried, labels), effort)))
                if best is None or left < best[0]:
                    best = (left, tried)
    if best is None or best[0] >= len(stuck):
        raise Tangle(involved)
    return best[1]


def _with_pin(wire: Wire, end: str, pin: Pin) -> Wire:
    return replace(wire, b=pin) if end == "b" else replace(wire, a=pin)


def _one_line(wire: Wire, other: Wire) -> bool:
    """The wire itself, or one that came down on the same line to the same target and must stay on it."""
    return wire.edge == other.edge or (wire.a == other.a and wire.b == other.b and wire.a.tag[0] == "in")


def _crowded(x: float, pin: Pin, wires: Sequence[Wire]) -> bool:
    return any(other.top == pin.top and abs(other.x - x) < SIDE_BY_SIDE for wire in wires for other in (wire.a, wire.b))


def _items(wires: Sequence[Wire], labels: Sequence[Label]) -> list[_Item]:
    """Runs grouped where they may share a line (one source or one target), and the labels that stand alone."""
    runs = [wire for wire in wires if not wire.straight]
    on_run = {label.edge: label for label in labels if label.on_run}
    alone = {label.edge for label in labels if not label.on_run}
    groups: dict[tuple[str, str, float], list[Wire]] = {}
    for wire in runs:
        for pin in (wire.a, wire.b):
            if wire.edge not in alone or pin.tag[0] == "out":
                groups.setdefault((*pin.tag, pin.x), []).append(wire)
    items: list[_Item] = []
    taken: set[int] = set()
    for key in sorted(groups, key=lambda key: (-len(groups[key]), key[0] == "out", key)):
        members = _sharing([wire for wire in groups[key] if wire.edge not in taken], key[2], set(on_run) | alone)
        if len(members) > 1:
            taken.update(wire.edge for wire in members)
            items.append(_Item(tuple(members), tuple(on_run[w.edge] for w in members if w.edge in on_run)))
    for wire in runs:
        if wire.edge not in taken:
            items.append(_Item((wire,), (on_run[wire.edge],) if wire.edge in on_run else ()))
    items += [_Item((), (label,)) for label in labels if not label.on_run]
    return sorted(items, key=lambda item: min([w.edge for w in item.wires] + [la.edge for la in item.labels]))


def _sharing(wires: Sequence[Wire], x: float, labelled: set[int]) -> list[Wire]:
    """Of the wires that meet at x those that may share a line: a labelled one only with the other direction."""
    members: list[Wire] = []
    for leftward in (False, True):
        side = [wire for wire in wires if (wire.low < x) == leftward]
        named = [wire for wire in side if wire.edge in labelled]
        plain = [wire for wire in side if wire.edge not in labelled]
        members += plain or named[:1]
    return members


def _constraints(items: Sequence[_Item], effort: Effort) -> list[set[int]]:
    """For each item the items that must lie below it."""
    effort.spend(sum(1 + 2 * len(item.wires) + 3 * len(item.labels) for item in items) ** 2)
    above: list[set[int]] = [set() for _ in items]
    for i, upper in enumerate(items):
        for j, lower in enumerate(items):
            if i != j and (_hangs_over(upper, lower) or _label_order(upper, lower)):
                above[i].add(j)
    return above


def _hangs_over(upper: _Item, lower: _Item) -> bool:
    """A pin of the upper one comes from the top where a pin of the lower one goes to the bottom."""
    return any(
        pin.top and not other.top and abs(pin.x - other.x) < NEAR and not (pin.tag == other.tag and pin.x == other.x)
        for pin in upper.pins
        for other in lower.pins
    )


def _label_order(upper: _Item, lower: _Item) -> bool:
    """A vertical part of one passes where the other has a label."""
    own = {wire.edge for wire in upper.wires} | {wire.edge for wire in lower.wires}
    for label in lower.labels:
        if not label.on_run and label.edge in own:
            return True
        if any(pin.top and label.low - 4 < pin.x < label.high + 4 for pin in upper.pins):
            return True
    for label in upper.labels:
        if not label.on_run and label.edge in own:
            continue
        if any(not pin.top and label.low - 4 < pin.x < label.high + 4 for pin in lower.pins):
            return True
    return False


def _stuck(above: Sequence[set[int]]) -> list[int]:
    """The items on circles of the order (or between two circles)."""
    alive = set(range(len(above)))
    while True:
        ends = {i for i in alive if not above[i] & alive or not any(i in above[j] for j in alive)}
        if not ends:
            return sorted(alive)
        alive -= ends


def _crossings(upper: _Item, lower: _Item) -> int:
    count = 0
    for pin in lower.pins:
        count += pin.top and any(wire.low < pin.x < wire.high for wire in upper.wires)
    for pin in upper.pins:
        count += (not pin.top) and any(wire.low < pin.x < wire.high for wire in lower.wires)
    return count


def _stack(items: Sequence[_Item], above: Sequence[set[int]], wires: tuple[Wire, ...]) -> ChannelPlan:
    """Sets the items from the top down, fewest crossings first, each as high as those above it allow."""
    left = list(range(len(items)))
    order: list[int] = []
    while left:
        ready = [i for i in left if not any(i in above[j] for j in left)]

        def price(i: int, rest: Sequence[int] = tuple(left)) -> int:
            return sum(_crossings(items[i], items[j]) - _crossings(items[j], items[i]) for j in rest if j != i)

        chosen = min(ready, key=lambda i: (price(i), i))
        order.append(chosen)
        left.remove(chosen)
    y: dict[int, float] = {}
    height = EMPTY
    for position, i in enumerate(order):
        item = items[i]
        y[i] = max(FIRST_TRACK, item.half + 4) if item.wires else item.half + 6
        for j in order[:position]:
            apart = item.low - items[j].high >= SIDE_BY_SIDE or items[j].low - item.high >= SIDE_BY_SIDE
            if not apart or i in above[j]:
                y[i] = max(y[i], y[j] + items[j].half + item.half)
        height = max(height, y[i] + (max(BELOW_TRACK, item.half + 4) if item.wires else item.half + 10))
    runs = {wire.edge: y[i] for i, item in enumerate(items) for wire in item.wires}
    chips = {label.edge: y[i] for i, item in enumerate(items) for label in item.labels}
    return ChannelPlan(height, runs, chips, wires)
