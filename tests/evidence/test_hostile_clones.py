"""Clones whose configuration, tags or attributes were laid out to mislead an auditor or to run a program."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from cli_support import run
from evidence.world import World, environment, reword, service
from gitsm.adapters.git import Git
from gitsm.adapters.history import CloneHistory
from gitsm.adapters.revisions import authors_of

TRAP = "#!/bin/sh\ntouch {mark}\ncat >/dev/null\nexit 1\n"


def git(where: Path, *arguments: str) -> str:
    """git as anybody would call it."""
    done = subprocess.run(["git", *arguments], cwd=where, env=environment(), capture_output=True, text=True, check=True)
    return done.stdout.strip()


def moved_on(w: World) -> None:
    """A merge that has to be worked out by merging texts: both sides changed one file."""
    wide = "\n".join(f"- line {number}" for number in range(30))
    files = {**w.files, "README.md": f"{wide}\n"}
    w.merge(files)
    start, before = w.tip, dict(w.files)
    w.merge(reword({**w.files, "README.md": before["README.md"].replace("line 2\n", "line two\n")}))
    text = before["README.md"].replace("line 27\n", "line twenty-seven\n")
    both = {**w.files, "README.md": w.files["README.md"].replace("line 27\n", "line twenty-seven\n")}
    w.merge({**before, "README.md": text}, parted=start, into=both)


@pytest.mark.parametrize("laid", ["info/attributes", "attributes of the work tree", "attributes named in the config"])
def test_a_verification_runs_no_merge_driver(world: World, tmp_path: Path, laid: str) -> None:
    moved_on(world.begin())
    world.save()
    mark, trap = tmp_path / "ran", tmp_path / "trap"
    trap.write_text(TRAP.format(mark=mark))
    trap.chmod(0o755)
    where = {"info/attributes": ".git/info/attributes", "attributes of the work tree": ".gitattributes"}.get(laid, "a")
    world.write(where, "* merge=trap\n")
    git(world.folder, "config", "merge.trap.driver", f"{trap} %A %B")
    git(world.folder, "config", "merge.default", "trap")
    if where == "a":
        git(world.folder, "config", "core.attributesFile", str(world.folder / "a"))
    found = world.verdict()
    assert found.proved, [one.reasons for one in found.commits]
    assert not mark.exists()


def test_attributes_cannot_let_a_conflict_pass(world: World) -> None:
    world.begin().save()
    tip = world.tip
    sides = [world.commit({**world.files, "README.md": text}, [tip], "au1", text) for text in ("one\n", "two\n")]
    world.write(".git/info/attributes", "* merge=union\n")
    assert CloneHistory(Git(world.folder), tip).merged_tree(*sides) == ""


def test_names_of_authors_do_not_depend_on_the_configuration(world: World, tmp_path: Path) -> None:
    world.begin().save()
    key, mark, trap = world.keys.folder / "k1", tmp_path / "ran", tmp_path / "trap"
    git(world.folder, "reset", "-q", "--hard", "main")
    world.write("README.md", "signed\n")
    signing = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={key}")
    who = ("-c", "user.name=k1", "-c", "user.email=k1@example.org")
    git(world.folder, *signing, *who, "commit", "-q", "-S", "-am", "signed")
    trap.write_text(TRAP.format(mark=mark))
    trap.chmod(0o755)
    world.write("signers", f"k1 {world.keys.public['k1']}\n")
    for name, value in {
        "log.showSignature": "true", "gpg.ssh.program": str(trap), "gpg.program": str(trap), "color.ui": "always",
        "gpg.ssh.allowedSignersFile": str(world.folder / "signers"), "i18n.logOutputEncoding": "UTF-16",
    }.items():  # fmt: skip
        git(world.folder, "config", name, value)
    assert authors_of(Git(world.folder), world.tip, "HEAD") == (("k1", "k1@example.org"),)
    assert not mark.exists()


@pytest.mark.parametrize("name", ["main", "origin/main", "heads/main", "origin/HEAD"])
def test_a_tag_with_the_name_of_the_branch_hides_nothing(world: World, tmp_path: Path, name: str) -> None:
    world.begin().merge(reword(world.files))
    proved = world.tip
    world.push(reword(world.files, "sneaked"))
    world.save()
    git(world.folder, "tag", name, proved)
    for where in (world.folder, tmp_path / "clone"):
        if where == world.folder:
            git(where, "reset", "-q", "--hard", "refs/heads/main")
        else:
            git(tmp_path, "clone", "-q", str(world.folder), str(where))
        found = run("-C", str(where), "cab", "verify", "--format", "json")
        assert found.code == 1, found.out
        assert json.loads(found.out)["tip"] == world.tip


def test_a_plan_starts_from_the_branch_and_not_from_a_tag_of_its_name(world: World, tmp_path: Path) -> None:
    world.begin().save()
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(world.folder), str(clone))
    less = {
        **world.files,
        "services/new.yaml": service("new", "service-owner", "description: New\ncriticality: other\n"),
    }
    world.tip = head = world.commit(less, [world.tip], "au1", "work")
    world.save()
    git(clone, "fetch", "-q", str(world.folder), "main:work")
    git(clone, "tag", "origin/HEAD", head)
    git(clone, "checkout", "-q", "work")
    found = run("-C", str(clone), "plan", "--format", "json")
    assert "services/new.yaml" in found.out or "service/new" in found.out


def test_ignored_submodules_are_seen_in_a_merge(world: World) -> None:
    world.begin().save()
    tree = git(world.folder, "rev-parse", "main^{tree}")
    rows = git(world.folder, "ls-tree", tree) + f"\n160000 commit {world.tip}\ttools\n"
    made = subprocess.run(
        ["git", "mktree", "--missing"], cwd=world.folder, env=environment(), input=rows, capture_output=True, text=True,
        check=True,
    ).stdout.strip()  # fmt: skip
    who = ("-c", "user.name=k1", "-c", "user.email=k1@example.org")
    tip = git(world.folder, *who, "commit-tree", made, "-p", world.tip, "-m", "a submodule")
    git(world.folder, "config", "diff.ignoreSubmodules", "all")
    git(world.folder, "config", "submodule.tools.ignore", "all")
    world.write(
        ".gitmodules", '[submodule "tools"]\n\tpath = tools\n\turl = https://git.example.org/tools\n\tignore = all\n'
    )
    found = CloneHistory(Git(world.folder), tip).commit(tip)
    assert found is not None and [one.path for one in found.changes] == ["tools"]


@pytest.mark.parametrize("message", ["sneaked\x01in", "sneaked\x01in\x02", "a\x02b", "\n:000000 100644 0 1 A", "x\0y"])
def test_no_message_hides_what_its_commit_changes(world: World, message: str) -> None:
    world.begin().merge(reword(world.files, "fine"))
    pushed = world.commit(reword(world.files, "sneaked"), [world.tip], "au1", message)
    world.tip = pushed
    world.merge(reword(world.files, "after"))
    world.save()
    found = CloneHistory(Git(world.folder), world.tip).commit(pushed)
    assert found is not None and found.changes, "what the commit changed is seen"
    assert not world.verdict().proved
