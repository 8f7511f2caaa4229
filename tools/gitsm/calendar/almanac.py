"""The hours that the calendars of a repository mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gitsm.base.scalars import minutes_of_day
from gitsm.calendar.hours import AllOf, Always, AnyOf, Hours, Pieces, Replaced, Weekly, Windows
from gitsm.calendar.instant import DAY, local_midnight
from gitsm.calendar.spans import merged, without
from gitsm.calendar.zones import Zone, zone
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.service import WEEKDAYS, Calendar, Window, days_of

ALWAYS = "24x7"
MOST_GENERATIONS = 50
"""How many calendars one above the other are followed."""


class Unresolved(Exception):
    """Hours that a calendar does not say. The text is the reason, for readers."""


@dataclass(frozen=True, slots=True)
class Known:
    """Hours, and the days for which a version in force says them (half-open; None: without end on that side)."""

    hours: Hours
    start: date | None = None
    end: date | None = None

    def covers(self, start: date, end: date) -> bool:
        """Whether they are said for every day of [start, end)."""
        return (self.start is None or self.start <= start) and (self.end is None or end <= self.end)


ALL_HOURS = Known(Always())


class Almanac:
    """The calendars of a snapshot as hours, each worked out once. `on` is the day for which versions are chosen.

    Where an id has several agreed versions, each holds from its first day on.
    """

    def __init__(self, snapshot: Snapshot, on: date) -> None:
        self.snapshot = snapshot
        self.on = on
        self._known: dict[str, Known | Unresolved] = {ALWAYS: ALL_HOURS}

    def known(self, id_: str) -> Known:
        """The hours of a calendar by its id. Raises Unresolved where they cannot be told, with the reason."""
        return self._of(id_, ())

    def hours(self, id_: str) -> Hours:
        """The same, whatever the days for which they are said. Raises Unresolved."""
        return self.known(id_).hours

    def of_version(self, item: Loaded) -> Hours:
        """The hours that one version of a calendar says, for any day. Raises Unresolved."""
        return self._single(_as_calendar(item), (item.artefact.id,)).hours

    def zone(self, id_: str) -> Zone | None:
        """The time zone whose clocks a calendar reads; None for `24x7`. Raises Unresolved."""
        if id_ == ALWAYS:
            return None
        return zone_of(self._calendar(id_))

    def _calendar(self, id_: str) -> Calendar:
        item = self.snapshot.resolve("calendar", id_, self.on)
        if item is None or not isinstance(item.artefact, Calendar):
            broken = f"calendar/{id_}" in self.snapshot.broken
            raise Unresolved(f"calendar {id_} cannot be read" if broken else f"there is no calendar {id_}")
        return item.artefact

    def _of(self, id_: str, above: tuple[str, ...]) -> Known:
        found = self._known.get(id_)
        if found is None:
            if id_ in above:
                circle = " > ".join((*above[above.index(id_) :], id_))
                raise Unresolved(f"calendar {id_} is combined from itself ({circle})")
            if len(above) >= MOST_GENERATIONS:
                raise Unresolved(f"more than {MOST_GENERATIONS} calendars stand one above the other over {id_}")
            try:
                found = self._versions(id_, (*above, id_))
            except Unresolved as error:
                found = error
            self._known[id_] = found
        if isinstance(found, Unresolved):
            raise found
        return found

    def _versions(self, id_: str, above: tuple[str, ...]) -> Known:
        current = self._calendar(id_)
        agreed = [
            item for item in self.snapshot.versions("calendar", id_) if item.phase == "agreed" and item.artefact.start
        ]
        agreed.sort(key=lambda item: (item.artefact.start, item.order))
        if not agreed or (len(agreed) == 1 and agreed[0].artefact is current):
            known = self._single(current, above)
            if not agreed:
                return known
            start, end = self.snapshot.span(agreed[0])
            return Known(known.hours, *_narrowed(known, start, end))
        pieces = [(self._first(item), self._single(_as_calendar(item), above)) for item in agreed]
        last_end = self.snapshot.span(agreed[-1])[1]
        ends = [known.end for _, known in pieces if known.end is not None]
        end = min([*ends, *([last_end] if last_end else [])], default=None)
        return Known(Pieces([(first, known.hours) for first, known in pieces]), agreed[0].artefact.start, end)

    def _first(self, item: Loaded) -> int:
        calendar = _as_calendar(item)
        assert calendar.effective_from is not None
        return zone_of(calendar).instant(local_midnight(calendar.effective_from))

    def _single(self, calendar: Calendar, above: tuple[str, ...]) -> Known:
        parents = calendar.parents
        if parents is None or not (parents.union or parents.intersection):
            return Known(own_hours(calendar))
        if parents.union and parents.intersection:
            raise Unresolved(f"calendar {calendar.id} combines others in both ways at once, union and intersection")
        found = [self._of(id_, above) for id_ in parents.union or parents.intersection]
        parts = [known.hours for known in found]
        if calendar.weekly:
            parts.append(own_hours(calendar))
        hours: Hours = AnyOf(parts) if parents.union else AllOf(parts)
        if not calendar.weekly and (calendar.holidays or calendar.exceptions):
            hours = Replaced(hours, zone_of(calendar), _said_of_days(calendar))
        start: date | None = None
        end: date | None = None
        for known in found:
            start, end = _narrowed(known, start, end)
        return Known(hours, start, end)


def _as_calendar(item: Loaded) -> Calendar:
    assert isinstance(item.artefact, Calendar)
    return item.artefact


def _narrowed(known: Known, start: date | None, end: date | None) -> tuple[date | None, date | None]:
    starts = [day for day in (known.start, start) if day is not None]
    ends = [day for day in (known.end, end) if day is not None]
    return max(starts, default=None), min(ends, default=None)


def zone_of(calendar: Calendar) -> Zone:
    """The time zone of a calendar. Raises Unresolved where it names none, or none that exists."""
    if calendar.timezone is None:
        raise Unresolved(f"calendar {calendar.id} states no time zone")
    try:
        return zone(calendar.timezone)
    except ValueError:
        raise Unresolved(f"the time zone {calendar.timezone} of calendar {calendar.id} does not exist") from None


def own_hours(calendar: Calendar) -> Hours:
    """The hours a calendar says itself, without its parents. Raises Unresolved for its time zone."""
    return Weekly(zone_of(calendar), week_of(calendar), named_days(calendar))


def week_of(calendar: Calendar) -> tuple[Windows, ...]:
    """The calendar's own windows of each weekday, Monday first; one past midnight is split between two days."""
    days: list[list[tuple[int, int]]] = [[] for _ in WEEKDAYS]
    for spec, windows in calendar.weekly.items():
        for number in days_of(spec):
            for low, high in map(_minutes, windows):
                if low < high:
                    days[number].append((low, high))
                else:
                    days[number].append((low, DAY))
                    days[(number + 1) % 7].append((0, high))
    return tuple(tuple(merged(day)) for day in days)


