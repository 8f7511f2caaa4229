"""Change register: every merged change with its evidence, what has none, and how far that proves anything."""

from __future__ import annotations

from collections import Counter
from datetime import date

from gitsm.base import words
from gitsm.check.evidence import STRENGTH_WORDS, STRENGTHS, MergedChange, Strength
from gitsm.plan.schedule import review_due, ruling
from gitsm.site.approval import commit_link, open_to, readable, spoken
from gitsm.site.html import Html, cat, code, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import dated, figures, ref, status
from gitsm.site.table import Cell, Table
from gitsm.site.view import View

PATH = "changes"
NOTHING = (
    "There is no evidence of merged changes yet: this repository has no evidence branch here. "
    "Every approval of a document is therefore stated, not evidenced."
)
REPLAYED = (
    "Every change was judged again when this site was built: by the policy, the people and the commits of its day."
)
SEALS = "Only the seals of the evidence were looked at when this site was built; no change was judged again."
COLUMNS = (
    "Change|head", "Merged|date", "Class", "Approved by", "Proof", "Touched", "Commit", "Declared|csv",
    "Merged alone|csv", "Review due|csv", "Reviewed|csv", "Binding|csv", "Authors|csv", "Reference|csv",
    "Verified|csv", "Notes|csv",
)  # fmt: skip


def changes(view: View) -> Page:
    """The register of changes, newest first."""
    page = Page(view, PATH, "Change register")
    page.kicker("Changes", f"state on {view.as_of}")
    page.h1()
    history = view.report.history
    if not history.exists:
        page.lead(NOTHING)
        page.note("What evidence is and what it proves: ", link("the limits", page.href("evidence-limits")), ".")
        return page
    page.lead(_opening(view))
    page.html(figures(_figures(page)))
    page.h2("Merged changes")
    table = Table(
        "Merged changes", COLUMNS, name="changes", listing=True, stack=True, css="g-changes",
        empty="No change has been merged through the gate yet.",
    )  # fmt: skip
    for change in reversed(history.changes):
        table.add(*_row(page, change))
    page.table(table)
    page.note(
        "Class is worked out from what the change does; declared is what its author called it. ",
        "What the policy merged without a second person is marked and counted above.",
    )
    _without(page)
    page.h2("How complete this is")
    _completeness(page)
    return page


def _opening(view: View) -> str:
    history = view.report.history
    count, gaps = len(history.changes), len(history.without)
    bad = sum(1 for one in history.changes if one.verdict in ("violated", "unproved"))
    first = f"{words.count_word(count).capitalize()} merged {'change has' if count == 1 else 'changes have'} evidence"
    second = f"; {words.plural(gaps, 'commit')} since the gate {words.agree(gaps, 'has', 'have')} none" if gaps else ""
    third = f"; {words.plural(bad, 'change')} could not be proved" if bad else ""
    return f"{first}{second}{third}.{_waiting(view)}"


def _waiting(view: View) -> str:
    """What of the merged changes still needs somebody, or that nothing does."""
    history = view.report.history
    open_ = sum(1 for one in history.changes if one.emergency and one.reviewed is None)
    alone = sum(1 for one in history.changes if one.auto_merged)
    waits, was = words.agree(open_, "emergency waits", "emergencies wait"), words.agree(alone, "was", "were")
    told = []
    if open_:
        told.append(f"{words.count_word(open_)} {waits} to be looked back on")
    if alone:
        told.append(f"{words.count_word(alone)} {was} merged without a second person")
    text = " and ".join(told)
    return f" {text[0].upper()}{text[1:]}." if text else ""


def _figures(page: Page) -> list[tuple[str, str, list[str], str]]:
    history = page.view.report.history
    count = len(history.changes)
    by_class = Counter(one.class_ or "not stated" for one in history.changes)
    proof: Counter[Strength] = Counter(strength for one in history.changes for strength in one.strengths)
    emergencies = [one for one in history.changes if one.emergency]
    waiting = sum(1 for one in emergencies if one.reviewed is None)
    alone = sum(1 for one in history.changes if one.auto_merged)
    before = "not known" if history.before is None else words.number(history.before)
    return [
        ("Changes with evidence", str(count), [f"{n} {name}" for name, n in sorted(by_class.items())], ""),
        ("Signed by the approver", str(proof["signed"]), _weaker(proof), page.href("evidence-limits")),
        ("Without a second person", str(alone), ["merged by the policy alone"], ""),
        ("Emergencies", str(len(emergencies)), [f"{waiting} not looked back on"], page.href("change-schedule")),
        ("Commits without evidence", str(len(history.without)), ["since the gate"], ""),
        ("Before the gate", before, ["commits, counted apart"], ""),
    ]


