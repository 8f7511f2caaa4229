"""Each value of the corpus goes through each escaper; the reader of that output must see text and nothing else."""

from __future__ import annotations

import csv
import html
import io
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gitsm.render import escape

PAYLOADS: list[str] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "payloads.yaml").read_text(encoding="utf-8")
)
anything = st.text(st.characters(), max_size=40) | st.lists(st.sampled_from(PAYLOADS), max_size=3).map("".join)
fair = settings(max_examples=150, derandomize=True, deadline=None)
HIDDEN = {"Cc", "Cs"}
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
BREAKS = re.compile("[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]+")


class Tree(HTMLParser):
    """The tags with their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""
        self.other: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def seen(text: str) -> str:
    """What a reader should see on one line: breaks as spaces, what is invisible or steers the text as U+FFFD."""
    line = BREAKS.sub(" ", text)
    shown = [
        "\ufffd"
        if unicodedata.category(c) in HIDDEN or c in BIDI or ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF
        else c
        for c in line
    ]
    return " ".join("".join(shown).split())


def collapsed(text: str) -> str:
    return " ".join(text.split())


def all_payloads(function):  # type: ignore[no-untyped-def]
    """Runs a test once for every payload."""
    return pytest.mark.parametrize("value", PAYLOADS, ids=range(len(PAYLOADS)))(function)


# -- HTML


def check_html(value: str) -> None:
    page = f'<p title="{escape.html_attribute(value)}">{escape.html_text(value)}</p>'
    tree = Tree(page)
    assert [tag for tag, _ in tree.tags] == ["p"]
    assert not tree.other
    ((name, title),) = tree.tags[0][1]
    assert name == "title"
    assert collapsed(title or "") == seen(value)
    assert collapsed(tree.text) == seen(value)
    element = ElementTree.fromstring(page)
    assert not list(element)
    assert set(element.attrib) == {"title"}


@all_payloads
def test_html_keeps_the_value_as_text(value: str) -> None:
    check_html(value)


@fair
@given(anything)
def test_html_keeps_any_text_as_text(value: str) -> None:
    check_html(value)


def test_an_unquoted_attribute_cannot_be_left() -> None:
    assert not re.search("[\\s=<>\"'`]", escape.html_attribute("x=y`'\"<>"))


# -- Markdown

PLACES = {
    "paragraph": "{}",
    "within a paragraph": "before {} after",
    "heading": "## {}",
    "list item": "- {}",
    "quote": "> {}",
    "table": "| Name | Value |\n|---|---|\n| a | {} |",
    "second line": "first\n{}",
    "emphasis": "**{}**",
}
RICHEST = [
    "tables",
    "attr_list",
    "footnotes",
    "def_list",
    "abbr",
    "admonition",
    "fenced_code",
    "md_in_html",
    "toc",
]


def renderers():  # type: ignore[no-untyped-def]
    gfm = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    found = [pytest.param(gfm.render, id="CommonMark with tables")]
    try:
        import markdown
    except ImportError:
        return [*found, pytest.param(None, id="Python-Markdown", marks=pytest.mark.skip("the site extra is missing"))]
    extensions = [name for name in RICHEST if name != "toc"]
    return [*found, pytest.param(lambda text: markdown.markdown(text, extensions=extensions), id="Python-Markdown")]


def check_markdown(value: str, render, place: str) -> None:  # type: ignore[no-untyped-def]
    template = PLACES[place]
    expected = Tree(render(template.format("zz")))
    tree = Tree(render(template.format(escape.markdown(value))))
    assert tree.tags == expected.tags
    assert not tree.other
    assert collapsed(tree.text) == collapsed(expected.text.replace("zz", seen(value)))


@pytest.mark.parametrize("render", renderers())
@pytest.mark.parametrize("place", PLACES)
def test_markdown_shows_the_value_literally(render, place: str) -> None:  # type: ignore[no-untyped-def]
    for value in PAYLOADS:
        check_markdown(value, render, place)


@pytest.mark.parametrize("render", renderers())
def test_markdown_shows_any_text_literally(render) -> None:  # type: ignore[no-untyped-def]
    @fair
    @given(anything.filter(lambda value: bool(seen(value))), st.sampled_from(sorted(PLACES)))
    def check(value: str, place: str) -> None:
        check_markdown(value, render, place)

    check()


def test_markdown_leaves_ids_readable() -> None:
    assert escape.markdown("support-level-2") == "support-level-2"


@all_payloads
def test_code_spans_hold_the_value(value: str) -> None:
    tree = Tree(MarkdownIt("commonmark", {"html": True}).render(f"a {escape.markdown_code(value)} b"))
    assert [tag for tag, _ in tree.tags] == ["p", "code"]
    assert tree.text.strip() == f"a {seen(value)} b"


@all_payloads
def test_code_spans_in_tables_do_not_split_the_cell(value: str) -> None:
    row = f"| Name | Value |\n|---|---|\n| a | {escape.markdown_code(value, table=True)} |"
    tree = Tree(MarkdownIt("commonmark", {"html": True}).enable("table").render(row))
    assert [tag for tag, _ in tree.tags if tag in {"td", "code"}] == ["td", "td", "code"]


@all_payloads
def test_links_lead_only_where_they_may(value: str) -> None:
    rendered = MarkdownIt("commonmark", {"html": True}).render("x " + escape.markdown_link(value, value))
    for tag, attributes in Tree(rendered).tags:
        assert tag in {"p", "a"}
        for name, target in attributes:
            assert name == "href"
            assert re.match("https://|mailto:|[^:]*$|[^:/?#]*[/?#]", target or "")


# -- CSV

INVISIBLE = {"Cf", "Cc", "Mn"}


def is_formula(cell: str) -> bool:
    """As spreadsheets do, with full-width forms folded and what is invisible passed over."""
    if cell[:1] in {"\t", "\r", "\n"}:
        return True
    for char in cell:
        if (
            not char.isspace()
            and unicodedata.category(char) not in INVISIBLE
            and char not in "\ufffd\u3164\u115f\u1160"
        ):
            return unicodedata.normalize("NFKC", char)[0] in "=+-@|"
    return False


def check_csv(value: str) -> None:
    line = escape.csv_line([value, "second"])
    (row,) = list(csv.reader(io.StringIO(line, newline=""), strict=True))
    assert row == [escape.csv_cell(value), "second"]
    cell = row[0]
    if not re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)*([eE][+-]?[0-9]+)?[ \u00a0]?%?", cell):
        assert not is_formula(cell)
    shown = cell.removeprefix("'") if not value.startswith("'") else cell
    assert seen(shown) == seen(value)


@all_payloads
def test_csv_cells_are_text(value: str) -> None:
    check_csv(value)


@fair
@given(anything)
def test_any_csv_cell_is_text(value: str) -> None:
    check_csv(value)


@pytest.mark.parametrize("number", ["-5", "+3.5", "0", "1,234.5", "-2.5e-3", "99.5 %"])
def test_plain_numbers_stay_numbers(number: str) -> None:
    assert escape.csv_cell(number) == number


@pytest.mark.parametrize("formula", ["=1+1", "\uff1d1+1", "\u200b@x", "\t5", "-1+1", "-5\n=1"])
def test_formulas_get_an_apostrophe(formula: str) -> None:
    assert escape.csv_cell(formula) == "'" + formula


# -- workflow commands


@all_payloads
def test_workflow_commands_hold_one_message(value: str) -> None:
    line = f"::error file={escape.workflow_property(value)},title=t::{escape.workflow_data(value)}"
    assert len(line.splitlines()) == 1
    head, _, data = line.removeprefix("::error ").partition("::")
    assert [part.partition("=")[0] for part in head.split(",")] == ["file", "title"]
    decoded = data.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    assert escape.terminal(decoded, keep_newlines=True).replace("\\r", "\r") == decoded


@all_payloads
def test_no_line_of_a_log_is_a_command(value: str) -> None:
    for line in escape.workflow_log(value).splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


# -- terminal


def check_terminal(value: str) -> None:
    shown = escape.terminal(value)
    assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}]
    assert not set(shown) & set("\u3164\u115f\u1160\uffa0")
    shown.encode("utf-8")


@all_payloads
def test_terminal_text_moves_nothing(value: str) -> None:
    check_terminal(value)


@fair
@given(anything)
def test_any_terminal_text_moves_nothing(value: str) -> None:
    check_terminal(value)


def test_terminal_shows_what_was_there() -> None:
    assert escape.terminal("a\x1b[31mb\nc\u202e\U000e0041") == "a\\x1b[31mb\\nc\\u202e\\U000e0041"
    assert escape.terminal("one\ntwo\x1b", keep_newlines=True) == "one\ntwo\\x1b"


# -- Mermaid and DOT


@all_payloads
def test_mermaid_labels_stay_in_their_quotes(value: str) -> None:
    label = escape.mermaid_label(value)
    match = re.fullmatch('\\["((?:[^\\x00-\\x7f]|[A-Za-z0-9 ]|#[a-z0-9]+;)*)"\\]', label)
    assert match
    decoded = re.sub("#([0-9]+);", lambda m: chr(int(m[1])), match[1].replace("#quot;", '"'))
    assert collapsed(decoded) == seen(value)
    assert escape.mermaid_edge(value) == f"|{label[1:-1]}|"


def test_node_ids_are_generated() -> None:
    assert escape.node_ids(["end", "a b", "end"]) == {"end": "n1", "a b": "n2"}


@all_payloads
def test_dot_labels_stay_in_their_quotes(value: str) -> None:
    label = escape.dot_label(value)
    assert re.fullmatch('"(?:[^"\\\\]|\\\\["\\\\])*"', label)
    decoded = re.sub(r'\\(["\\])', r"\1", label[1:-1])
    assert html.unescape(decoded) == seen(value)


# -- links


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript&colon;alert(1)",
        "&amp;#106;avascript:alert(1)",
        "javascript&Tab;:alert(1)",
        "java\u200bscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/hostname",
        "http://example.org/",
        "ftp://example.org/",
        "//example.org/x",
        "/\\example.org",
        "\\\\example.org\\x",
        "https:example.org",
        "https:///x",
        "https://ops-01@example.org/",
        "https://example.org:x/",
        "mailto:",
        "roles:desk",
        "1x:y",
        "",
        "  ",
        "/\t/example.org",
    ],
)
def test_addresses_that_are_not_linked(address: str) -> None:
    assert escape.safe_url(address) is None


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://example.org/a?b=c&d=e#f", "https://example.org/a?b=c&d=e#f"),
        ("HTTPS://example.org", "HTTPS://example.org"),
        ("https://example.org:8443/x", "https://example.org:8443/x"),
        ("mailto:service-desk@example.org", "mailto:service-desk@example.org"),
        ("../roles/desk/#raci", "../roles/desk/#raci"),
        ("/roles/desk/", "/roles/desk/"),
        ("#log", "#log"),
        ("a/b:c", "a/b:c"),
        ("?q=1", "?q=1"),
        ("https://example.org/(x)<y>\"'", "https://example.org/%28x%29%3Cy%3E%22%27"),
        (" https://example.org/a b ", "https://example.org/ab"),
    ],
)
def test_addresses_that_are_linked(address: str, linked: str) -> None:
    assert escape.safe_url(address) == linked


@fair
@given(anything)
def test_any_linked_address_is_harmless(value: str) -> None:
    address = escape.safe_url(value)
    if address is not None:
        assert not re.search("[\\s\"'<>()\\\\\x00-\x1f]", address)
        assert escape.safe_url(address) == address
        scheme = re.match("([^/?#]*):", html.unescape(address))
        assert scheme is None or scheme[1].lower() in {"https", "mailto"} or scheme[1].lower().startswith("mailto:")
