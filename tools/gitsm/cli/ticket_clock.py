"""What `gitsm sla due`, `elapsed` and `explain` share: a ticket told on the command line, put to the clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar, cast

import click

from gitsm.analysis.clock_terms import Clock, clock_for
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.calendar.almanac import Unresolved
from gitsm.calendar.clock import Answer, ask
from gitsm.calendar.hours import BLOCK, FURTHEST
from gitsm.calendar.instant import Instant, local_day
from gitsm.calendar.ticket import Event, Refused
from gitsm.calendar.unlisted import Unlisted, unlisted
from gitsm.cli.agreements import Desk, instant, promising, reading, spoken
from gitsm.cli.complete import slas
from gitsm.cli.output import emit, wants_colour, warn
from gitsm.export.parts.style import Style, plain
from gitsm.export.sla_clock_json import sla_clock_json
from gitsm.load.explain import closest
from gitsm.model.agreement import Sla
from gitsm.model.priority import PriorityScheme

F = TypeVar("F", bound=Callable[..., Any])
_PAUSE = re.compile(r"(?:([^=]*)=)?([^=]+?)\.\.([^=]*)")
_RULE = "clock_rules."


def about_ticket(*, at: str = "") -> Callable[[F], F]:
    """The argument ID and the options that tell what happened to a ticket, and how to read. `at`: what --at is for,
    where it has to be given.
    """
    known = "What is known then. Default: after the last thing that happened."
    options = (
        click.option(
            "--target", "target", required=True, metavar="T",
            help="The target of the agreement, such as resolve-p1; `gitsm sla show ID` lists them.",
        ),
        click.option("--opened", required=True, metavar="TIME", help="When its clock started: 2026-10-23T14:01."),
        click.option("--priority", metavar="P", help="Its priority when it was opened. Default: that of the target."),
        click.option(
            "--pause", "pauses", multiple=True, metavar="A..B",
            help="It waited from A to B: 2026-10-23T15:00..2026-10-26T09:00; A.. alone: it still does. REASON=A..B "
            "where it was not for the first reason agreed. May be repeated, as the next three may.",
        ),
        click.option(
            "--change", "changes", multiple=True, metavar="P@TIME",
            help="It got the priority P then: p2@2026-10-23T15:00.",
        ),
        click.option("--stop", "stopped", multiple=True, metavar="TIME", help="It was done then."),
        click.option("--reopen", "reopened", multiple=True, metavar="TIME", help="It was reopened then."),
        click.option("--at", "at", required=bool(at), metavar="TIME", help=at or known),
    )  # fmt: skip

    def decorate(function: F) -> F:
        function = reading(function)
        for option in reversed(options):
            function = option(function)
        return click.argument("name", metavar="ID", shell_complete=slas)(function)

    return decorate


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


def tell_clock(
    ctx: click.Context, text: Callable[[Clock, Answer, Style], str], *, name: str, at: str | None, form: str,
    as_of: str | None, rev: str | None, **told: Any,
) -> None:  # fmt: skip
    """Prints what the clock of a ticket shows, in the words of a command or as JSON. Raises as `answer_for`."""
    desk = Desk.of(ctx, as_of, rev)
    clock, answer = answer_for(desk, name, Told(**told), at)
    missing = _unlisted(desk, clock, answer)
    for one in missing:
        warn(one.message, one.fix)
    if form == "json":
        emit(sla_clock_json(clock, answer, missing, desk.almanac.on))
    else:
        emit(text(clock, answer, Style(wants_colour())))


def _unlisted(desk: Desk, clock: Clock, answer: Answer) -> tuple[Unlisted, ...]:
    """The calendars of the clock that list no holidays of a year from the start to the moment, or to the due time."""
    known = [each for each in (answer.started, answer.at, answer.due) if each is not None]
    first, last = (local_day(clock.clocks.local(each)).year for each in (min(known), max(known)))
    return unlisted(desk.almanac, [clock.measured.calendar], range(first, last + 1))


def answer_for(desk: Desk, name: str, told: Told, at: str | None) -> tuple[Clock, Answer]:
    """The clock of an agreement's target, and what it shows. Without `at`, after the last thing that happened.

    Raises UsageError for what is no time, no reason or a contradiction; CannotWorkHere where hours cannot be told, or
    a rule is needed that the agreement does not state.
    """
    item, target = promising(desk, name, told.target)
    try:
        clock = clock_for(desk.almanac, item, target)
    except Unresolved as error:
        raise CannotWorkHere(f"The clock of {item.key} {target.id} cannot be told: {error}.", "gitsm check") from None
    events = _events(desk, clock, told)
    opened = events[0].at
    if clock.start is not None and (opened < clock.start or (clock.end is not None and opened >= clock.end)):
        over = f" to {spoken(clock.end, clock.clocks)}" if clock.end is not None else " on"
        raise _not_held(clock, opened, f"it holds from {spoken(clock.start, clock.clocks)}{over}")
    moment = instant(at, "--at", clock.clocks) if at is not None else max(one.until or one.at for one in events)
    if moment < opened:
        words = f"--at, {spoken(moment, clock.clocks)}, is earlier than --opened, {spoken(opened, clock.clocks)}."
        raise UsageError(words, "ask about a time after the clock started")
    if moment - opened > FURTHEST * BLOCK:
        span = f"from {spoken(opened, clock.clocks)} to {spoken(moment, clock.clocks)}"
        raise UsageError(
            f"The ticket would be open for more than {FURTHEST} years, {span}.", "correct one of the years"
        )
    try:
        answer = ask(clock.agreement, events, moment)
    except Refused as error:
        text = str(error)
        text = f"{text[:1].upper()}{text[1:]}."
        if _RULE in text:
            fix = f"state it in {item.key}, in a new version where it is in force; `gitsm check` names the place"
            raise CannotWorkHere(text, fix) from None
        raise UsageError(text, "look at the times given") from None
    if clock.start is not None and not answer.version:
        starts = [(one.since or 0, following.since or 0) for one, following in pairwise(clock.agreement.versions)]
        low, high = next(span for span in starts if span[0] <= opened < span[1])
        raise _not_held(clock, opened, f"none does from {spoken(low, clock.clocks)} to {spoken(high, clock.clocks)}")
    return clock, answer


def _not_held(clock: Clock, opened: Instant, fix: str) -> UsageError:
    return UsageError(f"No version of {clock.item.key} holds on {spoken(opened, clock.clocks)}.", fix)


def _events(desk: Desk, clock: Clock, told: Told) -> list[Event]:
    """What happened, the start first."""
    priority = clock.target.priority if told.priority is None else told.priority
    if told.priority is not None:
        _known_priority(desk, clock, told.priority)
    start = instant(told.opened, "--opened", clock.clocks)
    events = [Event("start", start, priority=priority)]
    events += [_pause(clock, text, start) for text in told.pauses]
    for text in told.changes:
        name, sign, when = text.partition("@")
        if not (name and sign and when):
            what = "time" if name else "priority"
            raise UsageError(f"--change {plain(text)!r} names no {what}.", "write it as p2@2026-10-23T15:00")
        _known_priority(desk, clock, name)
        events.append(Event("priority", instant(when, "--change", clock.clocks), priority=name))
    events += [Event("stop", instant(text, "--stop", clock.clocks)) for text in told.stopped]
    events += [Event("reopen", instant(text, "--reopen", clock.clocks)) for text in told.reopened]
    early = next((event for event in events[1:] if event.at < start), None)
    if early is not None:
        raise UsageError(
            f"A {_EVENTS[early.kind]} is earlier than --opened: {spoken(early.at, clock.clocks)} lies before "
            f"{spoken(start, clock.clocks)}.",
            "correct one of them; --opened is when the clock started first",
        )
    return events


_EVENTS = {"pause": "pause", "priority": "change of priority", "stop": "stop", "reopen": "reopening"}


def _known_priority(desk: Desk, clock: Clock, name: str) -> None:
    """Raises UsageError for a priority for which nothing is promised; a promise that names none holds for all."""
    promised = [one for terms in clock.agreement.versions for one in terms.promises]
    known: Iterable[str] = [one for one in promised if one is not None]
    if None in promised:
        scheme = desk.snapshot.resolve(
            "priority-scheme", cast("Sla", clock.item.artefact).priority_scheme or "", desk.almanac.on
        )
        if scheme is None or not isinstance(scheme.artefact, PriorityScheme):
            return
        known = [one.id for one in scheme.artefact.priorities]
    if name not in known:
        near = closest(name, known)
        ids = ", ".join(dict.fromkeys(known))
        raise UsageError(
            f'{clock.item.key} promises nothing for priority "{plain(name)}".',
            f"did you mean {near}?" if near else f"priorities are {ids}",
        )


def _usual(clock: Clock, opened: Instant) -> str:
    """The first reason that the version agrees to under which the ticket was opened; else the first of any version."""
    versions = [terms for terms in clock.agreement.versions if terms.since is None or terms.since <= opened]
    agreed = versions[-1].pause if versions else frozenset[str]()
    return next((reason for reason in clock.pauses if reason in agreed), clock.pauses[0])


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
        reason = _usual(clock, opened)
    elif reason not in clock.pauses:
        near = closest(reason, clock.pauses)
        agreed = ", ".join(clock.pauses) or "none"
        raise UsageError(
            f'"{plain(reason)}" is no reason for which {clock.item.key} lets the clock stand still.',
            f"did you mean {near}?" if near else f"agreed are: {agreed}",
        )
    start = instant(first, "--pause", clock.clocks)
    until = instant(last, "--pause", clock.clocks) if last else None
    if until is not None and until < start:
        raise UsageError(f"The pause {plain(text)} ends before it begins.", "write the earlier time first")
    return Event("pause", start, reason=reason, until=until)
