"""Parts that several pages share: status labels, references, the control box, figures, findings of one artefact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from gitsm.base import words
from gitsm.base.dates import add_months
from gitsm.base.finding import Finding, Severity
from gitsm.load.snapshot import Loaded
from gitsm.model.artefact import Document
from gitsm.site.html import EMPTY, NBSP, Html, cat, code, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.redact import HIDDEN
from gitsm.site.table import Cell, Table
from gitsm.site.view import View, told_once

TEXT_STYLE = "\ufe0e"
GLYPHS = {"ok": "✓", "warn": "▲", "err": "✕", "unk": "?", "none": "○"}
"""One meaning each, everywhere: fine, needs somebody, blocks, not known, nothing yet or over."""


def status(kind: str, word: str) -> Html:
    """A status label: glyph and word; the weight follows from the kind (ok, none, unk, warn, err)."""
    glyph = el("span", GLYPHS[kind] + TEXT_STYLE, class_="g-gl", aria_hidden="true")
    shown = word if kind in ("ok", "none") else word.replace(" ", NBSP)
    return el("span", glyph, NBSP, shown, class_=f"st {kind}")


def day(value: date | None, empty: str = "–") -> Html:
    """A date that does not break."""
    return el("span", value.isoformat(), class_="g-date") if value else esc(empty)


def ref(page: Page, key: str, text: str | None = None) -> Html:
    """A reference to `kind/id`: a link, the words "not published", or the id with a mark where nothing has that id."""
    kind, _, id_ = key.partition("/")
    target = page.view.target(key)
    if target.state == "hidden":
        return el("span", HIDDEN, class_="g-hidden")
    if target.item is None:
        broken = key in page.view.report.snapshot.broken
        return cat(code(text or id_), " ", status("err", "cannot be read" if broken else "does not exist"))
    words_shown = text if text is not None else (id_ if kind in ("role", "party") else target.item.artefact.title)
    css = "g-id" if words_shown == id_ else None
    return link(words_shown, page.href(page.view.paths[target.item.path]), class_=css)


def item_link(page: Page, item: Loaded, text: str | None = None) -> Html:
    """A link to one version of an artefact."""
    return link(text or item.artefact.title, page.href(page.view.paths[item.path]))


def role(page: Page, id_: str | None) -> Html:
    """A role by its id."""
    return ref(page, f"role/{id_}") if id_ else esc("–")


def roles(page: Page, ids: Iterable[str]) -> Html:
    """Roles, separated by commas."""
    return join([role(page, id_) for id_ in ids], ", ") or esc("–")


def calendar(page: Page, id_: str | None) -> Html:
    """A calendar; the built-in one has no page."""
    if id_ is None:
        return esc("–")
    return esc("24×7") if id_ == "24x7" else ref(page, f"calendar/{id_}")


# -- time ------------------------------------------------------------------------------------------------------------


def next_review(item: Loaded) -> date | None:
    """Day of the next review: last review, or else the first day in force, plus the interval; None where not stated."""
    artefact = item.artefact
    if not isinstance(artefact, Document) or artefact.review is None or artefact.review.every is None:
        return None
    last = artefact.review.last or artefact.start
    return _later(last, int(artefact.review.every)) if last else None


def _later(day_: date, count: int) -> date | None:
    try:
        return add_months(day_, count)
    except ValueError:
        return None


def review_due(view: View, item: Loaded) -> date | None:
    """The next review of a version that is in force."""
    return next_review(item) if view.condition(item) == "in force" else None


STAGES = frozenset({"improvement", "waiver", "known-error", "adoption"})
"""Lifecycles whose states are stages of work: that one is reached is neither good nor bad."""


def condition(view: View, item: Loaded) -> Html:
    """Status and what time has made of it."""
    state = words.enum(item.artefact.status)
    what = view.condition(item)
    if what == "in force" and item.kind.lifecycle_name not in STAGES:
        return status("ok", f"{state}, in force" if isinstance(item.artefact, Document) else state)
    if what == "scheduled":
        return status("none", f"{state}, in force from {item.artefact.start}")
    if what == "expired":
        return status("warn", f"{state}, expired {item.artefact.end}")
    if what == "superseded":
        return status("none", f"{state}, superseded")
    return status("none", state)


# -- findings --------------------------------------------------------------------------------------------------------


def check_word(view: View, item: Loaded) -> Html:
    """The check of one artefact in one label."""
    found = view.findings_of(item)
    for severity, kind in ((Severity.ERROR, "err"), (Severity.WARNING, "warn")):
        count = sum(1 for finding in found if finding.severity is severity)
        if count:
            return status(kind, words.plural(count, severity.word))
    unknown = len(view.not_known_of(item))
    fine = status("ok", words.plural(len(found), "note") if found else "no finding")
    return cat(fine, small(f", {unknown}\u00a0not\u00a0known")) if unknown else fine


SEVERITY_KIND = {Severity.ERROR: "err", Severity.WARNING: "warn", Severity.INFO: "none"}


def rule_link(page: Page, id_: str) -> Html:
    """The page of a rule."""
    return link(id_, page.href(f"rule/{id_}"), class_="g-id")


def place(page: Page, finding: Finding) -> Html:
    """file:line:column, linked to the file where the repository's address is known."""
    text = (
        f"{finding.path}:{finding.position.line}:{finding.position.column}" if finding.path else "the whole repository"
    )
    url = page.view.file_url(finding.path) if finding.path else None
    return link(text, f"{url}#L{finding.position.line}" if url else None) if url else code(text)


