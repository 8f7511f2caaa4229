"""Which rules a change was judged by when it was merged, and what of a difference is due to newer rules alone.

A later version may know more kinds of changes, and ask more roles about one. A merge that was right by the rules of its
time stays right: the difference is told. That somebody only claims old rules is bounded three ways. The ruleset must be
one that there was; it must not be older than one that judged before it in the chain; and only what later rulesets do
see otherwise, change type by change type, is looked at through its eyes. Everything else is held against the change as
ever: signatures, authors, who holds which role, the content that was approved, bodies, and persons the policy asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gitsm import RULESET
from gitsm.approvals.evaluate import Judgement
from gitsm.approvals.evidence import Statement
from gitsm.approvals.seats import persons_needed
from gitsm.diff.types import CLASSES, ChangeClass, worst
from gitsm.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A ruleset that there was. `since`: by number of a change type that later ones class higher, or ask more roles
    about, the lowest class that this one gave it."""

    name: str
    since: Mapping[int, ChangeClass] = field(default_factory=dict)


KNOWN: tuple[Ruleset, ...] = (Ruleset(RULESET),)
"""Every ruleset there has been, oldest first; the last is that of this version. A new one is put at the end."""
FOLLOWS_CLASS = frozenset({"CHG-02", "CHG-03", "DOC-07"})
"""What blocks a change only because of the class that it has."""
Standing = Literal["current", "earlier", "lower", "unknown"]


def ruleset_of(statement: Statement) -> str:
    """The ruleset that a statement names; that of this version where it names none."""
    return _tool(statement, "ruleset") or KNOWN[-1].name


def standings(changes: Iterable[Statement]) -> dict[int, Standing]:
    """By number of the statement, in the order of the chain: how its ruleset stands to ours and to those before it."""
    found: dict[int, Standing] = {}
    places = {ruleset.name: place for place, ruleset in enumerate(KNOWN)}
    highest = 0
    for one in changes:
        place = places.get(ruleset_of(one))
        if place is None:
            found[one.number] = "unknown"
            continue
        lower = place < highest
        found[one.number] = "lower" if lower else "current" if place == len(KNOWN) - 1 else "earlier"
        highest = max(highest, place)
    return found


def standing_words(statement: Statement, standing: Standing) -> str:
    """What is odd about the ruleset of a statement; "" where nothing is."""
    name = ruleset_of(statement)[:40]
    if standing == "lower":
        return f"it was judged by the ruleset {name}, though a newer one had judged before it in the chain"
    if standing == "unknown":
        return f"it was judged by the ruleset {name}, which this version does not know: ask a newer gitsm"
    return ""


def by_earlier_rules(
    statement: Statement, judged: Plan, judged_as: Callable[[ChangeClass], Judgement]
) -> tuple[list[str], list[str]]:
    """(what is wrong by the rules of the time, what only newer rules see otherwise) of a change, in words."""
    recorded = _plain(statement.predicate, "class", "computed")
    if recorded not in CLASSES:
        return [f"it was recorded as {str(recorded)[:40]}, which is no class"], []
    since = next(one.since for one in KNOWN if one.name == ruleset_of(statement))
    lowest = worst([_then(one.change.number, one.class_, since) for one in judged.changes])
    if CLASSES.index(recorded) < CLASSES.index(lowest):
        return [f"it was recorded as {recorded}, but by the rules of its time it was {lowest}"], []
    wrong: list[str] = []
    told: list[str] = []
    judgement = judged.judgement
    if recorded != judged.class_:
        judgement = judged_as(recorded)
        tool = f"gitsm {_tool(statement, 'version')[:40]} (ruleset {ruleset_of(statement)[:40]})"
        told.append(f"recorded by {tool} as {recorded}; this version computes {judged.class_}")
    for one in judged.obstacles:
        if one.blocks:
            excused = one.rule in FOLLOWS_CLASS and recorded != judged.class_
            (told if excused else wrong).append(f"it was blocked by {one.rule}: {one.message}")
    if judgement.outcome != "approved":
        more = _asked_since(statement, judgement, judged, since)
        if more is None:
            wrong.append(not_approved(judgement))
        else:
            told.append(f"this version asks {', '.join(more)} as well, whom the rules of the time did not ask")
    return wrong, told


def _then(number: int, class_: ChangeClass, since: Mapping[int, ChangeClass]) -> ChangeClass:
    """The lowest class that a change could have by the rules of the time."""
    return min(class_, since.get(number, class_), key=CLASSES.index)


def _asked_since(
    statement: Statement, judgement: Judgement, judged: Plan, since: Mapping[int, ChangeClass]
) -> list[str] | None:
    """The roles that only newer rules ask, where nothing else is missing; None where something is."""
    open_ = [need for need in judgement.requirements if need.state != "given"]
    if judgement.outcome != "waiting" or not open_:
        return None
    listed = statement.predicate.get("required")
    rows = listed if isinstance(listed, list) else []
    then = {str(row.get("role")) for row in rows if isinstance(row, dict)}
    seen_otherwise = {one.change.key for one in judged.changes if one.change.number in since}
    for need in open_:
        new = need.kind == "role" and need.role and need.role not in then and need.about
        if not new or not need.about <= seen_otherwise:
            return None
    people = {voice.person or voice.role for need in judgement.requirements for voice in need.by}
    authorities = judged.policy.authorities if judged.policy else None
    authority = getattr(authorities, judgement.authority, None)
    if authority is None or len(people) < persons_needed(authority, judgement.authority):
        return None
    return sorted(need.role for need in open_)


def not_approved(judgement: Judgement) -> str:
    """Why a judgement is no approval, in words."""
    said = [f"{need.role or need.kind}: {need.state}" for need in judgement.requirements if need.state != "given"]
    words = f"it was not approved ({judgement.outcome}): " + "; ".join([*said, *judgement.unheard, *judgement.notes])
    return "; ".join([words, *_voided(judgement)])


def _voided(judgement: Judgement) -> Iterator[str]:
    for one in judgement.voided:
        yield f"the approval of {one.voice.person} did not hold: {one.why}"


def _tool(statement: Statement, name: str) -> str:
    found = _plain(statement.predicate, "tool", name)
    return found if isinstance(found, str) else ""


def _plain(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
