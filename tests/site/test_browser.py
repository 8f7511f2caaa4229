"""The built site in a real browser: nothing from elsewhere, no complaint, readable on a phone, usable by all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from browser_support import AXE, NO_AXE, Browser, served

PAGES = (
    "index",
    "register",
    "reviews",
    "raci-by-role",
    "raci-by-party",
    "services",
    "promises",
    "kpi-board",
    "improvements",
    "findings",
    "waivers",
    "approvals",
    "change-schedule",
    "changes",
    "evidence-limits",
    "glossary",
    "rules",
    "kinds",
    "all/role",
    "rule/RAC-01",
    "settings/settings",
    "process/incident-management",
    "priority-scheme/standard",
    "role/incident-manager",
    "role/cab",
    "party/ops-01",
    "party/team-operations",
    "service/email",
    "calendar/office-de",
    "known-error/ke-0002",
    "sla/email",
    "ola/desk",
    "kpi/incident-resolution-p90",
    "csf/fast-recovery",
    "objective/dependable-services",
    "observations/incident-resolution-p90",
    "improvement/imp-0003",
    "policy/service-management",
    "scope/sms",
    "waiver/wv-0001",
    "framework/itil4",
    "control-mapping/iso20000-1-2018",
    "practice-adoption/service-desk",
    "glossary-term/incident",
    "guide/process-owners",
    "reference/commands",
    "design",
)
"""One page of each type. A contract is confidential in the worked organisation and is looked at in another test."""
SOME = ("index", "process/incident-management", "sla/email", "register", "control-mapping/iso20000-1-2018")


def test_every_type_of_page_is_looked_at(built: Path) -> None:
    folders = {path.parent.name for path in built.rglob("*.html") if path.parent != built}
    assert folders == {page.split("/")[0] for page in PAGES if "/" in page}
    assert {path.stem for path in built.glob("*.html")} == {page for page in PAGES if "/" not in page}
    assert not any("data-parked" in path.read_text(encoding="utf-8") for path in built.rglob("*.html"))


@pytest.mark.parametrize("page", SOME)
def test_from_a_folder_no_page_asks_another_origin_or_complains(built: Path, browser: Browser, page: str) -> None:
    browser.look()
    browser.go((built / f"{page}.html").as_uri())
    browser.run("new Promise(done => setTimeout(done, 300))")
    assert browser.requests
    assert [address for address in browser.requests if not address.startswith(built.as_uri() + "/")] == []
    assert browser.complaints == []
    assert browser.run("document.querySelector('[data-md-component=search]')") is None, "search cannot work here"


def test_over_http_search_finds_a_word_and_nothing_comes_from_elsewhere(built: Path, browser: Browser) -> None:
    browser.look()
    with served(built) as origin:
        browser.go(f"{origin}/process/incident-management.html")
        browser.type(".md-search__input", "known error")
        found = browser.until("[...document.querySelectorAll('.md-search-result__link')].map(a => a.href).join(' ')")
        assert "known-error" in found
        assert [address for address in browser.requests if not address.startswith(origin + "/")] == []
        assert browser.complaints == []


COLOURS = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 24, 31)"}
WIDTHS = (390, 1280, 1920)


@dataclass(frozen=True)
class Looked:
    """What a browser found on a page, by colours and by width of the window."""

    background: dict[str, str]
    violations: dict[str, str]
    wide: dict[int, int]


@pytest.fixture(scope="module")
def look_at(built: Path, browser: Browser) -> Callable[[str], Looked]:
    """Each page is loaded once, by a phone, and then turned and coloured as its reader could do it."""

    @cache
    def found(page: str) -> Looked:
        wide, background, violations = {}, {}, {}
        for width in WIDTHS:
            browser.look(width=width)
            if width == WIDTHS[0]:
                browser.go((built / f"{page}.html").as_uri())
            wide[width] = browser.run("document.documentElement.scrollWidth")
        for name in COLOURS:
            browser.look(dark=name == "dark")
            browser.until(f"{SCHEME} === '{COLOURS[name]}' && {SETTLED}")
            background[name] = browser.run(SCHEME)
            if AXE.exists():
                # nothing but colours differs in the dark
                only = ", runOnly: ['color-contrast', 'link-in-text-block']" if name == "dark" else ""
                run = (
                    f"axe.run(document, {{resultTypes: ['violations']{only}}}).then(r => JSON.stringify(r.violations))"
                )
                violations[name] = browser.run(("" if only else AXE.read_text(encoding="utf-8") + ";") + run)
        return Looked(background, violations, wide)

    return found


SCHEME = "getComputedStyle(document.body).backgroundColor"
SETTLED = "!document.getAnimations().some(one => one instanceof CSSTransition)"
"""No colour is on its way to another: halfway, words are grey on white."""


@pytest.mark.parametrize("colours", COLOURS)
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_violation(look_at: Callable[[str], Looked], page: str, colours: str) -> None:
    if not AXE.exists():
        pytest.skip(NO_AXE)
    found = look_at(page)
    assert found.background[colours] == COLOURS[colours]
    said = [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
        for one in json.loads(found.violations[colours])
        for node in one["nodes"][:3]
    ]
    assert said == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", PAGES)
def test_the_page_itself_never_scrolls_sideways(look_at: Callable[[str], Looked], page: str, width: int) -> None:
    assert look_at(page).wide[width] <= width


def test_a_page_that_violates_a_rule_in_the_dark_alone_is_found(built: Path, browser: Browser) -> None:
    if not AXE.exists():
        pytest.skip(NO_AXE)
    browser.look(dark=True)
    browser.go((built / "index.html").as_uri())
    browser.run("document.querySelector('h1').style.color = '#1a2028'")
    run = (
        "axe.run(document, {runOnly: ['color-contrast', 'link-in-text-block']}).then(r => r.violations.map(v => v.id))"
    )
    assert browser.run(f"{AXE.read_text(encoding='utf-8')};{run}") == ["color-contrast"]


def test_without_a_script_the_whole_page_is_there_and_dark_readers_get_dark(built: Path, browser: Browser) -> None:
    browser.look(dark=True, scripts=False)
    browser.go((built / "register.html").as_uri())
    browser.look(dark=True, scripts=True)  # to be able to ask; the page was loaded without
    assert browser.run("document.documentElement.classList.contains('no-js')")
    assert browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 31)"
    rows = browser.run(
        "[...document.querySelectorAll('table.g-listing tbody tr')].filter(r => r.offsetHeight > 0).length"
    )
    assert rows > 100
    offered = "[...document.querySelectorAll('.md-search, [data-md-component=palette]')]"
    assert browser.run(f"{offered}.length") > 0
    assert browser.run(f"{offered}.filter(e => e.offsetHeight > 0).length") == 0, "what needs a script is not offered"


def test_lists_sort_by_number_date_and_word_and_filter(built: Path, browser: Browser) -> None:
    browser.look()
    browser.go((built / "raci-by-role.html").as_uri())
    table = "document.querySelector('table.g-listing')"
    column = f"[...{table}.tBodies[0].rows].map(r => r.cells[2].textContent)"
    browser.run(f"{table}.tHead.rows[0].cells[2].querySelector('button').click()")
    rising = browser.run(column)
    numbers = [int(text) for text in rising if text.isdigit()]
    assert numbers == sorted(numbers) and len(numbers) > 5
    assert browser.run(f"{table}.tHead.rows[0].cells[2].getAttribute('aria-sort')") == "ascending"
    browser.run(f"{table}.tHead.rows[0].cells[2].querySelector('button').click()")
    falling = [int(text) for text in browser.run(column) if text.isdigit()]
    assert falling == sorted(numbers, reverse=True)
    browser.type(".g-filter input", "INCIDENT manager")
    shown = browser.run(f"[...{table}.tBodies[0].rows].filter(r => !r.hidden).map(r => r.cells[0].textContent)")
    assert "incident-manager" in shown and len(shown) < len(rising)
    assert browser.run("document.querySelector('.g-filter [role=status]').textContent").startswith(f"{len(shown)} of ")


def test_printed_the_page_is_light_whole_and_carries_its_stamp(built: Path, browser: Browser) -> None:
    browser.look(dark=True, media="print")
    browser.go((built / "process/incident-management.html").as_uri())
    assert browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.run("document.querySelector('.g-stamp').offsetHeight") > 0
    assert "uncontrolled when printed" in browser.run("document.querySelector('.g-stamp').textContent")
    assert browser.run("getComputedStyle(document.querySelector('.md-header')).display") == "none"
    browser.look(width=700, media="print")
    cut = "[...document.querySelectorAll('table')].filter(t => t.getBoundingClientRect().right > innerWidth + 1).length"
    assert browser.run(cut) == 0
