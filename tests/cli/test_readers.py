"""show, rule, graph, roles: what they tell, and that their JSON keeps the shape that is written down."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cli_support import Repo, run
from gitsm.rules import BY_ID, RULES
from support import ROOT

SHAPES = ROOT / "docs" / "reference" / "json"
WORKED = ("-C", str(ROOT))


def fits(text: str, shape: str) -> dict[str, Any]:
    """The document, after it was found to fit the published schema of its shape and nothing but it."""
    body: dict[str, Any] = json.loads(text)
    schema = json.loads((SHAPES / f"{shape.replace('/', '-')}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert body["format"] == shape
    assert [error.message for error in Draft202012Validator(schema).iter_errors(body)] == []
    return body


@pytest.mark.parametrize(
    ("shape", "line"),
    [
        ("check/1", ["check"]),
        ("show/1", ["show", "sla/email"]),
        ("show/1", ["show", "role/cio"]),
        ("show/1", ["show", "kpi/incident-resolution-p90"]),
        ("rule/1", ["rule"]),
        ("rule/1", ["rule", "RAC-07"]),
        ("graph/1", ["graph"]),
        ("graph/1", ["graph", "sla/email", "--depth", "2"]),
        ("roles/1", ["roles"]),
        ("leaver/1", ["roles", "leaver", "gov-03"]),
        ("leaver/1", ["roles", "leaver", "ops-05", "--on", "2026-12-01"]),
        ("doctor/1", ["doctor"]),
        ("sla-list/1", ["sla", "list"]),
        ("sla-show/1", ["sla", "show", "email"]),
        ("sla-prove/1", ["sla", "prove"]),
        ("sla-whatif/1", ["sla", "whatif", "email", "--hours", "contract/mail-vendor=office-de"]),
        ("sla-clock/1", ["sla", "due", "email", "--target", "resolve-p1", "--opened", "2026-10-25T02:30+01:00"]),
        (
            "sla-clock/1",
            ["sla", "elapsed", "email", "--target=resolve-p3", "--opened=2026-10-23T14:01", "--at=2027-03-01T00:00Z"],
        ),
        ("calendar-show/1", ["calendar", "show", "either-office"]),
        ("calendar-show/1", ["calendar", "show", "24x7"]),
        ("calendar-covers/2", ["calendar", "covers", "24x7", "office-de"]),
        ("calendar-next/2", ["calendar", "next", "office-de", "--from", "2026-12-24T15:00"]),
    ],
)
def test_json_of_the_worked_organisation_has_the_published_shape(shape: str, line: list[str]) -> None:
    result = run(*WORKED, *line, "--format", "json")
    assert result.err == ""
    fits(result.out, shape)
    assert result.out.isascii()


def test_json_of_a_bad_repository_has_the_published_shape(repo: Repo) -> None:
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    repo.write("roles/broken.yaml", "id: [")
    repo.write("roles/twice.yaml", "id: twice\nid: twice\n")
    for shape, line in {
        "check/1": ["check"], "show/1": ["show", "quality-manager"], "graph/1": ["graph"], "roles/1": ["roles"],
        "leaver/1": ["roles", "leaver", "ops-01"], "doctor/1": ["doctor"],
    }.items():  # fmt: skip
        fits(repo.run(*line, "--format", "json").out, shape)
    fits(run("-C", "/", "doctor", "--format", "json").out, "doctor/1")


def test_show_names_state_versions_and_both_ends_of_references() -> None:
    out = run(*WORKED, "show", "sla/email").out
    for words in (
        "sla/email",
        "in force from 2026-02-01",
        "scheduled from 2027-02-01",
        "contract/mail-vendor",
        "used by",
    ):
        assert words in out
    body = run(*WORKED, "show", "sla/email", "--format", "json").json
    assert {"contract/mail-vendor", "ola/desk", "ola/messaging", "role/service-level-manager"} <= {
        end["key"] for end in body["refers_to"]
    }
    back = run(*WORKED, "show", "contract/mail-vendor", "--format", "json").json
    assert "sla/email" in {end["key"] for end in back["used_by"]}


def test_show_on_another_day_names_another_version() -> None:
    body = run(*WORKED, "show", "sla/email", "--as-of", "2027-03-01", "--format", "json").json
    assert (body["current"]["version"], body["as_of"]) == ("2.0.0", "2027-03-01")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("quality-managr", "did you mean"),
        ("role/quality-managr", "did you mean role/quality-manager?"),
        ("rolle/director", "did you mean role/director?"),
        ("nothing/at-all", "is no kind"),
        ("\x1b[31m", "no artefact"),
    ],
)
def test_an_unknown_id_gets_a_proposal_and_exit_2(repo: Repo, name: str, words: str) -> None:
    result = repo.run("show", name)
    assert result.code == 2 and words in result.err and result.out == ""
    assert "\x1b" not in result.err


def test_an_id_of_two_kinds_asks_which(repo: Repo) -> None:
    repo.write("policies/director.yaml", "id: director\ntitle: D\nversion: 1.0.0\nstatus: draft\nowner: director\n")
    result = repo.run("show", "director")
    assert result.code == 2 and "policy/director" in result.err and "role/director" in result.err
    assert repo.run("show", "role/director").code == 0


def test_a_former_id_leads_to_the_new_one(repo: Repo) -> None:
    repo.edit("roles/director.yaml", "title: Director\n", "title: Director\nformerly: [chief]\n")
    result = repo.run("show", "role/chief")
    assert result.code == 2 and "role/director" in result.err


def test_a_file_that_cannot_be_read_is_shown_with_its_findings(repo: Repo) -> None:
    repo.write("roles/broken.yaml", "id: [")
    result = repo.run("show", "broken")
    assert result.code == 1 and result.out == ""
    assert "roles/broken.yaml:2:1" in result.err or "roles/broken.yaml:1:" in result.err


def test_rule_pages_hold_title_why_and_fix_of_every_rule(repo: Repo) -> None:
    index = repo.run("rule").out
    for rule in RULES:
        assert re.search(rf"^{rule.id} ", index, re.MULTILINE)
        page = " ".join(repo.run("rule", rule.id.lower()).out.split())
        for part in (rule.title, rule.why, rule.fix):
            assert " ".join(part.split()).replace("##[", "# #[") in page


def test_a_rule_says_what_this_repository_makes_of_it(repo: Repo) -> None:
    repo.edit("gitsm.yaml", "as_of: 2026-11-01\n", "as_of: 2026-11-01\nseverity: {REF-03: info}\n")
    assert "set to info in gitsm.yaml" in repo.run("rule", "REF-03").out
    assert repo.run("rule", "REF-03", "--format", "json").json["rules"][0]["configured"] == "info"
    outside = run("-C", "/", "rule", "REF-03", "--format", "json")
    assert outside.code == 0 and outside.json["rules"][0]["configured"] is None


def test_a_misspelled_rule_gets_a_proposal(repo: Repo) -> None:
    result = repo.run("rule", "RFE-01")
    assert result.code == 2 and "did you mean REF-01?" in result.err
    assert "REF-01" in BY_ID


def test_graph_by_depth(repo: Repo) -> None:
    def keys(*line: str) -> set[str]:
        return {node["key"] for node in repo.run("graph", *line).json["nodes"]}

    everything = {"settings/settings", "role/director", "role/quality-manager", "party/ops-01"}
    assert keys() == everything
    assert keys("party/ops-01", "--depth", "0") == {"party/ops-01"}
    assert keys("ops-01") == {"party/ops-01", "role/director", "role/quality-manager"}
    assert keys("ops-01", "--depth", "2") == everything
    assert keys("role", "--depth", "0") == {"role/director", "role/quality-manager"}


def test_graph_marks_what_does_not_exist(repo: Repo) -> None:
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    body = repo.run("graph", "--format", "json").json
    assert {"key": "role/directr", "missing": True} in body["nodes"]
    assert {"from": "role/quality-manager", "to": "role/directr", "at": "reports_to"}.items() <= next(
        edge for edge in body["edges"] if edge["to"] == "role/directr"
    ).items()
    assert "style=dashed" in repo.run("graph", "--format", "dot").out
    assert "class n" in repo.run("graph", "--format", "mermaid").out


def test_drawings_hold_every_node_once_and_no_name_as_syntax() -> None:
    body = run(*WORKED, "graph", "sla").json
    dot = run(*WORKED, "graph", "sla", "--format", "dot").out
    mermaid = run(*WORKED, "graph", "sla", "--format", "mermaid").out
    assert len(re.findall(r"^  n[0-9]+ \[label=", dot, re.MULTILINE)) == len(body["nodes"])
    assert len(re.findall(r"^  n[0-9]+\[\"", mermaid, re.MULTILINE)) == len(body["nodes"])
    pairs = {(edge["from"], edge["to"]) for edge in body["edges"]}
    assert len(re.findall(r" -> ", dot)) == len(re.findall(r" -->", mermaid)) == len(pairs)


def test_roles_name_holders_deputies_and_vacancies(repo: Repo) -> None:
    assert "ops-01" in repo.run("roles").out
    assert "2 roles as of 2026-11-01 · 0 vacant" in repo.run("roles").out
    early = repo.run("roles", "--as-of", "2025-12-31")
    assert "vacant" in early.out and "2 vacant" in early.out
    assert all(role["vacant"] for role in repo.run("roles", "--as-of", "2025-12-31", "--format", "json").json["roles"])
    assert run(*WORKED, "roles", "--raci").out.count("Restore the service") >= 2


def test_a_leaver_breaks_things_or_not(repo: Repo) -> None:
    repo.write("roles/parties/ops-02.yaml", repo.read("roles/parties/ops-01.yaml").replace("ops-01", "ops-02"))
    assert repo.run("roles", "leaver", "ops-02").code == 0
    result = repo.run("roles", "leaver", "ops-01", "--on", "2026-12-01")
    assert result.code == 1
    assert "The role director becomes vacant" in " ".join(result.out.split())
    assert repo.run("roles", "leaver", "ops-1").code == 2
    assert repo.run("roles", "leaver", "ops-01", "--on", "soon").code == 2
