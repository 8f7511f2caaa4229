"""Text from files never becomes markup: payloads in every prose field, compared as trees and in a browser."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import count, cycle
from pathlib import Path

import pytest

from browser_support import Browser, served
from gitsm.graph import build_graph
from gitsm.load.snapshot import Loaded, build
from gitsm.site.build import Site, render
from site_support import STAMP, converted, mapped, parsed, shared_site, telling, worked

PAYLOADS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1><a xlink:href='javascript:window.pwned=1'>x</a></svg>",
    "[x](javascript:window.pwned=1) ![y](https://evil.example.net/p.png)",
    "<javascript:window.pwned=1> <https://evil.example.net/a>",
    "&#106;avascript:window.pwned=1 &lt;script&gt;window.pwned=1&lt;/script&gt;",
    "x{ onclick=window.pwned=1 } {: .a onmouseover=window.pwned=1}",
    "```mermaid graph TD; A-->B; click A href 'javascript:window.pwned=1'```",
    "</td></tr></table></div><script>window.pwned=1</script>",
    '" onmouseover="window.pwned=1" x="',
    "' autofocus onfocus='window.pwned=1' y='",
    "</title><script>window.pwned=1</script>",
    "--> <!-- x --> <![CDATA[ <script>window.pwned=1</script> ]]>",
    "[^1]: note [ref]: javascript:window.pwned=1 *[HTML]: abbr",
    "| a | b | <b onclick=window.pwned=1>c</b> `d` **e** _f_ # g ~~~ ===",
    "{{ config.extra }} {% raw %} ${7*7} #{7*7} @@CSP@@",
    '--8<-- "/etc/passwd" !!! note ??? x :material-skull: [TOC]',
    "=cmd|' /C calc'!A0",
    "\u202etxt.exe\u2066 \u200bzero \u0085line \u2028sep",
    "<style>*{display:none}</style><base href=https://evil.example.net/>",
    "<form action=https://evil.example.net><input name=q><button>go</button></form>",
    "<details open ontoggle=window.pwned=1><iframe srcdoc='<script>parent.pwned=1</script>'></iframe></details>",
)


LOOKED_AT = (
    "index",
    "register",
    "services",
    "glossary",
    "improvements",
    "findings",
    "raci-by-party",
    "process/incident-management",
    "sla/email",
    "role/incident-manager",
    "kpi/incident-resolution-p90",
    "control-mapping/iso20000-1-2018",
    "improvement/imp-0003",
    "known-error/ke-0002",
    "settings/settings",
)


@cache
def several() -> list[Loaded]:
    return telling(worked().snapshot.items, LOOKED_AT)


def site_of(texts: Callable[[str], str]) -> Site:
    """The worked organisation with every prose field replaced, as much of it as has every field once."""
    report = worked()
    snapshot = report.snapshot
    items = [Loaded(mapped(item.artefact, texts), item.kind, item.path) for item in several()]  # type: ignore[arg-type]
    changed = build(snapshot.tree, items, snapshot.findings, snapshot.broken, snapshot.paths)
    findings = tuple(replace(one, message=texts(one.message), fix=texts(one.fix)) for one in report.findings)
    not_known = tuple(replace(one, reason=PAYLOADS[0]) for one in report.not_known)
    changed_report = replace(
        report, snapshot=changed, graph=build_graph(changed), findings=findings, not_known=not_known
    )
    return render(changed_report, STAMP, "restricted")


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def in_turn(start: int, *, harmless: bool = False) -> Callable[[str], str]:
    """One payload after the other, from `start` on; or as many letters as each has."""
    turn = count(start)

    def next_one(text: str) -> str:
        number = next(turn)
        payload = PAYLOADS[number % len(PAYLOADS)]
        own = f"{number:05x}".translate(_LETTERS)  # so that no two harmless texts are equal
        return own + re.sub(r"\S", "w", payload[5:]) if harmless else payload

    return next_one


class _Shape(HTMLParser):
    """Elements with their attributes, pictures left out: their lines break where words do."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = []
        self._drawn = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._drawn += tag == "svg"
        if not self._drawn:
            classes = tuple(value or "" for name, value in attrs if name == "class")
            self.seen.append((tag, tuple(name for name, _ in attrs), classes))

    def handle_endtag(self, tag: str) -> None:
        self._drawn -= tag == "svg"


