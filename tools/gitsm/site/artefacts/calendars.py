"""Calendars of hours."""

from __future__ import annotations

from gitsm.analysis.promises import clocks_for
from gitsm.analysis.proof_words import moment
from gitsm.base import words
from gitsm.calendar import zones
from gitsm.calendar.almanac import ALWAYS, Unresolved, week_of, zone_of
from gitsm.calendar.hours import Hours, Windows
from gitsm.calendar.instant import local_midnight
from gitsm.calendar.opening import YearOpen, openings, year_open
from gitsm.calendar.zones import Zone
from gitsm.load.snapshot import Loaded
from gitsm.model.service import Calendar
from gitsm.render.promise.week import DAYS
from gitsm.site.hours import Week, length, lines, week_map, windows
from gitsm.site.html import cat, el, esc, join
from gitsm.site.page import Page
from gitsm.site.parts import ref
from gitsm.site.promised import hours_shown, prover
from gitsm.site.redact import HIDDEN
from gitsm.site.table import Table
from gitsm.site.view import View

NEXT = 5
"""How many openings to come a page names."""
WHOLE_WEEK: Week = (((0, 1440),),) * 7
Found = tuple[Hours, Zone] | str


def hours_of(view: View, item: Loaded) -> Found:
    """The hours of one version with the zone of their clocks, or the reason why they are not shown here."""
    one = view.original(item).artefact
    assert isinstance(one, Calendar)
    parents = (*one.parents.union, *one.parents.intersection) if one.parents is not None else ()
    if not all(hours_shown(view, id_) for id_ in parents):
        return f"a calendar it combines is {HIDDEN}"
    almanac = prover(view).almanac
    try:
        hours = almanac.of_version(view.original(item))
        return hours, zone_of(one) if one.timezone else clocks_for(almanac, *parents)
    except Unresolved as error:
        return view.say(str(error))


def year_of(view: View, item: Loaded, year: int) -> YearOpen | None:
    """What the hours of a version come to in a year; each worked out once per build."""
    kept: dict[tuple[str, int], YearOpen | None] = view.once("calendar-years", lambda _: {})
    key = (item.path, year)
    if key not in kept:
        found = hours_of(view, item)
        kept[key] = None if isinstance(found, str) else year_open(*found, year)
    return kept[key]


def week(view: View, item: Loaded) -> Week | None:
    """The usual week of a version; of one that no zone can be told of, its own windows. None where not known."""
    one = item.artefact
    assert isinstance(one, Calendar)
    year = year_of(view, item, view.as_of.year)
    return year.usual if year is not None else None if one.parents is not None else week_of(one)


def calendar_lead(page: Page, item: Loaded) -> str:
    """Hours a week and the zone."""
    one = item.artefact
    assert isinstance(one, Calendar)
    zone = f", in {one.timezone}" if one.timezone else ""
    found = week(page.view, item)
    if one.parents is not None:
        how = "any" if one.parents.union else "all"
        hours = f": {words.hours(_minutes(found))} in a week without holidays" if found is not None else ""
        own = " or its own windows are" if any(week_of(one)) and how == "any" else ""
        return f"Open when {how} of its parent calendars {'is' if how == 'any' else 'are'}{own}{hours}{zone}."
    coming = [holiday for holiday in one.holidays if holiday.date >= page.view.as_of]
    nearest = f" Next holiday: {min(coming, key=lambda h: h.date).date}." if coming else ""
    return f"Open {words.hours(_minutes(found or ()))} a week{zone}.{nearest}"


def calendar_sections(page: Page, item: Loaded) -> frozenset[str]:
    """The week as a picture and a table, what it comes to in a year, the next openings, then the days that differ."""
    one = item.artefact
    assert isinstance(one, Calendar)
    found, usual = hours_of(page.view, item), week(page.view, item)
    if one.parents is not None:
        _combined(page, item, one, "" if not isinstance(found, str) else found)
    if usual is not None and any(usual):
        page.h2("The week" if one.parents is None else "The week as it results")
        page.html(week_map(one.title, usual))
        table = Table("Open hours", ("Day|head", "Open", "Hours|num"))
        for name, spans in zip(DAYS, usual, strict=True):
            table.add(name, windows(spans, "closed"), words.duration(length(spans)) if spans else "–")
        table.add(el("strong", "Week"), "", el("strong", words.hours(_minutes(usual))))
        page.table(table)
    if isinstance(found, str):
        if one.parents is None:
            page.note(f"What this comes to in a year is not worked out here: {found}.")
    else:
        _years(page, item)
        _next(page, item, *found)
    _special_days(page, one)
    if not isinstance(found, str) and one.parents is not None:
        _differ(page, item)
    return frozenset({"timezone", "region", "weekly", "parents", "holidays", "exceptions"})


def _minutes(found: Week) -> int:
    return sum(map(length, found))


