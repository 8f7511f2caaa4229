"""What `gitsm sla due`, `elapsed` and `explain` share: a ticket told on the command line, put to the clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from gitsm.analysis.clock_terms import Clock, clock_for
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.calendar.almanac import Unresolved
from gitsm.calendar.clock import Answer, ask
from gitsm.calendar.instant import Instant
from gitsm.calendar.ticket import Event, Refused
from gitsm.cli.agreements import Desk, instant, spoken, target_named
from gitsm.export.parts.style import plain
from gitsm.load.explain import closest

F = TypeVar("F", bound=Callable[..., Any])
_PAUSE = re.compile(r"(?:([a-z][a-z0-9_-]*)=)?(.+?)\.\.(.*)", re.ASCII)


def about_ticket(function: F) -> F:
    """The options that tell what happened to a ticket."""
    for option in (
        click.option("--reopen", "reopened", multiple=True, metavar="TIME", help="It was reopened then."),
        click.option("--stop", "stopped", multiple=True, metavar="TIME", help="It was done then."),
        click.option("--change", "changes", multiple=True, metavar="P@TIME", help="It got the priority P then."),
        click.option(
            "--pause", "pauses", multiple=True, metavar="A..B",
            help="It waited from A to B (A.. alone: it still does). REASON=A..B: not for the first agreed reason.",
        ),
        click.option("--priority", metavar="P", help="Its priority when it was opened. Default: that of the target."),
        click.option("--opened", required=True, metavar="TIME", help="When its clock started: 2026-10-23T14:01."),
        click.option("--target", "target", required=True, metavar="T", help="The target of the agreement."),
    ):  # fmt: skip
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class Told:
    """A ticket as it was told."""

    target: str
    opened: str
    priority: str | None = None
    pauses: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()


def answer_for(desk: Desk, name: str, told: Told, at: str | None) -> tuple[Clock, Answer]:
    """The clock of an agreement's target, and what it shows. Without `at`, after the last thing that happened.

    Raises UsageError for what is no time, no reason or a contradiction; CannotWorkHere where hours cannot be told.
    """
    item = desk.sla(name)
    target = target_named(item, told.target)
    try:
        clock = clock_for(desk.almanac, item, target)
    except Unresolved as error:
        raise CannotWorkHere(f"The clock of {item.key} {target.id} cannot be told: {error}.", "gitsm check") from None
    events = _events(clock, told)
    opened = events[0].at
    if clock.start is not None and (opened < clock.start or (clock.end is not None and opened >= clock.end)):
        over = f" to {spoken(clock.end, clock.clocks)}" if clock.end is not None else " on"
        raise UsageError(
            f"No version of {item.key} holds on {spoken(opened, clock.clocks)}.",
            f"it holds from {spoken(clock.start, clock.clocks)}{over}",
        )
    moment = instant(at, "--at", clock.clocks) if at else max(one.until or one.at for one in events)
    if moment < opened:
        raise UsageError("--at is earlier than --opened.", "ask about a time after the clock started")
    try:
        return clock, ask(clock.agreement, events, moment)
    except Refused as error:
        text = str(error)
        raise UsageError(f"{text[:1].upper()}{text[1:]}.", "look at the times given") from None


def _events(clock: Clock, told: Told) -> list[Event]:
    """What happened, the start first."""
    priority = told.priority or clock.target.priority
    if told.priority:
        _known_priority(clock, told.priority)
    start = instant(told.opened, "--opened", clock.clocks)
    events = [Event("start", start, priority=priority)]
    events += [_pause(clock, text, start) for text in told.pauses]
    for text in told.changes:
        name, sign, when = text.partition("@")
        if not sign:
            raise UsageError(f"--change {plain(text)!r} names no time.", "write it as p2@2026-10-23T15:00")
        _known_priority(clock, name)
        events.append(Event("priority", instant(when, "--change", clock.clocks), priority=name))
    events += [Event("stop", instant(text, "--stop", clock.clocks)) for text in told.stopped]
    events += [Event("reopen", instant(text, "--reopen", clock.clocks)) for text in told.reopened]
    early = next((event for event in events[1:] if event.at < start), None)
    if early is not None:
        raise UsageError(f"A {early.kind} is earlier than --opened.", "give the time at which the clock started first")
    return events


def _known_priority(clock: Clock, name: str) -> None:
    known = [one for terms in clock.agreement.versions for one in terms.promises if one is not None]
    if name not in known and known:
        near = closest(name, known)
        ids = ", ".join(dict.fromkeys(known))
        raise UsageError(
            f"{clock.item.key} promises nothing for priority {plain(name)}.",
            f"did you mean {near}?" if near else f"priorities are {ids}",
        )


def _pause(clock: Clock, text: str, opened: Instant) -> Event:
    match = _PAUSE.fullmatch(text)
    if match is None:
        raise UsageError(f"--pause {plain(text)!r} is no pause.", "write it as 2026-10-23T15:00..2026-10-26T09:00")
    reason, first, last = match.groups()
    if reason is None:
        if not clock.pauses:
            raise UsageError(
                f"{clock.item.key} agrees to no reason for a pause (clock_rules.pause).", "leave --pause out"
            )
        reason = clock.pauses[0]
    elif reason not in clock.pauses:
        near = closest(reason, clock.pauses)
        agreed = ", ".join(clock.pauses) or "none"
        raise UsageError(
            f"{reason} is no reason for which {clock.item.key} lets the clock stand still.",
            f"did you mean {near}?" if near else f"agreed are: {agreed}",
        )
    start = instant(first, "--pause", clock.clocks)
    until = instant(last, "--pause", clock.clocks) if last else None
    if until is not None and until < start:
        raise UsageError(f"The pause {plain(text)} ends before it begins.", "a duration is never negative")
    return Event("pause", start, reason=reason, until=until)
