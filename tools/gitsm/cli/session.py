"""The composition root: which repository, which revision, which day; then load and check."""

from __future__ import annotations

import gc
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gitsm import RULESET, __version__
from gitsm.adapters.clock import today
from gitsm.adapters.disk import DiskTree, find_root
from gitsm.adapters.forks import Forks
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.base.spread import alone
from gitsm.load.tree import Tree
from gitsm.model.kinds import KINDS, ROOTS, SETTINGS_FILE

# The models and the rules are imported where they are used: `gitsm COMMAND --help` and completion need none of them.
if TYPE_CHECKING:
    from gitsm.adapters.git import Git
    from gitsm.check.evidence import Evidence
    from gitsm.check.report import Report
    from gitsm.load.snapshot import Snapshot
    from gitsm.site.view import Audience, Stamp


@dataclass(slots=True)
class Session:
    """What a command works on. Everything is looked up on first use."""

    directory: Path
    as_of_given: date | None = None
    started: float = field(default_factory=time.monotonic)
    _git: Git | None = None

    @classmethod
    def of(cls, ctx: click.Context, as_of: str | None = None) -> Session:
        """The session of a command line. Raises UsageError where a date is not one."""
        directory = Path(ctx.find_root().obj["directory"])
        return cls(directory, parse_day(as_of, "--as-of") if as_of is not None else None)

    @property
    def root(self) -> Path:
        """The folder that holds gitsm.yaml. Raises CannotWorkHere."""
        return find_root(self.directory)

    def git(self) -> Git:
        """The git repository of the root, looked for once. Raises CannotWorkHere without git or a repository."""
        from gitsm.adapters.git import Git

        if self._git is None:
            self._git = Git(self.root)
        return self._git

    def tree(self, rev: str | None = None) -> Tree:
        """The work tree, or the repository at a revision. Raises CannotWorkHere without git or such a revision."""
        if rev is None:
            return DiskTree(self.root)
        from gitsm.adapters.git import GitTree

        git = self.git()
        return GitTree(git, git.resolve(rev))

    def load(self, tree: Tree | None = None, like: Snapshot | None = None) -> Snapshot:
        """The snapshot of a tree (default: the work tree). It shares with `like` what stands in both."""
        from gitsm.load.loader import load

        with collector_off(), _progress("reading") as tell:
            tree = tree or self.tree()
            return load(tree, tell, Forks() if isinstance(tree, DiskTree) else alone, like)

    def load_at(self, rev: str | None) -> Snapshot:
        """The snapshot of a revision (None: the work tree). Raises CannotWorkHere for one without gitsm.yaml."""
        snapshot = self.load(self.tree(rev))
        if rev is not None and not governed(snapshot):
            raise CannotWorkHere(
                f"There was no {SETTINGS_FILE} at {rev}, so that was no governance repository.", "name a later revision"
            )
        return snapshot

    def as_of(self, snapshot: Snapshot) -> date:
        """The day judged: --as-of, then `as_of` in the settings, then today (UTC)."""
        return self.as_of_given or snapshot.settings.as_of or today()

    def settings_severity(self) -> dict[str, str]:
        """Severities that gitsm.yaml sets, read without the other files. Raises CannotWorkHere without it."""
        from gitsm.load.loader import read_artefact
        from gitsm.model.settings import Settings

        kind = KINDS["settings"]
        try:
            found = read_artefact(self.tree().read(SETTINGS_FILE), kind).artefact
        except OSError:
            found = None
        return dict(found.severity) if isinstance(found, Settings) else {}

    def check(
        self, snapshot: Snapshot, as_of: date | None = None, base: Report | None = None, *, replay: bool = False,
        like: Report | None = None,
    ) -> Report:  # fmt: skip
        """The check of a snapshot with every rule. `base`: the check of what stood before the change under judgement.

        `replay`: the changes of which there is evidence are judged again; else their seals are looked at. `like`: the
        check of another snapshot, whose answers are taken over where they stand; it is not what the change begins from.
        """
        from gitsm.check.evidence import NoEvidence
        from gitsm.check.report import check
        from gitsm.rules import RULES

        with collector_off(), _progress("checking") as tell:
            day = as_of or self.as_of(snapshot)
            like = like or base
            if like is not None and isinstance(like.evidence, NoEvidence):
                evidence: Evidence = like.evidence  # there is no such branch: nothing to ask again
            else:
                evidence = self.evidence(snapshot, day, replay)
            before = base.snapshot if base is not None else None
            return check(snapshot, RULES, day, evidence, tell, before, Forks(), like)

    def evidence(self, snapshot: Snapshot, as_of: date, replay: bool = False) -> Evidence:
        """What the evidence branch of this clone says; "not known" throughout without git or such a branch."""
        from gitsm.adapters.register import register
        from gitsm.check.evidence import NoEvidence, Recorded
        from gitsm.diff.content import digest

        try:
            history = register(self.git(), snapshot, as_of, replay=replay, every_seal=replay)
        except CannotWorkHere:
            return NoEvidence()
        return Recorded(history, digest) if history.exists else NoEvidence()

    def unchecked(self, snapshot: Snapshot) -> Report:
        """A report in which no rule has been asked: for what needs references, days and evidence alone."""
        from gitsm.check.report import Report
        from gitsm.graph import build_graph

        day = self.as_of(snapshot)
        return Report(snapshot, build_graph(snapshot), day, (), evidence=self.evidence(snapshot, day))

    def audience(self, snapshot: Snapshot, given: Audience | None) -> Audience:
        """Who will read what is written: as given, else as gitsm.yaml declares. Raises UsageError for neither."""
        wanted: Audience | None = given or snapshot.settings.audience
        if wanted is None:
            raise UsageError(
                "No audience is declared, so it is not clear what may be shown.",
                "give --audience, or add `audience: public`, internal or restricted to gitsm.yaml",
            )
        return wanted

    @property
    def prefix(self) -> str:
        """The path from the top of the git repository to the root of this one; empty where they are one."""
        from gitsm.adapters.git import prefix_of

        return prefix_of(self.root)

    def stamp(self) -> Stamp:
        """What the site says about its making. Without git, commit and branch are not known."""
        from gitsm.adapters.git import changed_files
        from gitsm.site.view import Stamp

        try:
            git = self.git()
            head = git.head()
            dirty = bool(head and changed_files(git, head, self.root, ROOTS))
        except CannotWorkHere:
            return Stamp(__version__, RULESET)
        return Stamp(__version__, RULESET, head, dirty, git.branch() or "main")

    @property
    def seconds(self) -> float:
        """Time since the command began."""
        return time.monotonic() - self.started


