"""One artefact as JSON, shape `show/1`."""

from __future__ import annotations

from datetime import date
from typing import Any

from gitsm.check.report import Report
from gitsm.export.parts.envelope import document
from gitsm.export.parts.findings import finding_body
from gitsm.export.parts.shown import End, Shown
from gitsm.load.snapshot import Loaded
from gitsm.model.artefact import Document


def show_json(report: Report, shown: Shown) -> str:
    """The artefact with every version, references both ways, findings."""
    artefact = shown.current.artefact
    return document(
        "show/1",
        report.as_of,
        {
            "key": shown.key,
            "kind": shown.current.kind.slug,
            "id": artefact.id,
            "title": artefact.title,
            "current": _version(report, shown.current),
            "versions": [_version(report, item) for item in shown.versions],
            "refers_to": [_end(end) for end in shown.refers_to],
            "used_by": [_end(end) for end in shown.used_by],
            "findings": [finding_body(finding) for finding in shown.findings],
            "waived": [finding_body(finding) for finding in shown.waived],
            "not_known": [{"rule": n.rule, "reason": n.reason} for n in shown.not_known],
        },
    )


def _version(report: Report, item: Loaded) -> dict[str, Any]:
    start, end = report.snapshot.span(item)
    review = item.artefact.review if isinstance(item.artefact, Document) else None
    body: dict[str, Any] = {
        "version": item.version,
        "status": item.artefact.status,
        "phase": item.phase,
        "condition": report.snapshot.condition(item, report.as_of),
        "from": _day(start),
        "to": _day(end),
        "owner": item.artefact.owner,
        "classification": item.artefact.classification,
        "path": item.path,
    }
    if review is not None:
        body["review"] = {"every": str(review.every) if review.every else None, "last": _day(review.last)}
    return body


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _end(end: End) -> dict[str, Any]:
    return {"key": end.key, "at": end.at, "exists": end.exists, "title": end.title}
