"""Bringing objects of a pull request here: the one git command that may use the network, and it writes no ref.

A token travels in the environment of the process, never on its command line, which others on the computer can read.
Nothing is checked out, no submodule is followed, no hook and no configured program runs.
"""

from __future__ import annotations

import base64
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from gitsm.adapters.git import Git, find_git, git_environment
from gitsm.adapters.patience import GivenUp, Patience, Transient
from gitsm.adapters.remote import Remote
from gitsm.base.errors import CannotWorkHere
from gitsm.render.escape import terminal

TIMEOUT = 300.0
_REF = re.compile(r"refs/(?:pull/[1-9][0-9]{0,15}/head|heads/(?![./-])[^\x00-\x20\x7f~^:?*\[\\]{1,240})")
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


def fetch(git: Git, url: str, refs: Sequence[str], token: str, patience: Patience) -> None:
    """Fetches the objects behind refs. Raises CannotWorkHere for an address or ref that is none, and on failure."""
    for ref in refs:
        if not _REF.fullmatch(ref) or ".." in ref or "@{" in ref or ref.endswith((".lock", "/", ".")):
            raise CannotWorkHere(f'"{terminal(ref)[:80]}" is no branch or pull request.', "name a branch that exists")
    environment = {**git_environment(), "GIT_ALLOW_PROTOCOL": _protocol(url), **_sign_in(url, token)}
    command = git.command(
        "-c", "http.followRedirects=false", "-c", "credential.helper=", "fetch", "--quiet", "--no-tags",
        "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc", "--end-of-options", url, *refs,
    )  # fmt: skip

    def ask() -> None:
        try:
            done = subprocess.run(
                command, cwd=git.top, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Transient(f"no end after {TIMEOUT:.0f} s") from None
        except OSError as error:
            raise CannotWorkHere(f"git cannot be started: {error}.", "check the installation of git") from None
        if done.returncode != 0:
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise Transient(terminal(lines[-1])[:200] if lines else "no reason given")

    try:
        patience(ask)
    except GivenUp as error:
        raise CannotWorkHere(
            f"The objects of {', '.join(refs)} cannot be fetched: {error}.",
            "check that the App may read the contents, and that the branch exists",
        ) from None


class SignedInRemote(Remote):
    """The remote `origin`, spoken to with a token that is on no command line and in no file."""

    def __init__(self, git: Git, address: str, token: str) -> None:
        super().__init__(git, "origin")
        self._address, self._token = address, token

    def environment(self) -> dict[str, str]:
        """That of any remote, and the token."""
        return {**super().environment(), **_sign_in(self._address, self._token)}


def empty_repository(folder: Path, address: str) -> None:
    """Makes an empty git repository in a folder, whose `origin` is the address. Raises CannotWorkHere."""
    program = find_git()
    if program is None:
        raise CannotWorkHere("The program git was not found.", "install git and put it on the PATH")
    calls = (["init", "--quiet", "--template=", str(folder)], ["-C", str(folder), "remote", "add", "origin", address])
    done = [
        subprocess.run(
            [program, *call], env=git_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        for call in calls
    ]
    if any(one.returncode != 0 for one in done):
        raise CannotWorkHere("git cannot make a repository to work in.", "make room in the folder for temporary files")


def origin(git: Git) -> str:
    """The address that the clone came from. Raises CannotWorkHere where it names none."""
    try:
        return git.run("config", "--local", "--get", "remote.origin.url").decode("utf-8", "replace").strip()
    except CannotWorkHere:
        raise CannotWorkHere(
            "This clone has no remote named origin, so nothing says where the pull requests are.",
            "name the repository: --repo OWNER/NAME",
        ) from None


def _protocol(url: str) -> str:
    """What git may use for the address: https, a path of this computer, or http to this computer alone."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL):
        return parts.scheme
    if parts.scheme == "file" or url.startswith("/"):
        return "file"
    raise CannotWorkHere(
        f'The address "{terminal(url)[:80]}" is not one that the gate fetches from.', "use an address with https://"
    )


def _sign_in(url: str, token: str) -> dict[str, str]:
    if not token or not url.startswith("http"):
        return {}
    secret = base64.b64encode(f"x-access-token:{token}".encode()).decode("ascii")
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
    }
