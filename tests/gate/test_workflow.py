"""The workflows of the gate, run by act on this computer against the server.

What this does not prove: who may read secrets and environments, and which file of which branch GitHub runs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from act_support import ACT, EMPTY, FURNISHED, need_act, run_act, stub
from diff_support import worked_files
from gate_server import NAME, WORKFLOW
from gate_support import WORDING
from gate_world import World
from support import ROOT


@pytest.fixture
def tool(world: World, tmp_path: Path) -> World:
    """The platform, with the tool and its workflows beside the small organisation on main, as in this repository."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in set(filter(None, names.decode().split("\0"))) - worked_files().keys():
        place = world.clone.root / name
        if (ROOT / name).is_file() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place)
    world.clone.commit("The tool")
    world.clone.git("push", "-q", "origin", "main")
    (tmp_path / "stub").mkdir()
    (tmp_path / "stub" / "action.yml").write_text(stub(FURNISHED))
    (tmp_path / "artifact").mkdir()
    (tmp_path / "artifact" / "action.yml").write_text(stub(f"cp site/index.html {tmp_path}/kept.html"))
    return world


def act(
    world: World, tmp_path: Path, event: str, content: object, name: str = "gitsm-gate.yml", *more: str
) -> str:  # fmt: skip
    """Output of a workflow for an event."""
    workflow = (world.clone.root / ".github" / "workflows" / name).read_text(encoding="utf-8")
    local: list[str] = []
    for action, place in (("setup-python", "stub"), ("upload-artifact", "artifact")):
        used = re.search(rf"actions/{action}@[0-9a-f]{{40}}", workflow)
        local += ["--local-repository", f"{used[0]}={tmp_path / place}"] if used else []
    (tmp_path / "event.json").write_text(json.dumps(content))
    return run_act(
        world.clone.root, tmp_path, event, "-W", f".github/workflows/{name}", "-e", str(tmp_path / "event.json"),
        *local, *more, "-s", "GITSM_APP_KEY", "-s", f"GITHUB_TOKEN={WORKFLOW}",
        "--var", f"GITSM_APP_ID={os.environ['GITSM_APP_ID']}", "--env", f"GITHUB_API_URL={world.address}",
        "--env", f"GITHUB_REPOSITORY={NAME}",
    )  # fmt: skip


@need_act
def test_the_workflow_judges_a_pull_request_end_to_end(tool: World, tmp_path: Path) -> None:
    (tmp_path / "stub" / "action.yml").write_text(stub(EMPTY))
    head = tool.change(1, WORDING)
    tool.hub.review(1, "avu-ops-14")
    content = {"pull_request": {"number": 1, "head": {"sha": head}}, "repository": {"full_name": NAME}}
    output = act(tool, tmp_path, "pull_request_target", content)
    assert output.startswith("exit 0"), output[-4000:]
    assert tool.hub.latest(head)["conclusion"] == "success", output[-4000:]
    assert len(tool.hub.comments[1]) == 1
    assert "BEGIN RSA" not in output


@need_act
def test_the_hourly_look_ends_after_one_question_where_nothing_is_open(tool: World, tmp_path: Path) -> None:
    output = act(tool, tmp_path, "schedule", {"schedule": "17 * * * *", "repository": {"full_name": NAME}})
    assert output.startswith("exit 0"), output[-4000:]
    assert tool.hub.log == [f"GET /repos/{NAME}/pulls"], output[-3000:]


@need_act
def test_a_pull_request_carries_a_preview_of_the_site_as_it_would_be(tool: World, tmp_path: Path) -> None:
    (tmp_path / "stub" / "action.yml").write_text(stub(EMPTY))
    base = tool.clone.git("rev-parse", "main")
    tool.change(1, WORDING)
    tool.clone.git("checkout", "-q", "change-1")
    content = {"pull_request": {"number": 1, "base": {"sha": base, "ref": "main"}}, "number": 1}
    output = act(tool, tmp_path, "pull_request", content, "check.yml", "-j", "preview")
    assert output.startswith("exit 0"), output[-4000:]
    assert "E-mail" in (tmp_path / "kept.html").read_text(encoding="utf-8")


