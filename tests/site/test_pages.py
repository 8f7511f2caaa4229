"""The rendered pages: a page for each file with each of its fields, no link that leads nowhere, a CSV for each list."""

from __future__ import annotations

import csv
import io
import posixpath
import re
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from pydantic import BaseModel

from gitsm.base import words
from gitsm.base.scalars import Version
from gitsm.model.kinds import KINDS
from gitsm.rules import RULES
from gitsm.site.build import Site
from gitsm.site.pages import rules as rule_pages
from site_support import Node, converted, parsed, small_site, worked, worked_site

EVERYTHING = worked_site("restricted")
DRAFT = "title: T\nversion: 1.0.0\nstatus: draft\nowner: nobody\nclassification: public\n"


@pytest.fixture(scope="module")
def trees() -> dict[str, Node]:
    return {
        path.removesuffix(".md"): parsed(converted(text))
        for path, text in EVERYTHING.files.items()
        if path.endswith(".md")
    }


def leaves(value: Any, name: str = "") -> list[tuple[str, Any]]:
    """(field, value) of everything a model states."""
    if isinstance(value, BaseModel):
        return [leaf for key in value.model_fields_set for leaf in leaves(getattr(value, key), key)]
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in [(name, key), *leaves(item, name)]]
    if isinstance(value, (tuple, list)):
        return [leaf for item in value for leaf in leaves(item, name)]
    return [] if value is None else [(name, value)]


def spellings(name: str, value: Any) -> set[str]:
    """How a value may be written on a page."""
    text = words.scalar(value).replace("\u00a0", " ")
    found = {text, words.enum(text), str(value), text.upper(), words.label(text), text.partition("/")[2] or text}
    if type(value) in (int, float):
        found |= {f"{float(value):.1f}", f"{float(value):.2f}", words.number(value).replace("\u00a0", " ")}
    if value == "24x7":
        found.add("24×7")
    if isinstance(value, str):
        found |= {" ".join(value.split()), value[:-1] if value.endswith("%") else value}
        if re.fullmatch(r"[0-9]+(d|mo)", value):
            found.add(words.notice(value).replace("\u00a0", " "))
    return found


SAID_OTHERWISE = {
    "schema_version",
    *("default", "maintain", "counted_as_downtime", "reason_required", "major", "target", "deputy", "control"),
    *("best_effort", "in_scope", "breach_notice", "closed", "direction", "on_priority_change", "on_reopen", "cut_over"),
    *("up_to", "weekly", "retention", "performed_by", "type", "practice", "decision", "region", "rounding"),
}
"""What a field says in other words, in a picture, or only where it matters."""


@pytest.mark.parametrize("item", EVERYTHING.view.items, ids=lambda item: item.path)
def test_no_field_of_a_file_is_missing_on_its_page(item: Any, trees: dict[str, Node]) -> None:
    tree = trees[EVERYTHING.view.paths[item.path]]
    said = (
        tree.text.replace("\u00a0", " ")
        + " "
        + " ".join(
            value
            for node in tree.all()
            for key, value in node.attributes.items()
            if key in ("href", "id", "aria-label", "title")
        )
    )
    titles: dict[str, set[str]] = {}
    for other in EVERYTHING.view.items:
        titles.setdefault(other.artefact.id, set()).add(other.artefact.title)
    missing = []
    for name, value in leaves(item.artefact):
        if name in SAID_OTHERWISE or isinstance(value, (bool, Version)):
            continue
        wanted = spellings(name, value)
        if isinstance(value, date):
            wanted |= {f"{value:%Y-%m}", f"{value.year}-Q{(value.month + 2) // 3}"}
        wanted |= {title for word in wanted for title in titles.get(word, ())}
        if name == "to" and isinstance(value, date):
            continue  # the end of a period of observations is said by its name
        if not any(" ".join(word.split()) in said for word in wanted if word):
            missing.append((name, value))
    assert missing == []


def test_every_file_has_a_page_with_its_control_box(trees: dict[str, Node]) -> None:
    view = EVERYTHING.view
    assert {item.path for item in view.items} == {item.path for item in worked().snapshot.items}
    for item in view.items:
        box = next(node for node in trees[view.paths[item.path]].all() if node.attributes.get("class") == "g-control")
        names = [node.text for node in box.all() if node.tag == "dt"]
        wanted = {"Document", "Status", "Owner", "Classification", "Check", "Approval"}
        if item.kind.versioned:
            wanted |= {"Version", "Next review"}
        assert wanted <= set(names), item.path
        assert item.key in box.text
        assert item.artefact.owner in box.text
        if item.version:
            assert item.version in box.text
        if item.phase == "agreed" and item.kind.versioned:
            assert "not evidenced" in box.text, item.path
        edit = next(node.attributes["href"] for node in box.all() if node.tag == "a" and node.text == "edit this page")
        assert unquote(edit) == f"{view.settings.repository}/edit/main/{item.path}"


