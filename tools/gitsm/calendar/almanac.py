"""The hours that the calendars of a repository mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
    """Hours, and the days for which a version in force says them (half-open; None: without end on that side).

    `generations`: how many calendars stand one above the other, itself included.
    """

    hours: Hours
    start: date | None = None
    end: date | None = None
    generations: int = 1

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

    def unagreed(self, id_: str) -> str:
        """The calendar to whose hours nobody has agreed, itself or one above it; empty where there is none."""
        seen: set[str] = set()
        waiting = [id_]
        while waiting:
            name = waiting.pop()
            if name == ALWAYS or name in seen:
                continue
            seen.add(name)
            if not any(one.phase == "agreed" for one in self.snapshot.versions("calendar", name)):
                return name
            parents = self._calendar(name).parents
            if parents is not None:
                waiting += [*parents.intersection, *parents.union]
        return ""

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
        if found is None or (above and isinstance(found, Unresolved)):
            if id_ in above:
                circle = " > ".join((*above[above.index(id_) :], id_))
                raise Unresolved(f"calendar {id_} is combined from itself ({circle})")
            try:
                found = self._versions(id_, (*above, id_)) if len(above) < MOST_GENERATIONS else None
                if found is None or found.generations > MOST_GENERATIONS:
                    top = (*above, id_)[0]
                    raise Unresolved(f"calendar {top} stands above more than {MOST_GENERATIONS - 1} others in a row")
            except Unresolved as error:
                if not above:  # below another calendar the reason is told as one of that calendar
                    self._known[id_] = error
                raise
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
        if not agreed:
            known = self._single(current, above)
            return replace(known, end=_narrowed(known, None, current.end)[1])
        each = [self._single(_as_calendar(item), above) for item in agreed]
        start, end = self._said(
            [_narrowed(known, *self.snapshot.span(item)) for item, known in zip(agreed, each, strict=True)]
        )
        generations = max(known.generations for known in each)
        if len(agreed) == 1 and agreed[0].artefact is current:
            return Known(each[0].hours, start, end, generations)
        pieces = [(self._first(item), known.hours) for item, known in zip(agreed, each, strict=True)]
        return Known(Pieces(pieces), start, end, generations)

    def _said(self, spans: Sequence[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
        """The days without a gap for which versions that follow one another say something, around the day looked at."""
        runs: list[tuple[date | None, date | None]] = []
        for start, end in spans:
            if runs and (runs[-1][1] is None or start is None or start <= runs[-1][1]):
                ends = runs[-1][1], end
                runs[-1] = (runs[-1][0], None if None in ends else max(day for day in ends if day is not None))
            else:
                runs.append((start, end))
        return next((run for run in runs if run[1] is None or self.on < run[1]), runs[-1])

    def _first(self, item: Loaded) -> int:
        """The instant at which a version begins: midnight in its own time zone, else in that of gitsm.yaml."""
        calendar = _as_calendar(item)
        assert calendar.effective_from is not None
        clocks = zone_of(calendar) if calendar.timezone else zone(self.snapshot.settings.timezone)
        return clocks.instant(local_midnight(calendar.effective_from))

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
            _refuse_turned(calendar)
            hours = Replaced(hours, zone_of(calendar), said_of_days(calendar))
        start: date | None = None
        end: date | None = None
        for known in found:
            start, end = _narrowed(known, start, end)
        return Known(hours, start, end, 1 + max(known.generations for known in found))


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
    """The hours a calendar says itself, without its parents. Raises Unresolved for its time zone and for windows that
    end before they begin.
    """
    _refuse_turned(calendar)
    return Weekly(zone_of(calendar), week_of(calendar), named_days(calendar))


def week_of(calendar: Calendar) -> tuple[Windows, ...]:
    """The calendar's own windows of each weekday, Monday first. One that ends before it begins holds no time (CAL-01):
    past midnight people write two.
    """
    days: list[list[tuple[int, int]]] = [[] for _ in WEEKDAYS]
    for spec, windows in calendar.weekly.items():
        for number in days_of(spec):
            days[number] += map(_minutes, windows)
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


def said_of_days(calendar: Calendar) -> Mapping[date, tuple[str, Windows]]:
    """What a calendar that only combines others says of single days: `cut` takes windows away, `set` replaces all."""
    said: dict[date, tuple[str, Windows]] = {
        holiday.date: ("cut", (_closed(holiday.from_, holiday.to),)) for holiday in calendar.holidays
    }
    for exception in calendar.exceptions:
        said[exception.date] = ("set", () if exception.closed else _windows(exception.open))
    return said


def _closed(start: str | None, end: str | None) -> tuple[int, int]:
    """When a holiday is closed; no time where it ends before it begins."""
    low, high = (minutes_of_day(start) if start else 0, minutes_of_day(end) if end else DAY)
    return low, max(low, high)


def _windows(windows: Iterable[Window]) -> Windows:
    """Windows of a single day; one that ends before it begins holds no time."""
    return tuple(merged(map(_minutes, windows)))


def _refuse_turned(calendar: Calendar) -> None:
    """Raises Unresolved for a window or holiday that ends before it begins, or when: nobody knows what it means."""
    windows = [window for each in calendar.weekly.values() for window in each]
    windows += [window for one in calendar.exceptions if not one.closed for window in one.open]
    windows += [(one.from_, one.to) for one in calendar.holidays if one.from_ and one.to]
    for start, end in windows:
        if minutes_of_day(start) >= minutes_of_day(end):
            raise Unresolved(f"calendar {calendar.id} has the window {start} to {end}; past midnight, two are written")


def _minutes(window: Window) -> tuple[int, int]:
    return minutes_of_day(window[0]), minutes_of_day(window[1])
