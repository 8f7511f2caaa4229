"""Who may speak for a role: its holders on the day, deputies while those are away, delegates, never an author."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gitsm.analysis.people import Staff
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

    def voters(self, role: str) -> tuple[Voter, ...]:
        """Who may speak for a role: holders who are there; else deputies; else the same of the superior role.

        Delegates of holders count beside them for as long as the delegation lasts. A role whose holder wrote the change
        passes to the deputy, then to the superior.
        """
        seen: set[str] = set()
        current, words = role, ""
        while current and current not in seen:
            seen.add(current)
            found = self._of(current, words)
            if found:
                return found
            above = self.staff.superiors(current)
            words = f"superior of {role}, "
            current = above[0] if above else ""
        return ()

    def _of(self, role: str, words: str) -> tuple[Voter, ...]:
        holdings = self.staff.holdings(role)
        regular = {one.person: f"{words}{role}" for one in holdings if not one.deputy and not one.away}
        regular |= dict(self._delegates(role, (one.person for one in holdings if not one.deputy), words))
        found = self._without_authors(regular)
        if found:
            return found
        deputies = {one.person: f"{words}deputy in {role}" for one in holdings if one.deputy and not one.away}
        return self._without_authors(deputies)

    def _delegates(self, role: str, holders: Iterable[str], words: str) -> Iterable[tuple[str, str]]:
        names = set(holders)
        for one in self.delegations:
            if one.role == role and one.from_party in names and one.from_ <= self.on < one.to:
                yield one.to_party, f"{words}delegate of {one.from_party} in {role}"

    def _without_authors(self, people: dict[str, str]) -> tuple[Voter, ...]:
        return tuple(Voter(person, words) for person, words in people.items() if person not in self.authors)
