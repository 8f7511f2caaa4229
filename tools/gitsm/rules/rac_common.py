"""What the rules of family RAC share: the RACI cells of a process, and words for messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gitsm.base.source import Route
from gitsm.check.people import staff_of
from gitsm.check.rule import Context, Unknown
from gitsm.model.process import Activity, Process, Raci


@dataclass(frozen=True, slots=True)
class Cell:
    """An activity with its RACI and its position in the process."""

    position: int
    activity: Activity
    raci: Raci

    @property
    def route(self) -> Route:
        """Route of the whole RACI."""
        return ("activities", self.position, "raci")

    def field(self, letter: str) -> Route:
        """Route of one field of the RACI."""
        return (*self.route, letter)

    @property
    def name(self) -> str:
        """The activity as messages name it."""
        return quoted(self.activity)


def cells(process: Process) -> Iterator[Cell]:
    """The activities of a process; one without RACI has an empty one."""
    for position, activity in enumerate(process.activities):
        yield Cell(position, activity, activity.raci or _EMPTY)


_EMPTY = Raci()


def quoted(activity: Activity) -> str:
    """The name of an activity in quotation marks, or its id."""
    return f'"{activity.name or activity.id}"'


def listed(words: Iterable[str], most: int = 6) -> str:
    """`a`, `a and b`, `a, b and c`, `a, b and 7 more`."""
    items = list(dict.fromkeys(words))
    if len(items) > most:
        items = [*items[: most - 1], f"{len(items) - most + 1} more"]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else "nobody"


def no_such_file(context: Context, role: str, route: Route) -> Iterator[Unknown]:
    """The answer "not known" where the role's own file is broken."""
    if staff_of(context).standing(role) == "unreadable":
        yield Unknown(f"role/{role} cannot be read", route)


def unreadable(context: Context, role: str, route: Route) -> Iterator[Unknown]:
    """The answer "not known" where a broken file hides who acts for a role."""
    key = staff_of(context).unreadable(role)
    if key:
        yield Unknown(f"{key} cannot be read, so nobody can say who acts as {role}", route)
