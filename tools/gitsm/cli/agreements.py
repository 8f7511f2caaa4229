"""What the commands about agreements and calendars share: their options, names, days and times on the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, TypeVar, cast

import click

from gitsm.analysis.effective import silence
from gitsm.analysis.proof import Prover
from gitsm.analysis.proof_words import moment
from gitsm.analysis.support_chain import TIME_METRICS
from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.base.scalars import DURATION_PATTERN, Duration
from gitsm.base.words import listed
from gitsm.calendar.almanac import ALWAYS, Almanac, Unresolved
from gitsm.calendar.hours import Hours
from gitsm.calendar.instant import Instant, instant_of
from gitsm.calendar.unlisted import Unlisted
from gitsm.calendar.wall import readings
from gitsm.calendar.zones import Zone
from gitsm.cli.output import warn
from gitsm.cli.session import Session
from gitsm.cli.written import about_time
from gitsm.export.parts.style import plain
from gitsm.load.explain import closest
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.agreement import Sla, Target

F = TypeVar("F", bound=Callable[..., Any])
_MOMENT = re.compile(r"([12]\d{3}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::[0-5]\d)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)


def reading(function: F) -> F:
    """The options of every command that reads: --format, --as-of, --rev."""
    for option in (
        click.option("--rev", metavar="REV", help="Read this branch, tag or commit instead of the work tree."),
        click.option(
            "--as-of", metavar="DAY", help="Judge as of this day. Default: as_of in gitsm.yaml, else today (UTC)."
        ),
        click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Default: text."),
    ):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command about agreements works on."""

    snapshot: Snapshot
    prover: Prover

    @classmethod
    def of(cls, ctx: click.Context, as_of: str | None, rev: str | None) -> Desk:
        """The work tree or a revision, on a day."""
        session = Session.of(ctx, as_of)
        snapshot = session.load_at(rev)
        return cls(snapshot, Prover(Almanac(snapshot, session.as_of(snapshot))))

    @property
    def almanac(self) -> Almanac:
        """The calendars."""
        return self.prover.almanac

    def slas(self, name: str | None) -> list[Loaded]:
        """The versions of an SLA that a name means, or of all. Raises UsageError for a name that means none."""
        if name is None:
            return list(self.snapshot.of_kind("sla"))
        return list(self.snapshot.versions("sla", self._id("sla", name)))

    def unread(self, name: str | None = None) -> list[str]:
        """SLAs of which a version cannot be read."""
        broken = [key for key in sorted(self.snapshot.broken) if key.startswith("sla/")]
        return broken if name is None else [key for key in broken if key == f"sla/{name.removeprefix('sla/')}"]

    def sla(self, name: str) -> Loaded:
        """The version of an SLA that holds on the day. Raises UsageError, CannotWorkHere."""
        found = self.snapshot.resolve("sla", self._id("sla", name), self.almanac.on)
        if found is None:
            raise CannotWorkHere(f"{plain(name)} cannot be read.", f"gitsm show sla/{name.removeprefix('sla/')}")
        return found

    def calendar(self, name: str) -> str:
        """The id of a calendar, or `24x7`. Raises UsageError."""
        return self._id("calendar", name)

    def _id(self, kind: str, name: str) -> str:
        head, slash, id_ = name.partition("/")
        if slash and head != kind:
            raise UsageError(f"{plain(name)} is no {_KINDS[kind]}.", f"name one, such as {kind}/{self._example(kind)}")
        id_ = id_ if slash else head
        known = {
            key.partition("/")[2]
            for key in (*self.snapshot.by_key, *self.snapshot.broken)
            if key.startswith(f"{kind}/")
        }
        if kind == "calendar":
            known.add(ALWAYS)
        if id_ in known:
            return id_
        former = self.snapshot.former.get(f"{kind}/{id_}")
        if former is not None:
            raise UsageError(f"{kind}/{id_} was renamed.", f"use {kind}/{former}")
        near = closest(id_, known)
        others = [key for key in (*self.snapshot.by_key, *self.snapshot.broken) if key.endswith(f"/{id_}") and id_]
        other = f" That is {listed(sorted(set(others))[:3])}." if others else ""
        raise UsageError(
            f'There is no {_KINDS[kind]} "{plain(id_)}".{other}',
            f"did you mean {near}?" if near else f"there are {', '.join(sorted(known))}" if known else "there are none",
        )

    def _example(self, kind: str) -> str:
        return next(iter(self.snapshot.ids.get(kind, ())), "ID")


_KINDS = {"sla": "service level agreement", "calendar": "calendar"}


def hours_of(desk: Desk, id_: str) -> Hours:
    """The hours of a calendar. Raises CannotWorkHere with the reason where they cannot be told."""
    try:
        return desk.almanac.hours(id_)
    except Unresolved as error:
        raise CannotWorkHere(f"The hours of {id_} cannot be told: {error}.", "gitsm check") from None


