"""How much work a role and a person carry (M4): hours from effort and frequency, or a number of activities.

L(r) = sum over activities of w(a) * (1 as A + 1 as R + 0.25 as C + 0.05 as I), w = effort per execution times
executions per week. A person carries, for each role held, L(r) divided by the number of persons who hold it other
than as deputies; team members count each as a holder; a body holds no load of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gitsm.analysis.people import Staff
from gitsm.base.scalars import Duration
from gitsm.model.process import Activity, Process

SHARES = {"accountable": 1.0, "responsible": 1.0, "consulted": 0.25, "informed": 0.05}
"""Weight of a letter."""


@dataclass(frozen=True, slots=True)
class Load:
    """Work per week: `minutes` of the activities with effort and frequency, `activities` as A or R.

    `unmeasured` counts those of `activities` that state no effort or no frequency: they are in no minute.
    """

    minutes: float = 0.0
    activities: float = 0.0
    unmeasured: float = 0.0

    def plus(self, other: Load, share: float = 1.0) -> Load:
        """The sum with a share of another load."""
        return Load(
            self.minutes + other.minutes * share,
            self.activities + other.activities * share,
            self.unmeasured + other.unmeasured * share,
        )


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """What a person carries, through which roles, and the limits these roles set (None = none does)."""

    person: str
    total: Load
    shares: tuple[tuple[str, Load], ...]
    limit_minutes: int | None = None
    limit_activities: int | None = None


def weekly_minutes(activity: Activity) -> float | None:
    """Minutes per week of an activity; None where effort or frequency is not stated."""
    if activity.effort is None or activity.per_week is None:
        return None
    return int(activity.effort) * activity.per_week


def role_loads(processes: Iterable[Process]) -> dict[str, Load]:
    """The load of each role named in a RACI of these processes."""
    loads: dict[str, Load] = {}
    for process in processes:
        for activity in process.activities:
            for role, letters in _letters(activity).items():
                minutes = weekly_minutes(activity)
                acts = 1.0 if letters & {"accountable", "responsible"} else 0.0
                added = Load(
                    (minutes or 0.0) * sum(SHARES[letter] for letter in letters), acts, acts if minutes is None else 0.0
                )
                loads[role] = loads.get(role, Load()).plus(added)
    return loads


def _letters(activity: Activity) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    raci = activity.raci
    if raci is not None:
        for letter in SHARES:
            value = getattr(raci, letter)
            for role in (value,) if isinstance(value, str) else value or ():
                found.setdefault(role, set()).add(letter)
    return found


def person_loads(staff: Staff, processes: Iterable[Process]) -> dict[str, PersonLoad]:
    """The load of every person who holds a role, by handle."""
    loads = role_loads(processes)
    found: dict[str, PersonLoad] = {}
    for person, holdings in staff.by_person.items():
        total, shares = Load(), []
        minutes: list[int] = []
        counts: list[int] = []
        for id_ in dict.fromkeys(one.role for one in holdings):
            carriers = staff.regular(id_)
            role = staff.role(id_)
            if person not in carriers or role is None:
                continue
            limit = role.max_load
            if limit is not None:
                (minutes if isinstance(limit, Duration) else counts).append(int(limit))
            if id_ in loads:
                part = Load().plus(loads[id_], 1 / len(carriers))
                total = total.plus(part)
                shares.append((id_, part))
        found[person] = PersonLoad(person, total, tuple(shares), max(minutes, default=None), max(counts, default=None))
    return found
