"""The page of a process, section by section; here its workflow."""

from __future__ import annotations

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.process import Process
from gitsm.site.fields import elements
from gitsm.site.html import Html, cat, el, esc, join, link
from gitsm.site.page import Page
from gitsm.site.parts import rule_link, status
from gitsm.site.pictures import scroller
from gitsm.site.process.around import (
    change_policy_section,
    controls_section,
    interfaces_section,
    record_section,
    scope_section,
)
from gitsm.site.process.raci import KEY, activities_section, doers, in_order, raci_section, step_name
from gitsm.site.process.steps import Steps, steps_of
from gitsm.site.process.watch import escalation_section, measures_section
from gitsm.site.table import Table

HANDLED = frozenset(
    {
        "purpose",
        "practice",
        "activities",
        "workflow",
        "escalations",
        "kpis",
        "interfaces",
        "inputs",
        "outputs",
        "states",
        "controls",
        "categories",
        "change_policy",
        "scope",
        "objectives",
        "policy_statements",
        "triggers",
        "closure_codes",
        "tools",
        "suppliers",
        "customers",
    }
)


def process_lead(page: Page, item: Loaded) -> str:
    """The purpose."""
    return getattr(item.artefact, "purpose", None) or f"Process {item.artefact.id}."


def process_sections(page: Page, item: Loaded) -> frozenset[str]:
    """Writes the sections of a process."""
    process = item.artefact
    assert isinstance(process, Process)
    steps = steps_of(page, item)
    _workflow(page, item, steps)
    raci_section(page, steps)
    activities_section(page, item, steps)
    escalation_section(page, process)
    measures_section(page, process)
    interfaces_section(page, item, process)
    scope_section(page, item, process)
    record_section(page, process)
    controls_section(page, item, process)
    change_policy_section(page, item, process)
    return HANDLED


def _workflow(page: Page, item: Loaded, steps: Steps) -> None:
    page.h2("Workflow")
    if not steps.nodes:
        page.text("No workflow is stated yet.", css="g-empty")
    elif steps.picture:
        page.note(
            "Each column is a role. Read downwards. ⬡ a question · ▬ black bar: several steps at once · double frame ",
            f"{KEY}: key control · dashed: goes back. Every step links to its row.",
        )
        page.html(
            el(
                "p",
                "The picture is wider than the screen: push it sideways, or read ",
                link("the same in words", "#steps-in-words"),
                ".",
                class_="g-note g-phone",
            )
        )
        page.html(scroller(steps.picture, f"Workflow of {page.title}"))
    elif steps.too_large:
        page.note(f"The workflow has {len(steps.nodes)} nodes, too many for a picture; the table holds them all.")
    else:
        page.note("So many ways of the workflow cross that no picture could be followed; the table holds them all.")
    if steps.nodes:
        page.note(_soundness(page, item))
    page.h3("Steps in words")
    if steps.nodes:
        page.text("Starts with ", steps.starts(), ".", css="g-note")
    table = Table(
        "Steps in words",
        ("No.|num", "Step|head", "Done by", "Then"),
        css="g-steps",
        stack=True,
        empty="No step is stated yet.",
    )
    for activity in in_order(steps):
        then = steps.then(activity.id) if activity.id in steps.nodes else status("err", "not in the workflow")
        table.add(steps.numbers[activity.id], step_name(activity), doers(page, activity), then)
    page.table(table)
    _as_data(page, item, steps)


def _soundness(page: Page, item: Loaded) -> Html:
    rules = sorted({finding.rule for finding in page.view.findings_of(item) if finding.rule.startswith("WFL")})
    unknown = sorted({one.rule for one in page.view.not_known_of(item) if one.rule.startswith("WFL")})
    if rules:
        return cat(
            status("warn", "workflow has findings"), " ", join([rule_link(page, id_) for id_ in rules], ", "), "."
        )
    if unknown:
        return cat(
            status("unk", "not known"),
            " ",
            join([rule_link(page, id_) for id_ in unknown], ", "),
            " could not be answered.",
        )
    return esc(
        "Workflow is sound: every case can reach an end, nothing is left running "
        f"(rules WFL, checked {page.view.as_of})."
    )


def _as_data(page: Page, item: Loaded, steps: Steps) -> None:
    """Every node, edge and loop as the file states them, folded away."""
    flow = steps.process.workflow
    if flow is None or not flow.nodes:
        return
    size = f"{words.plural(len(flow.nodes), 'node')}, {words.plural(len(flow.edges), 'edge')}"
    parts = [el("summary", f"The workflow as data: {size}")]
    for title, content in (("Nodes", flow.nodes), ("Edges", flow.edges), ("Loops", flow.loops)):
        if content:
            parts.append(elements(page, item, content, title).to_html())
    page.html(el("details", Html("\n"), join(parts, "\n"), Html("\n"), class_="g-data", data_search_exclude="1"))
