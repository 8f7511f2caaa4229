"""The whole cycle with git and ssh-keygen alone: worked organisation, bare remote, request to verified evidence."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from cli_support import run
from diff_support import worked_files
from evidence.world import Keys, environment, raised
from gitsm.adapters import ssh
from offline_support import offline
from support import ROOT

EMAIL = "services/email.yaml"
HOLDERS = {"ops-14": "k1", "ops-10": "k2", "ops-04": "au1", "ops-16": "q1", "gitsm-gate": "gate"}
BESIDE = ("programme/", "docs/glossary/", "frameworks/", "improvement_register/", "kpis/", "slas/", "policies/tests/")
"""Parts of the worked organisation that no change of these tests concerns: more than half of its files."""


class Desk:
    """A work clone with its bare remote, and people with keys."""

    def __init__(self, folder: Path, keys: Keys, like: Path | None = None) -> None:
        """`like`: the folder of another one, of which this becomes a copy."""
        self.folder, self.keys = folder, keys
        self.org, self.remote = folder / "org", folder / "remote.git"
        started = like or keys.folder.parent / f"{keys.folder.name}-started"
        if not started.exists():
            self._start()
            shutil.copytree(folder, started, symlinks=True)
        else:
            shutil.copytree(started, folder, symlinks=True, dirs_exist_ok=True)
            self.git("remote", "set-url", "origin", str(self.remote))

    def _start(self) -> None:
        for path, data in worked_files().items():
            if path.startswith(BESIDE):
                continue
            (self.org / path).parent.mkdir(parents=True, exist_ok=True)
            (self.org / path).write_bytes(data)
        for party, key in HOLDERS.items():
            file = self.org / "roles" / "parties" / f"{party}.yaml"
            text = file.read_text().partition("ssh_keys:")[0]
            file.write_text(f"{text}ssh_keys:\n  - {{key: {self.keys.public[key]}, from: 2026-02-01}}\n")
        self.git("init", "-q", "-b", "main")
        self.git("add", ".")
        self.commit("start", "ops-14")
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(self.remote)], check=True, env=environment())
        self.git("remote", "add", "origin", str(self.remote))
        self.git("push", "-q", "origin", "main")

    def git(self, *arguments: str, ok: bool = True, where: Path | None = None) -> str:
        """git in the work clone."""
        done = subprocess.run(
            ["git", *arguments], cwd=where or self.org, env=environment(), capture_output=True, text=True, check=False
        )
        assert not ok or done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def commit(self, message: str, by: str) -> None:
        """Commits everything."""
        self.git("-c", f"user.name={by}", "-c", f"user.email={by}@example.org", "commit", "-qam", message)

    def cab(self, *arguments: str, by: str = "", where: Path | None = None) -> tuple[int, str, str]:
        """gitsm cab, with the key of a party."""
        more = ["--key", str(self.keys.folder / HOLDERS[by]), "--apply"] if by else []
        done = run("-C", str(where or self.org), "cab", *arguments, *more)
        return done.code, done.out, done.err

    def branch(self, name: str, word: str) -> None:
        """A pushed branch with a reworded service."""
        self.git("checkout", "-q", "-B", name, "origin/main")
        file = self.org / EMAIL
        file.write_text(raised(file.read_text().replace("description: ", f"description: {word} ", 1)))
        self.commit(word, "ops-04")
        self.git("push", "-q", "origin", name)

    def clone(self) -> Path:
        """A fresh clone."""
        place = self.folder / f"clone{len(list(self.folder.iterdir()))}"
        subprocess.run(["git", "clone", "-q", str(self.remote), str(place)], check=True, env=environment())
        return place


@pytest.fixture
def desk(tmp_path: Path, keys: Keys) -> Iterator[Desk]:
    """The worked organisation with a remote."""
    yield Desk(tmp_path, keys)


def test_the_cycle_ends_in_a_merge_that_a_fresh_clone_proves(desk: Desk) -> None:
    assert desk.cab("begin", by="gitsm-gate")[0] == 0
    desk.branch("reword", "Now")
    assert desk.cab("request", "reword", "--title", "Reword", by="ops-04")[1] == "1\n"
    refused = desk.cab("merge", "1", by="gitsm-gate")
    assert refused[0] == 1 and "governance-maintainer" in refused[1]
    assert desk.cab("approve", "1", by="ops-04")[0] == 0
    assert desk.cab("merge", "1", by="gitsm-gate")[0] == 1  # an author's own approval opens nothing
    assert desk.cab("approve", "1", by="ops-14")[0] == 0
    status = desk.cab("status", "1")[1]
    assert "ops-04 is an author" in status or "does not count" in status
    assert desk.cab("merge", "1", by="gitsm-gate")[0] == 0
    found = offline(desk.clone(), "cab", "verify", "--format", "json")
    value = json.loads(found.stdout)
    assert found.returncode == 0 and value["proved"] and value["judged"] == "origin/main"
    assert [one["finding"] for one in value["commits"]] == ["attested", "signed"]
    message = desk.git("log", "-1", "--format=%B", "main", where=desk.remote)
    assert "Gitsm-Request: 1" in message and "Gitsm-Approved-By: ops-14 (signed)" in message


def test_ssh_keygen_itself_agrees_with_the_evidence(desk: Desk) -> None:
    assert desk.cab("begin", by="gitsm-gate")[0] == 0
    signers = desk.folder / "signers"
    signers.write_text(desk.cab("signers")[1])
    data = subprocess.run(
        ["git", "show", "gitsm-evidence:genesis.json"], cwd=desk.remote, capture_output=True, check=True
    )
    seal = desk.folder / "seal"
    seal.write_text(desk.git("show", "gitsm-evidence:genesis.json.sig", where=desk.remote))
    command = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        str(signers),
        "-I",
        "gitsm-gate",
        "-n",
        "gitsm-evidence",
        "-s",
        str(seal),
    ]
    assert subprocess.run(command, input=data.stdout, capture_output=True, check=False).returncode == 0
    assert subprocess.run(command, input=data.stdout + b" ", capture_output=True, check=False).returncode != 0


def test_without_apply_nothing_is_written(desk: Desk) -> None:
    before = desk.git("for-each-ref", where=desk.remote)
    done = run("-C", str(desk.org), "cab", "begin", "--format", "json", "--key", str(desk.keys.folder / "gate"))
    assert done.code == 0 and "--apply" in done.err and json.loads(done.out)["_type"].startswith("https://in-toto.io/")
    assert desk.git("for-each-ref", where=desk.remote) == before


def test_a_push_that_fails_leaves_nothing_half_written(desk: Desk) -> None:
    assert desk.cab("begin", by="gitsm-gate")[0] == 0
    desk.branch("reword", "Now")
    assert desk.cab("request", "reword", "--title", "Reword", by="ops-04")[0] == 0
    assert desk.cab("approve", "1", by="ops-14")[0] == 0
    hook = desk.remote / "hooks" / "update"
    hook.write_text('#!/bin/sh\n[ "$1" != refs/heads/main ]\n')
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    before = desk.git("for-each-ref", where=desk.remote)
    code, _, said = desk.cab("merge", "1", by="gitsm-gate")
    assert code == 3 and "nothing was written" in said
    assert desk.git("for-each-ref", where=desk.remote) == before


def test_the_hook_lets_through_only_what_is_proved(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.cab("begin", by="gitsm-gate")[0] == 0
    hook = desk.remote / "hooks" / "pre-receive"
    hook.write_text(desk.cab("hook")[1])
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    import sys

    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    desk.branch("reword", "Now")
    assert "pushed directly" in desk.git("push", "origin", "reword:main", ok=False)
    assert "must not be deleted" in desk.git("push", "origin", ":gitsm-evidence", ok=False)
    assert desk.cab("request", "reword", "--title", "Reword", by="ops-04")[0] == 0
    assert desk.cab("approve", "1", by="ops-14")[0] == 0
    code, _, said = desk.cab("merge", "1", by="gitsm-gate")
    assert code == 0, said
    assert run("-C", str(desk.clone()), "cab", "verify").code == 0


def test_strangers_keys_and_wrong_keys_are_refused_with_what_to_do(desk: Desk) -> None:
    assert desk.cab("begin", by="ops-14")[0] == 3  # a person is not the gate
    desk.branch("reword", "Now")
    done = run(
        "-C", str(desk.org), "cab", "request", "reword", "--title", "x", "--key", str(desk.keys.folder / "stranger")
    )
    assert done.code == 3 and "No party" in done.err and "ssh_keys" in done.err
    done = run("-C", str(desk.org), "cab", "request", "reword", "--title", "x")
    assert done.code == 2 and "--key" in done.err


def test_a_shallow_clone_and_a_missing_branch_answer_nothing(desk: Desk) -> None:
    done = run("-C", str(desk.clone()), "cab", "verify")
    assert done.code == 3 and "gitsm-evidence" in done.err
    assert desk.cab("begin", by="gitsm-gate")[0] == 0
    desk.branch("reword", "Now")
    shallow = desk.folder / "shallow"
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", "--branch", "reword", f"file://{desk.remote}", str(shallow)], check=True,
        env=environment(),
    )  # fmt: skip
    done = run("-C", str(shallow), "cab", "verify")
    assert done.code == 3 and "--unshallow" in done.err


def test_an_unknown_request_and_a_second_merge_are_wrong_usage(desk: Desk) -> None:
    assert desk.cab("begin", by="gitsm-gate")[0] == 0
    assert desk.cab("merge", "7", by="gitsm-gate")[0] == 2
    assert desk.cab("begin", by="gitsm-gate")[0] == 3


def test_squash_and_rebase_stay_provable_in_a_clone(desk: Desk) -> None:
    assert desk.cab("begin", by="gitsm-gate")[0] == 0
    for number, method in enumerate(("squash", "rebase"), 1):
        desk.branch(method, method)
        assert desk.cab("request", method, "--title", method, by="ops-04")[1] == f"{number}\n"
        assert desk.cab("approve", str(number), by="ops-10")[0] == 0
        assert desk.cab("merge", str(number), "--method", method, by="gitsm-gate")[0] == 0
        desk.git("push", "-q", "origin", f":{method}")  # nobody keeps merged branches
        desk.git("fetch", "-q", "origin")
    value = json.loads(run("-C", str(desk.clone()), "cab", "verify", "--format", "json").out)
    assert [one["finding"] for one in value["commits"]] == ["attested", "signed", "signed"], value


def fits(shape: str, text: str) -> None:
    """Compares an output with its published shape."""
    schema = json.loads((ROOT / f"docs/reference/json/{shape}-1.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(text), schema, jsonschema.Draft202012Validator)


def test_json_outputs_have_their_published_shapes(desk: Desk) -> None:
    assert desk.cab("begin", by="gitsm-gate")[0] == 0
    desk.branch("reword", "Now")
    assert desk.cab("request", "reword", "--title", "Reword", by="ops-04")[0] == 0
    assert desk.cab("approve", "1", by="ops-04")[0] == 0
    fits("cases", desk.cab("status", "--format", "json")[1])
    fits("case", desk.cab("status", "1", "--format", "json")[1])
    fits("verify", desk.cab("verify", "--format", "json")[1])


def test_reviews_and_snapshots_join_the_chain(desk: Desk) -> None:
    assert desk.cab("begin", by="gitsm-gate")[0] == 0
    settings = desk.folder / "settings.json"
    settings.write_text('{"rules": []}')
    assert desk.cab("snapshot", str(settings), by="gitsm-gate")[0] == 0
    settings.write_text("[]")
    assert desk.cab("snapshot", str(settings), by="gitsm-gate")[0] == 2
    assert desk.cab("review", "9", "--by", "ops-14", "--document", str(settings), by="gitsm-gate")[0] == 2
    found = json.loads(run("-C", str(desk.clone()), "cab", "verify", "--format", "json").out)
    assert found["proved"] and found["snapshots"] == 1
    anchor = run("-C", str(desk.clone()), "cab", "anchor").out.strip()
    assert anchor == found["head"]
    assert run("-C", str(desk.clone()), "cab", "verify", "--anchor", anchor).code == 0
    assert run("-C", str(desk.clone()), "cab", "verify", "--anchor", "0" * 64).code == 1


@pytest.mark.parametrize("quick", [True, False])
def test_both_ways_of_checking_signatures_agree(keys: Keys, monkeypatch: pytest.MonkeyPatch, quick: bool) -> None:
    if not quick:
        monkeypatch.setattr(ssh, "_ed25519", lambda: None)
    seal = keys.sign("k1", "gitsm-evidence", b"text\n")
    assert ssh.signer_of(b"text\n", seal, "gitsm-evidence") == keys.public["k1"]
    assert ssh.signer_of(b"text \n", seal, "gitsm-evidence") == ""
    assert ssh.signer_of(b"text\n", seal, "gitsm-approval") == ""
    assert ssh.signer_of(b"text\n", seal.replace("\n", "\nA", 3), "gitsm-evidence") == ""
    assert ssh.signer_of(b"text\n", "no signature", "gitsm-evidence") == ""
    other = keys.sign("k2", "gitsm-evidence", b"text\n").splitlines()
    mixed = "\n".join([*seal.splitlines()[:2], *other[2:]])
    assert ssh.signer_of(b"text\n", mixed, "gitsm-evidence") == ""


def test_a_decision_that_does_not_count_says_why_at_the_desk_and_in_the_evidence(desk: Desk) -> None:
    assert desk.cab("begin", by="gitsm-gate")[0] == 0
    desk.branch("reword", "Now")
    assert desk.cab("request", "reword", "--title", "Reword", by="ops-04")[0] == 0
    for who in ("ops-04", "ops-16", "ops-14"):
        assert desk.cab("approve", "1", by=who)[0] == 0
    file = desk.org / EMAIL
    file.write_text(file.read_text().replace("description: Now", "description: Again"))
    desk.commit("again", "ops-04")
    desk.git("push", "-q", "origin", "reword")
    assert "was pushed since" in desk.cab("status", "1")[1]
    assert desk.cab("approve", "1", by="ops-14")[0] == 0
    wanted = [
        ("ops-04", "ops-04 is an author of this change"),
        ("ops-16", "ops-16 speaks for none of those asked"),
        ("ops-14", "a later decision took its place"),
        ("ops-14", ""),
    ]
    shown = json.loads(desk.cab("status", "1", "--format", "json")[1])
    assert [(one["by"], one["why_not"]) for one in shown["decisions"]] == wanted
    assert desk.cab("merge", "1", by="gitsm-gate")[0] == 0
    tip = desk.git("rev-parse", "main", where=desk.remote).strip()
    kept = json.loads(desk.git("show", f"gitsm-evidence:{tip[:2]}/{tip}.json", where=desk.remote))
    assert [(one["party"], one["whyNot"]) for one in kept["predicate"]["decisions"]] == wanted


def test_a_hook_written_to_a_file_can_be_executed(tmp_path: Path) -> None:
    assert run("cab", "hook", "-o", str(tmp_path / "pre-receive")).code == 0
    assert os.access(tmp_path / "pre-receive", os.X_OK)


def test_better_words_do_not_make_the_first_day_of_a_document_late(desk: Desk) -> None:
    assert desk.cab("begin", by="gitsm-gate")[0] == 0
    desk.git("checkout", "-q", "-b", "words", "origin/main")
    file = desk.org / "processes" / "incident-management.yaml"
    file.write_text(raised(file.read_text().replace("from the first report", "from its first report", 1)))
    desk.commit("Better words", "ops-04")
    desk.git("push", "-q", "origin", "words")
    assert desk.cab("request", "words", "--title", "Better words", by="ops-04")[0] == 0
    assert desk.cab("approve", "1", by="ops-14")[0] == 0
    assert desk.cab("merge", "1", by="gitsm-gate")[0] == 0
    report = json.loads(run("-C", str(desk.clone()), "check", "--format", "json").out)
    assert [one for one in report["findings"] if one["rule"] == "DOC-04"] == []
    about = [one for one in report["not_known"] if one["rule"] == "DOC-04" and "incident-management" in str(one)]
    assert "before there was evidence" in str(about)


def test_a_branch_without_a_change_asks_for_nothing(desk: Desk) -> None:
    desk.git("push", "-q", "origin", "main:refs/heads/empty")
    code, out, err = desk.cab("request", "empty", "--title", "Nothing", by="ops-04")
    assert (code, out) == (2, "") and "holds nothing that main does not have" in err
