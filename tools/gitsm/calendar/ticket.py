"""What the clock of an agreement is told: the terms it runs by, and what happened to a ticket.

Everything is whole minutes; docs/reference/clock.md gives the meaning of each word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from gitsm.calendar.hours import Hours
from gitsm.calendar.instant import Instant

Kind = Literal["start", "pause", "resume", "stop", "reset", "priority", "reopen"]
OnPriorityChange = Literal["restart", "retroactive", "keep"]
OnReopen = Literal["continue", "new_clock"]
CutOver = Literal["new_tickets_only", "all_open_tickets"]


class Refused(ValueError):
    """A history that contradicts itself, or that needs a rule the agreement does not state. The text is for readers."""


@dataclass(frozen=True, slots=True)
class Promise:
    """At most so many minutes, counted in some hours; `label` says in words which hours those are."""

    minutes: int
    hours: Hours
    label: str = "service hours"


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of an agreement, as far as one clock goes.

    `promises` has the promise of each priority; the key None holds for all priorities that it does not name.
    `since` is the first instant of the version (None: always). `cut_over` says what it does to tickets that are older.
    """

    promises: Mapping[str | None, Promise]
    pause: frozenset[str] = frozenset()
    on_priority_change: OnPriorityChange | None = None
    on_reopen: OnReopen | None = None
    cut_over: CutOver | None = None
    since: Instant | None = None
    name: str = ""

    def promise(self, priority: str | None) -> Promise | None:
        """What is promised for a priority; None where nothing is."""
        return self.promises.get(priority, self.promises.get(None))


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a ticket, in the minute `at`.

    pause: `reason`, and `until` where the end is known from the beginning. resume: the `reason` that ended; left out,
    all. start: `priority` where it is known; `since` where the clock counts from an earlier minute (retroactive start).
    priority: the new `priority`.
    """

    kind: Kind
    at: Instant
    reason: str | None = None
    until: Instant | None = None
    priority: str | None = None
    since: Instant | None = None

    @property
    def effective(self) -> Instant:
        """The minute from which it counts: of a retroactive start, the earlier one."""
        return self.at if self.since is None else self.since


@dataclass(frozen=True, slots=True)
class Agreement:
    """The versions of the terms, oldest first. Raises ValueError where they are not in order of time, or none."""

    versions: tuple[Terms, ...]

    def __post_init__(self) -> None:
        if not self.versions:
            raise ValueError("an agreement has at least one version")
        starts = [terms.since for terms in self.versions]
        rest = [start for start in starts[1:] if start is not None]
        first = [] if starts[0] is None else [starts[0]]
        ordered = [*first, *rest]
        if len(rest) != len(starts) - 1 or any(a >= b for a, b in pairwise(ordered)):
            raise ValueError("the versions of an agreement follow one another in time")

    def course(self, opened: Instant) -> list[tuple[Instant, Terms | None]]:
        """(from, terms) for a ticket whose clock first started at an instant: which version applies to it, and when.

        Begins with the version in force at that instant (None: there was none). Raises Refused where a later version
        does not state its cut-over.
        """
        current: Terms | None = None
        found: list[tuple[Instant, Terms | None]] = []
        for number, terms in enumerate(self.versions):
            if terms.since is None or terms.since <= opened:
                current = terms
                continue
            if not found:
                found.append((opened, current))
            if terms.cut_over is None and found[-1][1] is not None:
                raise Refused(
                    f"version {terms.name or number + 1} of the agreement does not say whether it applies to open"
                    " tickets (clock_rules.cut_over)"
                )
            if terms.cut_over == "all_open_tickets":
                found.append((terms.since, terms))
        return found or [(opened, current)]


@dataclass(frozen=True, slots=True)
class History:
    """The events of a ticket in the order in which they count. Made by `history`."""

    events: tuple[Event, ...] = field(default=())

    def known(self, at: Instant) -> tuple[Event, ...]:
        """What is known at an instant: events of its own minute are."""
        return tuple(event for event in self.events if event.at <= at)


def history(events: Iterable[Event]) -> History:
    """Events in order of the minute from which they count; those of one minute stay as they are given.

    Raises Refused for a history that contradicts itself: a retroactive start dated after it was recorded, a pause that
    ends before it begins, a stop before the clock started or without any start, a priority that is not named.
    """
    ordered = tuple(sorted(events, key=lambda event: event.effective))
    started = False
    for event in ordered:
        if event.kind == "start":
            started = True
            if event.since is not None and event.since > event.at:
                raise Refused("a start is dated later than the minute in which it was recorded")
        elif event.since is not None:
            raise Refused(f"only a start can be dated back, not a {event.kind}")
        elif event.kind == "pause" and event.until is not None and event.until < event.at:
            raise Refused("a pause ends before it begins")
        elif event.kind == "priority" and event.priority is None:
            raise Refused("a change of priority does not name the new one")
        elif event.kind == "stop" and not started:
            late = any(other.kind == "start" for other in ordered)
            raise Refused("the clock is stopped before it starts" if late else "the clock is stopped and never starts")
    return History(ordered)
