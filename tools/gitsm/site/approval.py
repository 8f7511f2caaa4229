"""The approval of a version, from evidence: who agreed, in which role, when, how strongly that is proved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gitsm.check.evidence import STRENGTH_WORDS, Approval, Decision, MergedChange
from gitsm.load.snapshot import Loaded
from gitsm.site.html import EMPTY, Html, cat, code, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import day, ref, roles, status
from gitsm.site.view import View

REGISTER = "changes"
ELSEWHERE, STATED, ALONE = "given elsewhere", "stated, not evidenced", "merged by the policy"


def approval_of(view: View, item: Loaded) -> Approval | None:
    """What the evidence shows for a version; None = not known."""
    return view.report.evidence.approval(view.original(item))


def approval_box(page: Page, item: Loaded) -> tuple[Html, Html]:
    """The approval of an artefact in its control box: when, and by which change; who agreed, and how that is proved."""
    if item.phase == "working":
        return el("strong", "not yet asked"), EMPTY
    legacy = getattr(item.artefact, "legacy_approval", None)
    if legacy is not None:
        elsewhere = small("given elsewhere, not evidenced here")
        return cat(el("strong", day(legacy.date)), f" in {legacy.system}, {legacy.reference}; ", elsewhere), EMPTY
    found = approval_of(page.view, item)
    if found is None:
        refused = page.view.once("refused", _refused).get((item.key, item.version))
        why = cat("; change ", link(refused.id, page.href(REGISTER)), " is ", str(refused.verdict)) if refused else None
        return cat(el("strong", "stated, not evidenced"), small(why) if why else None), EMPTY
    return _shown(page, found)


def _refused(view: View) -> dict[tuple[str, str], MergedChange]:
    """By key and version the newest change whose evidence does not hold."""
    return {
        (one.key, one.version): change
        for change in view.report.history.changes
        if change.verdict in ("violated", "unproved")
        for one in change.brought
    }


def _shown(page: Page, found: Approval) -> tuple[Html, Html]:
    change = found.change
    if change is None:
        return cat(el("strong", day(found.day)), " ", small(page.view.say(found.source))), EMPTY
    where = cat("change ", link(change.id, page.href(REGISTER)), ", commit ", commit_link(page.view, change.commit))
    told = cat(el("strong", day(change.day)), small(" · ", where))
    if change.auto_merged:
        return told, el("div", status("warn", "merged by the policy, without a second person"))
    if not change.approvals:
        return told, el("div", status("warn", "nobody agreed"))
    by = {one: [voice for voice in change.approvals if voice.strength == one] for one in change.strengths}
    return told, cat(*[el("div", small(STRENGTH_WORDS[one], ": "), spoken(page, voices)) for one, voices in by.items()])


def spoken(page: Page, decisions: Iterable[Decision]) -> Html:
    """Who decided: each role once, with those who spoke for it as far as handles may stand on the site."""
    voices: dict[str, list[str]] = {}
    for one in decisions:
        for role in one.roles or ("",):
            voices.setdefault(role, []).append(one.party)
    return join([_voices(page, role, [*dict.fromkeys(parties)]) for role, parties in voices.items()], ", ")


def _voices(page: Page, role: str, parties: list[str]) -> Html:
    named = page.view.parties_shown
    if not role:
        shown = [people(page, party) for party in parties if named and party]
        return join(shown, ", ") or esc("one person" if len(parties) == 1 else f"{len(parties)} persons")
    if not named:
        return cat(roles(page, (role,)), small(f" ({len(parties)} persons)") if len(parties) > 1 else None)
    shown = [people(page, party) for party in parties if party]
    return cat(roles(page, (role,)), cat(" (", join(shown, ", "), ")") if shown else None)


def people(page: Page, party: str) -> Html:
    """A handle; linked where it has a page."""
    return ref(page, f"party/{party}") if page.view.target(f"party/{party}").item else code(party)


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


def shown_by(view: View) -> Counter[str]:
    """Agreed documents that the audience sees, by what shows their approval; one may count under several strengths."""
    return view.once("shown-by", _shown_by)


def _shown_by(view: View) -> Counter[str]:
    found: Counter[str] = Counter()
    for item in view.items:
        if not item.kind.versioned or item.phase != "agreed":
            continue
        approval = approval_of(view, item)
        if getattr(item.artefact, "legacy_approval", None) is not None:
            found[ELSEWHERE] += 1
        elif approval is None:
            found[STATED] += 1
        elif approval.change is not None and approval.change.auto_merged:
            found[ALONE] += 1
        elif approval.change is not None:
            found.update(STRENGTH_WORDS[one] for one in approval.change.strengths)
    return found


def unproved(view: View) -> int:
    """Agreed documents, of those the audience sees, whose approval nothing shows."""
    return shown_by(view)[STATED]
