"""Running rules over a snapshot: which rule judges which version, with which severity, at which place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from gitsm.base.finding import Finding, NotKnown, Related, Severity
from gitsm.base.source import START, Position, Route
from gitsm.check.evidence import Evidence, NoEvidence
from gitsm.check.rule import Answer, Context, Problem, Rule, Unknown
from gitsm.graph import Graph, build_graph
from gitsm.load.positions import locate
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.load.yaml import Broken, decode
from gitsm.model.walk import normalise


@dataclass(frozen=True, slots=True)
class Raw:
    """The answers of all rules, before waivers and baseline: findings with places, and what is not known."""

    findings: tuple[Finding, ...]
    not_known: tuple[NotKnown, ...]
    graph: Graph
    as_of: date


@dataclass(slots=True)
class _Sink:
    """Collects findings without places; places are looked up once per file at the end."""

    findings: list[Finding] = field(default_factory=list)
    not_known: list[NotKnown] = field(default_factory=list)
    related: dict[int, tuple[tuple[Loaded, Route, str], ...]] = field(default_factory=dict)
    positions: dict[int, Position] = field(default_factory=dict)


def evaluate(
    snapshot: Snapshot,
    rules: Iterable[Rule],
    as_of: date,
    evidence: Evidence | None = None,
    progress: Callable[[int, int], None] | None = None,
    base: Snapshot | None = None,
) -> Raw:
    """Judges a snapshot as of a day. Scheduled versions are also judged as of the day they take effect.

    `base` is the repository before the change under judgement, for the rules about changes.
    """
    rules = tuple(rules)
    context = Context(snapshot, build_graph(snapshot), as_of, evidence or NoEvidence(), base=base)
    sink = _Sink()
    by_kind: dict[str, list[Rule]] = {}
    for one in rules:
        if _off(one, snapshot):
            continue
        if not one.kinds:
            context.item = None
            _collect(one, one.check(snapshot, context), context, sink, "")
        for slug in one.kinds:
            by_kind.setdefault(slug, []).append(one)
    later: dict[date, list[Loaded]] = {}
    for number, item in enumerate(snapshot.items):
        if progress is not None and number % 500 == 0:
            progress(number, len(snapshot.items))
        condition = snapshot.condition(item, as_of)
        judged = condition in ("in force", "working")
        if condition == "scheduled" and item.artefact.start is not None:
            later.setdefault(item.artefact.start, []).append(item)
        for one in by_kind.get(item.kind.slug, ()):
            if condition == "ended" and not one.when_ended:
                continue
            if judged or one.every_version or (condition == "ended" and one.when_ended):
                _judge(one, item, context, sink, "")
    for day, items in sorted(later.items()):
        future = Context(snapshot, context.graph, day, context.evidence, base=base)
        for item in items:
            for one in by_kind.get(item.kind.slug, ()):
                if not one.every_version:
                    _judge(one, item, future, sink, day.isoformat())
    findings = _place(snapshot, sink)
    return Raw(
        tuple(sorted((*snapshot.findings, *findings), key=lambda f: f.order)),
        tuple(sorted(sink.not_known, key=lambda n: (n.path, n.rule, n.at, n.reason))),
        context.graph,
        as_of,
    )


def _off(one: Rule, snapshot: Snapshot) -> bool:
    return snapshot.settings.severity.get(one.id) == "off"


def _judge(one: Rule, item: Loaded, context: Context, sink: _Sink, as_of: str) -> None:
    context.item = item
    _collect(one, one.check(item.artefact, context), context, sink, as_of)


def _collect(one: Rule, answers: Iterable[Answer], context: Context, sink: _Sink, as_of: str) -> None:
    for answer in answers:
        item = answer.item or context.item
        if isinstance(answer, Unknown):
            key, path = (item.key, item.path) if item else ("", "")
            at = normalise(item.artefact, answer.route)[1] if item else ""
            sink.not_known.append(NotKnown(one.id, key, path, answer.reason, at))
            continue
        finding = _finding(one, answer, item, context.snapshot, as_of)
        if finding is not None:
            if answer.related:
                sink.related[len(sink.findings)] = answer.related
            if answer.position is not None:
                sink.positions[len(sink.findings)] = answer.position
            sink.findings.append(finding)


def answered(one: Rule, answers: Iterable[Answer], snapshot: Snapshot, raw: Raw) -> Raw:
    """The answers of a rule about the result of a run (`raw`), with severities and places like those of any rule."""
    sink = _Sink()
    if not _off(one, snapshot):
        _collect(one, answers, Context(snapshot, raw.graph, raw.as_of), sink, "")
    return Raw(tuple(_place(snapshot, sink)), tuple(sink.not_known), raw.graph, raw.as_of)


def severity_of(one: Rule, problem: Problem, item: Loaded | None, snapshot: Snapshot) -> Severity:
    """Severity of a problem: a setting wins over the rule; an error of a draft becomes a warning unless kept."""
    severity = problem.severity or one.severity
    configured = snapshot.settings.severity.get(one.id)
    if configured:  # what a rule itself calls less than its severity is never raised by a setting
        severity = min(severity, Severity.of(configured)) if severity < one.severity else Severity.of(configured)
    if severity is Severity.ERROR and item is not None and item.phase == "working" and not one.keeps_error:
        return Severity.WARNING
    return severity


def _finding(one: Rule, problem: Problem, item: Loaded | None, snapshot: Snapshot, as_of: str) -> Finding | None:
    severity = severity_of(one, problem, item, snapshot)
    if severity is Severity.OFF:
        return None
    if item is None:
        at = ".".join(str(step) for step in problem.route)
        route = problem.route
    else:
        route, at = normalise(item.artefact, problem.route)
    return Finding(
        one.id,
        severity,
        problem.path or (item.path if item else ""),
        problem.message,
        START,
        artefact=item.key if item else "",
        version=item.version if item else "",
        route=route,
        at=at,
        hint=problem.hint,
        fix=problem.fix,
        measured=problem.measured,
        limit=problem.limit,
        as_of=as_of,
    )


def _place(snapshot: Snapshot, sink: _Sink) -> Iterator[Finding]:
    wanted: dict[str, set[Route]] = {}
    related: dict[int, list[tuple[str, Route, str]]] = {}
    for index, finding in enumerate(sink.findings):
        wanted.setdefault(finding.path, set()).add(finding.route)
        for item, route, words in sink.related.get(index, ()):
            plain = normalise(item.artefact, route)[0]
            related.setdefault(index, []).append((item.path, plain, words))
            wanted.setdefault(item.path, set()).add(plain)
    places = {path: positions(snapshot, path, routes) for path, routes in wanted.items()}
    for index, finding in enumerate(sink.findings):
        more = tuple(
            Related(path, places[path].get(route, START), words) for path, route, words in related.get(index, ())
        )
        position = sink.positions.get(index) or places[finding.path].get(finding.route, START)
        yield replace(finding, position=position, related=more)


def positions(snapshot: Snapshot, path: str, routes: Iterable[Route]) -> dict[Route, Position]:
    """Places of routes in a file of the snapshot; empty where the file cannot be read."""
    try:
        return locate(decode(snapshot.tree.read(path)), routes)
    except (OSError, Broken):
        return {}
