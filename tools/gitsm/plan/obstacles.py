"""What stands in the way of a change whoever agrees, and what its reviewers should look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from gitsm.approvals.request import ChangeRequest
from gitsm.base.finding import Finding, Severity
from gitsm.diff.difference import Pair
from gitsm.diff.types import CLASSES, TYPES, ChangeClass
from gitsm.diff.versions import Bump
from gitsm.graph import Graph
from gitsm.model.change_policy import ChangePolicy, Freeze
from gitsm.plan.derive import CONFLICT, SEGREGATION_RULES
from gitsm.plan.groups import groups
from gitsm.plan.verdict import Matter, authority_of
from gitsm.rules.in_force import REWRITTEN

_UNPROVED = (
    "state the result and let somebody other than its owner judge the benefit, note each step in its history, or leave "
    "it open"
)
UNRELATED_LIMIT = 3
"""How many things that do not refer to each other one change may be about."""
_FIX = "set `version` to what is needed, or let `gitsm plan --fix` write it"
VERSION_RULES = frozenset({"DOC-07", "DOC-08"})
CONFIGURABLE = frozenset({"CHG-02", "CHG-03", "CHG-04", "CHG-06"})
"""Rules that are answered here alone, so that the settings of the base are asked here."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that keeps the change from being merged whoever agrees (`blocks`), or that should be looked at."""

    rule: str
    message: str
    fix: str
    blocks: bool = True


def obstacles(
    matter: Matter,
    request: ChangeRequest,
    policy: ChangePolicy | None,
    as_of: date,
    new: Iterable[Finding],
    versions: Iterable[Bump] = (),
    graphs: Iterable[Graph] = (),
) -> Iterator[Obstacle]:
    """Blocking changes, versions, new errors, what the description lacks, freezes, changes that do not belong together.

    A segregation conflict is named once, as the change that it is, and so are all versions that are too low. `graphs`
    are the references before and after the change. What the settings of the target branch say of a rule holds here too.
    """
    severity = matter.scene.staff.snapshot.settings.severity
    found = _obstacles(matter, request, policy, as_of, new, tuple(versions), tuple(graphs))
    return (one for one in (_as_set(one, severity) for one in found) if one is not None)


def _as_set(one: Obstacle, severity: Mapping[str, str]) -> Obstacle | None:
    """An obstacle with the severity that the settings give its rule; None where they switch it off."""
    word = severity.get(one.rule) if one.rule in CONFIGURABLE else None
    if word is None:
        return one
    return None if word == "off" else replace(one, blocks=word == "error" and (one.blocks or one.rule == "CHG-06"))


def _obstacles(
    matter: Matter,
    request: ChangeRequest,
    policy: ChangePolicy | None,
    as_of: date,
    new: Iterable[Finding],
    versions: tuple[Bump, ...],
    graphs: tuple[Graph, ...],
) -> Iterator[Obstacle]:
    judged = matter.judged
    conflicts = False
    for one in judged:
        row = TYPES[one.change.number]
        if row.blocked:
            conflict = row.number == CONFLICT
            conflicts = conflicts or conflict
            item = one.change.pair.item
            said = str(one.change.differences[0].after) if conflict else f"{item.kind.name} {item.artefact.title}."
            yield Obstacle(
                f"type {row.number}",
                f"{row.title.capitalize()}: {said}",
                "take it back, or have it waived by a change of its own before this one" if conflict else _UNPROVED,
            )
    fixed = rewritten(new)
    low = [bump for bump in versions if bump.missing and bump.key not in fixed]
    if low:
        yield _too_low(low)
    late = {bump.key for bump in low}
    for finding in new:
        if finding.rule in VERSION_RULES and finding.artefact in late:
            continue
        if finding.rule == "DOC-07" and finding.artefact in fixed:
            continue
        if finding.severity is Severity.ERROR and not (conflicts and finding.rule in SEGREGATION_RULES):
            yield Obstacle(finding.rule, f"{finding.place} {finding.message}", finding.fix or "mend it")
    authority = authority_of(matter, request)
    yield from _declared(matter.class_, request, authority)
    if request.declared == "emergency" and matter.loosens_rules:
        words = f"It moves the rules that judge changes, so it is decided as {matter.class_}, not as an emergency."
        yield Obstacle("CHG-09", words, "take that part out and propose it by itself", blocks=False)
    for freeze in policy.freezes if policy is not None else ():
        if _inside(freeze, as_of) and authority not in freeze.except_:
            why = f" ({freeze.reason})" if freeze.reason else ""
            yield Obstacle(
                "freeze", f"From {freeze.from_} nothing is changed before {freeze.to}{why}.", f"wait until {freeze.to}"
            )
    unrelated = groups((one.change.pair for one in judged if one.class_ != "standard"), graphs)
    if len(unrelated) > UNRELATED_LIMIT:
        yield _unrelated(unrelated)


