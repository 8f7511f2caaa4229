"""RACI by role and by party: who answers for what, across all processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gitsm.analysis.people import Holding, Staff
from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.process import Activity, Process
from gitsm.model.role import Party
from gitsm.site.fields import anchor
from gitsm.site.html import Html, cat, esc, join, link, small
from gitsm.site.page import Page
from gitsm.site.parts import item_link, ref, role, status
from gitsm.site.process.raci import KEY, letter_cell, letters
from gitsm.site.process.steps import raci_roles
from gitsm.site.redact import HIDDEN
from gitsm.site.table import Table
from gitsm.site.view import View


@dataclass(frozen=True, slots=True)
class Task:
    """A role's letters for an activity."""

    role: str
    process: Loaded
    activity: Activity
    letters: str


def tasks(view: View) -> Iterator[Task]:
    """Every cell of every matrix of the processes that references mean today."""
    for item in view.current_of("process"):
        process = item.artefact
        if not isinstance(process, Process) or view.condition(item) == "ended":
            continue
        everybody = raci_roles(process, ())
        for activity in process.activities:
            for id_ in everybody:
                found = letters(activity.raci, id_)
                if found:
                    yield Task(id_, item, activity, found)


def tasks_by_role(view: View) -> dict[str, list[Task]]:
    """The same by role."""
    return view.once("raci.by_role", _tasks_by_role)


def _tasks_by_role(view: View) -> dict[str, list[Task]]:
    found: dict[str, list[Task]] = {}
    for task in tasks(view):
        found.setdefault(task.role, []).append(task)
    return found


def staff(view: View) -> Staff:
    """Who holds which role on the as-of date."""
    return view.once("staff", lambda one: Staff(one.report.snapshot, one.as_of))


def held_by(page: Page, people: Staff, id_: str) -> Html:
    """The holders of a role today; nothing but a number where parties are not shown."""
    if id_ == HIDDEN:
        return esc("–")
    holdings = people.holdings(id_)
    if not page.view.parties_shown:
        persons = len({one.person for one in holdings})
        return status("warn", "vacant") if not persons else esc(words.plural(persons, "person", "people"))
    if not holdings:
        return status("warn", "vacant")
    shown: dict[str, Html] = {}
    for one in holdings:
        marks = [word for word, said in (("deputy", one.deputy), ("away", one.away)) if said]
        shown.setdefault(
            one.person, cat(ref(page, f"party/{one.person}"), small(f" ({', '.join(marks)})") if marks else None)
        )
    some = list(shown.values())
    return join(some[:6], ", ") if len(some) <= 6 else cat(join(some[:5], ", "), f" and {len(some) - 5} more")


def by_role(view: View) -> Page:
    """RACI by role."""
    page = Page(view, "raci-by-role", "RACI by role")
    page.kicker("People", f"state on {view.as_of}")
    page.h1()
    found = tasks_by_role(view)
    people = staff(view)
    answering = [id_ for id_, group in found.items() if any("A" in task.letters for task in group)]
    vacant = [id_ for id_ in answering if people.vacancy(id_) is not None]
    total = sum(1 for group in found.values() for task in group if "A" in task.letters)
    opening = (
        f"{words.plural(len(answering), 'role')} {words.agree(len(answering), 'answers', 'answer')} "
        f"for {words.plural(total, 'activity', 'activities')}"
    )
    page.lead(
        opening
        + (
            f"; {words.listed(vacant)} {'has' if len(vacant) == 1 else 'have'} nobody today."
            if vacant
            else "; each of them is held today."
        )
    )
    table = Table(
        "Roles and their letters",
        (
            "Role|head",
            "Held by",
            "A|num",
            "R|num",
            "C|num",
            "I|num",
            "Key controls|num",
            "Processes",
        ),
        name="raci-roles",
        listing=True,
        stack=True,
    )
    for id_ in sorted(found):
        group = found[id_]
        counts = Counter(letter for task in group for letter in task.letters)
        controls = sum(1 for task in group if task.activity.control and set(task.letters) & {"A", "R"})
        processes = list(dict.fromkeys(task.process.path for task in group))
        by_path = {task.process.path: task.process for task in group}
        table.add(
            role(page, id_),
            held_by(page, people, id_),
            *[str(counts[letter] or "–") for letter in "ARCI"],
            str(controls or "–"),
            join([item_link(page, by_path[path]) for path in processes], ", "),
        )
    page.table(table)
    page.h2("Every assignment")
    rows = Table(
        "Assignments by role",
        ("Role|head", "RACI|mark", "Activity", "Process", "Duty", "Key control"),
        name="raci-assignments",
        listing=True,
        stack=True,
        empty="No activity has a RACI yet.",
    )
    for id_ in sorted(found):
        for task in found[id_]:
            rows.add(role(page, id_), letter_cell(task.letters), *task_cells(page, task))
    page.table(rows)
    return page