def named_days(calendar: Calendar) -> dict[date, Windows]:
    """What holidays and exceptions make of the days they name; exceptions are applied last."""
    usual = week_of(calendar)
    named: dict[date, Windows] = {}
    for holiday in calendar.holidays:
        before = named.get(holiday.date, usual[holiday.date.weekday()])
        named[holiday.date] = tuple(without(before, [_closed(holiday.from_, holiday.to)]))
    for exception in calendar.exceptions:
        named[exception.date] = () if exception.closed else _windows(exception.open)
    return named


def _said_of_days(calendar: Calendar) -> Mapping[date, tuple[str, Windows]]:
    """What a calendar that only combines others says of single days: `cut` takes windows away, `set` replaces all."""
    said: dict[date, tuple[str, Windows]] = {
        holiday.date: ("cut", (_closed(holiday.from_, holiday.to),)) for holiday in calendar.holidays
    }
    for exception in calendar.exceptions:
        said[exception.date] = ("set", () if exception.closed else _windows(exception.open))
    return said


def _closed(start: str | None, end: str | None) -> tuple[int, int]:
    return (minutes_of_day(start) if start else 0, minutes_of_day(end) if end else DAY)


def _windows(windows: Iterable[Window]) -> Windows:
    """Windows of a single day; one that would run past midnight ends there."""
    return tuple(merged((low, high if high > low else DAY) for low, high in map(_minutes, windows)))


def _minutes(window: Window) -> tuple[int, int]:
    return minutes_of_day(window[0]), minutes_of_day(window[1])
