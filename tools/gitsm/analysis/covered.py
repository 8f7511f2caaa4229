"""A usual week of a promise: when its clock runs, and whether the teams that carry it work then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gitsm.analysis.promises import clocks_of
from gitsm.analysis.proof import Proof
from gitsm.analysis.support_chain import day_of
from gitsm.calendar.almanac import ALWAYS, Almanac
from gitsm.calendar.hours import Windows
from gitsm.calendar.instant import DAY
from gitsm.calendar.opening import year_open
from gitsm.calendar.spans import both, length, merged, without
from gitsm.calendar.zones import Zone

WHOLE_DAY: Windows = ((0, DAY),)
Team = tuple[str, str]
"""A step as kind/id, and the calendar it works on."""


@dataclass(frozen=True, slots=True)
class CoveredDay:
    """A usual weekday, in local minutes: the promise counts and all work; it counts and a team is closed; only a team
    works. `closed`: who is closed while the promise counts.
    """

    covered: Windows
    short: Windows
    more: Windows
    closed: tuple[str, ...]

    @property
    def promised(self) -> int:
        """Minutes in which the promise counts."""
        return length(self.covered) + length(self.short)


@dataclass(frozen=True, slots=True)
class Covered:
    """A usual week of a promise, Monday first, read from the clocks of a zone."""

    clock: str
    teams: tuple[Team, ...]
    clocks: Zone
    year: int
    days: tuple[CoveredDay, ...]

    @property
    def promised(self) -> int:
        """Minutes of the week in which the promise counts."""
        return sum(day.promised for day in self.days)

    @property
    def covered(self) -> int:
        """Minutes of them in which every team works."""
        return sum(length(day.covered) for day in self.days)


class Weeks:
    """Usual weeks of calendars, each worked out once: the windows that most Mondays of a year have, and so on."""

    def __init__(self, almanac: Almanac) -> None:
        self.almanac = almanac
        self._usual: dict[tuple[str, str, int], tuple[Windows, ...]] = {}

    def usual(self, calendar: str, clocks: Zone, year: int) -> tuple[Windows, ...]:
        """Windows of each weekday. Raises Unresolved."""
        if calendar == ALWAYS:
            return (WHOLE_DAY,) * 7
        key = (calendar, clocks.name, year)
        found = self._usual.get(key)
        if found is None:
            found = self._usual[key] = year_open(self.almanac.hours(calendar), clocks, year).usual
        return found

    def covered(self, proofs: Sequence[Proof]) -> Covered | None:
        """The week of promises on the same clock, with all steps of their chains; None where nothing was proved."""
        found = [proof for proof in proofs if proof.chain is not None and proof.measured is not None]
        if not found or found[0].measured is None:
            return None
        clock = found[0].measured.calendar
        clocks, year = clocks_of(found[0], self.almanac), day_of(found[0].item, self.almanac.on).year
        steps = (step for proof in found if proof.chain for step in proof.chain.steps())
        teams = tuple(dict.fromkeys((step.key, step.measured.calendar) for step in steps))
        promise = self.usual(clock, clocks, year)
        work = [(key, self.usual(calendar, clocks, year)) for key, calendar in teams]
        days = tuple(_day(promise[n], [(key, windows[n]) for key, windows in work]) for n in range(7))
        return Covered(clock, teams, clocks, year, days)

    def weeks_of(self, proofs: Sequence[Proof]) -> tuple[tuple[tuple[Proof, ...], Covered], ...]:
        """Promises with the week they share: all of a clock together, apart where a team is closed for some of them."""
        clocks: dict[str, list[Proof]] = {}
        for proof in proofs:
            if proof.chain is not None and proof.measured is not None:
                clocks.setdefault(proof.measured.calendar, []).append(proof)
        found: list[tuple[tuple[Proof, ...], Covered]] = []
        for each in clocks.values():
            together = self.covered(each)
            if together is None or together.covered == together.promised:
                found += [(tuple(each), together)] if together else []
                continue
            chains: dict[frozenset[Team], list[Proof]] = {}
            for proof in each:
                steps = proof.chain.steps() if proof.chain else ()
                chains.setdefault(frozenset((one.key, one.measured.calendar) for one in steps), []).append(proof)
            for some in chains.values():
                apart = self.covered(some)
                found += [(tuple(some), apart)] if apart else []
        return tuple(found)


def _day(promise: Windows, work: list[tuple[str, Windows]]) -> CoveredDay:
    covered = list(promise)
    for _, windows in work:
        covered = both(covered, windows)
    anybody = merged(span for _, windows in work for span in windows)
    closed = tuple(dict.fromkeys(key for key, windows in work if without(promise, windows)))
    return CoveredDay(tuple(covered), tuple(without(promise, covered)), tuple(without(anybody, promise)), closed)
