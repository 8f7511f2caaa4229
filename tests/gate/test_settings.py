"""The settings that make the verdict count: rulesets to import, the doctor, CODEOWNERS."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import jsonschema_rs
import pytest

from diff_support import worked
from gate_openapi import Description
from gate_permissions import GRANTED
from gate_server import ADMINISTRATOR, APP, NAME, Hub
from gate_world import World
from gitsm.approvals.ruleset import Binding, branch_answers, evidence_ruleset, main_ruleset, writer_ruleset
from gitsm.export.codeowners import codeowners
from support import AS_OF, ROOT

RUN = {"id": 1, "name": "gitsm/gate", "status": "completed", "conclusion": "success"}
BINDINGS: tuple[Binding, ...] = ("head", "meaning")


def live(binding: Binding) -> list[dict[str, Any]]:
    """The rules as GitHub shows them after the import."""
    extra = {"ruleset_source_type": "Repository", "ruleset_source": NAME, "ruleset_id": 42}
    return [{**rule, **extra} for rule in deepcopy(main_ruleset(binding, APP)["rules"])]


def states(rules: list[dict[str, Any]], binding: Binding) -> dict[str, str]:
    return {one.id: one.state for one in branch_answers(rules, binding, APP)}


def rule(rules: list[dict[str, Any]], type_: str) -> dict[str, Any]:
    """The parameters of a rule, to be changed."""
    found: dict[str, Any] = next(one for one in rules if one["type"] == type_)["parameters"]
    return found


@pytest.mark.parametrize(
    "made", [main_ruleset("head", APP), main_ruleset("meaning", APP), evidence_ruleset(), writer_ruleset(APP)]
)
def test_github_takes_every_ruleset(made: dict[str, Any], described: Description) -> None:
    body = {key: value for key, value in made.items() if key != "source_type"}
    described.check_request("POST", f"/repos/{NAME}/rulesets", {}, body)


@pytest.mark.parametrize("binding", BINDINGS)
def test_an_imported_ruleset_satisfies_its_own_profile_and_not_the_other(binding: Binding) -> None:
    assert set(states(live(binding), binding).values()) == {"ok"}
    other: Binding = "meaning" if binding == "head" else "head"
    assert states(live(binding), other)["profile"] == "problem"


@pytest.mark.parametrize("name", ["dismiss_stale_reviews_on_push", "require_last_push_approval"])
@pytest.mark.parametrize("binding", BINDINGS)
def test_a_mix_of_the_profiles_is_refused(binding: Binding, name: str) -> None:
    rules = live(binding)
    review = rule(rules, "pull_request")
    review[name] = not review[name]
    answer = next(one for one in branch_answers(rules, binding, APP) if one.id == "profile")
    assert answer.state == "problem" and "mix" in answer.found


@pytest.mark.parametrize(
    ("source", "words"), [(None, "no App"), (15368, "15368"), ("gone", "not required")]
)  # fmt: skip
def test_the_check_of_any_other_source_is_no_protection(source: object, words: str) -> None:
    rules = live("head")
    checks = rule(rules, "required_status_checks")["required_status_checks"]
    if source == "gone":
        checks[0]["context"] = "build"
    elif source is None:
        del checks[0]["integration_id"]
    else:
        checks[0]["integration_id"] = source
    answer = next(one for one in branch_answers(rules, "head", APP) if one.id == "check")
    assert answer.state == "problem" and words in answer.found


def test_a_branch_without_rules_fails_every_question() -> None:
    assert set(states([], "head").values()) == {"problem"}


@pytest.mark.parametrize("binding", BINDINGS)
def test_the_rulesets_in_the_repository_are_those_that_the_command_prints(binding: Binding, world: World) -> None:
    kept = json.loads((ROOT / ".github" / "rulesets" / f"main-{binding}.json").read_text(encoding="utf-8"))
    printed = world.clone.run("gate", "ruleset", binding, "--app-id", "1").json
    printed["rules"][-1]["parameters"]["required_status_checks"][0]["integration_id"] = 0
    assert kept == printed


EVIDENCE, WRITER = 43, 44
FINE = [
    "non-fast-forward", "deletion", "check", "up-to-date", "pull-request", "profile", "classic", "bypass",
    "environment", "evidence", "writer", "source",
]  # fmt: skip


@pytest.fixture
def governed(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Everything set up as the guide says, one pull request merged, and an administrator who asks."""
    protected(world, "head")
    world.change(1, {})
    world.hub.pulls[1].update(state="closed", merged=True)
    world.hub.runs.append({**RUN, "head_sha": world.hub.head(1)})
    monkeypatch.delenv("GITSM_APP_KEY")
    monkeypatch.setenv("GITSM_TOKEN", ADMINISTRATOR)
    return world


