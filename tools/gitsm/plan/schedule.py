"""The change schedule: freezes, times of special need, versions that take effect, reviews of emergencies still due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from gitsm.analysis.working_days import after_working_days, open_days
from gitsm.check.evidence import History, MergedChange, emergencies
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.change_policy import ChangePolicy, Freeze
from gitsm.model.process import Process
from gitsm.model.service import Calendar
from gitsm.plan.plan import POLICY_PROCESS

EventKind = Literal["freeze", "special need", "takes effect", "review due"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that those who plan changes should know. Half-open: `after` is the first day no longer inside.

    `id` stays the same for the same thing (a freeze is named by its first day); `item` is the artefact that says so
    (None = the evidence of a change, which altered what is `touched`); `free` = work may go on then.
    """

    id: str
    kind: EventKind
    first: date
    after: date
    title: str
    details: tuple[str, ...] = ()
    item: Loaded | None = None
    free: bool = True
    touched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """The change policy in force, and the process that carries it."""

    item: Loaded
    policy: ChangePolicy


def ruling(snapshot: Snapshot, on: date) -> Ruling | None:
    """The change policy that applies on a day; None where there is none."""
    item = snapshot.in_force("process", POLICY_PROCESS, on)
    policy = item.artefact.change_policy if item is not None and isinstance(item.artefact, Process) else None
    return Ruling(item, policy) if item is not None and policy is not None else None


def schedule(snapshot: Snapshot, as_of: date, history: History) -> tuple[Event, ...]:
    """Everything that is going on on the day or comes later, by first day; reviews not done stay until they are."""
    rule = ruling(snapshot, as_of)
    found = [
        *(_freezes(rule) if rule is not None else ()),
        *_special_needs(snapshot, as_of),
        *_starts(snapshot, as_of),
        *_reviews(snapshot, rule.policy if rule is not None else None, history, as_of),
    ]
    return tuple(sorted(_lasting(found, as_of), key=lambda one: (one.first, one.kind, one.id)))


def _lasting(events: Iterable[Event], as_of: date) -> Iterator[Event]:
    for one in events:
        if one.after > as_of or one.kind == "review due":
            yield one


def _freezes(rule: Ruling) -> Iterator[Event]:
    for freeze in rule.policy.freezes:
        if freeze.from_ < freeze.to:
            title = f"Change freeze: {freeze.reason}" if freeze.reason else "Change freeze"
            details = (passing(freeze),)
            yield Event(
                f"freeze-{freeze.from_}", "freeze", freeze.from_, freeze.to, title, details, rule.item, free=False
            )


def passing(freeze: Freeze) -> str:
    """Which classes may pass a freeze, in words."""
    if not freeze.except_:
        return "No change of any class may pass."
    return f"Only changes of class {' or '.join(freeze.except_)} may pass."


def _special_needs(snapshot: Snapshot, as_of: date) -> Iterator[Event]:
    for item in snapshot.in_force_of("calendar", on=as_of):
        calendar = item.artefact
        for one in calendar.critical_periods if isinstance(calendar, Calendar) else ():
            if one.from_ < one.to:
                yield Event(
                    f"need-{item.artefact.id}-{one.from_}", "special need", one.from_, one.to,
                    f"Time of special need: {one.name}", (f"Stated in {item.key}.",), item,
                )  # fmt: skip


def _starts(snapshot: Snapshot, as_of: date) -> Iterator[Event]:
    for item in snapshot.items:
        start = item.artefact.start
        if start is None or item.phase != "agreed" or snapshot.condition(item, as_of) != "scheduled":
            continue
        before = snapshot.in_force(item.kind.slug, item.artefact.id, as_of)
        follows = f"It follows version {before.version}." if before is not None else "It is the first to be in force."
        yield Event(
            f"start-{item.key}@{item.version}", "takes effect", start, start + timedelta(days=1),
            f"{item.artefact.title} {item.version} takes effect", (f"{item.key}. {follows}",), item,
        )  # fmt: skip


def _reviews(snapshot: Snapshot, policy: ChangePolicy | None, history: History, as_of: date) -> Iterator[Event]:
    for change in emergencies(history.changes):
        due = review_due(change, snapshot, policy, as_of)
        if due is not None:
            about = change.reference or change.title or change.commit[:12]
            yield Event(
                f"review-{change.id}", "review due", due, due + timedelta(days=1),
                f"Review of emergency change {change.id} due", (f"Merged on {change.day}.", about),
                touched=change.touched,
            )  # fmt: skip


def review_due(change: MergedChange, snapshot: Snapshot, policy: ChangePolicy | None, as_of: date) -> date | None:
    """By when an emergency is to be looked back on: as the evidence says, else by the policy; None = not known."""
    if change.review_due is not None or not change.emergency:
        return change.review_due
    authority = policy.authorities.emergency if policy is not None and policy.authorities is not None else None
    span = authority.review_within if authority is not None else None
    if span is None:
        return None
    is_open = open_days(snapshot, span.calendar, as_of)
    return after_working_days(is_open, change.day, span.working_days) if is_open is not None else None
