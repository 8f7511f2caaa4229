"""Who must agree to a change, who has, and what follows: a tree of questions with their answers.

Policy and people are those of the base; the change itself can appoint nobody, loosen nothing that judges it, and waive
none of its own findings. A question that cannot be answered is never a yes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gitsm.approvals.asked import Asked
from gitsm.approvals.binding import AtHead, Binding, Concern, Voided
from gitsm.approvals.electorate import Electorate, Voter
from gitsm.approvals.hearing import Heard, Hearing
from gitsm.approvals.request import ChangeRequest, Voice
from gitsm.approvals.seats import persons_needed, seated, seats_needed, seats_of, votes_needed
from gitsm.model.change_policy import ChangeAuthority, ChangePolicy
from gitsm.model.role import Role
from gitsm.model.settings import ApproverRoles

State = Literal["given", "missing", "objection", "nobody", "not known"]
"""nobody: the role or body is known, but nobody can speak for it on the day; it waits until somebody can."""
Outcome = Literal["approved", "waiting", "objection", "not known"]
POLICY_KEY = "process/change-enablement"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One agreement that is needed: of a role, of a body, or of any of some roles.

    `can` are those who may give it, `by` those who have, `against` those who object, `voided` what was said about
    another state of the change, with the reason. `needed` is the number of persons, for a body of seats, that must
    agree; `agreed` the seats that do, for a body. `about` are the artefacts it is about, as `kind/id`.
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
    voided: tuple[Voided, ...] = ()
    about: frozenset[str] = frozenset()

    @property
    def votes(self) -> int:
        """How many of those needed agree."""
        return len(self.agreed) if self.kind == "body" else _people(self.by)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every requirement of a change, and the outcome.

    `auto_merged` are the change models that let it pass without a second person. `unheard` says of every voice that
    counts nowhere why that is.
    """

    authority: str
    requirements: tuple[Requirement, ...]
    outcome: Outcome
    notes: tuple[str, ...] = ()
    auto_merged: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()

    @property
    def asks(self) -> tuple[str, ...]:
        """The roles that are asked, bodies by their own name."""
        return tuple(dict.fromkeys(one.role for one in self.requirements if one.role))

    @property
    def voided(self) -> tuple[Voided, ...]:
        """Agreements that no longer count because the change moved on, each once."""
        return tuple(dict.fromkeys(one for requirement in self.requirements for one in requirement.voided))


def judge(
    class_: str,
    asked: Iterable[Asked],
    policy: ChangePolicy | None,
    request: ChangeRequest,
    electorate: Electorate,
    *,
    models: Iterable[str] = (),
    decided: Iterable[str] = (),
    binding: Binding | None = None,
) -> Judgement:
    """What is needed for a change of a class, and what of it is there. Without a policy the answer is not known.

    `models` are the change models of the policy that decided the class of each single change ("" = none): where all of
    them may be merged automatically, nobody is waited for. `decided` are the artefacts with changes of that class:
    what a body, or any one of some roles, agrees to. `binding` tells which agreements still hold (default: those to
    the commit under judgement).
    """
    authority = _authority(class_, policy)
    if policy is None or authority is None:
        return Judgement(class_, (), "not known", (_no_authority(class_, policy, electorate),))
    hearing = Hearing(policy.recorded_approvals, request, electorate, binding or AtHead(request.commit))
    court = _Court(class_, authority, hearing, frozenset(decided))
    asked = tuple(asked)
    found: list[Requirement] = []
    if authority.any:
        found.append(court.any_of(authority.any))
    if authority.body:
        found.append(court.body(authority.body, asked))
    if authority.derive:
        found += court.derived(asked)
    if found and not authority.derive:
        found += court.derived(one for one in asked if one.named)
    automatic = () if any(one.named for one in asked) else _automatic(class_, tuple(models), policy)
    notes = list(request.notes)
    if request.strangers:
        names = ", ".join(request.strangers)
        notes.append(
            f"no party of the base carries the author {names}, so nobody can be sure who did not write this change; "
            "add the account to its party by a change of its own"
        )
    outcome = _outcome(found, request, bool(automatic))
    if outcome == "approved" and not automatic and (short := court.too_few(found)):
        outcome = "waiting"
        notes.append(short)
    unheard = tuple(hearing.unheard(voice for one in found for voice in (*one.by, *one.against)))
    return Judgement(class_, tuple(found), outcome, tuple(notes), automatic, unheard)


