"""The wheel, installed in a fresh environment outside the checkout, does the work of the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gitsm.rules import BY_ID
from support import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the commands of an environment that has the wheel and its base dependencies only."""
    folder = tmp_path_factory.mktemp("wheel")
    quiet = ["--quiet", "--disable-pip-version-check"]
    build = [sys.executable, "-m", "pip", "wheel", *quiet, "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    # a pip of its own, and bytecode of everything that is installed, take longer than all the rest
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    wheel = next(folder.glob("gitsm-*.whl"))
    subprocess.run([*pip_in(folder), "install", *quiet, "--no-compile", str(wheel)], check=True, capture_output=True)
    return folder


def pip_in(folder: Path) -> list[str]:
    """The pip that runs these tests, working on the new environment."""
    return [sys.executable, "-m", "pip", "--python", str(folder / "venv" / "bin" / "python")]


def gitsm(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    command = [str(installed / "venv" / "bin" / "gitsm"), *arguments]
    return subprocess.run(command, cwd=installed, capture_output=True, text=True, env=environment)


def test_the_installed_wheel_checks_this_repository_like_the_checkout(installed: Path) -> None:
    done = gitsm(installed, "-C", str(ROOT), "check", "--format", "json")
    assert done.returncode == 0, done.stderr
    here = [str(Path(sys.executable).with_name("gitsm")), "-C", str(ROOT), "check", "--format", "json"]
    assert json.loads(done.stdout) == json.loads(subprocess.run(here, capture_output=True, check=True).stdout)


def test_the_wheel_carries_the_examples_of_the_rules(installed: Path) -> None:
    names = zipfile.ZipFile(next(installed.glob("gitsm-*.whl"))).namelist()
    assert {f"gitsm/rules/cases/{rule}.yaml" for rule in set(BY_ID) - {"CHG-05", "CHG-07"}} <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "tools/", "benchmarks/"))]
    assert gitsm(installed, "rule", "RAC-01").returncode == 0


def test_the_base_installation_stays_small(installed: Path) -> None:
    listing = [*pip_in(installed), "list", "--format", "json", "--disable-pip-version-check"]
    listed = subprocess.run(listing, capture_output=True, check=True).stdout
    names = {row["name"].lower() for row in json.loads(listed)} - {"pip", "setuptools"}
    assert len(names) <= 20, sorted(names)
    assert not names & {"mkdocs", "mkdocs-material", "pygithub", "duckdb", "pytest"}


def test_without_the_site_extra_the_site_command_says_what_to_install(installed: Path) -> None:
    done = gitsm(installed, "-C", str(ROOT), "site", "build", "--output", str(installed / "site"))
    assert done.returncode == 3 and "Traceback" not in done.stderr
    assert "gitsm[site]" in done.stderr
