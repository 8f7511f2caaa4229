"""The rules that the plan of a change answers, against the cases on their pages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitsm.approvals.request import ChangeRequest, Voice, described
from gitsm.base.finding import Severity
from gitsm.check.report import check
from gitsm.load.loader import load
from gitsm.plan.plan import Plan, plan
from gitsm.rules import BY_ID, RULES
from support import AS_OF, tree_of

FOLDER = Path(__file__).parent.parent / "cases" / "rules"
PLANNED = [rule.id for rule in RULES if "gitsm check" not in rule.judged_by and (FOLDER / f"{rule.id}.yaml").is_file()]


@cache
def _file(rule: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / f"{rule}.yaml").read_text(encoding="utf-8"))
    return content


def _cases() -> list[Any]:
    return [
        pytest.param(rule, verdict, case, id=f"{rule}-{verdict}-{case['title']}")
        for rule in PLANNED
        for verdict in ("good", "bad")
        for case in _file(rule)[verdict]
    ]


def _plan(case: dict[str, Any]) -> Plan:
    base, head = (load(tree_of({**case, "files": case[side]})) for side in ("base", "files"))
    assert not base.findings and not head.findings, "the case itself must load"
    request = ChangeRequest(
        authors=frozenset({case["author"]} if "author" in case else ()),
        voices=tuple(Voice(person, True) for person in case.get("agreed", ())),
        title="A request",
        **described(case.get("description", "")),  # type: ignore[arg-type]
    )
    return plan(check(base, RULES, AS_OF), check(head, RULES, AS_OF, base=base), request)


def _answers(rule: str, found: Plan) -> Iterator[tuple[str, str]]:
    """(severity, words) of what a rule says of a plan. Agreements that are missing are what CHG-01 and CHG-08 say."""
    for one in found.obstacles:
        if one.rule == rule:
            yield Severity.ERROR.word if one.blocks else Severity.WARNING.word, one.message
    for need in found.judgement.requirements if rule in ("CHG-01", "CHG-08") else ():
        why = [reason for reason in need.why if rule == "CHG-01" or "decides about" in reason]
        if need.state != "given" and why:
            yield Severity.ERROR.word, f"{need.role} has not agreed: {'; '.join(why)}"


@pytest.mark.parametrize(("rule", "verdict", "case"), _cases())
def test_case(rule: str, verdict: str, case: dict[str, Any]) -> None:
    answers = list(_answers(rule, _plan(case)))
    expected = case.get("expect", [])
    assert bool(expected) == (verdict == "bad")
    assert len(answers) == len(expected), answers
    for want, (severity, words) in zip(expected, answers, strict=True):
        assert want["says"] in words and want["severity"] == severity


@pytest.mark.parametrize("rule", ["CHG-02", "CHG-04", "CHG-06"])
def test_the_settings_of_the_base_may_switch_such_a_rule_off_or_make_it_block(rule: str) -> None:
    case = _file(rule)["bad"][0]
    for word, answer in (("off", []), ("warning", ["warning"]), ("error", ["error"])):
        found = _plan({**case, "settings": {"severity": {rule: word}}})
        assert [severity for severity, _ in _answers(rule, found)] == answer


def test_every_rule_that_a_plan_answers_is_shown() -> None:
    answered = {rule.id for rule in RULES if any(name.startswith("gitsm plan") for name in rule.judged_by)}
    assert answered == set(PLANNED) and answered <= set(BY_ID)
