"""Change schedule: freezes, times of special need, versions that take effect, reviews of emergencies that are due."""

from __future__ import annotations

from datetime import date, timedelta

from gitsm.base import words
from gitsm.plan.schedule import Event, ruling
from gitsm.render import timeline
from gitsm.site.html import Html, cat, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import dated, item_link, status
from gitsm.site.pictures import scroller
from gitsm.site.schedule import FILE, calendar_text, shown_events
from gitsm.site.table import Table
from gitsm.site.view import View

PATH = "change-schedule"
MONTHS = 12
MOST_BARS = 24


def change_schedule(view: View) -> Page:
    """What is planned, and when nothing may be changed."""
    page = Page(view, PATH, "Change schedule")
    page.kicker("Changes", f"state on {view.as_of}")
    page.h1()
    events = shown_events(view)
    page.lead(_opening(view, events))
    file = page.attach(FILE, calendar_text(view))
    anchor = el("a", FILE, href=file, download=True)
    page.note("The same for calendar programs (iCalendar): ", anchor, ".")
    if events:
        page.html(_picture(page, events))
    table = Table(
        "Change schedule",
        ("What|head", "State", "First day|date", "Last day|date", "Details", "Source"),
        name="change-schedule",
        css="g-schedule",
        listing=True,
        stack=True,
        empty="No freeze is stated, no version waits for its first day, and no review is due.",
    )
    for event in events:
        table.add(
            event.title,
            _state(event, view.as_of),
            dated(event.first),
            dated(event.after - timedelta(days=1)),
            " ".join(event.details) or "–",
            _source(page, event),
        )
    page.table(table)
    page.note(_limits(page))
    return page


def _opening(view: View, events: tuple[Event, ...]) -> str:
    freezes = [one for one in events if one.kind == "freeze"]
    now = next((one for one in freezes if one.first <= view.as_of), None)
    following = next((one for one in freezes if one.first > view.as_of), None)
    if now is not None:
        first = f"A change freeze is in force until {now.after - timedelta(days=1)}."
    elif following is not None:
        first = f"No freeze is in force; the next begins on {following.first} ({_away(following.first, view.as_of)})."
    else:
        first = "No freeze is in force, and none is stated for later."
    starts = sum(1 for one in events if one.kind == "takes effect")
    reviews = sum(1 for one in events if one.kind == "review due")
    waits = "version waits for its" if starts == 1 else "versions wait for their"
    second = f"{words.count_word(starts).capitalize()} {waits} first day"
    third = f", and {words.plural(reviews, 'review')} of emergency changes {words.agree(reviews, 'is', 'are')} due"
    return f"{first} {second}{third if reviews else ''}."


def _away(day: date, today: date) -> str:
    return words.distance(day, today)


def _state(event: Event, today: date) -> Html:
    if event.kind == "review due" and event.after <= today:
        return status("warn", f"{words.plural((today - event.first).days, 'day')} late")
    if event.first <= today < event.after:
        return status("warn", "now") if event.kind == "freeze" else status("ok", "now")
    return status("none", words.distance(event.first, today))


def _source(page: Page, event: Event) -> Html:
    if event.item is None:
        return link("change register", page.href("changes"))
    shown = page.view._by_path.get(event.item.path)
    return cat(item_link(page, shown), " ", small(shown.version)) if shown is not None else esc("–")


def _picture(page: Page, events: tuple[Event, ...]) -> Html:
    kinds = {"freeze": "closed", "special need": "busy"}
    bars = [
        timeline.Bar(one.first, one.after, f"{one.first} {one.title}", kinds.get(one.kind, "point"))  # type: ignore[arg-type]
        for one in events[:MOST_BARS]
    ]
    months = timeline.months_from(page.view.as_of, MONTHS)
    label = f"Change schedule from {months[0]:%Y-%m} to {months[-2]:%Y-%m}"
    drawn = timeline.timeline(bars, page.view.as_of, MONTHS, label, "The table below says the same in words.")
    return scroller(drawn, label)


def _limits(page: Page) -> Html:
    view = page.view
    rule = ruling(view.report.snapshot, view.as_of)
    if rule is None:
        return esc("There is no change policy in force, so no freeze can be stated (processes/change-enablement.yaml).")
    if not view.visible(rule.item):
        return esc("Freezes are not published for this audience.")
    source = next(one for one in view.items if one.path == rule.item.path)
    told = cat("Freezes come from the change policy in ", item_link(page, source), ", first days from the documents.")
    history = view.report.history
    late = esc(
        "" if history.exists else " Reviews of emergency changes come from evidence, of which there is none yet."
    )
    return join([told, late])
