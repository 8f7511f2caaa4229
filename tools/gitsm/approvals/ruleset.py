"""The settings of the platform that make a verdict count: as rulesets to import, and as questions to the live ones.

With the binding `head` the platform's own rules (dismissal on push, approval of the last push) say the same as the
gate, and stand beside it. With `meaning` they would void what the gate keeps, so the gate's check alone carries the
rule. A mix of both says one thing and does another, and is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gitsm.approvals.forge import CHECK_NAME

Binding = Literal["head", "meaning"]
EVIDENCE_BRANCH = "gitsm-evidence"
ENVIRONMENT = "gitsm-bot"
_REVIEW = {
    "dismiss_stale_reviews_on_push": "dismissal of approvals on a push",
    "require_last_push_approval": "approval of the last push by somebody else",
}


def main_ruleset(binding: Binding, app_id: int) -> dict[str, Any]:
    """The ruleset of the default branch for a binding profile, as GitHub imports it."""
    own = binding == "head"
    review = {
        "required_approving_review_count": 1 if own else 0,
        "dismiss_stale_reviews_on_push": own,
        "require_code_owner_review": False,
        "require_last_push_approval": own,
        "required_review_thread_resolution": False,
        "allowed_merge_methods": ["merge"],
    }
    checks = {
        "strict_required_status_checks_policy": True,
        "do_not_enforce_on_create": False,
        "required_status_checks": [{"context": CHECK_NAME, "integration_id": app_id}],
    }
    return _ruleset(
        f"gitsm main ({binding})",
        "~DEFAULT_BRANCH",
        [
            {"type": "deletion"},
            {"type": "non_fast_forward"},
            {"type": "pull_request", "parameters": review},
            {"type": "required_status_checks", "parameters": checks},
        ],
    )


def evidence_ruleset() -> dict[str, Any]:
    """The ruleset that lets nobody, the App included, rewrite or delete the evidence."""
    return _ruleset(
        "gitsm evidence is append-only",
        f"refs/heads/{EVIDENCE_BRANCH}",
        [{"type": "deletion"}, {"type": "non_fast_forward"}],
    )


def writer_ruleset(app_id: int) -> dict[str, Any]:
    """The ruleset that lets only the App write evidence."""
    name, ref = "gitsm evidence is written by the App", f"refs/heads/{EVIDENCE_BRANCH}"
    made = _ruleset(name, ref, [{"type": "creation"}, {"type": "update"}])
    made["bypass_actors"] = [{"actor_id": app_id, "actor_type": "Integration", "bypass_mode": "always"}]
    return made


def _ruleset(name: str, ref: str, rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": name,
        "target": "branch",
        "source_type": "Repository",
        "enforcement": "active",
        "conditions": {"ref_name": {"include": [ref], "exclude": []}},
        "rules": rules,
        "bypass_actors": [],
    }


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to one question about the settings. `not known` is never good enough."""

    id: str
    state: Literal["ok", "problem", "not known"]
    found: str
    fix: str = ""


def branch_answers(rules: Sequence[Mapping[str, Any]], binding: Binding, app_id: int) -> Iterator[Answered]:
    """What the live rules of the default branch say (`GET /rules/branches/BRANCH`), for a binding profile.

    Rules of several rulesets add up: what one of them demands is demanded.
    """
    by_type: dict[str, list[Mapping[str, Any]]] = {}
    for rule in rules:
        by_type.setdefault(str(rule.get("type")), []).append(rule.get("parameters") or {})
    yield from _history(by_type)
    yield _check(by_type.get("required_status_checks", []), app_id)
    yield _up_to_date(by_type)
    reviews = by_type.get("pull_request")
    if not reviews:
        fix = "add the rule `Require a pull request before merging`"
        yield Answered("pull-request", "problem", "changes may be pushed past every pull request", fix)
    else:
        yield Answered("pull-request", "ok", "changes come by pull request only")
    yield _profile(reviews or [], binding)


def _history(by_type: Mapping[str, object]) -> Iterator[Answered]:
    for type_, words in (("non_fast_forward", "force pushes"), ("deletion", "deletion of the branch")):
        if type_ in by_type:
            yield Answered(type_.replace("_", "-"), "ok", f"{words} are refused")
        else:
            yield Answered(type_.replace("_", "-"), "problem", f"{words} are allowed", f"block {words} in the ruleset")


