"""Which version of a document applies when: the periods of its agreed versions over the whole history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gitsm.load.snapshot import Loaded, Snapshot


@dataclass(frozen=True, slots=True)
class Period:
    """The half-open time for which a version is agreed; `end` None: without end."""

    item: Loaded
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A time [start, end) between two versions in which none applies."""

    before: Period
    after: Period

    @property
    def start(self) -> date:
        """The first day without a version."""
        assert self.before.end is not None
        return self.before.end

    @property
    def end(self) -> date:
        """The day on which a version applies again."""
        return self.after.start


def term_of(snapshot: Snapshot, item: Loaded) -> tuple[date | None, date | None]:
    """The days for which a version holds, or would once it is agreed (half-open; None leaves that side open)."""
    return snapshot.span(item) if item.phase == "agreed" else (item.artefact.start, item.artefact.end)


def course(snapshot: Snapshot, key: str, on: date) -> tuple[Period, ...]:
    """The periods of the agreed versions of `kind/id`, by their first day; an open end ends where the next one starts.

    A terminated version of an agreement stays in the history when its last day lies before `on`. Versions that are
    worked on, or name no first day, have no period; nor has one that was terminated and states a later end: nobody
    knows when, or whether, it applied.
    """
    return _in_order(
        Period(item, start, end)
        for item in snapshot.by_key.get(key, ())
        if item.phase == "agreed" or (item.was_agreed and item.artefact.end is not None and item.artefact.end <= on)
        for start, end in (term_of(snapshot, item),)
        if start is not None
    )


def _in_order(found: Iterable[Period]) -> tuple[Period, ...]:
    return tuple(sorted(found, key=lambda one: (one.start, one.item.order)))


def gaps(periods: Iterable[Period]) -> Iterator[Gap]:
    """The times between periods, given in order, in which none runs. After the last there is an end, and no gap."""
    longest: Period | None = None
    for one in periods:
        if longest is not None and longest.end is not None and longest.end < one.start:
            yield Gap(longest, one)
        if longest is None or (longest.end is not None and (one.end is None or one.end > longest.end)):
            longest = one


def silence(snapshot: Snapshot, key: str, day: date) -> str:
    """That no agreed version of `kind/id` applies on a day, why, and when one does; empty where one does or none ever.

    What others replaced as a whole (`supersedes`) is no silence.
    """
    periods = course(snapshot, key, day)
    if not periods or applies(periods, day) is not None:
        return ""
    before = [one for one in periods if one.end is not None and one.end <= day]
    after = [one for one in periods if one.start > day]
    said = f"No version of {key} applies on {day}: "
    if not before:
        return f"{said}the first one, {after[0].item.version}, begins on {after[0].start}."
    last = max(before, key=lambda one: one.end or one.start)
    if not after:
        return f"{said}the last one, {last.item.version}, ended on {last.end}."
    following = f"{after[0].item.version} begins on {after[0].start}"
    return f"{said}version {last.item.version} ended on {last.end}, and {following}."


def applies(periods: Iterable[Period], day: date) -> Loaded | None:
    """The version that applies on a day; None in a gap, before the first and after the last.

    Of several that overlap, which is a finding (DOC-14), the one that starts last.
    """
    found = [one for one in periods if one.start <= day and (one.end is None or day < one.end)]
    return found[-1].item if found else None
