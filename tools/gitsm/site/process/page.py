"""Sections of a process page: workflow, RACI, escalation, measures, interfaces, and everything else it states."""

from __future__ import annotations

from gitsm.load.snapshot import Loaded
from gitsm.model.meta import InFramework
from gitsm.model.process import Activity, Category, Process, Raci
from gitsm.site import measures, words
from gitsm.site.fields import anchor, clause, elements, evidence, model_pairs, stated, value_of
from gitsm.site.html import EMPTY, Html, cat, code, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import bullets, item_link, pairs, ref, role, roles, rule_link, status
from gitsm.site.pictures import escalation, promised, scroller, trend
from gitsm.site.process.steps import Steps, raci_roles, steps_of
from gitsm.site.table import Cell, Column, Table

LETTERS = {
    "A": "accountable", "R": "responsible", "C": "consulted", "I": "informed", "S": "supports", "V": "verifies",
}  # fmt: skip
KEY = "◆"
MANY_ROLES = 6
HANDLED = frozenset({
    "purpose", "practice", "activities", "workflow", "escalations", "kpis", "interfaces", "inputs", "outputs", "states",
    "controls", "categories", "change_policy", "scope", "objectives", "policy_statements", "triggers", "closure_codes", "tools",
    "suppliers", "customers",
})  # fmt: skip


def process_lead(page: Page, item: Loaded) -> str:
    """The purpose."""
    return getattr(item.artefact, "purpose", None) or f"Process {item.artefact.id}."


def process_sections(page: Page, item: Loaded) -> frozenset[str]:
    """Writes the sections of a process."""
    process = item.artefact
    assert isinstance(process, Process)
    steps = steps_of(page, item)
    _workflow(page, item, steps)
    _raci(page, item, steps)
    _activities(page, item, steps)
    _escalation(page, process)
    _measures(page, process)
    _interfaces(page, item, process)
    _design(page, item, process)
    _states(page, process)
    _controls(page, item, process)
    _change_policy(page, item, process)
    return HANDLED


# -- workflow --------------------------------------------------------------------------------------------------------


def _workflow(page: Page, item: Loaded, steps: Steps) -> None:
    page.h2("Workflow")
    if not steps.nodes:
        page.text("No workflow is stated yet.", css="g-empty")
    elif steps.picture:
        page.note(
            "Each column is a role. Read downwards. ⬡ a question · ▬ black bar: several steps at once · double frame ",
            f"{KEY}: key control · dashed: goes back. Every step links to its row.",
        )
        page.html(el("p", "The picture is wider than the screen: push it sideways, or read ", link("the same in words", "#steps-in-words"), ".", class_="g-note g-phone"))
        page.html(scroller(steps.picture, f"Workflow of {page.title}"))
    else:
        page.note(f"The workflow has {len(steps.nodes)} nodes, too many for a picture; the table holds them all.")
    if steps.nodes:
        page.note(_soundness(page, item))
    page.h3("Steps in words")
    if steps.nodes:
        page.text("Starts with ", steps.starts(), ".", css="g-note")
    table = Table("Steps in words", (Column("No.", "num"), Column("Step", head=True), Column("Done by"), Column("Then")), css="g-steps", empty="No step is stated yet.")
    for activity in _in_order(steps):
        then = steps.then(activity.id) if activity.id in steps.nodes else status("err", "not in the workflow")
        table.add(steps.numbers[activity.id], _step_name(activity), _doers(page, activity), then)
    page.table(table)


def _soundness(page: Page, item: Loaded) -> Html:
    rules = sorted({finding.rule for finding in page.view.findings_of(item) if finding.rule.startswith("WFL")})
    unknown = sorted({one.rule for one in page.view.not_known_of(item) if one.rule.startswith("WFL")})
    if rules:
        return cat(status("warn", "workflow has findings"), " ", join([rule_link(page, id_) for id_ in rules], ", "), ".")
    if unknown:
        return cat(status("unk", "not known"), " ", join([rule_link(page, id_) for id_ in unknown], ", "), " could not be answered.")
    return esc(f"Workflow is sound: every case can reach an end, nothing is left running (rules WFL, checked {page.view.as_of}).")


def _in_order(steps: Steps) -> list[Activity]:
    return sorted(steps.process.activities, key=lambda activity: int(steps.numbers[activity.id]))


def _step_name(activity: Activity) -> Html:
    name = activity.name or activity.id
    return cat(name, " ", el("abbr", KEY, title="key control")) if activity.control else esc(name)


def _doers(page: Page, activity: Activity) -> Html:
    raci = activity.raci
    if raci is None:
        return esc("–")
    return roles(page, raci.responsible or ((raci.accountable,) if raci.accountable else ()))


