"""What waits for whom: everything that needs somebody, with its date. Derived from dates, states and findings alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gitsm.base import words
from gitsm.base.dates import add_months
from gitsm.base.finding import Finding, Severity
from gitsm.load.snapshot import Loaded
from gitsm.model.artefact import AgreementDocument
from gitsm.model.governance import PracticeAdoption, Waiver
from gitsm.model.role import Role
from gitsm.site import measures
from gitsm.site.approval import unproved
from gitsm.site.html import Html, cat, esc, link, small
from gitsm.site.page import Page
from gitsm.site.pages.boards import improvements, kpis_now, overdue
from gitsm.site.pages.findings import owner_of
from gitsm.site.pages.raci import staff
from gitsm.site.parts import item_link, review_due, rule_link
from gitsm.site.schedule import shown_events
from gitsm.site.view import told_once

SOON = 60
PROMISES = frozenset({"sla", "ola", "contract"})
SAID_BY_DATES = frozenset({"RAC-03"})
"""Rules whose findings this list says by itself, from the same facts."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits. `kind` is the weight of its label (err, warn, unk), `promise`: it concerns an agreement."""

    kind: str
    word: str
    text: Html
    who: str | None
    due: date | None
    promise: bool = False

    @property
    def order(self) -> tuple[bool, bool, date, str]:
        """Errors first, then by date; what has no date comes last."""
        return (self.kind != "err", self.due is None, self.due or date.max, str(self.text))


def matters(page: Page) -> list[Matter]:
    """Everything that waits for somebody, in the order it is shown."""
    found = [
        *_reviews(page),
        *_agreements(page),
        *_vacancies(page),
        *_waivers(page),
        *_improvements(page),
        *_decisions(page),
        *_kpis(page),
        *_findings(page),
        *_emergencies(page),
        *_unproved(page),
    ]
    return sorted(found, key=lambda matter: matter.order)


def _reviews(page: Page) -> Iterator[Matter]:
    view = page.view
    for item in view.items:
        due = review_due(view, item)
        if due is not None and due < view.as_of:
            late = words.plural((view.as_of - due).days, "day")
            yield Matter(
                "warn",
                "overdue",
                cat("Review of ", item_link(page, item), f" is {late} late"),
                item.artefact.owner,
                due,
            )


def _agreements(page: Page) -> Iterator[Matter]:
    view = page.view
    for item in view.of_kind(*PROMISES):
        artefact = item.artefact
        if not isinstance(artefact, AgreementDocument) or artefact.end is None:
            continue
        state = view.condition(item)
        if state == "expired":
            yield Matter(
                "warn",
                "expired",
                cat(item_link(page, item), f" ended on {artefact.end} and nothing follows"),
                artefact.owner,
                artefact.end,
                True,
            )
        elif state == "in force" and not _followed(page, item) and (artefact.end - view.as_of).days <= 120:
            notice = notice_deadline(artefact)
            due = notice if notice is not None and notice >= view.as_of else artefact.end
            said = f"; notice until {notice}" if notice == due and notice else ""
            yield Matter(
                "warn", "ends", cat(item_link(page, item), f" ends on {artefact.end}{said}"), artefact.owner, due, True
            )


def _followed(page: Page, item: Loaded) -> bool:
    return any(page.view.condition(other) == "scheduled" for other in page.view.versions(item))


def notice_deadline(artefact: AgreementDocument) -> date | None:
    """The last day to give notice: the end less the notice period."""
    valid = artefact.valid
    if valid is None or valid.to is None or not valid.notice:
        return None
    if valid.notice.endswith("mo"):
        return add_months(valid.to, -int(valid.notice[:-2]))
    return valid.to - timedelta(days=int(valid.notice[:-1]))


def _vacancies(page: Page) -> Iterator[Matter]:
    view, people = page.view, staff(page.view)
    for item in view.current_of("role"):
        role = item.artefact
        if not isinstance(role, Role) or view.condition(item) != "in force" or role.type in ("customer", "supplier"):
            continue
        vacancy = people.vacancy(role.id)
        if vacancy is None:
            continue
        why = f": {view.say(vacancy.words)}" if view.parties_shown else ""
        yield Matter(
            "warn",
            "vacant",
            cat(item_link(page, item), f" has nobody today{why}"),
            role.reports_to or role.owner,
            view.as_of,
        )


