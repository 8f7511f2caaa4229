"""The clock of an agreement minute by minute: slow, plain, and without a line in common with the code it judges.

A tape says of every minute under which version it passed, which reasons for waiting held, and whether the ticket was
stopped. Whatever is asked is counted from the tape again, one minute after the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from calendar_oracle import Open, never

FOREVER = float("inf")
REFUSED = "refused"
Entry = tuple[int | None, frozenset[str | None], bool]
"""Version, reasons that held, whether stopped."""


@dataclass
class Version:
    """One version of an agreement; promises as {priority or None: (minutes, hours)}."""

    promises: dict[str | None, tuple[int, Open]]
    pause: set[str] = field(default_factory=set)
    on_priority_change: str | None = None
    on_reopen: str | None = None
    cut_over: str | None = None
    since: int | None = None

    def promise(self, priority: str | None) -> tuple[int, Open] | None:
        return self.promises[priority] if priority in self.promises else self.promises.get(None)


class _No(Exception):
    """Refused."""


def clock(versions: list[Version], events: list[dict[str, Any]], at: int, limit: int) -> dict[str, Any]:
    """State, verdict, target, elapsed, remaining, due, breached_at and what was set aside; or that it is refused.

    A due minute is looked for up to a limit.
    """
    try:
        return _Tape(versions, at, limit).play(events)
    except _No:
        return {"state": REFUSED}


class _Tape:
    def __init__(self, versions: list[Version], at: int, limit: int) -> None:
        self.versions, self.at, self.limit = versions, at, limit
        self.tape: dict[int, Entry] = {}
        self.held: dict[str | None, float] = {}
        self.opened: int | None = None
        self.turns: dict[int | None, list[int]] = {}
        for number, version in enumerate(versions):
            if version.cut_over == "all_open_tickets":
                self.turns.setdefault(version.since, []).append(number)
        self.hours: dict[tuple[Any, ...], Open] = {}
        self.begin = 0
        self.law: int | None = None  # by the calendar
        self.used: int | None = None  # by which the clock goes; behind while the ticket is stopped
        self.law_since: dict[int | None, int] = {}
        self.stopped: int | None = None
        self.has: str | None = None
        self.has_at_stop: str | None = None
        self.by: str | None = None
        self.aside: list[tuple[Any, ...]] = []

    def play(self, events: list[dict[str, Any]]) -> dict[str, Any]:
        story = sorted(events, key=lambda event: event.get("since", event["at"]))
        self.refuse(story)
        seen = [event for event in story if event["at"] <= self.at]
        minute = min([self.at, *(event.get("since", event["at"]) for event in seen)])
        entry: Entry | None = None
        following = minute
        while True:
            if minute == following or self.held or minute in self.turns or self.used != self.law:
                entry = None  # something may be another than a minute ago
                self.expire(minute)
                self.legislate(minute)
                while seen and seen[0].get("since", seen[0]["at"]) == minute:
                    event = seen.pop(0)
                    getattr(self, "do_" + event["event"])(event, minute)
                following = seen[0].get("since", seen[0]["at"]) if seen else -1
            if minute == self.at:
                return self.answer()
            if self.opened is not None:
                entry = entry or (self.law, frozenset(self.held), self.stopped is not None)
                self.tape[minute] = entry
            minute += 1

    def refuse(self, story: list[dict[str, Any]]) -> None:
        begun = False
        for event in story:
            kind = event["event"]
            begun = begun or kind == "start"
            bad = (
                ("since" in event and (kind != "start" or event["since"] > event["at"]))
                or (kind == "pause" and event.get("until", FOREVER) < event["at"])
                or (kind == "priority" and event.get("priority") is None)
                or (kind == "stop" and not begun)
            )
            if bad:
                raise _No

    def expire(self, minute: int) -> None:
        if self.held:
            self.held = {reason: end for reason, end in self.held.items() if end > minute}

    def legislate(self, minute: int) -> None:
        if self.opened is None or minute == self.opened:
            return
        for number in self.turns.get(minute, ()):
            self.law = number
            self.law_since[number] = minute
        self.follow(minute)

    def follow(self, _minute: int) -> None:
        """A ticket that is open goes by the law, through every law since."""
        while self.used != self.law and self.stopped is None:
            order = list(self.law_since)
            following = order[order.index(self.used) + 1]
            self.put_aside("new_version", self.law_since[following])
            self.used = following

    # what happens

    def do_start(self, event: dict[str, Any], minute: int) -> None:
        if self.opened is not None:
            return
        self.opened = self.begin = minute
        now = [i for i, version in enumerate(self.versions) if version.since is None or version.since <= minute]
        self.law = self.used = now[-1] if now else None
        self.law_since = {self.law: minute}
        under = bool(now)
        for version in self.versions[len(now) :]:
            if under and version.cut_over is None:
                raise _No
            under = under or version.cut_over == "all_open_tickets"
        if event.get("priority"):
            self.has = event["priority"]
        self.by = self.has

    def do_pause(self, event: dict[str, Any], minute: int) -> None:
        reason, end = event.get("reason"), event.get("until", FOREVER)
        if self.stopped is None and end > minute:
            self.held[reason] = max(end, self.held.get(reason, 0))

    def do_resume(self, event: dict[str, Any], _minute: int) -> None:
        if event.get("reason") is None:
            self.held = {}
        else:
            self.held.pop(event["reason"], None)

    def do_stop(self, _event: dict[str, Any], minute: int) -> None:
        if self.opened is not None and self.stopped is None:
            self.stopped, self.has_at_stop, self.held = minute, self.has, {}

    def do_reset(self, _event: dict[str, Any], minute: int) -> None:
        if self.opened is not None and self.stopped is None:
            if minute != self.begin:
                self.put_aside("reset", minute)
            self.begin, self.by = minute, self.has

    def do_priority(self, event: dict[str, Any], minute: int) -> None:
        first = self.has is None
        if event["priority"] == self.has:
            return
        self.has = event["priority"]
        if self.opened is None:
            return
        if first:
            self.by = self.has
        elif self.stopped is None:
            self.reprioritise(minute)

    def reprioritise(self, minute: int) -> None:
        if self.used is None:
            self.by = self.has
            return
        rule = self.versions[self.used].on_priority_change
        if rule is None:
            raise _No
        if rule == "retroactive" or (rule == "restart" and minute != self.begin):
            self.put_aside(rule, minute)
        if rule == "restart":
            self.begin = minute
        if rule != "keep":
            self.by = self.has

    def do_reopen(self, _event: dict[str, Any], minute: int) -> None:
        if self.stopped is None:
            return
        rule = "continue" if self.law is None else self.versions[self.law].on_reopen
        if rule is None:
            raise _No
        if rule == "new_clock":
            self.put_aside("new_clock", self.stopped)
            self.begin, self.by, self.used, self.stopped = minute, self.has, self.law, None
            return
        self.stopped = None
        self.follow(minute)
        if self.has != self.has_at_stop:
            self.reprioritise(minute)

    # what is counted

    def promise(self, law: int | None) -> tuple[int, Open] | None:
        return None if law is None else self.versions[law].promise(self.by)

    def counts(self, minute: int, entry: Entry) -> bool:
        key = (self.by, entry)
        hours = self.hours.get(key)
        if hours is None:
            hours = self.hours[key] = self.hours_of(*entry)
        return hours(minute)

    def hours_of(self, law: int | None, held: frozenset[str | None], stopped: bool) -> Open:
        promise = self.promise(law)
        if promise is None or stopped or law is None or held & self.versions[law].pause:
            return never
        return promise[1]

    def total(self, end: int) -> int:
        counts, tape = self.counts, self.tape
        return sum([counts(minute, tape[minute]) for minute in range(self.begin, end)])

    def broken(self, end: int) -> int | None:
        """The last instant at which no more than the target was counted, where now there is more."""
        promise = self.promise(self.used)
        if promise is None:
            return None
        lawful, total = max(self.law_since[self.used], self.begin), 0
        for minute in range(self.begin, end):
            if minute == lawful and total > promise[0]:
                return minute
            total += self.counts(minute, self.tape[minute])
            if minute >= lawful and total > promise[0]:
                return minute
        return end if total > promise[0] else None

    def put_aside(self, how: str, end: int) -> None:
        promise = self.promise(self.used)
        elapsed = None if promise is None else self.total(end)
        target = None if promise is None else promise[0]
        self.aside.append((self.begin, end, how, self.by, target, elapsed, self.broken(end)))

    def due(self) -> int | None:
        minute, total = self.begin, 0
        lawful = max(self.law_since[self.used], self.begin)
        entry: Entry | None = None
        while minute < self.limit:
            if minute > self.at or (minute == self.at and minute not in self.tape):
                if self.held or minute in self.turns or minute <= self.at + 1:
                    entry = None
                self.expire(minute)
                if minute > self.at and minute in self.turns:
                    self.law = self.turns[minute][-1]
                if entry is None:
                    entry = (self.law, frozenset(self.held), False)
                    promise = self.promise(entry[0])
            else:
                entry = self.tape[minute]
                promise = self.promise(entry[0])
            if minute >= lawful and promise is not None and total >= promise[0]:
                return minute
            total += self.counts(minute, entry)
            minute += 1
        return None

    def answer(self) -> dict[str, Any]:
        told: dict[str, Any] = dict.fromkeys(("verdict", "target", "elapsed", "remaining", "due", "breached_at"))
        told |= {"state": "not_started", "earlier": self.aside}
        if self.opened is None:
            return told
        end = self.at if self.stopped is None else self.stopped
        promise = self.promise(self.used)
        if promise is not None:
            told["target"], told["elapsed"] = promise[0], self.total(end)
            told["remaining"] = promise[0] - told["elapsed"]
            told["breached_at"] = self.broken(end)
            kept = "open" if self.stopped is None else "met"
            told["verdict"] = kept if told["breached_at"] is None else "breached"
        if self.stopped is not None:
            told["state"] = "stopped"
        elif promise is None or self.used is None:
            told["state"] = "no_target"
        elif set(self.held) & self.versions[self.used].pause:
            told["state"] = "paused"
        else:
            told["state"] = "running" if promise[1](self.at) else "outside_hours"
            told["due"] = self.due()
        return told
