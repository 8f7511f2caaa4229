"""`gitsm plan` in a git repository: which sides, who wrote it, simulation, --fix, exit codes, bad input."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cli_support import FILES, Repo, Result
from diff_support import next_version
from gate_small import SMALL
from support import ROOT

SLA = "slas/billing-platform.yaml"
EMAIL = "slas/email.yaml"
LOOSER = ("priority: p4, at_most: 20h", "priority: p4, at_most: 40h")


def loosen(repo: Repo) -> None:
    """A looser target in a new version of its own, as an agreement in force asks for."""
    for path, edit in next_version(SLA, "3.0.0", "2026-12-01", LOOSER).items():
        if isinstance(edit, tuple):
            repo.edit(path, *edit)
        elif isinstance(edit, str):
            repo.write(path, edit)


@pytest.fixture
def worked(branch: Repo) -> Repo:
    """The worked organisation with one commit on main and a branch `change`."""
    return branch


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organisation of 24 files with one commit on main and a branch `change`. To be copied."""
    repo = Repo(tmp_path_factory.mktemp("started") / "repo", dict(SMALL))
    repo.commit("as it stands")
    repo.git("checkout", "-q", "-b", "change")
    return repo.root


@pytest.fixture
def small(started: Path, tmp_path: Path) -> Repo:
    """A copy of that organisation, for what does not depend on what is promised."""
    return Repo(Path(shutil.copytree(started, tmp_path / "repo", symlinks=True)), {})


