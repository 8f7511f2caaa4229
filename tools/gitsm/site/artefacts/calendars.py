"""Calendars of hours."""

from __future__ import annotations

from gitsm.base.scalars import minutes_of_day
from gitsm.load.snapshot import Loaded
from gitsm.model.service import WEEKDAYS, Calendar, days_of
from gitsm.render import svg
from gitsm.site import words
from gitsm.site.html import esc, join
from gitsm.site.page import Page
from gitsm.site.parts import pairs, ref
from gitsm.site.pictures import scroller
from gitsm.site.table import Table

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def week(calendar: Calendar) -> list[list[tuple[int, int]]]:
    """Own windows of each weekday from Monday, in minutes of the day; parents are not resolved here."""
    found: list[list[tuple[int, int]]] = [[] for _ in WEEKDAYS]
    for spec, windows in calendar.weekly.items():
        for number in days_of(spec):
            found[number] += [(minutes_of_day(start), minutes_of_day(end)) for start, end in windows]
    return [sorted(windows) for windows in found]


def calendar_lead(page: Page, item: Loaded) -> str:
    """Hours a week and the zone."""
    one = item.artefact
    assert isinstance(one, Calendar)
    minutes = sum(max(0, end - start) for windows in week(one) for start, end in windows)
    zone = f", in {one.timezone}" if one.timezone else ""
    if one.parents is not None:
        how = "any" if one.parents.union else "all"
        own = f"; {words.hours(minutes)} of its own a week" if minutes else ""
        return f"Open when {how} of its parent calendars {'is' if how == 'any' else 'are'}{own}{zone}."
    coming = [holiday for holiday in one.holidays if holiday.date >= page.view.as_of]
    nearest = f" Next holiday: {min(coming, key=lambda h: h.date).date}." if coming else ""
    return f"Open {words.hours(minutes)} a week{zone}.{nearest}"


def calendar_sections(page: Page, item: Loaded) -> frozenset[str]:
    """The week as a picture and a table, then the days that differ."""
    one = item.artefact
    assert isinstance(one, Calendar)
    windows = week(one)
    if any(windows):
        page.h2("The week")
        page.html(scroller(_week_map(one.title, windows), f"Week of {one.title}"))
        table = Table("Open hours", ("Day|head", "Open", "Hours|num"))
        for name, spans in zip(DAY_NAMES, windows, strict=True):
            shown = ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in spans)
            table.add(
                name, shown or "closed", words.duration(sum(end - start for start, end in spans)) if spans else "–"
            )
        page.table(table)
    if one.parents is not None:
        page.h2("Combined from")
        rows = [
            (title, join([ref(page, f"calendar/{id_}") if id_ != "24x7" else esc("24×7") for id_ in ids], ", "))
            for title, ids in (("Open when any is", one.parents.union), ("Open when all are", one.parents.intersection))
            if ids
        ]
        page.html(pairs(rows))
    _special_days(page, one)
    return frozenset({"timezone", "region", "weekly", "parents", "holidays", "exceptions"})


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
    if one.region:
        page.note(f"Holidays of {one.region}.")
    table = Table(
        "Days that differ",
        ("Day|date|head", "What", "Hours", "Region"),
        name="days",
        listing=True,
        empty="None.",
    )
    for row in sorted(rows):
        table.add(*row)
    page.table(table)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _week_map(title: str, windows: list[list[tuple[int, int]]]) -> str:
    """Seven rows of a day each; open times filled, hours at the right."""
    left, width, row = 48.0, 760.0, 24.0
    body = []
    for hour in range(0, 25, 3):
        x = left + width * hour / 24
        body.append(svg.text(x, 12, f"{hour:02d}", "wk-hour"))
        body.append(svg.path(f"M{svg.num(x)} 18V{svg.num(20 + 7 * row)}", "wk-line"))
    for number, spans in enumerate(windows):
        y = 22 + number * row
        body.append(svg.text(0, y + 14, DAY_NAMES[number], "wk-day"))
        body.append(svg.rect(left, y, width, row - 6, "wk-closed"))
        for start, end in spans:
            body.append(
                svg.rect(left + width * start / 1440, y, width * max(0, end - start) / 1440, row - 6, "wk-open")
            )
        total = sum(end - start for start, end in spans)
        body.append(svg.text(left + width + 64, y + 14, words.duration(total) if spans else "closed", "wk-sum"))
    return svg.document(
        "g-week",
        f"Week of {title}",
        "Open hours of each weekday; the same stands in the table.",
        left + width + 66,
        26 + 7 * row,
        body,
        linked=False,
    )