def warn_of(desk: Desk, missing: Iterable[Unlisted], day: date, *ids: str) -> None:
    """Says on stderr what an answer about calendars rests on: no version that applies on a day, no holidays listed."""
    for id_ in ids:
        if silent := silence(desk.snapshot, f"calendar/{id_}", day):
            warn(silent, "ask about a later or an earlier day; the hours told are those of the nearest version")
    for one in missing:
        warn(one.message, one.fix)


def promising(desk: Desk, name: str, target: str) -> tuple[Loaded, Target]:
    """The version of an SLA that has a time target: the one of the day, else the newest agreed one, else a draft.

    Raises UsageError with the likely target where none has it.
    """
    item = desk.sla(name)
    others = [one for one in desk.slas(name) if one.phase != "ended"]
    others.sort(key=lambda one: (one.phase == "agreed", str(one.artefact.start or ""), one.order), reverse=True)
    for one in (item, *others):
        if any(target == each.id for each in cast("Sla", one.artefact).targets):
            return one, target_named(one, target)
    return item, target_named(item, target)


def target_named(item: Loaded, name: str) -> Target:
    """A time target of an SLA by its id. Raises UsageError with the likely one."""
    targets = {one.id: one for one in cast("Sla", item.artefact).targets}
    found = targets.get(name)
    if found is None:
        near = closest(name, targets)
        raise UsageError(
            f'{item.key} has no target "{plain(name)}".',
            f"did you mean {near}?" if near else f"its targets are {', '.join(targets) or 'none'}",
        )
    if found.metric not in TIME_METRICS or found.at_most is None:
        timed = [one.id for one in targets.values() if one.metric in TIME_METRICS]
        raise UsageError(
            f"No clock measures {found.id} of {item.key}.", f"time targets are {', '.join(timed) or 'none'}"
        )
    return found


def duration(text: str, option: str) -> int:
    """Minutes of a duration such as `2h30m`. Raises UsageError."""
    if text and re.fullmatch(DURATION_PATTERN, text) and text[-1] not in "PT":
        return int(Duration.parse(text))
    why = "never negative" if text.startswith("-") else "a number with m, h or d behind it"
    raise UsageError(
        f"{option} {plain(text)!r} is no duration, which is {why}.", "write it as 30m, 4h, 2h30m or 2d (24 hours a day)"
    )


def pair(text: str, option: str, example: str) -> tuple[str, str]:
    """The two sides of `NAME=VALUE`. Raises UsageError."""
    name, sign, value = text.partition("=")
    if not (sign and name and value):
        raise UsageError(
            f"{option} {plain(text)!r} does not name what becomes what.", f"write it as {option} {example}"
        )
    return name, value


def percentage(text: str, option: str) -> float:
    """A percentage from 0 to 100. Raises UsageError."""
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", text) and float(text) <= 100:
        return float(text)
    raise UsageError(f"{option} {plain(text)!r} is no percentage.", "write a number from 0 to 100, such as 2.5")


def instant(text: str, option: str, clocks: Zone) -> Instant:
    """The minute of a time; without an offset it is what the clocks of a zone show.

    Raises UsageError for what is no time, and for a local time that the clocks show twice or never.
    """
    match = _MOMENT.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        day, time, offset = match.groups()
        local = datetime.fromisoformat(f"{day}T{time}")
    except ValueError:
        why, fix = about_time(text)
        raise UsageError(f"{option} {plain(text)!r} is no time{f': {why}' if why else ''}.", fix) from None
    if offset:
        return instant_of(local.replace(tzinfo=UTC if offset == "Z" else _offset(offset, option, text)))
    found = readings(local, clocks)
    if not found:
        raise UsageError(
            f"{option} {plain(text)!r} never was: clocks in {clocks.name} passed over it when they were put on.",
            "write a time that the clock showed",
        )
    if len(found) > 1:
        each = " or ".join(f"{_written(one, clocks)}" for one in found)
        raise UsageError(
            f"{option} {plain(text)!r} was shown twice in {clocks.name}: clocks were put back.", f"write {each}"
        )
    return found[0]


def _offset(text: str, option: str, whole: str) -> timezone:
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 15 or minutes > 59:
        raise UsageError(f"{option} {plain(whole)!r} has an offset that no clock has.", "write it as +02:00")
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def _written(at: Instant, clocks: Zone) -> str:
    offset = clocks.offset(at)
    shown = datetime(1970, 1, 1) + timedelta(minutes=at + offset)
    hours, minutes = divmod(abs(offset), 60)
    return f"{shown:%Y-%m-%dT%H:%M}{'-' if offset < 0 else '+'}{hours:02d}:{minutes:02d}"


def spoken(at: Instant, clocks: Zone) -> str:
    """`Fri 2026-10-23 14:01 (Europe/Berlin)`."""
    return f"{moment(at, clocks)} ({clocks.name})"
