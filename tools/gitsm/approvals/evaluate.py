"""Who must agree to a change, who has, and what follows: a tree of questions with their answers.

Policy and people are those of the base; the change itself can appoint nobody, loosen nothing that judges it, and waive
none of its own findings. A question that cannot be answered is never a yes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

from gitsm.approvals.asked import Asked
from gitsm.approvals.electorate import Electorate, Voter
from gitsm.approvals.request import ChangeRequest, Voice
from gitsm.model.change_policy import ChangeAuthority, ChangePolicy
from gitsm.model.role import Role

State = Literal["given", "missing", "objection", "nobody", "not known"]
Outcome = Literal["approved", "waiting", "objection", "not known"]
DEFAULT_QUORUM = Fraction(2, 3)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One agreement that is needed: of a role, of a body, or of any of some roles.

    `can` are those who may give it, `by` those who have, `against` those who object. For a body `needed` is the number
    of seats that must agree and `agreed` those that do.
    """

    kind: Literal["role", "body", "any"]
    role: str
    why: tuple[str, ...]
    state: State
    can: tuple[Voter, ...] = ()
    by: tuple[Voice, ...] = ()
    against: tuple[Voice, ...] = ()
    needed: int = 1
    agreed: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every requirement of a change, and the outcome."""

    authority: str
    requirements: tuple[Requirement, ...]
    outcome: Outcome
    notes: tuple[str, ...] = ()

    @property
    def asks(self) -> tuple[str, ...]:
        """The roles that are asked, bodies by their own name."""
        return tuple(dict.fromkeys(one.role for one in self.requirements if one.role))


def judge(
    class_: str, asked: Iterable[Asked], policy: ChangePolicy | None, request: ChangeRequest, electorate: Electorate
) -> Judgement:
    """What is needed for a change of a class, and what of it is there. Without a policy the answer is not known."""
    authority = _authority(class_, policy)
    if policy is None or authority is None:
        words = f"no authority for changes of class {class_}" if policy else "no change policy"
        note = f"processes/change-enablement.yaml holds {words} at the base, so nobody can be asked"
        return Judgement(class_, (), "not known", (note,))
    court = _Court(policy, request, electorate)
    found: list[Requirement] = []
    if authority.any:
        found.append(court.any_of(authority))
    if authority.derive:
        found += court.derived(asked)
    if authority.body:
        found.append(court.body(authority))
    notes = list(request.notes)
    if request.strangers:
        names = ", ".join(request.strangers)
        notes.append(f"no party carries the author {names}, so that nobody can be sure who did not write this change")
    return Judgement(class_, tuple(found), _outcome(found, request, class_), tuple(notes))


def _authority(class_: str, policy: ChangePolicy | None) -> ChangeAuthority | None:
    authorities = policy.authorities if policy is not None else None
    found: ChangeAuthority | None = getattr(authorities, class_, None)
    return found


def _outcome(found: list[Requirement], request: ChangeRequest, class_: str) -> Outcome:
    states = {one.state for one in found}
    if "objection" in states:
        return "objection"
    if not found or states & {"not known", "nobody"} or (request.strangers and class_ != "standard"):
        return "not known"
    return "approved" if states == {"given"} else "waiting"


@dataclass(frozen=True, slots=True)
class _Court:
    """The voices of a request, held against the people who may speak."""

    policy: ChangePolicy
    request: ChangeRequest
    electorate: Electorate

    def derived(self, asked: Iterable[Asked]) -> list[Requirement]:
        """One requirement per role, in alphabetical order, with all its reasons; those not known last."""
        reasons: dict[str, list[str]] = {}
        unknown: list[str] = []
        for one in asked:
            (reasons.setdefault(one.role, []) if one.role else unknown).append(one.why)
        found = [self.role(role, tuple(dict.fromkeys(why))) for role, why in sorted(reasons.items())]
        found += [Requirement("role", "", (why,), "not known", note=why) for why in dict.fromkeys(unknown)]
        return found

    def role(self, role: str, why: tuple[str, ...]) -> Requirement:
        """The agreement of a role: of any one person who may speak for it."""
        body = self.electorate.staff.role(role)
        if body is not None and body.is_body and not body.holders:
            return self._seats("body", role, why, body, None, chair=True)
        can = self.electorate.voters(role)
        by, against = self._voices(role, can)
        if not can and not by:
            note = f"nobody can speak for {role}: {self._why_nobody(role)}"
            return Requirement("role", role, why, "nobody", note=note)
        return Requirement("role", role, why, _state(by, against), can, by, against)

    def any_of(self, authority: ChangeAuthority) -> Requirement:
        """One person of the roles behind an approver name, other than the author."""
        name = authority.any or ""
        known = self.electorate.staff.snapshot.settings.approver_roles
        value = getattr(known, name, None) if known is not None else None
        roles = value if isinstance(value, tuple) else (value,) if value else (name,) if self._exists(name) else ()
        why = (f"any one of {name}, but not an author",)
        if not roles:
            note = f"gitsm.yaml names no role for {name} (approver_roles.{name})"
            return Requirement("any", "", why, "not known", note=note)
        can = tuple({voter.person: voter for role in roles for voter in self.electorate.voters(role)}.values())
        by, against = self._voices("", can)
        state = _state(by, against) if can else "nobody"
        return Requirement("any", " or ".join(roles), why, state, can, by, against)

    def body(self, authority: ChangeAuthority) -> Requirement:
        """The vote of a body: enough of its seats, its chair where that is required."""
        name = authority.body or ""
        role = self.electorate.staff.role(name)
        why = ("the body that decides changes of this class",)
        if role is None or not role.is_body:
            note = f"the change policy names the body {name}, which is none at the base"
            return Requirement("body", name, why, "not known", note=note)
        return self._seats("body", name, why, role, authority, chair=authority.chair == "required")

    def _seats(
        self,
        kind: Literal["body"],
        name: str,
        why: tuple[str, ...],
        role: Role,
        authority: ChangeAuthority | None,
        *,
        chair: bool,
    ) -> Requirement:
        seats = tuple(dict.fromkeys((*((role.chair,) if role.chair else ()), *role.members)))
        quorum = authority.quorum if authority is not None and authority.quorum is not None else role.quorum
        needed = authority.at_least if authority is not None and authority.at_least else _needed(quorum, len(seats))
        can: dict[str, Voter] = {}
        by: dict[str, Voice] = {}
        against: dict[str, Voice] = {}
        agreed: list[str] = []
        for seat in seats:
            voters = self.electorate.voters(seat)
            can |= {voter.person: voter for voter in voters}
            yes, no = self._voices(seat, voters)
            against |= {voice.person: voice for voice in no}
            fresh = [voice for voice in yes if voice.person not in by]  # one person is one vote, whatever the seats
            if fresh:
                agreed.append(seat)
                by[fresh[0].person] = fresh[0]
        enough = len(agreed) >= needed
        present = not chair or role.chair is None or role.chair in agreed
        state: State = "objection" if against else "given" if enough and present else "missing"
        if state == "missing" and len({*can}) < needed:
            state = "nobody"
        note = "" if present else f"the chair ({role.chair}) must agree"
        return Requirement(
            kind, name, why, state, tuple(can.values()), tuple(by.values()), tuple(against.values()), needed,
            tuple(agreed), note,
        )  # fmt: skip

    def _voices(self, role: str, can: tuple[Voter, ...]) -> tuple[tuple[Voice, ...], tuple[Voice, ...]]:
        """(agreeing, objecting) voices of those who may speak, and recorded ones for the role where allowed."""
        people = {voter.person for voter in can}
        heard = [
            voice
            for voice in self.request.voices
            if (voice.person in people and voice.strength != "recorded")
            or (voice.strength == "recorded" and voice.role == role and role in self.policy.recorded_approvals)
        ]
        return tuple(v for v in heard if v.approves), tuple(v for v in heard if not v.approves)

    def _why_nobody(self, role: str) -> str:
        staff = self.electorate.staff
        unreadable = staff.unreadable(role)
        if unreadable:
            return f"{unreadable} cannot be read"
        if staff.role(role) is None:
            return "there is no such role at the base"
        authors = [person for person in staff.persons(role) if person in self.electorate.authors]
        vacancy = staff.vacancy(role)
        if vacancy is not None:
            return vacancy.words
        return (
            f"{', '.join(authors)} wrote the change, and there is no deputy or superior" if authors else "all are away"
        )

    def _exists(self, name: str) -> bool:
        return self.electorate.staff.role(name) is not None


def _state(by: tuple[Voice, ...], against: tuple[Voice, ...]) -> State:
    if against:
        return "objection"
    return "given" if by else "missing"


def _needed(quorum: str | int | None, seats: int) -> int:
    """Seats that must agree: a number, or a share rounded up; two thirds where nothing is said."""
    if isinstance(quorum, int):
        return quorum
    share = Fraction(quorum) if quorum else DEFAULT_QUORUM
    return max(1, ceil(share * seats))
