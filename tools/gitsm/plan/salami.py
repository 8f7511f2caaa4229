"""Several small loosenings of one target within the policy's window, added up: what they come to together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gitsm.base.source import Route
from gitsm.diff.changes import Change, changes_of
from gitsm.diff.compare import CalendarOf, compare
from gitsm.diff.difference import Difference, Pair
from gitsm.diff.types import is_looser
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.artefact import Artefact, Document


@dataclass(frozen=True, slots=True)
class Past:
    """What some files held after a commit. The first of a history has no commit: it is how things stood before."""

    day: date
    commit: str
    files: Mapping[str, Artefact | None]


History = Callable[[Sequence[str], date], Sequence[Past]]
"""(paths, first day) -> how the files stood before that day, then each later commit that touched them."""


@dataclass(frozen=True, slots=True)
class Loosening:
    """An earlier step: the value it led to, and when."""

    value: Any
    day: date


@dataclass(frozen=True, slots=True)
class Series:
    """Loosenings of one target: where it stood, the steps since, and what this change makes of it."""

    change: Change
    difference: Difference
    start: Any
    since: date
    steps: tuple[Loosening, ...]
    together: Change | None
    """The change from the start of the window to now, as one; None where both say the same."""


def series(
    changes: Iterable[Change], base: Snapshot, history: History, since: date, calendars: CalendarOf
) -> Iterator[Series]:
    """Every loosening of the change that was preceded by loosenings of the same target since a day."""
    looser = [c for c in changes if c.pair.base is not None and c.pair.head is not None and _counts(c)]
    for key in sorted({change.key for change in looser}):
        mine = [change for change in looser if change.key == key]
        versions = _versions(mine[0].pair, base)
        past = history([item.path for item in versions], since)
        if not past:
            continue
        walked = [*_walk(past, calendars)]
        start = _newest(past[0].files.values())
        for change in mine:
            found = _series(change, walked, start, since, calendars)
            if found is not None:
                yield found


def _counts(change: Change) -> bool:
    """Whether a change is a step of the kind that is added up: a value that got looser, or a day that moved."""
    return any(is_looser(d.direction) or _postponed(d) for d in change.differences)


def _postponed(d: Difference) -> bool:
    return isinstance(d.before, date) and isinstance(d.after, date) and d.after > d.before


def _versions(pair: Pair, base: Snapshot) -> tuple[Loaded, ...]:
    return base.by_key.get(pair.base.key, ()) if pair.base is not None else ()


def _walk(past: Sequence[Past], calendars: CalendarOf) -> Iterator[tuple[date, Difference]]:
    """(day, difference) of every step: each file with itself before, a new version with the highest below it."""
    state = dict(past[0].files)
    for step in past[1:]:
        before = dict(state)
        state.update(step.files)
        for path, after in step.files.items():
            if after is None:
                continue
            old = before.get(path) or _below(after, before.values())
            if old is not None and type(old) is type(after):
                for difference in compare(old, after, calendars):
                    yield step.day, difference


def _below(item: Artefact, others: Iterable[Artefact | None]) -> Artefact | None:
    lower = [other for other in others if other is not None and _order(other) < _order(item)]
    return max(lower, key=_order, default=None)


def _newest(items: Iterable[Artefact | None]) -> Artefact | None:
    return max((item for item in items if item is not None), key=_order, default=None)


def _order(item: Artefact) -> tuple[int, ...]:
    return item.version.parts if isinstance(item, Document) else ()


def _series(
    change: Change,
    walked: Iterable[tuple[date, Difference]],
    start: Artefact | None,
    since: date,
    calendars: CalendarOf,
) -> Series | None:
    difference = next(d for d in change.differences if is_looser(d.direction) or _postponed(d))
    route = difference.route
    earlier = [(day, d) for day, d in walked if d.route == route and (is_looser(d.direction) or _postponed(d))]
    if not earlier:
        return None
    steps = tuple(Loosening(d.after, day) for day, d in earlier)
    together = _together(change, start, route, calendars)
    if together is None and start is not None:
        return None  # all in all nothing moved
    if together is not None and not _counts(together):
        return None  # tightened in between by more than that
    first = earlier[0][1].before if together is None else together.differences[0].before
    return Series(change, difference, first, since, steps, together)


def _together(change: Change, start: Artefact | None, route: Route, calendars: CalendarOf) -> Change | None:
    """The way from the start of the window to the head in one step, for the same target."""
    pair = change.pair
    if start is None or pair.base is None or pair.head is None or type(start) is not type(pair.head.artefact):
        return None
    differences = tuple(d for d in compare(start, pair.head.artefact, calendars) if d.route == route)
    if not differences:
        return None
    whole = replace(pair, base=replace(pair.base, artefact=start), differences=differences)
    return next((c for c in changes_of(whole)), None)