def _check(found: Iterable[Mapping[str, Any]], app_id: int) -> Answered:
    wanted = [
        one
        for rule in found
        for one in rule.get("required_status_checks", ())
        if one.get("context") == CHECK_NAME
    ]  # fmt: skip
    fix = f"require {CHECK_NAME} with the App {app_id} as its source: `gitsm gate ruleset`"
    if not wanted:
        return Answered("check", "problem", f"{CHECK_NAME} is not required, so nothing holds a merge back", fix)
    sources = {one.get("integration_id") for one in wanted}
    if app_id in sources:
        return Answered("check", "ok", f"{CHECK_NAME} of App {app_id} is required")
    if sources == {None}:
        return Answered(
            "check", "problem", f"{CHECK_NAME} is required of no App, so anybody who can write posts it", fix
        )
    others = ", ".join(str(one) for one in sources if one is not None)
    return Answered("check", "problem", f"{CHECK_NAME} is required of App {others}, not of {app_id}", fix)


def _up_to_date(by_type: Mapping[str, Sequence[Mapping[str, Any]]]) -> Answered:
    if "merge_queue" in by_type:
        return Answered("up-to-date", "ok", "the merge queue judges each combination")
    strict = any(rule.get("strict_required_status_checks_policy") for rule in by_type.get("required_status_checks", ()))
    if strict:
        return Answered("up-to-date", "ok", "a branch must be up to date before it is merged")
    fix = "require branches to be up to date, or the merge queue"
    return Answered("up-to-date", "problem", "a verdict on an older state of the branch is enough to merge", fix)


def _profile(reviews: Sequence[Mapping[str, Any]], binding: Binding) -> Answered:
    on = [words for name, words in _REVIEW.items() if any(rule.get(name) for rule in reviews)]
    off = [words for words in _REVIEW.values() if words not in on]
    if on and off:
        found = f"{on[0]} is on, {off[0]} is off: a mix that fits neither profile"
        return Answered("profile", "problem", found, f"import the ruleset of one profile: gitsm gate ruleset {binding}")
    if binding == "head":
        counted = max((int(rule.get("required_approving_review_count") or 0) for rule in reviews), default=0)
        if off:
            fix = "import the ruleset: gitsm gate ruleset head"
            return Answered("profile", "problem", f"the policy binds to head, but {' and '.join(off)} are off", fix)
        if not counted:
            found = "approval of the last push is on, but no approval is required, so it does nothing"
            return Answered("profile", "problem", found, "require one approval: gitsm gate ruleset head")
        return Answered("profile", "ok", "the platform's own rules fit the binding head")
    if on:
        found = f"the policy binds to meaning, but {' and '.join(on)} are on and void what the gate keeps"
        return Answered("profile", "problem", found, "import the ruleset: gitsm gate ruleset meaning")
    return Answered("profile", "ok", "the gate's check alone carries the rule, as the binding meaning wants")


def bypass_answer(rulesets: Sequence[Mapping[str, Any]]) -> Answered:
    """Who may pass the rules by. GitHub shows that only to those who may change them."""
    if any("bypass_actors" not in one for one in rulesets):
        found = "who may bypass the rules is not shown to the App"
        return Answered("bypass", "not known", found, "let an administrator look: Settings, Rules, Bypass list")
    actors = [actor for one in rulesets for actor in one["bypass_actors"]]
    if actors:
        fix = "empty the bypass list; the audit finds each use of it"
        return Answered("bypass", "problem", f"{len(actors)} entries of the bypass list may merge past the gate", fix)
    return Answered("bypass", "ok", "nobody may bypass the rules")


def environment_answer(environment: Mapping[str, Any] | None, branches: Sequence[str], default_branch: str) -> Answered:
    """Whether the App's key is in the hands of workflows of the default branch only."""
    fix = f"limit the environment {ENVIRONMENT} to the branch {default_branch}: Deployment branches, Selected branches"
    if environment is None:
        found = f"the environment {ENVIRONMENT} is not there, or not shown to the App"
        return Answered("environment", "not known", found, fix)
    policy = environment.get("deployment_branch_policy")
    if not isinstance(policy, Mapping) or not policy.get("custom_branch_policies"):
        found = f"workflows of other branches than {default_branch} can read the App's key"
        return Answered("environment", "problem", found, fix)
    if list(branches) != [default_branch]:
        found = f"the App's key is given to workflows of: {', '.join(branches) or 'no branch'}"
        return Answered("environment", "problem", found, fix)
    return Answered("environment", "ok", f"only workflows of {default_branch} get the App's key")


def source_answer(heads: Mapping[int, Sequence[int]], app_id: int) -> Answered:
    """Which Apps posted the check on the heads of merged pull requests (number -> App ids)."""
    if not heads:
        return Answered("source", "not known", "no pull request has been merged yet", "ask again after the first merge")
    strange = [number for number, apps in heads.items() if app_id not in apps]
    if strange:
        names = ", ".join(f"#{number}" for number in strange)
        found = f"{names} {'was' if len(strange) == 1 else 'were'} merged without the check of App {app_id}"
        return Answered("source", "problem", found, "see who merged, and how: gitsm cab verify")
    return Answered("source", "ok", f"the last {len(heads)} merged pull requests carry the check of App {app_id}")
