"""From the names of the table of change types to roles: whom a change concerns, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from gitsm.analysis.people import Staff
from gitsm.diff.changes import Change
from gitsm.diff.types import TYPES, Approver
from gitsm.graph import Graph, Link
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.agreement import Contract, Ola, Sla
from gitsm.model.governance import ControlMapping
from gitsm.model.improvement import Improvement
from gitsm.model.meta import Ref
from gitsm.model.process import Process
from gitsm.model.settings import ApproverRoles

Part = Literal["accountable", "impacted"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A role that is asked, with the reason in words. No role: who it would be is not known.

    `key` is the artefact (`kind/id`) it is asked about; `part` whether it answers for the change, or is touched by it.
    `persons` is how many different people must agree, among all roles that are asked for so many. `named`: the artefact
    itself says that this role decides, so that it is asked whichever authority the class has.
    """

    role: str
    why: str
    key: str = ""
    part: Part = "accountable"
    persons: int = 1
    named: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """Both sides of a change, and the people of the base: approvers are never taken from the change itself."""

    base: Snapshot
    head: Snapshot
    graph: Graph
    """References of the base."""
    staff: Staff
    """People of the base on the day judged."""


def asked_by(change: Change, scene: Scene) -> Iterator[Asked]:
    """The roles that the row of a change asks, each with its reason."""
    row = TYPES[change.number]
    subject = f"{row.title} in {change.key}"
    for name in row.asks(change):
        found = False
        for role, capacity in _ROLES[name](change, scene):
            found = True
            yield Asked(role, f"{capacity}: {subject}", change.pair.key, persons=_PERSONS.get(name, 1))
        if not found and name in _NAMED:
            words = f"gitsm.yaml names no role for {name} (approver_roles.{_NAMED[name]})"
            yield Asked("", f"{words}: {subject}", change.pair.key)
        elif not found and name == "customer":
            for sla in _slas(change, scene):
                yield Asked("", f"sla/{sla.id} names no customer: {subject}", change.pair.key)


def existing(asked: Iterable[Asked], scene: Scene) -> Iterator[Asked]:
    """The same, with the next superior that the base knows in place of a role that the change itself creates.

    Who holds such a role is said by the change alone, and a change cannot appoint its own approver.
    """
    for one in asked:
        if (
            not one.role
            or scene.staff.standing(one.role) != "unknown"
            or one.role not in scene.head.ids.get("role", ())
        ):
            yield one
            continue
        above = _known_above(one.role, scene)
        if above:
            yield replace(one, role=above, why=f"superior of {one.role}, which this change creates; {one.why}")
        else:
            words = f"this change creates {one.role}, which reports to no role of the base, so nobody can speak for it"
            yield replace(one, role="", why=f"{words}; {one.why}")


def _known_above(role: str, scene: Scene) -> str:
    head = Staff(scene.head, scene.staff.on)
    return next((above for above in head.superiors(role) if scene.staff.standing(above) == "current"), "")


def owners(change: Change) -> Iterator[tuple[str, str]]:
    """The owner of the artefact before, and after where it is another."""
    seen = set()
    for item in (change.pair.base, change.pair.head):
        if item is not None and item.artefact.owner not in seen:
            seen.add(item.artefact.owner)
            yield item.artefact.owner, f"owner of {item.key}"


def impacted(change: Change, scene: Scene) -> Iterator[Asked]:
    """The owners of what, before the change, refers to a changed artefact directly and rests on what moves."""
    base = change.pair.base
    if base is None:
        return
    for link in scene.graph.used_by(base.key):
        source = link.source
        if not link.informative and source.phase != "ended" and _rests_on(link, change):
            words = f"owner of {source.key}, which refers to {base.key}"
            yield Asked(source.artefact.owner, words, change.pair.key, "impacted")


_STANDING = frozenset({"id", "status", "effective_from", "effective_to", "valid", "supersedes", "formerly"})
"""Fields that say whether an artefact is there at all: everybody who names it rests on them."""


def _rests_on(link: Link, change: Change) -> bool:
    """Whether a reference rests on what a change moves. What came, went or is derived concerns all that refer to it."""
    mark = link.mark
    whole = not change.differences or not all(one.route for one in change.differences)
    if whole or not isinstance(mark, Ref) or mark.rests_on is None:
        return True
    moved = {str(one.route[0]) for one in change.differences}
    return not moved.isdisjoint(_STANDING.union(mark.rests_on))


Roles = Callable[[Change, Scene], Iterator[tuple[str, str]]]


