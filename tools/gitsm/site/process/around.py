"""What surrounds the steps of a process: interfaces, scope, record, controls, change policy."""

from __future__ import annotations

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.meta import InFramework
from gitsm.model.process import Category, Process
from gitsm.site.fields import anchor, clause, elements, evidence, model_pairs, stated, value_of
from gitsm.site.html import Html, cat, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import bullets, pairs, ref, role, status
from gitsm.site.table import Table

DIRECTION = {"in": "receives", "out": "hands on", "both": "both ways"}


def interfaces_section(page: Page, item: Loaded, process: Process) -> None:
    """Triggers, inputs, outputs and interfaces in one table."""
    if not (process.interfaces or process.inputs or process.outputs or process.triggers):
        return
    page.h2("Interfaces")
    table = Table("Interfaces", ("With|head", "Direction", "What is exchanged"), stack=True)
    for trigger in process.triggers:
        table.add("trigger", "starts it", cat(trigger.text, " ", small(trigger.id)))
    for one in process.inputs:
        table.add(_other(page, one.from_), "receives", cat(one.text, " ", small(one.id)))
    for two in process.outputs:
        table.add(_other(page, two.to), "hands on", cat(two.text, " ", small(two.id)))
    for each in process.interfaces:
        table.add(_other(page, each.process), DIRECTION[each.direction], each.exchanges)
    page.table(table)
    extra = [
        (words.label(name), join(getattr(process, name), "; "))
        for name in ("suppliers", "customers")
        if getattr(process, name)
    ]
    if extra:
        page.html(pairs(extra))


def _other(page: Page, id_: str | None) -> Html:
    if id_ is None:
        return status("unk", "not stated")
    return esc("external") if id_ == "external" else ref(page, f"process/{id_}")


def scope_section(page: Page, item: Loaded, process: Process) -> None:
    """Scope, objectives and rules for everybody."""
    if not (process.scope or process.objectives or process.policy_statements):
        return
    page.h2("Scope and rules")
    rows: list[tuple[str, Html]] = []
    if process.scope:
        rows += [("Covers", bullets(process.scope.in_))] if process.scope.in_ else []
        rows += [("Does not cover", bullets(process.scope.out))] if process.scope.out else []
    rows += [("Objectives", bullets(process.objectives))] if process.objectives else []
    rows += [("Rules for everybody", bullets(process.policy_statements))] if process.policy_statements else []
    if rows:
        page.html(pairs(rows))


def record_section(page: Page, process: Process) -> None:
    """States, categories, closure codes and tools."""
    states = process.states
    if not (states or process.categories or process.closure_codes or process.tools):
        return
    page.h2("The record")
    if states:
        ends = words.listed(list(states.terminal))
        page.text(
            "A record starts as ",
            el("strong", states.initial or "not stated"),
            " and ends as ",
            el("strong", ends or "not stated"),
            ".",
        )
        table = Table(
            "Changes of state",
            ("From|head", "To", "Who may", "What must hold"),
            stack=True,
        )
        for one in states.transitions:
            guard = join([one.guard, "reopens" if one.reopen else None], "; ")
            table.add(one.from_, one.to, role(page, one.by), guard or "–")
        page.table(table)
    if process.categories:
        page.h3("Categories")
        page.html(_category_tree(process.categories))
    if process.closure_codes:
        page.h3("Closure codes")
        page.html(pairs([(one.id, esc(one.text)) for one in process.closure_codes]))
    if process.tools:
        page.h3("Tools")
        rows = [
            (one.id, join([words.enum(one.class_), one.product, f"table {one.table}" if one.table else None], ", "))
            for one in process.tools
        ]
        page.html(pairs(rows))


def _category_tree(categories: tuple[Category, ...]) -> Html:
    lines = []
    for one in categories:
        below = _category_tree(one.children) if one.children else None
        lines.append(el("li", one.name or one.id, " ", small(one.id) if one.name else None, below))
    return el("ul", *lines, class_="g-list")


def controls_section(page: Page, item: Loaded, process: Process) -> None:
    """Clauses that activities satisfy."""
    if not process.controls:
        return
    page.h2("Controls")
    table = Table(
        "Clauses the activities satisfy",
        ("Clause|head", "Activities", "What they leave behind"),
        stack=True,
    )
    for one in process.controls:
        by = [link(id_, f"#{anchor('activities', id_)}") for id_ in one.by]
        proof = [evidence(page, each) for each in one.evidence]
        table.add(_clause_words(page, item, one.clause), join(by, ", ") or "–", join(proof, el("br")) or "–")
    page.table(table)
    page.note("Strength and scope of each clause stand in the control mapping of its framework.")


def _clause_words(page: Page, item: Loaded, name: str) -> Html:
    framework, _, number = name.partition("/")
    target = page.view.get(f"framework/{framework}")
    title = next((c.title for c in getattr(target.artefact, "clauses", ()) if c.id == number), "") if target else ""
    return cat(clause(page, item, name, InFramework("qualified")), " ", title)


def change_policy_section(page: Page, item: Loaded, process: Process) -> None:
    """The change policy, where this process holds it."""
    policy = process.change_policy
    if policy is None:
        return
    page.h2("Change policy of this repository")
    page.note(
        "How changes of governed documents are judged. Read at the base of a change, never from the change itself."
    )
    for name in stated(policy):
        content = getattr(policy, name)
        title = words.label(name)
        if isinstance(content, tuple) and content and hasattr(content[0], "model_fields_set"):
            page.h3(title)
            page.table(elements(page, item, content, title))
        elif hasattr(content, "model_fields_set"):
            page.h3(title)
            page.html(model_pairs(page, item, content))
        else:
            page.html(pairs([(title, value_of(page, item, policy, name))]))