def body(result: Result) -> dict[str, object]:
    found: dict[str, object] = json.loads(result.out)
    schema = json.loads((ROOT / "docs/reference/json/plan-1.schema.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []
    assert result.out.isascii()
    return found


def summary(result: Result) -> dict[str, object]:
    found = body(result)["summary"]
    assert isinstance(found, dict)
    return found


def test_the_work_tree_is_compared_with_where_the_branch_left_main(worked: Repo) -> None:
    loosen(worked)
    worked.commit("committed on the branch")
    worked.git("checkout", "-q", "main")
    worked.write("README.md", "later on main\n")
    worked.edit("kpis/change-success-rate.yaml", "title:", "tags: [x]\ntitle:")
    worked.commit("main moves on")
    worked.git("checkout", "-q", "change")
    result = worked.run("plan", "--format", "json")
    changes = body(result)["changes"]
    assert isinstance(changes, list)
    assert [(one["artefact"], one["number"], one["class"]) for one in changes] == [
        ("sla/billing-platform", 22, "major"),  # another term
        ("sla/billing-platform", 17, "major"),
    ]
    assert result.code == 0
    assert body(worked.run("plan", "main..change", "--format", "json"))["changes"] == changes


def test_authors_are_read_from_commits_and_do_not_count(worked: Repo) -> None:
    loosen(worked)
    worked.git("add", "-A")
    worked.git("-c", "user.name=x", "commit", "-q", "--author", "ops-04 <someone@example.org>", "-m",
               "looser\n\nCo-authored-by: nobody <9000000003+avu-ops-05@users.noreply.example.org>")  # fmt: skip
    found = body(worked.run("plan", "--format", "json", "--if-approved", "ops-04"))
    assert {"ops-04", "ops-05"} <= set(found["authors"])  # type: ignore[call-overload]
    assert found["strangers"] == ["tester <tester@example.org>"]
    requirements = found["requirements"]
    assert isinstance(requirements, list)
    need = next(one for one in requirements if one["role"] == "service-level-manager")
    assert need["state"] != "given" and "ops-04" not in [one["person"] for one in need["can"]]


def test_simulated_agreement_and_objection(worked: Repo) -> None:
    loosen(worked)
    agreed = body(worked.run("plan", "--format", "json", "--if-approved", "@avu-biz-02", "--author", "ops-04"))
    states = {one["role"]: one["state"] for one in agreed["requirements"]}  # type: ignore[attr-defined]
    assert states["finance-representative"] == "given" and states["billing-service-owner"] == "missing"
    against = summary(worked.run("plan", "--format", "json", "--if-rejected", "biz-02"))
    assert against["outcome"] == "objection"


def test_simulated_agreement_is_about_the_commit_that_is_judged(worked: Repo) -> None:
    loosen(worked)
    worked.commit()
    agreed = body(worked.run("plan", "main..HEAD", "--format", "json", "--if-approved", "biz-02", "--author", "ops-04"))
    assert "finance-representative" in {one["role"] for one in agreed["requirements"] if one["state"] == "given"}  # type: ignore[attr-defined]
    assert agreed["voided"] == []


def test_missing_agreements_count_only_where_that_is_asked(worked: Repo) -> None:
    loosen(worked)
    assert worked.run("plan").code == 0
    assert worked.run("plan", "--require-approved").code == 1


def test_a_new_error_and_a_blocked_change_end_with_1(worked: Repo) -> None:
    worked.edit(EMAIL, "step: ola/network}", "step: ola/netwrk}")
    result = worked.run("plan")
    assert result.code == 1 and "REF-01" in result.out
    worked.git("checkout", "-q", "--", ".")
    loosen(worked)
    assert worked.run("plan", "--declared", "standard").code == 1


def test_the_description_says_what_is_declared(worked: Repo, tmp_path: Path) -> None:
    loosen(worked)
    text = tmp_path / "text"
    text.write_text("Class: major\nRationale: the queue grew\nCommunication: by mail\nBack-out: revert\n")
    found = body(worked.run("plan", "--format", "json", "--description", str(text)))
    assert found["summary"]["declared"] == "major"  # type: ignore[index]
    assert "CHG-03" not in [one["rule"] for one in found["obstacles"]]  # type: ignore[attr-defined]
    assert worked.run("plan", "--description", str(tmp_path / "none")).code == 3


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_fix_writes_versions_and_not_one_other_byte(small: Repo, ending: str) -> None:
    path = "kpis/kept.yaml"
    text = small.read(path).replace("\n", ending)
    small.write(path, text)
    small.commit("line ends")
    small.git("branch", "-f", "main")
    changed = text.replace("owner: ", "owner:   ", 1).replace("title: ", "title: Better ", 1)
    small.write(path, changed)
    before = small.snapshot()
    result = small.run("plan", "--fix")
    after = small.snapshot()
    old = next(line for line in changed.splitlines() if line.startswith("version:"))
    new = next(line for line in small.read(path).splitlines() if line.startswith("version:"))
    assert old != new and f"{path}: version" in result.err
    assert small.read(path) == changed.replace(old, new)
    assert {name for name in after if after[name] != before.get(name)} == {path}
    assert small.run("plan", "--fix").err == ""


def test_fix_takes_the_next_free_version_and_names_the_file_that_has_the_needed_one(worked: Repo) -> None:
    """Another wording of sla/email, whose next patch version stands in a file of its own and takes effect later."""
    for path, edit in next_version(EMAIL, "1.1.1", "2027-01-01").items():
        assert edit is not None
        worked.edit(path, *edit) if isinstance(edit, tuple) else worked.write(path, edit)
    worked.commit("agreed ahead")
    worked.git("branch", "-f", "main")
    worked.edit(EMAIL, "Mail on the move is encrypted", "Mail in transit is encrypted")
    result = worked.run("plan", "--fix")
    assert "version: 1.1.2\n" in worked.read(EMAIL)
    assert f"{EMAIL}: version 1.1.0 → 1.1.2; slas/email@1.1.1.yaml is 1.1.1 already" in result.err
    assert "takes effect on 2027-01-01: make the change there too" in result.err
    assert (result.code, worked.run("plan", "--fix").err) == (0, "")


def test_fix_numbers_no_agreement_in_force_that_was_edited_in_place(worked: Repo) -> None:
    """No number mends it: what was promised until today would be gone. The free file is named instead."""
    worked.edit(EMAIL, *LOOSER)
    worked.edit("kpis/change-success-rate.yaml", "title: ", "title: Better ")
    result = worked.run("plan", "--fix")
    assert "version: 1.1.0\n" in worked.read(EMAIL) and "kpis/change-success-rate.yaml: version" in result.err
    assert f"{EMAIL}: in force, so no version is written; undo the edit, write slas/email@2.0.1.yaml" in result.err
    named = [one["rule"] for one in body(worked.run("plan", "--format", "json"))["obstacles"] if one["blocks"]]  # type: ignore[attr-defined]
    assert (result.code, named) == (1, ["DOC-08"])


def test_fix_writes_nothing_where_one_version_cannot_be_set(worked: Repo) -> None:
    """The number of a version that stands in the name of its file takes a renamed file."""
    worked.edit("slas/email@2.0.0.yaml", "priority: p4, at_most: 20h", "priority: p4, at_most: 40h")
    worked.edit("kpis/change-success-rate.yaml", "title: ", "title: Better ")
    before = worked.snapshot()
    result = worked.run("plan", "--fix")
    assert (result.code, worked.snapshot()) == (3, before)
    assert "rename it to slas/email@" in result.err


def test_a_version_that_is_too_low_blocks_and_is_named_once(small: Repo) -> None:
    path = "services/email.yaml"
    small.edit(path, "Mailboxes, shared calendars", "Mailboxes, common calendars")
    result = small.run("plan", "--format", "json")
    named = [one["rule"] for one in body(result)["obstacles"] if one["blocks"]]  # type: ignore[attr-defined]
    assert (result.code, named) == (1, ["DOC-07"])
    assert small.run("plan", "--fix").code == 0
    assert "version: 1.3.1" in small.read(path)


def test_work_that_is_not_committed_has_no_author_yet_and_the_plan_says_so(small: Repo) -> None:
    words = "not known  who wrote what is not committed yet"
    small.edit("services/email.yaml", "Mailboxes, shared calendars", "Mailboxes, common calendars")
    assert words in small.run("plan").out and "--author HANDLE" in small.run("plan").out
    assert words not in small.run("plan", "--author", "ops-04").out
    assert body(small.run("plan", "--format", "json"))["notes"] != []
    small.commit("loosened")
    assert words not in small.run("plan").out
    small.write("notes.txt", "beside it\n")
    assert words in small.run("plan").out


def test_fix_is_for_the_work_tree(small: Repo) -> None:
    small.edit("services/email.yaml", "Mailboxes, shared calendars", "Mailboxes, common calendars")
    small.commit()
    assert small.run("plan", "main..HEAD", "--fix").code == 2


def test_markdown_begins_with_the_marker_and_is_the_same_each_time(worked: Repo) -> None:
    loosen(worked)
    first, second = (worked.run("plan", "--format", "markdown").out for _ in range(2))
    assert first == second
    assert first.startswith("<!-- gitsm:gate -->\n## Major change")


def test_without_a_policy_the_answer_is_not_known(repo: Repo) -> None:
    repo.commit()
    repo.edit("roles/director.yaml", "purpose: Decides", "purpose: Decides much")
    result = repo.run("plan")
    assert result.code == 3
    assert "who must agree is not known" in result.out and "change policy" in result.out


@pytest.mark.parametrize(
    ("revisions", "words"),
    [("nowhere", 'no revision "nowhere"'), ("main..nowhere", 'no revision "nowhere"'), ("HEAD~7", "no revision")],
)
def test_a_revision_that_is_not_there_cannot_be_judged(repo: Repo, revisions: str, words: str) -> None:
    repo.commit()
    result = repo.run("plan", revisions)
    assert result.code == 3 and words in result.err and result.out == ""


def test_no_common_ancestor_and_a_shallow_clone_are_said(repo: Repo, tmp_path: Path) -> None:
    repo.commit()
    repo.edit("roles/director.yaml", "purpose: Decides", "purpose: Decides much")
    repo.commit()
    repo.git("checkout", "-q", "--orphan", "apart")
    repo.commit("another beginning")
    result = repo.run("plan", "main..apart")
    assert result.code == 3 and "no common ancestor" in result.err
    repo.git("checkout", "-q", "main")
    repo.git("checkout", "-q", "-b", "later")
    repo.edit("roles/director.yaml", "purpose: Decides much", "purpose: Decides all")
    repo.commit()
    shallow = tmp_path / "shallow"
    repo.git("clone", "-q", "--depth", "1", "--no-single-branch", f"file://{repo.root}", str(shallow))
    result = Repo(shallow, {}).run("plan", "origin/main..origin/later")
    assert result.code == 3 and "shallow clone" in result.err and "unshallow" in result.err


def test_a_base_that_was_no_governance_repository(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo", {"README.md": "nothing yet\n"})
    repo.commit()
    repo.git("checkout", "-q", "-b", "change")
    for path, text in FILES.items():
        repo.write(path, text)
    repo.commit()
    result = repo.run("plan", "main..change")
    assert result.code == 3 and "no governance repository" in result.err


def test_an_unknown_handle_is_said(small: Repo) -> None:
    result = small.run("plan", "--if-approved", "mallory")
    assert result.code == 3 and '"mallory"' in result.err


def test_a_plan_of_nothing_asks_for_nothing_and_a_commit_is_named_once(small: Repo) -> None:
    nothing = small.run("plan")
    assert nothing.out.startswith("No change · nothing governed changed · nothing to agree to\n")
    tip = small.git("rev-parse", "HEAD").strip()
    assert small.run("plan", f"{tip}..{tip}").out.splitlines()[-1].startswith(f"{tip[:10]} to {tip[:10]} · as of ")
