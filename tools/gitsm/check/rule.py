"""What a rule is: a function of one artefact (or of the whole repository) and the context.

A rule says what is wrong and the route of keys; the engine adds file, line, id and severity. Its docstring is its
page: a title that states the fact that should hold, then `Why:`, then `Fix:`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gitsm.base.finding import Severity
from gitsm.base.source import Position, Route
from gitsm.check.evidence import Evidence, NoEvidence
from gitsm.graph import Graph
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.artefact import Artefact, Document
from gitsm.model.kinds import KINDS
from gitsm.model.settings import Settings


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that should not be. `route` may name list elements by id or by position.

    `about` tells the problems apart that a rule may find at one place, such as the role meant; it is part of the
    identity of the finding, so it must not change while the problem stays: an id or a word, never a figure.
    `severity` overrides that of the rule; `item` or `path` name the file where a rule of the whole repository
    found it; `related` are (item, route, words) of places that explain it. `position` is for what no route leads to,
    such as a blank at the end of a line.
    """

    message: str
    route: Route = ()
    fix: str = ""
    hint: str = ""
    measured: str = ""
    limit: str = ""
    severity: Severity | None = None
    item: Loaded | None = None
    path: str = ""
    related: tuple[tuple[Loaded, Route, str], ...] = ()
    position: Position | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The rule cannot answer here: something it needs cannot be read or does not exist yet."""

    reason: str
    route: Route = ()
    item: Loaded | None = None


Answer = Problem | Unknown
Depends = Callable[[Snapshot], object]
"""A value made of a snapshot: where it is equal for two snapshots, a rule says the same of the artefacts they share."""


@dataclass(slots=True)
class Context:
    """What a rule may look at. `item` is the artefact being judged, with its path, kind and phase.

    `base` is the repository before the change under judgement; None where no change is judged.
    """

    snapshot: Snapshot
    graph: Graph
    as_of: date
    evidence: Evidence = field(default_factory=NoEvidence)
    item: Loaded | None = None
    base: Snapshot | None = None
    cache: dict[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """Settings of the repository."""
        return self.snapshot.settings

    @property
    def current(self) -> Loaded:
        """The artefact being judged. Raises LookupError in a rule of the whole repository."""
        if self.item is None:
            raise LookupError("a repository rule has no current artefact")
        return self.item

    def threshold(self, name: str, default: float) -> float:
        """The configured threshold `RULE.name`, or its default."""
        return self.settings.thresholds.get(name, default)

    def once(self, name: str, compute: Callable[[], Any]) -> Any:
        """A value computed once per run, shared by the rules of a family."""
        if name not in self.cache:
            self.cache[name] = compute()
        return self.cache[name]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its page. `kinds` empty = the function gets the whole snapshot instead of one artefact.

    `every_version`: also runs on versions that are neither in force nor working (DOC, REF).
    `when_ended`: also runs on ended artefacts. `keeps_error`: an error stays one in drafts. `judged_by`: the commands
    that answer it.
    """

    id: str
    severity: Severity
    kinds: tuple[str, ...]
    title: str
    why: str
    fix: str
    check: Callable[..., Iterable[Answer]]
    every_version: bool = False
    when_ended: bool = False
    keeps_error: bool = False
    waivable: bool = True
    thresholds: Mapping[str, float] = field(default_factory=dict)
    judged_by: tuple[str, ...] = ("gitsm check",)
    depends: Depends | None = None
    """What the answers about an artefact rest on besides itself: see `gitsm.check.again`. None: on everything."""

    @property
    def family(self) -> str:
        """The prefix of the id."""
        return self.id.partition("-")[0]


def _page(function: Callable[..., Any]) -> tuple[str, str, str]:
    """(title, why, fix) of a rule's docstring. Raises ValueError where a part is missing."""
    text = inspect.getdoc(function) or ""
    title, _, rest = text.partition("\n")
    _, found_why, rest = rest.partition("Why:")
    why, found_fix, fix = rest.partition("Fix:")
    if not (title and found_why and found_fix and why.strip() and fix.strip()):
        raise ValueError(f"{function.__name__} needs a docstring of title, Why: and Fix:")
    return title.strip(), " ".join(why.split()), " ".join(fix.split())


ALL_KINDS: tuple[str, ...] = tuple(KINDS)


def rule(
    id_: str,
    severity: Severity,
    *,
    on: type[Artefact] | tuple[type[Artefact], ...] | type[Snapshot],
    every_version: bool | None = None,
    when_ended: bool | None = None,
    keeps_error: bool | None = None,
    waivable: bool = True,
    thresholds: Mapping[str, float] | None = None,
    depends: Depends | None = None,
) -> Callable[[Callable[..., Iterable[Answer]]], Rule]:
    """Declares a rule. `on=Artefact` means every kind, `on=Document` every one with versions, `on=Snapshot` the whole
    repository at once.

    DOC and REF run on every version and keep their errors in drafts; DOC also runs on what has ended. `depends` is
    never given to a rule that looks at `ctx.base`: what it says is about one change.
    """
    family = id_[:3]
    kinds = _kinds(on)
    control = family in ("DOC", "REF")

    def declare(function: Callable[..., Iterable[Answer]]) -> Rule:
        title, why, fix = _page(function)
        return Rule(
            id_,
            severity,
            kinds,
            title,
            why,
            fix,
            function,
            control if every_version is None else every_version,
            family == "DOC" if when_ended is None else when_ended,
            control if keeps_error is None else keeps_error,
            waivable,
            dict(thresholds or {}),
            depends=depends,
        )

    return declare


def _kinds(on: type[Artefact] | tuple[type[Artefact], ...] | type[Snapshot]) -> tuple[str, ...]:
    if on is Snapshot:
        return ()
    if on is Artefact:
        return ALL_KINDS
    if on is Document:
        return tuple(slug for slug, kind in KINDS.items() if kind.versioned)
    wanted = {f"{m.__module__.rpartition('.')[2]}:{m.__name__}" for m in (on if isinstance(on, tuple) else (on,))}
    slugs = tuple(slug for slug, kind in KINDS.items() if kind.where in wanted)
    if len(slugs) != len(wanted):
        raise ValueError(f"not every model of {wanted} is a kind")
    return slugs