def _authority(class_: str, policy: ChangePolicy | None) -> ChangeAuthority | None:
    authorities = policy.authorities if policy is not None else None
    found: ChangeAuthority | None = getattr(authorities, class_, None)
    return found


def _no_authority(class_: str, policy: ChangePolicy | None, electorate: Electorate) -> str:
    if policy is None and POLICY_KEY in electorate.staff.snapshot.broken:
        return "processes/change-enablement.yaml cannot be read at the base, so nobody can be asked; mend it first"
    words = f"no authority for changes of class {class_}" if policy else "no change policy in force"
    return f"processes/change-enablement.yaml holds {words} at the base, so nobody can be asked"


def _automatic(class_: str, models: tuple[str, ...], policy: ChangePolicy) -> tuple[str, ...]:
    """The models that let the whole change pass by itself; none where a single part of it needs somebody."""
    allowed = {model.id for model in policy.models if model.auto_merge and model.class_ == "standard"}
    passes = class_ == "standard" and bool(models) and allowed.issuperset(models)
    return tuple(dict.fromkeys(models)) if passes else ()


def _outcome(found: list[Requirement], request: ChangeRequest, automatic: bool) -> Outcome:
    states = {one.state for one in found}
    if "objection" in states:
        return "objection"
    if request.strangers:
        return "not known"
    if automatic:
        return "approved"
    if not found or "not known" in states:
        return "not known"
    return "approved" if states == {"given"} else "waiting"


