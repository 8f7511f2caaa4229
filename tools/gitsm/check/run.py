"""Running rules over a snapshot: which rule judges which version, with which severity, at which place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from gitsm.base.finding import Finding, NotKnown, Related, Severity
from gitsm.base.source import START, Position, Route
from gitsm.base.spread import Spread, alone
from gitsm.check.again import Again
from gitsm.check.evidence import Evidence, NoEvidence
from gitsm.check.rule import Answer, Context, Problem, Rule, Unknown
from gitsm.graph import Graph, build_graph
from gitsm.load.positions import locate
from gitsm.load.snapshot import Condition, Loaded, Snapshot
from gitsm.load.yaml import Broken, decode
from gitsm.model.walk import normalise


@dataclass(frozen=True, slots=True)
class Raw:
    """The answers of all rules, before waivers and baseline: findings with places, and what is not known."""

    findings: tuple[Finding, ...]
    not_known: tuple[NotKnown, ...]
    graph: Graph
    as_of: date
    said: Said = field(default_factory=dict)
    """By path what the rules said of each artefact, for a second snapshot that shares it."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding without its place: places are looked up once per file at the end. Holds nothing of the snapshot."""

    finding: Finding
    related: tuple[tuple[str, Route, str], ...] = ()
    """(path, route, words)"""
    position: Position | None = None


_Result = _Found | NotKnown
Said = dict[str, tuple[_Result, ...]]


def evaluate(
    snapshot: Snapshot,
    rules: Iterable[Rule],
    as_of: date,
    evidence: Evidence | None = None,
    progress: Callable[[int, int], None] | None = None,
    base: Snapshot | None = None,
    spread: Spread = alone,
    like: tuple[Snapshot, Raw] | None = None,
) -> Raw:
    """Judges a snapshot as of a day. Scheduled versions are also judged as of the day they take effect.

    `base` is the repository before the change under judgement, for the rules about changes. `spread` may judge parts
    of the artefacts in other processes; a rule must therefore not tell the next artefact what it saw in this one.
    `like` is a snapshot judged before by the same rules, settings and evidence, as of the same day, with the result:
    what cannot have changed is taken from there.
    """
    rules = tuple(rule for rule in rules if not _off(rule, snapshot))
    graph = build_graph(snapshot, like[0] if like else None)
    context = Context(snapshot, graph, as_of, evidence or NoEvidence(), base=base)
    again = Again(like[0], snapshot, rules, as_of) if like else None
    plan = _Plan(rules, context, again, like[1].said if like else {})
    count = len(snapshot.items)

    def judge(part: range) -> Iterator[tuple[_Result, ...]]:
        for number in part:
            yield tuple(plan.judge(snapshot.items[number]))

    results: list[_Result] = []
    said: Said = {}
    for number, found in enumerate(spread(judge, count)):
        if progress is not None and number % 500 == 0:
            progress(number, count)
        results += found
        if found:
            said[snapshot.items[number].path] = found
    context.item = None
    for one in rules:
        if not one.kinds:
            results += _collect(one, one.check(snapshot, context), context, "")
    return Raw(
        tuple(sorted((*snapshot.findings, *_place(snapshot, results)), key=lambda f: f.order)),
        tuple(sorted(_not_known(results), key=lambda n: (n.path, n.rule, n.at, n.reason))),
        context.graph,
        as_of,
        said,
    )


