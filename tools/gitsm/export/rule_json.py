"""Rules as JSON, shape `rule/1`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gitsm import RULESET
from gitsm.check.rule import Rule
from gitsm.export.parts.envelope import document


def rule_json(rules: Iterable[Rule], settings: Mapping[str, str]) -> str:
    """The rules with their pages; `severity` is the default, `configured` what gitsm.yaml says (or null)."""
    return document("rule/1", None, {"ruleset": RULESET, "rules": [_rule(rule, settings) for rule in rules]})


def _rule(rule: Rule, settings: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": rule.id,
        "family": rule.family,
        "title": rule.title,
        "why": rule.why,
        "fix": rule.fix,
        "severity": rule.severity.word,
        "configured": settings.get(rule.id),
        "kinds": list(rule.kinds),
        "keeps_error_in_drafts": rule.keeps_error,
        "waivable": rule.waivable,
        "thresholds": dict(rule.thresholds),
        "judged_by": list(rule.judged_by),
    }