def _weaker(proof: Counter[Strength]) -> list[str]:
    """Changes with approvals that are proved in other ways: beside the others, never added up with them."""
    return [f"{proof[one]} {STRENGTH_WORDS[one]}" for one in STRENGTHS if one != "signed"]


def _row(page: Page, change: MergedChange) -> tuple[str | Cell, ...]:
    view = page.view
    seen = open_to(view, change.touched)
    title = view.say(change.title) if seen else ""
    name = cat(code(change.id), " ", title) if title else code(change.id)
    rule = ruling(view.report.snapshot, view.as_of)
    due = review_due(change, view.report.snapshot, rule.policy if rule else None, view.as_of)
    return (
        Cell(name, f"{change.id} {title}".strip(), change.id),
        dated(change.day),
        Cell(_class(view, change, due), change.class_ or "not stated"),
        _approved(page, change),
        _proof(change),
        _touched(page, change),
        Cell(commit_link(view, change.commit), change.commit),
        change.declared or "–",
        "yes" if change.auto_merged else "no",
        str(due or ""),
        str(change.reviewed or ""),
        change.binding,
        view.say(", ".join(change.authors)) if view.parties_shown else "not published",
        view.say(change.reference) if seen else "not published",
        change.verdict or "not verified",
        view.say("; ".join(change.notes)) if seen else "not published",
    )


def _class(view: View, change: MergedChange, due: date | None) -> Html:
    """The class; below it what was declared where that differs, and what an emergency still waits for."""
    lines = [esc(change.class_) if change.class_ else status("unk", "not stated")]
    if change.emergency:
        lines.append(status("warn", "emergency"))
    elif change.declared and change.declared != change.class_:
        lines.append(small(f"declared {change.declared}"))
    if due is not None and change.reviewed is None:
        late = due < view.as_of
        lines.append(status("warn", f"review late, {due}") if late else small(f"review by {due}"))
    elif change.reviewed is not None:
        lines.append(small(f"looked back on {change.reviewed}"))
    return join(lines, el("br"))


def _proof(change: MergedChange) -> Html:
    strengths = ", ".join(STRENGTH_WORDS[one] for one in change.strengths) or "none"
    if change.verdict in ("violated", "unproved"):
        return cat(status("err" if change.verdict == "violated" else "warn", change.verdict), " ", strengths)
    return esc(strengths)


def _approved(page: Page, change: MergedChange) -> Html:
    against = [one for one in change.decisions if not one.approves or not one.counted]
    more = small(f"{words.plural(len(against), 'decision')} did not count") if against else None
    alone = status("warn", "merged alone") if change.auto_merged else None
    return join([spoken(page, change.approvals), alone, more], el("br")) or esc("nobody")


def _touched(page: Page, change: MergedChange) -> Cell:
    keys = [key for key in change.touched if readable(page.view, key)]
    told = [ref(page, key) if page.view.get(key) else code(page.view.say(key)) for key in keys]
    left = len(change.touched) - len(keys)
    hidden = f"{left} not published" if left else ""
    shown = join([*told, small(hidden) if hidden else None], ", ") or esc("–")
    return Cell(shown, ", ".join([*keys, *([hidden] if hidden else [])]))


def _without(page: Page) -> None:
    view = page.view
    if not view.report.history.without:
        return
    page.h2("Commits without evidence")
    caption = "Commits without evidence"
    table = Table(caption, ("Commit|head", "Merged|date", "Title"), name="without", listing=True, stack=True)
    for commit, day, title in view.report.history.without:
        told = view.say(title) if view.audience == "restricted" else "not published"
        table.add(commit_link(view, commit), dated(day), told)
    page.table(table)
    page.note("Nothing shows who agreed to them. They are unproved, which is not the same as wrong.")


def _completeness(page: Page) -> None:
    history = page.view.report.history
    since = commit_link(page.view, history.since) if history.since else esc("not known")
    before = "not known" if history.before is None else words.plural(history.before, "commit")
    counted = words.plural(len(history.changes) + len(history.without), "commit")
    lines = [
        cat(
            "The first commit under the gate is ",
            since,
            ". Commits before it: ",
            before,
            ", counted apart, not judged.",
        ),
        esc(f"Since then {counted}: {len(history.changes)} with evidence, {len(history.without)} without."),
        esc(f"Read from {history.source}."),
        esc(REPLAYED if history.verified else SEALS),
        *[esc(page.view.say(one)) for one in history.problems],
    ]
    page.html(el("ul", *[el("li", one) for one in lines], class_="g-list"))
    page.note(
        "Anybody with a clone can repeat this without a network: ", code("gitsm cab verify"), ". What that proves: ",
        link("the limits", page.href("evidence-limits")), ".",
    )  # fmt: skip