class _Plan:
    """Which rules judge an artefact, by its kind and what time has made of it."""

    def __init__(self, rules: Iterable[Rule], context: Context, again: Again | None, said: Said) -> None:
        self._context = context
        self._again = again
        self._said = said
        self._by_kind: dict[str, list[Rule]] = {}
        for one in rules:
            for slug in one.kinds:
                self._by_kind.setdefault(slug, []).append(one)
        self._chosen: dict[tuple[str, Condition], tuple[Rule, ...]] = {}
        self._later: dict[date, Context] = {}

    def _rules(self, slug: str, condition: Condition) -> tuple[Rule, ...]:
        known = self._chosen.get((slug, condition))
        if known is None:
            rules = self._by_kind.get(slug, ())
            if condition == "ended":
                known = tuple(one for one in rules if one.when_ended)
            elif condition in ("in force", "working"):
                known = tuple(rules)
            else:
                known = tuple(one for one in rules if one.every_version)
            self._chosen[slug, condition] = known
        return known

    def judge(self, item: Loaded) -> Iterator[_Result]:
        """What the rules say of an artefact today and, where it is scheduled, on its first day."""
        context, slug = self._context, item.kind.slug
        condition = context.snapshot.condition(item, context.as_of)
        standing = self._again.settled(item, condition) if self._again is not None else _NOTHING
        said = self._said.get(item.path, ()) if standing else ()
        yield from _judged(self._rules(slug, condition), item, context, "", standing, said)
        day = item.artefact.start
        if condition == "scheduled" and day is not None:
            later = self._later.get(day)
            if later is None:
                later = self._later[day] = replace(context, as_of=day, item=None, cache={})
            rules = (one for one in self._by_kind.get(slug, ()) if not one.every_version)
            yield from _judged(rules, item, later, day.isoformat(), standing, said)


_NOTHING: frozenset[str] = frozenset()


def _judged(
    rules: Iterable[Rule],
    item: Loaded,
    context: Context,
    as_of: str,
    standing: frozenset[str],
    said: tuple[_Result, ...],
) -> Iterator[_Result]:
    """The answers in the order of the rules; those of the `standing` rules are taken from what was `said` before."""
    context.item = item
    for one in rules:
        if one.id not in standing:
            yield from _collect(one, one.check(item.artefact, context), context, as_of)
        elif said:
            yield from (result for result in said if _rule_of(result) == one.id)


def _rule_of(result: _Result) -> str:
    return result.rule if isinstance(result, NotKnown) else result.finding.rule


def _off(one: Rule, snapshot: Snapshot) -> bool:
    return snapshot.settings.severity.get(one.id) == "off"


def _collect(one: Rule, answers: Iterable[Answer], context: Context, as_of: str) -> Iterator[_Result]:
    for answer in answers:
        item = answer.item or context.item
        if isinstance(answer, Unknown):
            key, path = (item.key, item.path) if item else ("", "")
            at = normalise(item.artefact, answer.route)[1] if item else ""
            yield NotKnown(one.id, key, path, answer.reason, at)
            continue
        finding = _finding(one, answer, item, context.snapshot, as_of)
        if finding is not None:
            related = tuple((o.path, normalise(o.artefact, route)[0], words) for o, route, words in answer.related)
            yield _Found(finding, related, answer.position)


def _not_known(results: Iterable[_Result]) -> Iterator[NotKnown]:
    return (result for result in results if isinstance(result, NotKnown))


def answered(one: Rule, answers: Iterable[Answer], snapshot: Snapshot, raw: Raw) -> Raw:
    """The answers of a rule about the result of a run (`raw`), with severities and places like those of any rule."""
    if _off(one, snapshot):
        return Raw((), (), raw.graph, raw.as_of)
    results = tuple(_collect(one, answers, Context(snapshot, raw.graph, raw.as_of), ""))
    return Raw(tuple(_place(snapshot, results)), tuple(_not_known(results)), raw.graph, raw.as_of)


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
        at=f"{at}#{problem.about}" if problem.about else at,
        hint=problem.hint,
        fix=problem.fix,
        measured=problem.measured,
        limit=problem.limit,
        as_of=as_of,
    )


def _place(snapshot: Snapshot, results: Iterable[_Result]) -> Iterator[Finding]:
    found = [result for result in results if isinstance(result, _Found)]
    wanted: dict[str, set[Route]] = {}
    for one in found:
        wanted.setdefault(one.finding.path, set()).add(one.finding.route)
        for path, route, _ in one.related:
            wanted.setdefault(path, set()).add(route)
    places = {path: positions(snapshot, path, routes) for path, routes in wanted.items()}
    for one in found:
        more = tuple(Related(path, places[path].get(route, START), words) for path, route, words in one.related)
        position = one.position or places[one.finding.path].get(one.finding.route, START)
        yield replace(one.finding, position=position, related=more)


def positions(snapshot: Snapshot, path: str, routes: Iterable[Route]) -> dict[Route, Position]:
    """Places of routes in a file of the snapshot; empty where the file cannot be read."""
    try:
        return locate(decode(snapshot.tree.read(path)), routes)
    except (OSError, Broken):
        return {}
