"""Support chains minute by minute: hours as maps of minutes, each ticket followed through every step, each start tried.

Shares no code with the prover. Hours are looked up in tables that are filled once for a window of some weeks.
"""

from __future__ import annotations

from bisect import bisect_left
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

    def due(self, start: int, minutes: int) -> int:
        """The first minute by which so many open ones have passed."""
        if minutes == 0:
            return start
        return self.opened[bisect_left(self.opened, start) + minutes - 1] + 1

    def elapsed(self, start: int, end: int) -> int:
        """Open minutes in between."""
        return self.passed[end - self.low] - self.passed[start - self.low]


Steps = Mapping[str, tuple[Minutes, int]]
"""Hours and minutes of work by `ola/id`."""


def done(link: Mapping[str, Any], start: int, steps: Steps) -> int:
    """When a ticket that starts a chain at a minute is through it, every conditional part included."""
    if "step" in link:
        hours, minutes = steps[link["step"]]
        end = hours.due(start, minutes)
        return hours.due(end, int(str(link["handover"])[:-1])) if "handover" in link else end
    if "sequence" in link:
        for one in link["sequence"]:
            start = done(one, start, steps)
        return start
    if "parallel" in link:
        return max(done(one, start, steps) for one in link["parallel"])
    return done(link["conditional"], start, steps)


def worst(link: Mapping[str, Any], clock: Minutes, steps: Steps, low: int, high: int) -> tuple[int, int]:
    """(minutes on the clock, start) of the ticket for which most pass, over every start minute."""
    found = (-1, low)
    for start in range(low, high):
        counted = clock.elapsed(start, done(link, start, steps))
        if counted > found[0]:
            found = counted, start
    return found
