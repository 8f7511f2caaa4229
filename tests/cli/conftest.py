from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli_support import Repo
from diff_support import worked_files

BESIDE = ("programme/", "docs/glossary/", "frameworks/", "improvement_register/", "kpis/", "policies/tests/")
"""Parts of the worked organisation that no change of these tests concerns: more than half of its files."""
CONCERNED = ("kpis/change-success-rate.yaml", "docs/glossary/workaround.yaml")
"""What stands there and is changed by one all the same."""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A small repository without errors."""
    return Repo(tmp_path / "repo")


@pytest.fixture(scope="session")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What changes concern of the worked organisation, with one commit on main and a branch `change`. To be copied."""
    repo = Repo(tmp_path_factory.mktemp("committed") / "repo", {})
    for path, data in worked_files().items():
        if path in CONCERNED or not path.startswith(BESIDE):
            repo.write(path, data)
    repo.commit("as it stands")
    repo.git("checkout", "-q", "-b", "change")
    return repo.root


@pytest.fixture
def branch(committed: Path, tmp_path: Path) -> Repo:
    """A copy of that repository."""
    return Repo(Path(shutil.copytree(committed, tmp_path / "repo", symlinks=True)), {})
