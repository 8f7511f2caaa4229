"""A finding as plain values, the same in every JSON output."""

from __future__ import annotations

from typing import Any

from gitsm.base.finding import Finding
from gitsm.base.source import Position


def finding_body(finding: Finding) -> dict[str, Any]:
    """One finding as plain values; empty parts are left out."""
    body: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity.word,
        "message": finding.message,
        "path": finding.path,
        **span_body(finding.position),
        "fingerprint": finding.fingerprint,
    }
    for name in ("artefact", "version", "at", "hint", "fix", "measured", "limit", "as_of"):
        value = getattr(finding, name)
        if value:
            body[name] = value
    if finding.related:
        body["related"] = [{"path": r.path, **span_body(r.position), "message": r.message} for r in finding.related]
    return body


def span_body(place: Position) -> dict[str, int]:
    return {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