# -- RACI ------------------------------------------------------------------------------------------------------------


def letters(raci: Raci | None, role_id: str) -> str:
    """What the role is for the activity: some of A R C I S V."""
    if raci is None:
        return ""
    groups = (
        ("A", (raci.accountable,)), ("R", raci.responsible), ("C", raci.consulted), ("I", raci.informed),
        ("S", raci.support), ("V", raci.verify),
    )  # fmt: skip
    return "".join(letter for letter, group in groups if role_id in group)


def letter_cell(found: str) -> Cell:
    """A cell of the matrix; A filled, R outlined, the others plain."""
    marks = [el("abbr", one, class_=f"raci {one.lower()}", title=LETTERS[one]) for one in found]
    return Cell(join(marks), "/".join(found))


def _raci(page: Page, item: Loaded, steps: Steps) -> None:
    page.h2("Who does what (RACI)")
    shown = raci_roles(steps.process, steps.lanes)
    columns = [Column("No.", "num"), Column("Activity", head=True)]
    columns += [Column(steps.role_title(id_), "mark") for id_ in shown]
    css = "g-raci g-upright" if len(shown) > MANY_ROLES else "g-raci"
    table = Table("RACI matrix", columns, name="raci", css=css, empty="No activity is stated yet.")
    for activity in _in_order(steps):
        cells = [letter_cell(letters(activity.raci, id_)) for id_ in shown]
        table.add(steps.numbers[activity.id], _step_name(activity), *cells, id=anchor("activities", activity.id))
    page.table(table)
    key = [cat(el("span", "A", class_="raci a"), " answers for it, exactly one"), cat(el("span", "R", class_="raci r"), " does it")]
    key += [cat(el("span", "C", class_="raci c"), " is asked before"), cat(el("span", "I", class_="raci i"), " is told after")]
    key.append(esc(f"{KEY} key control"))
    parties = link("RACI by party", page.href("raci-by-party")) if page.view.parties_shown else None
    page.html(el("p", join(key, " · "), ". ", join([link("RACI by role", page.href("raci-by-role")), parties], " · "), class_="g-note"))


def _activities(page: Page, item: Loaded, steps: Steps) -> None:
    if not steps.process.activities:
        return
    page.h2("Activities in detail")
    table = Table("Activities in detail", (Column("No.", "num"), Column("Activity", head=True), Column("What is done"), Column("Duty"), Column("Work", "num")), css="g-wide3", stack=True)
    for activity in _in_order(steps):
        work = [words.duration(int(activity.effort))] if activity.effort is not None else []
        work += [f"{words.number(activity.per_week)} a week"] if activity.per_week is not None else []
        table.add(
            steps.numbers[activity.id], _step_name(activity), _how(page, item, activity),
            words.enum(activity.duty) if activity.duty else "–", join(work, el("br")) or "–",
        )  # fmt: skip
    page.table(table)
    page.note("Work: time for one execution, and executions in a usual week.")


_ELSEWHERE = frozenset({"id", "name", "description", "duty", "raci", "effort", "per_week", "control"})


def _how(page: Page, item: Loaded, activity: Activity) -> Html:
    lines: list[Html] = [esc(activity.description)] if activity.description else []
    extra = [name for name in stated(activity) if name not in _ELSEWHERE]
    details = [cat(small(words.label(name).lower(), ": "), value_of(page, item, activity, name)) for name in extra]
    if details:
        lines.append(el("span", join(details, " · "), class_="g-extra"))
    lines.append(el("span", code(activity.id), class_="g-extra"))
    return join(lines, el("br"))


# -- escalation ------------------------------------------------------------------------------------------------------


def _escalation(page: Page, process: Process) -> None:
    if not process.escalations:
        return
    page.h2("Escalation")
    levels = sorted(process.escalations, key=lambda one: one.level)
    picture = escalation(page, process, levels)
    if picture is not None:
        page.html(picture)
        known = promised(page.view, process, levels[0].of)
        if known:
            page.note(f"Times for {known[0].upper()}, promised within {words.duration(known[1])}; other priorities: the same shares of their targets.")
    table = Table("Escalation levels", (Column("Level", "num", head=True), Column("Kind"), Column("At", "num"), Column("Goes to"), Column("Also told"), Column("Priorities"), Column("Breach notice")))
    for one in levels:
        at = f"{one.at[:-1]}\u00a0%" if one.at and one.at.endswith("%") else (one.at or "–")
        table.add(
            str(one.level), words.enum(one.type), cat(at, el("br"), small("of ", words.enum(one.of))), role(page, one.to),
            roles(page, one.notify) if one.notify else "–", ", ".join(one.priorities) or "all", words.scalar(one.breach_notice),
        )  # fmt: skip
    page.table(table)


