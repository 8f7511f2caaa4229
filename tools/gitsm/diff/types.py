"""The table of change types: what each is called, its class, whom it asks and whom it touches.

Numbers, classes and approvers are those of the table in `docs/reference/changes.md`. The class of a row may depend on
the direction of the change; what cannot be told counts as the stricter class.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gitsm.diff.changes import Change
from gitsm.model.lifecycle import Phase
from gitsm.model.meta import Verdict

ChangeClass = Literal["standard", "normal", "major"]
CLASSES: tuple[ChangeClass, ...] = ("standard", "normal", "major")
Approver = Literal[
    "owner", "old owner", "new owner", "activity owner", "superior", "responsible", "service owner", "customer",
    "service level", "change", "quality", "risk", "improvement", "sponsor", "item sponsor", "security", "portfolio",
    "maintainers", "providers", "agreement parties", "dependents", "escalated", "implementing owners",
    "control owner", "reviewer",
]  # fmt: skip
"""Who is asked, as the table names them; `gitsm.approvals.asked` turns names into roles."""
ClassOf = Callable[[Change], ChangeClass]


@dataclass(frozen=True, slots=True)
class ChangeType:
    """A row: number, title, class (or what it depends on), whom it asks, what a reviewer looks at."""

    number: int
    title: str
    class_of: ClassOf
    approvers: tuple[Approver, ...]
    impact: str
    blocked: bool = False


def worst(classes: list[ChangeClass]) -> ChangeClass:
    """The strictest of several classes; standard for none."""
    return max(classes, key=CLASSES.index, default="standard")


def is_looser(verdict: Verdict) -> bool:
    """Whether a direction counts as looser: mixed changes are judged by their looser part."""
    return verdict in ("looser", "mixed")


def _always(class_: ChangeClass) -> ClassOf:
    return lambda _change: class_


def _looser(looser: ChangeClass, otherwise: ChangeClass) -> ClassOf:
    return lambda change: looser if is_looser(change.direction) else otherwise


def _tighter(tighter: ChangeClass, otherwise: ChangeClass) -> ClassOf:
    return lambda change: tighter if change.direction == "tighter" else otherwise


def _gone(gone: ChangeClass, otherwise: ChangeClass) -> ClassOf:
    """By whether something was taken away."""

    def class_of(change: Change) -> ChangeClass:
        if not change.differences:
            return gone if change.pair.pairing == "removed" else otherwise
        return gone if any(d.operation == "removed" for d in change.differences) else otherwise

    return class_of


def _phase(change: Change) -> Phase:
    return change.pair.item.phase


def _role(change: Change) -> ChangeClass:
    return "normal" if change.pair.pairing == "added" else "major"


def _service(change: Change) -> ChangeClass:
    if change.pair.pairing == "added":
        return "normal"
    status = next((d for d in change.differences if d.route == ("status",)), None)
    if status is not None:
        lifecycle = change.pair.item.kind.lifecycle
        return "major" if lifecycle.phases.get(str(status.after)) == "ended" or status.after == "retiring" else "normal"
    return "major"


def _other(change: Change) -> ChangeClass:
    """Outside the table: what weakens a promise, a control, a duty or a measure is major; a value observed or a step
    noted is standard; the rest is normal."""
    slug = change.pair.item.kind.slug
    first = change.differences[0] if change.differences else None
    if slug == "process" and first is not None and first.route[0] in ("scope", "practice"):
        return "major"
    if slug == "observations" or (slug == "improvement" and first and first.route[0] in ("history", "actions")):
        return "standard" if first is not None and first.operation == "added" else "normal"
    weighty = any(
        d.meaning.material in ("obligation", "control", "accountability", "measure") and is_looser(d.direction)
        for d in change.differences
    )
    return "major" if weighty and _phase(change) != "working" else "normal"


def _rename(change: Change) -> ChangeClass:
    """An id that changed and nothing else is standard."""
    rest = [d for d in change.pair.differences if d.route not in (("formerly",), ("version",), ("change_note",))]
    return "major" if rest or change.pair.pairing != "renamed" else "standard"


def _review(change: Change) -> ChangeClass:
    return "major" if is_looser(change.direction) else "normal"


def _postponed(change: Change) -> ChangeClass:
    return "normal" if all(isinstance(d.before, date) for d in change.differences) else "major"


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
    ChangeType(19, "service hours changed", _looser("major", "normal"), ("service owner", "customer"), "on-call"),
    ChangeType(20, "clock or exclusion changed", _always("major"), ("service level", "customer"), "past compliance"),
    ChangeType(
        21, "compliance or period changed", _looser("major", "normal"), ("service level", "customer"), "reports"
    ),
    ChangeType(22, "agreement, term or party changed", _always("major"), ("service owner", "customer"), "coverage"),
    ChangeType(
        23, "operational agreement changed", _tighter("normal", "normal"), ("agreement parties",), "SLAs carried"
    ),
    ChangeType(24, "contract changed", _always("major"), ("owner", "service owner"), "SLAs, continuity, exit"),
    ChangeType(25, "calendar changed", _always("normal"), ("owner", "dependents"), "all clocks"),
    ChangeType(26, "priority matrix changed", _looser("major", "normal"), ("owner", "service level"), "priorities"),
    ChangeType(27, "escalation changed", _looser("major", "normal"), ("owner", "escalated"), "timers against targets"),
    ChangeType(28, "service added, retired or re-rated", _service, ("service owner", "portfolio"), "SLAs, continuity"),
    ChangeType(29, "dependency changed", _always("normal"), ("service owner",), "composed availability"),
    ChangeType(30, "measure eased", _always("major"), ("superior", "quality"), "colours of past periods"),
    ChangeType(31, "measure raised", _always("normal"), ("owner",), "improvement items"),
    ChangeType(32, "measure redefined", _always("major"), ("owner", "control owner"), "series break"),
    ChangeType(33, "baseline edited", _always("major"), ("improvement", "quality"), "claimed benefits"),
    ChangeType(34, "measure retired", _always("normal"), ("quality",), "clauses"),
    ChangeType(35, "improvement closed with evidence", _always("standard"), ("reviewer",), "KPI"),
    ChangeType(36, "improvement closed without evidence", _always("major"), (), "register", blocked=True),
    ChangeType(37, "improvement postponed", _postponed, ("item sponsor",), "overdue figures"),
    ChangeType(38, "improvement given up", _always("normal"), ("item sponsor", "improvement"), "finding, gap"),
    ChangeType(39, "finding softened", _always("major"), ("superior",), "audit report"),
    ChangeType(40, "risk accepted or raised", _always("major"), ("risk", "sponsor"), "controls"),
    ChangeType(41, "control mapping weakened", _always("major"), ("quality",), "coverage of clauses"),
    ChangeType(42, "scope changed", _always("major"), ("quality", "sponsor"), "scope of certification"),
    ChangeType(43, "evidence removed or replaced", _always("normal"), ("owner", "quality"), "clause"),
    ChangeType(44, "review interval changed", _review, ("superior",), "overdue list"),
    ChangeType(45, "document ended", _always("major"), ("owner", "dependents"), "references"),
    ChangeType(46, "policy changed", _always("major"), ("sponsor",), "processes that implement it"),
    ChangeType(47, "roadmap changed", _always("normal"), ("sponsor",), "waves, training, benefits"),
    ChangeType(48, "competence requirement dropped", _always("normal"), ("owner",), "competence coverage"),
    ChangeType(
        49, "rules of the repository changed", _tighter("normal", "major"), ("quality", "maintainers"), "findings"
    ),
    ChangeType(50, "classification changed", _looser("major", "normal"), ("quality", "security"), "published pages"),
    ChangeType(51, "renamed", _rename, ("change",), "links"),
    ChangeType(52, "earlier approval claimed", _always("major"), ("quality", "owner"), "documents that rest on it"),
    ChangeType(53, "account or key changed", _tighter("normal", "major"), ("superior", "change"), "approvers, proofs"),
    ChangeType(54, "another party performs it", _always("major"), ("owner", "quality"), "clauses, agreements"),
    ChangeType(55, "new or brought into force", _always("normal"), ("owner", "quality"), "rules of the phase agreed"),
)
TYPES: dict[int, ChangeType] = {row.number: row for row in _ROWS}
"""Every change type by its number."""