def shape(page: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    reader = _Shape()
    reader.feed(page)
    reader.close()
    return reader.seen


ALLOWED = {
    "a",
    "abbr",
    "br",
    "caption",
    "code",
    "dd",
    "desc",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "g",
    "h1",
    "h2",
    "h3",
    "li",
    "ol",
    "p",
    "path",
    "pre",
    "rect",
    "circle",
    "section",
    "span",
    "strong",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
}


@pytest.mark.parametrize("start", [0, 11])
def test_payloads_in_every_field_add_no_element_and_no_attribute(start: int) -> None:
    site, plain = site_of(in_turn(start)), site_of(in_turn(start, harmless=True))
    assert site.files.keys() == plain.files.keys()
    seen = 0
    for name, text in site.files.items():
        if not name.endswith(".md"):
            continue
        if text == plain.files[name]:
            continue  # nothing of a file stands there
        page = converted(text)
        tree = parsed(page)
        seen += any(payload in tree.text for payload in PAYLOADS)
        ours, theirs = Counter(shape(page)), Counter(shape(converted(plain.files[name])))
        assert set(ours) == set(theirs), name
        # The home page shows only the first matters by their texts; groups of clauses are named by their texts.
        if name != "index.md" and not name.startswith("control-mapping/"):
            assert ours == theirs, name
        for node in tree.all()[1:]:
            assert node.tag in ALLOWED, (name, node.tag)
            assert not [
                key for key in node.attributes if key.startswith("on") or key in ("style", "src", "srcdoc", "action")
            ]
            for key in ("href", "xlink:href"):
                address = node.attributes.get(key, "")
                scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
                assert scheme is None or scheme[1].lower() in ("https", "mailto"), (name, address)
                assert "evil.example.net" not in address
    assert seen > 80, "the payloads are on the pages, as text"


def test_no_cell_of_a_csv_starts_a_formula() -> None:
    starts = cycle(["=1+1", "+1+1", "-1+cmd", "@SUM(A1)", "\t=1", "\uff1d1+1", "|calc"])
    for name, text in site_of(lambda text: next(starts)).files.items():
        if name.endswith(".csv"):
            cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row if cell.strip()]
            assert not [cell for cell in cells if cell.strip()[0] in "=+@|\uff1d"], name
            assert not [cell for cell in cells if cell[0] == "-" and not re.fullmatch(r"-[0-9.]*", cell)], name


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared_site(tmp_path_factory.getbasetemp(), "hostile", lambda: site_of(in_turn(3)))


FOREIGN = "iframe, img, object, embed, base, style, .mermaid, form:not([name=search]):not([data-md-component=palette])"


def test_in_a_browser_nothing_of_it_runs_loads_or_shows_as_markup(
    hostile_site: Path, built: Path, browser: Browser
) -> None:
    browser.look()
    inline = "[...document.querySelectorAll('script:not([src]):not([type])')].map(s => s.text)"
    own = {}
    for page in LOOKED_AT:
        browser.go((built / f"{page}.html").as_uri())
        own[page] = browser.run(inline)
    browser.go("about:blank")
    with served(hostile_site) as origin:
        for page in LOOKED_AT:
            browser.go(f"{origin}/{page}.html")
            browser.run("document.querySelectorAll('.g-sort').forEach(button => button.click())")
            assert browser.run("typeof window.pwned") == "undefined", page
            assert browser.complaints == [], page
            assert [address for address in browser.requests if not address.startswith(origin + "/")] == [], page
            assert browser.run(f"document.querySelectorAll('{FOREIGN}').length") == 0, page
            assert browser.run(inline) == own[page], "only the theme's own scripts stand in a page"


def test_in_a_browser_search_results_show_it_as_text(hostile_site: Path, browser: Browser) -> None:
    browser.look()
    with served(hostile_site) as origin:
        browser.go(f"{origin}/index.html")
        for word in ("window", "script", "evil", "onerror", "javascript"):
            browser.type(".md-search__input", word)
            browser.run("new Promise(done => setTimeout(done, 700))")
            assert browser.run("typeof window.pwned") == "undefined", word
            result = "document.querySelector('.md-search-result__list')"
            assert (
                browser.run(f"{result}.querySelectorAll('script, img, iframe, svg [onload], form, style, base').length")
                == 0
            )
            links = f"[...{result}.querySelectorAll('a')].map(a => a.protocol)"
            assert set(browser.run(links)) <= {"http:"}
        assert browser.complaints == []
        assert [address for address in browser.requests if not address.startswith(origin + "/")] == []
