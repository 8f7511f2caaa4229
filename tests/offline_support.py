"""gitsm run with the network cut off, and proof that it is cut off."""

from __future__ import annotations

import functools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_REFUSES = """import socket


def refuse(*_, **__):
    raise OSError("the network is cut off")


class Refused(socket.socket):
    __init__ = refuse


socket.socket = Refused
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = socket.socketpair = refuse
"""
_GIT = """#!/bin/sh
GIT_ALLOW_PROTOCOL= exec {git} "$@"
"""
_ASKS = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)"


@dataclass(frozen=True)
class Cut:
    """A way to run a program without network: what goes before it, and its environment."""

    name: str
    before: tuple[str, ...]
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Runs a program."""
        return subprocess.run(
            [*self.before, *command], env=self.environment, capture_output=True, text=True, check=False, timeout=300
        )


def _namespace() -> Cut:
    """A network of its own, in which there is nothing: not even this computer can be reached."""
    return Cut("a network namespace", ("unshare", "-rn"), dict(os.environ))


def _refusing(folder: Path) -> Cut:
    """Python without sockets, and git without any protocol."""
    (folder / "sitecustomize.py").write_text(_REFUSES)
    git = folder / "git"
    git.write_text(_GIT.format(git=shutil.which("git")))
    git.chmod(0o755)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH", "")])),
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
    }
    return Cut("sockets that refuse", (), environment)


@contextmanager
def _listening() -> Iterator[int]:
    """A port of this computer on which somebody listens."""
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def why_not_cut(cut: Cut) -> str:
    """Why a way does not cut the network off; "" where it does, and programs run all the same."""
    if cut.before and shutil.which(cut.before[0]) is None:
        return f"{cut.before[0]} is not installed"
    plain = cut.run(sys.executable, "-c", "print('runs')")
    if plain.stdout != "runs\n":
        return f"programs do not run: {plain.stderr.strip()[:200]}"
    with _listening() as port:
        assert subprocess.run([sys.executable, "-c", _ASKS, str(port)], check=False).returncode == 0
        asked = cut.run(sys.executable, "-c", _ASKS, str(port))
        fetched = cut.run("git", "ls-remote", f"git://127.0.0.1:{port}/none")
    if asked.returncode == 0 or "Error" not in asked.stderr:
        return "Python still reaches a port"
    return "" if fetched.returncode else "git still reaches a port"


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for what takes the place of Python's sockets and of git; it goes with this process."""
    return tempfile.TemporaryDirectory(prefix="gitsm-offline-")


@functools.cache
def ways() -> dict[str, tuple[Cut, str]]:
    """Every way by its name, the strongest first, with why it cannot be used ("" = it can)."""
    found = (_namespace(), _refusing(Path(_folder().name)))
    return {cut.name: (cut, why_not_cut(cut)) for cut in found}


def offline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`gitsm` in a folder, without network. Skips where no way cuts it off, and says why."""
    for cut, why in ways().values():
        if not why:
            return cut.run(sys.executable, "-m", "gitsm", "-C", str(folder), *arguments)
    reasons = "; ".join(f"{name}: {why}" for name, (_, why) in ways().items())
    pytest.skip(f"the network cannot be cut off here ({reasons})")
