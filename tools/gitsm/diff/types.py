"""The table of change types: what each is called, its class, whom it asks and whom it touches.

Numbers, classes and approvers are those of the table in `docs/reference/changes.md`. The class of a row may depend on
the direction of the change; what cannot be told counts as the stricter class.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from gitsm.diff.changes import Change
from gitsm.graph import Graph
from gitsm.model.agreement import Ola
from gitsm.model.governance import ControlMapping
from gitsm.model.meta import Verdict

ChangeClass = Literal["standard", "normal", "major"]
CLASSES: tuple[ChangeClass, ...] = ("standard", "normal", "major")
Approver = Literal[
    "owner", "old owner", "new owner", "activity owner", "superior", "responsible", "service owner", "customer",
    "service level", "change", "quality", "risk", "improvement", "sponsor", "item sponsor", "security", "portfolio",
    "two maintainers", "providers", "agreement parties", "dependents", "escalated", "process owner",
    "reviewer", "supplier manager",
]  # fmt: skip
"""Who is asked, as the table names them; `gitsm.approvals.asked` turns names into roles."""
ClassOf = Callable[[Change, Graph | None], ChangeClass]
"""Class of a change; the graph holds the references before it, None where they are not known."""


@dataclass(frozen=True, slots=True)
class ChangeType:
    """A row: number, title, class (or what it depends on), whom it asks, what a reviewer looks at.

    `kinder` are those asked instead where the change is not looser and the table asks others then.
    """

    number: int
    title: str
    judge: ClassOf
    approvers: tuple[Approver, ...]
    impact: str
    blocked: bool = False
    kinder: tuple[Approver, ...] | None = None

    def class_of(self, change: Change, graph: Graph | None = None) -> ChangeClass:
        """The class of a change by this row; `graph` holds the references before it.

        What stands in a draft promises nothing and weakens nothing yet: such changes are at most normal. They are
        judged against what is in force when the draft is agreed.
        """
        found = self.judge(change, graph)
        return "normal" if found == "major" and not self.blocked and _drafted(change) else found

    def asks(self, change: Change) -> tuple[Approver, ...]:
        """Whom this row asks about a change."""
        return self.approvers if self.kinder is None or is_looser(change.direction) else self.kinder


def worst(classes: list[ChangeClass]) -> ChangeClass:
    """The strictest of several classes; standard for none."""
    return max(classes, key=CLASSES.index, default="standard")


def is_looser(verdict: Verdict) -> bool:
    """Whether a direction counts as looser: mixed changes are judged by their looser part."""
    return verdict in ("looser", "mixed")


_DRAFTS = frozenset(
    {"process", "sla", "ola", "contract", "kpi", "csf", "objective", "policy", "scope", "framework", "control-mapping",
     "waiver", "known-error", "glossary-term", "practice-adoption"}
)  # fmt: skip
"""Kinds whose drafts nothing works with. The others - roles, parties, calendars, settings - are read in any phase."""


def _drafted(change: Change) -> bool:
    pair = change.pair
    sides = [pair.item] if pair.pairing == "follows" else [side for side in (pair.base, pair.head) if side is not None]
    return pair.item.kind.slug in _DRAFTS and all(side.phase == "working" for side in sides)


def _always(class_: ChangeClass) -> ClassOf:
    return lambda _change, _graph: class_


def _looser(looser: ChangeClass, otherwise: ChangeClass) -> ClassOf:
    return lambda change, _graph: looser if is_looser(change.direction) else otherwise


def _tighter(tighter: ChangeClass, otherwise: ChangeClass) -> ClassOf:
    return lambda change, _graph: tighter if change.direction == "tighter" else otherwise


def _gone(gone: ChangeClass, otherwise: ChangeClass) -> ClassOf:
    """By whether something was taken away."""

    def class_of(change: Change, _graph: Graph | None) -> ChangeClass:
        if not change.differences:
            return gone if change.pair.pairing == "removed" else otherwise
        return gone if any(d.operation == "removed" for d in change.differences) else otherwise

    return class_of


def _role(change: Change, _graph: Graph | None) -> ChangeClass:
    return "normal" if change.pair.pairing == "added" else "major"


def _service(change: Change, _graph: Graph | None) -> ChangeClass:
    if change.pair.pairing == "added":
        return "normal"
    status = next((d for d in change.differences if d.route == ("status",)), None)
    if status is not None:
        phases = change.pair.item.kind.lifecycle.phases
        leaves = phases.get(str(status.after)) == "ended" or status.after == "retiring"
        back = phases.get(str(status.before)) == "agreed" and phases.get(str(status.after)) == "working"
        return "major" if leaves or back else "normal"
    return "major"


def _ola(change: Change, _graph: Graph | None) -> ChangeClass:
    """Whether the SLA above still holds is not known here, so loosening what carries one counts as breaking it."""
    base = change.pair.base.artefact if change.pair.base else None
    carries = isinstance(base, Ola) and bool(base.supports)
    ended = any(d.route == ("status",) and d.after == "terminated" for d in change.differences)
    return "major" if carries and (ended or is_looser(change.direction)) else "normal"


_COMMITMENTS = frozenset({"sla", "ola", "contract", "service"})


def _calendar(change: Change, graph: Graph | None) -> ChangeClass:
    """The class of the worst commitment that runs on the calendar, also by way of calendars combined from it."""
    if not is_looser(change.direction):
        return "normal"
    if graph is None:
        return "major"
    seen = {change.pair.base.key if change.pair.base else change.key}
    pending = list(seen)
    while pending:
        for link in graph.used_by(pending.pop()):
            if link.source.kind.slug in _COMMITMENTS and link.source.phase != "ended":
                return "major"
            if link.source.kind.slug == "calendar" and link.source.key not in seen:
                seen.add(link.source.key)
                pending.append(link.source.key)
    return "normal"


def _measure_retired(change: Change, graph: Graph | None) -> ChangeClass:
    """Major where a clause is covered by this measure alone."""
    if graph is None:
        return "major"
    key = change.pair.base.key if change.pair.base else change.key
    for link in graph.used_by(key):
        mapping = link.source.artefact
        rows = mapping.rows if isinstance(mapping, ControlMapping) and link.source.phase == "agreed" else ()
        if any(row.in_scope and row.artefacts == (key,) for row in rows):
            return "major"
    return "normal"


def _scope(change: Change, _graph: Graph | None) -> ChangeClass:
    """A clause out of scope is major; so is a scope with less in it, more outside, or other words."""
    if change.pair.item.kind.slug != "scope":
        return "major"
    wider = all(d.operation == "added" and d.route[0] != "outside" for d in change.differences)
    return "normal" if wider else "major"


_NOTED = ("history", "actions", "result", "review", "evidence")
"""What is noted of an improvement as it goes on."""


def _other(change: Change, _graph: Graph | None) -> ChangeClass:
    """Outside the table: what weakens a promise, a control, a duty or a measure is major; a value observed or a step
    noted is standard; the rest is normal. What replaces a file that nobody could read is not known, so major."""
    if change.pair.pairing == "mended":
        return "major"
    slug = change.pair.item.kind.slug
    first = change.differences[0] if change.differences else None
    if slug == "process" and first is not None and first.route[0] in ("scope", "practice"):
        return "major"
    if slug == "observations" or (slug == "improvement" and first is not None and first.route[0] in _NOTED):
        return "standard" if first is not None and first.operation == "added" else "normal"
    if slug == "improvement":
        return "normal"
    weighty = any(
        d.meaning.material in ("obligation", "control", "accountability", "measure") and is_looser(d.direction)
        for d in change.differences
    )
    return "major" if weighty else "normal"


_STAMPS = (("formerly",), ("version",), ("change_note",), ("tags",), ("review", "last"))


def _rename(change: Change, _graph: Graph | None) -> ChangeClass:
    """An id that changed and nothing else is standard."""
    rest = [d for d in change.pair.differences if not any(d.route[: len(stamp)] == stamp for stamp in _STAMPS)]
    return "major" if rest or change.pair.pairing != "renamed" else "standard"


_ROWS: tuple[ChangeType, ...] = (
    ChangeType(0, "other change", _other, ("owner",), "what refers to it"),
    ChangeType(1, "formatting, tags", _always("standard"), (), ""),
    ChangeType(2, "reworded", _always("standard"), (), "readers"),
    ChangeType(3, "obligation word changed", _always("major"), ("owner", "quality"), "clauses, trained roles"),
    ChangeType(4, "activity added", _always("normal"), ("owner", "responsible"), "load, training, workflow"),
    ChangeType(5, "activity removed", _always("major"), ("owner", "quality"), "controls, KPI sources, interfaces"),
    ChangeType(6, "key control removed", _always("major"), ("owner", "quality", "risk"), "clauses losing coverage"),
    ChangeType(
        7, "approval or verification removed", _always("major"), ("owner", "change", "quality"), "duties, clauses"
    ),
    ChangeType(8, "workflow changed", _always("normal"), ("owner",), "timers, escalation, tickets in flight"),
    ChangeType(9, "decision criteria changed", _looser("major", "normal"), ("owner", "change"), "past cases"),
    ChangeType(
        10, "accountability moved", _always("major"), ("old owner", "new owner", "superior"), "what the role owns"
    ),
    ChangeType(11, "responsibility changed", _always("normal"), ("activity owner", "responsible"), "load, training"),
    ChangeType(12, "consulted or informed changed", _gone("normal", "standard"), ("owner",), "communication"),
    ChangeType(13, "role created or retired", _role, ("superior",), "duties, segregation, escalations"),
    ChangeType(14, "holder changed", _always("standard"), ("superior",), "segregation by person, approvers"),
    ChangeType(15, "segregation conflict introduced", _always("major"), ("quality", "risk"), "duties", blocked=True),
    ChangeType(16, "authority limit raised", _always("major"), ("superior", "quality"), "approvals"),
    ChangeType(17, "promise loosened", _always("major"), ("service owner", "customer", "service level"), "customers"),
    ChangeType(18, "promise tightened", _always("normal"), ("service owner", "service level", "providers"), "chain"),
    ChangeType(
        19,
        "service hours changed",
        _looser("major", "normal"),
        ("service owner", "customer"),
        "on-call",
        kinder=("providers",),
    ),
    ChangeType(20, "clock or exclusion changed", _always("major"), ("service level", "customer"), "past compliance"),
    ChangeType(
        21, "compliance or period changed", _looser("major", "normal"), ("service level", "customer"), "reports"
    ),
    ChangeType(22, "agreement, term or party changed", _always("major"), ("service owner", "customer"), "coverage"),
    ChangeType(23, "operational agreement changed", _ola, ("agreement parties",), "SLAs carried"),
    ChangeType(24, "contract changed", _always("major"), ("owner", "service owner"), "SLAs, continuity, exit"),
    ChangeType(25, "calendar changed", _calendar, ("owner", "dependents"), "all clocks"),
    ChangeType(26, "priority matrix changed", _looser("major", "normal"), ("owner", "service level"), "priorities"),
    ChangeType(27, "escalation changed", _looser("major", "normal"), ("owner", "escalated"), "timers against targets"),
    ChangeType(28, "service added, retired or re-rated", _service, ("service owner", "portfolio"), "SLAs, continuity"),
    ChangeType(29, "dependency changed", _always("normal"), ("service owner",), "composed availability"),
    ChangeType(30, "measure eased", _always("major"), ("superior", "quality"), "colours of past periods"),
    ChangeType(31, "measure raised", _always("normal"), ("owner",), "improvement items"),
    ChangeType(32, "measure redefined", _always("major"), ("owner", "process owner"), "series break"),
    ChangeType(33, "baseline edited", _always("major"), ("improvement", "quality"), "claimed benefits"),
    ChangeType(34, "measure retired", _measure_retired, ("quality",), "clauses"),
    ChangeType(35, "improvement closed with evidence", _always("standard"), ("reviewer",), "KPI"),
    ChangeType(36, "improvement closed without evidence", _always("major"), (), "register", blocked=True),
    ChangeType(37, "improvement postponed", _always("normal"), ("item sponsor",), "overdue figures"),
    ChangeType(38, "improvement given up", _always("normal"), ("item sponsor", "improvement"), "finding, gap"),
    ChangeType(39, "finding softened", _always("major"), ("superior",), "audit report"),
    ChangeType(40, "risk accepted or raised", _always("major"), ("risk", "sponsor"), "controls"),
    ChangeType(41, "control mapping weakened", _always("major"), ("quality",), "coverage of clauses"),
    ChangeType(42, "scope changed", _scope, ("quality", "sponsor"), "scope of certification"),
    ChangeType(43, "evidence removed or replaced", _always("normal"), ("owner", "quality"), "clause"),
    ChangeType(44, "review interval changed", _looser("major", "normal"), ("superior",), "overdue list"),
    ChangeType(45, "document ended", _always("major"), ("owner", "dependents"), "references"),
    ChangeType(46, "policy changed", _always("major"), ("sponsor",), "processes that implement it"),
    ChangeType(47, "roadmap changed", _always("normal"), ("sponsor",), "waves, training, benefits"),
    ChangeType(48, "competence requirement dropped", _always("normal"), ("owner",), "competence coverage"),
    ChangeType(
        49, "rules of the repository changed", _tighter("normal", "major"), ("quality", "two maintainers"), "findings"
    ),
    ChangeType(50, "classification changed", _looser("major", "normal"), ("quality", "security"), "published pages"),
    ChangeType(51, "renamed", _rename, ("change",), "links"),
    ChangeType(52, "earlier approval claimed", _always("major"), ("quality", "owner"), "documents that rest on it"),
    ChangeType(53, "account or key changed", _tighter("normal", "major"), ("superior", "change"), "approvers, proofs"),
    ChangeType(
        54,
        "another party performs it",
        _always("major"),
        ("owner", "quality", "supplier manager"),
        "clauses, agreements",
    ),
    ChangeType(55, "new or brought into force", _always("normal"), ("owner", "quality"), "rules of the phase agreed"),
)
TYPES: dict[int, ChangeType] = {row.number: row for row in _ROWS}
"""Every change type by its number."""
