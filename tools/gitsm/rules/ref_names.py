"""REF-01: every name leads to something."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from gitsm.base.finding import Severity
from gitsm.base.similar import meant
from gitsm.base.source import Position, Route
from gitsm.check.again import standing
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.graph import Link
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.artefact import Artefact
from gitsm.model.governance import ControlMapping, Framework
from gitsm.model.kinds import KINDS
from gitsm.model.kpi import Kpi, Observations
from gitsm.model.meta import InFramework, InScheme, Local, Ref
from gitsm.model.priority import PriorityScheme
from gitsm.model.settings import Settings
from gitsm.model.visit import elements_at
from gitsm.rules.ref_common import key_position
from gitsm.rules.ref_settings import set_rules_exist
from gitsm.rules.words import a_kind, named

CUSTOM = "custom"
"""The practice of a process that no catalogue knows."""
_LISTS = {
    "activities": "an activity",
    "workflow.nodes": "a node of the workflow",
    "tools": "a tool",
    "targets": "a target",
    "escalations": "an escalation level",
}


def _named(snapshot: Snapshot) -> object:
    """What REF-01 rests on besides the artefact: which artefacts there are, and the ids inside those it looks into."""
    inside: list[tuple[object, ...]] = []
    for item in snapshot.of_kind("framework", "priority-scheme", "sla"):
        one = item.artefact
        if isinstance(one, Framework):
            inside.append((item.path, tuple(clause.id for clause in one.clauses)))
        elif isinstance(one, PriorityScheme):
            levels = (one.priorities, one.impact, one.urgency)
            inside.append((item.path, *(tuple(level.id for level in listed) for listed in levels)))
        else:
            inside.append((item.path, tuple(element.key for element in elements_at(one, "targets"))))
    return standing(snapshot), tuple(inside)


@rule("REF-01", Severity.ERROR, on=Artefact, depends=_named)
def references_lead_somewhere(artefact: Artefact, ctx: Context) -> Iterator[Answer]:
    """Every reference names something that exists.

    Why: a promise, a duty or a control that points nowhere is carried by nobody.
    Fix: correct the id as proposed, or add the artefact that is missing. Artefacts are referred to by id, never by
    title; where several kinds are possible, as `kind/id`. A severity or threshold in `gitsm.yaml` names a rule of the
    catalogue, built or not: `gitsm rule` lists the rules, `gitsm rule ID` the thresholds of one.
    """
    lists: dict[str, frozenset[str]] = {}
    for link in ctx.graph.outgoing.get(ctx.current, ()):
        mark = link.mark
        if isinstance(mark, Ref):
            yield from _artefact(link, mark, ctx)
        elif isinstance(mark, Local):
            if mark.collection not in lists:
                lists[mark.collection] = frozenset(e.key for e in elements_at(artefact, mark.collection))
            yield from _element(link, mark.collection, lists[mark.collection])
        elif isinstance(mark, InScheme):
            yield from _level(link, mark, ctx)
        elif mark.form == "qualified":
            framework, _, clause = str(link.name).partition("/")
            yield from _clause(link, framework, clause, ctx)
        else:
            yield from _in_framework(link, mark, artefact, ctx)
    if isinstance(artefact, PriorityScheme):
        yield from _matrix(artefact, ctx)
    elif isinstance(artefact, Observations):
        yield from _observed(artefact, ctx)
    elif isinstance(artefact, Kpi):
        yield from _measured(artefact, ctx)
    elif isinstance(artefact, Settings):
        yield from set_rules_exist(artefact, ctx)


def relevant_day(item: Loaded, ctx: Context) -> date:
    """The day on which the references of a version matter: its start while that is still to come."""
    start = item.artefact.start
    return start if item.phase == "agreed" and start is not None and start > ctx.as_of else ctx.as_of


def _wording(near: str) -> str:
    return f"did you mean {near}?" if near else ""


def _lost(
    item: Loaded, what: str, name: str, near: str, route: Route, otherwise: str, position: Position | None = None
) -> Problem:
    """The problem that a name leads nowhere. `what` has its article; `otherwise` is the other way out."""
    words = f'{named(item)} names {what} that does not exist: "{name}".'
    fix = f"write {near}, or {otherwise}" if near else otherwise
    return Problem(words, route, hint=_wording(near), fix=fix, position=position)


def _artefact(link: Link, mark: Ref, ctx: Context) -> Iterator[Answer]:
    snapshot, item, name = ctx.snapshot, link.source, str(link.name)
    kind, _, id_ = link.target.partition("/")
    if mark.qualified and kind not in KINDS:
        kinds = mark.kinds or tuple(KINDS)
        near = meant(kind, kinds)
        words = f'{named(item)} names an artefact of a kind that does not exist: "{name}".'
        fix = f"write {near}/{id_}" if near else f"write one of {', '.join(kinds)} before the slash"
        yield Problem(words, link.route, hint=_wording(f"{near}/{id_}" if near else ""), fix=fix)
        return
    wrong_kind = bool(mark.qualified and mark.kinds and kind not in mark.kinds)
    if link.target in snapshot.by_key and not wrong_kind:
        return
    if link.target in snapshot.broken:
        yield Unknown(f"{link.target} cannot be read", link.route)
        return
    if wrong_kind:
        wanted = ", ".join(map(a_kind, mark.kinds[:-1])) + (" or " if mark.kinds[1:] else "") + a_kind(mark.kinds[-1])
        words = f"{named(item)} names {a_kind(kind)} here: {name}. Expected is {wanted}."
        yield Problem(words, link.route, fix=f"name {wanted}")
        return
    renamed = snapshot.former.get(link.target)
    prefix = f"{kind}/" if mark.qualified else ""
    if renamed:
        words = f'{named(item)} uses a former id: "{name}" is called {prefix}{renamed} now.'
        yield Problem(words, link.route, hint=_wording(prefix + renamed), fix=f"write {prefix}{renamed}")
        return
    path = f"{KINDS[kind].folder}/{id_}.yaml"
    if path in snapshot.paths:
        yield Unknown(f"{path} holds another id", link.route)  # DOC-02 says so
        return
    broken = (key.removeprefix(f"{kind}/") for key in snapshot.broken if key.startswith(f"{kind}/"))
    near = meant(id_, (*snapshot.ids.get(kind, ()), *broken, *mark.builtin))
    what = "a support step" if link.route[-1] == "step" else a_kind(kind)
    add = f"add {path}" if KINDS[kind].folder else "name an existing one"
    yield _lost(item, what, name, prefix + near if near else "", link.route, add)


def _element(link: Link, collection: str, known: frozenset[str]) -> Iterator[Answer]:
    name = str(link.name)
    if name not in known:
        what = _LISTS.get(collection, "an element")
        yield _lost(link.source, what, name, meant(name, known), link.route, f"add it to `{collection}`")


def _level(link: Link, mark: InScheme, ctx: Context) -> Iterator[Answer]:
    """A level of the scheme the artefact names; without one, of any scheme of the repository."""
    item, snapshot = link.source, ctx.snapshot
    named_scheme = getattr(item.artefact, "priority_scheme", None)
    if named_scheme:
        scheme = snapshot.resolve("priority-scheme", named_scheme, relevant_day(item, ctx))
        schemes = [scheme] if scheme else []
        where = f"the priority scheme {named_scheme}"
        if not scheme:
            if f"priority-scheme/{named_scheme}" in snapshot.broken:
                yield Unknown(f"priority-scheme/{named_scheme} cannot be read", link.route)
            return
    else:
        schemes = list(snapshot.of_kind("priority-scheme"))
        where = "a priority scheme"
    known = {name for scheme in schemes for name in _levels(scheme, mark.level, ctx)}
    if str(link.name) in known:
        return
    if not named_scheme and any(key.startswith("priority-scheme/") for key in snapshot.broken):
        yield Unknown("a priority scheme cannot be read", link.route)
        return
    what = {"priority": "a priority", "impact": "an impact", "urgency": "an urgency"}[mark.level]
    yield _lost(item, what, str(link.name), meant(str(link.name), known), link.route, f"add it to {where}")


def _levels(scheme: Loaded, level: str, ctx: Context) -> frozenset[str]:
    def read() -> frozenset[str]:
        listed = getattr(scheme.artefact, "priorities" if level == "priority" else level)
        return frozenset(element.id for element in listed)

    names: frozenset[str] = ctx.once(f"REF-01 {scheme.path} {level}", read)
    return names


def _in_framework(link: Link, mark: InFramework, artefact: Artefact, ctx: Context) -> Iterator[Answer]:
    if mark.form == "practice":
        if link.name == CUSTOM:
            return
        framework = ctx.settings.practices
        if framework is None:
            yield Unknown("gitsm.yaml names no framework of practices", link.route)
            return
    else:
        framework = artefact.framework if isinstance(artefact, ControlMapping) else None
        if framework is None:
            return
    yield from _clause(link, framework, str(link.name), ctx, silent=True)


def _clause(link: Link, framework: str, clause: str, ctx: Context, silent: bool = False) -> Iterator[Answer]:
    """A clause or practice of a framework. `silent`: an unknown framework is reported where it is named."""
    snapshot, item = ctx.snapshot, link.source
    found = snapshot.resolve("framework", framework, relevant_day(item, ctx))
    if found is None:
        if f"framework/{framework}" in snapshot.broken:
            yield Unknown(f"framework/{framework} cannot be read", link.route)
        elif not silent:
            near = meant(framework, snapshot.ids.get("framework", ()))
            near = f"{near}/{clause}" if near else ""
            yield _lost(item, "a framework", str(link.name), near, link.route, f"add frameworks/{framework}.yaml")
        return
    known = _clauses(found, ctx)
    if clause in known:
        return
    practice = isinstance(link.mark, InFramework) and link.mark.form == "practice"
    near = meant(clause, known)
    near = f"{framework}/{near}" if near and not silent else near
    otherwise = "write custom, for a practice of your own" if practice else f"add the clause to {found.path}"
    yield _lost(item, "a practice" if practice else "a clause", str(link.name), near, link.route, otherwise)


def _clauses(framework: Loaded, ctx: Context) -> frozenset[str]:
    def read() -> frozenset[str]:
        artefact = framework.artefact
        return frozenset(clause.id for clause in artefact.clauses) if isinstance(artefact, Framework) else frozenset()

    names: frozenset[str] = ctx.once(f"REF-01 {framework.path}", read)
    return names


def _matrix(scheme: PriorityScheme, ctx: Context) -> Iterator[Answer]:
    impacts, urgencies = [level.id for level in scheme.impact], [level.id for level in scheme.urgency]
    priorities = [priority.id for priority in scheme.priorities]
    for impact, row in scheme.matrix.items():
        yield from _cell("an impact", "impact", impact, impacts, ("matrix", impact), ctx, key=True)
        for urgency, priority in row.items():
            route: Route = ("matrix", impact, urgency)
            yield from _cell("an urgency", "urgency", urgency, urgencies, route, ctx, key=True)
            yield from _cell("a priority", "priorities", priority, priorities, route, ctx)


def _cell(
    what: str, field: str, name: str, known: Collection[str], route: Route, ctx: Context, key: bool = False
) -> Iterator[Answer]:
    if name not in known:
        position = key_position(ctx, route) if key else None
        problem = _lost(ctx.current, what, name, meant(name, known), route, f"add it to `{field}`", position=position)
        yield replace(problem, about=field) if key else problem


def _observed(observations: Observations, ctx: Context) -> Iterator[Answer]:
    key = f"kpi/{observations.id}"
    if key in ctx.snapshot.broken:
        yield Unknown(f"{key} cannot be read", ("id",))
    elif key not in ctx.snapshot.by_key:
        near = meant(observations.id, ctx.snapshot.ids.get("kpi", ()))
        words = f'These observations belong to no KPI: there is no "{observations.id}".'
        fix = f"{f'rename the file to {near}.yaml, or ' if near else ''}add kpis/{observations.id}.yaml"
        yield Problem(words, ("id",), hint=_wording(near), fix=fix)


def _measured(kpi: Kpi, ctx: Context) -> Iterator[Answer]:
    """The target of an agreement that a KPI measures."""
    measures = kpi.measures
    if measures is None or not measures.sla or not measures.target:
        return
    sla = ctx.snapshot.resolve("sla", measures.sla, relevant_day(ctx.current, ctx))
    if sla is None:
        return
    keys = [element.key for element in elements_at(sla.artefact, "targets")]
    if measures.target not in keys:
        near = meant(measures.target, keys)
        route: Route = ("measures", "target")
        yield _lost(ctx.current, "a target", measures.target, near, route, f"add it to {sla.path}")
