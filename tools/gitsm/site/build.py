"""The whole site as text: every page, its CSV files, and the navigation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gitsm.check.report import Report
from gitsm.model.kinds import KINDS
from gitsm.rules import RULES
from gitsm.site.artefacts import LEADS, SECTIONS
from gitsm.site.artefacts.common import artefact_page
from gitsm.site.nav import NavEntry, navigation
from gitsm.site.page import Page
from gitsm.site.pages.approvals import approvals
from gitsm.site.pages.boards import improvement_board, kpi_board
from gitsm.site.pages.catalogue import catalogue, glossary
from gitsm.site.pages.changes import changes
from gitsm.site.pages.findings import findings_page, waivers_page
from gitsm.site.pages.guides import guides
from gitsm.site.pages.home import home
from gitsm.site.pages.limits import limits
from gitsm.site.pages.lists import kind_list, kinds_page
from gitsm.site.pages.promises import promises_page
from gitsm.site.pages.raci import by_party, by_role
from gitsm.site.pages.register import register, review_calendar
from gitsm.site.pages.rules import rule_page, rules_index
from gitsm.site.pages.schedule import change_schedule
from gitsm.site.view import Audience, Stamp, View

OVERVIEWS: tuple[Callable[[View], Page], ...] = (
    home,
    register,
    review_calendar,
    by_role,
    by_party,
    catalogue,
    promises_page,
    kpi_board,
    improvement_board,
    findings_page,
    waivers_page,
    approvals,
    change_schedule,
    changes,
    limits,
    glossary,
    rules_index,
    kinds_page,
)


@dataclass(frozen=True, slots=True)
class Site:
    """Files of the documentation folder (Markdown, CSV) by path, and the navigation."""

    files: dict[str, str]
    nav: tuple[NavEntry, ...]
    view: View = field(repr=False)


def render(report: Report, stamp: Stamp, audience: Audience) -> Site:
    """Every page for an audience. The same report, stamp and audience give the same text."""
    view = View(report, audience, stamp)
    files: dict[str, str] = {}
    for page in pages(view):
        _put(files, f"{page.path}.md", page.markdown())
        for name, text in page.csv.items():
            _put(files, name, text)
    return Site(files, navigation(view), view)


def pages(view: View) -> Iterator[Page]:
    """All pages."""
    for overview in OVERVIEWS:
        yield overview(view)
    yield from guides(view)
    for kind in KINDS.values():
        yield kind_list(view, kind)
    for rule in RULES:
        yield rule_page(view, rule)
    for item in view.items:
        yield artefact_page(view, item, SECTIONS.get(item.kind.slug), LEADS.get(item.kind.slug))


def _put(files: dict[str, str], name: str, text: str) -> None:
    if name in files:
        raise ValueError(f"two pages want the file {name}")
    files[name] = text
