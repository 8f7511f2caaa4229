"""Questions to the surroundings: what is there, what is missing, and what to do about it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gitsm import RULESET, __version__
from gitsm.adapters.disk import DiskTree, find_root
from gitsm.adapters.git import Git, find_git, find_top
from gitsm.base.errors import CannotWorkHere
from gitsm.cli.schemas import stale_schemas
from gitsm.export.parts.checkup import Checkup
from gitsm.load.loader import read_artefact
from gitsm.model.kinds import KINDS, SETTINGS_FILE
from gitsm.model.settings import Settings

PYTHONS = ((3, 11), (3, 13))
_EXTRAS = (
    ("site", ("mkdocs", "material"), "the site builder", ""),
    ("excel", ("openpyxl",), "what reads and writes workbooks", "; `gitsm sla check` does not work"),
    ("holidays", ("holidays",), "the calendar of public holidays", "; `gitsm calendar holidays` does not work"),
)
"""Extras: name, modules, what they bring, what does not work without them."""


def examine(directory: Path) -> Iterator[Checkup]:
    """Every answer, in the order of the questions. Never raises."""
    yield _python()
    try:
        root = find_root(directory)
    except CannotWorkHere as error:
        yield Checkup("root", "cannot", error.message, error.fix)
        yield _git_program(None)
        yield from _extras()
        return
    yield Checkup("root", "ok", f"{SETTINGS_FILE} stands in {root}")
    yield from _settings(root)
    yield _git_program(root)
    yield from _git(root)
    yield _schemas(root)
    yield from _extras()


def _python() -> Checkup:
    here = sys.version_info[:2]
    words = f"Python {'.'.join(map(str, sys.version_info[:3]))}, gitsm {__version__}, ruleset {RULESET}"
    if PYTHONS[0] <= here <= PYTHONS[1]:
        return Checkup("python", "ok", words)
    return Checkup("python", "note", f"{words}: not among the supported versions", "use Python 3.11, 3.12 or 3.13")


def _settings(root: Path) -> Iterator[Checkup]:
    try:
        read = read_artefact(DiskTree(root).read(SETTINGS_FILE), KINDS["settings"])
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        yield Checkup("settings", "problem", f"{SETTINGS_FILE} cannot be read: {reason}", "check its permissions")
        return
    settings = read.artefact
    if not isinstance(settings, Settings):
        first = read.defects[0]
        found = f"{SETTINGS_FILE}:{first.position}: {first.message} Defaults apply until it is mended."
        yield Checkup("settings", "problem", found, first.fix)
        return
    yield Checkup("settings", "ok", f"{SETTINGS_FILE} is readable, version {settings.version}")
    if settings.audience is None:
        yield Checkup(
            "audience", "note", "no audience is declared, so `gitsm site build` needs --audience",
            "add `audience: public`, internal or restricted to gitsm.yaml",
        )  # fmt: skip
    else:
        yield Checkup("audience", "ok", f"the site is built for: {settings.audience}")
    if settings.as_of is not None:
        yield Checkup("as-of", "note", f"the day judged is pinned to {settings.as_of}, as only worked examples do")
    if settings.ruleset not in (None, RULESET):
        yield Checkup("ruleset", "note", f"gitsm.yaml pins ruleset {settings.ruleset}, this gitsm brings {RULESET}")
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        found = f"the time zone {settings.timezone} is not known on this computer"
        yield Checkup("timezone", "problem", found, "pip install tzdata, or correct `timezone`")


def _git_program(root: Path | None) -> Checkup:
    program = find_git(root)
    if program is None:
        return Checkup("git", "problem", "git was not found; --since and --rev do not work", "install git")
    return Checkup("git", "ok", program)


def _git(root: Path) -> Iterator[Checkup]:
    def answer(ask: Callable[[], Checkup]) -> Checkup:
        try:
            return ask()
        except CannotWorkHere as error:
            return Checkup("repository", "problem", error.message, error.fix)

    if find_git(root) is None:
        return
    if find_top(root) is None:
        found = f"{root} is in no git repository; --since and --rev do not work"
        yield Checkup("repository", "problem", found, "git init && git add . && git commit")
        return

    def repository() -> Checkup:
        git = Git(root)
        head = git.head()
        if not head:
            return Checkup("repository", "note", f"{git.top} has no commit yet", "git add . && git commit")
        if git.is_shallow():
            found = f"{git.top} is a shallow clone at {head[:12]}; earlier revisions cannot be read"
            return Checkup("repository", "note", found, "git fetch --unshallow (in a workflow: fetch-depth: 0)")
        return Checkup("repository", "ok", f"{git.top} at {head[:12]}")

    yield answer(repository)


def _schemas(root: Path) -> Checkup:
    stale = stale_schemas(root)
    if stale:
        found = f"{len(stale)} schema files are missing or not those of this gitsm, {next(iter(stale))} for one"
        return Checkup("schemas", "problem", found, "gitsm schema write")
    return Checkup("schemas", "ok", "schemas/ fits this gitsm, so editors complete and check")


def _extras() -> Iterator[Checkup]:
    """What is installed beside gitsm itself, and what cannot be done without it."""
    for name, modules, what, without in _EXTRAS:
        if all(find_spec(module) for module in modules):
            yield Checkup(name, "ok", f"{what} is installed")
        else:
            found = f"{what} is not installed{without}"
            yield Checkup(name, "note", found, f"pip install 'gitsm[{name}]'")
