"""A page under construction: Markdown with raw HTML blocks, its CSV files, and links that know where they stand."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from gitsm.render.escape import html_text, markdown
from gitsm.site.html import Html, el
from gitsm.site.parked import closed
from gitsm.site.table import Table

if TYPE_CHECKING:
    from gitsm.site.view import View


_BLOCK = re.compile(r"<(?:div|p|dl|ul|ol|pre|table|section|details)[ >]")


@lru_cache(maxsize=50_000)
def _relative(here: str, target: str) -> str:
    ending = "" if posixpath.splitext(target)[1] in (".csv", ".json", ".ics") else ".html"
    return posixpath.relpath(target + ending, here)


@dataclass(slots=True)
class Page:
    """`path` is the address within the site without ending, such as `process/incident-management`.

    Paragraphs and headings are Markdown, everything with structure is a raw HTML block on its own lines. Text goes
    in as text; what comes out is escaped.
    """

    view: View
    path: str
    title: str
    search: bool = True
    toc: bool = False
    blocks: list[str] = field(default_factory=list)
    csv: dict[str, str] = field(default_factory=dict)

    @property
    def overview(self) -> bool:
        """Whether the page lists what has pages of its own."""
        return "/" not in self.path or self.path.startswith("all/")

    def href(self, target: str, anchor: str = "") -> str:
        """The relative address of another page (path without ending), or of a file of the site."""
        address = _relative(posixpath.dirname(self.path) or ".", target)
        return f"{address}#{anchor}" if anchor else address

    def kicker(self, *parts: str | None) -> None:
        """The small line above the title: kind and context."""
        shown = [part for part in parts if part]
        separated: list[str] = []
        for part in shown:
            separated += [Html(" · "), part] if separated else [part]
        self.html(el("p", *separated, class_="g-kicker"))

    def h1(self) -> None:
        """The title."""
        self.blocks.append(f"# {markdown(self.title)}")

    def lead(self, *parts: str) -> None:
        """The answer, in at most two sentences."""
        self.html(el("p", *parts, class_="g-lead"))

    def h2(self, title: str) -> None:
        """A section."""
        self.blocks.append(f"## {markdown(title)}")

    def h3(self, title: str) -> None:
        """A part of a section."""
        self.heading(3, title)

    def heading(self, level: int, title: str) -> None:
        """A heading of any level."""
        self.blocks.append(f"{'#' * level} {markdown(title)}")

    def text(self, *parts: str | None, css: str = "") -> None:
        """A paragraph."""
        self.html(el("p", *parts, class_=css or None))

    def note(self, *parts: str | None) -> None:
        """Small print: how to read what stands above or below."""
        self.text(*parts, css="g-note")

    def html(self, markup: Html) -> None:
        """A raw block. What does not begin with a block element gets one: bare text would be read as Markdown."""
        self.blocks.append(closed(markup if _BLOCK.match(markup) else el("div", markup)))

    def table(self, table: Table) -> None:
        """A table, with its CSV where it has a name. Search leaves out lists whose rows have pages of their own."""
        if table.listing and self.overview:
            table.search = False
        self.html(table.to_html(self.keep(table.name, table) if table.name and table.rows else ""))

    def attach(self, file: str, text: str) -> str:
        """Stores a file of this page that is no table, and gives its relative address."""
        self.csv[file] = text
        return self.href(file)

    def keep(self, name: str, table: Table) -> str:
        """Stores a table as a CSV file of this page and gives its relative address."""
        file = f"csv/{name}.csv" if "/" not in self.path else f"csv/{self.path.replace('/', '-')}-{name}.csv"
        self.csv[file] = table.to_csv()
        return self.href(file)

    def markdown(self) -> str:
        """The file: front matter (title escaped, because the theme writes it as it is), then the blocks."""
        title = html_text(" ".join(self.title.split()))
        head = ["---", f"title: {json.dumps(title, ensure_ascii=True)}"]
        if not self.toc:
            head.append("hide: [toc]")
        if not self.search:
            head.append("search: {exclude: true}")
        return "\n".join([*head, "---", ""]) + "\n" + "\n\n".join(self.blocks) + "\n"
