"""A bare repository, as a hook on a self-hosted remote sees it: what is pushed, before anybody else can see it."""

from __future__ import annotations

from pathlib import Path

from gitsm.adapters.git import Git, find_git
from gitsm.base.errors import CannotWorkHere

HOOK = """#!/bin/sh
# pre-receive hook: a governed branch moves only together with evidence that proves the move.
# Copy it to hooks/pre-receive of the bare repository and make it executable.
exec gitsm cab hook --receive
"""


class BareGit(Git):
    """A bare repository. The governance repository is its top."""

    def __init__(self, folder: Path) -> None:
        """Raises CannotWorkHere without git, or for a folder that is no bare repository."""
        program = find_git()
        if program is None:
            raise CannotWorkHere("The program git was not found.", "install git and put it on the PATH")
        if not (folder / "objects").is_dir() or not (folder / "HEAD").is_file():
            raise CannotWorkHere(f"{folder} is no bare git repository.", "run this as its pre-receive hook")
        self.top = folder.resolve()
        self.prefix = ""
        self._program = program
        self._trust = ()
        self.folders = {}
        self._check_trust()
