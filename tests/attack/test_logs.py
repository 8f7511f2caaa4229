"""What reaches the log of a workflow run holds no command, in whichever format and on whichever stream."""

from __future__ import annotations

import json

import pytest

from cli_support import Repo

PAYLOAD = "##[error]stop"


@pytest.mark.parametrize(
    "line",
    [
        ["check", "--verbose"], ["check", "--format", "json"], ["check", "--format", "sarif"], ["graph"],
        ["show", "role/director"], ["show", "role/director", "--format", "json"], ["graph", "--format", "dot"],
        ["graph", "--format", "mermaid"], ["roles"], ["roles", "--format", "json"], ["show", PAYLOAD],
        ["roles", "leaver", "ops-01", "--format", "json"], ["check", "--since", PAYLOAD], ["check", "a\n::error::b"],
        ["check", f"--{PAYLOAD}\n::error::x"], ["mv", "role/director", f"\n::error::{PAYLOAD}"],
    ],
)  # fmt: skip
def test_no_line_is_taken_for_a_command(repo: Repo, line: list[str]) -> None:
    repo.edit("roles/director.yaml", "title: Director", f'title: "{PAYLOAD}"')
    repo.edit("roles/director.yaml", "purpose: Decides", f'purpose: "TODO {PAYLOAD}\\n::error::x"')
    repo.write("improvement_register/imp-1.yaml", EVIDENCE)
    repo.commit()
    result = repo.run(*line)
    for text in (result.out + result.err).splitlines():
        assert "##[" not in text, text
        assert not text.lstrip().startswith("::"), text
    if "json" in line or "sarif" in line:
        assert json.loads(result.out)


def test_json_says_the_same_nevertheless(repo: Repo) -> None:
    repo.edit("roles/director.yaml", "title: Director", f'title: "{PAYLOAD}"')
    assert repo.run("show", "role/director", "--format", "json").json["title"] == PAYLOAD


EVIDENCE = f"""\
id: imp-1
title: "{PAYLOAD}"
status: proposed
owner: director
evidence:
  - link: "{PAYLOAD}"
"""
