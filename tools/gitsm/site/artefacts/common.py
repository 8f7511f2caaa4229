"""The frame of every artefact's page: kicker, title, lead, control box, the kind's own sections, links both ways."""

from __future__ import annotations

from collections.abc import Callable

from gitsm.base import words
from gitsm.graph import Link
from gitsm.load.snapshot import Loaded
from gitsm.model.artefact import Document
from gitsm.site.control import control_box
from gitsm.site.fields import about, remaining, value_of
from gitsm.site.html import Html, cat, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import findings_section, item_link
from gitsm.site.redact import HIDDEN
from gitsm.site.table import Table
from gitsm.site.view import View

Sections = Callable[[Page, Loaded], frozenset[str]]
"""Writes the sections of a kind and names the fields they show."""
LISTS = {"party": "parties"}
"""Kinds whose list page is not named after the slug."""


def artefact_page(
    view: View, item: Loaded, sections: Sections | None, lead: Callable[[Page, Loaded], str] | None
) -> Page:
    """The page of one version of an artefact."""
    artefact = item.artefact
    page = Page(view, view.paths[item.path], artefact.title)
    page.kicker(
        link(words.KIND_WORDS.get(item.kind.slug, item.kind.name), page.href(f"all/{item.kind.slug}")),
        _context(page, item),
        cat("customer ", value_of(page, item, artefact, "customer")) if getattr(artefact, "customer", None) else None,
    )
    page.h1()
    opening, said = (lead(page, item), "") if lead else _opening(item)
    handled = frozenset({"description", said})
    page.lead(opening)
    page.html(control_box(page, item))
    if artefact.description and not esc(opening).startswith(esc(artefact.description.rstrip("."))):
        page.text(artefact.description, css="g-about")
    _other_versions(page, item)
    if sections is not None:
        handled |= sections(page, item)
    remaining(page, item, handled)
    findings_section(page, item)
    links_section(page, item)
    about(page, item)
    return page


def _context(page: Page, item: Loaded) -> Html | None:
    artefact = item.artefact
    for name in ("practice", "services", "measures", "framework"):
        content = getattr(artefact, name, None)
        if content and not (isinstance(content, tuple) and len(content) > 2):
            return cat(f"{words.label(name).lower()} ", value_of(page, item, artefact, name))
    return None


def _opening(item: Loaded) -> tuple[str, str]:
    """The sentence that says what the artefact is, and the field it stands in."""
    artefact = item.artefact
    for name in ("purpose", "statement", "question", "definition", "description", "symptoms", "rationale"):
        text = getattr(artefact, name, None)
        if text:
            return str(text), name
    return f"{item.kind.name} {artefact.id}.", ""


def _other_versions(page: Page, item: Loaded) -> None:
    others = [other for other in page.view.versions(item) if other.path != item.path]
    if not others or not isinstance(item.artefact, Document):
        return
    said = []
    for other in others:
        said.append(cat(item_link(page, other, f"version {other.version}"), f" is {page.view.condition(other)}"))
    page.note("Of this document ", join(said, ", "), ".")


# -- links both ways -------------------------------------------------------------------------------------------------


def links_section(page: Page, item: Loaded) -> None:
    """Who uses this artefact, and what it refers to."""
    view, graph = page.view, page.view.report.graph
    page.h2("Used by")
    used = _grouped(graph.used_by(item.key))
    table = Table(f"What uses {item.key}", ("Artefact|head", "Kind", "As"), search=False)
    hidden = 0
    for path, links in used.items():
        source = view._by_path.get(path)
        if source is None:
            hidden += 1
            continue
        table.add(item_link(page, source, _named(source)), source.kind.name, _fields(links))
    table.empty = "Nothing refers to this artefact." if not hidden else ""
    if table.rows or not hidden:
        page.table(table)
    if hidden:
        page.note(f"{words.plural(hidden, 'further artefact')} that {'uses' if hidden == 1 else 'use'} it: {HIDDEN}.")
    page.h2("Refers to")
    targets: dict[str, list[Link]] = {}
    for one in graph.outgoing.get(view.original(item), ()):
        if one.target and one.target != item.key:
            targets.setdefault(one.target, []).append(one)
    table = Table(f"What {item.key} refers to", ("Artefact|head", "Kind", "As"), search=False)
    hidden = 0
    for key in sorted(targets):
        target = view.target(key)
        if target.state == "hidden":
            hidden += 1
        elif target.item is not None:
            table.add(item_link(page, target.item, _named(target.item)), target.item.kind.name, _fields(targets[key]))
    table.empty = "This artefact refers to nothing." if not hidden else ""
    if table.rows or not hidden:
        page.table(table)
    if hidden:
        page.note(f"{words.plural(hidden, 'further artefact')} it refers to: {HIDDEN}.")


def _named(item: Loaded) -> str:
    title = item.artefact.title
    return f"{title} {item.version}" if "@" in item.path else title


def _grouped(links: tuple[Link, ...]) -> dict[str, list[Link]]:
    groups: dict[str, list[Link]] = {}
    for one in links:
        groups.setdefault(one.source.path, []).append(one)
    return groups


def _fields(links: list[Link]) -> Html:
    """In which fields, with counts: `accountable (8), responsible (3)`."""
    counts: dict[str, int] = {}
    for one in links:
        steps = [str(step) for step in one.route if isinstance(step, str)]
        name = words.label(steps[-1]).lower() if steps else "reference"
        counts[name] = counts.get(name, 0) + 1
    return join([f"{name} ({count})" if count > 1 else esc(name) for name, count in counts.items()], ", ") or small(
        "reference"
    )
