"""Without --apply the commands about changes say in plain words what would be written, and what is still missing."""

from __future__ import annotations

import json
import subprocess

import pytest

from cli_support import Repo, Result
from evidence.world import Keys, environment, organisation, reword


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Keys of everybody."""
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Repo:
    """A small organisation with a remote, on which a branch rewords a service."""
    folder = tmp_path_factory.mktemp("desk")
    files = organisation(keys)
    found = Repo(folder / "org", files)
    found.commit("start")
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder / "remote.git")], check=True)
    found.git("remote", "add", "origin", str(folder / "remote.git"))
    found.git("push", "-q", "origin", "main")
    found.git("checkout", "-q", "-b", "work")
    found.write("services/mail.yaml", reword(files)["services/mail.yaml"])
    who = ["-c", "user.name=au1", "-c", "user.email=au1@example.org"]
    subprocess.run(["git", *who, "commit", "-qam", "work"], cwd=found.root, env=environment(), check=True)
    found.git("push", "-q", "origin", "work")
    found.git("checkout", "-q", "main")
    return found


def cab(desk: Repo, keys: Keys, by: str, *line: str) -> Result:
    return desk.run("cab", *line, "--key", str(keys.folder / by), "--as-of", "2026-11-02")


def test_a_request_without_a_title_is_refused(desk: Repo, keys: Keys) -> None:
    for title in ("", " ", "one\ntwo"):
        said = cab(desk, keys, "au1", "request", "work", "--title", title)
        assert said.code == 2 and "--title says nothing, or more than a line." in said.err and said.out == ""
    lost = cab(desk, keys, "gate", "snapshot", "nowhere.json")
    assert lost.code == 2 and "nowhere.json cannot be read: no such file or directory." in lost.err


def test_every_step_is_told_before_it_is_done(desk: Repo, keys: Keys) -> None:
    steps = (
        ("gate", ("begin",), ("the gate would begin with", "signed by   gate", "the end of gitsm-evidence on origin")),
        (
            "au1", ("request", "work", "--title", "Clearer words"),
            ("change request 1 would be opened: Clearer words", "Standard change", "keeper: has not agreed",
             "can agree: k1, k2", "written to gitsm-requests on origin"),
        ),
        (
            "k1", ("approve", "1", "--reason", "reads well"),
            ("k1 agrees to the change as it is at commit", "reason     reads well", "counts     for keeper",
             "nothing is missing: gitsm cab merge 1 may merge it then"),
        ),
        ("gate", ("merge", "1"), ("main ", "goes on from", "k1  signed, on 2026-11-02", "nothing is missing")),
    )  # fmt: skip
    for by, line, told in steps:
        refs = desk.git("ls-remote", "origin")
        said = cab(desk, keys, by, *line)
        assert said.code == 0 and said.out.endswith("\nNothing was written.\n")
        assert "say --apply to do it" in said.err
        for words in told:
            assert words in said.out, said.out
        assert desk.git("ls-remote", "origin") == refs
        if line[0] == "approve":
            own = cab(desk, keys, "au1", *line)
            assert own.code == 0 and "counts     for nobody: " in own.out and "author" in own.out
            assert "keeper: has not agreed; can agree: k1, k2" in own.out
            against = cab(desk, keys, "k2", "reject", "1")
            assert "k2 objects to the change" in against.out and "keeper: objects (k2)" in against.out
        done = cab(desk, keys, by, *line, "--apply", "--format", "json")
        if line[0] == "request":
            again = cab(desk, keys, by, *line)
            assert again.code == 0 and "Change request 1 asks for the same branch already" in again.err
        assert done.code == 0 and json.loads(done.out)["_type"].startswith("https://in-toto.io/")
    for line in (["approve", "1", "--apply"], ["reject", "1"]):
        late = cab(desk, keys, "k1", *line)
        assert late.code == 2 and "Change request 1 is merged already." in late.err and late.out == ""
