"""Results of policy tests as JSON, shape `policy-test/1`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from gitsm.base.finding import Finding
from gitsm.export.parts.envelope import document
from gitsm.export.parts.findings import finding_body
from gitsm.plan.policy_test import Outcome


def policy_test_json(outcomes: Iterable[Outcome], broken: Iterable[Finding], as_of: date) -> str:
    """Every test with what was expected and found; `broken` are findings about files that hold no readable test."""
    listed = tuple(outcomes)
    unreadable = [finding_body(finding) for finding in broken]
    failed = sum(not one.passed for one in listed)
    body = {
        "passed": not failed and not unreadable,
        "summary": {"tests": len(listed), "passed": len(listed) - failed, "failed": failed},
        "tests": [_test(one) for one in listed],
        "broken": unreadable,
    }
    return document("policy-test/1", as_of, body)


def _test(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.test.id,
        "title": outcome.test.title,
        "path": outcome.path,
        "passed": outcome.passed,
        "trouble": outcome.trouble or None,
        "points": [
            {
                "name": point.name,
                "expected": list(point.expected),
                "found": list(point.found),
                "missing": list(point.missing),
                "extra": list(point.extra),
                "holds": point.holds,
            }
            for point in outcome.points
        ],
    }
