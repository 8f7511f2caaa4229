"""From the surroundings to a forge and a bench: credentials, the repository, a clone or a place for the objects."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from gitsm.adapters.fetch import empty_repository, origin
from gitsm.adapters.git import Git
from gitsm.adapters.patience import Patience
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.cli.gate.bench import CloneBench
from gitsm.cli.output import tell
from gitsm.cli.session import Session
from gitsm.model.kinds import SETTINGS_FILE

if TYPE_CHECKING:
    from gitsm.adapters.github import GithubForge

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,98}/[A-Za-z0-9._-]{1,100}")
_NUMBER = re.compile(r"[1-9][0-9]{0,15}")


@dataclass(frozen=True, slots=True)
class Place:
    """The repository on the platform: `owner/name`, its API, and where git fetches from."""

    repository: str
    api: str
    server: str


def place_of(repository: str | None, fix: str = "name it: --repo OWNER/NAME") -> Place:
    """What was named, else what the workflow run is about. Raises UsageError where nothing says which repository."""
    name = repository or os.environ.get("GITHUB_REPOSITORY", "")
    if not _NAME.fullmatch(name) or ".." in name:
        raise UsageError(
            f'"{name[:80]}" is no repository.' if name else "Nothing says which repository the gate is for.",
            fix,
        )
    api = os.environ.get("GITHUB_API_URL") or "https://api.github.com"
    return Place(name, api, os.environ.get("GITHUB_SERVER_URL") or "https://github.com")


def app_number() -> int:
    """The number of the gate's App, from GITSM_APP_ID; 0 where it is not set. Raises UsageError for anything else."""
    number = os.environ.get("GITSM_APP_ID", "").strip()
    if number and not _NUMBER.fullmatch(number):
        raise UsageError(
            f'GITSM_APP_ID is "{number[:40]}", which is no number.', 'write the "App ID" that the App\'s page shows'
        )
    return int(number or 0)


def sign_in(
    place: Place, *, apply: bool, patience: Patience | None = None, record: bool = False, settings: bool = False
) -> GithubForge:
    """The forge. To write, the App must sign in; to read, a token or nothing will do. Raises CannotWorkHere.

    To `record` evidence the App must be allowed to write contents, for which it is asked then only; to see the
    `settings` it must be allowed to read more, without which some of them stay unknown.
    """
    try:
        from gitsm.adapters.github import PERMISSIONS, SETTINGS, Access, AppKey, connect
    except ImportError:
        raise CannotWorkHere("The library for GitHub is not installed.", "pip install 'gitsm[github]'") from None
    number, key = app_number(), os.environ.get("GITSM_APP_KEY", "")
    token = os.environ.get("GITSM_TOKEN") or os.environ.get("GITHUB_TOKEN") or ""
    app = AppKey(number, key) if number and key.strip() else None
    if app is None and apply:
        missing = "GITSM_APP_KEY" if number else "GITSM_APP_ID"
        raise CannotWorkHere(
            f"{missing} is not set, and only the gate's own App may write.",
            "set GITSM_APP_ID and GITSM_APP_KEY from the environment gitsm-bot, as docs/guide/gate.md shows",
        )
    permissions = PERMISSIONS if apply else dict.fromkeys(PERMISSIONS, "read")
    if record:
        permissions = {**permissions, "contents": "write"}
    patience = replace(patience or Patience(), tell=tell)
    return connect(
        Access(
            place.repository, place.api, app, "" if app else token, patience, permissions,
            SETTINGS if settings else {},
        )
    )  # fmt: skip


@contextmanager
def evidence_key() -> Iterator[Path | None]:
    """A file with the gate's SSH key, from GITSM_EVIDENCE_KEY, that is gone afterwards; None where it is not set."""
    text = os.environ.get("GITSM_EVIDENCE_KEY", "").strip()
    if not text:
        yield None
        return
    with TemporaryDirectory(prefix="gitsm-key-") as made:
        file = Path(made) / "key"
        file.touch(mode=0o600)
        file.write_text(text + "\n", encoding="ascii", errors="replace")
        yield file


@contextmanager
def bench_of(
    directory: Path, place: Place, token: str, patience: Patience, *, named: bool, folder: str
) -> Iterator[CloneBench]:
    """The clone that holds the directory, or, for a repository that was named, an empty place that is removed after."""
    if not named:
        session = Session(directory)
        git = Git(session.root)
        yield CloneBench(session, git, origin(git), token, patience)
        return
    with TemporaryDirectory(prefix="gitsm-gate-") as made:
        top = Path(made).resolve()
        address = f"{place.server.rstrip('/')}/{place.repository}.git"
        empty_repository(top, address)
        root = (top / folder).resolve()
        if not root.is_relative_to(top):
            raise UsageError(f'"{folder}" leads out of the repository.', "name the governance folder inside it")
        root.mkdir(parents=True, exist_ok=True)
        (root / SETTINGS_FILE).touch()  # marks the governance folder; it is never read, only revisions are
        yield CloneBench(Session(root), Git(root), address, token, patience)
