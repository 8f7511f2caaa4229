"""The preview of a change: what changed comes first, changed pages before and after, nothing hidden shows."""

from __future__ import annotations

import posixpath
import re
from contextlib import nullcontext
from dataclasses import replace
from functools import cache
from html import unescape
from unittest.mock import patch
from urllib.parse import unquote

import pytest

from diff_support import Edits, snapshot_after
from diff_support import worked as worked_snapshot
from gitsm.approvals.request import ChangeRequest
from gitsm.check.report import Report, check
from gitsm.load.snapshot import Snapshot
from gitsm.plan.plan import Names, plan
from gitsm.rules import RULES
from gitsm.site.build import Site
from gitsm.site.preview import preview
from gitsm.site.view import Audience
from site_support import STAMP, Node, converted, parsed
from support import AS_OF

FAST = "id: respond-p1, metric: response_time, priority: p1, at_most: 30m"
SLOWER = {"slas/email.yaml": (FAST, FAST.replace("30m", "45m"))}
MOVED: Edits = {
    **SLOWER,
    "improvement_register/imp-0007.yaml": None,
    "roles/desk-hand.yaml": "id: desk-hand\ntitle: Desk hand\nversion: 0.1.0\nstatus: draft\n"
    "owner: service-desk-owner\nclassification: public\npurpose: Helps\ntype: practitioner\n",
}


def made(
    edits: Edits,
    audience: Audience = "public",
    parties: str = "handles",
    other: tuple[str, ...] = (),
    whole: bool = True,
) -> Site:
    """The preview of edits; without `whole` only what a change adds to the site: its first page, and old pages."""
    before = base(parties)
    after = check(with_parties(snapshot_after(edits), parties), RULES, AS_OF, like=before)
    found = plan(before, after, ChangeRequest(), other)
    with nullcontext() if whole else patch("gitsm.site.preview.pages", lambda view: iter(())):
        return preview(found, before, after, Names("main", "work"), STAMP, audience)


@cache
def base(parties: str) -> Report:
    return check(with_parties(worked_snapshot(), parties), RULES, AS_OF)


def with_parties(snapshot: Snapshot, parties: str) -> Snapshot:
    return replace(snapshot, settings=snapshot.settings.model_copy(update={"parties_on_site": parties}))


@cache
def moved() -> Site:
    return made(MOVED, other=("README.md",))


def page(site: Site, path: str) -> Node:
    return parsed(converted(site.files[f"{path}.md"]))


def table(node: Node, caption: str) -> list[list[str]]:
    for one in node.all():
        if one.tag == "table" and next(each.text for each in one.all() if each.tag == "caption") == caption:
            return [[cell.text for cell in row.children] for row in one.all() if row.tag == "tr"][1:]
    raise LookupError(caption)


def test_the_first_page_says_what_the_change_does_and_leads_to_both_sides() -> None:
    first = page(moved(), "index")
    assert "45 m instead of 30 m" in first.text
    pages = {row[0]: row[1:4] for row in table(first, "Changed pages")}
    assert pages["E-mail and calendar SLA"] == ["▼\ufe0e 1 looser", "before 1.1.0", "after 1.1.0"]
    assert pages["One survey instead of three Improvement"][2].endswith("gone")
    assert pages["Desk hand Role"][1].endswith("new")
    assert next(iter(pages)) == "E-mail and calendar SLA", "the document in which most is at stake comes first"
    ((what, old, new, how, class_),) = table(first, "Changes of sla/email")
    assert (old, new, class_) == ("30 m", "45 m", "major") and "first answer" in what and "looser" in how
    assert "cab" in [row[0] for row in table(first, "Who must agree")]
    assert "README.md" in first.text


def test_the_first_page_says_what_blocks_and_who_is_asked_before_the_details() -> None:
    first = page(moved(), "index")
    blocks = table(first, "What stands in the way")
    assert any("blocks" in row[0] and "sla/email (1.1.0, 2.0.0 is needed)" in row[1] for row in blocks)
    assert any("gitsm plan --fix" in row[2] for row in blocks), "with the way out"
    cab = next(row for row in table(first, "Who must agree") if row[0] == "cab")
    assert "4 needed" in cab[1] and "ops-03" in cab[2]
    titles = [node.text for node in first.all() if node.tag == "h2"]
    assert titles[:3] == ["What stands in the way", "Changed pages", "Who must agree"]
    assert titles[3].startswith("SLA E-mail")
    figures = next(node for node in first.all() if node.attributes.get("class") == "g-figures").text
    assert "Classmajor" in figures and "Looser1" in figures and "blocked, whoever agrees" in figures


def test_looser_has_the_sign_of_the_comment_and_a_frame() -> None:
    cells = [node for node in page(moved(), "index").all() if node.attributes.get("data-label") == "Direction"]
    (looser,) = (cell for cell in cells if "looser" in cell.text)
    assert looser.text == "▼\ufe0e looser by 15 m" and looser.children[0].attributes["class"] == "st warn"


def test_the_old_page_holds_the_old_promise_and_the_new_page_the_new_one() -> None:
    old, new = page(moved(), "before/sla/email").text, page(moved(), "sla/email").text
    assert "before the change" in old and "30 m" in old and "45 m" not in old
    assert "45 m" in new
    assert "before/improvement/imp-0007.md" in moved().files and "improvement/imp-0007.md" not in moved().files
    assert "before/role/desk-hand.md" not in moved().files
    assert "before/role/cab.md" not in moved().files, "what did not change is there once"


def test_every_link_of_a_preview_leads_to_a_page() -> None:
    files = moved().files
    broken = []
    for name, text in files.items():
        if not name.endswith(".md"):
            continue
        made_of_markdown = "](" in text  # everything else stands there as raw HTML already
        for address in re.findall(r'\shref="([^"]*)"', converted(text) if made_of_markdown else text):
            target = unquote(unescape(address).partition("#")[0])
            if not target or target.startswith(("https://", "mailto:")):
                continue
            full = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            if full not in files and f"{full.removesuffix('.html')}.md" not in files:
                broken.append((name, address))
    assert broken == []
    assert moved().nav[0].page == "index" and moved().nav[1].page == "at-a-glance"
    assert "At a glance" in [entry.title for entry in moved().nav]


@pytest.mark.parametrize(("audience", "seen"), [("public", False), ("restricted", True)])
def test_a_change_of_something_hidden_shows_only_that_there_is_one(audience: Audience, seen: bool) -> None:
    path = next(item.path for item in worked_snapshot().of_kind("contract") if item.artefact.classification != "public")
    item = next(one for one in worked_snapshot().items if one.path == path)
    site = made({path: (f"title: {item.artefact.title}", "title: Quietly renamed")}, audience, whole=False)
    text = site.files["index.md"]
    assert ("Quietly renamed" in text) == seen and (item.artefact.id in text) == seen
    assert ("not published for this audience" in text) != seen
    assert ("It concerns a document that is not published" in text) != seen, "nor what stands in its way"


def test_hidden_handles_stay_hidden_in_what_changed() -> None:
    edits: Edits = {"roles/risk-manager.yaml": ("party: gov-02", "party: ops-03")}
    assert "ops-03" in made(edits, whole=False).files["index.md"]
    hidden = made(edits, parties="hidden")
    assert not [
        path
        for path, text in hidden.files.items()
        if "ops-03" in text and not path.startswith(("rule/", "guide/", "reference/"))
    ]


def test_a_change_of_nothing_says_so() -> None:
    first = page(made({}, whole=False), "index").text
    assert "Nothing that anybody promised, owns or measures is different." in first
    assert "No page that this audience may see is different." in first
