"""What the figures of a KPI say: last value, state by its limits, progress to its target, the series behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.kpi import Kpi, Observation, Observations
from gitsm.site.html import Html
from gitsm.site.parts import status
from gitsm.site.view import View

Colour = Literal["green", "amber", "red", "no data", "no limits"]


@dataclass(frozen=True, slots=True)
class Measured:
    """A KPI with the observations of its newest series up to the as-of date, oldest first.

    `hidden`: there are some, but the audience may not see them.
    """

    kpi: Kpi
    observations: tuple[Observation, ...]
    hidden: bool = False

    @property
    def last(self) -> Observation | None:
        """The newest observation."""
        return self.observations[-1] if self.observations else None

    @property
    def value(self) -> float | None:
        """The newest value; None = no data."""
        return self.last.value if self.last else None

    @property
    def colour(self) -> Colour:
        """Green, amber or red by the limits of the KPI."""
        return colour(self.kpi, self.value)

    @property
    def reached(self) -> bool | None:
        """Whether the newest value meets the target; None where one of them is missing."""
        goal = self.kpi.target.value if self.kpi.target else None
        if goal is None or self.value is None:
            return None
        if self.kpi.direction == "higher_is_better":
            return self.value >= goal
        if self.kpi.direction == "lower_is_better":
            return self.value <= goal
        return self.colour == "green"

    @property
    def illustrative(self) -> bool:
        """Whether any value says that it was made up for the example."""
        return any(one.source == "illustrative" for one in self.observations)


def colour(kpi: Kpi, value: float | None) -> Colour:
    """State by thresholds: green at or beyond `green`, amber at or beyond `amber`, else red; in a range with tolerance.

    None is no data, never zero.
    """
    if value is None:
        return "no data"
    limits = kpi.thresholds
    if limits is None:
        return "no limits"
    if kpi.direction == "in_range":
        if limits.lower is None or limits.upper is None:
            return "no limits"
        if limits.lower <= value <= limits.upper:
            return "green"
        room = limits.tolerance or 0.0
        return "amber" if limits.lower - room <= value <= limits.upper + room else "red"
    if limits.green is None or limits.amber is None or kpi.direction is None:
        return "no limits"
    sign = 1 if kpi.direction == "higher_is_better" else -1
    if sign * value >= sign * limits.green:
        return "green"
    return "amber" if sign * value >= sign * limits.amber else "red"


def measured(view: View, item: Loaded) -> Measured:
    """A KPI with its observations."""
    kpi = item.artefact
    assert isinstance(kpi, Kpi)
    target = view.target(f"observations/{kpi.id}")
    if target.item is None:
        return Measured(kpi, (), hidden=target.state == "hidden")
    found = target.item.artefact
    assert isinstance(found, Observations)
    known = [one for one in found.series if one.to <= view.as_of]
    newest = max((one.series for one in known), default=1)
    return Measured(kpi, tuple(sorted((one for one in known if one.series == newest), key=lambda one: one.from_)))


def state(one: Measured) -> Html:
    """The state in one label: reached, on the way, amber, red, no data."""
    if one.hidden:
        return status("unk", "not published")
    if one.colour == "red":
        return status("err", "red")
    if one.colour == "amber":
        return status("warn", "amber")
    if one.colour == "no data":
        return status("unk", "no data")
    if one.reached:
        return status("ok", "reached")
    return status("none", "on the way" if one.colour == "green" else "no limits stated")


def period(one: Observation) -> str:
    """The period of an observation in the shortest exact form: `2026-10`, `2026-Q3`, `2026`, or both days."""
    start, end = one.from_, one.to
    if start.day == 1 and end.day == 1:
        span = (end.year - start.year) * 12 + end.month - start.month
        if span == 1:
            return f"{start:%Y-%m}"
        if span == 3 and start.month % 3 == 1:
            return f"{start.year}-Q{start.month // 3 + 1}"
        if span == 12 and start.month == 1:
            return str(start.year)
    return f"{start} to {end}"


def value(kpi: Kpi, amount: float | None) -> str:
    """A value of the KPI with its unit and decimals."""
    return words.measure(amount, kpi.unit, kpi.rounding)


def target(kpi: Kpi) -> str:
    """The target with its date."""
    if kpi.target is None or kpi.target.value is None:
        return "–"
    by = f" by {kpi.target.by}" if kpi.target.by else (", maintain" if kpi.target.maintain else "")
    return value(kpi, kpi.target.value) + by


def better(kpi: Kpi) -> str:
    """Which way is better."""
    return {"higher_is_better": "higher", "lower_is_better": "lower", "in_range": "in range"}.get(
        kpi.direction or "", "–"
    )


def due(kpi: Kpi) -> date | None:
    """Date of the target."""
    return kpi.target.by if kpi.target else None
