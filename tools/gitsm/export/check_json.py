"""The result of a check as JSON, shape `check/1`."""

from __future__ import annotations

from gitsm import RULESET
from gitsm.base.finding import NotKnown, Severity
from gitsm.check.report import Report
from gitsm.export.parts.envelope import document
from gitsm.export.parts.findings import finding_body


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


def _not_known(answer: NotKnown) -> dict[str, str]:
    body = {"rule": answer.rule, "artefact": answer.artefact, "path": answer.path, "reason": answer.reason}
    return {**body, "at": answer.at} if answer.at else body
