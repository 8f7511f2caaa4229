"""Calendars of hours."""

from __future__ import annotations

from gitsm.base import words
from gitsm.base.scalars import minutes_of_day
from gitsm.load.snapshot import Loaded
from gitsm.model.service import WEEKDAYS, Calendar, days_of
from gitsm.render import svg
from gitsm.site.html import cat, el, esc
from gitsm.site.page import Page
from gitsm.site.parts import ref
from gitsm.site.pictures import scroller
from gitsm.site.table import Table
from gitsm.site.view import View

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


MOST_GENERATIONS = 200
"""Calendars one above the other that are followed at once."""

Week = list[list[tuple[int, int]]]
"""Windows of each weekday from Monday, in minutes of the day."""


def week(calendar: Calendar) -> Week:
    """Own windows of each weekday; parents are not looked at."""
    found: Week = [[] for _ in WEEKDAYS]
    for spec, windows in calendar.weekly.items():
        for number in days_of(spec):
            found[number] += [(minutes_of_day(start), minutes_of_day(end)) for start, end in windows]
    return [sorted(windows) for windows in found]


def resulting_week(view: View, calendar: Calendar, above: frozenset[str] = frozenset()) -> Week | None:
    """Windows of each weekday after parents are combined, days without holiday; None where that is not known.

    Not known: a parent that is missing, not published, in another zone or its own ancestor, and both ways at once; nor
    where more than `MOST_GENERATIONS` would have to be followed at once.
    """
    kept: dict[str, Week] = view.once("calendar-weeks", lambda _: {})  # else shared ancestors double the work each time
    parents, own = calendar.parents, week(calendar)
    if parents is None:
        return own
    if parents.union and parents.intersection:
        return None
    weeks = [own] if any(own) else []
    for id_ in parents.union or parents.intersection:
        item = view.get(f"calendar/{id_}") if id_ != "24x7" else None
        if id_ == "24x7":
            found: Week | None = [[(0, 1440)] for _ in WEEKDAYS]
        else:
            parent = item.artefact if item else None
            if not isinstance(parent, Calendar) or parent.timezone != calendar.timezone or id_ in above:
                return None
            found = kept.get(id_)
            if found is None and len(above) < MOST_GENERATIONS:
                found = resulting_week(view, parent, above | {calendar.id})
        if found is None:
            return None
        kept.setdefault(id_, found)
        weeks.append(found)
    if not weeks:
        return None
    combine = _any_open if parents.union else _all_open
    return [combine([one[number] for one in weeks]) for number in range(len(WEEKDAYS))]


def _any_open(days: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for spans in days for span in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _all_open(days: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    kept = _any_open(days[:1])
    for spans in days[1:]:
        others = _any_open([spans])
        kept = [(max(a, c), min(b, d)) for a, b in kept for c, d in others if max(a, c) < min(b, d)]
    return kept


def calendar_lead(page: Page, item: Loaded) -> str:
    """Hours a week and the zone."""
    one = item.artefact
    assert isinstance(one, Calendar)
    zone = f", in {one.timezone}" if one.timezone else ""
    if one.parents is not None:
        how = "any" if one.parents.union else "all"
        result = resulting_week(page.view, one)
        hours = f": {words.hours(_minutes(result))} in a week without holidays" if result is not None else ""
        own = " or its own windows are" if any(week(one)) and how == "any" else ""
        return f"Open when {how} of its parent calendars {'is' if how == 'any' else 'are'}{own}{hours}{zone}."
    minutes = _minutes(week(one))
    coming = [holiday for holiday in one.holidays if holiday.date >= page.view.as_of]
    nearest = f" Next holiday: {min(coming, key=lambda h: h.date).date}." if coming else ""
    return f"Open {words.hours(minutes)} a week{zone}.{nearest}"


def calendar_sections(page: Page, item: Loaded) -> frozenset[str]:
    """The week as a picture and a table, then the days that differ."""
    one = item.artefact
    assert isinstance(one, Calendar)
    result = resulting_week(page.view, one)
    if one.parents is not None:
        _combined(page, one, known=result is not None)
    windows = result if result is not None else week(one)
    if any(windows):
        page.h2(
            "The week"
            if one.parents is None
            else "The week as it results"
            if result is not None
            else "The week of its own windows"
        )
        page.html(scroller(_week_map(one.title, windows), f"Week of {one.title}"))
        table = Table("Open hours", ("Day|head", "Open", "Hours|num"))
        for name, spans in zip(DAY_NAMES, windows, strict=True):
            shown = ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in spans)
            table.add(
                name, shown or "closed", words.duration(sum(end - start for start, end in spans)) if spans else "–"
            )
        page.table(table)
    _special_days(page, one)
    return frozenset({"timezone", "region", "weekly", "parents", "holidays", "exceptions"})


def _minutes(windows: Week) -> int:
    return sum(max(0, end - start) for spans in windows for start, end in spans)


def _combined(page: Page, one: Calendar, *, known: bool) -> None:
    """The parents with their hours, and in words what follows."""
    assert one.parents is not None
    page.h2("Combined from")
    table = Table("Parent calendars", ("Calendar|head", "Counts", "Its week", "Hours a week|num", "Zone"), stack=True)
    for counts, ids in (("any is enough", one.parents.union), ("all must be open", one.parents.intersection)):
        for id_ in ids:
            if id_ == "24x7":
                table.add("24×7", counts, "every day 00:00–24:00", words.hours(7 * 1440), "–")
                continue
            item = page.view.get(f"calendar/{id_}")
            parent = item.artefact if item else None
            found = resulting_week(page.view, parent) if isinstance(parent, Calendar) else None
            zone = parent.timezone if isinstance(parent, Calendar) else None
            shown = cat(*_in_words(found)) if found is not None else esc("not known here")
            hours = words.hours(_minutes(found)) if found is not None else "–"
            table.add(ref(page, f"calendar/{id_}"), counts, shown, hours, zone or "–")
    if any(week(one)):
        counts = "any is enough" if one.parents.union else "all must be open"
        table.add(
            "its own windows", counts, cat(*_in_words(week(one))), words.hours(_minutes(week(one))), one.timezone or "–"
        )
    page.table(table)
    rule = (
        "A minute is open when at least one of them is open"
        if one.parents.union
        else "A minute is open only when all of them are open"
    )
    page.note(
        f"{rule}. Each keeps its own holidays and exceptions, and then they are combined"
        + (": the hours below are those of a week in which none has a day that differs." if known else ".")
    )
    if not known:
        page.note(
            "The week that results is not worked out here: a parent is not published or not there, is in another zone, "
            "or the calendar combines in both ways."
        )


def _in_words(windows: Week) -> list[str | None]:
    """`Mon–Thu 07:30–17:00`, one line for each run of equal days."""
    lines: list[str | None] = []
    start = 0
    for number in range(1, len(windows) + 1):
        if number < len(windows) and windows[number] == windows[start]:
            continue
        if windows[start]:
            days = DAY_NAMES[start] if number - start == 1 else f"{DAY_NAMES[start]}–{DAY_NAMES[number - 1]}"
            spans = ", ".join(f"{_clock(a)}–{_clock(b)}" for a, b in windows[start])
            lines += [el("br") if lines else None, f"{days} {spans}"]
        start = number
    return lines or ["never open"]


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
