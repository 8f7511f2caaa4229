"""One table, two forms: HTML that reads well without a script, and the same rows as CSV."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import InitVar, dataclass, field
from itertools import takewhile
from typing import Literal

from gitsm.render.escape import csv_line
from gitsm.site.html import EMPTY, Html, el, esc, join
from gitsm.site.redact import HIDDEN

MANY = 3
"""So many cells side by side that are not published are shown as one."""
_UNSPOKEN = re.compile(r'<span class="g-gl"[^>]*>.*?</span>')
_BREAK = re.compile(r"<br>|</li><li>|</p><p>|</dd><dt>")
_TAG = re.compile(r"<[^>]*>")


def plain(markup: str) -> str:
    """The words of a piece of markup: glyphs and tags left out, line breaks as `; `, no-break spaces as spaces."""
    if not isinstance(markup, Html):
        return markup.replace("\u00a0", " ")
    text = _TAG.sub("", _BREAK.sub("; ", _UNSPOKEN.sub("", markup)))
    return " ".join(html.unescape(text).replace("\u00a0", " ").split())


Kind = Literal["text", "num", "date", "mark"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `kind`: text, num (right-aligned, tabular figures), date (never broken), mark (a RACI letter)."""

    name: str
    kind: Kind = "text"
    head: bool = False
    """Whether its cells name the row."""
    csv_only: bool = False
    """In the CSV, not on the page."""


def column(spec: Column | str) -> Column:
    """A column from its name and marks: `Due|date`, `Last|num`, `Role|head`, `File|csv` (in the CSV alone)."""
    if isinstance(spec, Column):
        return spec
    name, *marks = spec.split("|")
    kind: Kind = "num" if "num" in marks else "date" if "date" in marks else "mark" if "mark" in marks else "text"
    return Column(name, kind, head="head" in marks, csv_only="csv" in marks)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, what the CSV says (default: its words) and what it sorts by (default: the same)."""

    html: str
    text: str | None = None
    sort: str | None = None

    @property
    def words(self) -> str:
        """The cell in the CSV."""
        return plain(self.html) if self.text is None else self.text


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `id` makes it a target of links, `note` is a class of its own."""

    cells: tuple[Cell, ...]
    id: str = ""
    css: str = ""


@dataclass(slots=True)
class Table:
    """Rows under columns (see `column` for the short form).

    `name` is the stem of its CSV; `listing` gives it sort buttons and a filter; `stack` = on phones rows become blocks;
    `search` = its words are found by the search.
    """

    caption: str
    specs: InitVar[Sequence[Column | str]]
    name: str = ""
    listing: bool = False
    stack: bool = False
    css: str = ""
    search: bool = True
    empty: str = "Nothing to show."
    rows: list[Row] = field(default_factory=list)
    columns: tuple[Column, ...] = ()

    def __post_init__(self, specs: Sequence[Column | str]) -> None:
        self.columns = tuple(column(spec) for spec in specs)

    def add(self, *cells: str | Cell, id: str = "", css: str = "") -> None:
        """Appends a row of as many cells as there are columns."""
        made = tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)
        if len(made) != len(self.columns):
            raise ValueError(f"{self.caption}: {len(made)} cells for {len(self.columns)} columns")
        self.rows.append(Row(made, id, css))

    def to_csv(self) -> str:
        """Header and rows, each cell guarded against formulas."""
        lines = [csv_line(column.name for column in self.columns)]
        lines += [csv_line(cell.words for cell in row.cells) for row in self.rows]
        return "".join(lines)

    def to_html(self, csv_href: str = "") -> Html:
        """The table as one raw HTML block, or its empty state in words."""
        if not self.rows:
            return el("p", self.empty, class_="g-empty")
        heads = [
            el("th", el("span", column.name), scope="col", class_=None if column.kind == "text" else column.kind)
            for column in self.columns
            if not column.csv_only
        ]
        classes = ["g-table", *(["g-listing"] if self.listing else []), *(["g-stack"] if self.stack else [])]
        if self.css:
            classes.append(self.css)
        body = join((self._row(row) for row in self.rows), "\n")
        table = el(
            "table",
            el("caption", self.caption, class_="g-sr"),
            el("thead", el("tr", *heads)),
            Html("\n<tbody>\n"),
            body,
            Html("\n</tbody>"),
            class_=" ".join(classes),
        )
        scroller = el(
            "div",
            table,
            class_="g-scroll",
            tabindex="0",
            role="region",
            aria_label=self.caption,
            data_search_exclude=None if self.search else "1",
        )
        return scroller if not csv_href else join([scroller, tools(csv_href, self.caption)], "\n")

    def _row(self, row: Row) -> Html:
        cells: list[Html] = []
        shown = [pair for pair in zip(self.columns, row.cells, strict=True) if not pair[0].csv_only]
        covered = 0
        for number, (column, cell) in enumerate(shown):
            if covered:
                covered -= 1
                continue
            alike = _hidden_run(other.html for _, other in shown[number:])
            if alike >= MANY and not (self.listing or self.stack or column.head):
                cells.append(el("td", HIDDEN, colspan=str(alike)))
                covered = alike - 1
                continue
            sort = cell.sort if self.listing else None
            css = None if column.kind == "text" else column.kind
            name = column.name if self.stack else None
            names = column.head and bool(cell.html)
            tag = "th" if names else "td"
            scope = "row" if names else None
            content = esc(cell.html) if cell.html else EMPTY
            cells.append(el(tag, content, scope=scope, class_=css, data_sort=sort, data_label=name))
        return el("tr", *cells, id=row.id or None, class_=row.css or None)


def _hidden_run(cells: Iterable[str]) -> int:
    """How many cells from the first on say that they are not published."""
    return sum(1 for _ in takewhile(lambda cell: cell == HIDDEN, cells))


def tools(csv_href: str, what: str) -> Html:
    """The line under a list: its download."""
    anchor = el("a", "CSV", href=csv_href, download=True, aria_label=f"{what} as CSV")
    return el("p", anchor, class_="g-tools")


def words_of(cells: Iterable[str]) -> list[str]:
    """The words of some markup."""
    return [plain(cell) for cell in cells]
