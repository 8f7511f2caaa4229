"""Support chains minute by minute: hours as maps of minutes, each ticket followed through every step, each start tried.

Shares no code with the prover. Hours are looked up in tables that are filled once for a window of some weeks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calendar_oracle import Open


class Minutes:
    """Hours in a window of minutes: how many were open before each, and which minute is the n-th open one."""

    def __init__(self, is_open: Open, low: int, high: int) -> None:
        self.low = low
        self.passed = [0]
        self.opened: list[int] = []
        for minute in range(low, high):
            if is_open(minute):
                self.opened.append(minute)
            self.passed.append(len(self.opened))

    def due(self, starts: list[int], minutes: int) -> list[int]:
        """For each start the first minute by which so many open ones have passed."""
        if minutes == 0:
            return starts
        low, passed, opened, last = self.low, self.passed, self.opened, minutes - 1
        return [opened[passed[start - low] + last] + 1 for start in starts]

    def elapsed(self, start: int, end: int) -> int:
        """Open minutes in between."""
        return self.passed[end - self.low] - self.passed[start - self.low]


Steps = Mapping[str, tuple[Minutes, int]]
"""Hours and minutes of work by `ola/id`."""


def done(link: Mapping[str, Any], start: int, steps: Steps) -> int:
    """When a ticket that starts a chain at a minute is through it, every conditional part included."""
    return _done(link, [start], steps)[0]


def _done(link: Mapping[str, Any], starts: list[int], steps: Steps) -> list[int]:
    if "step" in link:
        hours, minutes = steps[link["step"]]
        ends = hours.due(starts, minutes)
        return hours.due(ends, int(str(link["handover"])[:-1])) if "handover" in link else ends
    if "sequence" in link:
        for one in link["sequence"]:
            starts = _done(one, starts, steps)
        return starts
    if "parallel" in link:
        return [max(ends) for ends in zip(*(_done(one, starts, steps) for one in link["parallel"]), strict=True)]
    return _done(link["conditional"], starts, steps)


def worst(link: Mapping[str, Any], clock: Minutes, steps: Steps, low: int, high: int) -> tuple[int, int]:
    """(minutes on the clock, start) of the ticket for which most pass, over every start minute."""
    found = (-1, low)
    starts = list(range(low, high))
    for start, end in zip(starts, _done(link, starts, steps), strict=True):
        counted = clock.elapsed(start, end)
        if counted > found[0]:
            found = counted, start
    return found