def governed(snapshot: Snapshot) -> bool:
    """Whether the tree holds gitsm.yaml, readable or not."""
    return SETTINGS_FILE in snapshot.paths or any(finding.path == SETTINGS_FILE for finding in snapshot.findings)


def parse_day(text: str, option: str) -> date:
    """A day written as 2026-01-31, of the years 1000 to 2999 like every day in a file. Raises UsageError otherwise."""
    from gitsm.base.scalars import DATE_PATTERN

    try:
        if not re.fullmatch(DATE_PATTERN, text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        from gitsm.cli.written import about_day

        why, fix = about_day(text)
        raise UsageError(f"{option} {text!r} is no day{f': {why}' if why else ''}.", fix) from None


@contextmanager
def collector_off() -> Iterator[None]:
    """No cyclic garbage collection: a load makes millions of objects that all stay. Later ones pass them over."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was:
            gc.enable()


class _Progress:
    """A counter on stderr, shown only on a terminal and only when the work takes longer than half a second."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._begin = time.monotonic()
        self._shown = False
        self._live = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __call__(self, done: int, total: int) -> None:
        if self._live and time.monotonic() - self._begin > 0.5:
            self._shown = True
            click.echo(f"\r{self._verb} {done} of {total} files", nl=False, err=True)

    def clear(self) -> None:
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)


@contextmanager
def _progress(verb: str) -> Iterator[_Progress]:
    progress = _Progress(verb)
    try:
        yield progress
    finally:
        progress.clear()
