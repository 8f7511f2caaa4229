"""Targets of agreements as OpenSLO v1 documents, and a line for everything that OpenSLO has no field for.

A target on a time becomes the share of tickets that meet it (ratio of good to total, Occurrences), availability the
share of good minutes (Timeslices). The figures come from a ticket tool, whose query is not known here: the indicator
says in fields of its own what has to be counted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

import yaml

from gitsm.analysis.portable import Portable, beyond, condition, set_fields
from gitsm.analysis.support_chain import TIME_METRICS
from gitsm.base import words
from gitsm.calendar.almanac import Almanac
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Sla
from gitsm.model.service import Service
from gitsm.render.escape import terminal

API = "openslo/v1"
MOST_NAME = 63
"""Characters of a name, and of what is displayed in its place."""
MOST_DESCRIPTION = 1050
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
_WINDOWS = {"day": "1d", "week": "1w", "month": "1M", "quarter": "1Q", "year": "1Y"}
_TARGET_FIELDS = (
    "id", "metric", "priority", "at_most", "at_least", "compliance", "clock", "start", "stop", "period", "data_source",
    "exclusions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenSlo:
    """The documents as one YAML file, and what they leave out, line by line. `left_out`: targets without a document."""

    text: str
    notes: tuple[str, ...]
    left_out: int


def sla_openslo(targets: Sequence[Portable], almanac: Almanac, on: date) -> OpenSlo:
    """The documents of some targets, with a Service for each service they name."""
    documents: list[dict[str, Any]] = []
    exported: list[Portable] = []
    told: dict[tuple[Loaded, str], list[str]] = {}
    left_out = 0
    for one in targets:
        why = _unfit(one)
        if why:
            told.setdefault((one.item, f"not exported, {why}"), []).append(one.target.id)
            left_out += 1
            continue
        exported.append(one)
        documents.append(_slo(one, almanac))
        for text in _lost(one):
            told.setdefault((one.item, text), []).append(one.target.id)
    items = list(dict.fromkeys(one.item for one in targets))
    notes = [f"{_called(item)}, {_targets(names)}: {text}" for (item, text), names in told.items()]
    notes += list(_of_agreements(items))
    services = list(_services(dict.fromkeys(one.item for one in exported), almanac, on))
    head = [
        "OpenSLO v1 documents made by gitsm; the agreements they come from count, not this file.",
        f"As of {on.isoformat()}. What OpenSLO has no field for:" if notes else f"As of {on.isoformat()}.",
        *(f"- {note}" for note in notes),
    ]
    comment = "".join(f"# {terminal(line)}\n" for line in head)
    body = yaml.safe_dump_all(
        [*services, *documents], sort_keys=False, allow_unicode=True, width=120, explicit_start=True
    )
    return OpenSlo(comment + (body if services or documents else ""), tuple(notes), left_out)


def _called(item: Loaded) -> str:
    return f"{item.key} {item.version}"


def _targets(names: Sequence[str]) -> str:
    return f"{words.agree(len(names), 'target', 'targets')} {', '.join(names)}"


def _unfit(one: Portable) -> str:
    """Why a target has no document; empty where it has one."""
    why = _no_objective(one)
    if not why and one.target.period is None:
        return "it states no measurement period, and an SLO has exactly one timeWindow"
    if not why and one.sla.start is None:
        return "its agreement states no first day, at which a timeWindow begins"
    return why


def _no_objective(one: Portable) -> str:
    target = one.target
    if target.metric == "availability":
        if target.at_least is None:
            return "availability without a lower limit"
        if target.at_least >= 100:
            return "it promises 100 %, and an OpenSLO objective lies below 100 %"
        return one.trouble
    if target.metric not in TIME_METRICS:
        return f"{words.enum(target.metric)} is no share of good events"
    if target.at_most is None:
        return "it states no limit"
    if target.compliance is None or target.compliance >= 100:
        return "it is promised for every ticket, and an OpenSLO objective lies below 100 %"
    return one.trouble


def _lost(one: Portable) -> Iterator[str]:
    if one.measured is not None and one.measured.kind != "calendar":
        yield f"the clock ({words.enum(one.measured.kind)}) stands in the indicator, which OpenSLO does not interpret"
    if one.target.exclusions:
        yield "exclusions stand in the indicator only"
    if len(_title(one)) > MOST_NAME:
        yield f"its title is cut to {MOST_NAME} characters"
    others = set_fields(one.target, _TARGET_FIELDS)
    if others:
        yield f"left out: {', '.join(others)}"


def _of_agreements(items: Iterable[Loaded]) -> Iterator[str]:
    for item in items:
        yield f"{item.key} {item.version}: its term ({item.artefact.start} to {item.artefact.end}) has no field"
        fields = beyond(item)
        if fields:
            yield f"{item.key} {item.version} left out: {', '.join(fields)}"
        count = len(_promised(item))
        if count > 1:
            yield f"{item.key} {item.version}: it promises {count} services as one, named {_service_name(item)}"


def _name(*parts: str) -> str:
    """A name of at most 63 characters; longer ones end in a part of their digest."""
    whole = "-".join(parts)
    if len(whole) <= MOST_NAME:
        return whole
    digest = hashlib.sha256(whole.encode()).hexdigest()[:8]
    return f"{whole[: MOST_NAME - 9].rstrip('-')}-{digest}"


def _labels(**labels: str | None) -> dict[str, str]:
    return {name: value for name, value in labels.items() if value and _LABEL.fullmatch(value)}


def _promised(item: Loaded) -> tuple[str, ...]:
    return cast("Sla", item.artefact).services


def _service_name(item: Loaded) -> str:
    services = _promised(item)
    return _name(services[0]) if len(services) == 1 else _name("sla", item.artefact.id)


def _services(items: Iterable[Loaded], almanac: Almanac, on: date) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for item in items:
        name = _service_name(item)
        if name in seen:
            continue
        seen.add(name)
        services = _promised(item)
        title, about = item.artefact.title, f"Services of {item.key}: {', '.join(services) or 'none named'}"
        if len(services) == 1:
            found = almanac.snapshot.resolve("service", services[0], on)
            if found is not None and isinstance(found.artefact, Service):
                title, about = found.artefact.title, found.artefact.description or ""
        yield _document("Service", name, title, {}, {"description": _cut(about)} if about else {})


def _document(kind: str, name: str, title: str, labels: dict[str, str], spec: dict[str, Any]) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": name, "displayName": _cut(title, MOST_NAME)}
    if labels:
        metadata["labels"] = labels
    return {"apiVersion": API, "kind": kind, "metadata": metadata, "spec": spec}


def _cut(text: str, most: int = MOST_DESCRIPTION) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _slo(one: Portable, almanac: Almanac) -> dict[str, Any]:
    target = one.target
    name = _name(one.sla.id, target.id)
    timed = target.metric in TIME_METRICS
    percent = target.compliance if timed else target.at_least
    objective: dict[str, Any] = {"displayName": _cut(condition(one)), "targetPercent": _plain(percent)}
    spec: dict[str, Any] = {
        "description": _cut(f"{condition(one)}, as promised in {one.item.key} {one.item.version}"),
        "service": _service_name(one.item),
        "indicator": {"metadata": {"name": _name(name, "sli")}, "spec": {"ratioMetric": _ratio(one, timed)}},
    }
    assert target.period is not None and one.sla.start is not None
    spec["timeWindow"] = [_window(target.period, one.sla.start, almanac.snapshot.settings.timezone)]
    if timed:
        spec["budgetingMethod"] = "Occurrences"
    else:
        spec["budgetingMethod"] = "Timeslices"
        objective |= {"timeSliceTarget": 1, "timeSliceWindow": "1m"}
    spec["objectives"] = [objective]
    labels = _labels(sla=one.sla.id, version=one.item.version, target=target.id, priority=target.priority)
    return _document("SLO", name, _title(one), labels, spec)


def _title(one: Portable) -> str:
    whom = f" of {one.target.priority}" if one.target.priority else ""
    return f"{one.sla.title}: {words.enum(one.target.metric)}{whom}"


def _ratio(one: Portable, timed: bool) -> dict[str, Any]:
    target = one.target
    total: dict[str, Any] = {"count": "tickets" if timed else "minutes"}
    if target.priority:
        total["priority"] = target.priority
    if target.exclusions:
        total["without"] = [str(text) for text in target.exclusions]
    if one.measured is not None:
        total |= {"clock": one.measured.kind, "calendar": one.measured.calendar}
    good = dict(total)
    good["metric"] = target.metric
    if timed:
        good["at_most_minutes"] = int(target.at_most or 0)
        good |= {key: value for key, value in (("start", target.start), ("stop", target.stop)) if value}
    kind = target.data_source if target.data_source else "ticket-records" if timed else "monitoring"
    return {
        "counter": True,
        "good": {"metricSource": {"type": kind, "spec": good}},
        "total": {"metricSource": {"type": kind, "spec": total}},
    }


def _window(period: str, start: date, timezone: str) -> dict[str, Any]:
    first = {
        "week": start - timedelta(days=start.weekday()),
        "month": start.replace(day=1),
        "quarter": start.replace(month=(start.month - 1) // 3 * 3 + 1, day=1),
        "year": start.replace(month=1, day=1),
    }.get(period, start)
    calendar = {"startTime": f"{first.isoformat()} 00:00:00", "timeZone": timezone}
    return {"duration": _WINDOWS[period], "calendar": calendar, "isRolling": False}


def _plain(value: float | None) -> float | int:
    number = float(value or 0)
    return int(number) if number.is_integer() else number
