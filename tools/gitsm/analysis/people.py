"""Who holds a role on a day: holders, deputies, team members, bodies through their members' roles, absences.

Periods are half-open. Only parties in phase agreed count; a bot holds no role. Everything is a pure function of a
snapshot and a day; `Staff` keeps what was worked out for one day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from gitsm.load.snapshot import Snapshot
from gitsm.model.role import Holder, Member, Party, Role

Standing = Literal["current", "ended", "unknown", "unreadable"]


@dataclass(frozen=True, slots=True)
class Presence:
    """A person that a party stands for: itself, or one of a team's current members. `away`: absent that day."""

    person: str
    team: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """A person who holds a role on a day. `entry` is the position in the role's `holders`, `team` how it came about."""

    person: str
    role: str
    entry: int
    team: str = ""
    deputy: bool = False
    away: bool = False

    @property
    def words(self) -> str:
        """`role`, `deputy in role`, `role through team`, as messages say it."""
        through = f" through {self.team}" if self.team else ""
        return f"{'deputy in ' if self.deputy else ''}{self.role}{through}"


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Nobody stands in a role on a day. `reasons` say why each party named for it does not count, latest first.

    `seat` is the role that is empty: the role itself, or for a body the role of its chair ("" = it has none).
    """

    role: str
    seat: str
    reasons: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The reasons as a part of a sentence."""
        return "; ".join(self.reasons) if self.reasons else "nobody is named as its holder"


def active_party(snapshot: Snapshot, id_: str, on: date) -> Party | None:
    """The party if it is in phase agreed, else None."""
    item = snapshot.resolve("party", id_, on)
    party = item.artefact if item is not None and item.phase == "agreed" else None
    return party if isinstance(party, Party) else None


def _is_team(party: Party) -> bool:
    return party.type == "team" or (party.type is None and bool(party.members))


def persons_of(snapshot: Snapshot, party_id: str, on: date) -> tuple[Presence, ...]:
    """The persons a party stands for on the day, teams inside teams included; empty for a bot."""
    found: dict[str, Presence] = {}
    seen: set[tuple[str, bool]] = set()
    stack = [(party_id, "", False)]
    while stack:
        id_, team, away = stack.pop()
        if (id_, away) in seen:
            continue
        seen.add((id_, away))
        party = active_party(snapshot, id_, on)
        if party is None or party.type == "bot":
            continue
        away = away or party.absent(on)
        if _is_team(party):
            stack += [(m.party, team or id_, away) for m in reversed(party.members) if m.holds(on)]
        elif id_ not in found or (found[id_].away and not away):
            found[id_] = Presence(id_, team, away)
    return tuple(found.values())


def holdings_of(snapshot: Snapshot, role: Role, on: date) -> tuple[Holding, ...]:
    """Who holds this version of a role on the day, in the order of the file; deputies and absent ones included."""
    return tuple(
        Holding(one.person, role.id, number, one.team, holder.deputy, one.away)
        for number, holder in enumerate(role.holders)
        if holder.holds(on)
        for one in persons_of(snapshot, holder.party, on)
    )


def why_not(snapshot: Snapshot, holder: Holder | Member, on: date) -> str:
    """Why an entry for a holder or member gives nobody on the day; "" where it does."""
    name = holder.party
    if holder.from_ is not None and on < holder.from_:
        return f"{name} starts on {holder.from_}"
    if holder.to is not None and holder.to <= on:
        return f"the time of {name} ended on {holder.to}"
    return standing_of(snapshot, name, on) or _nobody_there(snapshot, name, on)


def standing_of(snapshot: Snapshot, name: str, on: date) -> str:
    """Why a party counts in no role at all, as part of a sentence; "" where it can hold one."""
    if f"party/{name}" in snapshot.broken:
        return f"the file of {name} cannot be read"
    item = snapshot.resolve("party", name, on)
    if item is None or not isinstance(item.artefact, Party):
        return f"there is no party {name}"
    if item.phase != "agreed":
        return f"{name} is {item.artefact.status}, not approved"
    return f"{name} is a bot, and a bot holds no role" if item.artefact.type == "bot" else ""


def _nobody_there(snapshot: Snapshot, name: str, on: date) -> str:
    persons = persons_of(snapshot, name, on)
    if not persons:
        return f"{name} has no current members"
    if not all(one.away for one in persons):
        return ""
    if len(persons) > 1 or persons[0].team:
        return f"everybody in {name} is away"
    party = active_party(snapshot, name, on)
    until = back(party, on) if party is not None else None
    return f"{name} is away until {until}" if until else f"{name} is away"


def back(party: Party, on: date) -> date | None:
    """The first day the party is back from an absence that covers `on`; None when the end is open."""
    day = on
    for absence in sorted(party.absences, key=lambda one: one.from_ or date.min):
        if absence.holds(day):
            if absence.to is None:
                return None
            day = absence.to
    return day


