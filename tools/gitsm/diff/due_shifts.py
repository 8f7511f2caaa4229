"""Tickets before and after a change of hours: which are due at another time, simulated over a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gitsm.analysis.proof import Proof
from gitsm.calendar.hours import Hours
from gitsm.calendar.instant import DAY, Instant, local_midnight
from gitsm.diff.consequences import Promise

HOUR = 60
DAYS = 366


@dataclass(frozen=True, slots=True)
class Shift:
    """Due instants of promises with one limit on one calendar, for a ticket opened at each full hour of a year.

    `promises`: how many promises it concerns. `most`: the furthest a due instant moves, in minutes, by the ticket
    `opened` then: `before` and `after`. A ticket that is never due counts as later.
    """

    calendar: str
    limit: int
    promises: tuple[str, ...]
    tickets: int
    later: int
    earlier: int
    most: int
    opened: Instant
    before: Instant
    after: Instant | None


def due_shifts(promises: Iterable[Promise], as_of: date) -> tuple[Shift, ...]:
    """Shifts of the year from a day on, where there are any, the largest first."""
    groups: dict[tuple[str, int], list[Promise]] = {}
    for one in promises:
        before, after = one.before, one.after
        if isinstance(before, Proof) and isinstance(after, Proof) and before.measured and after.measured:
            same = before.measured.calendar == after.measured.calendar and before.limit == after.limit
            if same and one.agreed:
                groups.setdefault((after.measured.calendar, after.limit), []).append(one)
    found = [shift for key, group in groups.items() for shift in _shift(*key, group, as_of)]
    return tuple(sorted(found, key=lambda one: (-one.later, -one.most, one.calendar, one.limit)))


def _shift(calendar: str, limit: int, group: list[Promise], as_of: date) -> Iterator[Shift]:
    first = group[0]
    assert isinstance(first.before, Proof) and isinstance(first.after, Proof)
    assert first.before.measured is not None and first.after.measured is not None
    old, new = first.before.measured.known.hours, first.after.measured.known.hours
    start = local_midnight(as_of)
    if _alike(old, new, start, start + 2 * DAYS * DAY):
        return
    later = earlier = 0
    worst: tuple[int, Instant, Instant, Instant | None] = (0, start, start, start)
    for opened in range(start, start + DAYS * DAY, HOUR):
        before, after = old.due(opened, limit), new.due(opened, limit)
        if before is None or before == after:
            continue
        move = 0 if after is None else after - before
        later += after is None or move > 0
        earlier += move < 0
        if after is None or abs(move) > worst[0]:
            worst = (abs(move), opened, before, after)
    if later or earlier:
        keys = tuple(dict.fromkeys(f"{one.key} {one.after.target.id}" for one in group))
        yield Shift(calendar, limit, keys, DAYS * DAY // HOUR, later, earlier, *worst)


def _alike(old: Hours, new: Hours, start: Instant, end: Instant) -> bool:
    return next(old.uncovered(new, start, end), None) is None and next(new.uncovered(old, start, end), None) is None
