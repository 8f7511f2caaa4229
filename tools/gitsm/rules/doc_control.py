"""DOC-01 to DOC-05: identity, completeness, approval and chronology of controlled documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from gitsm.analysis.periods import LONGEST_TERM, too_long
from gitsm.base.finding import Severity
from gitsm.base.source import Route, dotted
from gitsm.check.again import nothing_else, standing
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.artefact import AgreementDocument, Artefact, Document
from gitsm.model.completeness import missing
from gitsm.model.governance import ControlMapping, PracticeAdoption
from gitsm.model.kinds import SETTINGS_FILE
from gitsm.model.visit import instances
from gitsm.model.walk import alternatives, named_route
from gitsm.rules.words import counted, inside, listed, named

_WAITS = "no evidence of merged changes can be read"


@rule("DOC-01", Severity.ERROR, on=Artefact)
def agreed_artefacts_are_complete(artefact: Artefact, ctx: Context) -> Iterator[Answer]:
    """Agreed artefacts are complete.

    Why: drafts may have gaps, promises may not; whoever relies on an approved document must find in it all that its
    kind needs.
    Fix: fill in the field named in the message. For a draft the message only counts what is still to do.
    """
    item = ctx.current
    if item.phase == "ended":
        return
    gaps = [gap for gap in missing(artefact) if gap[0] != _SUPERIOR or not _is_top(ctx)]
    if item.phase == "working":
        if gaps:
            names = [named_route(artefact, route) for route, _ in gaps]
            words = f"{counted(len(names), 'field')} to go: {listed(names, 30)}."
            yield Problem(words, severity=Severity.INFO, fix="fill them in before approval", measured=str(len(names)))
        return
    for route, description in gaps:
        if isinstance(artefact, Document) and route in _TERMS:
            continue
        at = named_route(artefact, route)
        meaning = f" ({inside(description)})" if description else ""
        words = f"{named(item)} is {artefact.status.replace('_', ' ')} but lacks {at}{meaning}."
        top = "; the top role needs none as soon as another role reports to it" if route == _SUPERIOR else ""
        yield Problem(words, route, fix=f"add `{route[-1]}: ...`{top}")


_SUPERIOR: Route = ("reports_to",)


def _is_top(ctx: Context) -> bool:
    """Whether a role without a superior is the top of its tree: others report to it, or it is the only role."""
    if any(link.route == _SUPERIOR for link in ctx.graph.used_by(ctx.current.key)):
        return True
    return not any(key.startswith("role/") and key != ctx.current.key for key in ctx.snapshot.by_key)


_TERMS: frozenset[Route] = frozenset({("effective_from",), ("valid",), ("valid", "from"), ("review",)})
"""What DOC-03 asks for in agreed documents."""


@rule("DOC-02", Severity.ERROR, on=Artefact, depends=standing)
def identities_are_unique(artefact: Artefact, ctx: Context) -> Iterator[Answer]:
    """Every artefact has one identity of its own, and its file bears that name.

    Why: two documents with one number, or a number given away a second time, make every reference to it doubtful.
    Fix: name the file `<id>.yaml`, or `<id>@<version>.yaml` for a scheduled or past version. To rename an artefact use
    `gitsm mv`, which keeps the old id under `formerly`.
    """
    item = ctx.current
    if item.path != SETTINGS_FILE:
        stem = item.path.rpartition("/")[2].removesuffix(".yaml")
        id_, _, version = stem.partition("@")
        if id_ != artefact.id:
            words = f'The file is named {stem}.yaml, but the id in it is "{artefact.id}".'
            yield Problem(words, ("id",), fix=f"write `id: {id_}`, or rename the file to {artefact.id}.yaml")
            return
        if version and version != item.version:
            words = f"The file is named for version {version}, but the version in it is {item.version}."
            yield Problem(words, ("version",), fix=f"write `version: {version}`, or rename the file")
            return
        yield from _twin(item, ctx)
    yield from _reused(item, ctx.snapshot)
    namesake = _namesake(artefact)
    if namesake and namesake[1] != artefact.id:
        field, other = namesake
        words = f'{named(item)} is about {field} "{other}", so its id should be "{other}" too.'
        yield Problem(words, ("id",), fix=f"write `id: {other}` and rename the file to {other}.yaml")


def _twin(item: Loaded, ctx: Context) -> Iterator[Answer]:
    named_so: dict[tuple[str, str], list[Loaded]] = ctx.once("DOC-02", lambda: _by_version(ctx.snapshot))
    for other in named_so[item.key, item.version]:
        if other.path < item.path and _well_named(other):
            what = f"Version {item.version} of {item.key}" if item.version else f'"{item.key}"'
            related = ((other, ("version",) if item.version else ("id",), "the first one"),)
            fix = "raise the version of one of them, or delete one file"
            words = f"{what} stands in {other.path} as well."
            yield Problem(words, ("version",), about=other.path, fix=fix, related=related)


def _by_version(snapshot: Snapshot) -> dict[tuple[str, str], list[Loaded]]:
    found: dict[tuple[str, str], list[Loaded]] = {}
    for item in snapshot.items:
        found.setdefault((item.key, item.version), []).append(item)
    return found


def _well_named(item: Loaded) -> bool:
    return item.path.rpartition("/")[2].removesuffix(".yaml").partition("@")[0] == item.artefact.id


def _reused(item: Loaded, snapshot: Snapshot) -> Iterator[Answer]:
    for index, old in enumerate(item.artefact.formerly):
        key = f"{item.kind.slug}/{old}"
        owner = snapshot.former.get(key)
        if key in snapshot.by_key:
            same = old == item.artefact.id
            words = f'The id "{old}" is in use, so it cannot be a former id{" of the same artefact" if same else ""}.'
            related = () if same else ((snapshot.by_key[key][-1], ("id",), "uses the id"),)
            yield Problem(words, ("formerly", index), fix="delete the entry; ids are never used twice", related=related)
        elif owner is not None and owner != item.artefact.id:
            words = f'"{old}" is named as a former id by {item.kind.slug}/{owner} as well.'
            yield Problem(words, ("formerly", index), fix="keep it where the artefact really came from")


def _namesake(artefact: Artefact) -> tuple[str, str] | None:
    if isinstance(artefact, ControlMapping) and artefact.framework:
        return "framework", artefact.framework
    if isinstance(artefact, PracticeAdoption) and artefact.practice and artefact.practice != "custom":
        return "practice", artefact.practice
    return None


@rule("DOC-03", Severity.ERROR, on=Document)
def agreed_documents_are_controlled(document: Document, ctx: Context) -> Iterator[Answer]:
    """Agreed documents say from when they apply and when they are reviewed, and their approval can be shown.

    Why: an auditor asks each controlled document who approved it, since when it applies and when somebody last looked.
    Fix: add `effective_from` (agreements: `valid: {from: ...}`) and `review: {every: 12mo, last: ...}`. Approver and
    approval date are never written down: they come from the merged change, or from `legacy_approval` where the document
    was approved elsewhere. Until there is evidence, the approval counts as stated, not evidenced.
    """
    item = ctx.current
    if item.phase == "agreed":
        first: Route = ("valid", "from") if isinstance(document, AgreementDocument) else ("effective_from",)
        if document.start is None:
            words = f"{named(item)} is {document.status}, but not from which day ({dotted(first)})."
            yield Problem(words, first, fix="add the first day it applies, such as 2026-01-31")
        review = document.review
        for field, gap, example in (
            ("every", review is None or review.every is None, "12mo"),
            ("last", review is None or review.last is None, "2026-01-31"),
        ):
            if gap:
                what = "how often it is reviewed" if field == "every" else "when it was last reviewed"
                words = f"{named(item)} does not say {what} (review.{field})."
                yield Problem(words, ("review", field), fix=f"add `{field}: {example}` to `review`")
    unproved = ctx.once("DOC-03", lambda: _unproved(ctx))
    if item in unproved.each:
        words = f"Approval: stated, not evidenced. Nothing shows who approved version {item.version}."
        fix = "merge the version through the gate, or add `legacy_approval` if it was approved elsewhere"
        yield Problem(words, ("status",), fix=fix, severity=Severity.INFO)
    elif item.path == SETTINGS_FILE and unproved.all:
        count = len(unproved.all)
        words = (
            f"Approval: stated, not evidenced, for {counted(count, 'agreed document')}. "
            "No merged change can be read as evidence."
        )
        fix = "nothing to do in the documents; they count as unproved until approvals are evidenced"
        yield Problem(words, fix=fix, severity=Severity.INFO, measured=str(count))


class _Unproved:
    """Agreed documents without shown approval: listed one by one as soon as any approval is evidenced, else at once."""

    def __init__(self, items: frozenset[Loaded], some_evidence: bool) -> None:
        self.each = items if some_evidence else frozenset()
        self.all = frozenset() if some_evidence else items


def _unproved(ctx: Context) -> _Unproved:
    agreed = [item for item in ctx.snapshot.items if item.phase == "agreed" and isinstance(item.artefact, Document)]
    shown = {item for item in agreed if ctx.evidence.approval(item) is not None}
    without = (i for i in agreed if i not in shown and getattr(i.artefact, "legacy_approval", None) is None)
    return _Unproved(frozenset(without), bool(shown))


@rule("DOC-04", Severity.ERROR, on=Artefact, depends=nothing_else)
def dates_follow_each_other(artefact: Artefact, ctx: Context) -> Iterator[Answer]:
    """Approval comes before the start, the start before the end, no review lies in the future, no term is endless.

    A later version that keeps the first day of the document is not measured by its own approval, but by that of the
    version which set the day. An agreement for more than 100 years is taken for a slip of the pen.

    Why: nobody can explain to an auditor a document that applied before it was approved, or ended before it began.
    Fix: correct the date that is wrong. Every end names the first day that is no longer inside.
    """
    for route, period in instances(artefact, is_period):
        start = period.from_
        end = period.to if hasattr(period, "to") else period.until
        if isinstance(start, date) and isinstance(end, date) and end < start:
            last = "to" if hasattr(period, "to") else "until"
            at = named_route(artefact, route)
            yield _order(f"{at} ends on {end}, before it starts on {start}.", (*route, last))
    if not isinstance(artefact, Document):
        return
    start, end = artefact.start, artefact.end
    if start and end and end < start and not isinstance(artefact, AgreementDocument):
        yield _order(f"The document ends on {end}, before it starts on {start}.", ("effective_to",))
    if start and start == end:
        words = f"{named(ctx.current)} starts and ends on {start}, so it holds on no day."
        last_day: Route = ("valid", "to") if isinstance(artefact, AgreementDocument) else ("effective_to",)
        yield Problem(words, last_day, fix="write the first day on which it no longer holds", about="no-day")
    if start and end and isinstance(artefact, AgreementDocument) and too_long(start, end):
        words = f"{named(ctx.current)} is agreed from {start} to {end}, for more than {LONGEST_TERM} years."
        fix = "correct the year; agree for some years, and make a new version before they end"
        yield Problem(words, ("valid", "to"), fix=fix, about="term", limit=f"{LONGEST_TERM} years")
    last_review = artefact.review.last if artefact.review else None
    if last_review and last_review > ctx.as_of:
        words = f"The last review is dated {last_review}, after the day judged ({ctx.as_of})."
        yield Problem(words, ("review", "last"), fix="write the day the review was done", limit=ctx.as_of.isoformat())
    if start and ctx.current.phase == "agreed":
        yield from _approved_before(artefact, start, ctx)


_LEGACY_DAY: Route = ("legacy_approval", "date")


def _order(words: str, route: Route) -> Problem:
    return Problem(words, route, fix="correct one of the two days")


def _approved_before(document: Document, start: date, ctx: Context) -> Iterator[Answer]:
    first: Route = ("valid", "from") if isinstance(document, AgreementDocument) else ("effective_from",)
    if document.legacy_approval:
        day, route = document.legacy_approval.date, _LEGACY_DAY
    else:
        approval = ctx.evidence.approval(ctx.current)
        if approval is None:
            yield Unknown(_WAITS, first)
            return
        if approval.start_agreed == "before":
            yield Unknown("its first day was agreed before there was evidence", first)
            return
        day, route = approval.start_agreed or approval.day, first
    if day > start:
        words = f"{named(ctx.current)} applies from {start}, but was approved only on {day}."
        fix = "move the first day to the approval or later, or correct the date of the approval"
        yield Problem(words, route, fix=fix, measured=day.isoformat(), limit=start.isoformat())


@cache
def is_period(kind: type) -> bool:
    """Whether the class is a span of days: it has the days `from` and `to` (or `until`)."""
    fields = getattr(kind, "model_fields", {})
    if "from_" not in fields or not ("to" in fields or "until" in fields):
        return False
    return any(found is date for found, _ in alternatives(fields["from_"].annotation))


@rule("DOC-05", Severity.ERROR, on=Document, depends=nothing_else)
def somebody_else_approved(document: Document, ctx: Context) -> Iterator[Answer]:
    """Somebody other than the authors approved each agreed version.

    Why: four eyes see what two overlook; nobody approves their own text.
    Fix: ask a person who did not write, commit or push the change to approve it. Documents approved elsewhere before
    they came here are shown with their `legacy_approval` and are not judged.
    """
    if ctx.current.phase != "agreed" or document.legacy_approval is not None:
        return
    approval = ctx.evidence.approval(ctx.current)
    if approval is None:
        yield Unknown(_WAITS, ("status",))
    elif not set(approval.approvers) - set(approval.authors):
        who = "nobody" if not approval.approvers else f"only {', '.join(approval.approvers)}, who also wrote it,"
        words = f"{named(ctx.current)} {ctx.current.version} is {document.status}, but {who} approved it."
        yield Problem(words, ("status",), fix="have another person approve the change", hint=approval.source)