def test_every_link_leads_to_a_page_and_every_anchor_exists(trees: dict[str, Node]) -> None:
    anchors = {
        path: {node.attributes["id"] for node in tree.all() if "id" in node.attributes} for path, tree in trees.items()
    }
    broken = []
    for path, tree in trees.items():
        for node in tree.all():
            address = node.attributes.get("href")
            if address is None or address.startswith(("https://", "mailto:")):
                continue
            target, _, anchor = address.partition("#")
            full = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target)))
                if target
                else f"{path}.html"
            )
            if full.endswith((".csv", ".ics")):
                if full not in EVERYTHING.files:
                    broken.append((path, address))
                continue
            page = full.removesuffix(".html")
            if page not in trees or (anchor and anchor not in anchors[page]):
                broken.append((path, address))
    assert broken == []


def test_ids_are_unique_on_each_page(trees: dict[str, Node]) -> None:
    for path, tree in trees.items():
        ids = [node.attributes["id"] for node in tree.all() if "id" in node.attributes]
        assert len(ids) == len(set(ids)), path


def test_the_navigation_leads_to_pages_and_stays_short() -> None:
    entries = [entry for top in EVERYTHING.nav for entry in (top, *top.entries)]
    assert all(f"{entry.page}.md" in EVERYTHING.files for entry in entries if entry.page)
    many = small_site(
        {f"processes/p{n}.yaml": f"id: p{n}\ntitle: P\nversion: 1.0.0\nstatus: draft\nowner: x\n" for n in range(40)}
    )
    assert len(str(many.nav)) < 2 * len(str(worked_site().nav))


def test_each_list_downloads_as_csv_with_as_many_rows_as_it_shows(trees: dict[str, Node]) -> None:
    seen = 0
    for path, tree in trees.items():
        for node in tree.all():
            if node.tag != "table" or "g-listing" not in node.attributes.get("class", ""):
                continue
            rows = sum(1 for one in node.all() if one.tag == "tr") - 1
            caption = next(one.text for one in node.all() if one.tag == "caption")
            links = [one for one in tree.all() if one.attributes.get("aria-label") == f"{caption} as CSV"]
            assert len(links) == 1, (path, caption)
            file = posixpath.normpath(posixpath.join(posixpath.dirname(path), links[0].attributes["href"]))
            read = list(csv.reader(io.StringIO(EVERYTHING.files[file], newline="")))
            assert len(read) == rows + 1, (path, caption)
            assert {len(row) for row in read} == {len(read[0])}
            seen += 1
    assert seen > 30


def test_the_register_is_complete_and_says_what_an_auditor_asks() -> None:
    read = list(csv.DictReader(io.StringIO(EVERYTHING.files["csv/register.csv"], newline="")))
    documents = [item for item in worked().snapshot.items if item.kind.versioned]
    assert sorted(row["File"] for row in read) == sorted(item.path for item in documents)
    row = next(row for row in read if row["File"] == "slas/email.yaml")
    assert {"Version", "Status", "Owner", "In force from", "Next review", "Approval", "Classification"} <= set(row)
    assert (row["In force from"], row["To"], row["Next review"]) == ("2026-02-01", "2027-02-01", "2027-01-20")


def test_used_by_and_refers_to_are_two_ends_of_the_same_links(trees: dict[str, Node]) -> None:
    view = EVERYTHING.view
    out: set[tuple[str, str]] = set()
    back: set[tuple[str, str]] = set()
    for item in view.items:
        here = view.paths[item.path]
        for caption, pairs in ((f"What {item.key} refers to", out), (f"What uses {item.key}", back)):
            for node in trees[here].all():
                if node.attributes.get("aria-label") == caption and node.tag == "div":
                    for one in node.all():
                        if one.tag == "a":
                            there = posixpath.normpath(posixpath.join(posixpath.dirname(here), one.attributes["href"]))[
                                :-5
                            ]
                            pairs.add((here, there) if pairs is out else (there, here))
    current = {view.paths[item.path] for item in view.items if view.is_current(item)}
    assert {pair for pair in out if pair[1] in current} == {pair for pair in back if pair[1] in current}
    assert ("process/incident-management", "role/incident-manager") in out


