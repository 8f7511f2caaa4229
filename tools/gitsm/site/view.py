"""What an audience may see of a report: artefacts, names, findings; and where each page stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal, TypeVar
from urllib.parse import quote

from gitsm.base.audience import AUDIENCES as AUDIENCES
from gitsm.base.audience import Audience as Audience
from gitsm.base.finding import Finding, NotKnown
from gitsm.check.report import Report, Waived
from gitsm.load.snapshot import Condition, Loaded
from gitsm.model.kinds import KINDS
from gitsm.model.settings import Settings
from gitsm.site.redact import HIDDEN, any_of, spoken, without

T = TypeVar("T")
LEVELS: dict[str, int] = {"public": 0, "internal": 1, "confidential": 2, "restricted": 2}
"""An audience reads what is classified at its level or below; confidential is for `restricted` alone."""

WITHHELD = f"What was found rests on a document that is {HIDDEN}; its words are withheld."
WITHHELD_ALL = f"{{count}} findings rest on documents that are {HIDDEN}; their words are withheld."
UNSAID = f"it rests on a document that is {HIDDEN}"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the site says about its making: version of gitsm, ruleset, commit (empty = not known), branch to edit."""

    version: str
    ruleset: str = ""
    commit: str = ""
    dirty: bool = False
    branch: str = "main"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads: a visible artefact, or why there is none."""

    item: Loaded | None
    state: Literal["shown", "hidden", "missing"]


@dataclass(eq=False)
class View:
    """The report as one audience sees it. Artefacts and findings come out redacted; `report` is for figures only."""

    report: Report
    audience: Audience
    stamp: Stamp
    paths: dict[str, str] = field(default_factory=dict)
    """Page path by file path of the artefact."""
    _kept: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        taken: set[str] = set()
        for item in self.items:
            current = self.report.snapshot.resolve(item.kind.slug, item.artefact.id, self.as_of)
            stem = f"{item.kind.slug}/{item.artefact.id}"
            if current is None or current.path != item.path:
                stem += f"@{item.version}"
            name, number = stem, 2
            while name in taken:
                name, number = f"{stem}-{number}", number + 1
            taken.add(name)
            self.paths[item.path] = name

    @property
    def as_of(self) -> date:
        """The day judged."""
        return self.report.as_of

    @property
    def settings(self) -> Settings:
        """Settings of the repository."""
        return self.report.snapshot.settings

    def once(self, name: str, compute: Callable[[View], T]) -> T:
        """A value that several pages need, worked out once per build."""
        if name not in self._kept:
            self._kept[name] = compute(self)
        found: T = self._kept[name]
        return found

    # -- what may be seen --------------------------------------------------------------------------------------------

    def visible(self, item: Loaded) -> bool:
        """Whether the audience may see the artefact."""
        if item.kind.slug == "party" and not self.parties_shown:
            return False
        return LEVELS[item.artefact.classification] <= LEVELS[self.audience]

    @property
    def parties_shown(self) -> bool:
        """Whether handles may stand on the site."""
        return self.settings.parties_on_site == "handles"

    @cached_property
    def items(self) -> tuple[Loaded, ...]:
        """Visible artefacts, every version, by path; texts redacted."""
        return tuple(self._redacted(item) for item in self.report.snapshot.items if self.visible(item))

    @cached_property
    def _by_path(self) -> dict[str, Loaded]:
        return {item.path: item for item in self.items}

    @cached_property
    def hidden_count(self) -> int:
        """Artefacts left out, broken files included."""
        return len(self.report.snapshot.items) - len(self.items) + len(self.report.snapshot.broken)

    @cached_property
    def _unspeakable(self) -> re.Pattern[str] | None:
        """Names that must not stand in any text: hidden handles, and hidden artefacts as kind/id."""
        snapshot = self.report.snapshot
        shown = {item.artefact.id for item in snapshot.items if self.visible(item)}
        words: set[str] = set()
        for item in snapshot.items:
            if self.visible(item):
                continue
            words.add(item.key)
            if item.kind.slug == "party":
                words |= {item.artefact.id} - shown
                words |= {account.handle for account in getattr(item.artefact, "accounts", ())}
        words |= set() if self.audience == "restricted" else set(snapshot.broken)
        return any_of(words)

    @cached_property
    def _unspeakable_in_findings(self) -> re.Pattern[str] | None:
        """In messages, which quote ids, also the bare ids of hidden artefacts."""
        snapshot = self.report.snapshot
        shown = {item.artefact.id for item in snapshot.items if self.visible(item)}
        return any_of({item.artefact.id for item in snapshot.items if not self.visible(item)} - shown)

    def speakable(self, text: str) -> str:
        """The text without names that the audience must not read."""
        return self._unspeakable.sub(HIDDEN, text) if self._unspeakable else text

    def _speakable_finding(self, text: str) -> str:
        text = self.speakable(text)
        return self._unspeakable_in_findings.sub(HIDDEN, text) if self._unspeakable_in_findings else text

    def say(self, text: str) -> str:
        """Words that quote ids, such as a reason, without names that the audience must not read."""
        return self._speakable_finding(text)

    def _redacted(self, item: Loaded) -> Loaded:
        artefact = item.artefact
        links = self.report.graph.outgoing.get(item, ())
        hidden = frozenset(one.target for one in links if one.target and self._is_hidden(one.target))
        if hidden:
            artefact = without(artefact, hidden, item.kind.slug)
        if self._unspeakable is not None:
            artefact = spoken(artefact, self.speakable)
        return item if artefact is item.artefact else Loaded(artefact, item.kind, item.path)

    def _is_hidden(self, key: str) -> bool:
        kind, _, id_ = key.partition("/")
        found = self.report.snapshot.resolve(kind, id_, self.as_of)
        if found is None:
            broken = key in self.report.snapshot.broken and self.audience != "restricted"
            return broken or (kind == "party" and not self.parties_shown)
        return not self.visible(found)

    # -- artefacts ---------------------------------------------------------------------------------------------------

    def of_kind(self, *slugs: str) -> Iterator[Loaded]:
        """Visible artefacts of the kinds, every version, by path."""
        if len(slugs) == 1:
            return iter(self._by_kind.get(slugs[0], ()))
        return (item for item in self.items if item.kind.slug in slugs)

    @cached_property
    def _by_kind(self) -> dict[str, list[Loaded]]:
        groups: dict[str, list[Loaded]] = {}
        for item in self.items:
            groups.setdefault(item.kind.slug, []).append(item)
        return groups

    def current_of(self, *slugs: str) -> list[Loaded]:
        """Of each id of the kinds the version a reference means today, where it may be seen; by title."""
        found = [item for item in self.of_kind(*slugs) if self.is_current(item)]
        return sorted(found, key=lambda item: (item.artefact.title.lower(), item.artefact.id))

    def is_current(self, item: Loaded) -> bool:
        """Whether references mean this version."""
        current = self.report.snapshot.resolve(item.kind.slug, item.artefact.id, self.as_of)
        return current is not None and current.path == item.path

    def original(self, item: Loaded) -> Loaded:
        """The artefact as the report knows it."""
        return next(
            other
            for other in self.report.snapshot.versions(item.kind.slug, item.artefact.id)
            if other.path == item.path
        )

    def condition(self, item: Loaded) -> Condition:
        """What time has made of the version."""
        return self.report.snapshot.condition(self.original(item), self.as_of)

    def versions(self, item: Loaded) -> list[Loaded]:
        """Visible versions of the same id, oldest first."""
        every = self.report.snapshot.versions(item.kind.slug, item.artefact.id)
        return [self._by_path[other.path] for other in every if other.path in self._by_path]

    def target(self, key: str) -> Target:
        """What `kind/id` leads to."""
        if HIDDEN in key:
            return Target(None, "hidden")
        kind, _, id_ = key.partition("/")
        if self._is_hidden(key):
            return Target(None, "hidden")
        found = self.report.snapshot.resolve(kind, id_, self.as_of)
        return Target(self._by_path[found.path], "shown") if found else Target(None, "missing")

    def get(self, key: str) -> Loaded | None:
        """The visible artefact that `kind/id` means, or None."""
        return self.target(key).item

    # -- findings ----------------------------------------------------------------------------------------------------

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Findings about visible artefacts, redacted."""
        return tuple(self._clean(finding) for finding in self.report.findings if self._may_read(finding))

    @cached_property
    def waived(self) -> tuple[Waived, ...]:
        """Waived findings about visible artefacts."""
        return tuple(
            Waived(self._clean(pair.finding), pair.waiver)
            for pair in self.report.waived
            if self._may_read(pair.finding)
        )

    @cached_property
    def baselined(self) -> tuple[Finding, ...]:
        """Findings known from the baseline, about visible artefacts."""
        return tuple(self._clean(finding) for finding in self.report.baselined if self._may_read(finding))

    @cached_property
    def not_known(self) -> tuple[NotKnown, ...]:
        """Rules that could not answer, about visible artefacts."""
        return tuple(
            replace(one, reason=self._reason(one.reason), at=self._speakable_finding(one.at))
            for one in self.report.not_known
            if self._path_visible(one.path)
        )

    def _reason(self, text: str) -> str:
        """Why a rule could not answer; of what rests on something hidden, only that: the rest may be its content."""
        return text if self._speakable_finding(text) == text else UNSAID

    def _may_read(self, finding: Finding) -> bool:
        return self._path_visible(finding.path)

    def _path_visible(self, path: str) -> bool:
        if path in self._by_path:
            return True
        if self.audience == "restricted":
            return self.parties_shown or not path.startswith(f"{KINDS['party'].folder}/")
        return path == ""

    def _clean(self, finding: Finding) -> Finding:
        say = self._speakable_finding
        related = tuple(
            replace(one, message=say(one.message)) for one in finding.related if self._path_visible(one.path)
        )
        if len(related) < len(finding.related):  # names can be taken out of a sentence, figures of others cannot
            return replace(finding, message=WITHHELD, hint="", fix="", measured="", limit="", related=related)
        return replace(
            finding,
            message=say(finding.message),
            hint=say(finding.hint),
            fix=say(finding.fix),
            at=say(finding.at),
            measured=say(finding.measured),
            limit=say(finding.limit),
            related=related,
        )

    def findings_of(self, item: Loaded) -> list[Finding]:
        """Findings of one file."""
        return self._findings_by_path.get(item.path, [])

    @cached_property
    def _findings_by_path(self) -> dict[str, list[Finding]]:
        return _grouped(self.findings)

    def waived_of(self, item: Loaded) -> list[Waived]:
        """Waived findings of one file."""
        return self._waived_by_path.get(item.path, [])

    @cached_property
    def _waived_by_path(self) -> dict[str, list[Waived]]:
        groups: dict[str, list[Waived]] = {}
        for pair in self.waived:
            groups.setdefault(pair.finding.path, []).append(pair)
        return groups

    def not_known_of(self, item: Loaded) -> list[NotKnown]:
        """Rules that could not answer for one file."""
        return self._not_known_by_path.get(item.path, [])

    @cached_property
    def _not_known_by_path(self) -> dict[str, list[NotKnown]]:
        return _grouped(self.not_known)

    # -- addresses ---------------------------------------------------------------------------------------------------

    def edit_url(self, path: str) -> str | None:
        """Where the file is edited in the web editor of the forge; None where the repository's address is not known."""
        return self._forge("edit", path)

    def history_url(self, path: str) -> str | None:
        """Where the forge shows the versions of the file."""
        return self._forge("commits", path)

    def file_url(self, path: str) -> str | None:
        """Where the forge shows the file."""
        return self._forge("blob", path)

    def commit_url(self, commit: str) -> str | None:
        """Where the forge shows a commit."""
        found = self._forge("commit", "")
        return f"{found.rpartition('/commit/')[0]}/commit/{quote(commit)}" if found and commit else None

    def _forge(self, verb: str, path: str) -> str | None:
        base = (self.settings.repository or "").rstrip("/").removesuffix(".git")
        if not base.startswith("https://"):
            return None
        host = base.removeprefix("https://").partition("/")[0]
        middle = "/-" if "gitlab" in host else ""
        file = quote(path.encode("utf-8", "surrogateescape"))
        return f"{base}{middle}/{verb}/{quote(self.stamp.branch)}/{file}"


def told_once(findings: Iterable[Finding]) -> list[tuple[Finding, list[Finding]]]:
    """Findings with those they stand for: those of a rule about an artefact whose words are withheld are told as one.

    The finding that is told is the first, with words that count them.
    """
    groups: dict[object, list[Finding]] = {}
    for number, one in enumerate(findings):
        alike = one.message == WITHHELD
        groups.setdefault((one.rule, one.artefact, one.severity) if alike else number, []).append(one)
    return [
        (replace(group[0], message=WITHHELD_ALL.format(count=len(group))) if len(group) > 1 else group[0], group)
        for group in groups.values()
    ]


def _grouped(things: Iterable[Any]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for thing in things:
        groups.setdefault(thing.path, []).append(thing)
    return groups
