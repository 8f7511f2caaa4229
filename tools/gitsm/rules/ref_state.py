"""REF-02, REF-03 and REF-05: what an agreed artefact rests on, and what nobody uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gitsm.base.finding import Severity
from gitsm.base.source import Route
from gitsm.check.hidden import may_name
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.graph import Link
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.agreement import Ola
from gitsm.model.artefact import Artefact, Reference
from gitsm.model.governance import Framework, MappingRow
from gitsm.model.kpi import Kpi
from gitsm.model.role import Role
from gitsm.model.service import Calendar
from gitsm.model.visit import above
from gitsm.rules.ref_names import relevant_day
from gitsm.rules.words import listed, named

_NO_DEPENDENCE = frozenset({"supersedes", "reopens", "duplicate_of", "affects", "artefact"})
"""Top-level fields that point at what may well be over or unfinished: predecessors, subjects of work, of a waiver."""
_UPWARD = frozenset({"supports", "evidence_for"})
"""Fields and link types in which the target rests on the source; it may be agreed after it."""


def binds(link: Link, day: date) -> bool:
    """Whether the source needs the target as it is now.

    Not so for informative links, predecessors, statements about the past (a signature, a finished action, a holder
    whose time is over) and planned coverage.
    """
    if link.informative or link.route[0] in _NO_DEPENDENCE:
        return False
    for element in above(link.source.artefact, link.route):
        if isinstance(element, Artefact):
            continue
        if isinstance(element, MappingRow) and (element.strength in ("planned", "none") or not element.in_scope):
            return False
        done = getattr(element, "done", None) or getattr(element, "date", None)
        end = getattr(element, "to", None) or getattr(element, "until", None)
        if (isinstance(done, date) and done <= day) or (isinstance(end, date) and end <= day):
            return False
    return True


def _upward(link: Link) -> bool:
    if link.route[0] in _UPWARD:
        return True
    last = next((e for e in above(link.source.artefact, link.route) if isinstance(e, Reference)), None)
    return last is not None and last.type in _UPWARD


@rule("REF-02", Severity.ERROR, on=Artefact)
def agreed_artefacts_rest_on_agreed_ones(artefact: Artefact, ctx: Context) -> Iterator[Answer]:
    """What is agreed depends only on what is agreed.

    Why: an approval covers the text it was given for; a draft behind it may still change, and what has ended no longer
    holds.
    Fix: approve the other artefact first, refer to its successor, or mark the link as `informative`.
    """
    item, snapshot = ctx.current, ctx.snapshot
    if item.phase != "agreed" or snapshot.condition(item, ctx.as_of) not in ("in force", "scheduled"):
        return
    day = relevant_day(item, ctx)
    settled: frozenset[str] = ctx.once("REF-02", lambda: _settled(snapshot))
    for link in ctx.graph.outgoing.get(item, ()):
        if not link.target or link.target in settled or link.target not in snapshot.by_key:
            continue
        kind, _, id_ = link.target.partition("/")
        target = snapshot.resolve(kind, id_, day)
        if target is None or target.phase == "agreed" or target is item or not binds(link, day):
            continue
        if target.phase == "working" and _upward(link):
            continue
        if target.phase == "ended" and _ends_here(target, ctx.base):
            continue
        yield _unfit(item, link, target, snapshot)


def _settled(snapshot: Snapshot) -> frozenset[str]:
    """Keys of which every version is agreed."""
    return frozenset(key for key, group in snapshot.by_key.items() if all(v.phase == "agreed" for v in group))


def _unfit(item: Loaded, link: Link, target: Loaded, snapshot: Snapshot) -> Problem:
    what = f"t{named(target)[1:]}"
    if target.phase == "working":
        words = f"{named(item)} is {_status(item)}, but {what} it rests on is still in status {_status(target)}."
        fix = f"approve {target.path} first, or refer to something that is agreed"
    else:
        words = f"{named(item)} is {_status(item)}, but {what} it rests on has ended ({_status(target)})."
        heirs = [heir.artefact.id for heir in snapshot.successors.get(target.key, ()) if heir.phase == "agreed"]
        fix = f"refer to its successor {heirs[0]}" if heirs else "refer to something that is in force"
    return Problem(words, link.route, fix=fix, related=((target, ("status",), "its status"),))


def _status(item: Loaded) -> str:
    return item.artefact.status.replace("_", " ")


def _ends_here(target: Loaded, base: Snapshot | None) -> bool:
    """Whether the change under judgement ends the target: REF-05 speaks then."""
    return base is not None and any(old.phase == "agreed" for old in base.by_key.get(target.key, ()))


@rule("REF-03", Severity.WARNING, on=(Role, Kpi, Ola, Calendar, Framework))
def everything_is_used(artefact: Artefact, ctx: Context) -> Iterator[Answer]:
    """Every role, KPI, OLA, calendar and framework is used by something.

    Why: what nobody refers to is not looked after, and grows wrong unnoticed.
    Fix: refer to it where it belongs, or retire it. A role with holders to which others report is in use. Drafts are
    not judged.
    """
    item, snapshot = ctx.current, ctx.snapshot
    if item.phase != "agreed" or snapshot.condition(item, ctx.as_of) not in ("in force", "scheduled"):
        return
    for link in ctx.graph.used_by(item.key):
        if link.source.phase == "ended":
            continue
        if link.route == ("reports_to",) and not (isinstance(artefact, Role) and artefact.holders):
            continue
        return
    if isinstance(artefact, Calendar) and artefact.id in ctx.once("REF-03", lambda: _in_formulas(snapshot)):
        return
    if hidden := may_name(artefact.id, ctx):
        yield Unknown(f"{listed(list(hidden))} may use it and cannot be read")
        return
    if item.path.rpartition("/")[2].removesuffix(".yaml").partition("@")[0] != artefact.id:
        yield Unknown(f"the id in {item.path} is not that of the file")  # DOC-02 says so
        return
    words = f"{named(item)} is used by nothing."
    yield Problem(words, ("id",), fix="refer to it where it belongs, or retire it")


_CALENDAR = re.compile(r"calendar\s{0,3}=\s{0,3}['\"]([a-z0-9-]{1,80})['\"]")


def _in_formulas(snapshot: Snapshot) -> frozenset[str]:
    """Calendars that formulas of KPIs name."""
    formulas = (
        text
        for item in snapshot.of_kind("kpi")
        if isinstance(item.artefact, Kpi)
        for text in (item.artefact.formula, item.artefact.numerator, item.artefact.denominator)
    )
    return frozenset(name for text in formulas if text for name in _CALENDAR.findall(text))


@rule("REF-05", Severity.ERROR, on=Artefact, every_version=False, when_ended=True)
def nothing_in_use_is_ended(artefact: Artefact, ctx: Context) -> Iterator[Answer]:
    """A change does not end what others in force still refer to.

    Why: the duty, promise or control that pointed there would be carried by nobody from that day on.
    Fix: move the references named in the message first, or in the same change.
    """
    item = ctx.current
    if item.phase != "ended" or not _ends_here(item, ctx.base):
        return
    versions = ctx.snapshot.by_key[item.key]
    if item is not versions[-1] or any(version.phase != "ended" for version in versions):
        return
    users: dict[str, tuple[Loaded, Route, str]] = {}
    for link in ctx.graph.used_by(item.key):
        condition = ctx.snapshot.condition(link.source, ctx.as_of)
        if condition in ("in force", "scheduled") and binds(link, relevant_day(link.source, ctx)):
            users.setdefault(link.source.key, (link.source, link.route, "refers to it"))
    if users:
        refer = "artefact in force still refers" if len(users) == 1 else "artefacts in force still refer"
        words = f"{named(item)} ends, but {len(users)} {refer} to it: {listed(sorted(users))}."
        related = tuple(users[key] for key in sorted(users))
        yield Problem(words, ("status",), fix="move these references first", related=related, measured=str(len(users)))
