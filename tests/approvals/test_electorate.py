"""Who may speak for a role: holders, deputies, delegates, superiors; never an author."""

from __future__ import annotations

from datetime import date

import pytest

from approvals_support import DAY, organisation, policy
from gitsm.analysis.people import Staff
from gitsm.approvals.electorate import Electorate

ORGANISATION = organisation()


def _who(role: str, *authors: str, on: date = DAY, delegations: object = ()) -> dict[str, str]:
    rules = policy({"delegations": list(delegations)}) if delegations else policy()  # type: ignore[call-overload]
    found = Electorate(Staff(ORGANISATION, on), rules.delegations, frozenset(authors)).voters(role)
    return {one.person: one.capacity for one in found}


@pytest.mark.parametrize(
    ("role", "authors", "expected"),
    [
        ("owner", [], {"ann": "owner"}),
        ("pair", [], {"ann": "pair", "bea": "pair"}),
        ("pair", ["ann"], {"bea": "pair"}),
        ("team-role", ["ida"], {"joe": "team-role"}),
        # the deputy only while the holder is away, or wrote the change
        ("deputised", [], {"dan": "deputised"}),
        ("stood-in", [], {"cat": "deputy in stood-in"}),
        ("deputised", ["dan"], {"cat": "deputy in deputised"}),
        ("deputised", ["cat"], {"dan": "deputised"}),
        # if the authors take the last voice: the superior, and the next where that wrote it too
        ("owner", ["ann"], {"hal": "superior of owner, head"}),
        ("pair", ["ann", "bea"], {"hal": "superior of pair, head"}),
        ("deputised", ["dan", "cat"], {"hal": "superior of deputised, head"}),
        ("stood-in", ["cat"], {"hal": "superior of stood-in, head"}),
        ("owner", ["ann", "hal"], {"kim": "superior of owner, top"}),
        ("owner", ["ann", "hal", "kim"], {}),
        # who is away or not there hands nothing on: the role waits
        ("alone-away", [], {}),
        ("alone-away", ["ann"], {}),
        ("vacant", [], {}),
        ("vacant", ["ann"], {}),
        ("coming", [], {}),
        ("botted", [], {}),
        ("over", [], {}),
        ("unknown", [], {}),
    ],
)
def test_who_may_speak(role: str, authors: list[str], expected: dict[str, str]) -> None:
    assert _who(role, *authors) == expected


def _delegation(
    giver: str, taker: str, role: str, start: str = "2026-11-01", end: str = "2026-11-15"
) -> dict[str, str]:
    return {"from_party": giver, "to_party": taker, "role": role, "from": start, "to": end}


@pytest.mark.parametrize(
    ("day", "there"), [("2026-10-31", False), ("2026-11-01", True), ("2026-11-14", True), ("2026-11-15", False)]
)
def test_a_delegation_counts_from_its_first_day_until_the_day_before_its_end(day: str, there: bool) -> None:
    found = _who("owner", on=date.fromisoformat(day), delegations=[_delegation("ann", "gus", "owner")])
    assert ("gus" in found) is there
    assert "ann" in found, "who delegates may still decide"


@pytest.mark.parametrize(
    ("delegation", "authors", "who"),
    [
        (_delegation("off", "gus", "stood-in"), [], {"gus", "cat"}),  # beside the deputy, while the holder is away
        (_delegation("bea", "gus", "owner"), [], {"ann"}),  # does not hold the role
        (_delegation("cat", "gus", "deputised"), [], {"dan"}),  # a deputy has nothing to hand on
        (_delegation("hal", "gus", "owner"), [], {"ann"}),  # neither has the superior
        (_delegation("ann", "robot", "owner"), [], {"ann"}),
        (_delegation("ann", "gone", "owner"), [], {"ann"}),
        (_delegation("ann", "nobody", "owner"), [], {"ann"}),
        (_delegation("ann", "off", "owner"), [], {"ann"}),
        (_delegation("ann", "gus", "second"), [], {"bea"}),
        (_delegation("ann", "gus", "owner"), ["gus"], {"ann"}),
        (_delegation("ann", "gus", "owner"), ["ann"], {"hal"}),  # the voice of an author, whoever lends the hand
        (_delegation("bea", "gus", "pair"), ["ann"], {"bea", "gus"}),
        (_delegation("dan", "gus", "deputised"), ["dan"], {"cat"}),
    ],
)
def test_whose_delegation_counts(delegation: dict[str, str], authors: list[str], who: set[str]) -> None:
    assert set(_who(delegation["role"], *authors, delegations=[delegation])) == who


def test_what_was_delegated_is_not_passed_on() -> None:
    chain = [_delegation("ann", "gus", "owner"), _delegation("gus", "dan", "owner")]
    assert set(_who("owner", delegations=chain)) == {"ann", "gus"}


def test_a_delegate_through_whom_two_hands_go_is_one_person() -> None:
    both = [_delegation("ann", "gus", "pair"), _delegation("bea", "gus", "pair")]
    assert set(_who("pair", delegations=both)) == {"ann", "bea", "gus"}
