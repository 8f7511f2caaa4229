"""DOC-06, DOC-07 and DOC-08: what a change does to status, version and content of a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gitsm.base.finding import Severity
from gitsm.check.rule import Answer, Context, Problem, rule
from gitsm.diff.changes import FORMATTING, Change
from gitsm.diff.difference import Difference
from gitsm.diff.judged import Judged
from gitsm.diff.pairs import changed_pairs
from gitsm.diff.types import worst
from gitsm.load.snapshot import Loaded
from gitsm.model.artefact import AgreementDocument, Artefact, Document
from gitsm.rules.change import UnderJudgement, before, is_content, under_judgement
from gitsm.rules.in_force import REWRITTEN, applied, begun, gone, in_retrospect, meaning_of, way_out
from gitsm.rules.words import counted, listed, named

_PASSED_BY = "workflow.passed-by."


@rule("DOC-06", Severity.ERROR, on=Artefact, every_version=True, when_ended=True)
def a_status_moves_along_allowed_steps(artefact: Artefact, ctx: Context) -> Iterable[Answer]:
    """A change moves a status along allowed steps only.

    Why: a step that is not allowed skips a decision, or brings back what was ended for good.
    Fix: take a step that the message names; revise an agreed document in a new version file, and leave the old one as
    it is. Several steps in one change are fine.
    """
    item = ctx.current
    old = before(item, under_judgement(ctx))
    if old is None or old.artefact.status == artefact.status:
        return
    lifecycle = item.kind.lifecycle
    was, now = (status.replace("_", " ") for status in (old.artefact.status, artefact.status))
    if lifecycle.path(old.artefact.status, artefact.status) is None:
        steps = sorted(goal.replace("_", " ") for start, goal in lifecycle.transitions if start == old.artefact.status)
        can = f"from {was} it can become {listed(steps)}" if steps else f"{was} is the end; write a new artefact"
        yield Problem(f"{named(item)} goes from {was} to {now}, and no allowed steps lead there.", ("status",), fix=can)
    elif old.phase == "agreed" and item.phase == "working" and _in_effect(old, ctx):
        words = f"{named(item)} goes back from {was} to {now}, though it is in force since {old.artefact.start}."
        yield Problem(
            words, ("status",), fix="revise it in a new version file; the old one stays until the new one takes effect"
        )


def _in_effect(item: Loaded, ctx: Context) -> bool:
    """Whether a document with a first day has reached it. What has none may be taken back."""
    return isinstance(item.artefact, Document) and item.artefact.start is not None and item.artefact.start <= ctx.as_of


@rule("DOC-07", Severity.ERROR, on=Document)
def content_moves_the_version(document: Document, ctx: Context) -> Iterable[Answer]:
    """A change of content raises the version, by as much as its class demands.

    Why: readers see from the version alone whether what they rely on has moved, and how much.
    Fix: raise the first number for a major change, the second for a normal one, the third for a standard one; the first
    approval is 1.0.0. `gitsm plan --fix` writes it. Spelling, comments and the order of keys ask for nothing. Where the
    version stays as it was agreed, DOC-08 says so.
    """
    item = ctx.current
    change = under_judgement(ctx)
    bump = change.bumps.get(item.path)
    if bump is None or not bump.missing or (_altered_places(item, change) and not _off("DOC-08", ctx)):
        return
    stays = "stays" if bump.found == bump.before else f"goes from {bump.before} to"
    words = f"{named(item)} changes ({_weight(change.judged[item.path])}), but its version {stays} {bump.found}."
    yield Problem(words, ("version",), fix=_RAISE.format(bump.wanted), measured=bump.found, limit=bump.wanted)


_RAISE = "set the version to {} or higher, or let `gitsm plan --fix` do it"


def _off(rule: str, ctx: Context) -> bool:
    return ctx.settings.severity.get(rule) == "off"


def _weight(judged: Sequence[Judged]) -> str:
    """The class of a change, and the first part that gives it: `major: promise loosened at targets.p4.at_most`."""
    class_ = worst([one.class_ for one in judged])
    first = next(one for one in judged if one.class_ == class_)
    if first.change.at.startswith(_PASSED_BY):
        return f"{class_}: some way passes by the approval {first.change.at.removeprefix(_PASSED_BY)}"
    return f"{class_}: {first.title}{f' at {first.change.at}' if first.change.at else ''}"


@rule("DOC-08", Severity.ERROR, on=Document)
def an_agreed_version_stays_as_it_is(document: Document, ctx: Context) -> Iterable[Answer]:
    """What was agreed under a version stays as it is, and versions never go down.

    Why: the same number with other content makes every earlier approval, reference and printed copy worthless.
    Fix: undo the edit and write a new version; only the status, the last review, tags, the change note and an end that
    comes sooner may change in an agreed one. An agreement in force keeps its meaning whatever its number: the new
    version is a file of its own that applies from a day on, and the old one ends on that day and stays. In the old file
    even a new number would change what was promised until today. A corrected wording is a new patch version of the same
    file. An end or a beginning on a day that has passed is a warning: it changes what applied since then. So is the
    deleted file of a version that once applied.
    """
    item = ctx.current
    change = under_judgement(ctx)
    if ctx.base is not None and item.kind.slug == "settings":
        yield from gone(changed_pairs(ctx.base, ctx.snapshot, ctx.as_of), ctx)
    pair = change.pairs.get(item.path)
    if pair is None:
        return
    if isinstance(document, AgreementDocument):
        yield from in_retrospect(item, before(item, change), ctx)
    if pair.base is None or not isinstance(pair.base.artefact, Document):
        return
    old = pair.base
    if document.version < pair.base.artefact.version:
        words = f"{named(item)} goes down from version {old.version} to {item.version}."
        yield Problem(words, ("version",), fix=f"give it a number above {old.version}", limit=old.version)
    else:
        changed = _altered_places(item, change)
        if changed:
            yield _altered(item, change, changed, ctx)
        else:
            yield from _rewritten(item, change, ctx)


def _rewritten(item: Loaded, change: UnderJudgement, ctx: Context) -> Iterable[Problem]:
    """An agreement that has begun and whose meaning changes under a new number, so that the old one is gone."""
    old, judged = before(item, change), change.judged[item.path]
    if old is None or old.version == item.version or old.phase != "agreed" or not begun(old, item, ctx):
        return
    kind, _, id_ = item.key.partition("/")
    meant = [one for one in meaning_of(judged) if _counts(one.change)]
    if not meant or any(one.version == old.version for one in ctx.snapshot.versions(kind, id_)):
        return
    first = meant[0].change.differences[0]
    route = first.route[:-1] if first.operation == "removed" else first.route
    does = f"gives its file another meaning as version {item.version}"
    if item.path != old.path:
        does = f"puts version {item.version} ({item.path}) in its place"
    words = f"{named(item)} {applied(old, ctx)}, and this change {does} ({_weight(judged)}); what was promised "
    words += "until today is gone." if _now(old, ctx) else "then is gone."
    fix = way_out(item, change.pairs[item.path], item.version, ctx)
    yield Problem(words, route, about=REWRITTEN, fix=fix)


def _altered_places(item: Loaded, change: UnderJudgement) -> list[Difference]:
    """What differs in the content of a version that was agreed and keeps its number; empty where nothing does."""
    old = before(item, change)
    if old is None or old.version != item.version or old.phase == "working":
        return []
    return [one.change.differences[0] for one in change.judged[item.path] if _counts(one.change)]


def _counts(change: Change) -> bool:
    if change.number == FORMATTING or not change.differences or change.at.startswith(_PASSED_BY):
        return False
    return is_content(change.differences[0])


def _altered(item: Loaded, change: UnderJudgement, changed: list[Difference], ctx: Context) -> Problem:
    places = list(dict.fromkeys(difference.at for difference in changed))
    first = changed[0]
    route = first.route[:-1] if first.operation == "removed" else first.route
    judged, pair = change.judged[item.path], change.pairs[item.path]
    old = before(item, change)
    fixed = old is not None and bool(meaning_of(judged)) and begun(old, item, ctx)
    was = f"was agreed as version {item.version}" + (" and is in force" if fixed and _now(old, ctx) else "")
    words = (
        f"{named(item)} {was}, and this change gives that version other content ({counted(len(places), 'place')}: "
        f"{listed(places, 3)})."
    )
    bump = change.bumps.get(item.path)
    wanted, limit = (f"give the changed text a version above {item.version}", "")
    if bump is not None and bump.missing:
        words = f"{words[:-1]}, which is {_weight(judged)}."
        wanted, limit = _RAISE.format(bump.wanted), bump.wanted
    related = ((item, ("version",), "the version that was agreed"),)
    fix = way_out(item, pair, limit or item.version, ctx) if fixed else f"{wanted}; or undo the edit"
    about = REWRITTEN if fixed else ""
    return Problem(words, route, about=about, fix=fix, measured=item.version, limit=limit, related=related)


def _now(old: Loaded | None, ctx: Context) -> bool:
    return old is not None and ctx.base is not None and ctx.base.condition(old, ctx.as_of) == "in force"
