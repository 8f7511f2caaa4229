"""Errors that end a command, each with its exit code. Everything else is a finding."""

from __future__ import annotations

EXIT_CLEAN = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_CANNOT = 3
EXIT_INTERRUPTED = 130


class GitsmError(Exception):
    """A condition that stops the command. `fix` says what the person can do about it."""

    exit_code = EXIT_CANNOT

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


class UsageError(GitsmError):
    """The command line asks for something that does not exist or does not fit together."""

    exit_code = EXIT_USAGE


class CannotWorkHere(GitsmError):
    """The surroundings lack what the command needs: no gitsm.yaml, no git, no such revision."""
