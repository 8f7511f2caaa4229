"""Questions to the live settings of the platform, for `gitsm gate doctor`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from gitsm.adapters.github import GithubForge
from gitsm.approvals.forge import CHECK_NAME, ForgeError
from gitsm.approvals.ruleset import (
    ENVIRONMENT,
    EVIDENCE_BRANCH,
    Answered,
    Binding,
    branch_answers,
    bypass_answer,
    environment_answer,
    source_answer,
)

LOOKED_AT = 5


def examine(forge: GithubForge, binding: Binding, app_id: int) -> Iterator[Answered]:
    """Every answer, in the order of the questions. A question that cannot be asked is `not known`."""
    try:
        branch, rules = raw_rules(forge)
    except ForgeError as error:
        yield Answered("rules", "not known", error.message, error.fix)
        return
    yield from branch_answers(rules, binding, app_id)
    yield _asked("bypass", lambda: bypass_answer([_ruleset(forge, number) for number in _numbers(rules)]))
    yield _asked("environment", lambda: _environment(forge, branch))
    yield _asked("evidence", lambda: _evidence(forge))
    yield _asked("source", lambda: _sources(forge, app_id))


def raw_rules(forge: GithubForge) -> tuple[str, list[Mapping[str, Any]]]:
    """The default branch, and the rules in force on it as GitHub shows them. Raises ForgeError."""
    branch = str(forge.get("", "settings")["default_branch"])
    rules: list[Mapping[str, Any]] = forge.get(f"/rules/branches/{quote(branch, safe='')}", f"rules of {branch}")
    return branch, rules


def _asked(id_: str, ask: Callable[[], Answered]) -> Answered:
    try:
        return ask()
    except ForgeError as error:
        return Answered(id_, "not known", error.message, error.fix)


def _numbers(rules: list[Mapping[str, Any]]) -> list[int]:
    return sorted({int(rule["ruleset_id"]) for rule in rules if "ruleset_id" in rule})


def _ruleset(forge: GithubForge, number: int) -> Mapping[str, Any]:
    found: Mapping[str, Any] = forge.get(f"/rulesets/{number}", f"ruleset {number}")
    return found


def _environment(forge: GithubForge, branch: str) -> Answered:
    try:
        environment = forge.get(f"/environments/{ENVIRONMENT}", f"environment {ENVIRONMENT}")
    except ForgeError:
        return environment_answer(None, (), branch)
    path = f"/environments/{ENVIRONMENT}/deployment-branch-policies"
    custom = (environment.get("deployment_branch_policy") or {}).get("custom_branch_policies")
    listed = forge.get(path, "branches of the environment")["branch_policies"] if custom else ()
    return environment_answer(environment, [str(one["name"]) for one in listed], branch)


def _evidence(forge: GithubForge) -> Answered:
    rules = forge.get(f"/rules/branches/{EVIDENCE_BRANCH}", f"rules of {EVIDENCE_BRANCH}")
    missing = [name for name in ("deletion", "non_fast_forward") if name not in {rule["type"] for rule in rules}]
    if missing:
        found = f"{EVIDENCE_BRANCH} may be rewritten or deleted"
        return Answered("evidence", "problem", found, "import the ruleset: gitsm gate ruleset evidence")
    return Answered("evidence", "ok", f"{EVIDENCE_BRANCH} can only grow")


def _sources(forge: GithubForge, app_id: int) -> Answered:
    parameters = {"state": "closed", "sort": "updated", "direction": "desc", "per_page": 30}
    closed = forge.get("/pulls", "closed pull requests", parameters)
    merged = [one for one in closed if one.get("merged_at")][:LOOKED_AT]
    found = {
        int(one["number"]): [run.app_id for run in forge.runs(str(one["head"]["sha"])) if run.name == CHECK_NAME]
        for one in merged
    }
    return source_answer(found, app_id)
