"""The worked history: built by the real commands, and proved from a fresh clone without network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from evidence.world import environment
from offline_support import offline
from support import ROOT


def test_the_script_ends_in_a_history_that_is_proved_with_the_right_strengths(tmp_path: Path) -> None:
    """A squashed standard change, and a major one with the whole board and an agreement on paper."""
    script = [sys.executable, str(ROOT / "benchmarks" / "history.py"), str(tmp_path / "made")]
    done = subprocess.run(
        [*script, "directory-words", "slower-billing"], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("proved\n"), done.stdout
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(tmp_path / "made" / "remote.git"), str(clone)], check=True)
    found = offline(clone, "cab", "verify", "--format", "json")
    assert found.returncode == 0, found.stdout + found.stderr
    commits = [(one["class"], one["finding"], len(one["approvals"])) for one in json.loads(found.stdout)["commits"]]
    assert commits[:2] == [("", "attested", 0), ("standard", "signed", 1)]
    class_, finding, agreed = commits[2]
    assert (class_, finding) == ("major", "recorded") and agreed > 4
