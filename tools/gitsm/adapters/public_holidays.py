"""Public holidays of a country or region, from the `holidays` package (extra `holidays`), which is asked only to write.

No check and no proof reads it: what counts are the dated days in the calendars, so that no result changes with its
releases.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from gitsm.base.errors import CannotWorkHere, UsageError
from gitsm.load.explain import closest


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The days of a year with their English names, in order; where (`DE`, `DE-BE`), and the package that said so."""

    days: tuple[tuple[date, str], ...]
    place: str
    source: str


def public_holidays(country: str, region: str | None, year: int) -> PublicHolidays:
    """The holidays of a country (ISO 3166-1, `DE`) and, where given, of a region of it (ISO 3166-2, `BE`, `DE-BE`).

    Raises CannotWorkHere where the package is missing; UsageError for a place or a year that it does not know.
    """
    try:
        package: Any = importlib.import_module("holidays")
    except ImportError:
        raise CannotWorkHere(
            "The holidays of countries are not installed.", "pip install 'gitsm[holidays]', or write the days by hand"
        ) from None
    places: dict[str, list[str]] = package.list_supported_countries(include_aliases=False)
    if country not in places:
        near = closest(country, places)
        raise UsageError(
            f'No holidays are known for the country "{country}".',
            f"write its two letters, such as DE{f'; did you mean {near}?' if near else ''}",
        )
    part = region.removeprefix(f"{country}-") if region is not None else None
    if part is not None and part not in places[country]:
        near = closest(part, places[country])
        known = ", ".join(places[country]) or "none"
        raise UsageError(
            f'No holidays are known for the region "{region}" of {country}.',
            f"did you mean {near}?" if near else f"its regions are {known}",
        )
    found = package.country_holidays(country, subdiv=part, years=year, language="en_US")
    days = tuple(sorted((day, str(name)) for day, name in found.items()))
    if not days:
        raise UsageError(f"No holidays are known for {country} in {year}.", "name a nearer year")
    return PublicHolidays(days, f"{country}-{part}" if part else country, f"holidays {package.__version__}")
