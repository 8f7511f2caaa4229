"""Roles and parties."""

from __future__ import annotations

from datetime import date

from gitsm.analysis.people import Staff
from gitsm.analysis.workload import person_loads, role_loads
from gitsm.base import words
from gitsm.base.scalars import Duration
from gitsm.load.snapshot import Loaded
from gitsm.model.process import Process
from gitsm.model.role import Party, Role
from gitsm.site.html import Html, cat, el, esc, join, link
from gitsm.site.page import Page
from gitsm.site.pages.raci import Task, staff, task_cells, tasks_by_role, through
from gitsm.site.parts import calendar, day, pairs, ref, role, roles, status
from gitsm.site.process.raci import letter_cell
from gitsm.site.redact import HIDDEN
from gitsm.site.table import Cell, Table
from gitsm.site.view import View


def _processes(view: View) -> list[Process]:
    return [
        item.artefact
        for item in view.current_of("process")
        if isinstance(item.artefact, Process) and view.condition(item) == "in force"
    ]


def role_sections(page: Page, item: Loaded) -> frozenset[str]:
    """Who holds the role, what it does, where it stands, what it owns."""
    one = item.artefact
    assert isinstance(one, Role)
    people = staff(page.view)
    _body(page, one) if one.is_body else _holders(page, one, people)
    _standing(page, one)
    _tasks(page, one)
    _owns(page, one)
    return frozenset(
        {"purpose", "type", "reports_to", "holders", "chair", "members", "quorum", "meets", "hours", "max_load"}
    )


def role_lead(page: Page, item: Loaded) -> str:
    """What the role is for, and whether somebody is there."""
    one = item.artefact
    assert isinstance(one, Role)
    purpose = (one.purpose or f"Role {one.id}.").rstrip()
    purpose += "" if purpose.endswith((".", "!", "?")) else "."
    if page.view.condition(item) != "in force" or one.type in ("customer", "supplier"):
        return purpose
    vacancy = staff(page.view).vacancy(one.id)
    if vacancy is None:
        return purpose
    why = f": {page.view.say(vacancy.words)}" if page.view.parties_shown else ""
    return cat(purpose, " ", el("strong", f"Nobody is in it today{why}."))


def _holders(page: Page, one: Role, people: Staff) -> None:
    page.h2("Held by")
    if not page.view.parties_shown:
        persons = people.persons(one.id)
        page.text(f"{words.plural(len(persons), 'person', 'people')}; who they are is not published on this site.")
        return
    table = Table(
        "Holders",
        (
            "Party|head",
            "Today",
            "As",
            "From|date",
            "To|date",
            "FTE|num",
        ),
        empty="Nobody is named.",
    )
    for holder in one.holders:
        fte = words.number(holder.fte) if holder.fte is not None else "–"
        table.add(
            ref(page, f"party/{holder.party}"),
            _now(page.view, people, holder.party, holder.from_, holder.to),
            "deputy" if holder.deputy else "holder",
            Cell(day(holder.from_)),
            Cell(day(holder.to)),
            fte,
        )
    page.table(table)
    teams = [h for h in people.holdings(one.id) if h.team]
    if teams:
        names = join([ref(page, f"party/{person}") for person in dict.fromkeys(h.person for h in teams)], ", ")
        page.note("Through teams today: ", names, ".")


def _now(view: View, people: Staff, party_id: str, start: date | None, end: date | None) -> Html:
    today = view.as_of
    if party_id == HIDDEN:
        return esc("–")
    if start is not None and today < start:
        return status("none", f"from {start}")
    if end is not None and end <= today:
        return status("none", "ended")
    item = view.report.snapshot.resolve("party", party_id, today)
    if item is not None and isinstance(item.artefact, Party) and item.artefact.absent(today):
        return status("none", "away")
    return status("ok", "holds it") if item is not None else status("err", "does not exist")


def _body(page: Page, one: Role) -> None:
    page.h2("Who sits in it")
    rows = [
        ("Chair", role(page, one.chair) if one.chair else status("warn", "no chair")),
        ("Members", roles(page, one.members)),
    ]
    if one.quorum is not None:
        rows.append(
            (
                "Quorum",
                esc(
                    f"{one.quorum} of the members"
                    if isinstance(one.quorum, str)
                    else words.plural(one.quorum, "member")
                ),
            )
        )
    if one.meets:
        rows.append(("Meets", esc(words.enum(one.meets))))
    page.html(pairs(rows))


def _standing(page: Page, one: Role) -> None:
    rows: list[tuple[str, Html]] = []
    if one.type:
        rows.append(("Kind of role", esc(words.enum(one.type))))
    above = staff(page.view).superiors(one.id)
    if above:
        rows.append(
            (
                "Reports to",
                cat(
                    role(page, above[0]),
                    el("span", " → ", join([role(page, id_) for id_ in above[1:]], " → "), class_="g-dim")
                    if above[1:]
                    else None,
                ),
            )
        )
    below = page.view.once("below", _below).get(one.id, [])
    if below:
        rows.append(("Reporting to it", roles(page, below)))
    if one.hours:
        rows.append(("Reached in", calendar(page, one.hours)))
    if one.max_load is not None:
        limit = (
            words.hours(int(one.max_load))
            if isinstance(one.max_load, Duration)
            else words.plural(int(one.max_load), "activity", "activities")
        )
        load = page.view.once("role_loads", lambda view: role_loads(_processes(view))).get(one.id)
        carried = f"; all holders together carry {words.hours(round(load.minutes))} a week" if load is not None else ""
        rows.append(("Load", esc(f"at most {limit} a week and holder{carried}")))
    if rows:
        page.h2("Where it stands")
        page.html(pairs(rows))