@dataclass(frozen=True, slots=True)
class _Court:
    """The voices of a request, held against the people who may speak."""

    class_: str
    authority: ChangeAuthority
    hearing: Hearing
    decided: frozenset[str]

    @property
    def electorate(self) -> Electorate:
        return self.hearing.electorate

    @property
    def persons(self) -> int:
        """How many different people must agree at least."""
        return persons_needed(self.authority, self.class_)

    def derived(self, asked: Iterable[Asked]) -> list[Requirement]:
        """One requirement per role, in alphabetical order, with all its reasons; those not known last."""
        reasons: dict[str, dict[str, None]] = {}
        about: dict[str, set[str]] = {}
        unknown: dict[str, None] = {}
        several: list[Asked] = []
        for one in asked:
            if one.part not in self.authority.derive and not one.named:
                continue
            if one.role and one.role == self.authority.body:
                continue
            if not one.role:
                unknown[one.why] = None
                continue
            if one.persons > 1:
                several.append(one)
                continue
            reasons.setdefault(one.role, {})[one.why] = None
            about.setdefault(one.role, set()).update([one.key] if one.key else ())
        found = [self.role(role, tuple(why), frozenset(about[role])) for role, why in sorted(reasons.items())]
        found += [self.several(several)] if several else []
        found += [Requirement("role", "", (why,), "not known", note=why) for why in unknown]
        return found

    def role(self, role: str, why: tuple[str, ...], about: frozenset[str]) -> Requirement:
        """The agreement of a role: of any one person who may speak for it."""
        known = self.electorate.staff.role(role)
        concern = Concern(role, about)
        if known is not None and known.is_body:
            return self._seats(why, known, seats_needed(known.quorum, len(seats_of(known))), concern, bool(known.chair))
        can = self.electorate.voters(role)
        heard = self.hearing.of(role, can, concern)
        state = _state(heard, 1)
        note = ""
        if state == "missing" and not can and role not in self.hearing.recordable:
            state, note = self._nobody(role)
        return Requirement(
            "role", role, why, state, can, heard.by, heard.against, note=note, voided=heard.voided, about=about
        )

    def several(self, asked: list[Asked]) -> Requirement:
        """The agreement of several different people, among all roles that are asked together."""
        needed = max(one.persons for one in asked)
        roles = sorted({one.role for one in asked})
        about = frozenset(one.key for one in asked if one.key)
        can: dict[str, Voter] = {}
        by, against, voided = dict[Voice, None](), dict[Voice, None](), dict[Voided, None]()
        members = {role: self.electorate.members(role) for role in roles}
        enough = len({voter.person for voters in members.values() for voter in voters}) >= needed
        for role in roles:
            voters = members[role] if enough else self.electorate.voters(role, needed)
            heard = self.hearing.of(role, voters, Concern(role, about))
            can |= {voter.person: voter for voter in voters if voter.person not in can}
            by |= dict.fromkeys(heard.by)
            against |= dict.fromkeys(heard.against)
            voided |= dict.fromkeys(heard.voided)
        enough = len({self.hearing.giver(voice) for voice in by}) >= needed
        state: State = "objection" if against else "given" if enough else "missing"
        note = f"{needed} different people must agree"
        if state == "missing" and len(can) < needed and not set(roles) & set(self.hearing.recordable):
            state, why_not = self._nobody(roles[0])
            note = why_not if not can else f"{note}, but only {len(can)} can: {', '.join(can)}"
        why = tuple(dict.fromkeys(one.why for one in asked))
        return Requirement(
            "any", " or ".join(roles), why, state, tuple(can.values()), tuple(by), tuple(against), needed,
            note="" if state == "given" else note, voided=tuple(voided), about=about,
        )  # fmt: skip

    def any_of(self, name: str) -> Requirement:
        """Some persons of the roles behind an approver name, other than the authors."""
        roles = self._named(name)
        why = (f"any one of {name}, but not an author",)
        if not roles:
            note = f"gitsm.yaml names no role for {name} (approver_roles.{name})"
            return Requirement("any", "", why, "not known", note=note)
        members = [voter for role in roles for voter in self.electorate.members(role)]
        voters = members or [voter for role in roles for voter in self.electorate.voters(role)]
        can = tuple({voter.person: voter for voter in voters}.values())
        heard = self.hearing.of("", can, Concern("", self.decided, whole=True), roles)
        state = _state(heard, self.persons)
        note = ""
        if state == "missing" and len(can) < self.persons:
            state, note = self._nobody(roles[0]) if not can else ("nobody", f"{self.persons} persons must agree")
        return Requirement(
            "any", " or ".join(roles), why, state, can, heard.by, heard.against, self.persons, note=note,
            voided=heard.voided, about=self.decided,
        )  # fmt: skip

    def body(self, name: str, asked: tuple[Asked, ...]) -> Requirement:
        """The vote of a body: enough of its seats, its chair where that is required."""
        role = self.electorate.staff.role(name)
        derived = (one for one in asked if one.role == name and one.part in self.authority.derive)
        why = tuple(dict.fromkeys(("the body that decides changes of this class", *(one.why for one in derived))))
        if role is None or not role.is_body:
            note = f"the change policy names the body {name}, which is none at the base"
            return Requirement("body", name, why, "not known", note=note)
        needed = votes_needed(role, self.authority, self.class_)
        required = self.authority.chair == "required"
        return self._seats(why, role, needed, Concern(name, self.decided, whole=True), required)

    def _seats(self, why: tuple[str, ...], role: Role, needed: int, concern: Concern, chair: bool) -> Requirement:
        seats = seats_of(role)
        can: dict[str, Voter] = {}
        may: dict[str, set[str]] = {}
        agreeing: dict[str, dict[str, Voice]] = {}
        against: dict[Voice, None] = {}
        voided: dict[Voided, None] = {}
        for seat in seats:
            voters = self.electorate.voters(seat) if seat == role.chair else self.electorate.members(seat)
            heard = self.hearing.of(seat, voters, concern)
            can |= {voter.person: voter for voter in voters if voter.person not in can}
            agreeing[seat] = {self.hearing.giver(voice): voice for voice in heard.by}
            may[seat] = {voter.person for voter in voters} | set(agreeing[seat])
            against |= dict.fromkeys(heard.against)
            voided |= dict.fromkeys(heard.voided)
        found = seated(seats, {seat: set(voices) for seat, voices in agreeing.items()})
        state: State = "objection" if against else "missing"
        note = "" if not chair or (role.chair and role.chair in found) else f"the chair ({role.chair}) must agree"
        if not against and len(found) >= needed and not note:
            state = "given"
        possible = seated(seats, may)
        if state == "missing" and (len(possible) < needed or (chair and role.chair not in possible)):
            state, note = "nobody", self._unreachable(role, needed, possible, chair)
            if unreadable := self.electorate.staff.unreadable(role.id):
                state, note = "not known", f"{unreadable} cannot be read, so it is not known who sits in {role.id}"
        return Requirement(
            "body", role.id, why, state, tuple(can.values()),
            tuple(agreeing[seat][person] for seat, person in found.items()), tuple(against), needed, tuple(found),
            note, tuple(voided), concern.keys,
        )  # fmt: skip

    def _unreachable(self, role: Role, needed: int, possible: dict[str, str], chair: bool) -> str:
        if chair and role.chair is None:
            return f"the change policy asks for the chair of {role.id}, which has none"
        if chair and role.chair not in possible:
            return f"nobody can speak for the chair: {self._nobody(role.chair or '')[1]}"
        words = f"{needed} seats of {role.id} must agree, but only {len(possible)} can: the others are vacant, away, "
        return f"{words}held by authors, or by somebody who already votes"

    def too_few(self, found: list[Requirement]) -> str:
        """What is missing where several persons must agree and one spoke for all roles; "" where nothing is."""
        people = {self.hearing.giver(voice) for one in found for voice in one.by}
        if len(people) >= self.persons:
            return ""
        return f"{self.persons} different persons must agree to a change of class {self.class_}; {len(people)} has"

    def _named(self, name: str) -> tuple[str, ...]:
        """The roles behind an approver name of the settings at the base, or the role of that name."""
        if name in ApproverRoles.model_fields:
            value = getattr(self.electorate.staff.snapshot.settings.approver_roles, name, None)
            return value if isinstance(value, tuple) else (value,) if value else ()
        return (name,) if self.electorate.staff.role(name) is not None else ()

    def _nobody(self, role: str) -> tuple[State, str]:
        """Why nobody can speak for a role, and whether that is known."""
        staff = self.electorate.staff
        words = f"nobody can speak for {role}: "
        if unreadable := staff.unreadable(role):
            return "not known", f"{words}{unreadable} cannot be read"
        if staff.role(role) is None:
            ended = staff.standing(role) == "ended"
            return "not known", words + ("the role has ended" if ended else "there is no such role at the base")
        authors = [person for person in staff.persons(role) if person in self.electorate.authors]
        vacancy = staff.vacancy(role)
        if vacancy is not None and not authors:
            return "nobody", f"{words}{vacancy.words}"
        if authors:
            return "nobody", f"{words}{', '.join(authors)} wrote the change, and nobody deputises or stands above"
        return "nobody", f"{words}all are away"


def _state(heard: Heard, needed: int) -> State:
    if heard.against:
        return "objection"
    return "given" if _people(heard.by) >= needed else "missing"


def _people(voices: Iterable[Voice]) -> int:
    """How many different people spoke; a role on paper that names nobody counts as one."""
    return len({voice.person or voice.role for voice in voices})
