"""Two revisions of a change read from git: where they parted, who wrote what, what moved, and the past of files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cli_support import FILES, Repo
from gitsm.adapters.git import Git
from gitsm.adapters.history import CloneHistory
from gitsm.adapters.revisions import (
    History,
    authors_of,
    change_range,
    changed_between,
    changed_in_work_tree,
    default_branch,
)
from gitsm.base.errors import CannotWorkHere

DIRECTOR = "roles/director.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Repo:
    """A governance repository in a folder of a larger one, with one commit."""
    above = Repo(tmp_path / "above", {"README.md": "x\n", ".gitignore": "*.log\n"})
    for path, text in FILES.items():
        above.write(f"governance/{path}", text)
    above.commit()
    return Repo(above.root / "governance", {})


def test_only_files_of_the_governance_folder_are_named(folder: Repo) -> None:
    above = Repo(folder.root.parent, {})
    base = above.git("rev-parse", "HEAD")
    folder.edit(DIRECTOR, "purpose: Decides", "purpose: Decides much")
    folder.write("notes/new.txt", "x")
    folder.write("run.log", "ignored")
    above.write("README.md", "y\n")
    git = Git(folder.root)
    assert changed_in_work_tree(git, base) == ("notes/new.txt", DIRECTOR)
    (folder.root / DIRECTOR).touch()
    head = above.commit()
    assert changed_between(git, base, head) == ("notes/new.txt", DIRECTOR)
    assert changed_in_work_tree(git, head) == ()


def test_a_touched_file_is_no_change(folder: Repo) -> None:
    (folder.root / DIRECTOR).touch()
    assert changed_in_work_tree(Git(folder.root), "HEAD") == ()


def test_every_hand_in_a_commit_is_named_whatever_its_message_holds(folder: Repo) -> None:
    base = folder.git("rev-parse", "HEAD")
    message = (
        "x\n\n\x01\n\x01 \nCo-authored-by: second <second@example.org>\nco-AUTHORED-by:third  <third@example.org>\r\n"
    )
    folder.git("commit", "-q", "--allow-empty", "--author", "first <first@example.org>", "-m", message)
    folder.git("commit", "-q", "--allow-empty", "-m", "\x01")
    found = authors_of(Git(folder.root), base, folder.git("rev-parse", "HEAD"))
    assert [name for name, _ in found] == ["tester", "first", "second", "third"]


def test_the_past_of_a_file_begins_with_how_it_stood_before_the_window(folder: Repo) -> None:
    texts = []
    for day, words in (("2026-05-01", "Decides a"), ("2026-09-01", "Decides b"), ("2026-09-15", "Decides c")):
        folder.write(DIRECTOR, FILES[DIRECTOR].replace("purpose: Decides", f"purpose: {words}"))
        folder.git("add", "-A")
        folder.git("-c", "user.name=x", "commit", "-q", "-m", words, "--date", day)
        texts.append(words)
    git = Git(folder.root)
    past = History(git, git.resolve("HEAD"))([DIRECTOR, "roles/none.yaml"], date(2026, 10, 1))
    purposes = [getattr(one.files.get(DIRECTOR), "purpose", None) for one in past]
    assert purposes == [None, "Decides", *texts], "all were committed on the day of the tests, 2026-10-01"
    assert [one.commit == "" for one in past] == [True, False, False, False, False]


def test_two_common_ancestors_are_not_guessed_between(folder: Repo) -> None:
    folder.git("branch", "left")
    folder.git("branch", "right")
    for name in ("left", "right"):
        folder.git("checkout", "-q", name)
        folder.git("commit", "-q", "--allow-empty", "-m", name)
    one, other = folder.git("rev-parse", "left"), folder.git("rev-parse", "right")
    folder.git("checkout", "-q", "left")
    folder.git("merge", "-q", "-m", "m", other)
    folder.git("checkout", "-q", "right")
    folder.git("merge", "-q", "-m", "m", one)
    with pytest.raises(CannotWorkHere, match="2 common ancestors"):
        change_range(Git(folder.root), "left..right")


def test_the_default_is_the_branch_the_remote_names(folder: Repo) -> None:
    folder.git("checkout", "-q", "-b", "trunk")
    folder.git("branch", "-D", "main")
    with pytest.raises(CannotWorkHere, match="nothing says what to compare with"):
        change_range(Git(folder.root), None)
    folder.git("update-ref", "refs/remotes/origin/trunk", "HEAD")
    folder.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    found = change_range(Git(folder.root), None)
    assert found.base == folder.git("rev-parse", "HEAD") and found.head is None


def test_what_decides_at_the_top_is_part_of_a_change_of_a_folder(folder: Repo) -> None:
    """Workflows and code owners of the larger repository decide about the folder as well."""
    above = Repo(folder.root.parent, {})
    base = above.git("rev-parse", "HEAD")
    for path in (".github/workflows/gate.yml", "CODEOWNERS", "docs/CODEOWNERS", "app/CODEOWNERS", "app/main.c"):
        above.write(path, "x\n")
    folder.edit(DIRECTOR, "purpose: Decides", "purpose: Decides much")
    wanted = (".github/workflows/gate.yml", "CODEOWNERS", "docs/CODEOWNERS", DIRECTOR)
    git = Git(folder.root)
    assert changed_in_work_tree(git, base) == wanted
    head = above.commit()
    assert changed_between(git, base, head) == wanted
    history = CloneHistory(git, head)
    found = history.commit(head)
    assert found is not None and tuple(sorted(one.path for one in found.changes)) == wanted
    assert set(wanted) <= set(history.files(head)) and "app/main.c" not in history.files(head)
    assert not history.whole


def test_a_remote_that_was_added_by_hand_says_what_the_default_branch_holds(folder: Repo) -> None:
    git = Git(folder.root)
    assert default_branch(git) == "refs/heads/main"
    folder.git("update-ref", "refs/remotes/origin/main", "HEAD")  # as `git remote add` and `git fetch` leave it
    assert default_branch(git) == "refs/remotes/origin/main"
