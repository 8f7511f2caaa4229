"""A verification needs a clone and nothing else: it runs with the network cut off, and says the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli_support import run
from evidence.test_clean import BOARD, PAPER, less, printing
from evidence.world import World, environment, reword
from offline_support import offline, ways

PLANS = "Rationale: r\nCommunication: c\nBack-out: b\n"


@pytest.fixture
def clone(world: World, tmp_path: Path) -> Path:
    """A fresh clone of a history with an approval of every strength, and a commit past the gate."""
    world.begin()
    world.merge(reword(world.files))
    world.merge(less(world), voices=BOARD, class_="major", description=PLANS)
    world.merge(reword(world.files, "seen"), voices=("k1",), platform=True)
    world.merge(
        printing(world), voices=(*BOARD[1:], lambda head: world.voice(head, "k1", named="x1", **PAPER)),
        class_="major", description=PLANS,
    )  # fmt: skip
    world.push(reword(world.files, "past the gate"))
    world.save()
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(world.folder), str(folder)], check=True, env=environment())
    return folder


def test_a_clone_without_network_proves_every_strength_and_finds_what_is_wrong(clone: Path) -> None:
    done = offline(clone, "cab", "verify", "--format", "json")
    assert done.returncode == 1, done.stderr
    found = [one["finding"] for one in json.loads(done.stdout)["commits"]]
    assert found == ["attested", "signed", "signed", "attested", "recorded", "unproved"], done.stdout
    assert json.loads(done.stdout) == json.loads(run("-C", str(clone), "cab", "verify", "--format", "json").out)
    text = offline(clone, "cab", "verify", "HEAD~1")
    assert text.returncode == 0 and "5 commits of HEAD~1 since" in text.stdout
    assert "6 commits of origin/main since" in offline(clone, "cab", "verify").stdout


def test_sockets_that_refuse_cut_off_as_well_as_a_namespace_does(clone: Path) -> None:
    cut, why = ways()["sockets that refuse"]
    assert why == ""
    done = cut.run(sys.executable, "-m", "gitsm", "-C", str(clone), "cab", "verify", "HEAD~1")
    assert done.returncode == 0, done.stderr