def _waivers(page: Page) -> Iterator[Matter]:
    view = page.view
    for item in view.of_kind("waiver"):
        waiver = item.artefact
        if not isinstance(waiver, Waiver) or waiver.status != "approved" or waiver.expires is None:
            continue
        left = (waiver.expires - view.as_of).days
        if 0 < left <= SOON:
            text = cat(
                "Waiver ", item_link(page, item, waiver.id), f" for {waiver.rule} ends in {words.plural(left, 'day')}"
            )
            yield Matter("warn", "expires", text, waiver.approved_by or waiver.owner, waiver.expires)


def _improvements(page: Page) -> Iterator[Matter]:
    view = page.view
    for item, one in improvements(view):
        late = overdue(one, view.as_of)
        if late:
            yield Matter(
                "warn",
                "overdue",
                cat("Improvement ", item_link(page, item), f" is {words.plural(late, 'day')} late"),
                one.owner,
                one.target_date,
            )
        elif one.status == "blocked":
            yield Matter(
                "warn", "blocked", cat("Improvement ", item_link(page, item), " is blocked"), one.owner, one.target_date
            )
        elif one.status == "deferred" and one.revisit and one.revisit <= view.as_of:
            yield Matter(
                "warn",
                "decide",
                cat("Improvement ", item_link(page, item), " was put off until now"),
                one.owner,
                one.revisit,
            )


def _decisions(page: Page) -> Iterator[Matter]:
    for item in page.view.of_kind("practice-adoption"):
        one = item.artefact
        if (
            isinstance(one, PracticeAdoption)
            and one.revisit
            and one.revisit <= page.view.as_of
            and item.phase != "ended"
        ):
            yield Matter(
                "warn",
                "decide",
                cat("Decision about ", item_link(page, item), " is to be looked at again"),
                one.owner,
                one.revisit,
            )


def _kpis(page: Page) -> Iterator[Matter]:
    for item, one in kpis_now(page.view):
        if one.colour in ("red", "amber"):
            said = f" stands at {measures.value(one.kpi, one.value)}, target {measures.target(one.kpi)}"
            yield Matter("warn", one.colour, cat(item_link(page, item), said), one.kpi.owner, measures.due(one.kpi))


def _findings(page: Page) -> Iterator[Matter]:
    for finding, _ in told_once(page.view.findings):
        if finding.severity >= Severity.WARNING and finding.rule not in SAID_BY_DATES:
            yield _finding(page, finding)


def _finding(page: Page, finding: Finding) -> Matter:
    item = page.view.get(finding.artefact) if finding.artefact else None
    about = cat(item_link(page, item), ": ") if item else esc("")
    kind = "err" if finding.severity is Severity.ERROR else "warn"
    promise = finding.artefact.partition("/")[0] in PROMISES
    return Matter(
        kind,
        finding.severity.word,
        cat(about, finding.message, " ", small(rule_link(page, finding.rule))),
        owner_of(page.view, finding),
        None,
        promise,
    )


def _emergencies(page: Page) -> Iterator[Matter]:
    """Emergency changes that nobody has looked back on yet."""
    view = page.view
    approvers = view.settings.approver_roles
    for event in shown_events(view):
        if event.kind == "review due":
            late = event.first < view.as_of
            text = cat(link(event.title, page.href("changes")), " ", small(*event.details))
            who = approvers.change if approvers else None
            yield Matter("warn", "overdue" if late else "due", text, who, event.first)


def _unproved(page: Page) -> Iterator[Matter]:
    view = page.view
    count = unproved(view)
    approvers = view.settings.approver_roles
    if count:
        yield Matter(
            "unk",
            "not known",
            esc(f"Approval of {words.plural(count, 'document')} is stated, not evidenced"),
            approvers.quality if approvers else None,
            None,
        )
