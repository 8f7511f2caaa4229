"""Votes of a body: which seats agree when one person, whatever the seats held, is one vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from fractions import Fraction
from math import ceil

from gitsm.model.change_policy import ChangeAuthority
from gitsm.model.role import Role

DEFAULT_QUORUM = Fraction(2, 3)
EMERGENCY_PERSONS = 2


def seats_of(body: Role) -> tuple[str, ...]:
    """The roles that sit in a body, its chair first."""
    return tuple(dict.fromkeys((*((body.chair,) if body.chair else ()), *body.members)))


def persons_needed(authority: ChangeAuthority, class_: str) -> int:
    """How many different people must agree at least; an emergency is never decided by one alone."""
    least = authority.at_least or 1
    return max(EMERGENCY_PERSONS, least) if class_ == "emergency" else least


def votes_needed(body: Role, authority: ChangeAuthority, class_: str) -> int:
    """How many seats must agree: the number stated, and the share of the authority, else of the body, else 2/3."""
    needed = persons_needed(authority, class_)
    if authority.quorum is not None or authority.at_least is None:
        quorum = authority.quorum if authority.quorum is not None else body.quorum
        needed = max(needed, seats_needed(quorum, len(seats_of(body))))
    return needed


def seats_needed(quorum: str | int | None, seats: int) -> int:
    """Seats that must agree: a number, or a share of the seats rounded up; two thirds where nothing is said."""
    if isinstance(quorum, int):
        return quorum
    share = Fraction(quorum) if quorum else DEFAULT_QUORUM
    return max(1, ceil(share * seats))


def seated(seats: Sequence[str], people: Mapping[str, Set[str]]) -> dict[str, str]:
    """Seat -> person, for as many seats as can be filled with different people, earlier seats first.

    A maximum matching by augmenting paths: a seat that was filled stays filled, at most with somebody else.
    """
    holder: dict[str, str] = {}
    for seat in seats:
        _fill(seat, people, holder, set())
    person_of = {seat: person for person, seat in holder.items()}
    return {seat: person_of[seat] for seat in seats if seat in person_of}


def _fill(seat: str, people: Mapping[str, Set[str]], holder: dict[str, str], seen: set[str]) -> bool:
    for person in sorted(people.get(seat, frozenset())):
        if person in seen:
            continue
        seen.add(person)
        if person not in holder or _fill(holder[person], people, holder, seen):
            holder[person] = seat
            return True
    return False
