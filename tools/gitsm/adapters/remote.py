"""git with a remote: fetching, writing objects, and pushing several branches in one step.

Reading stays deaf to the repository's configuration (`Git`). Fetching and pushing use the person's own configuration,
because addresses and credentials live there; hooks and `ext::` transports stay off. Objects are written first, and
only a single atomic push makes them visible: when anything fails before, nothing has happened.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gitsm.adapters.git import Git, git_environment
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.render.escape import terminal

TIMEOUT = 300.0
_ZERO = "0" * 40


class Moved(CannotWorkHere):
    """The remote has moved on meanwhile: nothing was written, and trying again may work."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who commits, and when (`2026-11-01T10:00:00Z`)."""

    name: str
    address: str
    moment: str


class Remote:
    """A remote of the repository, by name."""

    def __init__(self, git: Git, name: str = "origin") -> None:
        """Raises UsageError for a name that the repository does not know."""
        self.git = git
        self.name = name
        known = git.run("remote").decode("utf-8", "replace").split()
        if name not in known:
            shown = terminal(name)[:80]
            fix = (
                f"git remote add {shown} ADDRESS, or name another with --remote ({', '.join(known) or 'there is none'})"
            )
            raise UsageError(f'The repository has no remote "{shown}".', fix)

    def ref(self, branch: str) -> str:
        """The local name of a branch of the remote."""
        return f"refs/remotes/{self.name}/{branch}"

    def fetch(self) -> None:
        """Brings all branches of the remote. Raises CannotWorkHere."""
        spec = f"+refs/heads/*:refs/remotes/{self.name}/*"
        self._talk("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--prune", self.name, spec)

    def tip(self, branch: str) -> str:
        """The commit of a branch as last fetched; empty where there is none."""
        return tip_of(self.git, self.ref(branch))

    def push(self, updates: Mapping[str, str], expected: Mapping[str, str]) -> None:
        """Moves branches to commits, all or none, none of them backwards.

        `expected` is what each branch is at now ("" = it must not exist). Raises Moved where one is elsewhere.
        """
        leases = [f"--force-with-lease=refs/heads/{name}:{expected.get(name, '')}" for name in updates]
        for name, commit in updates.items():
            old = expected.get(name, "")
            if old and not self._is_ancestor(old, commit):
                raise CannotWorkHere(f"{name} would lose commits.", "nothing was pushed; report this")
        specs = [f"{commit}:refs/heads/{name}" for name, commit in updates.items()]
        self._talk("push", "--quiet", "--atomic", "--no-verify", "--no-recurse-submodules", *leases, self.name, *specs)
        for name, commit in updates.items():
            self.git.run("update-ref", "--no-deref", self.ref(name), commit)

    def _is_ancestor(self, old: str, new: str) -> bool:
        found = self.git.run("merge-base", "--all", old, new).decode("ascii", "replace").split()
        return old in found

    def environment(self) -> dict[str, str]:
        """What git is given to talk to the remote: the person's own surroundings, without what would lead it astray."""
        return {
            name: value
            for name, value in os.environ.items()
            if not name.upper().startswith("GIT_") or name.upper() in ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS")
        } | {
            "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_ALLOW_PROTOCOL": "file:https:ssh",
        }  # fmt: skip

    def _talk(self, *arguments: str) -> bytes:
        options = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "gc.auto=0")
        program = self.git.command()[0]
        try:
            done = subprocess.run(
                [program, "--no-pager", *options, *arguments], cwd=self.git.top, env=self.environment(),
                stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CannotWorkHere(
                f"git {arguments[0]} did not work: {error}.", "nothing was written; try again"
            ) from None
        if done.returncode == 0:
            return done.stdout
        said = [terminal(line) for line in os.fsdecode(done.stderr).splitlines() if line.strip()]
        if any("stale info" in line or "non-fast-forward" in line or "fetch first" in line for line in said):
            raise Moved(f"{self.name} has moved on meanwhile, so nothing was written.", "run the command again")
        hook = [line.removeprefix("remote: ") for line in said if line.startswith("remote: ")]
        reason = "; ".join(hook or said[-2:]) or "no reason given"
        raise CannotWorkHere(
            f"git {arguments[0]} failed: {reason[:1000]}",
            "nothing was written; check the remote and your right to write",
        )


def tip_of(git: Git, ref: str) -> str:
    """The commit that a full reference name points to; empty where there is none."""
    try:
        found = git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    except CannotWorkHere as error:
        if "took longer" in error.message:
            raise
        return ""
    return found.decode("ascii", "replace").strip()


class Writer:
    """Writes objects into the object database. Nothing of it is visible until a reference points to it."""

    def __init__(self, git: Git, apart: Path | None = None) -> None:
        """With `apart` objects are written into that folder instead, and those of the repository are only read."""
        self.git = git
        self._apart: dict[str, str] = {}
        if apart is not None:
            self._apart = {
                "GIT_OBJECT_DIRECTORY": str(apart),
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(self._stores()),
            }

    def _stores(self) -> list[str]:
        """Where the objects of the repository lie; in a hook also those that it had before."""
        own = Path(os.fsdecode(self.git.run("rev-parse", "--git-path", "objects")).strip())
        more = git_environment().get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "")
        return [str(self.git.top / own), *([more] if more else [])]

    def commit_files(
        self, onto: str, files: Mapping[str, bytes], message: str, stamp: Stamp, more_parents: Sequence[str] = ()
    ) -> str:
        """A commit that adds files to those of `onto` ("" = an orphan). Raises CannotWorkHere for one already there."""
        with tempfile.TemporaryDirectory(prefix="gitsm-") as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            if onto:
                self._call(["read-tree", onto], extra=index)
                listing = self._call(["ls-files", "-z"], extra=index).split(b"\0")
                there = sorted(set(files) & {os.fsdecode(name) for name in listing})
                if there:
                    raise Moved(f"{there[0]} is there already, so nothing was written.", "run the command again")
            lines = [f"100644 {self.blob(data)}\t{path}\n" for path, data in files.items()]
            self._call(["update-index", "--add", "--index-info"], "".join(lines).encode(), index)
            tree = self._call(["write-tree"], extra=index).decode("ascii").strip()
        return self.commit(tree, [*([onto] if onto else []), *more_parents], message, stamp)

    def blob(self, data: bytes) -> str:
        """Writes a blob; its object id."""
        return self._call(["hash-object", "-w", "--no-filters", "--stdin"], data).decode("ascii").strip()

    def commit(self, tree: str, parents: Sequence[str], message: str, stamp: Stamp, author: Stamp | None = None) -> str:
        """Writes a commit; its object id."""
        by = author or stamp
        environment = {
            "GIT_AUTHOR_NAME": by.name, "GIT_AUTHOR_EMAIL": by.address, "GIT_AUTHOR_DATE": by.moment,
            "GIT_COMMITTER_NAME": stamp.name, "GIT_COMMITTER_EMAIL": stamp.address, "GIT_COMMITTER_DATE": stamp.moment,
        }  # fmt: skip
        above = [part for parent in parents for part in ("-p", parent)]
        return self._call(["commit-tree", tree, *above], message.encode(), environment).decode("ascii").strip()

    def merged_tree(self, one: str, other: str) -> str:
        """The tree of a merge of two commits; empty where they conflict.

        Worked out in an empty repository over the same objects: attributes and configuration of this one could name
        programs that merge, or let conflicts pass, and two clones would come to two results.
        """
        with tempfile.TemporaryDirectory(prefix="gitsm-") as folder:
            try:
                found = self._call(
                    ["merge-tree", "--write-tree", "--no-messages", one, other],
                    extra=self._bare(Path(folder), len(one)), where=Path(folder),
                )  # fmt: skip
            except CannotWorkHere as error:
                if "git merge-tree failed" in error.message:
                    return ""
                raise
        return found.decode("ascii").split("\0")[0].split("\n")[0].strip()

    def _bare(self, folder: Path, digits: int) -> dict[str, str]:
        """An empty bare repository, and the variables that make git work in it with the objects of this one."""
        for name in ("objects", "refs"):
            (folder / name).mkdir()
        (folder / "HEAD").write_text("ref: refs/heads/none\n", "ascii")
        wide = "[extensions]\n\tobjectFormat = sha256\n" if digits == 64 else ""
        (folder / "config").write_text(
            f"[core]\n\trepositoryformatversion = {1 if wide else 0}\n\tbare = true\n{wide}", "ascii"
        )
        own, *more = self._stores()
        stores = {"GIT_OBJECT_DIRECTORY": own, **({"GIT_ALTERNATE_OBJECT_DIRECTORIES": more[0]} if more else {})}
        return {"GIT_DIR": str(folder), **stores, **self._apart}

    def _call(
        self, arguments: Sequence[str], data: bytes = b"", extra: Mapping[str, str] | None = None,
        where: Path | None = None,
    ) -> bytes:  # fmt: skip
        environment = {**git_environment(), **self._apart, **(extra or {})}
        try:
            done = subprocess.run(
                self.git.command(*arguments), cwd=where or self.git.top, env=environment, input=data,
                capture_output=True, timeout=TIMEOUT, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CannotWorkHere(f"git {arguments[0]} did not work: {error}.", "try again") from None
        if done.returncode != 0:
            words = os.fsdecode(done.stderr).strip().splitlines() or ["no reason given"]
            raise CannotWorkHere(f"git {arguments[0]} failed: {words[0]}", "check the repository with `git fsck`")
        return done.stdout
