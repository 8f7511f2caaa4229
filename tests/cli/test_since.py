"""`gitsm check --since`: exactly what is new, and revisions without touching the work tree."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from cli_support import Repo

WEIGHTS = ("info", "warning", "error")


def weighed(repo: Repo, *args: str) -> list[tuple[str, str, str, int]]:
    body = repo.run("check", "--format", "json", *args).json
    return sorted(
        (f["rule"], f.get("artefact") or f["path"], f.get("at", ""), WEIGHTS.index(f["severity"]))
        for f in body["findings"]
    )


def difference(head: list[tuple[str, str, str, int]], base: list[tuple[str, str, str, int]]) -> list[Any]:
    """What of the head the base does not have at the same weight or a greater one, lightest first."""
    left, fresh = list(base), []
    for one in head:
        match = next((other for other in left if other[:3] == one[:3] and other[3] >= one[3]), None)
        if match is None:
            fresh.append(one)
        else:
            left.remove(match)
    return fresh


def test_only_new_findings_block(repo: Repo) -> None:
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    repo.commit()
    assert repo.run("check").code == 1
    assert repo.run("check", "--since", "HEAD").code == 0
    repo.edit("roles/director.yaml", 'owner: "quality-manager"', "owner: nobody")
    result = repo.run("check", "--since", "HEAD")
    assert result.code == 1
    assert "roles/director.yaml" in result.out and "directr" not in result.out
    assert "new since HEAD" in result.out


def test_a_finding_that_only_moved_is_not_new(repo: Repo) -> None:
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    repo.commit()
    repo.write("roles/quality-manager.yaml", "# one\n# two\n" + repo.read("roles/quality-manager.yaml"))
    assert repo.run("check", "--since", "HEAD").code == 0


EDITS = [
    ("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr"),
    ("roles/quality-manager.yaml", "party: ops-01", "party: ops-02"),
    ("roles/quality-manager.yaml", "owner: 'quality-manager'", "owner: nobody"),
    ("roles/director.yaml", 'owner: "quality-manager"', "owner: someone-else"),
    ("roles/director.yaml", "type: customer", "type: [x"),
    ("roles/director.yaml", "title: Director", 'title: ""'),
    ("roles/parties/ops-01.yaml", "owner: director", "owner: nobody"),
    ("gitsm.yaml", "owner: quality-manager", "owner: nobody"),
    ("gitsm.yaml", "as_of: 2026-11-01", "as_of: 2026-11-01\nseverity: {REF-01: warning}"),
    ("gitsm.yaml", "version: 1.0.0", 'version: "1"'),
]


@pytest.mark.parametrize("seed", range(12))
def test_since_is_the_difference_of_two_full_runs(repo: Repo, seed: int) -> None:
    chance = random.Random(seed)
    states = []
    for _ in range(2):
        for path, old, new in EDITS:
            text = repo.read(path)
            if chance.random() < 0.4 and (old in text or new in text):
                repo.write(path, text.replace(old, new) if old in text else text.replace(new, old))
        repo.commit()
        states.append(repo.git("rev-parse", "HEAD"))
    day = ("--as-of", "2026-11-01")
    head, base = weighed(repo, *day), weighed(repo, "--rev", states[0], *day)
    assert weighed(repo, "--since", states[0], *day) == difference(head, base)
    assert weighed(repo, "--rev", states[1], "--since", states[0], *day) == difference(head, base)
    assert weighed(repo, "--rev", states[0], "--since", states[1], *day) == difference(base, head)


def test_a_warning_that_becomes_an_error_is_new(repo: Repo) -> None:
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    repo.edit("gitsm.yaml", "as_of: 2026-11-01", "as_of: 2026-11-01\nseverity: {REF-01: warning}")
    repo.commit()
    assert repo.run("check", "--since", "HEAD").code == 0
    repo.edit("gitsm.yaml", "{REF-01: warning}", "{}")
    result = repo.run("check", "--since", "HEAD")
    assert result.code == 1
    assert "error REF-01" in result.out


def test_the_base_is_judged_on_the_same_day(repo: Repo) -> None:
    repo.commit()
    repo.edit("gitsm.yaml", "as_of: 2026-11-01", "as_of: 2031-11-01")
    late = weighed(repo)
    assert late, "reviews are overdue by then"
    before = weighed(repo, "--rev", "HEAD", "--as-of", "2031-11-01")
    assert weighed(repo, "--since", "HEAD") == difference(late, before)


def test_a_base_before_gitsm_makes_everything_new(repo: Repo) -> None:
    (repo.root / "gitsm.yaml").rename(repo.root / "away")
    repo.write("roles/director.yaml", repo.read("roles/director.yaml").replace("quality-manager", "nobody"))
    repo.commit()
    (repo.root / "away").rename(repo.root / "gitsm.yaml")
    result = repo.run("check", "--since", "HEAD")
    assert "there was no gitsm.yaml at HEAD" in result.err
    refused = repo.run("check", "--rev", "HEAD")
    assert refused.code == 3 and "no gitsm.yaml at HEAD" in refused.err


def test_a_revision_is_read_without_touching_anything(repo: Repo) -> None:
    repo.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    old = repo.commit()
    repo.edit("roles/quality-manager.yaml", "reports_to: directr", "reports_to: director")
    before = repo.snapshot()
    state = {path: path.stat().st_mtime_ns for path in (repo.root / ".git").rglob("*")}
    result = repo.run("check", "--rev", old)
    assert result.code == 1 and "directr" in result.out, "the excerpt comes from that revision too"
    assert repo.snapshot() == before
    assert {path: path.stat().st_mtime_ns for path in (repo.root / ".git").rglob("*")} == state
    assert repo.run("show", "quality-manager", "--rev", old).code == 0
    assert repo.run("roles", "--rev", old).code == 0
    assert repo.run("graph", "--rev", old).code == 0


@pytest.mark.parametrize("option", ["--since", "--rev"])
@pytest.mark.parametrize("name", ["nope", "-x", "--output=pwned", "a\nb", ""])
def test_bad_names_of_revisions(repo: Repo, option: str, name: str) -> None:
    repo.commit()
    result = repo.run("check", f"{option}={name}")
    if name:
        assert result.code == 2
        assert "revision" in result.err and result.out == ""
    assert not (repo.root / "pwned").exists()


def test_without_git_the_work_tree_can_be_checked_and_revisions_cannot(repo: Repo) -> None:
    assert repo.run("check").code == 0
    result = repo.run("check", "--since", "HEAD")
    assert result.code == 3 and "git" in result.err


def test_in_a_folder_of_a_larger_repository_sarif_paths_start_at_its_top(tmp_path: Path) -> None:
    top = Repo(tmp_path / "top", {"README.md": "x"})
    inner = Repo(tmp_path / "top" / "it gov")
    inner.edit("roles/quality-manager.yaml", "reports_to: director", "reports_to: directr")
    top.commit()
    assert inner.run("check", "--since", "HEAD").code == 0
    run = inner.run("check", "--format", "sarif").json["runs"][0]
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]}
    assert "it%20gov/roles/quality-manager.yaml" in uris
