"""Who does what: the RACI matrix and the activities in detail."""

from __future__ import annotations

from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.process import Activity, Raci
from gitsm.site.fields import anchor, stated, value_of
from gitsm.site.html import Html, cat, code, el, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import role, roles
from gitsm.site.process.steps import Steps, raci_roles
from gitsm.site.table import Cell, Column, Table, tools

LETTERS = {
    "A": "accountable",
    "R": "responsible",
    "C": "consulted",
    "I": "informed",
    "S": "supports",
    "V": "verifies",
}
KEY = "◆"
MANY_ROLES = 6
FEW_ROLES = 8
"""Up to so many roles all have a column; beyond, only those that answer or do."""


def in_order(steps: Steps) -> list[Activity]:
    """The activities by their numbers."""
    return sorted(steps.process.activities, key=lambda activity: int(steps.numbers[activity.id]))


def step_name(activity: Activity) -> Html:
    """The name of an activity, with the mark of a key control."""
    name = activity.name or activity.id
    return cat(name, "\u00a0", el("abbr", KEY, title="key control")) if activity.control else esc(name)


def doers(page: Page, activity: Activity) -> Html:
    """Who does it: its R roles, else its A."""
    raci = activity.raci
    if raci is None:
        return esc("–")
    return roles(page, raci.responsible or ((raci.accountable,) if raci.accountable else ()))


def letters(raci: Raci | None, role_id: str) -> str:
    """What the role is for the activity: some of A R C I S V."""
    if raci is None:
        return ""
    groups = (
        ("A", (raci.accountable,)),
        ("R", raci.responsible),
        ("C", raci.consulted),
        ("I", raci.informed),
        ("S", raci.support),
        ("V", raci.verify),
    )
    return "".join(letter for letter, group in groups if role_id in group)


def letter_cell(found: str) -> Cell:
    """A cell of the matrix; A filled, R outlined, the others plain."""
    marks = [el("abbr", one, class_=f"raci {one.lower()}", title=LETTERS[one]) for one in found]
    return Cell(join(marks), "/".join(found))


def raci_section(page: Page, steps: Steps) -> None:
    """The matrix with its key; a role that neither answers nor does may stand in the last column."""
    page.h2("Who does what (RACI)")
    everybody = raci_roles(steps.process, steps.lanes)
    doing = [
        id_ for id_ in everybody if any(set(letters(one.raci, id_)) & {"A", "R"} for one in steps.process.activities)
    ]
    shown = everybody if len(everybody) <= FEW_ROLES else doing
    rest = [id_ for id_ in everybody if id_ not in shown]
    columns: list[str | Column] = ["No.|num", "Activity|head"]
    columns += [Column(steps.role_title(id_), "mark") for id_ in shown]
    columns += ["Others asked or told"] if rest else []
    css = "g-raci g-upright" if len(shown) > MANY_ROLES else "g-raci"
    table = Table("RACI matrix", columns, css=css, empty="No activity is stated yet.")
    for activity in in_order(steps):
        cells: list[str | Cell] = [letter_cell(letters(activity.raci, id_)) for id_ in shown]
        cells += [_others(page, activity, rest)] if rest else []
        table.add(steps.numbers[activity.id], step_name(activity), *cells, id=anchor("activities", activity.id))
    if steps.process.activities:
        page.html(
            join([table.to_html(), tools(page.keep("raci", _whole_matrix(steps, everybody)), "RACI matrix")], "\n")
        )
    else:
        page.table(table)
    key = [
        cat(el("span", "A", class_="raci a"), " answers for it, exactly one"),
        cat(el("span", "R", class_="raci r"), " does it"),
    ]
    key += [
        cat(el("span", "C", class_="raci c"), " is asked before"),
        cat(el("span", "I", class_="raci i"), " is told after"),
    ]
    key.append(esc(f"{KEY} key control"))
    parties = link("RACI by party", page.href("raci-by-party")) if page.view.parties_shown else None
    page.html(
        el(
            "p",
            join(key, " · "),
            ". ",
            join([link("RACI by role", page.href("raci-by-role")), parties], " · "),
            class_="g-note",
        )
    )


def _others(page: Page, activity: Activity, rest: list[str]) -> Html:
    """Roles that have no column of their own, with their letters."""
    found = [(id_, letters(activity.raci, id_)) for id_ in rest]
    return join(
        [
            cat(el("abbr", "/".join(marks), title=", ".join(LETTERS[one] for one in marks)), "\u00a0", role(page, id_))
            for id_, marks in found
            if marks
        ],
        ", ",
    )


def _whole_matrix(steps: Steps, everybody: list[str]) -> Table:
    """The matrix with a column for every role, by id, as it is downloaded."""
    table = Table(
        "RACI matrix",
        ["No.", "Id", "Activity", "Key control", *[Column(id_) for id_ in everybody]],
    )
    for activity in in_order(steps):
        cells = [letter_cell(letters(activity.raci, id_)) for id_ in everybody]
        table.add(steps.numbers[activity.id], activity.id, activity.name, words.scalar(activity.control), *cells)
    return table


def activities_section(page: Page, item: Loaded, steps: Steps) -> None:
    """What is done in each activity, and everything else it states."""
    if not steps.process.activities:
        return
    page.h2("Activities in detail")
    table = Table(
        "Activities in detail",
        (
            "No.|num",
            "Activity|head",
            "What is done",
            "Duty",
            "Work|num",
        ),
        css="g-wide3",
        stack=True,
    )
    for activity in in_order(steps):
        work = [words.duration(int(activity.effort))] if activity.effort is not None else []
        work += [f"{words.number(activity.per_week)} a week"] if activity.per_week is not None else []
        table.add(
            steps.numbers[activity.id],
            step_name(activity),
            _how(page, item, activity),
            words.enum(activity.duty) if activity.duty else "–",
            join(work, el("br")) or "–",
        )
    page.table(table)
    page.note("Work: time for one execution, and executions in a usual week.")


_ELSEWHERE = frozenset({"id", "name", "description", "duty", "raci", "effort", "per_week", "control"})


def _how(page: Page, item: Loaded, activity: Activity) -> Html:
    lines: list[Html] = [esc(activity.description)] if activity.description else []
    extra = [name for name in stated(activity) if name not in _ELSEWHERE]
    details = [cat(small(words.label(name).lower(), ": "), value_of(page, item, activity, name)) for name in extra]
    lines.append(el("span", join([*details, code(activity.id)], " · "), class_="g-extra"))
    return join(lines, el("br"))
