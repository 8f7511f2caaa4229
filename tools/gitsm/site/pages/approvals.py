"""Who must agree: the change policy in words, for those who change documents and those who audit."""

from __future__ import annotations

from gitsm.approvals.seats import seats_of
from gitsm.base import words
from gitsm.diff.types import TYPES
from gitsm.model.settings import ApproverRoles
from gitsm.site.html import cat, code, esc, join, link
from gitsm.site.page import Page
from gitsm.site.parts import dated, item_link, pairs, ref, role, roles, status
from gitsm.site.policy import CLASSES, Shown, authority_of, must_agree, named, shown_policy, who, why_none
from gitsm.site.table import Table
from gitsm.site.view import View

PATH = "approvals"
BINDINGS = {
    "head": "An approval is bound to the last commit of the change: after whatever is pushed later it is asked again.",
    "meaning": (
        "An approval is bound to what the documents say: it lasts as long as the content it concerned stays the same, "
        "and everything else in the change too. A rebase or another layout voids nothing."
    ),
}


def approvals(view: View) -> Page:
    """Classes of change, who must agree to each, and who that is today."""
    page = Page(view, PATH, "Who must agree to a change")
    page.kicker("Changes", f"state on {view.as_of}")
    page.h1()
    shown = shown_policy(view)
    if shown is None:
        page.lead(why_none(view))
        return page
    page.lead(
        "What a change does decides its class, and the class decides who must agree. "
        "Nobody agrees to their own change, and no change can alter the rules by which it is judged."
    )
    page.note(
        "The rules stand in the change policy of ", item_link(page, shown.item), " ", shown.item.version,
        "; to alter them is a major change itself. ",
        "A change is judged by the policy and the people of the branch it is to go into.",
    )  # fmt: skip
    _classes(page, shown)
    _bodies(page, shown)
    _names(page)
    _models(page, shown)
    _delegations(page, shown)
    _rules(page, shown)
    return page


def _classes(page: Page, shown: Shown) -> None:
    page.h2("Classes")
    table = Table("Classes of change", ("Class|head", "What it is", "Who must agree"), name="classes", stack=True)
    for class_, meaning in CLASSES:
        table.add(class_, meaning, must_agree(page, shown, class_))
    page.table(table)
    rows = page.href("reference/changes") if "reference/changes" in _guides(page) else None
    page.note("Which class a change has follows from what it alters: ", link("the table of change types", rows), ".")


def _guides(page: Page) -> dict[str, str]:
    from gitsm.site.pages.guides import present

    return present(page.view)


def _bodies(page: Page, shown: Shown) -> None:
    page.h2("Bodies")
    any_body = False
    for class_, _ in CLASSES:
        real, told = authority_of(shown.real, class_), authority_of(shown.policy, class_)
        if real is None or told is None or not real.body:
            continue
        any_body = True
        body = shown.electorate.staff.role(real.body)
        if page.view.target(f"role/{real.body}").state == "hidden":
            page.text(f"The body for {class_} changes is not published for this audience.")
        elif body is None or not body.is_body:
            page.text(
                status("err", "no body"), " ", code(real.body), f" is to decide {class_} changes, but is no body."
            )
        else:
            _seats(page, shown, class_, real.body)
    if not any_body:
        page.text("No class of change is decided by a body.")


def _seats(page: Page, shown: Shown, class_: str, name: str) -> None:
    body = shown.electorate.staff.role(name)
    if body is None:
        return
    page.h3(body.title)
    table = Table(
        f"Seats of {name}", ("Seat|head", "In the chair", "Who may speak today"), name=f"seats-{class_}", stack=True
    )
    for seat in seats_of(body):
        chair = "chair" if seat == body.chair else "–"
        hidden = page.view.target(f"role/{seat}").state == "hidden"
        table.add(role(page, seat), chair, esc("–") if hidden else who(page, seat, shown.electorate.voters(seat)))
    page.table(table)
    meets = f" It meets: {words.enum(body.meets)}." if body.meets else ""
    page.note(cat(role(page, name), f" decides {class_} changes. One person is one vote, whatever the seats.{meets}"))


