"""Who may speak for a role: its holders on the day, deputies while those are away, delegates, never an author."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gitsm.analysis.people import Holding, Staff, persons_of
from gitsm.model.change_policy import Delegation


@dataclass(frozen=True, slots=True)
class Voter:
    """A person who may speak for a role, and in which capacity, in words."""

    person: str
    capacity: str


@dataclass(frozen=True, slots=True)
class Electorate:
    """The people of the base on one day, less the authors of the change."""

    staff: Staff
    delegations: tuple[Delegation, ...]
    authors: frozenset[str]

    @property
    def on(self) -> date:
        """The day judged."""
        return self.staff.on

    def voters(self, role: str, needed: int = 1) -> tuple[Voter, ...]:
        """Who may speak for a role; where authors leave too few voices, also who may speak for the roles above it.

        A role that is vacant, or whose people are all away, passes to nobody: it waits until somebody is named.
        """
        found = {voter.person: voter for voter in self.members(role)}
        if self._silenced(role):
            for above in self.staff.superiors(role):
                if len(found) >= needed:
                    break
                for voter in self.members(above, f"superior of {role}, "):
                    found.setdefault(voter.person, voter)
        return tuple(found.values())

    def members(self, role: str, words: str = "") -> tuple[Voter, ...]:
        """Who may speak for the role itself: holders who are there and delegates; deputies where no holder is.

        A holder who wrote the change is not there, and neither is who would decide in that person's place by
        delegation; the deputy, whom the role itself names, is.
        """
        holdings = self.staff.holdings(role)
        holders = [one for one in holdings if not one.deputy]
        there = {one.person: f"{words}{role}" for one in holders if not one.away and one.person not in self.authors}
        found = there | {
            person: f"{words}delegate of {name} in {role}"
            for person, name in self._delegates(role, holders)
            if person not in there
        }
        if not there:
            deputies = (one.person for one in holdings if one.deputy and not one.away)
            found |= {person: f"{words}deputy in {role}" for person in deputies if person not in found}
        return tuple(Voter(person, how) for person, how in found.items() if person not in self.authors)

    def away(self, role: str) -> frozenset[str]:
        """Holders of the role who are away on the day, authors left out."""
        away = {one.person for one in self.staff.holdings(role) if not one.deputy and one.away}
        return frozenset(away - {voter.person for voter in self.members(role)} - self.authors)

    def named_authors(self, role: str) -> frozenset[str]:
        """Holders and deputies of the role who are taken for authors: that they wrote it may be a claim of others."""
        return frozenset(one.person for one in self.staff.holdings(role)) & self.authors

    def was_there(self, role: str, person: str, day: str) -> bool:
        """Whether a holder of the role was not away on a day (2026-01-31) up to the one judged."""
        try:
            then = date.fromisoformat(day)
        except ValueError:
            return False
        if then > self.on:
            return False
        holdings = Staff(self.staff.snapshot, then).holdings(role)
        return any(one.person == person and not one.deputy and not one.away for one in holdings)

    def _delegates(self, role: str, holders: list[Holding]) -> Iterator[tuple[str, str]]:
        """(who decides, for whom) on the day: only for somebody who holds the role, never passed on."""
        names = {one.person for one in holders} - self.authors
        for one in self.delegations:
            if one.role == role and one.from_party in names and one.from_ <= self.on < one.to:
                for presence in persons_of(self.staff.snapshot, one.to_party, self.on):
                    if not presence.away:
                        yield presence.person, one.from_party

    def _silenced(self, role: str) -> bool:
        """Whether an author would speak for the role, were it not for that."""
        holdings = self.staff.holdings(role)
        there = {one.person for one in holdings if not one.deputy and not one.away}
        deputies = {one.person for one in holdings if one.deputy and not one.away}
        held = {one.person for one in holdings if not one.deputy}
        delegates = {
            one.to_party
            for one in self.delegations
            if one.role == role and one.from_party in held and one.from_ <= self.on < one.to
        }
        return not self.authors.isdisjoint(there | deputies | delegates)