def _value(change: Change, side: str) -> Any:
    return getattr(change.differences[0], side) if change.differences else None


def _old_owner(change: Change, _scene: Scene) -> Iterator[tuple[str, str]]:
    if isinstance(_value(change, "before"), str):
        yield _value(change, "before"), "accountable until now"


def _new_owner(change: Change, _scene: Scene) -> Iterator[tuple[str, str]]:
    if isinstance(_value(change, "after"), str):
        yield _value(change, "after"), "accountable from now on"


def _superior(change: Change, scene: Scene) -> Iterator[tuple[str, str]]:
    """The role above the one concerned: the role itself that changed, else the owner."""
    base = change.pair.base
    if change.pair.item.kind.slug == "role":
        below = [base.artefact.id] if base else []
        if not below:
            above = getattr(change.pair.item.artefact, "reports_to", None)
            if above:
                yield above, f"superior of {change.pair.item.artefact.id}"
    elif change.pair.item.kind.slug == "party":
        below = [change.pair.item.artefact.owner]
    else:
        moved = [_value(change, side) for side in ("before", "after")] if change.number == 10 else []
        below = [role for role in moved if isinstance(role, str)] or [change.pair.item.artefact.owner]
    for role in below:
        for above in scene.staff.superiors(role)[:1]:
            yield above, f"superior of {role}"


def _activity_owner(change: Change, _scene: Scene) -> Iterator[tuple[str, str]]:
    route = change.differences[0].route if change.differences else ()
    base = change.pair.base.artefact if change.pair.base else None
    activity = base.activity(str(route[1])) if isinstance(base, Process) and len(route) > 1 else None
    if activity is not None and activity.raci is not None and activity.raci.accountable:
        yield activity.raci.accountable, f"accountable for {activity.id}"
    else:
        yield from owners(change)


def _responsible(change: Change, _scene: Scene) -> Iterator[tuple[str, str]]:
    for side, words in (("before", "responsible until now"), ("after", "responsible from now on")):
        value = _value(change, side)
        raci = getattr(value, "raci", None)
        names = raci.responsible if raci is not None else (value,) if isinstance(value, str) else ()
        for name in names:
            yield name, words


def _services(change: Change, scene: Scene) -> Iterator[Loaded]:
    item = change.pair.base or change.pair.item
    if item.kind.slug == "service":
        yield item
        return
    names = list(getattr(item.artefact, "services", ()))
    names += [name.partition("/")[2] for name in getattr(item.artefact, "supports", ()) if name.startswith("service/")]
    for name in names:
        found = scene.base.resolve("service", name, scene.staff.on)
        if found is not None:
            yield found
    for name in getattr(item.artefact, "supports", ()):
        kind, _, id_ = name.partition("/")
        above = scene.base.resolve(kind, id_, scene.staff.on) if kind == "sla" else None
        if above is not None and isinstance(above.artefact, Sla):
            for service in above.artefact.services:
                found = scene.base.resolve("service", service, scene.staff.on)
                if found is not None:
                    yield found


def _service_owner(change: Change, scene: Scene) -> Iterator[tuple[str, str]]:
    for service in _services(change, scene):
        yield service.artefact.owner, f"owner of {service.key}"


def _slas(change: Change, scene: Scene) -> Iterator[Sla]:
    """The SLA that changed, or those that cover the artefact."""
    item = change.pair.base or change.pair.item
    if isinstance(item.artefact, Sla):
        yield item.artefact
        return
    for link in scene.graph.used_by(item.key):
        if isinstance(link.source.artefact, Sla):
            yield link.source.artefact


def _customer(change: Change, scene: Scene) -> Iterator[tuple[str, str]]:
    for sla in _slas(change, scene):
        if sla.customer:
            yield sla.customer, f"customer of sla/{sla.id}"


def _providers(change: Change, scene: Scene) -> Iterator[tuple[str, str]]:
    item = change.pair.base or change.pair.item
    for link in scene.graph.outgoing.get(item, ()):
        if link.target.startswith(("ola/", "contract/")):
            kind, _, id_ = link.target.partition("/")
            step = scene.base.resolve(kind, id_, scene.staff.on)
            if step is not None:
                name = step.artefact.provider if isinstance(step.artefact, Ola) else step.artefact.owner
                yield name or step.artefact.owner, f"provider of {step.key}"


