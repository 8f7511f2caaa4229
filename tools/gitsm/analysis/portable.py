"""What other tools are told of an agreement, and which of its terms they have no word for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from gitsm.analysis.support_chain import TIME_METRICS, Measured, clock_of
from gitsm.base import words
from gitsm.calendar.almanac import ALWAYS, Almanac, Unresolved
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Sla, Target

_ENVELOPE = frozenset(
    {"id", "title", "version", "status", "owner", "valid", "review", "classification", "description", "change_note"}
    | {
        "services",
        "targets",
        "service_hours",
        "support_hours",
        "tags",
        "schema_version",
        "level",
        "retention",
        "references",
        "extensions",
    }
)
"""Fields of an SLA that name it, say how it is kept as a document, or stand in every export."""


@dataclass(frozen=True, slots=True)
class Portable:
    """A target with its clock. `measured` is None where nothing is timed; `trouble`: why its hours cannot be told."""

    item: Loaded
    target: Target
    measured: Measured | None
    trouble: str = ""

    @property
    def sla(self) -> Sla:
        """The agreement."""
        return cast("Sla", self.item.artefact)


def portables(items: Iterable[Loaded], almanac: Almanac) -> Iterator[Portable]:
    """Every target of some agreements, in order."""
    for item in items:
        for target in cast("Sla", item.artefact).targets:
            if target.metric not in TIME_METRICS and target.clock is None:
                yield Portable(item, target, None)
                continue
            try:
                yield Portable(item, target, clock_of(item, target, almanac))
            except Unresolved as error:
                yield Portable(item, target, None, str(error))


def calendars(items: Iterable[Loaded], almanac: Almanac) -> Iterator[str]:
    """The calendars whose hours the clocks of agreements count, each once, without `24x7`."""
    seen: set[str] = {ALWAYS}
    for one in portables(items, almanac):
        if one.measured is not None and one.measured.calendar not in seen:
            seen.add(one.measured.calendar)
            yield one.measured.calendar


def set_fields(value: object, known: Iterable[str]) -> list[str]:
    """Fields of a model that say something and are not among those known, by their names in YAML."""
    told = frozenset(known)
    model = type(value)
    found = []
    for name, spec in getattr(model, "model_fields", {}).items():
        if name not in told and getattr(value, name) not in (None, (), {}, ""):
            found.append(spec.alias or name)
    return found


def beyond(item: Loaded, known: Iterable[str] = ()) -> list[str]:
    """Terms of an agreement that an export has no place for, beside those it knows."""
    return set_fields(item.artefact, _ENVELOPE | frozenset(known))


def condition(one: Portable) -> str:
    """What a ticket must meet: `resolution time at most 240 minutes of service hours (office-de)`."""
    target = one.target
    limits = []
    if target.at_most is not None:
        unit = " minutes" if target.metric in TIME_METRICS else ""
        limits.append(f"at most {_number(target.at_most)}{unit}")
    if target.at_least is not None:
        limits.append(f"at least {_number(target.at_least)}")
    clock = ""
    if one.measured is not None:
        kind = one.measured.kind
        clock = " of every hour" if kind == "calendar" else f" of {words.enum(kind)} ({one.measured.calendar})"
    return f"{words.enum(target.metric)} {' and '.join(limits) or 'without a limit'}{clock}"


def _number(value: float) -> str:
    number = float(value)
    return str(int(number)) if number.is_integer() else str(number)
