"""What the evidence proves, and what not: one page for whoever has to rely on it."""

from __future__ import annotations

from gitsm.base import words
from gitsm.check.evidence import STRENGTH_WORDS
from gitsm.site.approval import ALONE, ELSEWHERE, STATED, shown_by, unproved
from gitsm.site.html import link, ticked
from gitsm.site.page import Page
from gitsm.site.pages.guides import present
from gitsm.site.table import Table
from gitsm.site.view import View

PATH = "evidence-limits"
GUIDE = "guide/evidence"
STRENGTHS: tuple[tuple[str, str, str], ...] = (
    (
        STRENGTH_WORDS["signed"],
        "The key that the repository names for this person on that day signed this decision about this commit.",
        "That the person, and nobody with their key, sat at the keyboard; that they read what they signed.",
    ),
    (
        STRENGTH_WORDS["attested"],
        "The gate's key says that the platform showed this review, by this account, on this commit.",
        "Anything against whoever holds the gate's key: they could write a review that nobody gave.",
    ),
    (
        STRENGTH_WORDS["recorded"],
        "A third person says that a document with this digest holds the agreement; the digest shows any later edit.",
        "That the document is genuine. Ask for it, and compare the digest.",
    ),
    (
        ALONE,
        "That a model of the change policy lets such a change pass without a second person.",
        "That anybody but its author looked at it.",
    ),
    (
        ELSEWHERE,
        "The document says in `legacy_approval` where and when it was approved before it came here.",
        "Anything by itself: it is a reference into another system.",
    ),
    (
        STATED,
        "That the document is in a state which only approved documents should have.",
        "Who agreed, and when. It counts as unproved, which is not the same as wrong.",
    ),
)
LIMITS: tuple[tuple[str, str], ...] = (
    ("Times", ("Dates of commits are written by their authors. The order of the evidence is a chain and cannot be "
     "altered unseen but by whoever holds the key of the gate, whose clock it tells.")),
    ("The end of the chain", ("Cutting off the newest statements leaves a chain that fits. Only a digest kept elsewhere"
     " shows that (`gitsm cab anchor` prints it).")),
    ("Before the gate", "Commits older than the gate are counted, not judged."),
    ("The platform", ("Whether protections were switched off for an hour is not in git. A dated snapshot of the "
     "settings is a statement by whoever took it.")),
    ("People", "A party is a handle. That it belongs to one human being is kept by the organisation, not here."),
    ("Operation", "That a change was agreed does not show that a process is lived. Tickets and records show that."),
    ("Clauses", "A mapping to a clause is a claim by its owner, not a certificate."),
    ("This page and its figures", "They were made from the commit in the footer. A copy on paper is uncontrolled."),
)  # fmt: skip


def limits(view: View) -> Page:
    """How strong each kind of approval is, and what no evidence here can show."""
    page = Page(view, PATH, "What the evidence proves, and what not")
    page.kicker("Changes", f"state on {view.as_of}")
    page.h1()
    history, open_ = view.report.history, unproved(view)
    first = (
        f"{words.plural(len(history.changes), 'merged change')} can be shown with evidence"
        if history.exists
        else "There is no evidence of merged changes here yet"
    )
    second = (
        f"{words.plural(open_, 'agreed document')} {words.agree(open_, 'has', 'have')} an approval that nothing shows"
    )
    page.lead(f"{first}; {second if open_ else 'no agreed document is without'}.")
    page.h2("How strong an approval is")
    table = Table(
        "Strength of approvals",
        ("On the page|head", "Documents|num", "What it shows", "What it does not show"),
        stack=True,
    )
    here = shown_by(view)
    for name, shows, shows_not in STRENGTHS:
        table.add(name, words.number(here[name]), ticked(shows), ticked(shows_not))
    page.table(table)
    page.note(
        "The strengths are never added up into one figure: a document that several people approved counts under each."
    )
    page.h2("What cannot be shown here")
    table = Table("Limits", ("About|head", "Limit"), stack=True)
    for name, told in LIMITS:
        table.add(name, ticked(told))
    page.table(table)
    page.h2("How to check it yourself")
    page.text(ticked(
        "Clone the repository, cut the network, and run `gitsm cab verify`: it reads every commit of the main branch, "
        "works out its class and approvers again from the policy and the roles of that day, and compares."
    ))  # fmt: skip
    if GUIDE in present(view):
        page.text(
            "In full, with who holds which key and what they could forge: ", link("the guide", page.href(GUIDE)), "."
        )
    return page