def test_each_rule_has_a_page_with_a_good_and_a_bad_example(trees: dict[str, Node]) -> None:
    for rule in RULES:
        tree = trees[f"rule/{rule.id}"]
        if rule.id in ("CHG-05", "CHG-07"):
            continue  # about commits and generated files: no content of a repository shows them
        classes = [node.attributes.get("class", "") for node in tree.all()]
        assert "g-example ok" in classes and "g-example warn" in classes, rule.id
        said = tree.text
        assert all(text.replace("`", "")[1:] in said for text in (rule.title, rule.why, rule.fix)), rule.id
    marked = [node.text for node in trees["rule/RAC-01"].all() if node.attributes.get("class") == "g-code marked"]
    assert any("responsible" in line for line in marked)
    quoted = trees["rule/OLA-02"].text
    assert "nobody is there from Thu 2026-01-01 00:00 to 08:00" in quoted, "an example shows what would be reported"
    assert all(rule_pages.family(rule) in rule_pages.FAMILIES for rule in RULES)
    index = parsed(converted(EVERYTHING.files["rules.md"]))
    assert all(rule.id in index.text for rule in RULES)


def test_each_process_shows_its_picture_and_the_same_in_words(trees: dict[str, Node]) -> None:
    for item in EVERYTHING.view.of_kind("process"):
        tree = trees[EVERYTHING.view.paths[item.path]]
        process: Any = item.artefact
        assert any("g-swimlane" in node.attributes.get("class", "") for node in tree.all())
        steps = next(
            node for node in tree.all() if node.tag == "table" and "g-steps" in node.attributes.get("class", "")
        )
        rows = [node for node in steps.all() if node.tag == "tr"][1:]
        assert len(rows) == len(process.activities)
        assert [node.children[0].text for node in rows] == [str(n) for n in range(1, len(rows) + 1)]
        assert "nothing follows" not in steps.text and "not in the workflow" not in steps.text
        ids = {node.attributes["id"] for node in tree.all() if "id" in node.attributes}
        assert {f"step-{activity.id}" for activity in process.activities} <= ids


def test_a_workflow_in_words_says_branches_waits_loops_and_ends() -> None:
    site = small_site({"processes/loan.yaml": LOAN, "roles/clerk.yaml": CLERK})
    tree = parsed(converted(site.files["process/loan.md"]))
    steps = next(node for node in tree.all() if node.tag == "table" and "g-steps" in node.attributes.get("class", ""))
    then = {
        node.children[1].text: node.children[3].text
        for node in steps.all()
        if node.tag == "tr" and node.children[0].tag == "td"
    }
    assert then["Ask"] == "clerk decides: Complete? yes both 2 and 3, no back to 1, at most 2 times"
    assert then["Check income"] == then["Check debts"] == "wait for 2 and 3, then 4"
    assert then["Answer"] == "end: Answered"


CLERK = "id: clerk\ntitle: Clerk\nversion: 1.0.0\nstatus: draft\nowner: clerk\nclassification: public\n"
LOAN = """\
id: loan
title: Loan
version: 1.0.0
status: draft
owner: owner
classification: public
activities:
  - {id: ask, name: Ask, raci: {accountable: clerk, responsible: [clerk]}}
  - {id: income, name: Check income, raci: {accountable: clerk, responsible: [clerk]}}
  - {id: debts, name: Check debts, raci: {accountable: clerk, responsible: [teller]}}
  - {id: answer, name: Answer, raci: {accountable: clerk, responsible: [teller]}}
workflow:
  nodes:
    - {id: s, type: start}
    - {id: ask, type: task}
    - {id: q, type: xor, decides: clerk, question: "Complete?"}
    - {id: split, type: and}
    - {id: income, type: task}
    - {id: debts, type: task}
    - {id: wait, type: and}
    - {id: answer, type: task}
    - {id: e, type: end, label: Answered}
  edges:
    - {from: s, to: ask}
    - {from: ask, to: q}
    - {from: q, to: split, label: "yes"}
    - {from: q, to: ask, label: "no"}
    - {from: split, to: income}
    - {from: split, to: debts}
    - {from: income, to: wait}
    - {from: debts, to: wait}
    - {from: wait, to: answer}
    - {from: answer, to: e}
  loops: [{back: [q, ask], limit: 2}]
"""


