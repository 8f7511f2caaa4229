"""What the clock of a ticket shows as JSON, shape `sla-clock/1`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from gitsm.analysis.clock_terms import Clock
from gitsm.calendar import zones
from gitsm.calendar.clock import Answer, Line, Past, Step
from gitsm.calendar.instant import Instant
from gitsm.calendar.unlisted import Unlisted
from gitsm.export.parts.envelope import document
from gitsm.export.parts.holidays import unlisted_body
from gitsm.export.parts.proved import stamp


def sla_clock_json(clock: Clock, answer: Answer, missing: Iterable[Unlisted], on: date) -> str:
    """The whole answer. Durations are whole minutes, times are in UTC; `zone` is that of the agreement's readers."""
    return document(
        "sla-clock/1",
        on,
        {
            "tzdata": zones.version(),
            "zone": clock.clocks.name,
            "key": clock.item.key,
            "version": answer.version or None,
            "target": clock.target.id,
            "priority": answer.priority,
            "hours": answer.hours or None,
            "at": stamp(answer.at),
            "state": answer.state,
            "verdict": answer.verdict,
            "started": _time(answer.started),
            "stopped": _time(answer.stopped),
            "due": _time(answer.due),
            "breached_at": _time(answer.breached_at),
            "limit": answer.target,
            "elapsed": answer.elapsed,
            "remaining": answer.remaining,
            "paused_for": list(answer.paused_for),
            "earlier": [_past(past) for past in answer.earlier],
            "steps": [_step(step) for step in answer.steps],
            "lines": [_line(line) for line in answer.lines],
            "unlisted_holidays": unlisted_body(missing),
        },
    )


def _time(instant: Instant | None) -> str | None:
    return None if instant is None else stamp(instant)


def _past(past: Past) -> dict[str, Any]:
    return {
        "from": stamp(past.start),
        "to": stamp(past.end),
        "ended_by": past.ended_by,
        "priority": past.priority,
        "limit": past.target,
        "elapsed": past.elapsed,
        "breached_at": _time(past.breached_at),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "at": stamp(step.at),
        "event": step.event.kind if step.event else "version",
        "effect": step.effect,
        "counts": step.counts,
        "elapsed": step.elapsed,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "from": stamp(line.start),
        "to": stamp(line.end),
        "what": line.what,
        "reasons": list(line.reasons),
        "inside": line.inside,
        "outside": line.outside,
    }
