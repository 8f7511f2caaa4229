"""DOC-13 and DOC-14: which document, and which of its versions, applies."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date

from gitsm.analysis.cycles import cycles
from gitsm.analysis.effective import Gap, course, gaps
from gitsm.base.finding import Severity
from gitsm.base.source import Route
from gitsm.check.again import standing
from gitsm.check.rule import Answer, Context, Problem, rule
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.artefact import AgreementDocument, Document
from gitsm.rules.words import named

_AT: Route = ("supersedes",)
_COUNTED_BY = ("calendar", "priority-scheme")
Order = tuple[tuple[int, ...], str]


@rule("DOC-13", Severity.ERROR, on=Document, depends=standing)
def successors_lead_to_the_document_in_force(document: Document, ctx: Context) -> Iterator[Answer]:
    """Following `supersedes` leads to exactly one document in force.

    Why: a reader who holds the old document must reach the one that applies now, and only that one.
    Fix: let one document replace another, never itself or one that replaces it; end the predecessor when the successor
    ends. REF-01 reports an unknown id.
    """
    item, snapshot = ctx.current, ctx.snapshot
    if not document.supersedes:
        return
    key = f"{item.kind.slug}/{document.supersedes}"
    if key == item.key:
        yield Problem(f"{named(item)} says that it replaces itself.", _AT, fix="delete `supersedes`")
        return
    if item is _newest(snapshot, item.key):
        loops: dict[str, tuple[str, ...]] = ctx.once("DOC-13", lambda: _loops(snapshot))
        if item.key in loops:
            path = " → ".join(loops[item.key])
            yield Problem(f"The documents replace each other in a circle: {path}.", _AT, fix="delete one of the links")
            return
        yield from _one_end(item, key, ctx)


def _newest(snapshot: Snapshot, key: str) -> Loaded:
    return snapshot.by_key[key][-1]


def _loops(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Each circle of successors by the first of its keys."""
    links = {key: [item.key for item in group if item.key != key] for key, group in snapshot.successors.items()}
    onward: dict[str, list[str]] = {}
    for old, new in links.items():
        for key in new:
            onward.setdefault(key, []).append(old)
    return {circle[0]: circle for circle in cycles(onward)}


def _one_end(item: Loaded, key: str, ctx: Context) -> Iterator[Answer]:
    snapshot, day = ctx.snapshot, ctx.as_of
    condition = snapshot.condition(item, day)
    if condition == "in force":
        heirs = (heir for heir in snapshot.successors.get(key, ()) if snapshot.condition(heir, day) == "in force")
        first: Loaded | None = ctx.once(f"DOC-13 {key}", lambda: min(heirs, key=lambda heir: heir.key, default=None))
        if first is not None and first.key < item.key:
            words = f'"{key}" has two successors in force: {first.artefact.id} and {item.artefact.id}.'
            related = ((first, _AT, "the other one"),)
            yield Problem(words, _AT, fix="end one of them, or let one replace the other", related=related)
    elif condition in ("ended", "expired", "superseded") and not _alive(snapshot, item.key, ctx):
        kind, _, id_ = key.partition("/")
        old = snapshot.in_force(kind, id_, day)
        if old is not None:
            state = item.artefact.status if condition == "ended" else condition
            words = f"{named(item)} is {state}, but {key}, which it replaced, still counts as in force."
            yield Problem(words, _AT, fix=f"end {old.path} as well", related=((old, ("status",), "still in force"),))


def _alive(snapshot: Snapshot, key: str, ctx: Context) -> bool:
    return any(snapshot.condition(v, ctx.as_of) in ("in force", "scheduled") for v in snapshot.by_key[key])


@rule("DOC-14", Severity.ERROR, on=Document, depends=standing)
def one_version_applies_on_each_day(document: Document, ctx: Context) -> Iterator[Answer]:
    """One version of a document is in force on any day, never two; between versions of an agreement no day is without.

    Nor is one between versions of the calendars and priority schemes by which agreements count.

    Why: "which one applied?" must have one answer, for the customer as for the auditor.
    Fix: leave the end of the older version open (it ends where the next one starts), or move its end to the start of
    the next version. Where no version applied in the past, it is a warning: that can only be explained.
    """
    item = ctx.current
    group = ctx.snapshot.by_key.get(item.key, ())
    if len(group) < 2 or item.phase != "agreed" or document.start is None:
        return
    agreement = isinstance(document, AgreementDocument)
    begin: Route = ("valid", "from") if agreement else ("effective_from",)
    end: Route = ("valid", "to") if agreement else ("effective_to",)
    if agreement or item.kind.slug in _COUNTED_BY:
        yield from _gap(item, begin, end, ctx)
    listed: list[tuple[date, Order, Loaded]] = ctx.once(f"DOC-14 {item.key}", lambda: _by_start(group))
    here = bisect_left(listed, (document.start, item.order), key=lambda entry: entry[:2])
    if here and listed[here - 1][0] == document.start:
        other = listed[here - 1][2]
        words = f"Versions {other.version} and {item.version} of {item.key} both start on {document.start}."
        fix = "let one start later, or end one of them"
        yield Problem(words, begin, fix=fix, related=((other, begin, f"start of version {other.version}"),))
    later = bisect_right(listed, document.start, key=lambda entry: entry[0])
    if later == len(listed) or document.end is None:
        return
    start, _, following = listed[later]
    if start < document.end:
        words = (
            f"Version {item.version} of {item.key} ends on {document.end}, but version {following.version} starts "
            f"already on {start}."
        )
        related = ((following, begin, f"start of version {following.version}"),)
        yield Problem(words, end, fix=f"write {start} here", related=related, limit=start.isoformat())


def _gap(item: Loaded, begin: Route, end: Route, ctx: Context) -> Iterator[Problem]:
    """The time before this version in which none applies."""

    def found() -> dict[str, Gap]:
        return {gap.after.item.path: gap for gap in gaps(course(ctx.snapshot, item.key, ctx.as_of))}

    known: dict[str, Gap] = ctx.once(f"DOC-14 gaps {item.key}", found)
    gap = known.get(item.path)
    if gap is None:
        return
    old = gap.before.item
    words = (
        f"No version of {item.key} applies from {gap.start} to {gap.end}: version {old.version} ends before version "
        f"{item.version} starts."
    )
    over = gap.end <= ctx.as_of
    fix = "explain it in a waiver; what applied then cannot be changed any more" if over else f"write {gap.start} here"
    yield Problem(
        words,
        begin,
        about="gap",
        fix=fix,
        severity=Severity.WARNING if over else None,
        related=((old, end, f"end of version {old.version}"),),
    )


def _by_start(group: Iterable[Loaded]) -> list[tuple[date, Order, Loaded]]:
    agreed = ((item.artefact.start, item.order, item) for item in group if item.phase == "agreed")
    return sorted((start, order, item) for start, order, item in agreed if start is not None)
