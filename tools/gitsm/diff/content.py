"""The canonical content of an artefact, and its digest: the same for every spelling of the same meaning.

Keys and lists whose order says nothing are sorted, units are unified, defaults are written out, texts lose what is
formatting, calendars become open minutes with the words beside their days. Stamps are left out: they are set when a
change is merged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from gitsm.base.scalars import Duration, Months
from gitsm.diff.fields import FieldPlan, field_plans
from gitsm.diff.hours import overrides, usual_day, weekly_minutes
from gitsm.diff.wording import obligations, tokens
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.artefact import Artefact, Review
from gitsm.model.service import Calendar

STAMPS = frozenset({"version", "status", "change_note", "tags", "schema_version"})
"""Top-level fields outside the content; `review.last` is another."""
_DATED = frozenset({"weekly", "holidays", "exceptions"})
_FREE = ("text", "detail")


def digest(item: Loaded) -> str:
    """SHA-256 of kind and canonical content, in hexadecimal."""
    text = json.dumps([item.kind.slug, canonical(item.artefact)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digests(snapshot: Snapshot, key: str) -> dict[str, list[Loaded]]:
    """The versions of an artefact by the digest of their content; none where there is no such artefact."""
    found: dict[str, list[Loaded]] = {}
    for item in snapshot.by_key.get(key, ()):
        found.setdefault(digest(item), []).append(item)
    return found


def canonical(artefact: Artefact) -> Any:
    """The content as plain JSON values, without stamps."""
    return _model(artefact)


def _model(model: BaseModel) -> Any:
    plans: Iterable[FieldPlan] = field_plans(type(model))
    if isinstance(model, Artefact):
        plans = (plan for plan in plans if plan.attribute not in STAMPS)
    elif isinstance(model, Review):
        plans = (plan for plan in plans if plan.attribute != "last")
    found: dict[str, Any] = {}
    if isinstance(model, Calendar):
        plans = (plan for plan in plans if plan.attribute not in _DATED)
        found = _hours(model)
    return found | {plan.key: _field(plan, getattr(model, plan.attribute)) for plan in plans}


def _hours(calendar: Calendar) -> dict[str, Any]:
    weekly = weekly_minutes(calendar)
    special = {
        day.isoformat(): minutes for day, minutes in overrides(calendar).items() if minutes != usual_day(calendar, day)
    }
    return {
        "open": [_spans(minutes) for minutes in weekly],
        "days": {day: _spans(minutes) for day, minutes in special.items()},
        "words": sorted(
            [
                *(
                    [one.date.isoformat(), tokens(one.name or ""), tokens(one.region or "")]
                    for one in calendar.holidays
                ),
                *([one.date.isoformat(), tokens(one.reason or ""), []] for one in calendar.exceptions),
            ],
            key=repr,
        ),
    }


def _spans(minutes: Iterable[int]) -> list[list[int]]:
    """Minutes as half-open spans."""
    spans: list[list[int]] = []
    for minute in sorted(minutes):
        if spans and spans[-1][1] == minute:
            spans[-1][1] = minute + 1
        else:
            spans.append([minute, minute + 1])
    return spans


def _field(plan: FieldPlan, value: Any) -> Any:
    if plan.listing and isinstance(value, tuple):
        items = [_value(item) for item in value]
        return items if plan.meaning.ordered else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    if plan.prose and isinstance(value, str):
        words = tokens(value) if plan.meaning.material in _FREE else value.split()
        return [words, sorted(obligations(value).items())]
    return _value(value)


def _value(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return None if _empty(value) else _model(value)
    if isinstance(value, Duration):
        return {"minutes": int(value)}
    if isinstance(value, Months):
        return {"months": int(value)}
    if isinstance(value, dict):
        return {str(key): _value(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return [_value(entry) for entry in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return {"number": format(value.normalize(), "f")}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def _empty(model: BaseModel) -> bool:
    """Whether nothing is filled in, which says as much as the field left out."""
    fields = type(model).model_fields
    return all(
        not field.is_required() and getattr(model, name) == field.get_default(call_default_factory=True)
        for name, field in fields.items()
    )