@need_act
@pytest.mark.parametrize("workflow", ["gitsm-gate.yml", "gitsm-signal.yml", "gitsm-central.yml", "gitsm-snapshot.yml"])
def test_the_workflows_fit_the_schema_of_act(workflow: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(ACT), "--validate", "--strict", "-W", f".github/workflows/{workflow}", "-P", "ubuntu-24.04=-self-hosted"],
        cwd=ROOT, capture_output=True, text=True, env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@need_act
def test_the_settings_of_the_day_are_appended_by_the_workflow(begun: World, tool: World, tmp_path: Path) -> None:
    content = {"repository": {"full_name": NAME, "default_branch": "main"}}
    more = ["-s", "GITSM_EVIDENCE_KEY", "--var", "GITSM_EVIDENCE=begun"]
    before = begun.hub.git("rev-parse", "gitsm-evidence")
    output = act(tool, tmp_path, "workflow_dispatch", content, "gitsm-snapshot.yml", *more[:2])
    assert output.startswith("exit 0") and begun.hub.git("rev-parse", "gitsm-evidence") == before, output[-4000:]
    output = act(tool, tmp_path, "workflow_dispatch", content, "gitsm-snapshot.yml", *more)
    assert output.startswith("exit 0"), output[-4000:]
    kept = json.loads(begun.hub.git("show", "gitsm-evidence:snapshots/000001.json"))["predicate"]
    assert kept["settings"]["repository"] == NAME
    assert "PRIVATE KEY" not in output


CALLER = """\
name: caller
on: pull_request_target
permissions: {}
jobs:
  gate:
    uses: ./.github/workflows/gitsm-central.yml
    with: {tool: avu/gitsm, commit: COMMIT}
    secrets: inherit
    permissions: {contents: read}
"""


@need_act
@pytest.mark.parametrize("how", ["called", "by hand"])
def test_the_central_workflow_judges_a_repository_it_does_not_hold(tool: World, tmp_path: Path, how: str) -> None:
    """The checkout is stubbed, and must be told the repository and commit of the tool, never those of the change."""
    commit = tool.clone.git("rev-parse", "main")
    wanted = "avu/gitsm" if how == "called" else NAME
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "action.yml").write_text(
        "name: stub\ndescription: stands for actions/checkout\n"
        "inputs: {repository: {}, ref: {}, persist-credentials: {}}\nruns:\n  using: composite\n  steps:\n"
        '    - shell: bash\n      run: echo "asked for ${{ inputs.repository }} at ${{ inputs.ref }}"\n'
        f"    - shell: bash\n      run: cp -R {tool.clone.root}/. $GITHUB_WORKSPACE/\n"
    )
    workflow = (ROOT / ".github" / "workflows" / "gitsm-central.yml").read_text(encoding="utf-8")
    used = re.search(r"actions/checkout@[0-9a-f]{40}", workflow)
    assert used is not None
    head = tool.change(1, WORDING)
    tool.hub.review(1, "avu-ops-14")
    here = f"GITHUB_SERVER_URL={os.environ['GITHUB_SERVER_URL']} gitsm gate run"  # act sets it anew for each step
    tool.clone.write(".github/workflows/gitsm-central.yml", workflow.replace("gitsm gate run", here))
    more = ["--local-repository", f"{used[0]}={folder}"]
    if how == "called":
        tool.clone.write(".github/workflows/caller.yml", CALLER.replace("COMMIT", commit))
        content = {"pull_request": {"number": 1, "head": {"sha": head}}, "repository": {"full_name": NAME}}
        stub = re.search(r"actions/setup-python@[0-9a-f]{40}", workflow)
        assert stub is not None
        more += ["--local-repository", f"{stub[0]}={tmp_path / 'stub'}"]
        output = act(tool, tmp_path, "pull_request_target", content, "caller.yml", *more)
    else:
        inputs = {"repository": NAME, "pull": "1", "folder": ""}
        output = act(tool, tmp_path, "workflow_dispatch", {"inputs": inputs}, "gitsm-central.yml", *more)
    assert output.startswith("exit 0"), output[-4000:]
    assert f"asked for {wanted} at {commit}" in output
    assert tool.hub.latest(head)["conclusion"] == "success", output[-4000:]