def _years(page: Page, item: Loaded) -> None:
    """Hours of this year and the next, holidays, exceptions and changes of the clock counted in."""
    page.h2("What it comes to")
    table = Table("Hours a year", ("Year|head", "Open hours|num", "Days open|num", "Days unlike the usual week|num"))
    for number in (page.view.as_of.year, page.view.as_of.year + 1):
        year = year_of(page.view, item, number)
        if year is not None:
            table.add(str(number), words.hours(year.minutes), words.number(year.days), words.number(len(year.other)))
    page.table(table)
    page.note(f"Holidays, exceptions and changes of the clock are counted in; zone data {zones.version()}.")


def _next(page: Page, item: Loaded, hours: Hours, clocks: Zone) -> None:
    view = page.view
    if not view.is_current(item):
        return
    start = clocks.instant(local_midnight(view.as_of))
    table = Table("Next openings", ("Opens|date|head", "Closes|date", "Open for|num"), empty="It never opens again.")
    for low, high in openings(hours, start, NEXT):
        if high is None:
            table.add(moment(low, clocks), "not within ten years", "–")
        else:
            table.add(moment(low, clocks), moment(high, clocks, low), words.hours(high - low))
    page.h2("Next openings")
    page.table(table)
    page.note(f"From {view.as_of} on, as clocks in {clocks.name} show it.")


def _differ(page: Page, item: Loaded) -> None:
    """Days to come on which the combined hours differ from the usual week."""
    view = page.view
    years = [year_of(view, item, view.as_of.year + more) for more in (0, 1)]
    table = Table(
        "Days to come that differ from the week as it results",
        ("Day|date|head", "Open", "Hours|num"),
        name="resulting-days",
        listing=True,
        empty="None this year and the next.",
    )
    for one in (day for year in years if year is not None for day in year.other if day.day >= view.as_of):
        shown = windows(one.windows, "closed all day")
        table.add(f"{DAYS[one.day.weekday()]} {one.day}", shown, words.hours(one.minutes) if one.minutes else "–")
    page.h2("Days that differ as it results")
    page.table(table)


def _combined(page: Page, item: Loaded, one: Calendar, reason: str) -> None:
    """The parents with their hours, and in words what follows."""
    assert one.parents is not None
    page.h2("Combined from")
    table = Table("Parent calendars", ("Calendar|head", "Counts", "Its week", "Hours a week|num", "Zone"), stack=True)
    for counts, ids in (("any is enough", one.parents.union), ("all must be open", one.parents.intersection)):
        for id_ in ids:
            parent = page.view.get(f"calendar/{id_}") if id_ != ALWAYS else None
            found = WHOLE_WEEK if id_ == ALWAYS else week(page.view, parent) if parent is not None else None
            zone = parent.artefact.timezone if parent and isinstance(parent.artefact, Calendar) else None
            name = esc("24×7") if id_ == ALWAYS else ref(page, f"calendar/{id_}")
            _parent(table, name, counts, found, zone)
    own: tuple[Windows, ...] = week_of(one)
    if any(own):
        counts = "any is enough" if one.parents.union else "all must be open"
        _parent(table, "its own windows", counts, own, one.timezone)
    page.table(table)
    rule = (
        "A minute is open when at least one of them is open"
        if one.parents.union
        else "A minute is open only when all of them are open"
    )
    page.note(
        f"{rule}. Each keeps its own holidays and exceptions, and then they are combined"
        + (": the hours below are those of a usual week." if not reason else ".")
    )
    if reason:
        page.note(f"The week that results is not worked out here: {reason}.")


def _parent(table: Table, name: str, counts: str, found: Week | None, zone: str | None) -> None:
    shown = join([esc(line) for line in lines(found)], el("br")) if found is not None else esc("not known here")
    table.add(name, counts, cat(shown), words.hours(_minutes(found)) if found is not None else "–", zone or "–")


def _special_days(page: Page, one: Calendar) -> None:
    rows: list[tuple[str, str, str, str]] = []
    for holiday in one.holidays:
        part = "all day" if not (holiday.from_ or holiday.to) else f"{holiday.from_ or '00:00'}–{holiday.to or '24:00'}"
        rows.append(
            (holiday.date.isoformat(), holiday.name or "holiday", f"closed {part}", holiday.region or one.region or "–")
        )
    for exception in one.exceptions:
        open_ = ", ".join(f"{start}–{end}" for start, end in exception.open)
        rows.append(
            (
                exception.date.isoformat(),
                exception.reason or "exception",
                "closed all day" if exception.closed or not open_ else f"open {open_}",
                "–",
            )
        )
    page.h2("Days that differ")
    if one.region and one.holidays:
        page.note(f"Holidays of {one.region}.")
    table = Table(
        "Days that differ",
        ("Day|date|head", "What", "Hours", "Region"),
        name="days",
        listing=True,
        empty="None." if one.parents is None else "None of its own; each parent's page names the days of that parent.",
    )
    for row in sorted(rows):
        table.add(*row)
    page.table(table)
