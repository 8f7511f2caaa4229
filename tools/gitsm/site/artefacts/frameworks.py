"""Frameworks and control mappings: what covers which clause."""

from __future__ import annotations

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.governance import ControlMapping, Framework, MappingRow
from gitsm.site.coverage import WORDS, Coverage, Covered
from gitsm.site.fields import anchor, evidence, inline
from gitsm.site.html import Html, cat, el, esc, join, small
from gitsm.site.page import Page
from gitsm.site.parts import day, item_link, ref, role, status
from gitsm.site.table import Cell, Table

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


GLYPH = {"full": "●", "partial": "◕", "weak": "◔", "planned": "○", "none": "✕", "out": "–"}
KIND = {"full": "ok", "partial": "none", "weak": "warn", "planned": "none", "none": "err", "out": "none"}


def framework_sections(page: Page, item: Loaded) -> frozenset[str]:
    """All clauses; each row links to its mapping."""
    framework = item.artefact
    assert isinstance(framework, Framework)
    mapping = next(
        (
            one
            for one in page.view.current_of("control-mapping")
            if isinstance(one.artefact, ControlMapping) and one.artefact.framework == framework.id
        ),
        None,
    )
    page.h2("Clauses")
    if mapping is not None:
        page.text("How each is covered: ", item_link(page, mapping), ".")
    table = Table(
        "Clauses",
        ("Number|head", "Title", "Group", "Named by"),
        name="clauses",
        listing=True,
        stack=True,
        empty="No clause is listed yet.",
    )
    named: dict[str, list[Html]] = {}
    for one in page.view.current_of("process"):
        for control in getattr(one.artefact, "controls", ()):
            name, _, number = control.clause.partition("/")
            if name == framework.id:
                named.setdefault(number, []).append(item_link(page, one))
    for clause in framework.clauses:
        table.add(
            Cell(clause.id, None, _natural(clause.id)),
            clause.title,
            clause.group or "–",
            join(named.get(clause.id, []), ", ") or "–",
            id=anchor("clause", clause.id),
        )
    page.table(table)
    return frozenset({"clauses"})


def _natural(number: str) -> str:
    return ".".join(part.zfill(4) if part.isdigit() else part for part in number.split("."))


def framework_lead(page: Page, item: Loaded) -> str:
    """Name, edition, number of clauses."""
    framework = item.artefact
    assert isinstance(framework, Framework)
    edition = f", edition {framework.edition}" if framework.edition else ""
    count = words.plural(len(framework.clauses), "clause")
    return f"{framework.name or framework.title}{edition}: {count}, numbers and titles only."


def mapping_lead(page: Page, item: Loaded) -> str:
    """How many clauses are covered; a mapping is a claim."""
    one = Coverage(page.view, item)
    counts = one.counts
    bare = f"{counts['none']} {words.agree(counts['none'], 'is', 'are')} not covered, {counts['planned']} only planned"
    first = f"{counts['full']} of {one.in_scope} clauses are fully covered; {bare}."
    return f"{first} A mapping is a claim by its owner, not a certificate."


def mapping_sections(page: Page, item: Loaded) -> frozenset[str]:
    """Tiles by group, what is open, and every row."""
    coverage = Coverage(page.view, item)
    period = page.view.settings.audit_period
    if period:
        page.note(f"Audit period {period.from_} to {period.to}; evidence that ends before it counts as old.")
    key = [
        el(
            "span",
            el("span", f"{GLYPH[state]}\ufe0e", class_=f"g-tile g-key {state}", aria_hidden="true"),
            f" {WORDS[state]} {coverage.counts[state]}",
            class_="g-keyed",
        )
        for state in GLYPH
        if coverage.counts[state]
    ]
    page.html(el("p", join(key, " "), class_="g-note g-legend"))
    page.h2("Clause by clause")
    page.html(el("div", *[_group(name, members) for name, members in coverage.groups().items()], class_="g-tiles"))
    page.note("Third line of a tile: month of the newest evidence. Each tile links to its row.")
    _open(page, coverage)
    page.h2("All rows")
    page.table(_rows(page, item, coverage))
    return frozenset({"framework", "rows"})


