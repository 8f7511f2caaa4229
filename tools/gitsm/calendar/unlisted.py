"""Years of which a calendar names no holiday although it does of others: clocks then run on them as on any day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gitsm.base import words
from gitsm.calendar.almanac import Almanac
from gitsm.load.snapshot import Loaded
from gitsm.model.service import Calendar


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A calendar with the years asked about of which it lists no holiday, and those of which it does."""

    id: str
    years: tuple[int, ...]
    listed: tuple[int, ...]
    region: str = ""

    @property
    def key(self) -> str:
        """`calendar/office`."""
        return f"calendar/{self.id}"

    @property
    def message(self) -> str:
        """What is missing, and what follows from it."""
        return (
            f"{self.key} lists no holiday in {years_said(self.years)}, only in {years_said(self.listed)}, so every "
            f"holiday of {years_said(self.years)} counts as an ordinary day here."
        )

    @property
    def fix(self) -> str:
        """The command that adds them."""
        country, _, part = self.region.partition("-")
        where = f"--country {country or 'CC'}{f' --region {part}' if part else ''}"
        return f"add them to the calendar: gitsm calendar holidays {self.id} {where} --year {self.years[0]}"


def unlisted(almanac: Almanac, ids: Iterable[str], years: Iterable[int]) -> tuple[Unlisted, ...]:
    """The calendars, and those they are combined from, that list holidays but none in some of the years."""
    asked = sorted(set(years))
    found: dict[str, Unlisted] = {}
    seen: set[str] = set()
    for id_ in ids:
        for one, versions in _with_parents(almanac, id_, seen):
            listed = {holiday.date.year for each in versions for holiday in each.holidays}
            missing = tuple(year for year in asked if year not in listed)
            if listed and missing:
                found[one] = Unlisted(one, missing, tuple(sorted(listed)), versions[-1].region or "")
    return tuple(found.values())


def _with_parents(almanac: Almanac, id_: str, seen: set[str]) -> Iterator[tuple[str, list[Calendar]]]:
    if id_ in seen:
        return
    seen.add(id_)
    snapshot = almanac.snapshot
    agreed = [item for item in snapshot.versions("calendar", id_) if item.phase == "agreed"]
    items: list[Loaded | None] = [*agreed] or [snapshot.resolve("calendar", id_, almanac.on)]
    versions = [item.artefact for item in items if item is not None and isinstance(item.artefact, Calendar)]
    if versions:
        yield id_, versions
    for version in versions:
        parents = version.parents
        for parent in (*parents.union, *parents.intersection) if parents else ():
            yield from _with_parents(almanac, parent, seen)


def years_said(years: Iterable[int]) -> str:
    """`2026, 2027 and 2030 to 2034`."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return words.listed([f"{low} to {high}" if low < high else str(low) for low, high in runs])
