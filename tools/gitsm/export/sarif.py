"""The result of a check as SARIF 2.1.0, for code scanning and editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from gitsm import __version__
from gitsm.base.finding import Finding, NotKnown, Severity
from gitsm.base.source import Position
from gitsm.check.report import Report
from gitsm.check.rule import Rule
from gitsm.render.escape import json_text

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.OFF: "none"}


def sarif(report: Report, rules: Mapping[str, Rule], prefix: str = "") -> str:
    """One run. Waived and baselined findings are results with a suppression; what is not known is a notification.

    `prefix` leads from the top of the git repository to the governance repository, so that paths fit the former.
    """
    order = {rule: index for index, rule in enumerate(rules)}
    base = f"{prefix}/" if prefix else ""
    results = [_result(finding, order, base) for finding in report.findings]
    for waived in report.waived:
        why = str(getattr(waived.waiver.artefact, "reason", None) or waived.waiver.artefact.title)
        results.append(_result(waived.finding, order, base, f"{waived.waiver.key}: {why}"))
    for finding in report.baselined:
        results.append(_result(finding, order, base, "known since the baseline was written"))
    run = {
        "tool": {
            "driver": {
                "name": "gitsm",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules.values()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [_notification(n, order, base) for n in report.not_known],
            }
        ],
        "properties": {"asOf": report.as_of.isoformat(), "tree": report.snapshot.tree.label},
        "results": results,
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, 1)


def _words(text: str) -> str:
    """Message text; brackets would be taken for embedded links."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": _sentence(rule.why)},
        "help": {"text": f"{_sentence(rule.why)}\n\nFix: {rule.fix}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": rule.severity is not Severity.OFF},
        "properties": {"tags": [rule.family]},
    }


def _file(path: str) -> dict[str, str]:
    return {"uri": quote(path, safe="/@", errors="backslashreplace"), "uriBaseId": "%SRCROOT%"}


def _place(path: str, position: Position, base: str) -> dict[str, Any]:
    return {
        "artifactLocation": _file(base + path),
        "region": {
            "startLine": position.line,
            "startColumn": position.column,
            "endLine": position.end_line,
            "endColumn": position.end_column,
        },
    }


def _result(finding: Finding, order: Mapping[str, int], base: str, suppressed: str = "") -> dict[str, Any]:
    text = finding.message + (f" Fix: {finding.fix}." if finding.fix else "")
    location: dict[str, Any] = {"physicalLocation": _place(finding.path, finding.position, base)}
    if finding.artefact:
        name = finding.artefact + (f"#{finding.at}" if finding.at else "")
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "object"}]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _words(text)},
        "locations": [location],
        "partialFingerprints": {"gitsmIdentity/v1": finding.fingerprint},
    }
    if finding.rule in order:
        result["ruleIndex"] = order[finding.rule]
    if finding.related:
        result["relatedLocations"] = [
            {"id": n, "physicalLocation": _place(r.path, r.position, base), "message": {"text": _words(r.message)}}
            for n, r in enumerate(finding.related, start=1)
        ]
    if suppressed:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": suppressed}]
    return result


def _notification(answer: NotKnown, order: Mapping[str, int], base: str) -> dict[str, Any]:
    what = f"{answer.artefact}: " if answer.artefact else ""
    body: dict[str, Any] = {"level": "note", "message": {"text": _words(f"Not known: {what}{answer.reason}")}}
    if answer.rule in order:
        body["associatedRule"] = {"id": answer.rule, "index": order[answer.rule]}
    if answer.path:
        body["locations"] = [{"physicalLocation": {"artifactLocation": _file(base + answer.path)}}]
    return body