def _group(name: str, members: list[Covered]) -> Html:
    full = sum(1 for one in members if one.state == "full")
    tiles = [_tile(one) for one in members]
    return el(
        "section",
        el("p", el("strong", name), el("br"), small(f"{full} of {len(members)} full"), class_="g-group"),
        el("ul", *tiles),
    )


def _tile(one: Covered) -> Html:
    month = f"{one.newest:%Y-%m}" if one.newest else "–"
    inner = el(
        "a",
        el(
            "span",
            el("strong", one.clause.id),
            el("span", f"{GLYPH[one.state]}\ufe0e", class_="g-gl", aria_hidden="true"),
            class_="g-tile-head",
        ),
        el("span", one.clause.title, class_="g-tile-title"),
        el("span", month),
        el("span", f", {WORDS[one.state]}", class_="g-sr"),
        href=f"#{anchor('clause', one.clause.id)}",
    )
    return el("li", inner, class_=f"g-tile {one.state}")


def _open(page: Page, coverage: Coverage) -> None:
    page.h2("What is open")
    table = Table(
        "What is open",
        (
            "State",
            "Clause|head",
            "What is missing",
            "Who acts",
            "Improvement",
        ),
        name="open",
        stack=True,
        empty="Every clause in scope is covered.",
    )
    for state in ("none", "weak", "planned"):
        for one in coverage.clauses:
            if one.state == state:
                table.add(
                    status(KIND[state], WORDS[state]),
                    cat(one.clause.id, " ", one.clause.title),
                    _missing(one),
                    role(page, (one.row.owner if one.row else None) or coverage.mapping.owner),
                    _plans(page, one.row),
                )
    page.table(table)


def _missing(one: Covered) -> str:
    if one.state == "planned":
        return "planned, nothing in force yet"
    if one.state == "weak":
        return f"newest evidence {one.newest} lies before the audit period" if one.newest else "no evidence with a date"
    return "no row, no plan" if one.row is None else "no artefact covers it"


def _plans(page: Page, row: MappingRow | None) -> Html:
    plans = [ref(page, key) for key in (row.artefacts if row else ()) if key.startswith("improvement/")]
    return join(plans, ", ") or esc("–")


def _rows(page: Page, item: Loaded, coverage: Coverage) -> Table:
    table = Table(
        "Rows of the mapping",
        ("Clause|head", "State", "Covered by", "Evidence", "Owner", "Verified|date", "Done by and remarks"),
        name="rows",
        listing=True,
        stack=True,
    )
    for one in coverage.clauses:
        row = one.row
        name = Cell(cat(el("strong", one.clause.id), " ", one.clause.title), None, _natural(one.clause.id))
        mark = Cell(status(KIND[one.state], WORDS[one.state]))
        identity = anchor("clause", one.clause.id)
        if row is None:
            table.add(name, mark, "–", "–", role(page, coverage.mapping.owner), "–", "–", id=identity)
            continue
        by = join([ref(page, key) for key in row.artefacts], ", ") or "–"
        proof = join([evidence(page, each) for each in row.evidence], el("br")) or "–"
        table.add(
            name,
            mark,
            by,
            proof,
            role(page, row.owner or coverage.mapping.owner),
            Cell(day(row.last_verified)),
            _remarks(page, item, row),
            id=identity,
        )
    return table


def _remarks(page: Page, item: Loaded, row: MappingRow) -> Html:
    parts: list[Html | str | None] = [words.enum(row.performed_by)]
    if row.control is not None:
        parts.append(cat(small("controlled by "), inline(page, item, row.control)))
    if row.justification:
        parts.append(cat(small("out of scope because "), row.justification, " (", role(page, row.decided_by), ")"))
    parts.append(row.note)
    return join(parts, el("br"))
