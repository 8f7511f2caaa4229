"""Findings: what a check says, with a place, a severity and an identity that survives edits."""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass

from gitsm.base.source import START, Position, Route


class Severity(enum.IntEnum):
    """How much a finding weighs. `OFF` is only a setting, never the severity of a finding."""

    OFF = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The word used in settings, output and on the site."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Severity:
        """The severity a word names (`error`, `warning`, `info`, `off`). Raises KeyError otherwise."""
        return cls[word.upper()]


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains the finding."""

    path: str
    position: Position
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, in words, with its place.

    `artefact` is `kind/id` (empty for a file that belongs to no artefact), `version` is empty for records.
    `route` leads from the top of the file to the value; `at` is the same with ids in place of list
    positions, so that it survives reordering, and with `#` and what the finding is about where a rule may find
    several things at one place. `as_of` differs from the run's date only for a scheduled
    version, which is judged on the day it takes effect.
    """

    rule: str
    severity: Severity
    path: str
    message: str
    position: Position = START
    artefact: str = ""
    version: str = ""
    route: Route = ()
    at: str = ""
    hint: str = ""
    fix: str = ""
    measured: str = ""
    limit: str = ""
    as_of: str = ""
    related: tuple[Related, ...] = ()

    @property
    def place(self) -> str:
        """`file:line:column`."""
        return f"{self.path}:{self.position.line}:{self.position.column}"

    @property
    def identity(self) -> tuple[str, str, str]:
        """What baseline, waivers and "new in this change" compare: rule, artefact (or path), location key."""
        return (self.rule, self.artefact or self.path, self.at)

    @property
    def fingerprint(self) -> str:
        """The identity as 16 hexadecimal digits, stable between runs, machines and versions."""
        return hashlib.sha256("\x1f".join(self.identity).encode("utf-8", "surrogateescape")).hexdigest()[:16]

    @property
    def order(self) -> tuple[str, int, int, str, str, str, str]:
        """Sort key: by place, then rule."""
        return (
            self.path,
            self.position.line,
            self.position.column,
            self.rule,
            self.at,
            self.message,
            self.version,
        )


@dataclass(frozen=True, slots=True)
class NotKnown:
    """A rule that could not answer for an artefact. Never counts as passed."""

    rule: str
    artefact: str
    path: str
    reason: str
    at: str = ""
