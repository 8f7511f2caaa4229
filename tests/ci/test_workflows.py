"""The workflows: their rules by zizmor, and their wiring by running them here with act, third-party actions stubbed.

What this does not prove: that GitHub grants or withholds the permissions, environments and secrets as written, and what
the stubbed actions really do. It proves that the commands, conditions and outputs fit together.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from act_support import FURNISHED, need_act, run_act, stub
from cli_support import Repo
from diff_support import worked_files
from gitsm.approvals.forge import PREVIEW_NAME
from support import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
BIN = Path(sys.executable).parent
STUBS = {
    "actions/setup-python": FURNISHED,  # tests/gate/test_workflow.py installs from nothing
    "actions/upload-artifact": "test -s site/index.html -o -s gitsm.sarif && echo stub: artifact",
    "actions/upload-pages-artifact": "echo stub: pages artifact",
    "actions/configure-pages": "echo stub: configure pages",
    "actions/deploy-pages": "echo stub: deployed",
    "github/codeql-action/upload-sarif": "test -s gitsm.sarif && echo stub: sarif uploaded",
}


def test_zizmor_as_an_auditor_finds_nothing_but_two_named_and_reasoned_exceptions() -> None:
    done = subprocess.run(
        [
            str(BIN / "zizmor"),
            "--offline",
            "--no-progress",
            "--persona=auditor",
            "--format=plain",
            str(ROOT / ".github"),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    ignored = [
        (path.name, line.strip().split(":")[0], *re.findall(r"zizmor: ignore\[([a-z-]+)\] \S.{20,}", line))
        for path in WORKFLOWS
        for line in path.read_text(encoding="utf-8").splitlines()
        if "zizmor" in line
    ]
    assert ignored == [
        ("gitsm-gate.yml", "pull_request_target", "dangerous-triggers"),
        ("gitsm-gate.yml", "workflow_run", "dangerous-triggers"),
    ]


def test_every_action_is_pinned_by_commit_with_its_release_beside_it() -> None:
    for path in WORKFLOWS:
        uses = re.findall(r"uses: (\S+)(.*)", path.read_text(encoding="utf-8"))
        assert uses or path.name == "gitsm-signal.yml"  # a doorbell uses nothing
        for action, rest in uses:
            assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", action), action
            assert re.fullmatch(r" # v[0-9]+\.[0-9]+\.[0-9]+", rest), (action, rest)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the tracked files with a commit of its own, and the stubs beside it."""
    clone = tmp_path / "clone"
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, names.decode().split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)
    commit(clone, "init", "-q", "-b", "main")
    for action, script in STUBS.items():
        home = tmp_path / "actions" / action
        home.mkdir(parents=True)
        (home / "action.yml").write_text(stub(script))
    return tmp_path


def commit(clone: Path, *before: str) -> None:
    """Commits everything, after another command of git."""
    who = ["-c", "user.name=ci", "-c", "user.email=ci@example.org"]
    for command in (list(before), ["add", "-A"], [*who, "commit", "-q", "-m", "copy"]):
        if command:
            subprocess.run(["git", *command], cwd=clone, check=True, capture_output=True)


def act(folder: Path, workflow: str, event: str, *extra: str) -> str:
    """Output of a workflow run by act on this host."""
    text = (ROOT / ".github" / "workflows" / workflow).read_text(encoding="utf-8")
    local: list[str] = []
    for action in sorted(set(re.findall(r"uses: (\S+@\S+)", text))):
        name, _, commit = action.partition("@")
        owner_repo = "/".join(name.split("/")[:2])
        if not name.startswith("actions/checkout"):
            local += ["--local-repository", f"{owner_repo}@{commit}={folder / 'actions' / owner_repo}"]
    (folder / "event.json").write_text(json.dumps({"repository": {"private": False}, "ref": "refs/heads/main"}))
    return run_act(
        folder / "clone", folder, event, "-W", f".github/workflows/{workflow}", "-e",
        str(folder / "event.json"), *local, *extra,
    )  # fmt: skip


@need_act
def test_check_runs_green_on_the_worked_repository(checkout: Path) -> None:
    output = act(checkout, "check.yml", "push")
    assert output.startswith("exit 0"), output[-3000:]
    assert "passed: nothing blocks" in output
    assert "stub: sarif uploaded" in output


@need_act
@pytest.mark.parametrize("audience", ["public", "undeclared"])
def test_publish_builds_and_deploys_only_what_is_declared_public(checkout: Path, audience: str) -> None:
    """With a small organisation in the place of the worked one, which tests of the site build often enough."""
    clone = checkout / "clone"
    for path in worked_files():
        (clone / path).unlink()
    organisation = Repo(clone)
    if audience == "public":
        organisation.write("gitsm.yaml", organisation.read("gitsm.yaml") + "audience: public\n")
    commit(clone)
    output = act(checkout, "publish.yml", "push")
    assert output.startswith("exit 0"), output[-3000:]
    assert "stub: artifact" in output
    assert ("stub: pages artifact" in output, "stub: deployed" in output) == ((audience == "public",) * 2)


def test_the_preview_is_built_out_of_reach_of_every_secret_under_the_name_that_the_gate_looks_for() -> None:
    folder = ROOT / ".github" / "workflows"
    jobs = yaml.safe_load((folder / "check.yml").read_text(encoding="utf-8"))["jobs"]
    job = jobs["preview"]
    assert job["name"] == PREVIEW_NAME
    assert job["permissions"] == {"contents": "read"} and "environment" not in job
    assert job["if"] == "${{ github.event_name == 'pull_request' }}"
    text = (folder / "check.yml").read_text(encoding="utf-8")
    assert not re.search(r"secrets|vars\.|pull_request_target|workflow_run|GITSM_", text)
    for name in ("gitsm-gate.yml", "gitsm-central.yml", "gitsm-snapshot.yml"):
        assert not re.search(r"gitsm (site|check|plan)\b", (folder / name).read_text(encoding="utf-8"))


def test_workflows_hold_no_permission_at_the_top() -> None:
    for path in WORKFLOWS:
        assert yaml.safe_load(path.read_text(encoding="utf-8"))["permissions"] == {}
