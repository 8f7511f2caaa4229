"""git, read only: our own runner over plumbing commands, and a revision as a Tree.

Nothing here trusts the repository: the environment switches off system and user configuration, hooks, file system
monitors, replaced objects and every transport; names given by people are resolved to object ids once, and only ids
are used afterwards; contents come from the object database, never from a checkout.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import subprocess
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from gitsm.adapters.folders import Folders, Named
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.load.tree import Entry, lookalikes, parents
from gitsm.load.yaml import MAX_BYTES
from gitsm.render.escape import terminal

TIMEOUT = 60.0
LIFETIME = 120.0
_DRAIN = 1 << 20
_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_CONFIG = (
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "protocol.allow=never", "protocol.ext.allow=never",
    "core.quotePath=false", "core.pager=cat", "core.commitGraph=false", "log.showSignature=false", "color.ui=false",
    "i18n.logOutputEncoding=UTF-8", "diff.ignoreSubmodules=none", "core.attributesFile=/dev/null",
)  # fmt: skip


_QUARANTINE = ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")


def git_environment() -> dict[str, str]:
    """The environment of every git process: ours without any GIT_ variable, plus what makes git deaf to strangers.

    No transport is allowed at all: reading a partial clone must not run the program that its configuration names.
    In a hook the objects that are being received lie apart: the variables that say where stay.
    """
    stays = _QUARANTINE if "GIT_QUARANTINE_PATH" in os.environ else ()
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_") or name in stays}
    return {
        **kept,
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_LITERAL_PATHSPECS": "1",
    }


def find_git(avoid: Path | None = None) -> str | None:
    """The git program, never one that lies in the repository itself. None without one."""
    found = shutil.which("git")
    if found is None:
        return None
    path = Path(found).absolute()
    return None if avoid is not None and path.is_relative_to(avoid) else str(path)


def find_top(folder: Path) -> Path | None:
    """The nearest folder upwards that holds `.git`, found without running git. None without one."""
    here = folder.resolve()
    return next((place for place in (here, *here.parents) if os.path.lexists(place / ".git")), None)


def prefix_of(folder: Path) -> str:
    """The path from the top of the git repository to the folder; empty where they are one, or without git."""
    here = folder.resolve()
    top = find_top(here)
    return "" if top is None or here == top else here.relative_to(top).as_posix()


class Git:
    """The git repository that holds a folder. `prefix` leads from its top to the folder (empty when they are one)."""

    def __init__(self, folder: Path) -> None:
        """Raises CannotWorkHere without git, without a repository, or where git refuses to trust its owner."""
        here = folder.resolve()
        top = find_top(here)
        if top is None:
            raise CannotWorkHere(
                f"{here} is in no git repository, so it has no revisions.",
                "run `git init` and commit, or leave out REV",
            )
        program = find_git(top)
        if program is None:
            raise CannotWorkHere("The program git was not found.", "install git and put it on the PATH")
        self.top = top
        self.prefix = prefix_of(here)
        self._program = program
        self._trust: tuple[str, ...] = ()
        self.folders: dict[str, dict[str, Named]] = {}
        self._check_trust()

    def _check_trust(self) -> None:
        try:
            self.run("rev-parse", "--git-dir")
        except CannotWorkHere as error:
            if "dubious ownership" not in error.message:
                raise
            if not self._trusted_by_user():
                raise CannotWorkHere(
                    f"git does not trust {self.top}: it belongs to another user.",
                    f"if you trust it: git config --global --add safe.directory {self.top}",
                ) from None
            self._trust = ("-c", f"safe.directory={self.top.as_posix()}")

    def _trusted_by_user(self) -> bool:
        """Whether the user's own configuration names this repository as safe."""
        environment = {
            name: value
            for name, value in git_environment().items()
            if name not in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")
        }
        command = [self._program, "config", "--global", "--get-all", "safe.directory"]
        try:
            done = subprocess.run(
                command, cwd=self.top.anchor, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                timeout=TIMEOUT, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            return False
        return bool({"*", str(self.top), self.top.as_posix()} & set(os.fsdecode(done.stdout).splitlines()))

    def command(self, *arguments: str) -> list[str]:
        """The command line of a git call, with the hardening options in front."""
        options = [part for setting in _CONFIG for part in ("-c", setting)]
        return [self._program, "--no-pager", *options, *self._trust, *arguments]

    def run(self, *arguments: str, timeout: float = TIMEOUT) -> bytes:
        """Standard output of a git command. Raises CannotWorkHere where it fails or takes too long."""
        try:
            done = subprocess.run(
                self.command(*arguments), cwd=self.top, env=git_environment(), stdin=subprocess.DEVNULL,
                capture_output=True, timeout=timeout, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise CannotWorkHere(f"git {arguments[0]} took longer than {timeout:.0f} s.", "try again") from None
        except (OSError, ValueError) as error:
            raise CannotWorkHere(f"git cannot be started: {error}.", "check the installation of git") from None
        if done.returncode != 0:
            words = os.fsdecode(done.stderr).strip().splitlines() or ["no reason given"]
            raise CannotWorkHere(f"git {arguments[0]} failed: {words[0]}", "check the repository with `git fsck`")
        return done.stdout

    def resolve(self, revision: str) -> str:
        """The commit id of a revision that somebody named. Raises UsageError for a name that is none."""
        shown = terminal(revision)[:80]
        bad = not revision or revision.startswith("-") or len(revision) > 250
        if bad or any(ord(c) < 32 or ord(c) == 127 for c in revision):
            raise UsageError(f'"{shown}" cannot be the name of a revision.', "name a branch, a tag or a commit")
        try:
            found = self.run("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
        except CannotWorkHere as error:
            if "took longer" in error.message:
                raise
            if self.is_shallow():
                raise CannotWorkHere(
                    f'The revision "{shown}" is not in this shallow clone.',
                    "fetch the history: git fetch --unshallow (in a workflow: fetch-depth: 0)",
                ) from None
            raise UsageError(
                f'There is no revision "{shown}" in this repository.', "fetch it, or name a branch, a tag or a commit"
            ) from None
        commit = found.decode("ascii", "replace").strip()
        if not _ID.fullmatch(commit):
            raise UsageError(f'"{shown}" names no single commit.', "name a branch, a tag or a commit")
        return commit

    def head(self) -> str:
        """The commit checked out; empty before the first commit."""
        try:
            return self.resolve("HEAD")
        except (UsageError, CannotWorkHere):
            return ""

    def branch(self) -> str:
        """The branch checked out; empty where none is."""
        try:
            return os.fsdecode(self.run("symbolic-ref", "--quiet", "--short", "HEAD")).strip()
        except CannotWorkHere:
            return ""

    def is_shallow(self) -> bool:
        """Whether history is cut off."""
        return self.run("rev-parse", "--is-shallow-repository").strip() == b"true"


class GitTree:
    """A revision as a Tree, read from the object database by one process."""

    def __init__(self, git: Git, commit: str) -> None:
        """`commit` is an object id from `Git.resolve`."""
        self._git = git
        self._commit = commit
        self._blobs: dict[str, str] = {}
        self._reader = _Reader(git)
        self._folders = Folders(git.folders, self._reader.read, commit, git.prefix)

    @property
    def label(self) -> str:
        """The commit id."""
        return self._commit

    def entries(self, roots: Iterable[str]) -> Iterator[Entry]:
        """Everything below the roots, with object ids. Links and submodules are entries of their own."""
        wanted = list(dict.fromkeys(root for root in roots if root))
        if not wanted:
            return
        yield from lookalikes(wanted, self._folders.children)
        yield from self._folders.links(parents(wanted))
        for entry in self._folders.below(wanted):
            if entry.type == "file":
                self._blobs[entry.path] = entry.blob
            yield entry

    def read(self, path: str) -> bytes:
        """Content of a regular file, one byte more than the limit at most. Raises OSError."""
        if path not in self._blobs:
            self._look_up(path)
        blob = self._blobs.get(path)
        if blob is None:
            raise FileNotFoundError(errno.ENOENT, "no such file at this revision", path)
        return self._reader.read(blob)

    def read_many(self, paths: Sequence[str]) -> list[bytes | None]:
        """Contents of files that `entries` named, asked for at once, in order; None for what `read` must explain."""
        blobs = [self._blobs.get(path, "") for path in paths]
        found = dict(
            zip(wanted := list(dict.fromkeys(filter(None, blobs))), self._reader.read_many(wanted), strict=False)
        )
        return [found.get(blob) for blob in blobs]

    def _look_up(self, path: str) -> None:
        try:
            for _ in self.entries([path]):
                continue
        except CannotWorkHere:  # a path that leads out of the repository
            return


class _Reader:
    """One long-lived `cat-file --batch`, asked for object ids only."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None
        self._end: weakref.finalize[[subprocess.Popen[bytes], threading.Timer], _Reader] | None = None

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            self._git.command("cat-file", "--batch"), cwd=self._git.top, env=git_environment(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        watch = threading.Timer(LIFETIME, process.kill)
        watch.daemon = True
        watch.start()
        self._process = process
        self._end = weakref.finalize(self, _stop, process, watch)
        return process

    def close(self) -> None:
        """Ends the process."""
        if self._end is not None:
            self._end()
        self._process = self._end = None

    def read(self, blob: str, kind: bytes = b"blob", most: int = MAX_BYTES) -> bytes:
        """Content of an object, one byte more than `most` at most. Raises OSError where it is missing or git ended."""
        found = self.read_many([blob], kind, most)
        if not found or found[0] is None:
            raise OSError(errno.EIO, "the object is missing from the git database" if found else "git ended too early")
        return found[0]

    def read_many(self, ids: Sequence[str], kind: bytes = b"blob", most: int = MAX_BYTES) -> list[bytes | None]:
        """Contents of some dozen objects asked for at once, in order: None for a missing one, fewer where git ended."""
        process = self._process or self._start()
        assert process.stdin and process.stdout
        found: list[bytes | None] = []
        try:
            process.stdin.write("".join(f"{id_}\n" for id_ in ids).encode("ascii"))
            process.stdin.flush()
            while len(found) < len(ids) and self._process is process:
                found.append(self._answer(process.stdout, kind, most))
        except (BrokenPipeError, EOFError):
            self.close()
        return found

    def _answer(self, stream: IO[bytes], kind: bytes, most: int) -> bytes | None:
        """The next answer, one byte more than `most` at most. Raises EOFError where there is none."""
        line = stream.readline()
        if not line:
            raise EOFError
        head = line.split()
        if len(head) != 3 or head[1] != kind:
            if len(head) == 3:  # another type of object, with its content
                self.close()
            return None
        size = int(head[2])
        data = stream.read(min(size, most) + 1)
        if len(data) <= min(size, most):
            raise EOFError
        if size <= most:
            return data[:-1]
        rest = size - len(data) + 1
        if rest <= _DRAIN:
            stream.read(rest)
        else:
            self.close()
        return data


def blob_reader(git: Git) -> Callable[[str], bytes]:
    """Reads blobs by id, one byte more than the limit at most. It raises OSError where the object is missing."""
    return _Reader(git).read


def _stop(process: subprocess.Popen[bytes], watch: threading.Timer) -> None:
    watch.cancel()
    process.kill()
    if watch is not threading.current_thread():
        watch.join(1.0)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue
    process.wait()


def tree_at(folder: Path, revision: str) -> GitTree:
    """The folder at a revision named by somebody. Raises CannotWorkHere or UsageError."""
    git = Git(folder)
    return GitTree(git, git.resolve(revision))


def blob_id(data: bytes, like: str) -> str:
    """The object id git gives the content, in the same kind of digest as `like`."""
    digest = hashlib.sha256() if len(like) == 64 else hashlib.sha1(usedforsecurity=False)
    digest.update(b"blob %d\0" % len(data))
    digest.update(data)
    return digest.hexdigest()


def changed_files(git: Git, commit: str, folder: Path, roots: Sequence[str]) -> tuple[str, ...]:
    """Paths below the roots whose content in the work tree differs from the commit. Runs no filter and no hook."""
    from gitsm.adapters.disk import DiskTree

    disk = DiskTree(folder)
    then = {entry.path: entry.blob for entry in GitTree(git, commit).entries(roots) if entry.type == "file"}
    changed = set(then)
    for entry in disk.entries(roots):
        if entry.type != "file":
            continue
        known = then.get(entry.path)
        changed.add(entry.path)
        if known is None:
            continue
        try:
            data = disk.read(entry.path)
        except OSError:
            continue
        if known in (blob_id(data, known), blob_id(data.replace(b"\r\n", b"\n"), known)):
            changed.discard(entry.path)
    return tuple(sorted(changed))