def task_cells(page: Page, task: Task) -> tuple[Html | str, Html | str, str, Html | str]:
    """Activity, process, duty, key control."""
    target = page.href(page.view.paths[task.process.path], anchor("activities", task.activity.id))
    name = link(task.activity.name or task.activity.id, target)
    control = cat(f"{KEY} ", "yes") if task.activity.control else esc("no")
    return name, item_link(page, task.process), words.enum(task.activity.duty or "–"), control


def by_party(view: View) -> Page:
    """RACI by party: what each person ends up with through all roles and teams."""
    page = Page(view, "raci-by-party", "RACI by party")
    page.kicker("People", f"state on {view.as_of}")
    page.h1()
    if not view.parties_shown:
        page.lead("Who holds which role is not published on this site.")
        page.text(
            "The settings keep handles off the site; the roles stand in ",
            link("RACI by role", page.href("raci-by-role")),
            ".",
        )
        return page
    people = staff(view)
    found = tasks_by_role(view)
    shown = [
        item for item in view.current_of("party") if isinstance(item.artefact, Party) and item.artefact.type != "team"
    ]
    away = [item.artefact.id for item in shown if isinstance(item.artefact, Party) and item.artefact.absent(view.as_of)]
    page.lead(
        f"{words.plural(len(people.by_person), 'person', 'people')} hold the roles of this repository on {view.as_of}."
        + (f" {words.plural(len(away), 'of them is', 'of them are')} away." if away else "")
    )
    table = Table(
        "Parties and what they do",
        ("Party|head", "Today", "Holds", "A|num", "R|num", "Key controls|num"),
        name="raci-parties",
        listing=True,
        stack=True,
        empty="No party is published for this audience.",
    )
    for item in shown:
        holdings = people.by_person.get(item.artefact.id, ())
        mine = [task for one in holdings for task in found.get(one.role, ())]
        counts = Counter(letter for task in mine for letter in task.letters)
        controls = sum(1 for task in mine if task.activity.control and set(task.letters) & {"A", "R"})
        table.add(
            ref(page, item.key),
            _today(item, view, holdings),
            _holds(page, holdings),
            *[str(counts[letter] or "–") for letter in "AR"],
            str(controls or "–"),
        )
    page.table(table)
    page.note("A person performs what any of the roles held performs, also as deputy and through a team.")
    page.h2("Every assignment as A or R")
    rows = Table(
        "Assignments by party",
        ("Party|head", "RACI|mark", "Activity", "Process", "Through", "Duty", "Key control"),
        name="raci-party-assignments",
        listing=True,
        stack=True,
        empty="Nobody performs an activity yet.",
    )
    for item in shown:
        for one in people.by_person.get(item.artefact.id, ()):
            for task in found.get(one.role, ()):
                kept = "".join(letter for letter in task.letters if letter in "AR")
                if kept:
                    activity, process, duty, control = task_cells(page, task)
                    rows.add(
                        ref(page, item.key), letter_cell(kept), activity, process, through(page, one), duty, control
                    )
    page.table(rows)
    return page


def _today(item: Loaded, view: View, holdings: tuple[Holding, ...]) -> Html:
    party = item.artefact
    assert isinstance(party, Party)
    if party.absent(view.as_of):
        return status("none", "away")
    if party.type == "bot":
        return status("none", "a program")
    return status("ok", "present") if holdings else status("none", "holds no role")


def through(page: Page, one: Holding) -> Html:
    """The role, and whether as deputy or through a team."""
    team = cat(" through ", ref(page, f"party/{one.team}")) if one.team else None
    return cat("deputy in " if one.deputy else None, role(page, one.role), team)


def _holds(page: Page, holdings: tuple[Holding, ...]) -> Html:
    return join([through(page, one) for one in holdings], ", ") or esc("–")
