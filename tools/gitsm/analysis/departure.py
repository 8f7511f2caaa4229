"""What a party's departure changes, read off the design: the snapshot without it, and facts before and after.

From the day on the party holds no role and belongs to no team; everything else stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from gitsm.analysis.people import Staff, persons_of, why_not
from gitsm.analysis.segregation import Pair, Segregation
from gitsm.base.source import Route
from gitsm.graph import Graph
from gitsm.load.snapshot import Loaded, Snapshot, build
from gitsm.model.improvement import Improvement
from gitsm.model.process import Process
from gitsm.model.role import Holder, Member, Party, Role

Kind = Literal[
    "vacant", "deputy_only", "single", "team", "chair", "quorum", "undone", "segregation", "reference", "improvement",
    "delegation", "named", "access",
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "vacant", "deputy_only", "single", "team", "chair", "quorum", "undone", "segregation", "reference", "improvement",
    "delegation", "named", "access",
)  # fmt: skip
"""What can break, in the order in which it is listed."""


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that no longer holds, or has to be handed over, with its place. `role` is the role it is about."""

    kind: Kind
    item: Loaded
    route: Route
    message: str
    role: str = ""


def without(snapshot: Snapshot, handle: str, on: date) -> Snapshot:
    """The snapshot in which the party holds no role and is in no team from the day on; positions in lists stay."""
    items = []
    for item in snapshot.items:
        artefact = item.artefact
        if isinstance(artefact, Role) and any(holder.party == handle for holder in artefact.holders):
            item = replace(item, artefact=artefact.model_copy(update={"holders": _cut(artefact.holders, handle, on)}))
        elif isinstance(artefact, Party) and any(member.party == handle for member in artefact.members):
            item = replace(item, artefact=artefact.model_copy(update={"members": _cut(artefact.members, handle, on)}))
        items.append(item)
    return build(snapshot.tree, items, snapshot.findings, snapshot.broken, snapshot.paths)


def _cut(periods: Iterable[Any], handle: str, on: date) -> tuple[Any, ...]:
    cut = []
    for period in periods:
        if period.party == handle and (period.to is None or period.to > on):
            start = period.from_
            period = period.model_copy(update={"to": start if start is not None and start > on else on})
        cut.append(period)
    return tuple(cut)


def breaks(before: Staff, after: Staff, graph: Graph, handle: str) -> Iterator[Break]:
    """Everything that holds with the party and not without it, on the day of the two staffs, in the order of KINDS."""
    changed = [id_ for id_ in before.snapshot.ids.get("role", ()) if before.persons(id_) != after.persons(id_)]
    empty = {id_ for id_ in changed if before.vacancy(id_) is None and after.vacancy(id_) is not None}
    led = {id_ for id_ in changed if before.persons(id_, deputies=False) and not after.persons(id_, deputies=False)}
    work = list(_processes(before, after, changed))
    undone = {(one.item.path, one.route) for one in work if one.kind == "undone"}
    found = [
        *_roles(before, after, changed, empty),
        *_teams(before, after),
        *_bodies(before, after, changed, empty),
        *work,
        *_references(before, graph, empty, undone),
        *_improvements(before, graph, empty | led),
        *_delegations(before, handle),
        *_named(before, handle),
        *_access(before, handle),
    ]
    yield from sorted(found, key=lambda one: KINDS.index(one.kind))


def _item(staff: Staff, id_: str) -> Loaded:
    item = staff.snapshot.resolve("role", id_, staff.on)
    if item is None:
        raise LookupError(f"role {id_}")
    return item


def _roles(before: Staff, after: Staff, changed: list[str], empty: set[str]) -> Iterator[Break]:
    for id_ in changed:
        role = before.role(id_)
        if role is None or role.is_body:
            continue
        item, left = _item(before, id_), after.persons(id_)
        if id_ in empty:
            vacancy = after.vacancy(id_)
            words = f": {vacancy.words}" if vacancy is not None and left else ""
            yield Break("vacant", item, ("holders",), f"The role {id_} becomes vacant{words}.", id_)
        elif not after.persons(id_, deputies=False) and before.persons(id_, deputies=False):
            deputies = f"deputy {left[0]}" if len(left) == 1 else f"deputies {', '.join(left)}"
            words = f"The role {id_} has no holder any more, only the {deputies}."
            yield Break("deputy_only", item, ("holders",), words, id_)
        elif len(left) == 1:
            yield Break("single", item, ("holders",), f"The role {id_} hangs on {left[0]} alone.", id_)


def _teams(before: Staff, after: Staff) -> Iterator[Break]:
    for item in before.snapshot.of_kind("party"):
        team = item.artefact
        if isinstance(team, Party) and any(member.holds(before.on) for member in team.members):
            now = after.snapshot.resolve("party", team.id, after.on)
            if now is None or not isinstance(now.artefact, Party):
                continue
            if not any(member.holds(after.on) for member in now.artefact.members):
                yield Break("team", item, ("members",), f"The team {team.id} has no members any more.")