def protected(world: World, binding: Binding) -> None:
    hub = world.hub
    example = hub.described.example("GET", f"/repos/{NAME}/rulesets/1")
    made = {EVIDENCE: evidence_ruleset(), WRITER: writer_ruleset(APP)}
    hub.rules = live(binding)
    hub.evidence_rules = [{**one, "ruleset_id": number} for number in made for one in made[number]["rules"]]
    hub.rulesets = {42: {**example, "id": 42, "bypass_actors": []}}
    for number, ruleset in made.items():
        hub.rulesets[number] = {**example, "id": number, "bypass_actors": ruleset["bypass_actors"]}
    hub.environment = {
        **hub.described.example("GET", f"/repos/{NAME}/environments/e"),
        "deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True},
        "protection_rules": [{"id": 1, "node_id": "x", "type": "branch_policy"}],
    }
    hub.branch_policies = ["main"]


def doctor(world: World, *arguments: str) -> tuple[int, dict[str, str]]:
    ran = world.clone.run("gate", "doctor", "--format", "json", *arguments)
    assert ran.out, ran.err
    assert world.clone.run("gate", "doctor", "--json", *arguments).json == ran.json
    schema = json.loads((ROOT / "docs/reference/json/gate-doctor-1.schema.json").read_text(encoding="utf-8"))
    jsonschema_rs.validate(schema, ran.json)
    assert ran.json["holds"] is (ran.code == 0)
    return ran.code, {one["id"]: one["state"] for one in ran.json["checks"]}


def test_the_doctor_compares_the_live_settings_with_the_policy(governed: World) -> None:
    assert doctor(governed) == (0, dict.fromkeys(FINE, "ok"))
    code, found = doctor(governed, "--binding", "meaning")
    assert code == 1 and found["profile"] == "problem"
    protected(governed, "meaning")
    assert doctor(governed, "--binding", "meaning") == (0, dict.fromkeys(FINE, "ok"))
    code, found = doctor(governed)
    assert code == 1 and found["profile"] == "problem"


ANYBODY = [{"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"}]
APP_ALONE = [{"actor_id": APP, "actor_type": "Integration", "bypass_mode": "always"}]


def rid(hub: Hub, type_: str) -> None:
    hub.rules = [one for one in hub.rules if one["type"] != type_]


def review(hub: Hub, **values: object) -> None:
    rule(hub.rules, "pull_request").update(values)


def check(hub: Hub, **values: object) -> None:
    rule(hub.rules, "required_status_checks").update(values)


def source(hub: Hub, number: int | None) -> None:
    one = rule(hub.rules, "required_status_checks")["required_status_checks"][0]
    one.pop("integration_id") if number is None else one.update(integration_id=number)


def classic(hub: Hub, **values: object) -> None:
    given = {"dismiss_stale_reviews": False, "require_code_owner_reviews": False, "required_approving_review_count": 0}
    hub.protection = {"required_pull_request_reviews": {**given, **values}}


def environment(hub: Hub, **values: object) -> None:
    hub.environment = {**(hub.environment or {}), **values}