def _names(page: Page) -> None:
    page.h2("Approver names")
    known = page.view.settings.approver_roles or ApproverRoles()
    table = Table("Approver names", ("Name|head", "Role", "Called in for"), name="approver-names", stack=True)
    for name in type(known).model_fields:
        calls = [f"{row.title} ({number})" for number, row in TYPES.items() if _calls(row.approvers, name)]
        shown = named(page, name) if getattr(known, name) else status("unk", "no role is named: never approved")
        table.add(words.label(name), shown, join(calls, ", ") or esc("–"))
    page.table(table)
    page.note("The names by which kinds of change call people in, and the roles that gitsm.yaml gives them.")


def _calls(approvers: tuple[str, ...], name: str) -> bool:
    return {"service_level": "service level", "maintainer": "two maintainers"}.get(name, name) in approvers


def _models(page: Page, shown: Shown) -> None:
    page.h2("Change models")
    table = Table(
        "Change models",
        ("Model|head", "Class", "Merged without a second person", "Kinds of change"),
        name="change-models",
        stack=True,
        empty="No model is stated: every class follows from the table of change types.",
    )
    for model in shown.policy.models:
        kinds = [f"{TYPES[n].title} ({n})" if n in TYPES else f"({n})" for n in model.match.change_types]
        alone = status("warn", "yes, and listed as such") if model.auto_merge else esc("no")
        table.add(code(model.id), model.class_, alone, join(kinds, ", ") or esc("–"))
    page.table(table)


def _delegations(page: Page, shown: Shown) -> None:
    page.h2("Delegations")
    table = Table(
        "Delegations",
        ("Role|head", "Decides instead", "For", "First day|date", "First day after|date", "State"),
        name="delegations",
        stack=True,
        empty="Nobody decides for somebody else.",
    )
    today = page.view.as_of
    for one in shown.policy.delegations:
        state = "over" if one.to <= today else "now" if one.from_ <= today else words.distance(one.from_, today)
        table.add(
            role(page, one.role), ref(page, f"party/{one.to_party}"), ref(page, f"party/{one.from_party}"),
            dated(one.from_), dated(one.to), status("ok" if state == "now" else "none", state),
        )  # fmt: skip
    page.table(table)
    page.note("Without a delegation a deputy speaks while all holders of a role are away, then the superior role.")


def _rules(page: Page, shown: Shown) -> None:
    page.h2("What else applies")
    policy = shown.policy
    freezes = words.plural(len(policy.freezes), "freeze")
    outside = cat(
        "A third person may enter an approval given in a meeting or on paper, with the digest of the document, for ",
        roles(page, policy.recorded_approvals), ".",
    ) if policy.recorded_approvals else esc("No approval given outside counts.")  # fmt: skip
    small_steps = (
        f"Loosenings of one target within {words.duration(int(policy.salami.window))} are added up and named together."
        if policy.salami
        else "Small loosenings of one target are not added up."
    )
    lines: list[tuple[str, str]] = [
        ("What an approval is bound to", BINDINGS[policy.binding]),
        ("Who never counts", "Whoever opened the change, wrote, committed or pushed any part of it."),
        ("Objections", "One objection of somebody who is asked holds the change up until it is taken back."),
        ("Freezes", cat(f"{freezes} stated; see the ", link("change schedule", page.href("change-schedule")), ".")),
        ("Approvals from outside", outside),
        ("Small steps", small_steps),
        ("What is not known", "A role without holder, an unmapped name, an unreadable file: never counted as a yes."),
    ]
    page.html(pairs(lines))
    limits = link("what the evidence proves, and what not", page.href("evidence-limits"))
    page.note("Past changes stand in the ", link("change register", page.href("changes")), "; see also ", limits, ".")