def _below(view: View) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in view.current_of("role"):
        if isinstance(item.artefact, Role) and item.artefact.reports_to:
            found.setdefault(item.artefact.reports_to, []).append(item.artefact.id)
    return found


def _owned(view: View) -> dict[str, list[Loaded]]:
    found: dict[str, list[Loaded]] = {}
    for item in view.items:
        if view.is_current(item) and view.condition(item) != "ended":
            found.setdefault(item.artefact.owner, []).append(item)
    return found


def _tasks(page: Page, one: Role) -> None:
    page.h2("What it does")
    table = Table(
        "Activities",
        (
            "RACI|mark",
            "Activity|head",
            "Process",
            "Duty",
            "Key control",
        ),
        name="activities",
        listing=True,
        stack=True,
        empty="No activity names this role.",
    )
    found = tasks_by_role(page.view).get(one.id, [])
    for task in sorted(found, key=_weight):
        table.add(letter_cell(task.letters), *task_cells(page, task))
    page.table(table)


def _weight(task: Task) -> tuple[int, str]:
    return (min("ARVSCI".index(letter) for letter in task.letters), task.process.path)


def _owns(page: Page, one: Role) -> None:
    owned = page.view.once("owned", _owned).get(one.id, [])
    page.h2("What it owns")
    if not owned:
        page.text("It owns no document.", css="g-empty")
        return
    by_kind: dict[str, list[Html]] = {}
    for item in owned:
        by_kind.setdefault(item.kind.plural, []).append(
            link(item.artefact.title, page.href(page.view.paths[item.path]))
        )
    page.html(pairs([(name, join(links, ", ")) for name, links in by_kind.items()]))


# -- parties ---------------------------------------------------------------------------------------------------------


def party_lead(page: Page, item: Loaded) -> str:
    """What the party is, and how many roles it holds."""
    party = item.artefact
    assert isinstance(party, Party)
    held = staff(page.view).by_person.get(party.id, ())
    count = words.plural(len({one.role for one in held}), "role")
    if party.type == "team":
        members = sum(1 for one in party.members if one.holds(page.view.as_of))
        return f"A team of {words.plural(members, 'current member')}."
    if party.type == "bot":
        return "A program; it holds no role and approves nothing."
    away = ", away today" if party.absent(page.view.as_of) else ""
    return f"A person, known here by handle only, who holds {count}{away}."


def party_sections(page: Page, item: Loaded) -> frozenset[str]:
    """Roles held, work carried, members."""
    party = item.artefact
    assert isinstance(party, Party)
    people = staff(page.view)
    if party.type == "team" or party.members:
        page.h2("Members")
        table = Table(
            "Members",
            ("Party|head", "Today", "From|date", "To|date"),
            empty="Nobody is named.",
        )
        for member in party.members:
            table.add(
                ref(page, f"party/{member.party}"),
                _now(page.view, people, member.party, member.from_, member.to),
                Cell(day(member.from_)),
                Cell(day(member.to)),
            )
        page.table(table)
        return frozenset({"type", "members"})
    held = people.by_person.get(party.id, ())
    page.h2("Roles held today")
    if held:
        page.html(el("ul", *[el("li", through(page, one)) for one in held], class_="g-list"))
    else:
        page.text("None.", css="g-empty")
    load = page.view.once("person_loads", lambda view: person_loads(staff(view), _processes(view))).get(party.id)
    if load is not None and load.total.minutes:
        limit = f" of at most {words.hours(load.limit_minutes)}" if load.limit_minutes else ""
        page.text(f"Work carried through these roles: {words.hours(round(load.total.minutes))} a week{limit}.")
    _party_tasks(page, party, people)
    return frozenset({"type"})


def _party_tasks(page: Page, party: Party, people: Staff) -> None:
    found = tasks_by_role(page.view)
    page.h2("What follows from them")
    table = Table(
        "Activities",
        (
            "RACI|mark",
            "Activity|head",
            "Process",
            "Through",
            "Duty",
            "Key control",
        ),
        name="activities",
        listing=True,
        stack=True,
        empty="No activity names these roles as A or R.",
    )
    for one in people.by_person.get(party.id, ()):
        for task in sorted(found.get(one.role, ()), key=_weight):
            kept = "".join(letter for letter in task.letters if letter in "AR")
            if kept:
                activity, process, duty, control = task_cells(page, task)
                table.add(letter_cell(kept), activity, process, through(page, one), duty, control)
    page.table(table)
