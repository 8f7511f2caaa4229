"""The guides on the site: those of the repository, safe whatever stands in them, with links that lead somewhere."""

from __future__ import annotations

import pytest

from gitsm.site.pages.guides import FOLDER, GUIDES
from gitsm.site.parked import MARK, closed, park, unpark
from gitsm.site.prose import Heading, blocks
from site_support import REPOSITORY, converted, parsed, small_site, worked_site
from support import ROOT

ROLE = "id: desk\ntitle: Desk\nversion: 1.0.0\nstatus: draft\nowner: desk\nclassification: {level}\n"


def shown(text: str) -> str:
    return "\n".join(str(block) for block in blocks(text, lambda address: address))


def links(text: str, level: str = "public") -> dict[str, str]:
    """Words and address of each link of a guide in a small repository."""
    site = small_site({"docs/guide/maintainers.md": text, "roles/desk.yaml": ROLE.format(level=level)})
    page = parsed(converted(site.files["guide/maintainers.md"]))
    return {node.text: node.attributes["href"] for node in page.all() if node.tag == "a"}


def test_every_guide_of_this_repository_is_on_the_site_and_in_the_navigation() -> None:
    site = worked_site()
    written = {path.relative_to(ROOT / FOLDER).as_posix() for path in (ROOT / FOLDER).rglob("*.md")}
    assert written == {f"{path}.md" for _, path in GUIDES}
    assert written <= set(site.files)
    help_ = next(entry for entry in site.nav if entry.title == "Help")
    assert [entry.page for entry in help_.entries] == [path for _, path in GUIDES]
    assert not any(entry.entries for entry in help_.entries)


def test_a_repository_without_guides_has_no_help_and_publishes_no_other_file() -> None:
    site = small_site({"roles/desk.yaml": ROLE.format(level="public"), "docs/guide/own-notes.md": "# Own notes\n"})
    assert "Help" not in [entry.title for entry in site.nav]
    assert "Own notes" not in "".join(site.files.values())
    assert "guide for process owners" not in site.files["index.md"]


def test_links_lead_to_guides_artefacts_and_else_to_the_file_in_its_repository() -> None:
    text = (
        "# G\n\n[a](#part) [b](../../roles/desk.yaml) [c](../design.md#x) [d](https://example.org/) [e](../../../etc)"
    )
    assert links(text) == {
        "a": "#part",
        "b": "../role/desk.html",
        "c": f"{REPOSITORY}/blob/main/docs/design.md",
        "d": "https://example.org/",
    }
    assert links("# G\n\nThe [desk](../../roles/desk.yaml)", "restricted") == {}, "not for this audience"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[x](javascript:alert(1))",
        "[x](data:text/html,hello)",
        "![x](https://elsewhere.example/picture.png)",
        "```\n</code></pre><script>alert(1)</script>\n```",
        f"```\n\n<div{MARK}><script>alert(1)</script></div>\n\n```",
        "`<script>alert(1)</script>`",
        "| a | b |\n|---|---|\n| <b>x</b> | [y](javascript:alert(1)) |",
        "1. <script>alert(1)</script>\n\n   ```html\n   <script>alert(1)</script>\n   ```",
        "# <script>alert(1)</script>",
        '<div data-parked="0"></div>',
        "[x]: javascript:alert(1)\n\n[x] <javascript:alert(1)>",
    ],
)
def test_a_guide_brings_no_markup_of_its_own(text: str) -> None:
    site = small_site({"docs/guide/maintainers.md": f"# Guide\n\n{text}\n"})
    made = park(site.files["guide/maintainers.md"])[0]
    page = parsed(converted(made))
    assert {node.tag for node in page.all()} <= {
        *("", "p", "h1", "a", "code", "pre", "ol", "li", "div"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "span"),
    }
    assert [node for node in page.all() if {"onerror", "src", "data-parked"} & set(node.attributes)] == []
    for node in page.all():
        assert not node.attributes.get("href", "").startswith(("javascript:", "data:"))


def test_what_the_guides_use_is_read() -> None:
    made = shown(
        "1. **Bold** and `code < x`\n   goes on\n\n   ```yaml\n   a: 1\n     b: 2\n   ```\n2. *two*\n   - inner\n\n"
        "End \\*here\\*.\n"
    )
    page = parsed(made)
    (ordered,) = [node for node in page.all() if node.tag == "ol"]
    assert [child.tag for child in ordered.children] == ["li", "li"]
    assert "<strong>Bold</strong> and <code>code &lt; x</code> goes on" in made
    assert ">a: 1\n  b: 2</pre>" in made
    assert "<em>two</em>" in made and "<ul><li>inner</li></ul>" in made and "End *here*." in page.text
    assert list(blocks("## A `b` c", str)) == [Heading(2, "A b c")]
    table = parsed(shown("| a | b |\n|---|:-:|\n| `x\\|y` | |"))
    assert [node.text for node in table.all() if node.tag in ("th", "td")] == ["a", "b", "x|y", ""]


def test_blocks_that_search_leaves_out_come_back_as_they_were() -> None:
    block = closed(f"<div{MARK}>one\n\n\ntwo</div>")
    text = f"# T\n\n<p>kept</p>\n\n{block}\n\n<p>end</p>\n"
    made, taken = park(text)
    assert "one" not in made and "kept" in made and "end" in made
    assert unpark(made, taken) == text.replace(MARK, "")
    assert park(made) == (made, [])
