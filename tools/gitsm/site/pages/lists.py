"""One list for each kind: every visible version with its state."""

from __future__ import annotations

from gitsm.base import words
from gitsm.model.artefact import Document
from gitsm.model.kinds import KINDS, SETTINGS_FILE, Kind
from gitsm.site.html import code, link
from gitsm.site.page import Page
from gitsm.site.parts import check_word, condition, dated, item_link, review_due, role
from gitsm.site.table import Column, Table
from gitsm.site.view import View


def kind_list(view: View, kind: Kind) -> Page:
    """All artefacts of one kind."""
    page = Page(view, f"all/{kind.slug}", kind.plural)
    page.kicker("List")
    page.h1()
    items = list(view.of_kind(kind.slug))
    page.lead(f"{words.plural(len(items), 'file')} of the kind {_lower(kind.name)}.")
    versioned = kind.versioned
    columns: list[str | Column] = [Column(kind.name, head=True), "Id"]
    columns += ["Version"] if versioned else []
    columns += ["Status", "Owner"]
    columns += ["Next review|date"] if versioned else []
    columns += ["Check"]
    table = Table(
        kind.plural,
        columns,
        name=kind.slug,
        listing=True,
        stack=True,
        empty=f"There is no {kind.name.lower()} for this audience.",
    )
    for item in items:
        version = [item.version] if isinstance(item.artefact, Document) else []
        review = [dated(review_due(view, item))] if versioned else []
        table.add(
            item_link(page, item),
            item.artefact.id,
            *version,
            condition(view, item),
            role(page, item.artefact.owner),
            *review,
            check_word(view, item),
        )
    page.table(table)
    return page


def kinds_page(view: View) -> Page:
    """Every kind of artefact with its number and list."""
    page = Page(view, "kinds", "All kinds")
    page.kicker("Control")
    page.h1()
    page.lead(
        f"{words.plural(len(view.items), 'artefact')} of {len({item.kind.slug for item in view.items})} kinds "
        f"{words.agree(len(view.items), 'is', 'are')} published here."
    )
    table = Table(
        "Kinds",
        ("Kind|head", "Published|num", "Folder", "What it is"),
        name="kinds",
        listing=True,
    )
    for slug, kind in KINDS.items():
        count = sum(1 for _ in view.of_kind(slug))
        name = link(kind.plural, page.href(f"all/{slug}"))
        what = (kind.model.__doc__ or "").split("\n")[0]
        table.add(name, str(count), code(kind.folder or SETTINGS_FILE), what)
    page.table(table)
    return page


def _lower(name: str) -> str:
    """A kind's name within a sentence; abbreviations keep their capitals."""
    return name.lower() if name[1:2].islower() else name