# -- measures --------------------------------------------------------------------------------------------------------


def _measures(page: Page, process: Process) -> None:
    page.h2("Measures")
    table = measures_table(page, [f"kpi/{id_}" for id_ in process.kpis])
    page.table(table)


def measures_table(page: Page, keys: list[str]) -> Table:
    """KPIs with state, trend and target; each followed by its counter-measure."""
    table = Table(
        "Measures", (Column("Measure", head=True), Column("State"), Column("Trend"), Column("Last", "num"), Column("Target", "num"), Column("Better")),
        css="g-measures", empty="No measure is named.",
    )  # fmt: skip
    done: set[str] = set()
    for key in keys:
        _measure_row(page, table, key, done, "")
    return table


def _measure_row(page: Page, table: Table, key: str, done: set[str], suffix: str) -> None:
    if key in done:
        return
    done.add(key)
    item = page.view.get(key)
    if item is None:
        table.add(ref(page, key), *[EMPTY] * 5)
        return
    one = measures.measured(page.view, item)
    kpi = one.kpi
    last = cat(measures.value(kpi, one.value), el("br"), small(measures.period(one.last))) if one.last else esc("–")
    table.add(
        cat(item_link(page, item), suffix), measures.state(one), Cell(trend(one), ""), last,
        measures.target(kpi), measures.better(kpi),
    )  # fmt: skip
    if kpi.counter_metric and not suffix:
        _measure_row(page, table, f"kpi/{kpi.counter_metric}", done, " (counter-measure)")


# -- surroundings ----------------------------------------------------------------------------------------------------

DIRECTION = {"in": "receives", "out": "hands on", "both": "both ways"}


def _interfaces(page: Page, item: Loaded, process: Process) -> None:
    if not (process.interfaces or process.inputs or process.outputs or process.triggers):
        return
    page.h2("Interfaces")
    table = Table("Interfaces", (Column("With", head=True), Column("Direction"), Column("What is exchanged")), stack=True)
    for trigger in process.triggers:
        table.add("trigger", "starts it", cat(trigger.text, " ", small(trigger.id)))
    for one in process.inputs:
        table.add(_other(page, one.from_), "receives", cat(one.text, " ", small(one.id)))
    for two in process.outputs:
        table.add(_other(page, two.to), "hands on", cat(two.text, " ", small(two.id)))
    for each in process.interfaces:
        table.add(_other(page, each.process), DIRECTION[each.direction], each.exchanges)
    page.table(table)
    extra = [(words.label(name), join(getattr(process, name), "; ")) for name in ("suppliers", "customers") if getattr(process, name)]
    if extra:
        page.html(pairs(extra))


def _other(page: Page, id_: str | None) -> Html:
    if id_ is None:
        return status("unk", "not stated")
    return esc("external") if id_ == "external" else ref(page, f"process/{id_}")


def _design(page: Page, item: Loaded, process: Process) -> None:
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


def _states(page: Page, process: Process) -> None:
    states = process.states
    if not (states or process.categories or process.closure_codes or process.tools):
        return
    page.h2("The record")
    if states:
        ends = words.listed(list(states.terminal))
        page.text("A record starts as ", el("strong", states.initial or "not stated"), " and ends as ", el("strong", ends or "not stated"), ".")
        table = Table("Changes of state", (Column("From", head=True), Column("To"), Column("Who may"), Column("What must hold")), stack=True)
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
        rows = [(one.id, join([words.enum(one.class_), one.product, f"table {one.table}" if one.table else None], ", ")) for one in process.tools]
        page.html(pairs(rows))


def _category_tree(categories: tuple[Category, ...]) -> Html:
    lines = []
    for one in categories:
        below = _category_tree(one.children) if one.children else None
        lines.append(el("li", one.name or one.id, " ", small(one.id) if one.name else None, below))
    return el("ul", *lines, class_="g-list")


def _controls(page: Page, item: Loaded, process: Process) -> None:
    if not process.controls:
        return
    page.h2("Controls")
    table = Table("Clauses the activities satisfy", (Column("Clause", head=True), Column("Activities"), Column("What they leave behind")), stack=True)
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


def _change_policy(page: Page, item: Loaded, process: Process) -> None:
    policy = process.change_policy
    if policy is None:
        return
    page.h2("Change policy of this repository")
    page.note("How changes of governed documents are judged. Read at the base of a change, never from the change itself.")
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

