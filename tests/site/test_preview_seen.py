"""The preview of a change in a real browser: its first page and a page as it was are usable by all and fit a phone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_preview import MOVED, made

from browser_support import AXE, NO_AXE, Browser
from site_support import shared_site

DARK = ", {runOnly: ['color-contrast', 'link-in-text-block']}"
"""Nothing but colours differs in the dark."""


@pytest.fixture(scope="session")
def previewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a change adds to a site, built."""
    base = tmp_path_factory.getbasetemp()
    return shared_site(base, "previewed", lambda: made(MOVED, other=("README.md",), whole=False))


@pytest.mark.parametrize("page", ["index", "before/sla/email", "before/improvement/imp-0007"])
def test_a_page_of_the_preview_fits_a_phone_and_breaks_no_rule(previewed: Path, browser: Browser, page: str) -> None:
    browser.look(width=390)
    browser.go((previewed / f"{page}.html").as_uri())
    assert browser.run("document.documentElement.scrollWidth") <= 390
    clipped = (
        "[...document.querySelectorAll('.md-content table')].filter(t => t.getBoundingClientRect().right > innerWidth"
        " && !t.closest('.g-scroll')).length"
    )
    assert browser.run(clipped) == 0, "what is wider than the screen scrolls in a box of its own"
    if not AXE.exists():
        pytest.skip(NO_AXE)
    browser.run(AXE.read_text(encoding="utf-8"))
    for width, dark in ((390, False), (1280, False), (1280, True)):
        browser.look(width=width, dark=dark)
        browser.until(
            f"getComputedStyle(document.body).backgroundColor === 'rgb({'18, 24, 31' if dark else '255, 255, 255'})'"
        )
        found = browser.run(f"axe.run(document{DARK if dark else ''}).then(r => JSON.stringify(r.violations))")
        said = [f"{one['id']}: {node['target']}" for one in json.loads(found) for node in one["nodes"][:3]]
        assert said == [], f"at {width} px, {'dark' if dark else 'light'}"
