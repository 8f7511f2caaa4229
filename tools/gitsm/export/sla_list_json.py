"""Agreements with how far they are proved as JSON, shape `sla-list/1`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from gitsm.analysis.promises import ANSWERS, Promised
from gitsm.calendar import zones
from gitsm.export.parts.envelope import document


def sla_list_json(promised: Sequence[Promised], on: date) -> str:
    """Every agreement in the order given. `tightest` is null where no target has a worst case."""
    return document("sla-list/1", on, {"tzdata": zones.version(), "agreements": [_agreement(one) for one in promised]})


def _agreement(one: Promised) -> dict[str, Any]:
    item, tight = one.item, one.tightest
    return {
        "key": item.key,
        "version": item.version,
        "title": item.artefact.title,
        "condition": one.condition,
        "from": item.artefact.start.isoformat() if item.artefact.start else None,
        "to": item.artefact.end.isoformat() if item.artefact.end else None,
        "answers": {answer.replace(" ", "_"): one.answers[answer] for answer in ANSWERS},
        "tightest": None if tight is None else {"target": tight.target.id, "slack": tight.slack, "limit": tight.limit},
        "path": item.path,
    }
