"""Targets of agreements as CSV, one line each, for loading into a ticket tool."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gitsm.analysis.portable import Portable, beyond, set_fields
from gitsm.analysis.support_chain import TIME_METRICS
from gitsm.calendar.almanac import Almanac
from gitsm.render.escape import csv_line

HEAD = (
    "sla", "version", "title", "valid_from", "valid_to", "services", "priority", "target", "metric", "at_most_minutes",
    "at_most", "at_least", "compliance_percent", "clock", "calendar", "time_zone", "start", "stop", "pause_states",
    "on_priority_change", "on_reopen", "cut_over", "period", "data_source", "exclusions",
)  # fmt: skip
_KNOWN = (
    "id", "metric", "priority", "at_most", "at_least", "compliance", "clock", "start", "stop", "period", "data_source",
    "exclusions",
)  # fmt: skip


def sla_csv(targets: Iterable[Portable], almanac: Almanac) -> str:
    """A line of headings and one for each target; several values in one cell stand apart by `; `."""
    return csv_line(HEAD) + "".join(csv_line(_cells(one, almanac)) for one in targets)


def csv_notes(targets: Sequence[Portable]) -> list[str]:
    """What the lines have no column for."""
    notes = []
    for one in targets:
        if one.trouble:
            notes.append(f"{one.item.key} target {one.target.id}: its hours are not told ({one.trouble})")
        others = set_fields(one.target, _KNOWN)
        if others:
            notes.append(f"{one.item.key} target {one.target.id} left out: {', '.join(others)}")
    for item in dict.fromkeys(one.item for one in targets):
        fields = beyond(item, ("clock_rules",))
        if fields:
            notes.append(f"{item.key} {item.version} left out: {', '.join(fields)}")
    return notes


def _cells(one: Portable, almanac: Almanac) -> list[str]:
    target, sla, rules = one.target, one.sla, one.sla.clock_rules
    timed = target.metric in TIME_METRICS
    zone = almanac.zone(one.measured.calendar) if one.measured is not None else None
    values: list[object] = [
        sla.id, one.item.version, sla.title, sla.start, sla.end, "; ".join(sla.services), target.priority, target.id,
        target.metric, int(target.at_most) if timed and target.at_most is not None else None,
        None if timed else target.at_most, target.at_least, target.compliance, target.clock,
        one.measured.calendar if one.measured else None, zone.name if zone else None, target.start, target.stop,
        "; ".join(rules.pause) if rules else None, rules.on_priority_change if rules else None,
        rules.on_reopen if rules else None, rules.cut_over if rules else None, target.period, target.data_source,
        "; ".join(target.exclusions),
    ]  # fmt: skip
    return ["" if value is None else _number(value) for value in values]


def _number(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
