"""Which voices count for a role: of people who may speak for it, about this state of the change, entered as allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gitsm.analysis.people import persons_of
from gitsm.approvals.binding import Binding, Concern, Voided
from gitsm.approvals.electorate import Electorate, Voter
from gitsm.approvals.request import ChangeRequest, Voice


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said for a role: agreements that hold, objections, and agreements to another state of the change."""

    by: tuple[Voice, ...] = ()
    against: tuple[Voice, ...] = ()
    voided: tuple[Voided, ...] = ()


@dataclass(frozen=True, slots=True)
class Hearing:
    """The voices of a request, the last of each person. `recordable` are the roles that may agree on paper."""

    recordable: tuple[str, ...]
    request: ChangeRequest
    electorate: Electorate
    binding: Binding
    _refused: dict[Voice, str] = field(default_factory=dict)

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The last voice of each person, and of each role on paper."""
        latest: dict[tuple[str, str], Voice] = {}
        for voice in self.request.voices:
            key = (voice.person, voice.role if voice.strength == "recorded" else "")
            latest.pop(key, None)
            latest[key] = voice
        return tuple(latest.values())

    def of(self, role: str, can: tuple[Voter, ...], concern: Concern, roles: tuple[str, ...] = ()) -> Heard:
        """The voices for a role ("" = of any of `roles`, from which `can` come).

        An objection stands until it is taken back, also that of somebody who is named as an author: names on commits
        are claims, and one that is put there by others must silence nobody.
        """
        people = {voter.person for voter in can}
        named = frozenset[str]().union(*(self.electorate.named_authors(one) for one in (roles or (role,))))
        away = self.electorate.away(role) if role else frozenset()
        by: list[Voice] = []
        against: list[Voice] = []
        voided: list[Voided] = []
        for voice in self.voices:
            objects = not voice.approves and voice.strength != "recorded" and voice.person in named
            if not objects and not self._speaks(voice, role, people, away):
                continue
            if not voice.approves:
                against.append(voice)
                continue
            why = self.binding.void(voice, concern)
            if why:
                voided.append(Voided(voice, why))
            else:
                by.append(voice)
        return Heard(tuple(by), tuple(against), tuple(voided))

    def giver(self, voice: Voice) -> str:
        """Who gave a voice. A document that names nobody may come from whoever can speak, so from one who did."""
        if voice.person:
            return voice.person
        people = {voter.person for voter in self.electorate.members(voice.role)} | self.electorate.away(voice.role)
        spoke = people & {one.person for one in self.voices if one.approves}
        return min(spoke) if spoke else " or ".join(sorted(people)) or voice.role

    def _speaks(self, voice: Voice, role: str, people: set[str], away: frozenset[str]) -> bool:
        if voice.strength == "recorded":
            if not role or voice.role != role:
                return False
            why = self._why_not_recorded(voice, people | away)
            if why:
                self._refused[voice] = why
            return not why
        if voice.person in people:
            return True
        if voice.person not in away:
            return False
        if not voice.approves or self.electorate.was_there(role, voice.person, voice.day):
            return True
        self._refused[voice] = "somebody who is away decides nothing; the deputy does"
        return False

    def _why_not_recorded(self, voice: Voice, people: set[str]) -> str:
        """Why an agreement from a document does not count; "" where it does.

        Nobody enters what they would have to give themselves, or for a change of their own.
        """
        authors, staff = self.electorate.authors, self.electorate.staff
        if voice.role not in self.recordable:
            return f"the change policy lets {voice.role} agree on the platform only (recorded_approvals)"
        if not voice.document:
            return "it names no document"
        if not any(one.person == voice.entered_by for one in persons_of(staff.snapshot, voice.entered_by, staff.on)):
            return f"it was entered by {voice.entered_by or 'nobody known'}, who is no person of the base"
        if voice.entered_by in authors:
            return f"{voice.entered_by}, who entered it, wrote the change"
        if voice.entered_by in {voice.person, *people, *staff.persons(voice.role)}:
            return f"{voice.entered_by}, who entered it, speaks for {voice.role}; a third person must enter it"
        if voice.person:
            return "" if voice.person in people else f"{voice.person} cannot speak for {voice.role} on the day"
        if not people or not authors.isdisjoint(staff.persons(voice.role)):
            return f"it does not say which of those who hold {voice.role} gave it, and not all of them may"
        return ""

    def unheard(self, counted: Iterable[Voice]) -> Iterator[str]:
        """In words, why each voice that counts nowhere does not. Voided ones are told elsewhere."""
        known = set(counted)
        for voice in self.voices:
            if voice in known:
                continue
            who = voice.person or voice.role or "somebody"
            if voice in self._refused:
                yield f"what {who} said does not count: {self._refused[voice]}"
            elif voice.person in self.electorate.authors:
                yield f"what {who} said does not count: {who} is an author of this change"
            elif not voice.approves:
                yield f"the objection of {who} does not count: {who} speaks for none of those asked"