def _bodies(before: Staff, after: Staff, changed: list[str], empty: set[str]) -> Iterator[Break]:
    for id_ in changed:
        body = before.role(id_)
        if body is None or not body.is_body:
            continue
        item = _item(before, id_)
        if id_ in empty:
            yield Break("chair", item, ("chair",), f"The body {id_} has no chair: nobody acts as {body.chair}.", id_)
        need = needed(body.quorum, len(body.members)) if body.quorum is not None else 0
        if _voices(before, body) >= need > (has := _voices(after, body)):
            words = f"The body {id_} misses its quorum: {has} of its member roles are held, {need} are needed."
            yield Break("quorum", item, ("quorum",), words, id_)
    yield from _authorities(before, after, changed)


def _voices(staff: Staff, body: Role) -> int:
    return sum(1 for member in body.members if staff.persons(member))


def needed(quorum: str | int, members: int) -> int:
    """The number of members a quorum asks for: a count, or a fraction rounded up."""
    if isinstance(quorum, int):
        return quorum
    share, _, whole = quorum.partition("/")
    return -(-int(share) * members // int(whole))


def _authorities(before: Staff, after: Staff, changed: list[str]) -> Iterator[Break]:
    """Change authorities of the policy that ask for more members, or more persons, than are left."""
    for item, process in _in_force(before, "process", Process):
        authorities = process.change_policy.authorities if process.change_policy else None
        for name in ("standard", "normal", "major", "emergency"):
            rule = getattr(authorities, name) if authorities is not None else None
            body = before.role(rule.body) if rule is not None and rule.body in changed else None
            if rule is None or body is None:
                continue
            route: Route = ("change_policy", "authorities", name)
            need = needed(rule.quorum or body.quorum or "2/3", len(body.members))
            if rule.quorum is not None and _voices(before, body) >= need > _voices(after, body):
                words = f"{name.capitalize()} changes miss their quorum: {need} member roles of {body.id} must be held."
                yield Break("quorum", item, (*route, "quorum"), words, body.id)
            had, has = len(before.persons(body.id)), len(after.persons(body.id))
            if rule.at_least is not None and had >= rule.at_least > has:
                left = f"{has} {'is' if has == 1 else 'are'} left"
                words = f"{name.capitalize()} changes need {rule.at_least} persons of {body.id}; {left}."
                yield Break("quorum", item, (*route, "at_least"), words, body.id)


def _in_force(staff: Staff, kind: str, model: type[Any]) -> Iterator[tuple[Loaded, Any]]:
    for item in staff.snapshot.in_force_of(kind, on=staff.on):
        if isinstance(item.artefact, model):
            yield item, item.artefact


def _processes(before: Staff, after: Staff, changed: list[str]) -> Iterator[Break]:
    conflicts = before.snapshot.settings.duty_conflicts
    for item, process in _in_force(before, "process", Process):
        named = {
            role for one in process.activities if one.raci for role in (one.raci.accountable, *one.raci.responsible)
        }
        if named.isdisjoint(changed):
            continue
        for position, activity in enumerate(process.activities):
            doers = activity.raci.responsible if activity.raci else ()
            had, has = (any(staff.persons(role) for role in doers) for staff in (before, after))
            if had and not has:
                name = activity.name or activity.id
                words = f'Nobody is left to do "{name}".'
                yield Break("undone", item, ("activities", position, "raci", "responsible"), words)
        yield from _duties(item, Segregation(before, process, conflicts), Segregation(after, process, conflicts))


def _duties(item: Loaded, before: Segregation, after: Segregation) -> Iterator[Break]:
    names = [f'"{one.name or one.id}"' for one in before.process.activities]
    lost: list[Pair] = []
    for pair in before.pairs:
        one, two = after.able(pair.first), after.able(pair.second)
        if one and two and before.alternative(pair) is not None and after.alternative(pair) is None:
            lost.append(pair)
            words = (
                f"{names[pair.first]} and {names[pair.second]} can only be done by the same person, {next(iter(one))}."
            )
            yield Break("segregation", item, ("activities", pair.second, "raci"), words)
    if not lost and before.assignment.exists and not after.assignment.exists and after.assignment.decided:
        words = "No assignment of different persons keeps all conflicting activities of the process apart any more."
        yield Break("segregation", item, ("activities",), words)


_PLAIN = {
    "consulted", "informed", "notify", "recipients", "communicated_to", "audience", "roles", "reports_to", "customers",
    "members", "chair",
}  # fmt: skip
_MEANING = {
    "owner": "its owner",
    "accountable": "an accountable role",
    "responsible": "a responsible role",
    "decides": "who decides at a branch",
    "escalations": "whom an escalation calls",
    "states": "who moves a record on",
    "override": "who may override the priority",
    "approver_roles": "an approver",
    "change_policy": "an authority over changes",
    "support_group": "its support group",
    "customer": "its customer",
    "provider": "its provider",
    "consumer": "its consumer",
    "supplier": "its supplier",
    "signatories": "a signatory",
    "contacts": "a contact",
    "artefacts": "what covers a clause",
    "approved_by": "who decides on it",
}


def _references(before: Staff, graph: Graph, empty: set[str], undone: set[tuple[str, Route]]) -> Iterator[Break]:
    """Where a role that becomes vacant is named to do, decide or answer for something; RACI fields of `undone` not."""
    for id_ in sorted(empty):
        for link in graph.used_by(f"role/{id_}"):
            source, route = link.source, link.route
            fields = [step for step in route if isinstance(step, str)]
            if before.snapshot.condition(source, before.on) not in ("in force", "working"):
                continue
            if fields[0] == "references" or fields[-1] in _PLAIN or source.kind.slug == "improvement":
                continue
            if (source.path, route[:-1]) in undone or "delegations" in fields:
                continue
            meaning = _MEANING.get(fields[-1]) or _MEANING.get(fields[0]) or f"`{fields[-1]}`"
            words = f"{source.kind.name} {source.artefact.id} names {id_}, which becomes vacant, as {meaning}."
            yield Break("reference", source, route, words, id_)


def _improvements(before: Staff, graph: Graph, roles: set[str]) -> Iterator[Break]:
    for item in before.snapshot.of_kind("improvement"):
        improvement = item.artefact
        if not isinstance(improvement, Improvement) or item.phase == "ended":
            continue
        if improvement.owner in roles:
            words = f'The improvement "{improvement.title}" belongs to {improvement.owner}, which has no holder then.'
            yield Break("improvement", item, ("owner",), words, improvement.owner)
        for position, action in enumerate(improvement.actions):
            if action.done is None and action.owner in roles:
                due = f" (due on {action.due})" if action.due else ""
                words = f'The action {action.id} of "{improvement.title}"{due} waits for {action.owner}.'
                yield Break("improvement", item, ("actions", position, "owner"), words, action.owner or "")


def _delegations(before: Staff, handle: str) -> Iterator[Break]:
    for item, process in _in_force(before, "process", Process):
        for position, one in enumerate(process.change_policy.delegations if process.change_policy else ()):
            if handle in (one.from_party, one.to_party) and one.to > before.on:
                words = f"A delegation of {one.role} from {one.from_party} to {one.to_party} runs until {one.to}."
                yield Break("delegation", item, ("change_policy", "delegations", position), words, one.role)


def _named(before: Staff, handle: str) -> Iterator[Break]:
    """Entries for the party that give nobody on the day: a draft, a bot, a start to come. They would stay behind."""
    for id_ in before.snapshot.ids.get("role", ()):
        role = before.role(id_)
        for position, holder in enumerate(role.holders if role is not None else ()):
            if holder.party == handle and (why := _counts_not(before, holder)):
                words = f"The role {id_} still names {handle}, without effect on that day: {why}."
                yield Break("named", _item(before, id_), ("holders", position), words, id_)
    for item in before.snapshot.of_kind("party"):
        team = item.artefact
        for position, member in enumerate(team.members if isinstance(team, Party) and item.phase != "ended" else ()):
            if member.party == handle and (why := _counts_not(before, member)):
                words = f"The team {team.id} still names {handle}, without effect on that day: {why}."
                yield Break("named", item, ("members", position), words)


def _counts_not(before: Staff, entry: Holder | Member) -> str:
    """Why an entry that has not ended gives nobody on the day; "" where it does, or has ended."""
    if entry.to is not None and entry.to <= before.on:
        return ""
    counts = entry.holds(before.on) and persons_of(before.snapshot, entry.party, before.on)
    return "" if counts else why_not(before.snapshot, entry, before.on)


def _access(before: Staff, handle: str) -> Iterator[Break]:
    item = before.snapshot.resolve("party", handle, before.on)
    party = item.artefact if item is not None else None
    if item is None or not isinstance(party, Party):
        return
    for position, account in enumerate(party.accounts):
        if account.to is None or account.to > before.on:
            words = f"The account {account.handle} on {account.platform} stays open; end it on {before.on}."
            yield Break("access", item, ("accounts", position), words)
    for position, key in enumerate(party.ssh_keys):
        if key.to is None or key.to > before.on:
            yield Break("access", item, ("ssh_keys", position), f"A signing key stays valid; end it on {before.on}.")
