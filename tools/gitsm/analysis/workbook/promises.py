"""The records of a workbook, each cell read and each name looked up: services, targets, hours, steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from gitsm.analysis.workbook import places, values
from gitsm.analysis.workbook.grid import Amiss, Book, Cell, Problems, folded
from gitsm.analysis.workbook.layout import ALL_HOURS, ALL_HOURS_WORDS, CLOCKS, PROMISES, UNKNOWN
from gitsm.analysis.workbook.tables import Row, Tables, tables_of
from gitsm.base import words
from gitsm.calendar.instant import DAY
from gitsm.load.explain import closest
from gitsm.model.agreement import Clock, Metric
from gitsm.model.service import WEEKDAYS

V = TypeVar("V")
MOST_YEARS = 10
_AFTER = timedelta(days=31)
"""How long after an agreement a holiday may still matter to a ticket that was opened in it."""


@dataclass(frozen=True, slots=True)
class HoursNamed:
    """Opening hours: windows in minutes by weekday, closed days, and their zone."""

    name: str
    zone: str
    windows: tuple[tuple[str, int, int], ...]
    closed: tuple[date, ...]
    row: Row


@dataclass(frozen=True, slots=True)
class Service:
    """A service with its agreement. Hours are names, `24x7` for all."""

    name: str
    hours: str
    support: str | None
    first: date
    last: date
    row: Row


@dataclass(frozen=True, slots=True)
class Target:
    """A promise with a time, in minutes; `share` in percent."""

    service: str
    priority: str | None
    promise: str
    minutes: int
    share: Decimal | None
    clock: Clock
    row: Row

    @property
    def metric(self) -> Metric:
        """What is measured."""
        return PROMISES[self.promise]


@dataclass(frozen=True, slots=True)
class Step:
    """Work on a ticket. `conditional`: only `share` percent come this far, None where that is not known.

    `kept`: percent of its cases in which it keeps its time; None where the cell is empty, 0 where it says unknown.
    """

    service: str
    priority: str | None
    promise: str | None
    number: int
    team: str
    minutes: int
    hours: str
    handover: int
    conditional: bool
    share: Decimal | None
    source: str
    measured: date | None
    kept: Decimal | None
    row: Row


@dataclass(frozen=True, slots=True)
class Promises:
    """All that a workbook says. `notes`: what was passed over or taken for granted, in words."""

    services: tuple[Service, ...]
    targets: tuple[Target, ...]
    hours: Mapping[str, HoursNamed]
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reader:
    tables: Tables
    problems: Problems
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    def known(self, table: str, what: str, row: Row, key: str) -> str | None:
        """A name of another sheet as it is written there."""
        if table in self.tables.elsewhere:
            return None

        def read(cell: Cell) -> str:
            if table == "Hours" and cell.typed in ALL_HOURS_WORDS:
                return ALL_HOURS
            found = self.names[table].get(cell.typed)
            if found is None:
                near = closest(cell.text, self.names[table].values())
                hint = f'write "{near}" if that is meant' if near else f"add it to the sheet {table}"
                raise Amiss(f"{cell.shown} is no {what} of the sheet {table}", hint)
            return found

        return row.read(key, read, self.problems)

    def choice(self, row: Row, key: str, choices: Iterable[str]) -> str | None:
        listed = list(choices)

        def read(cell: Cell) -> str:
            found = cell.typed
            if found not in listed:
                raise Amiss(f"{cell.shown} is not known here", f"choose {', '.join(listed[:-1])} or {listed[-1]}")
            return found

        return row.read(key, read, self.problems)

    def collect(self, table: str, key: str, *, unique: bool) -> None:
        """The names that a sheet gives; twice is a problem where they are unique."""
        first: dict[str, Cell] = {}
        for row in self.tables.rows[table]:
            cell = row.cells.get(key)
            if cell is None:
                continue
            twin = first.setdefault(cell.typed, cell)
            if unique and twin is not cell:
                self.problems.add(
                    cell.place, f"{cell.shown} stands in {twin.place} already", "give each row a name of its own"
                )
            if table == "Hours" and cell.typed in ALL_HOURS_WORDS:
                self.problems.add(cell.place, f"{cell.shown} always means every hour", "choose another name")
        self.names[table] = {name: cell.text for name, cell in first.items()}


def promises_of(book: Book) -> tuple[Promises, Problems]:
    """What a workbook says, and every problem in it. Where there is one, the records are not complete."""
    problems = Problems()
    reader = _Reader(tables_of(book, problems), problems)
    for table, key, unique in (
        ("Services", "service", True),
        ("Priorities", "priority", True),
        ("Hours", "name", False),
    ):
        reader.collect(table, key, unique=unique)
    services = tuple(filter(None, (_service(row, reader) for row in reader.tables.rows["Services"])))
    hours = _hours(reader)
    targets = _targets(reader, {one.name: one for one in services})
    steps = tuple(filter(None, (_step(row, reader) for row in reader.tables.rows["Steps"])))
    notes = (*reader.tables.notes, *_unused(services, targets, steps), *_stray(reader, services), *_midnight(hours))
    return Promises(services, targets, hours, steps, notes), problems


def _service(row: Row, reader: _Reader) -> Service | None:
    problems = reader.problems
    hours, support = (reader.known("Hours", "name", row, key) for key in ("hours", "support"))
    first, last = (row.read(key, values.day, problems) for key in ("first", "last"))
    name = row.text("service")
    if first and last:
        if last < first:
            problems.add(row.place("last"), f"{last} lies before the first day, {first}", "write a later day")
        elif not 1971 <= first.year <= 2200:
            problems.add(row.place("first"), f"{first} is too far away", "write a day from 1971 to 2200")
        elif last.year - first.year > MOST_YEARS:
            found = f"{first} to {last} are more than {MOST_YEARS} years"
            problems.add(row.place("last"), found, f"write at most {MOST_YEARS} years")
        elif hours and name:
            return Service(name, hours, support, first, last, row)
    return None


def _hours(reader: _Reader) -> dict[str, HoursNamed]:
    problems = reader.problems
    rows: dict[str, list[Row]] = {}
    for row in reader.tables.rows["Hours"]:
        if row.text("name"):
            rows.setdefault(folded(row.text("name")), []).append(row)
    closed = _closed(reader)
    found: dict[str, HoursNamed] = {}
    for key, each in rows.items():
        name = reader.names["Hours"][key]
        zone = _zone(name, each, reader)
        windows: list[tuple[str, int, int]] = []
        for row in each:
            days = row.read("days", values.weekdays, problems)
            low = row.read("open", values.clock_time, problems)
            high = row.read("close", lambda cell: values.clock_time(cell, end=True), problems)
            if low is not None and low == high:
                problems.add(row.place("close"), "it ends when it begins", "for the whole day write 0:00 to 24:00")
            if days and low is not None and high is not None:
                windows += [window for day in days for window in _within_days(day, low, high)]
        found[name] = HoursNamed(name, zone, tuple(windows), closed.get(name, ()), each[0])
    return found


def _within_days(day: str, low: int, high: int) -> Iterator[tuple[str, int, int]]:
    """A window as those of each day: what goes past midnight ends on the next one."""
    if low < high:
        yield day, low, high
        return
    yield day, low, DAY
    yield WEEKDAYS[(WEEKDAYS.index(day) + 1) % 7], 0, high


def _zone(name: str, rows: list[Row], reader: _Reader) -> str:
    stated: dict[str, Row] = {}
    for row in rows:
        if "zone" not in row.cells:
            continue
        found = row.read("zone", places.place, reader.problems)
        if found is None:
            return "UTC"
        stated.setdefault(found, row)
    if len(stated) > 1:
        first, other = list(stated)[:2]
        reader.problems.add(
            stated[other].place("zone"), f"{name} has {first} in row {stated[first].number} and {other} here",
            "state one time zone for each name",
        )  # fmt: skip
    elif not stated:
        reader.problems.add(
            rows[0].place("zone"), f"{name} has no time zone", places.ANY
        )  # fmt: skip
    return next(iter(stated), "UTC")


def _closed(reader: _Reader) -> dict[str, tuple[date, ...]]:
    found: dict[str, set[date]] = {name: set() for name in reader.names["Hours"].values()}
    for row in reader.tables.rows["Holidays"]:
        day = row.read("date", values.day, reader.problems)
        name = reader.known("Hours", "name", row, "hours")
        if name == ALL_HOURS:
            reader.problems.add(row.place("hours"), "24x7 has no holidays", "leave it empty or name other hours")
        elif day is not None:
            for one in [name] if name else [] if "hours" in row.cells else list(found):
                found[one].add(day)
    return {name: tuple(sorted(days)) for name, days in found.items()}


def _targets(reader: _Reader, services: Mapping[str, Service]) -> tuple[Target, ...]:
    problems = reader.problems
    found: dict[tuple[str, str | None, str], Target] = {}
    for row in reader.tables.rows["Targets"]:
        service = reader.known("Services", "service", row, "service")
        priority = reader.known("Priorities", "priority", row, "priority")
        promise = reader.choice(row, "promise", PROMISES)
        minutes = row.read("within", values.duration, problems)
        share = row.read("share", values.percent, problems)
        clock = reader.choice(row, "clock", CLOCKS)
        if minutes == 0:
            problems.add(row.place("within"), "the time is nothing", values.DURATION)
        if not (service and promise and minutes and clock):
            continue
        if clock == "support hours" and service in services and services[service].support is None:
            where = services[service].row.place("support")
            problems.add(
                row.place("clock"), f"{service} has no support hours", f"fill in {where}, or choose other hours"
            )
            continue
        target = Target(service, priority, promise, minutes, share, CLOCKS[clock], row)
        twin = found.setdefault((service, priority, promise), target)
        if twin is not target:
            problems.add(
                row.place("promise"), f"row {twin.row.number} promises the same already", "keep one of the two rows"
            )
    return tuple(found.values())


def _step(row: Row, reader: _Reader) -> Step | None:
    problems = reader.problems
    share_cell, kept_cell = row.cells.get("share"), row.cells.get("kept")
    unknown = share_cell is not None and share_cell.typed in UNKNOWN
    never = kept_cell is not None and kept_cell.typed in UNKNOWN
    service = reader.known("Services", "service", row, "service")
    priority = reader.known("Priorities", "priority", row, "priority")
    promise = reader.choice(row, "promise", PROMISES)
    number = row.read("number", values.whole, problems)
    minutes = row.read("within", values.duration, problems)
    hours = reader.known("Hours", "name", row, "hours")
    handover = row.read("handover", values.duration, problems)
    share = None if unknown else row.read("share", values.percent, problems)
    measured = row.read("measured", values.day, problems)
    kept = Decimal(0) if never else row.read("kept", values.percent, problems)
    team = row.text("team")
    if service is None or number is None or minutes is None or hours is None or not team:
        return None
    conditional = share_cell is not None and share != 100
    return Step(
        service, priority, promise, number, team, minutes, hours, handover or 0, conditional, share,
        row.text("source"), measured, kept, row,
    )  # fmt: skip


def steps_for(target: Target, steps: Iterable[Step]) -> list[Step]:
    """The steps behind a promise, in order: of its own priority and promise if there are any, else general ones."""
    groups: dict[tuple[bool, bool], list[Step]] = {}
    for one in steps:
        fits = one.service == target.service and one.priority in (None, target.priority)
        if fits and one.promise in (None, target.promise):
            groups.setdefault((one.priority is None, one.promise is None), []).append(one)
    best = groups[min(groups)] if groups else []
    return sorted(best, key=lambda one: (one.number, one.row.number))


def _unused(services: Iterable[Service], targets: tuple[Target, ...], steps: tuple[Step, ...]) -> Iterable[str]:
    promised = {one.service for one in targets}
    for service in services:
        if service.name not in promised:
            yield f'{service.row.place("service")}: nothing is promised for "{service.name}"'
    used = {id(step) for target in targets for step in steps_for(target, steps)}
    idle = [step.row.place("team") for step in steps if id(step) not in used]
    if idle:
        yield f"{words.listed(idle)}: no promise uses {words.agree(len(idle), 'this step', 'these steps')}"
    silent = [step.row.place("kept") for step in steps if step.kept is None and id(step) in used]
    if silent:
        what = words.agree(
            len(silent),
            "the step keeps its time; the answers hold if it",
            "the steps keep their time; the answers hold if they",
        )
        always = words.agree(len(silent), "always does", "always do")
        yield f"{_some(silent)}: empty, so nobody has said how often {what} {always}"


def _stray(reader: _Reader, services: Iterable[Service]) -> Iterator[str]:
    """Holidays outside every agreement, and years of an agreement without any: often the sheet is of another year."""
    terms = [(one.first, one.last) for one in services]
    days = {row.place("date"): row.read("date", values.day, Problems()) for row in reader.tables.rows["Holidays"]}
    if not terms or not any(days.values()):
        return
    beyond = [
        place
        for place, day in days.items()
        if day is not None and not any(first <= day <= last + _AFTER for first, last in terms)
    ]
    if beyond:
        what = words.agree(
            len(beyond), "the day lies outside every agreement", "these days lie outside every agreement"
        )
        yield f"{_some(beyond)}: {what}"
    closed = {day.year for day in days.values() if day is not None}
    for year in sorted({year for first, last in terms for year in range(first.year, last.year + 1)} - closed):
        yield f"the sheet Holidays has no day in {year}, in which an agreement runs"


def _midnight(hours: Mapping[str, HoursNamed]) -> Iterator[str]:
    """Whose midnight begins the days of the agreements, where it could be another."""
    if len({one.zone for one in hours.values()}) > 1:
        first = next(iter(hours.values()))
        yield f"the days of every agreement begin at midnight in {first.zone}, the first time zone of the sheet Hours"


def _some(places: list[str]) -> str:
    return words.listed(places) if len(places) <= 6 else f"{', '.join(places[:5])} and {len(places) - 5} more"
