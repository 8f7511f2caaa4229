"""The approval of a version, from evidence: who agreed, in which role, when, how strongly that is proved."""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.check.evidence import STRENGTH_WORDS, Approval, Decision, MergedChange
from gitsm.load.snapshot import Loaded
from gitsm.site.html import EMPTY, Html, cat, code, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import day, ref, roles, status
from gitsm.site.view import View

REGISTER = "changes"


def approval_of(view: View, item: Loaded) -> Approval | None:
    """What the evidence shows for a version; None = not known."""
    return view.report.evidence.approval(view.original(item))


def approval_box(page: Page, item: Loaded) -> Html:
    """The approval of an artefact in its control box, with its source and strength."""
    if item.phase == "working":
        return el("strong", "not yet asked")
    legacy = getattr(item.artefact, "legacy_approval", None)
    if legacy is not None:
        elsewhere = small("given elsewhere, not evidenced here")
        return cat(el("strong", day(legacy.date)), f" in {legacy.system}, {legacy.reference}; ", elsewhere)
    found = approval_of(page.view, item)
    if found is None:
        refused = page.view.once("refused", _refused).get((item.key, item.version))
        why = cat("; change ", link(refused.id, page.href(REGISTER)), " is ", str(refused.verdict)) if refused else None
        return cat(el("strong", "stated, not evidenced"), small(why) if why else None)
    return _shown(page, found)


def _refused(view: View) -> dict[tuple[str, str], MergedChange]:
    """By key and version the newest change whose evidence does not hold."""
    return {
        (one.key, one.version): change
        for change in view.report.history.changes
        if change.verdict in ("violated", "unproved")
        for one in change.brought
    }


def _shown(page: Page, found: Approval) -> Html:
    change = found.change
    if change is None:
        return cat(el("strong", day(found.day)), " ", small(page.view.say(found.source)))
    if change.auto_merged:
        told = status("warn", "merged by the policy, without a second person")
    else:
        told = join([_decision(page, one) for one in change.approvals], "; ") or status("warn", "nobody agreed")
    where = cat("change ", link(change.id, page.href(REGISTER)), ", commit ", commit_link(page.view, change.commit))
    return cat(el("strong", day(change.day)), " by ", told, small(" · ", where))


def _decision(page: Page, one: Decision) -> Html:
    spoken = roles(page, one.roles) if one.roles else None
    return cat(spoken, people(page, one.party, alone=spoken is None), ", ", small(STRENGTH_WORDS[one.strength]))


def people(page: Page, party: str, *, alone: bool) -> Html:
    """A handle as far as handles may stand on the site; `alone` = nothing stands before it."""
    if not page.view.parties_shown or not party:
        return esc("one person" if alone else "")
    told = ref(page, f"party/{party}") if page.view.target(f"party/{party}").item else code(party)
    return told if alone else cat(" (", told, ")")


def commit_link(view: View, commit: str) -> Html:
    """The first characters of a commit, linked where the repository's address is known."""
    url = view.commit_url(commit)
    return link(commit[:12], url, class_="g-id") if url else code(commit[:12])


def approval_word(view: View, item: Loaded) -> Html:
    """What is known of the approval of a version, short."""
    if item.phase == "working":
        return status("none", "not yet asked")
    if getattr(item.artefact, "legacy_approval", None) is not None:
        return status("unk", "given elsewhere")
    found = approval_of(view, item)
    if found is None:
        return status("unk", "not evidenced")
    change = found.change
    if change is not None and change.auto_merged:
        return cat(day(found.day), " ", status("warn", "merged alone"))
    proof = ", ".join(STRENGTH_WORDS[one] for one in change.strengths) if change else ""
    return cat(day(found.day), *([el("br"), small(proof)] if proof else [EMPTY]))


def readable(view: View, key: str) -> bool:
    """Whether the audience may read of an artefact. What is gone may have been anything, so only some may."""
    return view.audience == "restricted" or view.target(key).state == "shown"


def open_to(view: View, touched: Iterable[str]) -> bool:
    """Whether the audience may read the words of a change that touched these: it may see all of them."""
    keys = tuple(touched)
    return view.audience == "restricted" or (bool(keys) and all(readable(view, key) for key in keys))


def unproved(view: View) -> int:
    """Agreed documents, of those the audience sees, whose approval nothing shows."""
    return view.once("unproved", _unproved)


def _unproved(view: View) -> int:
    return sum(
        1
        for item in view.items
        if item.kind.versioned and item.phase == "agreed" and approval_of(view, item) is None
        and getattr(item.artefact, "legacy_approval", None) is None
    )  # fmt: skip