def _parties(change: Change, _scene: Scene) -> Iterator[tuple[str, str]]:
    artefact = (change.pair.base or change.pair.item).artefact
    if isinstance(artefact, Ola):
        for name, words in ((artefact.provider, "provider"), (artefact.consumer, "consumer")):
            if name:
                yield name, f"{words} of ola/{artefact.id}"
    elif isinstance(artefact, Contract):
        yield artefact.owner, f"supplier manager of contract/{artefact.id}"


def _dependents(change: Change, scene: Scene) -> Iterator[tuple[str, str]]:
    for one in impacted(change, scene):
        yield one.role, one.why


def _escalated(change: Change, _scene: Scene) -> Iterator[tuple[str, str]]:
    for side in ("before", "after"):
        value = _value(change, side)
        role = getattr(value, "to", None) or (value if change.at.endswith(".to") else None)
        if isinstance(role, str):
            yield role, "role that is called"


def _item_sponsor(change: Change, _scene: Scene) -> Iterator[tuple[str, str]]:
    artefact = (change.pair.base or change.pair.item).artefact
    if isinstance(artefact, Improvement) and artefact.sponsor:
        yield artefact.sponsor, f"sponsor of improvement/{artefact.id}"


def _item_sponsor_or_sponsor(change: Change, scene: Scene) -> Iterator[tuple[str, str]]:
    found = tuple(_item_sponsor(change, scene))
    yield from found or _named("sponsor")(change, scene)


def _process_owner(change: Change, scene: Scene) -> Iterator[tuple[str, str]]:
    """The owner of the process that a measure is about; of values observed also the owner of their measure."""
    item = change.pair.base or change.pair.item
    if item.kind.slug == "observations":
        kpi = scene.base.resolve("kpi", item.artefact.id, scene.staff.on)
        if kpi is None:
            return
        yield kpi.artefact.owner, f"owner of {kpi.key}"
        item = kpi
    measures = getattr(item.artefact, "measures", None)
    process = scene.base.resolve("process", measures.process, scene.staff.on) if measures and measures.process else None
    if process is not None:
        yield process.artefact.owner, f"owner of {process.key}"


def _reviewer(change: Change, _scene: Scene) -> Iterator[tuple[str, str]]:
    artefact = change.pair.item.artefact
    if isinstance(artefact, Improvement) and artefact.review is not None and artefact.review.by:
        yield artefact.review.by, "reviewer of the benefit"


def _named(name: str) -> Roles:
    """A role that the settings name."""

    def roles(_change: Change, scene: Scene) -> Iterator[tuple[str, str]]:
        known = scene.staff.snapshot.settings.approver_roles or ApproverRoles()
        value = getattr(known, name)
        for role in value if isinstance(value, tuple) else (value,):
            if role:
                yield role, "a maintainer" if name == "maintainer" else f"called in for {name.replace('_', ' ')}"

    return roles


def _supplier_manager(change: Change, scene: Scene) -> Iterator[tuple[str, str]]:
    """The owners of the contracts that a row of a control mapping names, as cover or as control."""
    route = change.differences[0].route if change.differences else ()
    for item in (change.pair.base, change.pair.head):
        for row in item.artefact.rows if item is not None and isinstance(item.artefact, ControlMapping) else ():
            if len(route) > 1 and row.key == route[1]:
                agreement = row.control.agreement if row.control is not None else None
                for name in (*row.artefacts, *((agreement,) if agreement else ())):
                    kind, _, id_ = name.partition("/")
                    found = scene.base.resolve(kind, id_, scene.staff.on) if kind == "contract" else None
                    if found is not None:
                        yield found.artefact.owner, f"supplier manager of {found.key}"


def _owners(change: Change, _scene: Scene) -> Iterator[tuple[str, str]]:
    yield from owners(change)


_NAMED: dict[Approver, str] = {
    "quality": "quality", "risk": "risk", "improvement": "improvement", "sponsor": "sponsor", "security": "security",
    "portfolio": "portfolio", "service level": "service_level", "change": "change", "two maintainers": "maintainer",
}  # fmt: skip
_PERSONS: dict[Approver, int] = {"two maintainers": 2}
_ROLES: dict[Approver, Roles] = {
    "owner": _owners, "old owner": _old_owner, "new owner": _new_owner, "activity owner": _activity_owner,
    "superior": _superior, "responsible": _responsible, "service owner": _service_owner, "customer": _customer,
    "providers": _providers, "agreement parties": _parties, "dependents": _dependents, "escalated": _escalated,
    "item sponsor": _item_sponsor_or_sponsor, "reviewer": _reviewer, "process owner": _process_owner,
    "supplier manager": _supplier_manager,
    **{name: _named(setting) for name, setting in _NAMED.items()},
}  # fmt: skip
