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
_LOOK = "let an administrator ask, with a token of their own in GITSM_TOKEN and without GITSM_APP_KEY"
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
    if any(rule.get("require_code_owner_review") for rule in reviews):
        found = "review by code owners is required: any one of them is enough for it, and it knows no deputies"
        return Answered("profile", "problem", found, "switch it off; CODEOWNERS is a view, and the gate decides")
    counted = max((int(rule.get("required_approving_review_count") or 0) for rule in reviews), default=0)
    if binding == "head":
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
    if counted:
        found = f"the platform itself asks for {counted} approvals, whoever gives them, beside those of the policy"
        return Answered("profile", "problem", found, "import the ruleset: gitsm gate ruleset meaning")
    return Answered("profile", "ok", "the gate's check alone carries the rule, as the binding meaning wants")


def classic_answer(protection: Mapping[str, Any] | None, binding: Binding, branch: str) -> Answered:
    """What an older branch protection (`GET /branches/BRANCH/protection`, None: there is none) adds to the rulesets."""
    found = (protection or {}).get("required_pull_request_reviews")
    if not isinstance(found, Mapping):
        return Answered("classic", "ok", "no older branch protection speaks of reviews beside the rulesets")
    rule = {
        "dismiss_stale_reviews_on_push": found.get("dismiss_stale_reviews"),
        "require_last_push_approval": found.get("require_last_push_approval"),
        "require_code_owner_review": found.get("require_code_owner_reviews"),
        "required_approving_review_count": found.get("required_approving_review_count"),
    }
    answer = _profile([rule], binding)
    if answer.state == "ok":
        return Answered("classic", "ok", "the older branch protection says the same as the ruleset")
    fix = f"remove the protection of {branch} under Settings, Branches; the rulesets say everything"
    return Answered("classic", "problem", f"the older branch protection says otherwise: {answer.found}", fix)


def bypass_answer(rulesets: Sequence[Mapping[str, Any]]) -> Answered:
    """Who may pass the rules by. GitHub shows that only to those who may change them."""
    if any("bypass_actors" not in one for one in rulesets):
        found = "who may bypass the rules is not shown to those who may not change them, such as the App"
        return Answered("bypass", "not known", found, _LOOK)
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
    if any(one.get("type") == "required_reviewers" for one in environment.get("protection_rules") or ()):
        found = f"the environment {ENVIRONMENT} asks a person before each run, so every evaluation waits"
        return Answered("environment", "problem", found, f"take the required reviewers off {ENVIRONMENT}")
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


def evidence_answers(
    rules: Sequence[Mapping[str, Any]], rulesets: Sequence[Mapping[str, Any]], app_id: int
) -> Iterator[Answered]:
    """Whether the evidence only grows, whoever pushes, and by the App alone (rules of its branch, their rulesets).

    Who passes one ruleset by is still held by the next, so the shortest bypass list counts.
    """
    lists = {one.get("id"): one.get("bypass_actors") for one in rulesets}

    def passing(type_: str) -> list[list[tuple[object, object]] | None]:
        """Who may pass by each rule of a type; None where it is not shown."""
        found = [lists.get(rule.get("ruleset_id")) for rule in rules if rule["type"] == type_]
        return [None if one is None else [(a.get("actor_type"), a.get("actor_id")) for a in one] for one in found]

    fix = "import the ruleset: gitsm gate ruleset evidence"
    grows = [passing("deletion"), passing("non_fast_forward")]
    if not all(grows):
        yield Answered("evidence", "problem", f"{EVIDENCE_BRANCH} may be rewritten or deleted", fix)
    elif all([] in found for found in grows):
        yield Answered("evidence", "ok", f"{EVIDENCE_BRANCH} can only grow")
    elif any(None in found for found in grows):
        yield Answered("evidence", "not known", f"who may rewrite {EVIDENCE_BRANCH} all the same is not shown", _LOOK)
    else:
        yield Answered("evidence", "problem", f"somebody may pass by what keeps {EVIDENCE_BRANCH} growing", fix)
    fix = f"import the ruleset: gitsm gate ruleset writer --app-id {app_id}"
    app = ("Integration", app_id)
    writes = [passing("creation"), passing("update")]
    if not all(writes):
        yield Answered("writer", "problem", f"everybody who can write may append to {EVIDENCE_BRANCH}", fix)
    elif any(one is not None and app not in one for found in writes for one in found):
        yield Answered("writer", "problem", f"App {app_id} may not append to {EVIDENCE_BRANCH}", fix)
    elif all([app] in found for found in writes):
        yield Answered("writer", "ok", f"only App {app_id} appends to {EVIDENCE_BRANCH}")
    elif any(None in found for found in writes):
        yield Answered("writer", "not known", f"who may append to {EVIDENCE_BRANCH} is not shown", _LOOK)
    else:
        yield Answered("writer", "problem", f"others than App {app_id} may append to {EVIDENCE_BRANCH}", fix)