class Staff:
    """The people of a snapshot on one day. Answers are worked out when asked for, and kept."""

    def __init__(self, snapshot: Snapshot, on: date) -> None:
        self.snapshot = snapshot
        self.on = on
        self._roles: dict[str, Role | None] = {}
        self._holdings: dict[str, tuple[Holding, ...]] = {}
        self._seats: dict[str, tuple[str, ...]] = {}
        self._vacancies: dict[str, Vacancy | None] = {}

    def role(self, id_: str) -> Role | None:
        """The role as it stands on the day: in force, or still being worked on; None if unknown or over."""
        if id_ not in self._roles:
            item = self.snapshot.resolve("role", id_, self.on)
            current = item is not None and self.snapshot.condition(item, self.on) in (
                "in force",
                "working",
                "scheduled",
            )
            role = item.artefact if item is not None and current else None
            self._roles[id_] = role if isinstance(role, Role) else None
        return self._roles[id_]

    def standing(self, id_: str) -> Standing:
        """Whether a role can be judged: current, ended (retired, expired or superseded), unknown or unreadable."""
        if self.role(id_) is not None:
            return "current"
        if f"role/{id_}" in self.snapshot.broken:
            return "unreadable"
        return "ended" if self.snapshot.versions("role", id_) else "unknown"

    def seats(self, id_: str) -> tuple[str, ...]:
        """The roles whose holders act for a role: itself; for a body its chair and members, bodies in it resolved."""
        if id_ not in self._seats:
            found: dict[str, None] = {}
            seen: set[str] = set()
            stack = [id_]
            while stack:
                one = stack.pop()
                if one in seen:
                    continue
                seen.add(one)
                role = self.role(one)
                if role is None or not role.is_body or role.holders:
                    found[one] = None
                if role is not None and role.is_body:
                    stack += reversed((*((role.chair,) if role.chair else ()), *role.members))
            self._seats[id_] = tuple(found)
        return self._seats[id_]

    def _direct(self, id_: str) -> tuple[Holding, ...]:
        if id_ not in self._holdings:
            role = self.role(id_)
            self._holdings[id_] = holdings_of(self.snapshot, role, self.on) if role is not None else ()
        return self._holdings[id_]

    def holdings(self, id_: str) -> tuple[Holding, ...]:
        """Who acts for a role on the day: its holders and deputies, or those of a body's chair and members."""
        seats = self.seats(id_)
        return self._direct(id_) if seats == (id_,) else tuple(one for seat in seats for one in self._direct(seat))

    def persons(self, id_: str, *, deputies: bool = True) -> tuple[str, ...]:
        """The persons behind a role, absences ignored, each once."""
        return tuple(dict.fromkeys(one.person for one in self.holdings(id_) if deputies or not one.deputy))

    def regular(self, id_: str) -> tuple[str, ...]:
        """The persons who hold a role other than as deputies; the deputies where there is nobody else."""
        return self.persons(id_, deputies=False) or self.persons(id_)

    def vacancy(self, id_: str) -> Vacancy | None:
        """Why a role is vacant; None where somebody who is not away holds it, or deputises, or it is not current.

        A body is vacant when its chair is.
        """
        if id_ not in self._vacancies:
            self._vacancies[id_] = self._vacancy(id_)
        return self._vacancies[id_]

    def _vacancy(self, id_: str) -> Vacancy | None:
        seat, seen = id_, set[str]()
        role = self.role(id_)
        if role is None:
            return None
        while role.is_body:
            seen.add(seat)
            if role.chair is None:
                return Vacancy(id_, "", (f"{seat} has no chair",))
            if role.chair in seen:
                return Vacancy(id_, "", (f"the chair of {seat} leads back to {role.chair}",))
            seat = role.chair
            chair = self.role(seat)
            if chair is None:
                return Vacancy(id_, seat, (f"its chair {seat} {_STANDING[self.standing(seat)]}",))
            role = chair
        if any(not one.away for one in self._direct(seat)):
            return None
        reasons = [why_not(self.snapshot, holder, self.on) for holder in reversed(role.holders)]
        return Vacancy(id_, seat, tuple(dict.fromkeys(reason for reason in reasons if reason)))

    def unreadable(self, id_: str) -> str:
        """The first file (as kind/id) that hides who acts for a role; "" when everything could be read."""
        for seat in (id_, *self.seats(id_)):
            if f"role/{seat}" in self.snapshot.broken:
                return f"role/{seat}"
            role = self.role(seat)
            for holder in role.holders if role is not None else ():
                if holder.holds(self.on) and (broken := self._unreadable_party(holder.party)):
                    return broken
        return ""

    def _unreadable_party(self, id_: str) -> str:
        if f"party/{id_}" in self.snapshot.broken:
            return f"party/{id_}"
        party = active_party(self.snapshot, id_, self.on)
        for member in party.members if party is not None else ():
            if member.holds(self.on) and f"party/{member.party}" in self.snapshot.broken:
                return f"party/{member.party}"
        return ""

    def superiors(self, id_: str) -> tuple[str, ...]:
        """The roles above a role along reports_to, nearest first; a circle ends where it closes."""
        found: dict[str, None] = {}
        role = self.role(id_)
        while role is not None and role.reports_to and role.reports_to != id_ and role.reports_to not in found:
            found[role.reports_to] = None
            role = self.role(role.reports_to)
        return tuple(found)

    def is_below(self, id_: str, others: Iterable[str]) -> bool:
        """Whether a role is one of the others, or reports to one of them at any distance."""
        wanted = set(others)
        return id_ in wanted or not wanted.isdisjoint(self.superiors(id_))

    @cached_property
    def by_person(self) -> dict[str, tuple[Holding, ...]]:
        """Every current holding by person; roles by id, bodies left out (they are held through other roles)."""
        found: dict[str, list[Holding]] = {}
        for id_ in self.snapshot.ids.get("role", ()):
            for one in self._direct(id_):
                found.setdefault(one.person, []).append(one)
        return {person: tuple(group) for person, group in sorted(found.items())}


_STANDING = {
    "current": "is current",
    "ended": "has ended",
    "unknown": "does not exist",
    "unreadable": "cannot be read",
}
