"""Home: the state of governance at a glance, what waits for whom, where to start."""

from __future__ import annotations

from collections import Counter

from gitsm.analysis.promises import sums
from gitsm.base import words
from gitsm.base.finding import Severity
from gitsm.load.snapshot import Loaded
from gitsm.model.process import Process
from gitsm.site import measures
from gitsm.site.coverage import main_coverage
from gitsm.site.html import Html, cat, el, join, link
from gitsm.site.matters import Matter, matters
from gitsm.site.page import Page
from gitsm.site.pages.boards import OPEN, improvements, overdue
from gitsm.site.pages.guides import OWNERS, present
from gitsm.site.pages.register import documents
from gitsm.site.parts import check_word, condition, dated, figures, item_link, review_due, role, status
from gitsm.site.promised import shown as promised
from gitsm.site.table import Cell, Table
from gitsm.site.view import View

MOST_MATTERS = 12


def home(view: View) -> Page:
    """The first page."""
    page = Page(view, "index", "Governance at a glance")
    page.kicker(view.settings.organisation, f"state on {view.as_of}")
    page.h1()
    waiting = matters(page)
    page.lead(_opening(view, waiting))
    page.html(figures(_figures(page)))
    _waits(page, waiting)
    _processes(page)
    _start(page)
    return page


def _opening(view: View, waiting: list[Matter]) -> str:
    errors = view.report.count(Severity.ERROR)
    first = (
        f"{words.count_word(errors).capitalize()} {'error blocks' if errors == 1 else 'errors block'}."
        if errors
        else "Nothing blocks."
    )
    known = [matter for matter in waiting if matter.kind != "unk"]
    if not known:
        return f"{first} Nothing waits for anybody."
    promises = sum(1 for matter in known if matter.promise)
    one = len(known) == 1
    second = f"{words.count_word(len(known)).capitalize()} {'matter waits' if one else 'matters wait'} for somebody"
    if promises:
        concern = words.agree(promises, "concerns", "concern")
        second += f"; {words.count_word(promises)} of them {concern} a promise to a customer"
    return f"{first} {second}."


def _figures(page: Page) -> list[tuple[str, str, list[str], str]]:
    view, report = page.view, page.view.report
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    shown = documents(view)
    phases = Counter(item.phase for item in shown)
    late = sorted(due for item in shown if (due := review_due(view, item)) is not None and due < view.as_of)
    reviewed = sum(1 for item in shown if review_due(view, item) is not None)
    items = [one for _, one in improvements(view)]
    still = [one for one in items if one.status in OPEN]
    proven = sum(1 for one in items if one.review and one.review.decision == "benefit_realised")
    oldest = f"oldest by {words.plural((view.as_of - late[0]).days, 'day')}" if late else "none is late"
    coverage = main_coverage(view)
    found = [
        (
            "Findings",
            words.plural(errors, "error"),
            [words.plural(warnings, "warning"), f"{len(report.not_known)} not known"],
            page.href("findings"),
        ),
        (
            "Controlled documents",
            str(len(shown)),
            [f"{phases['agreed']} agreed", f"{phases['working']} drafts, {phases['ended']} ended"],
            page.href("register"),
        ),
        ("Reviews overdue", str(len(late)), [f"of {reviewed} in force", oldest], page.href("reviews")),
        _kept(page),
    ]
    if coverage is not None:
        lines = [
            f"of {coverage.name}",
            f"{coverage.counts['partial'] + coverage.counts['weak']} partly, {coverage.open} open",
        ]
        found.append(
            (
                "Clauses covered",
                f"{coverage.counts['full']} of {coverage.in_scope}",
                lines,
                page.href(view.paths[coverage.item.path]),
            )
        )
    found.append(
        (
            "Improvements",
            f"{len(still)} open",
            [f"{sum(1 for one in still if overdue(one, view.as_of))} overdue", f"{proven} proven"],
            page.href("improvements"),
        )
    )
    return found


def _kept(page: Page) -> tuple[str, str, list[str], str]:
    """How many of the agreed targets are proved to be kept, always or for the share agreed."""
    found = sums(promised(page.view))
    kept, most = found["always kept"], found["kept for at least"]
    lines = [f"{most} for most tickets, as agreed", f"{found['not kept']} not kept, {found['not proved']} not proved"]
    return "Promises kept", f"{kept + most} of {sum(found.values())}", lines, page.href("promises")


def _waits(page: Page, waiting: list[Matter]) -> None:
    page.h2("What waits for whom")
    columns = ("State", "Matter|head", "Who acts", "Due|date")
    every = Table(
        "What waits for whom", columns, name="matters", stack=True, css="g-matters", empty="Nothing waits for anybody."
    )
    for matter in waiting:
        every.add(status(matter.kind, matter.word), matter.text, role(page, matter.who), dated(matter.due))
    shown = Table(
        every.caption, columns, stack=True, css="g-matters", empty=every.empty, rows=every.rows[:MOST_MATTERS]
    )
    page.html(shown.to_html())
    if every.rows:
        page.csv["csv/matters.csv"] = every.to_csv()
    more = len(every.rows) - len(shown.rows)
    waived = len(page.view.report.waived)
    parts = [
        f"{words.plural(more, 'further matter')} in the CSV" if more else None,
        f"{words.plural(waived, 'finding')} {'is' if waived == 1 else 'are'} waived"
        if waived
        else "no finding is waived",
        link("all findings", page.href("findings")),
        el("a", "CSV", href=page.href("csv/matters.csv"), download=True, aria_label="What waits for whom as CSV")
        if every.rows
        else None,
    ]
    page.html(el("p", join(parts, " · "), class_="g-note"))


