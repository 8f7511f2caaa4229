"""Worlds for the tests of evidence, with one set of keys for all."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.world import Keys, World


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Keys of everybody."""
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def world(tmp_path: Path, keys: Keys) -> World:
    """A repository in which the gate has not begun."""
    return World(tmp_path / "repository", keys)
