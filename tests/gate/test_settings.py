"""The settings that make the verdict count: rulesets to import, the doctor, CODEOWNERS."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import jsonschema_rs
import pytest

from diff_support import worked
from gate_openapi import Description
from gate_server import APP, NAME
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


def protected(world: World, binding: Binding = "head") -> None:
    """Everything set up as the guide says."""
    hub = world.hub
    example = hub.described.example("GET", f"/repos/{NAME}/rulesets/1")
    hub.rules = live(binding)
    hub.rulesets = {42: {**example, "id": 42, "bypass_actors": []}}
    hub.environment = {
        **hub.described.example("GET", f"/repos/{NAME}/environments/e"),
        "deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True},
    }
    hub.branch_policies = ["main"]


def doctor(world: World, *arguments: str) -> tuple[int, dict[str, str]]:
    ran = world.clone.run("gate", "doctor", "--json", *arguments)
    assert ran.out, ran.err
    schema = json.loads((ROOT / "docs/reference/json/gate-doctor-1.schema.json").read_text(encoding="utf-8"))
    jsonschema_rs.validate(schema, ran.json)
    return ran.code, {one["id"]: one["state"] for one in ran.json["checks"]}


def test_the_doctor_compares_the_live_settings_with_the_policy(world: World) -> None:
    protected(world)
    world.change(1, {})
    world.hub.pulls[1].update(state="closed", merged=True)
    head = world.hub.head(1)
    world.hub.runs.append(
        {"id": 1, "name": "gitsm/gate", "head_sha": head, "status": "completed", "conclusion": "success"}
    )
    assert doctor(world) == (0, dict.fromkeys(
        ["non-fast-forward", "deletion", "check", "up-to-date", "pull-request", "profile", "bypass", "environment",
         "evidence", "source"], "ok"))  # fmt: skip
    code, found = doctor(world, "--binding", "meaning")
    assert code == 1 and found["profile"] == "problem"


def test_the_doctor_sees_a_bypass_a_foreign_check_and_an_open_environment(world: World) -> None:
    protected(world)
    world.change(1, {})
    world.hub.pulls[1].update(state="closed", merged=True)
    world.hub.runs.append({**RUN, "head_sha": world.hub.head(1), "app": 15368})
    world.hub.rulesets[42]["bypass_actors"] = [{"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"}]
    world.hub.branch_policies = ["main", "release/*"]
    code, found = doctor(world)
    assert code == 1
    assert {id_ for id_, state in found.items() if state == "problem"} == {"bypass", "environment", "source"}


def test_what_the_doctor_cannot_see_is_not_known_and_never_ok(world: World) -> None:
    protected(world)
    del world.hub.rulesets[42]["bypass_actors"]
    world.hub.environment = None
    code, found = doctor(world)
    assert code == 1
    assert found["bypass"] == found["environment"] == found["source"] == "not known"
    ran = world.clone.run("gate", "doctor")
    assert "The verdict of the gate counts" not in ran.out and "not known" in ran.out


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
