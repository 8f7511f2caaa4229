"""Home: the state of governance at a glance."""

from __future__ import annotations

from gitsm.site.page import Page
from gitsm.site.parts import bullets
from gitsm.site.html import link
from gitsm.model.kinds import KINDS
from gitsm.site.view import View


def home(view: View) -> Page:
    """The first page."""
    page = Page(view, "index", "Governance at a glance")
    page.kicker(view.settings.organisation, f"state on {view.as_of}")
    page.h1()
    page.lead("State.")
    page.html(bullets([link(kind.plural, page.href(f"all/{slug}")) for slug, kind in KINDS.items() if slug != "settings"]))
    return page
