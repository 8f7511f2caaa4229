"""Findings, waivers, and what the check cannot answer."""

from __future__ import annotations

from gitsm.base import words
from gitsm.base.finding import Finding, Severity
from gitsm.load.snapshot import Loaded
from gitsm.model.governance import Waiver
from gitsm.site.html import Html, cat, code, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import (
    SEVERITY_KIND,
    dated,
    day,
    item_link,
    place,
    ref,
    role,
    rule_link,
    status,
    what_is_wrong,
)
from gitsm.site.redact import HIDDEN
from gitsm.site.table import Cell, Table
from gitsm.site.view import View

FEW = 6
"""Artefacts that a line names before it counts the rest."""


def owner_of(view: View, finding: Finding) -> str | None:
    """The role that answers for the artefact of a finding."""
    item = view.get(finding.artefact) if finding.artefact else None
    return item.artefact.owner if item else None


def findings_page(view: View) -> Page:
    """Everything the check found, waived and known things beside it."""
    page = Page(view, "findings", "Findings")
    page.kicker("Control", f"state on {view.as_of}")
    page.h1()
    report = view.report
    errors, warnings, notes = (report.count(one) for one in (Severity.ERROR, Severity.WARNING, Severity.INFO))
    opening = (
        "Nothing blocks" if not errors else f"{words.plural(errors, 'error')} {'blocks' if errors == 1 else 'block'}"
    )
    page.lead(
        f"{opening}: {words.plural(errors, 'error')}, {words.plural(warnings, 'warning')}, "
        f"{words.plural(notes, 'note')}; {words.plural(len(report.not_known), 'answer')} not known."
    )
    table = Table(
        "Findings",
        (
            "State",
            "What is wrong",
            "Artefact|head",
            "Who acts",
            "Rule",
            "Place",
            "Location|csv",
            "Fingerprint|csv",
        ),
        name="findings",
        listing=True,
        stack=True,
        empty="The check found nothing.",
    )
    for finding in sorted(view.findings, key=lambda one: (-one.severity, one.order)):
        mark = Cell(status(SEVERITY_KIND[finding.severity], finding.severity.word), None, str(3 - finding.severity))
        table.add(
            mark,
            what_is_wrong(finding),
            _artefact(page, finding),
            role(page, owner_of(view, finding)),
            rule_link(page, finding.rule),
            place(page, finding),
            finding.at,
            "" if HIDDEN in finding.at else finding.fingerprint,
        )
    page.table(table)
    elsewhere = len(report.findings) - len(view.findings)
    if elsewhere:
        page.note(
            f"{words.plural(elsewhere, 'further finding')} {words.agree(elsewhere, 'concerns', 'concern')} artefacts "
            "that are not published for this audience."
        )
    _waived(page)
    _baselined(page)
    _not_known(page)
    return page


def _artefact(page: Page, finding: Finding) -> Html:
    if not finding.artefact:
        return code(finding.path) if finding.path else esc("–")
    shown = ref(page, finding.artefact)
    return cat(shown, " ", small(finding.version)) if finding.version and "@" in finding.path else shown


def _waived(page: Page) -> None:
    pairs = page.view.waived
    page.h2("Waived")
    table = Table(
        "Waived findings",
        (
            "Waiver|head",
            "What is wrong",
            "Artefact",
            "Rule",
            "Until|date",
        ),
        name="waived",
        listing=True,
        stack=True,
        empty="No finding is waived.",
    )
    for pair in pairs:
        waiver = pair.waiver.artefact
        until = waiver.expires if isinstance(waiver, Waiver) else None
        table.add(
            ref(page, pair.waiver.key, waiver.id),
            pair.finding.message,
            _artefact(page, pair.finding),
            rule_link(page, pair.finding.rule),
            dated(until),
        )
    page.table(table)


def _baselined(page: Page) -> None:
    known = page.view.baselined
    page.h2("Known from the baseline")
    table = Table(
        "Findings of the baseline",
        ("Artefact|head", "What is wrong", "Rule", "Place"),
        name="baseline",
        listing=True,
        stack=True,
        empty="No finding is in the baseline.",
    )
    for finding in known:
        table.add(_artefact(page, finding), finding.message, rule_link(page, finding.rule), place(page, finding))
    page.table(table)


