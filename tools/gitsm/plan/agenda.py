"""The agenda of a meeting: open changes by class, strictest first, and those that nobody could judge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gitsm.plan.plan import Plan

ORDER = ("emergency", "major", "normal", "standard")


@dataclass(frozen=True, slots=True)
class Item:
    """An open change: how it is called (a branch, or the number of a request), its head, and its plan."""

    name: str
    title: str
    commit: str
    plan: Plan

    @property
    def class_(self) -> str:
        """The class by whose authority it is decided."""
        return "emergency" if self.plan.request.declared == "emergency" else self.plan.class_

    @property
    def decided(self) -> bool:
        """Whether nothing is left to decide: everybody agreed and nothing blocks it."""
        return self.plan.judgement.outcome == "approved" and not self.plan.blocked


@dataclass(frozen=True, slots=True)
class Unjudged:
    """An open change that could not be read, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """Open changes of a branch on a day."""

    branch: str
    as_of: date
    items: tuple[Item, ...]
    unjudged: tuple[Unjudged, ...] = ()

    @property
    def open(self) -> int:
        """How many of the items still need a decision."""
        return sum(1 for one in self.items if not one.decided)


def agenda(branch: str, as_of: date, items: Iterable[Item], unjudged: Iterable[Unjudged] = ()) -> Agenda:
    """The agenda: by class, in each what is still to be decided first, then in the order given."""
    ordered = sorted(items, key=lambda one: (ORDER.index(one.class_), one.decided))
    return Agenda(branch, as_of, tuple(ordered), tuple(unjudged))
