"""DOC-08 for agreements that have begun: what was promised, and to whom it applied, is not changed after the fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from gitsm.analysis.effective import Period, course
from gitsm.base.finding import Severity
from gitsm.base.scalars import Version
from gitsm.check.rule import Context, Problem
from gitsm.diff.difference import Pair
from gitsm.diff.judged import Judged
from gitsm.load.snapshot import Loaded
from gitsm.model.artefact import AgreementDocument
from gitsm.rules.words import counted, named

REWRITTEN = "rewritten"
"""What a finding of DOC-08 is about where a version that has begun is given another meaning in place."""
_FROM, _TO = ("valid", "from"), ("valid", "to")


def meaning_of(judged: Iterable[Judged]) -> list[Judged]:
    """The changes that move what an agreement means: more than its wording."""
    return [one for one in judged if one.class_ != "standard"]


def begun(old: Loaded, item: Loaded, ctx: Context) -> bool:
    """Whether what a file said before the change applied to anybody: it is in force, or was on days it still claims."""
    if ctx.base is None or not isinstance(old.artefact, AgreementDocument):
        return False
    condition = ctx.base.condition(old, ctx.as_of)
    if condition == "in force":
        return True
    start, end = item.artefact.start, ctx.base.span(old)[1]
    return condition in ("superseded", "expired") and start is not None and end is not None and start < end


def applied(old: Loaded, ctx: Context) -> str:
    """`is in force as version 1.2.0`, or the days on which it was."""
    assert ctx.base is not None
    if ctx.base.condition(old, ctx.as_of) == "in force":
        return f"is in force as version {old.version}"
    start, end = ctx.base.span(old)
    return f"applied as version {old.version} from {start} to {end}"


def way_out(item: Loaded, pair: Pair, wanted: str, ctx: Context) -> str:
    """How a new meaning is brought in without touching the version that applies."""
    old = pair.base
    assert old is not None and ctx.base is not None
    start = item.artefact.start
    if ctx.base.condition(old, ctx.as_of) != "in force":
        return "undo the edit; what applied then stays as it was"
    if pair.pairing == "renamed":
        return (
            f"rename it with its meaning as it was, and write {_free(item, wanted, ctx)} with the day from which the "
            "new one applies"
        )
    if item.path != old.path and old.path not in ctx.snapshot.paths:
        return f"bring {old.path} back as it was, and let it end on {start}, when version {item.version} begins"
    coming = [
        one
        for one in ctx.snapshot.versions(*_name(item))
        if one is not item and one.path not in ctx.base.paths and one.artefact.start is not None
    ]
    if coming:
        return f"undo the edit: {coming[-1].path} says what applies from {coming[-1].artefact.start} on"
    return f"undo the edit, write {_free(item, wanted, ctx)} with the day from which it applies, and end this one then"


def _name(item: Loaded) -> tuple[str, str]:
    kind, _, id_ = item.key.partition("/")
    return kind, id_


def _free(item: Loaded, wanted: str, ctx: Context) -> str:
    """A file for the lowest version from `wanted` on that no other file has."""
    taken = {one.version for one in ctx.snapshot.versions(*_name(item)) if one is not item}
    version = Version.parse(wanted)
    while str(version) in taken:
        version = Version(*version.parts[:2], version.parts[2] + 1)
    folder, _, _ = item.path.rpartition("/")
    return f"{folder}/{item.artefact.id}@{version}.yaml"


def in_retrospect(item: Loaded, old: Loaded | None, ctx: Context) -> Iterator[Problem]:
    """A change that ends a version on a day that has passed, or lets another one apply from such a day."""
    if ctx.base is None or item.phase != "agreed":
        return
    start, end, today = item.artefact.start, item.artefact.end, ctx.as_of
    if old is not None and old.phase == "agreed":
        until = ctx.base.span(old)[1]
        if end is None or end >= today or (until is not None and end >= until):
            return
        follows = [one for one in ctx.snapshot.versions(*_name(item)) if one.phase == "agreed" and one is not item]
        if not any(one.artefact.start == end and one.path not in ctx.base.paths for one in follows):  # told below
            yield _late(f"{named(item)} {applied(old, ctx)}, and this change ends it on {end}", end, today, _TO)
    elif start is not None and start < today:
        kind, id_ = _name(item)
        before = ctx.base.in_force(kind, id_, start)
        if before is not None and ctx.base.in_force(kind, id_, today - timedelta(days=1)) is before:
            words = f"Version {item.version} of {item.key} comes with this change and applies from {start}"
            yield _late(words, start, today, _FROM, f" (version {before.version})")


def _late(words: str, day: date, today: date, at: tuple[str, str], instead: str = "") -> Problem:
    return Problem(
        f"{words}, {counted((today - day).days, 'day')} ago: it changes after the fact what applied since{instead}.",
        at,
        about="retrospect",
        fix=f"write {today} or a later day; tickets since {day} were handled by what was agreed then",
        severity=Severity.WARNING,
        measured=day.isoformat(),
        limit=today.isoformat(),
    )


def gone(pairs: Iterable[Pair], ctx: Context) -> Iterator[Problem]:
    """Versions of agreements that apply, or once did, of which this change deletes the file."""
    assert ctx.base is not None
    for pair in pairs:
        old = pair.base
        if pair.pairing != "removed" or old is None or not isinstance(old.artefact, AgreementDocument):
            continue
        if ctx.base.condition(old, ctx.as_of) == "in force":
            yield Problem(
                f"{named(old)} is in force as version {old.version}, and this change deletes its file; nothing says "
                "any more what is promised today.",
                about="gone",
                item=old,
                fix=f"bring {old.path} back; to end the agreement, set its status to terminated and `valid.to` to the "
                "day on which it ends",
            )
        elif (was := _period(old, ctx)) is not None:
            yield Problem(
                f"{named(old)} applied as version {old.version} from {was.start} to {was.end}, and this change deletes "
                "its file; nothing says any more what was promised then.",
                about="gone",
                item=old,
                fix=f"bring {old.path} back: tickets opened then still run on it, and it is the record of what applied",
                severity=Severity.WARNING,
            )


def _period(old: Loaded, ctx: Context) -> Period | None:
    """When a version applied that applies no more; None for one that never did."""
    assert ctx.base is not None
    over = (one for one in course(ctx.base, old.key, ctx.as_of) if one.end is not None and one.end <= ctx.as_of)
    return next((one for one in over if one.item is old), None)
