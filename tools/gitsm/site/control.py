"""The control box of an artefact: what an auditor asks first of any document."""

from __future__ import annotations

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.artefact import AgreementDocument, Document
from gitsm.site.approval import approval_box
from gitsm.site.html import EMPTY, Html, cat, code, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import check_word, condition, day, item_link, next_review, role, status
from gitsm.site.view import View


def control_box(page: Page, item: Loaded) -> Html:
    """Identity, version, status, owner, time in force, review, classification, check and approval of a document."""
    view, artefact = page.view, item.artefact
    pairs: list[tuple[str, Html, str]] = [("Document", el("strong", item.key), "")]
    if isinstance(artefact, Document):
        pairs.append(("Version", _version(page, item), ""))
    pairs.append(("Status", condition(view, item), ""))
    pairs.append(("Owner", el("strong", role(page, artefact.owner)), ""))
    if isinstance(artefact, AgreementDocument):
        pairs += [("Valid", _validity(artefact), "two"), ("Notice", _notice(artefact), "")]
    elif isinstance(artefact, Document):
        pairs.append(("In force from", _in_force(artefact), ""))
    if isinstance(artefact, Document):
        pairs.append(("Next review", _review(view, item), ""))
    half = "half" if isinstance(artefact, AgreementDocument) else ""
    pairs.append(("Classification", el("strong", artefact.classification), half))
    pairs.append(("Check", check_word(view, item), half))
    pairs.append(("Approval", _approval(page, item), "wide" if isinstance(artefact, Document) else "three"))
    cells = [el("div", el("dt", name), el("dd", value), class_=css or None) for name, value, css in pairs]
    return el("dl", *cells, class_="g-control", aria_label="Document control")


def _version(page: Page, item: Loaded) -> Html:
    others = [other for other in page.view.versions(item) if other.path != item.path]
    shown = el("strong", item.version)
    if not others:
        return shown
    linked = join([item_link(page, other, other.version) for other in others], ", ")
    return cat(shown, " ", small("also ", linked))


def _validity(artefact: AgreementDocument) -> Html:
    valid = artefact.valid
    if valid is None:
        return status("unk", "not stated")
    end = cat(" to ", day(valid.to), small(" exclusive")) if valid.to else esc(" without end")
    return el("strong", day(valid.from_, "not stated"), end)


def _notice(artefact: AgreementDocument) -> Html:
    stated = artefact.valid.notice if artefact.valid else None
    return el("strong", words.notice(stated)) if stated else status("unk", "not stated")


def _in_force(artefact: Document) -> Html:
    if artefact.start is None:
        return status("unk", "not stated")
    end = cat(" to ", day(artefact.end), small(" exclusive")) if artefact.end else EMPTY
    return el("strong", day(artefact.start), end)


def _review(view: View, item: Loaded) -> Html:
    due = next_review(item)
    if due is None:
        return status("unk", "not stated")
    if view.condition(item) == "in force" and due < view.as_of:
        return cat(el("strong", day(due)), " ", status("warn", f"{words.plural((view.as_of - due).days, 'day')} late"))
    return cat(el("strong", day(due)), " ", small(words.distance(due, view.as_of)))


def _approval(page: Page, item: Loaded) -> Html:
    links = [
        link("history", page.view.history_url(item.path)) if page.view.history_url(item.path) else None,
        link("edit this page", page.view.edit_url(item.path)) if page.view.edit_url(item.path) else None,
        code(item.path) if not page.view.edit_url(item.path) else None,
    ]
    told, by = approval_box(page, item)
    return cat(join([told, *links], " · "), by)