def _processes(page: Page) -> None:
    view = page.view
    page.h2("Processes")
    table = Table(
        "Processes",
        (
            "Process|head",
            "Version",
            "Owner",
            "Document",
            "RACI",
            "Workflow",
            "Measures",
            "Improvements",
        ),
        name="processes",
        listing=True,
        stack=True,
        empty="No process is published for this audience.",
    )
    items = improvements(view)
    for item in view.current_of("process"):
        if view.condition(item) == "ended":
            continue
        process = item.artefact
        assert isinstance(process, Process)
        open_items = sum(1 for _, one in items if one.status in OPEN and item.key in one.affects)
        table.add(
            item_link(page, item),
            item.version,
            role(page, item.artefact.owner),
            _document(view, item),
            _family(view, item, "RAC", "complete" if process.activities else ""),
            _family(view, item, "WFL", "sound" if process.workflow else ""),
            _measures(view, item),
            f"{open_items} open" if open_items else "–",
        )
    page.table(table)


def _document(view: View, item: Loaded) -> Html:
    due = review_due(view, item)
    if due is not None and due < view.as_of:
        return status("warn", "review late")
    other = [
        finding
        for finding in view.findings_of(item)
        if finding.rule[:3] not in ("RAC", "WFL") and finding.severity >= Severity.WARNING
    ]
    if other:
        return check_word(view, item)
    return status("ok", "in force") if view.condition(item) == "in force" else condition(view, item)


def _family(view: View, item: Loaded, prefix: str, fine: str) -> Html:
    found = [finding for finding in view.findings_of(item) if finding.rule.startswith(prefix)]
    errors = sum(1 for finding in found if finding.severity is Severity.ERROR)
    warnings = sum(1 for finding in found if finding.severity is Severity.WARNING)
    if errors:
        return status("err", words.plural(errors, "error"))
    if warnings:
        return status("warn", words.plural(warnings, "warning"))
    if any(one.rule.startswith(prefix) for one in view.not_known_of(item)):
        return status("unk", "not known")
    return status("ok", fine) if fine else status("unk", "none drawn up")


def _measures(view: View, item: Loaded) -> Cell:
    process = item.artefact
    assert isinstance(process, Process)
    ones = [measures.measured(view, kpi) for id_ in process.kpis if (kpi := view.get(f"kpi/{id_}"))]
    colours = Counter(one.colour for one in ones)
    if not ones:
        return Cell(status("unk", "none named"))
    bad = [f"{colours[name]} {name}" for name in ("red", "amber") if colours[name]]
    if bad:
        return Cell(status("warn", f"{', '.join(bad)} of {len(ones)}"))
    return Cell(status("ok", f"{colours['green']} of {len(ones)}"))


def _start(page: Page) -> None:
    page.h2("Where to start")
    view = page.view
    coverage = main_coverage(view)
    held = OWNERS in present(view)

    def go(title: str, target: str) -> Html:
        return link(title, page.href(target))

    audit = [
        go("the document register", "register"),
        go("the findings", "findings"),
        go("the waivers", "waivers"),
        go("the change register", "changes"),
        go("the rules", "rules"),
    ]
    if coverage is not None:
        audit.insert(1, go("the coverage of each clause", view.paths[coverage.item.path]))
    rows = (
        ("You audit", cat("Begin with ", join(audit, ", "), ". Every list downloads as CSV.")),
        (
            "You own something",
            cat(
                "Find your role in ",
                go("RACI by role", "raci-by-role"),
                ", your dates in the ",
                go("review calendar", "reviews"),
                ". Every page has a link to edit it.",
            ),
        ),
        (
            "You promise or rely on a promise",
            cat(
                "See the ",
                go("promise map", "promises"),
                ": all services, the tightest promise first; the ",
                go("service catalogue", "services"),
                " and all ",
                go("service level agreements", "all/sla"),
                ".",
            ),
        ),
        (
            "You decide",
            cat(
                "Look at the ",
                go("KPI board", "kpi-board"),
                ", the ",
                go("improvement board", "improvements"),
                ", ",
                go("who must agree to a change", "approvals"),
                " and the ",
                go("change schedule", "change-schedule"),
                ".",
            ),
        ),
        (
            "You are new here",
            cat(
                "Read a process in the list above; words are explained in the ",
                go("glossary", "glossary"),
                *(["; how to work with documents, in the ", go("guide for process owners", OWNERS)] if held else []),
                ".",
            ),
        ),
    )
    page.html(el("dl", *[cat(el("dt", name), el("dd", said)) for name, said in rows], class_="g-pairs"))
    if view.hidden_count:
        page.note(
            f"This site was built for the audience “{view.audience}”. {words.plural(view.hidden_count, 'artefact')} "
            f"of the repository {words.agree(view.hidden_count, 'is', 'are')} not published for it."
        )