def what_is_wrong(finding: Finding) -> Html:
    """Message and fix of a finding."""
    fix = cat(el("br"), small("fix: ", finding.fix)) if finding.fix else EMPTY
    return cat(finding.message, fix)


def findings_section(page: Page, item: Loaded) -> None:
    """What the check says about one artefact; nothing where it says nothing."""
    view = page.view
    found, waived, unknown = view.findings_of(item), view.waived_of(item), view.not_known_of(item)
    if not (found or waived or unknown):
        return
    page.h2("Findings")
    table = Table(
        f"Findings about {item.key}",
        ("State", "What is wrong", "Rule", "Place"),
        stack=True,
    )
    for finding, those in told_once(sorted(found, key=lambda one: (-one.severity, one.order))):
        mark = status(SEVERITY_KIND[finding.severity], finding.severity.word)
        places = join([place(page, one) for one in those], el("br"))
        table.add(mark, what_is_wrong(finding), rule_link(page, finding.rule), places)
    for pair in waived:
        waiver = ref(page, pair.waiver.key, pair.waiver.artefact.id)
        table.add(
            status("none", "waived"),
            cat(pair.finding.message, el("br"), small("waiver "), waiver),
            rule_link(page, pair.finding.rule),
            place(page, pair.finding),
        )
    if table.rows:
        page.table(table)
    reasons: dict[str, dict[str, None]] = {}
    for one in unknown:
        reasons.setdefault(one.reason, {})[one.rule] = None
    for reason, rules in reasons.items():
        linked = join([rule_link(page, id_) for id_ in rules], ", ")
        page.html(el("p", status("unk", "not known"), " ", linked, f": {reason}.", class_="g-note"))


# -- figures ---------------------------------------------------------------------------------------------------------


def figures(shown: Sequence[tuple[str, str, Sequence[str], str]]) -> Html:
    """At most six figures in a row: label, figure, lines of what it consists of, address of the list behind it."""
    cells = []
    for name, figure, consists, href in shown:
        lines = [el("span", line, class_="g-line") for line in consists]
        cells.append(el("div", el("dt", name), el("dd", el("strong", link(figure, href) if href else figure), *lines)))
    return el("dl", *cells, class_="g-figures")


def bullets(content: Iterable[str]) -> Html:
    """A list; a single entry stands by itself."""
    lines = list(content)
    if len(lines) == 1:
        return esc(lines[0])
    return el("ul", *[el("li", line) for line in lines], class_="g-list")


def pairs(rows: Iterable[tuple[str, str]]) -> Html:
    """Names and values."""
    return el("dl", *[cat(el("dt", name), el("dd", value)) for name, value in rows], class_="g-pairs")


def dated(value: date | None) -> Cell:
    """A date in a table; rows without one come last."""
    return Cell(day(value), value.isoformat() if value else "", value.isoformat() if value else "9999")
