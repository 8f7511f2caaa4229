from __future__ import annotations

from pathlib import Path

import pytest

from cli_support import Repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A small repository without errors."""
    return Repo(tmp_path / "repo")
