"""The result of a check as JSON, shape `check/1`."""

from __future__ import annotations

from typing import Any

from gitsm import RULESET
from gitsm.base.finding import Finding, NotKnown, Severity
from gitsm.base.source import Position
from gitsm.check.report import Report
from gitsm.export.envelope import document


def check_json(report: Report) -> str:
    """The document. Lines and columns count from 1, in characters; ends are exclusive."""
    return document(
        "check/1",
        report.as_of,
        {
            "ruleset": RULESET,
            "tree": report.snapshot.tree.label,
            "summary": {
                "files": len(report.snapshot.paths),
                **{f"{s.word}s": report.count(s) for s in (Severity.ERROR, Severity.WARNING, Severity.INFO)},
                "waived": len(report.waived),
                "baselined": len(report.baselined),
                "not_known": len(report.not_known),
            },
            "findings": [finding_body(finding) for finding in report.findings],
            "waived": [{**finding_body(w.finding), "waiver": w.waiver.key} for w in report.waived],
            "baselined": [finding_body(finding) for finding in report.baselined],
            "not_known": [_not_known(answer) for answer in report.not_known],
        },
    )


def finding_body(finding: Finding) -> dict[str, Any]:
    """One finding as plain values; empty parts are left out."""
    body: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity.word,
        "message": finding.message,
        "path": finding.path,
        **_span(finding.position),
        "fingerprint": finding.fingerprint,
    }
    for name in ("artefact", "version", "at", "hint", "fix", "measured", "limit", "as_of"):
        value = getattr(finding, name)
        if value:
            body[name] = value
    if finding.related:
        body["related"] = [{"path": r.path, **_span(r.position), "message": r.message} for r in finding.related]
    return body


def _span(place: Position) -> dict[str, int]:
    return {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def _not_known(answer: NotKnown) -> dict[str, str]:
    body = {"rule": answer.rule, "artefact": answer.artefact, "path": answer.path, "reason": answer.reason}
    return {**body, "at": answer.at} if answer.at else body
