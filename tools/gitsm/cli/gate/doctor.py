"""Questions to the live settings of the platform, for `gitsm gate doctor`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from gitsm.adapters.github import GithubForge
from gitsm.approvals.forge import CHECK_NAME, ForgeError, Unreachable
from gitsm.approvals.ruleset import (
    ENVIRONMENT,
    EVIDENCE_BRANCH,
    Answered,
    Binding,
    branch_answers,
    bypass_answer,
    classic_answer,
    environment_answer,
    evidence_answers,
    source_answer,
)

LOOKED_AT = 5


def examine(forge: GithubForge, binding: Binding, app_id: int) -> Iterator[Answered]:
    """Every answer, in the order of the questions. A question that cannot be asked is `not known`.

    Raises Unreachable where the platform does not even answer the first one.
    """
    try:
        branch, rules = raw_rules(forge)
    except Unreachable:
        raise
    except ForgeError as error:
        yield Answered("rules", "not known", error.message, error.fix)
        return
    yield from branch_answers(rules, binding, app_id)
    yield from _asked("classic", lambda: [classic_answer(_classic(forge, branch), binding, branch)])
    yield from _asked("bypass", lambda: [bypass_answer(_rulesets(forge, rules))])
    yield from _asked("environment", lambda: [_environment(forge, branch)])
    yield from _asked("evidence", lambda: [*_evidence(forge, app_id)])
    yield from _asked("source", lambda: [_sources(forge, app_id)])


def raw_rules(forge: GithubForge) -> tuple[str, list[Mapping[str, Any]]]:
    """The default branch, and the rules in force on it as GitHub shows them. Raises ForgeError."""
    branch = str(forge.get("", "settings")["default_branch"])
    rules: list[Mapping[str, Any]] = forge.get(f"/rules/branches/{quote(branch, safe='')}", f"rules of {branch}")
    return branch, rules


def _asked(id_: str, ask: Callable[[], list[Answered]]) -> list[Answered]:
    try:
        return ask()
    except ForgeError as error:
        return [Answered(id_, "not known", error.message, error.fix)]


def _rulesets(forge: GithubForge, rules: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rulesets that rules come from. Those of the organisation are found through the repository too."""
    numbers = sorted({int(rule["ruleset_id"]) for rule in rules if "ruleset_id" in rule})
    return [forge.get(f"/rulesets/{number}", f"ruleset {number}") for number in numbers]


def _classic(forge: GithubForge, branch: str) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = forge.find(
        f"/branches/{quote(branch, safe='')}/protection", f"the older protection of {branch}"
    )
    return found


def _environment(forge: GithubForge, branch: str) -> Answered:
    environment = forge.find(f"/environments/{ENVIRONMENT}", f"environment {ENVIRONMENT}")
    if environment is None:
        return environment_answer(None, (), branch)
    path = f"/environments/{ENVIRONMENT}/deployment-branch-policies"
    custom = (environment.get("deployment_branch_policy") or {}).get("custom_branch_policies")
    listed = forge.get(path, "branches of the environment")["branch_policies"] if custom else ()
    return environment_answer(environment, [str(one["name"]) for one in listed], branch)


def _evidence(forge: GithubForge, app_id: int) -> Iterator[Answered]:
    rules: list[Mapping[str, Any]] = forge.get(f"/rules/branches/{EVIDENCE_BRANCH}", f"rules of {EVIDENCE_BRANCH}")
    return evidence_answers(rules, _rulesets(forge, rules), app_id)


def _sources(forge: GithubForge, app_id: int) -> Answered:
    parameters = {"state": "closed", "sort": "updated", "direction": "desc", "per_page": 30}
    closed = forge.get("/pulls", "closed pull requests", parameters)
    merged = [one for one in closed if one.get("merged_at")][:LOOKED_AT]
    found = {
        int(one["number"]): [run.app_id for run in forge.runs(str(one["head"]["sha"])) if run.name == CHECK_NAME]
        for one in merged
    }
    return source_answer(found, app_id)
