"""The clock of an agreement: from the terms, the events of a ticket and a question at an instant to one answer.

The meaning of every event is defined here and nowhere else; docs/reference/clock.md says it in words and
docs/reference/clock-vectors.json by example. Pure: no clock of the machine is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from gitsm.calendar.instant import Instant
from gitsm.calendar.tally import FAR, Hold, Record, Stretch, promised, spans_of
from gitsm.calendar.ticket import Agreement, Event, History, Promise, Refused, Terms, history

State = Literal["not_started", "no_target", "running", "outside_hours", "paused", "stopped"]
Verdict = Literal["open", "met", "breached"]
Ended = Literal["restart", "retroactive", "reset", "new_clock", "new_version"]


@dataclass(frozen=True, slots=True)
class Past:
    """A measurement that was set aside at `end`: by which event, and how it stood then."""

    start: Instant
    end: Instant
    ended_by: Ended
    priority: str | None
    target: int | None
    elapsed: int | None
    breached_at: Instant | None
    stopped: bool


@dataclass(frozen=True, slots=True)
class Step:
    """An event and what it did, in words without times; `counts` is False where it did nothing to the clock.

    `event` is None where a new version of the agreement took over. `elapsed` is what the clock shows after it.
    """

    at: Instant
    event: Event | None
    effect: str
    counts: bool
    elapsed: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the present clock's time in which nothing happened to it, up to the question or the stop.

    `inside` are minutes of it in the hours that count, `outside` all others. Only the inside of a running line counts.
    """

    start: Instant
    end: Instant
    what: Literal["running", "paused", "stopped", "no_target"]
    reasons: tuple[str, ...]
    inside: int
    outside: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a clock shows at `at`.

    `due` is None while the clock stands still (paused or stopped), before it starts, where nothing is promised, and
    where the target is never used up. `remaining` is below zero by what was used too much. `breached_at` is the last
    instant at which the promise was kept: met up to it, breached after it. `target`, `elapsed` and `remaining` are None
    without promise. `earlier` are measurements that were set aside; a later clock does not undo a breach among them.
    """

    at: Instant
    state: State
    verdict: Verdict | None
    priority: str | None
    version: str
    hours: str
    started: Instant | None
    stopped: Instant | None
    target: int | None
    elapsed: int | None
    remaining: int | None
    due: Instant | None
    breached_at: Instant | None
    paused_for: tuple[str, ...]
    earlier: tuple[Past, ...]
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]

    @property
    def breached_before(self) -> bool:
        """Whether a measurement that was set aside was breached."""
        return any(past.breached_at is not None for past in self.earlier)


def ask(agreement: Agreement, events: Iterable[Event] | History, at: Instant) -> Answer:
    """What the clock of a ticket shows at an instant, from what was known then.

    Raises Refused for a history that contradicts itself and for a rule that is needed and not stated.
    """
    found = events if isinstance(events, History) else history(events)
    return _Machine(agreement, at).run(found)


class _Machine:
    """Takes the events one by one. `priority` is the ticket's, `measured` the one whose promise the clock measures."""

    def __init__(self, agreement: Agreement, at: Instant) -> None:
        self.agreement = agreement
        self.at = at
        self.record = Record([Stretch(-FAR, FAR, None)])
        self.start: Instant | None = None
        self.stopped: Instant | None = None
        self.number = 0
        self.priority: str | None = None
        self.measured: str | None = None
        self.at_stop: str | None = None
        self.past: list[Past] = []
        self.steps: list[Step] = []

    def run(self, events: History) -> Answer:
        for event in events.known(self.at):
            at = event.effective
            self._catch_up(at)
            effect, counts = getattr(self, f"_{event.kind}")(event, at)
            self.steps.append(Step(at, event, effect, counts, self._shown(at)))
        self._catch_up(self.at)
        return self._answer()

    def _start(self, event: Event, at: Instant) -> tuple[str, bool]:
        if self.start is not None:
            return "no effect: the clock has already started", False
        course = self.agreement.course(at)
        ends = [*(start for start, _ in course[1:]), FAR]
        self.record.course = [Stretch(start, end, terms) for (start, terms), end in zip(course, ends, strict=True)]
        self.start = at
        self.priority = self.measured = event.priority or self.priority
        back = " (dated back from the minute in which that was decided)" if event.since is not None else ""
        if self._promise() is None:
            return f"the ticket starts{back}; nothing is promised for it", True
        waiting = self._waiting(at)
        return f"the clock starts{back}" + (f" and stands still: {_words(waiting)}" if waiting else ""), True

    def _pause(self, event: Event, at: Instant) -> tuple[str, bool]:
        if self.stopped is not None:
            return "no effect: the clock is stopped", False
        end = FAR if event.until is None else event.until
        if end == at:
            return "no effect: a pause of no length", False
        before = self._waiting(at)
        same = [hold for hold in self.record.holds if hold.reason == event.reason and hold.end > at]
        if same and same[-1].end >= end:
            return "no effect: it already waits for that reason", False
        if same:
            same[-1].end = end
        else:
            self.record.holds.append(Hold(at, end, event.reason))
        if self.start is None:
            return "kept in mind: the clock has not started", True
        terms = self._terms()
        if terms is None or event.reason not in terms.pause:
            named = f"{_word(event.reason)} is no reason" if event.reason else "no reason is named"
            return f"the clock runs on: {named} for which a pause is agreed", False
        return f"the clock stands still{' for this, too' if before else ''}: {_word(event.reason)}", True

    def _resume(self, event: Event, at: Instant) -> tuple[str, bool]:
        before = self._waiting(at)
        ended = [
            hold
            for hold in self.record.holds
            if hold.end > at and (event.reason is None or hold.reason == event.reason)
        ]
        if not ended:
            return "no effect: nothing to resume from", False
        for hold in ended:
            hold.end = at
        after = self._waiting(at)
        if after:
            return f"the clock still stands: {_words(after)}", before != after
        return ("the clock runs again" if before else "no effect: the clock was not paused"), bool(before)

    def _stop(self, _event: Event, at: Instant) -> tuple[str, bool]:
        if self.start is None:
            return "no effect: the clock is not known to have started", False
        if self.stopped is not None:
            return "no effect: the clock was already stopped", False
        for hold in self.record.holds:
            hold.end = min(hold.end, at)
        self.record.stops.append((at, FAR))
        self.stopped = at
        self.at_stop = self.priority
        return "the clock stops", True

    def _reset(self, _event: Event, at: Instant) -> tuple[str, bool]:
        if self.start is None or self.stopped is not None:
            return "no effect: the clock is not running", False
        if self.start == at and self.measured == self.priority:
            return "no effect: the clock begins in this minute anyway", False
        if self.start != at:
            self._set_aside("reset", at)
        self.start, self.measured = at, self.priority
        return "the clock is set back to zero and begins anew", True

    def _priority(self, event: Event, at: Instant) -> tuple[str, bool]:
        if event.priority == self.priority:
            return "no effect: the ticket already has this priority", False
        first, self.priority = self.priority is None, event.priority
        if self.start is None:
            return "kept in mind: the clock has not started", True
        if first:
            self.measured = self.priority
            return "the first priority of the ticket: its target counts from the start", True
        if self.stopped is not None:
            return "kept in mind: the clock is stopped; counts if the ticket is reopened", True
        return self._change(at)

    def _change(self, at: Instant) -> tuple[str, bool]:
        terms = self._terms()
        if terms is None:
            self.measured = self.priority
            return "no version of the agreement applies yet; the priority is that of the ticket from now on", True
        rule = terms.on_priority_change
        if rule is None:
            raise Refused(
                "the priority changes, and the agreement does not say what that does (clock_rules.on_priority_change)"
            )
        if rule == "keep":
            return "the clock keeps its target and its start (keep)", False
        if rule == "retroactive":
            self._set_aside("retroactive", at)
            self.measured = self.priority
            return "the new target counts from the start of the clock (retroactive)", True
        if self.start != at:
            self._set_aside("restart", at)
        self.start, self.measured = at, self.priority
        return "the clock begins anew with the new target (restart)", True

    def _reopen(self, _event: Event, at: Instant) -> tuple[str, bool]:
        if self.start is None or self.stopped is None:
            return "no effect: the clock is not stopped", False
        terms = self.record.course[self.record.number(at)].terms
        rule = "continue" if terms is None else terms.on_reopen
        if rule is None:
            raise Refused(
                "the ticket is reopened, and the agreement does not say what that does (clock_rules.on_reopen)"
            )
        changed = self.priority != self.at_stop
        if rule == "new_clock":
            self._set_aside("new_clock", self.stopped)
        self.record.stops[-1] = (self.stopped, at)
        self.stopped = None
        if rule == "new_clock":
            self.start, self.measured, self.number = at, self.priority, self.record.number(at)
            return "a new clock starts (new_clock)", True
        self._catch_up(at)
        effect = "the clock goes on where it stopped (continue)"
        if changed:
            effect += "; for the priority that changed meanwhile, " + self._change(at)[0]
        return effect, True

    def _catch_up(self, at: Instant) -> None:
        """Hands the ticket over to the versions of the agreement that took effect up to an instant."""
        while self.start is not None and self.stopped is None and self.number < self.record.number(at):
            since = self.record.course[self.number + 1].start
            self._set_aside("new_version", since)
            self.number += 1
            name = self.record.course[self.number].terms
            effect = (
                f"version {name.name} of the agreement applies from now on"
                if name and name.name
                else ("a new version of the agreement applies from now on")
            )
            self.steps.append(Step(since, None, effect, True, self._shown(since)))

    def _set_aside(self, by: Ended, at: Instant) -> None:
        assert self.start is not None
        promise = self._promise()
        elapsed = None if promise is None else self.record.elapsed(self.start, at, self.measured)
        missed = self.record.missed(self.start, at, self.measured, self.number)
        stopped = any(low <= at < high for low, high in self.record.stops)
        target = None if promise is None else promise.minutes
        self.past.append(Past(self.start, at, by, self.measured, target, elapsed, missed, stopped))

    def _terms(self) -> Terms | None:
        return self.record.course[self.number].terms

    def _promise(self) -> Promise | None:
        return promised(self._terms(), self.measured)

    def _waiting(self, at: Instant) -> tuple[str, ...]:
        """The agreed reasons for which the clock stands still at an instant."""
        terms = self._terms()
        if self.start is None or terms is None:
            return ()
        return _reasons(self.record, terms, at)

    def _shown(self, at: Instant) -> int | None:
        if self.start is None or self._promise() is None:
            return None
        return self.record.elapsed(self.start, at if self.stopped is None else self.stopped, self.measured)

    def _answer(self) -> Answer:
        terms, promise = self._terms(), self._promise()
        target = elapsed = due = missed = None
        verdict: Verdict | None = None
        if self.start is not None and promise is not None:
            moment = self.at if self.stopped is None else self.stopped
            target = promise.minutes
            elapsed = self.record.elapsed(self.start, moment, self.measured)
            missed = self.record.missed(self.start, moment, self.measured, self.number)
            verdict = "breached" if missed is not None else "open" if self.stopped is None else "met"
        state = self._state(promise)
        if state in ("running", "outside_hours") and self.start is not None:
            due = self.record.due(self.start, self.at, self.measured)
        return Answer(
            at=self.at,
            state=state,
            verdict=verdict,
            priority=self.priority,
            version=terms.name if terms else "",
            hours=promise.label if promise else "",
            started=self.start,
            stopped=self.stopped,
            target=target,
            elapsed=elapsed,
            remaining=None if target is None or elapsed is None else target - elapsed,
            due=due,
            breached_at=missed,
            paused_for=self._waiting(self.at) if state == "paused" else (),
            earlier=tuple(self.past),
            steps=tuple(self.steps),
            lines=tuple(self._lines()),
        )

    def _state(self, promise: Promise | None) -> State:
        if self.start is None:
            return "not_started"
        if self.stopped is not None:
            return "stopped"
        if promise is None:
            return "no_target"
        if self._waiting(self.at):
            return "paused"
        return "running" if promise.hours.contains(self.at) else "outside_hours"

    def _lines(self) -> list[Line]:
        found: list[Line] = []
        if self.start is None:
            return found
        edges = {edge for hold in self.record.holds for edge in (hold.start, hold.end)}
        edges |= {edge for span in self.record.stops for edge in span}
        for low, high, stretch in spans_of(self.record.course, self.start, self.at):
            inner = sorted({low, high, *(edge for edge in edges if low < edge < high)})
            promise = promised(stretch.terms, self.measured)
            for start, end in pairwise(inner):
                inside = 0 if promise is None else promise.hours.elapsed(start, end)
                line = self._line(stretch, promise, start, end, inside)
                last = found[-1] if found else None
                if last and (last.what, last.reasons) == (line.what, line.reasons):
                    both = last.inside + inside, last.outside + line.outside
                    found[-1] = Line(last.start, end, line.what, line.reasons, *both)
                else:
                    found.append(line)
        return found

    def _line(self, stretch: Stretch, promise: Promise | None, start: Instant, end: Instant, inside: int) -> Line:
        outside = end - start - inside
        if any(low <= start < high for low, high in self.record.stops):
            return Line(start, end, "stopped", (), inside, outside)
        if promise is None or stretch.terms is None:
            return Line(start, end, "no_target", (), inside, outside)
        reasons = _reasons(self.record, stretch.terms, start)
        return Line(start, end, "paused" if reasons else "running", reasons, inside, outside)


def _reasons(record: Record, terms: Terms, at: Instant) -> tuple[str, ...]:
    held = {hold.reason for hold in record.holds if hold.reason and hold.start <= at < hold.end}
    return tuple(sorted(held & terms.pause))


def _word(reason: str | None) -> str:
    return (reason or "").replace("_", " ").replace("-", " ")


def _words(reasons: tuple[str, ...]) -> str:
    return " and ".join(_word(reason) for reason in reasons)
