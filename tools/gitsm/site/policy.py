"""The change policy in words: who must agree to what, as one audience may read it."""

from __future__ import annotations

from dataclasses import dataclass

from gitsm.analysis.people import Staff
from gitsm.approvals.electorate import Electorate, Voter
from gitsm.approvals.seats import seats_of, votes_needed
from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.change_policy import ChangeAuthority, ChangePolicy
from gitsm.model.process import Process
from gitsm.model.settings import ApproverRoles
from gitsm.plan.schedule import ruling
from gitsm.site.html import Html, cat, el, esc, join, small
from gitsm.site.page import Page
from gitsm.site.parts import calendar, ref, role, roles, status
from gitsm.site.view import View

CLASSES: tuple[tuple[str, str], ...] = (
    ("standard", "Alters no promise, control, duty or measure: layout, spelling, another wording of the same."),
    ("normal", "Alters how work is done, or makes a promise stricter."),
    ("major", "Weakens a promise or a control, moves accountability, or alters what is in scope."),
    ("emergency", "Declared, never worked out: an incident, a legal order or an audit stop leaves no time."),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The policy as the audience reads it (`policy`), as it is (`real`), and who may speak on the day."""

    item: Loaded
    policy: ChangePolicy
    real: ChangePolicy
    electorate: Electorate


def shown_policy(view: View) -> Shown | None:
    """The policy in force; None where there is none, or where the audience may not see the process that holds it."""
    return view.once("change-policy", _shown_policy)


def _shown_policy(view: View) -> Shown | None:
    rule = ruling(view.report.snapshot, view.as_of)
    item = next((one for one in view.items if rule is not None and one.path == rule.item.path), None)
    if rule is None or item is None or not isinstance(item.artefact, Process) or item.artefact.change_policy is None:
        return None
    staff = Staff(view.report.snapshot, view.as_of)
    return Shown(
        item, item.artefact.change_policy, rule.policy, Electorate(staff, rule.policy.delegations, frozenset())
    )


def why_none(view: View) -> str:
    """Why there is no policy to show."""
    if ruling(view.report.snapshot, view.as_of) is None:
        return (
            "No change policy is in force: the process change-enablement states none. Nobody can be asked, "
            "so no change can count as approved."
        )
    return "The change policy is not published for this audience."


def authority_of(policy: ChangePolicy, class_: str) -> ChangeAuthority | None:
    """The authority for a class; None where the policy states none."""
    found: ChangeAuthority | None = getattr(policy.authorities, class_, None) if policy.authorities else None
    return found


def must_agree(page: Page, shown: Shown, class_: str) -> Html:
    """Who must agree to changes of a class, as a list."""
    authority = authority_of(shown.policy, class_)
    if authority is None:
        return cat(status("unk", "not stated"), " nobody can be asked, so such a change is never approved")
    lines: list[Html] = []
    if authority.any:
        lines.append(cat("any one of ", named(page, authority.any), ", but nobody who worked on the change"))
    if "accountable" in authority.derive:
        lines.append(esc("the owner of each document it alters, and the roles that its kind of change names"))
    if "impacted" in authority.derive:
        lines.append(esc("the owners of what refers directly to an altered document"))
    if authority.body:
        lines.append(cat(role(page, authority.body), _vote(page, shown, class_, authority)))
    elif authority.at_least:
        lines.append(esc(f"at least {words.plural(authority.at_least, 'person', 'persons')}"))
    if authority.review_within:
        span = words.plural(authority.review_within.working_days, "working day")
        when = cat(f"looked back on within {span} (", calendar(page, authority.review_within.calendar), ")")
        lines.append(when)
    return el("ul", *[el("li", line) for line in lines], class_="g-list") if lines else esc("nobody is named")


def _vote(page: Page, shown: Shown, class_: str, authority: ChangeAuthority) -> Html:
    real = authority_of(shown.real, class_)
    body = shown.electorate.staff.role(real.body or "") if real is not None else None
    if real is None or body is None or page.view.target(f"role/{real.body}").state == "hidden":
        return esc("")
    vote = f": {votes_needed(body, real, class_)} of its {words.plural(len(seats_of(body)), 'seat')}"
    chair = cat(", among them the chair, ", role(page, body.chair)) if authority.chair == "required" else None
    return join([vote, chair])


def named(page: Page, name: str) -> Html:
    """The roles behind an approver name, or the name with a mark where the settings name none."""
    known = page.view.settings.approver_roles or ApproverRoles()
    value = getattr(known, name, None)
    ids = value if isinstance(value, tuple) else (value,) if value else ()
    if not ids and page.view.report.snapshot.versions("role", name):
        ids = (name,)
    return roles(page, ids) if ids else cat(name, " ", status("unk", "no role is named for it"))


def who(page: Page, seat: str, voters: tuple[Voter, ...]) -> Html:
    """The people who may speak, as far as handles may stand on the site; else only whether there is somebody."""
    if not voters:
        return status("warn", "nobody today")
    if not page.view.parties_shown:
        return status("ok", "filled")
    told = []
    for one in voters:
        capacity = "" if one.capacity == seat else page.view.say(one.capacity)
        told.append(join([ref(page, f"party/{one.person}"), small(capacity) if capacity else None], " "))
    return join(told, ", ")
