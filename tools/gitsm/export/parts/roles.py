"""Who stands in each role on the day, and what the role does, gathered from a report."""

from __future__ import annotations

from dataclasses import dataclass

from gitsm.analysis.people import Holding, Staff, Vacancy
from gitsm.check.report import Report
from gitsm.load.snapshot import Loaded
from gitsm.model.process import Process
from gitsm.model.role import Role

LETTERS = (
    ("R", "responsible"), ("A", "accountable"), ("C", "consulted"), ("I", "informed"), ("S", "support"),
    ("V", "verify"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """An activity in which a role has letters, such as `RA`."""

    process: str
    activity: str
    name: str
    letters: str


@dataclass(frozen=True, slots=True)
class RoleState:
    """A role on the day: who acts for it, whether it is vacant, its letters."""

    role: Role
    item: Loaded
    holdings: tuple[Holding, ...]
    vacancy: Vacancy | None
    tasks: tuple[Task, ...]


def role_states(report: Report) -> tuple[RoleState, ...]:
    """Every role that has not ended, by id."""
    snapshot, day = report.snapshot, report.as_of
    staff = Staff(snapshot, day)
    tasks = _tasks(report)
    states = []
    for id_ in snapshot.ids.get("role", ()):
        item = snapshot.resolve("role", id_, day)
        role = staff.role(id_)
        if role is not None and item is not None:
            found = tuple(tasks.get(id_, ()))
            states.append(RoleState(role, item, staff.holdings(id_), staff.vacancy(id_), found))
    return tuple(states)


def _tasks(report: Report) -> dict[str, list[Task]]:
    found: dict[str, list[Task]] = {}
    for item in report.snapshot.of_kind("process"):
        process = item.artefact
        if not isinstance(process, Process) or report.snapshot.condition(item, report.as_of) != "in force":
            continue
        for activity in process.activities:
            letters: dict[str, str] = {}
            for letter, name in LETTERS:
                value = getattr(activity.raci, name, None) if activity.raci else None
                for role in (value,) if isinstance(value, str) else value or ():
                    letters[role] = letters.get(role, "") + letter
            for role, text in letters.items():
                found.setdefault(role, []).append(Task(process.id, activity.id, activity.name or activity.id, text))
    return found
