"""A small repository on disk and the command line run in it, for the tests of commands."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitsm.cli.main import main
from support import ROOT

FILES = {
    "gitsm.yaml": """\
id: settings
title: Settings of a small repository
version: 1.0.0
status: approved
owner: quality-manager
effective_from: 2026-01-01
review: {every: 12mo, last: 2026-01-10}
as_of: 2026-11-01
""",
    "roles/quality-manager.yaml": """\
# who looks after the documents
id: quality-manager
title: Quality manager
version: 1.0.0
status: approved
owner: 'quality-manager'
effective_from: 2026-01-01
review: {every: 12mo, last: 2026-01-10}   # once a year
purpose: Looks after the documents, "quality-manager" by name
type: governance
reports_to: director
holders: [{party: ops-01, from: 2026-01-01}]
""",
    "roles/director.yaml": """\
id: director
title: Director
version: 1.0.0
status: approved
owner: "quality-manager"
effective_from: 2026-01-01
review: {every: 12mo, last: 2026-01-10}
purpose: Decides
type: customer
holders: [{party: ops-01, from: 2026-01-01}]
""",
    "roles/parties/ops-01.yaml": """\
id: ops-01
title: ops-01
status: approved
owner: director
type: person
""",
}


@dataclass(frozen=True)
class Result:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Repo:
    """A repository in a folder of its own."""

    def __init__(self, root: Path, files: dict[str, str] | None = None) -> None:
        self.root = root
        for path, text in (files if files is not None else FILES).items():
            self.write(path, text)

    def write(self, path: str, text: str | bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode()

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text
        self.write(path, text.replace(old, new))

    def run(self, *args: str) -> Result:
        """The command line in this process."""
        return run("-C", str(self.root), *args)

    def git(self, *args: str) -> str:
        """git as a person would use it, untouched by the configuration of this computer."""
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in IDENTITY.items()},
        }
        done = subprocess.run(
            ["git", "-c", "init.defaultBranch=main", *args],
            cwd=self.root,
            env=environment,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def commit(self, message: str = "change") -> str:
        """Commits everything and gives the id."""
        if not (self.root / ".git").exists():
            self.git("init", "-q")
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def snapshot(self) -> dict[str, bytes]:
        """Content of every file outside .git."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and ".git" not in path.parts
        }


IDENTITY = {"NAME": "tester", "EMAIL": "tester@example.org", "DATE": "2026-10-01T12:00:00+00:00"}


def run(*args: str) -> Result:
    """The command line in this process, with its two streams as bytes would arrive."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace") for _ in range(2)]
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = streams
    try:
        code = main(list(args))
    finally:
        for stream in streams:
            stream.flush()
        sys.stdout, sys.stderr = before
    out, err = (stream.buffer.getvalue().decode("utf-8") for stream in streams)  # type: ignore[attr-defined]
    return Result(code, out, err)


def process(*args: str, environment: dict[str, str] | None = None, cwd: Path = ROOT) -> Result:
    """The command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "gitsm", *args],
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        check=False,
        timeout=120,
    )
    return Result(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace"))