def _not_known(page: Page) -> None:
    page.h2("Not known")
    page.note(
        "Where a rule cannot answer, it has not passed. Most of these answers need the evidence of merged changes."
    )
    every = Table("Answers not known", ("Rule", "Artefact", "Why", "Location"))
    groups: dict[tuple[str, str], list[Html]] = {}
    for one in page.view.not_known:
        shown = ref(page, one.artefact) if one.artefact else esc("the whole repository")
        groups.setdefault((one.rule, one.reason), []).append(shown)
        every.add(one.rule, one.artefact, one.reason, one.at)
    table = Table(
        "Answers not known",
        ("Rule|head", "Why", "Artefacts"),
        stack=True,
        empty="Every rule could answer.",
    )
    for (rule, reason), shown_ones in sorted(groups.items()):
        unique = list(dict.fromkeys(shown_ones))
        more = f" and {len(unique) - FEW} more" if len(unique) > FEW else ""
        table.add(rule_link(page, rule), reason, cat(join(unique[:FEW], ", "), more))
    href = page.keep("not-known", every) if every.rows else ""
    page.html(table.to_html(href))


# -- waivers ---------------------------------------------------------------------------------------------------------


def waiver_state(view: View, item: Loaded) -> Html:
    """Requested, in use, expiring, expired, revoked."""
    waiver = item.artefact
    assert isinstance(waiver, Waiver)
    if waiver.status != "approved":
        return status("none", waiver.status)
    if waiver.expires is None:
        return status("unk", "no end stated")
    left = (waiver.expires - view.as_of).days
    if left <= 0:
        return status("warn", "expired")
    return (
        status("warn", f"ends in {words.plural(left, 'day')}")
        if left <= 60
        else status("none", f"ends in {words.plural(left, 'day')}")
    )


def waivers_page(view: View) -> Page:
    """Dated exceptions from rules."""
    page = Page(view, "waivers", "Waivers")
    page.kicker("Control", f"state on {view.as_of}")
    page.h1()
    items = [item for item in view.of_kind("waiver") if isinstance(item.artefact, Waiver)]
    running = [item for item in items if item.artefact.status == "approved" and _expires_after(item, view)]
    page.lead(
        f"{words.plural(len(running), 'waiver')} in force. Each names what protects meanwhile, and its last day."
        if running
        else "No waiver is in force."
    )
    table = Table(
        "Waivers",
        (
            "Waiver|head",
            "State",
            "Rule",
            "Artefact",
            "Reason",
            "Protects meanwhile",
            "Decided by",
            "Until|date",
        ),
        name="waivers",
        listing=True,
        stack=True,
        empty="No waiver is published for this audience.",
    )
    for item in items:
        waiver = item.artefact
        assert isinstance(waiver, Waiver)
        where = (
            cat(ref(page, waiver.artefact), el("br"), small(waiver.at))
            if waiver.artefact and waiver.at
            else ref(page, waiver.artefact)
            if waiver.artefact
            else esc("–")
        )
        table.add(
            cat(item_link(page, item), el("br"), small(waiver.id)),
            waiver_state(view, item),
            rule_link(page, waiver.rule) if waiver.rule else "–",
            where,
            waiver.reason or "–",
            waiver.compensating or "–",
            role(page, waiver.approved_by),
            dated(waiver.expires),
        )
    page.table(table)
    page.note(
        "Who decided is stated in the waiver; it is compared with the evidence of the change once that exists. ",
        "See also ",
        link("findings that are waived", page.href("findings", "waived")),
        ".",
    )
    return page


def _expires_after(item: Loaded, view: View) -> bool:
    expires = item.artefact.expires if isinstance(item.artefact, Waiver) else None
    return expires is None or expires > view.as_of


def waiver_lead(page: Page, item: Loaded) -> str:
    """The exception in one sentence."""
    waiver = item.artefact
    assert isinstance(waiver, Waiver)
    until = cat(" until ", day(waiver.expires)) if waiver.expires else esc("")
    rule = rule_link(page, waiver.rule) if waiver.rule else esc("a rule")
    return cat(
        "Rule ", rule, " is waived for ", ref(page, waiver.artefact) if waiver.artefact else "an artefact", until, "."
    )
