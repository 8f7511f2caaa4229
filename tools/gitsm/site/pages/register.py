"""Document register and review calendar: every controlled document with owner, version, status and review date."""

from __future__ import annotations

from datetime import date

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.artefact import Document
from gitsm.site.approval import approval_word
from gitsm.site.html import Html, cat, el, esc, link, small
from gitsm.site.page import Page
from gitsm.site.parts import (
    check_word,
    condition,
    dated,
    item_link,
    next_review,
    review_due,
    role,
    status,
)
from gitsm.site.table import Cell, Table
from gitsm.site.view import View


def documents(view: View) -> list[Loaded]:
    """Every visible version of a controlled document."""
    return [item for item in view.items if isinstance(item.artefact, Document)]


def register(view: View) -> Page:
    """The register of controlled documents, complete for the audience."""
    page = Page(view, "register", "Document register")
    page.kicker("Control", f"state on {view.as_of}")
    page.h1()
    shown = documents(view)
    agreed = sum(1 for item in shown if view.condition(item) == "in force")
    left = (
        f" {words.plural(view.hidden_count, 'artefact')} of the repository "
        f"{words.agree(view.hidden_count, 'is', 'are')} not published for this audience."
        if view.hidden_count
        else ""
    )
    page.lead(f"{words.plural(len(shown), 'controlled document')}, {agreed} in force. Each version has a row.{left}")
    table = Table(
        "Document register",
        (
            "Document|head",
            "Kind|csv",
            "Id|csv",
            "Version",
            "Status",
            "Owner",
            "In force from|date",
            "To|csv",
            "Next review|date",
            "Classification|csv",
            "Approval",
            "Check",
            "File|csv",
        ),
        name="register",
        listing=True,
        stack=True,
        empty="There is no controlled document for this audience.",
    )
    for item in shown:
        artefact = item.artefact
        review = dated(next_review(item))
        table.add(
            Cell(cat(item_link(page, item), el("br"), small(item.key)), artefact.title, artefact.title.lower()),
            item.kind.name,
            artefact.id,
            Cell(item.version, None, _version_key(item)),
            condition(view, item),
            role(page, artefact.owner),
            dated(artefact.start),
            str(artefact.end or ""),
            review,
            artefact.classification,
            approval_word(view, item),
            check_word(view, item),
            item.path,
        )
    page.table(table)
    page.note(
        "Approval comes from the evidence of merged changes (see the ",
        link("change register", page.href("changes")),
        "), never from the documents themselves. Where there is none, the approval is stated, not evidenced.",
    )
    return page


def _version_key(item: Loaded) -> str:
    artefact = item.artefact
    return ".".join(f"{part:06d}" for part in artefact.version.parts) if isinstance(artefact, Document) else ""


def review_calendar(view: View) -> Page:
    """Every review that is due, by month; overdue ones first."""
    page = Page(view, "reviews", "Review calendar")
    page.kicker("Control", f"state on {view.as_of}")
    page.h1()
    due = sorted(
        ((day, item) for item in documents(view) if (day := review_due(view, item)) is not None),
        key=lambda pair: (pair[0], pair[1].key),
    )
    late = [pair for pair in due if pair[0] < view.as_of]
    soon = [pair for pair in due if 0 <= (pair[0] - view.as_of).days <= 90]
    never = [item for item in documents(view) if view.condition(item) == "in force" and review_due(view, item) is None]
    opening = f"{words.plural(len(late), 'review')} overdue" if late else "No review is overdue"
    page.lead(f"{opening}; {words.plural(len(soon), 'review')} due within 90 days.")
    _months(page, due, view.as_of)
    page.h2("All reviews")
    table = Table(
        "Reviews by date",
        (
            "Due|date",
            "State",
            "Document|head",
            "Kind",
            "Owner",
            "Every",
            "Last|date",
        ),
        name="reviews",
        listing=True,
        stack=True,
        empty="No document in force states a review.",
    )
    for day, item in due:
        review = item.artefact.review if isinstance(item.artefact, Document) else None
        every = words.months(int(review.every)) if review and review.every is not None else "–"
        table.add(
            dated(day),
            _review_state(day, view.as_of),
            item_link(page, item),
            item.kind.name,
            role(page, item.artefact.owner),
            every,
            dated(review.last if review else None),
        )
    for item in never:
        table.add(
            dated(None),
            status("unk", "not stated"),
            item_link(page, item),
            item.kind.name,
            role(page, item.artefact.owner),
            "–",
            dated(None),
        )
    page.table(table)
    return page


def _review_state(day: date, today: date) -> Html:
    gap = (day - today).days
    if gap < 0:
        return status("warn", f"{words.plural(-gap, 'day')} late")
    return status("none" if gap <= 90 else "ok", words.distance(day, today))


def _months(page: Page, due: list[tuple[date, Loaded]], today: date) -> None:
    """Twelve months from today, each with the number of reviews, and what is late before them."""
    counts: dict[str, list[str]] = {}
    for day, item in due:
        counts.setdefault("late" if day < today else f"{day:%Y-%m}", []).append(item.artefact.title)
    months = [f"{today.year + (today.month - 1 + n) // 12:04d}-{(today.month - 1 + n) % 12 + 1:02d}" for n in range(12)]
    cells = []
    for month in (["late"] if "late" in counts else []) + months:
        count = len(counts.get(month, []))
        figure = status("warn", str(count)) if month == "late" else el("strong", str(count)) if count else esc("–")
        cells.append(el("div", el("dt", month), el("dd", figure)))
    page.html(el("dl", *cells, class_="g-months", aria_label="Reviews by month"))
