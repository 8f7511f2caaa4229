"""What the hours of a workbook come to, and when something is promised while a step is closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gitsm.analysis.workbook.layout import ALL_HOURS
from gitsm.analysis.workbook.promises import Step
from gitsm.analysis.workbook.proved import Proved, Verdict
from gitsm.calendar.hours import Windows
from gitsm.calendar.opening import Coverage, coverage, year_open
from gitsm.calendar.zones import zone


@dataclass(frozen=True, slots=True)
class Opened:
    """Hours by name over the year in which the first agreement begins; `week` and `minutes` are open minutes.

    `closed`: days of that year on which they are closed by the sheet Holidays.
    """

    name: str
    zone: str
    usual: tuple[Windows, ...]
    week: int
    closed: int
    minutes: int
    year: int


def opened(proved: Proved) -> tuple[Opened, ...]:
    """The hours of the sheet Hours, in its order."""
    year = min((one.first.year for one in proved.promises.services), default=1970)
    found = []
    for id_, name in proved.names.items():
        named = proved.promises.hours.get(name)
        if named is None or not id_.startswith("hours-"):
            continue
        clocks = zone(named.zone)
        over = year_open(proved.prover.almanac.hours(id_), clocks, year)
        closed = sum(1 for day in named.closed if day.year == year)
        found.append(Opened(name, named.zone, over.usual, over.week, closed, over.minutes, year))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A step that is closed at a time that counts against a promise."""

    verdict: Verdict
    step: Step
    coverage: Coverage


def uncovered(proved: Proved) -> Iterator[Uncovered]:
    """Every step of a promise with hours in which the promise counts and the step is closed."""
    for one in proved.verdicts:
        proof = one.proof
        if proof.chain is None or proof.measured is None or proof.term is None:
            continue
        for work in proof.chain.steps():
            step = one.step(work)
            if step.hours == ALL_HOURS:
                continue
            found = coverage(work.measured.known.hours, proof.measured.known.hours, proof.term.low, proof.term.high)
            if not found.covered:
                yield Uncovered(one, step, found)