def test_broken_and_unfinished_files_still_give_a_site() -> None:
    site = small_site(
        {
            "processes/a.yaml": f"id: a\n{DRAFT}",
            "processes/b.yaml": "id: b\ntitle: [\n",
            "slas/c.yaml": f"id: c\n{DRAFT}services: [no]\n",
            "slas/d.yaml": f"id: d\n{DRAFT}services: [gone]\n",
            "processes/w.yaml": f"id: w\n{DRAFT}"
            "workflow:\n  nodes: [{id: x, type: xor}, {id: y, type: and}]\n"
            "  edges: [{from: x, to: y}, {from: y, to: x}, {from: x, to: z}]\n",
        },
        "restricted",
    )
    assert "process/a.md" in site.files and "process/b.md" not in site.files
    assert "does not exist" in parsed(converted(site.files["sla/d.md"])).text
    assert "processes/b.yaml" in parsed(converted(site.files["findings.md"])).text
    assert "errors block" in parsed(converted(site.files["index.md"])).text


def test_an_empty_repository_says_so_in_words() -> None:
    site = small_site({})
    assert (
        "Nothing waits for anybody" in parsed(converted(site.files["index.md"])).text
        or "wait" in site.files["index.md"]
    )
    assert "No waiver is in force." in parsed(converted(site.files["waivers.md"])).text
    assert "The check found nothing." in site.files["findings.md"] or "finding" in site.files["findings.md"]
    assert all(f"all/{slug}.md" in site.files for slug in KINDS if slug != "settings")


def test_a_hostile_workflow_is_described_in_bounded_time() -> None:
    nodes = (
        ["{id: s, type: start}"]
        + [f"{{id: x{n}, type: xor}}" for n in range(60)]
        + ["{id: t, type: task}", "{id: e, type: end}"]
    )
    edges = ["{from: s, to: t}", "{from: t, to: x0}"]
    edges += [f"{{from: x{n}, to: x{m}}}" for n in range(59) for m in (n + 1, n + 2) if m < 60] + ["{from: x59, to: e}"]
    steps = "activities: [{id: t, name: T}]"
    flow = f"workflow:\n  nodes: [{', '.join(nodes)}]\n  edges: [{', '.join(edges)}]\n"
    text = f"id: h\n{DRAFT}{steps}\n{flow}"
    site = small_site({"processes/h.yaml": text})
    assert len(site.files["process/h.md"]) < 2_000_000


def test_the_same_report_gives_the_same_text() -> None:
    from gitsm.site.build import render

    view = EVERYTHING.view
    again: Site = render(view.report, view.stamp, view.audience)
    assert again.files == EVERYTHING.files and again.nav == EVERYTHING.nav


CALENDAR = "version: 1.0.0\nstatus: draft\nowner: nobody\nclassification: public\ntimezone: Europe/Berlin\n"
EARLY = f'id: early\ntitle: Early\n{CALENDAR}weekly: {{mon-tue: [["06:00", "14:00"]]}}\n'
LATE = f'id: late\ntitle: Late\n{CALENDAR}weekly: {{mon: [["12:00", "20:00"]]}}\n'


@pytest.mark.parametrize(
    ("parents", "rows"),
    [
        ("union: [early, late]", {"Mon": "06:00–20:00", "Tue": "06:00–14:00", "Wed": "closed"}),
        ("intersection: [early, late]", {"Mon": "12:00–14:00", "Tue": "closed"}),
        ("intersection: [early, 24x7]", {"Mon": "06:00–14:00", "Tue": "06:00–14:00"}),
        ("union: [early, both]", {}),
        ("union: [early, far]", {"Mon": "05:00–14:00", "Tue": "06:00–14:00"}),
        ("union: [early, gone]", {}),
    ],
)
def test_a_combined_calendar_shows_its_parents_and_the_week_that_follows(parents: str, rows: dict[str, str]) -> None:
    site = small_site(
        {
            "services/calendars/early.yaml": EARLY,
            "services/calendars/late.yaml": LATE,
            "services/calendars/far.yaml": LATE.replace("late", "far").replace("Europe/Berlin", "Asia/Tokyo"),
            "services/calendars/both.yaml": f"id: both\ntitle: Both\n{CALENDAR}parents: {{{parents}}}\n",
        }
    )
    page = parsed(converted(site.files["calendar/both.md"]))
    tables = {node.children[0].text: node for node in page.all() if node.tag == "table"}
    assert "Mon–Tue 06:00–14:00" in tables["Parent calendars"].text
    assert ("not worked out here" in page.text) == (not rows)
    shown = tables.get("Open hours")
    found = {row.children[0].text: row.children[1].text for row in shown.all() if row.tag == "tr"} if shown else {}
    assert {day: found.get(day) for day in rows} == rows