def _unrelated(found: tuple[tuple[Pair, ...], ...]) -> Obstacle:
    shown = [_group(group) for group in found[:UNRELATED_LIMIT]]
    more = len(found) - len(shown)
    words = f"The change is about {len(found)} things that have nothing to do with each other: {'; '.join(shown)}"
    words += f"; and {more} more." if more else "."
    return Obstacle("CHG-06", words, "propose what does not belong together one by one", blocks=False)


def _group(group: tuple[Pair, ...]) -> str:
    item = group[0].item
    more = f" with {len(group) - 1} more" if len(group) > 1 else ""
    return f"{item.kind.name} {item.artefact.title}{more}"


def with_versions(new: Iterable[Finding], versions: Iterable[Bump]) -> tuple[Finding, ...]:
    """The findings, those about versions with what the plan demands: it knows of small steps that add up to more."""
    wanted = {bump.path: bump.wanted for bump in versions if bump.missing}
    return tuple(
        replace(one, fix=one.fix.replace(one.limit, wanted[one.path]), limit=wanted[one.path])
        if one.rule in VERSION_RULES and one.limit and one.path in wanted
        else one
        for one in new
    )


def rewritten(new: Iterable[Finding]) -> dict[str, Finding]:
    """By artefact the finding that an agreement in force is changed in place: no number makes up for that."""
    return {
        one.artefact: one
        for one in new
        if one.rule == "DOC-08" and one.severity is Severity.ERROR and one.at.endswith(f"#{REWRITTEN}")
    }


def _too_low(low: list[Bump]) -> Obstacle:
    shown = ", ".join(f"{bump.key} ({bump.found}, {bump.wanted} is needed)" for bump in low[:3])
    more = f" and {len(low) - 3} more" if len(low) > 3 else ""
    if len(low) == 1:
        return Obstacle("DOC-07", f"The document changes without a higher version: {shown}.", _FIX)
    return Obstacle("DOC-07", f"{len(low)} documents change without a higher version: {shown}{more}.", _FIX)


def _declared(class_: ChangeClass, request: ChangeRequest, authority: str) -> Iterator[Obstacle]:
    declared = request.declared
    if declared in CLASSES and CLASSES.index(declared) < CLASSES.index(class_):
        words = f"The change is declared {declared}, but it is {class_}."
        yield Obstacle("CHG-02", words, f"write `Class: {class_}` in the description")
    if authority == "major":
        plans = (
            ("Rationale", request.rationale),
            ("Communication", request.communication),
            ("Back-out", request.back_out),
        )
        missing = [name for name, text in plans if not text]
        if missing:
            words = "A major change says in its description why it is made, who is told and how it is taken back. "
            words += f"Not said yet: {', '.join(missing)}."
            yield Obstacle(
                "CHG-03", words, "add " + ", ".join(f"`{name}:`" for name in missing), blocks=bool(request.title)
            )
    if declared == "emergency" and not request.reference:
        words = "An emergency change names the incident or risk it answers."
        yield Obstacle("CHG-04", words, "add `Reference:` with its number")


def _inside(freeze: Freeze, day: date) -> bool:
    return freeze.from_ <= day < freeze.to
