"""The Markdown of the guides as HTML: headings, paragraphs, lists, tables, listings, code, bold, links; nothing else.

Guides are files of the repository, so they are trusted as little as any other: all text is escaped, raw HTML is shown
as text, comments are left out, and each address goes through the resolver of the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gitsm.render.escape import html_text
from gitsm.site.html import Html, cat, code, el, join, link
from gitsm.site.table import Cell, Column, Table

Resolver = Callable[[str], str | None]
"""The address on the site for an address in the file; None = the words stand without a link."""

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"(#{1,4}) +(.+?) *#*$")
_FENCE = re.compile(r" *(```+|~~~+)")
_ITEM = re.compile(r"( *)(?:[-*+]|([0-9]{1,4})[.)]) +")
_INLINE = re.compile(
    r"(?P<ticks>`+)(?P<code>.+?)(?P=ticks)(?!`)"
    r"|\\(?P<char>[!-/:-@\[-`{-~])"
    r"|!?\[(?P<words>(?:[^\[\]`]|`[^`]*`)*)\]\((?P<address>[^()\s]*)\)"
    r"|\*\*(?P<bold>[^*]+)\*\*"
    r"|(?<![\w*])\*(?P<italic>[^*\s][^*]*)\*(?![\w*])",
    re.DOTALL,
)
_CELLS = re.compile(r"(?<!\\)\|")
SHORT, WORD = 26, 12
"""Most characters of a first column, and of a word in a cell, that are not broken over lines."""
_RULE = re.compile(r"\|?[ :|-]*-[ :|-]*")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4, its words without marks."""

    level: int
    words: str


def blocks(text: str, address: Resolver) -> Iterator[Heading | Html]:
    """Headings and raw HTML blocks of a file, in order."""
    yield from _blocks(_COMMENT.sub("", text).split("\n"), address)


def inline(text: str, address: Resolver) -> Html:
    """One line or paragraph."""
    parts: list[str] = []
    end = 0
    for found in _INLINE.finditer(text):
        parts.append(text[end : found.start()])
        end = found.end()
        if found["code"] is not None:
            parts.append(code(" ".join(found["code"].split())))
        elif found["char"] is not None:
            parts.append(found["char"])
        elif found["bold"] is not None:
            parts.append(el("strong", inline(found["bold"], address)))
        elif found["italic"] is not None:
            parts.append(el("em", inline(found["italic"], address)))
        elif found[0].startswith("!"):
            parts.append(found["words"])
        else:
            parts.append(link(inline(found["words"], address), address(found["address"])))
    return join([*parts, text[end:]])


def _blocks(lines: list[str], address: Resolver) -> Iterator[Heading | Html]:
    at = tables = 0
    while at < len(lines):
        line = lines[at]
        heading = _HEADING.fullmatch(line.rstrip())
        if not line.strip():
            at += 1
        elif heading:
            yield Heading(len(heading[1]), re.sub(r"[`*]", "", heading[2]))
            at += 1
        elif _FENCE.match(line):
            at, block = _listing(lines, at)
            yield block
        elif line.startswith("|"):
            end = _until(lines, at, lambda one: not one.startswith("|"))
            tables += 1
            yield _table(lines[at:end], tables, address)
            at = end
        elif _ITEM.match(line):
            at, block = _list(lines, at, address)
            yield block
        else:
            end = _until(lines, at + 1, _begins)
            yield el("p", inline(" ".join(one.strip() for one in lines[at:end]), address))
            at = end


def _begins(line: str) -> bool:
    """Whether a line ends the paragraph before it."""
    return not line.strip() or line.startswith("|") or any(p.match(line) for p in (_HEADING, _FENCE, _ITEM))


def _until(lines: list[str], start: int, ends: Callable[[str], bool]) -> int:
    return next((number for number in range(start, len(lines)) if ends(lines[number])), len(lines))


def _listing(lines: list[str], at: int) -> tuple[int, Html]:
    """A fenced listing; the indentation of the fence is that of the list it stands in."""
    opening = _FENCE.match(lines[at])
    assert opening is not None
    margin = len(lines[at]) - len(lines[at].lstrip())
    end = _until(lines, at + 1, lambda one: one.strip() == opening[1])
    body = "\n".join(one[margin:] if not one[:margin].strip() else one for one in lines[at + 1 : end])
    # The builder looks for fences everywhere, also within a block.
    shown = Html(html_text(body).replace("`", "&#96;").replace("~", "&#126;"))
    # Without a code element inside: the theme's script would take the scrolling box from the keyboard.
    return end + 1, el("pre", shown, class_="g-pre", tabindex="0")


def _list(lines: list[str], at: int, address: Resolver) -> tuple[int, Html]:
    first = _ITEM.match(lines[at])
    assert first is not None
    margin, ordered = len(first[1]), first[2] is not None
    items: list[Html] = []
    while at < len(lines):
        start = _ITEM.match(lines[at])
        if start is None or len(start[1]) != margin or (start[2] is not None) != ordered:
            break
        inner = [lines[at][start.end() :]]
        at += 1
        while at < len(lines):
            line = lines[at]
            depth = len(line) - len(line.lstrip())
            if line.strip() and depth <= margin and (_begins(line) or not inner[-1].strip()):
                break
            inner.append(line[min(depth, start.end()) :])
            at += 1
        items.append(_item(inner, address))
    return at, el("ol" if ordered else "ul", *items, start=first[2] if first[2] not in (None, "1") else None)


def _item(lines: list[str], address: Resolver) -> Html:
    """A list item: its first paragraph stands without an element of its own."""
    made = [block if isinstance(block, Html) else el("strong", block.words) for block in _blocks(lines, address)]
    if made and made[0].startswith("<p>"):
        made[0] = Html(made[0].removeprefix("<p>").removesuffix("</p>"))
    return el("li", cat(*made))


def _table(lines: list[str], number: int, address: Resolver) -> Html:
    rows = [[cell.strip().replace("\\|", "|") for cell in _CELLS.split(line.strip().strip("|"))] for line in lines]
    if len(lines) > 1 and _RULE.fullmatch(lines[1].strip()):
        del rows[1]
    head, *body = rows
    short = all(len(row[0]) <= SHORT for row in body)
    table = Table(
        f"Table {number}: {', '.join(name for name in head if name)}",
        [Column(re.sub(r"[`*]", "", name) or "\u00a0", head=at == 0) for at, name in enumerate(head)],
        stack=len(head) > 2,
        css="g-terms" if short else "",
    )
    for row in body:
        padded = (row + [""] * len(head))[: len(head)]
        table.add(*[Cell(_unbroken(inline(cell, address), cell)) for cell in padded])
    return table.to_html()


def _unbroken(shown: Html, cell: str) -> Html:
    """A cell that is one short word, such as the id of a rule, stays on one line."""
    return el("span", shown, class_="g-id") if len(cell) <= WORD and " " not in cell else shown