Wrong = Callable[[Hub], object]
WRONG: dict[str, tuple[Binding, str, Wrong]] = {
    "force pushes are allowed": ("head", "non-fast-forward", lambda hub: rid(hub, "non_fast_forward")),
    "the branch may be deleted": ("head", "deletion", lambda hub: rid(hub, "deletion")),
    "no pull request is needed": ("head", "pull-request", lambda hub: rid(hub, "pull_request")),
    "the check is not required": ("head", "check", lambda hub: rid(hub, "required_status_checks")),
    "the check may come from any source": ("head", "check", lambda hub: source(hub, None)),
    "the check may come from every workflow": ("head", "check", lambda hub: source(hub, 15368)),
    "an old branch may be merged": (
        "head", "up-to-date", lambda hub: check(hub, strict_required_status_checks_policy=False),
    ),
    "head without dismissal": ("head", "profile", lambda hub: review(hub, dismiss_stale_reviews_on_push=False)),
    "head without approval of the last push": (
        "head", "profile", lambda hub: review(hub, require_last_push_approval=False),
    ),
    "head without any approval": ("head", "profile", lambda hub: review(hub, required_approving_review_count=0)),
    "meaning with dismissal": ("meaning", "profile", lambda hub: review(hub, dismiss_stale_reviews_on_push=True)),
    "meaning with approval of the last push": (
        "meaning", "profile", lambda hub: review(hub, require_last_push_approval=True),
    ),
    "meaning with approvals of the platform": (
        "meaning", "profile", lambda hub: review(hub, required_approving_review_count=1),
    ),
    "code owners are required": ("head", "profile", lambda hub: review(hub, require_code_owner_review=True)),
    "meaning with an older protection that dismisses": (
        "meaning", "classic", lambda hub: classic(hub, dismiss_stale_reviews=True),
    ),
    "head with an older protection that does not dismiss": (
        "head", "classic", lambda hub: classic(hub, dismiss_stale_reviews=False),
    ),
    "somebody may bypass the rules": ("head", "bypass", lambda hub: hub.rulesets[42].update(bypass_actors=ANYBODY)),
    "the key is given to every branch": (
        "head", "environment", lambda hub: environment(hub, deployment_branch_policy=None),
    ),
    "the key is given to another branch": ("head", "environment", lambda hub: hub.branch_policies.append("release/*")),
    "each run waits for a person": (
        "head", "environment",
        lambda hub: environment(hub, protection_rules=[{"id": 1, "node_id": "x", "type": "required_reviewers"}]),
    ),
    "the evidence may be rewritten": ("head", "evidence", lambda hub: hub.evidence_rules.clear()),
    "the App may rewrite the evidence": (
        "head", "evidence", lambda hub: hub.rulesets[EVIDENCE].update(bypass_actors=APP_ALONE),
    ),
    "others may append to the evidence": (
        "head", "writer", lambda hub: hub.rulesets[WRITER].update(bypass_actors=[*APP_ALONE, *ANYBODY]),
    ),
    "not even the App may append to the evidence": (
        "head", "writer", lambda hub: hub.rulesets[WRITER].update(bypass_actors=[]),
    ),
    "a merge carries no check of the App": ("head", "source", lambda hub: hub.runs[0].update(app=15368)),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_the_doctor_refuses_each_setting_that_is_not_as_the_guide_says(governed: World, name: str) -> None:
    binding, id_, spoil = WRONG[name]
    protected(governed, binding)
    spoil(governed.hub)
    code, found = doctor(governed, "--binding", binding)
    assert code == 1 and found[id_] == "problem"


def test_an_older_protection_that_says_the_same_and_a_merge_queue_are_fine(governed: World) -> None:
    classic(governed.hub, dismiss_stale_reviews=True, require_last_push_approval=True,
            require_code_owner_reviews=False, required_approving_review_count=1)  # fmt: skip
    check(governed.hub, strict_required_status_checks_policy=False)
    governed.hub.rules.append({"type": "merge_queue", "ruleset_id": 42, "ruleset_source": NAME, "parameters": QUEUE})
    assert doctor(governed) == (0, dict.fromkeys(FINE, "ok"))


QUEUE = {
    "check_response_timeout_minutes": 60, "grouping_strategy": "ALLGREEN", "max_entries_to_build": 5,
    "max_entries_to_merge": 5, "merge_method": "REBASE", "min_entries_to_merge": 1,
    "min_entries_to_merge_wait_minutes": 5,
}  # fmt: skip


def test_what_the_app_may_not_see_is_not_known_and_never_ok(
    governed: World, monkeypatch: pytest.MonkeyPatch, key: tuple[str, str]
) -> None:
    monkeypatch.setenv("GITSM_APP_KEY", key[0])
    code, found = doctor(governed)
    assert code == 1
    assert {id_ for id_, state in found.items() if state == "not known"} == {"bypass", "evidence", "writer"}
    assert "problem" not in found.values()
    governed.hub.granted = {name: level for name, level in GRANTED.items() if name not in ("administration", "actions")}
    code, found = doctor(governed)
    assert code == 1 and found["classic"] == found["environment"] == "not known"
    ran = governed.clone.run("gate", "doctor")
    assert "The verdict of the gate counts" not in ran.out and "not known" in ran.out


def test_a_repository_without_the_environment_and_without_a_merge_is_not_known(governed: World) -> None:
    governed.hub.environment = None
    governed.hub.pulls[1].update(merged=False)
    code, found = doctor(governed)
    assert code == 1
    assert {id_ for id_, state in found.items() if state != "ok"} == {"environment", "source"}


def test_the_app_is_asked_for_no_more_than_the_guide_has_it_given(world: World) -> None:
    guide = (ROOT / "docs" / "guide" / "gate.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"^\| ([A-Z][a-z ]+) \| (read|read and write) \|", guide, re.MULTILINE))
    given = {name.lower().replace(" ", "_"): level.rpartition(" ")[2] for name, level in table.items()}
    assert {**given, "metadata": "read"} == GRANTED
    world.change(1, {})
    assert world.clone.run("gate", "run", "--pr", "1", "--apply").code == 0
    assert world.hub.carried == {
        "checks": "write", "issues": "write", "pull_requests": "write", "contents": "read", "metadata": "read",
    }  # fmt: skip
    assert world.clone.run("gate", "run", "--pr", "1").code == 0
    assert set(world.hub.carried.values()) == {"read"}


def test_code_owners_are_those_who_hold_the_owners_role_today() -> None:
    lines = codeowners(worked(), AS_OF).splitlines()
    assert "/slas/email.yaml @avu-ops-04" in lines
    assert "* @avu-ops-14 @avu-ops-10" in lines
    assert lines[-2].startswith("/.github/ @") and lines[-1].startswith("CODEOWNERS @")
    assert not any("@avu-ops-02" in line for line in lines if line.startswith("/processes/change-enablement.yaml"))


@pytest.mark.parametrize("command", [("doctor",), ("run", "--pr", "1"), ("snapshot",)])
def test_a_number_of_the_app_that_is_none_is_wrong_usage(
    world: World, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("GITSM_EVIDENCE_KEY", "a key")
    monkeypatch.setenv("GITSM_APP_ID", "my-app")
    result = world.clone.run("gate", *command)
    assert result.code == 2 and 'GITSM_APP_ID is "my-app", which is no number' in result.err


def test_what_mends_a_missing_repository_exists(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_REPOSITORY")
    assert "--repo OWNER/NAME" in world.clone.run("gate", "doctor").err
    refused = world.clone.run("gate", "snapshot").err
    assert "GITHUB_REPOSITORY" in refused and "--repo" not in refused
