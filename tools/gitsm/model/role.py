"""Role and Party: roles own things, parties hold roles."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from gitsm.base.scalars import WHOLE, Bool, Count, Date, Duration, Id, Name, Positive, Text
from gitsm.model.artefact import (
    CalendarRef,
    DatedDocument,
    Element,
    Evidence,
    Money,
    PartyRef,
    Period,
    PlainRecord,
    RoleRef,
)
from gitsm.model.meta import Complete, Meaning
from gitsm.model.process import Authority, AuthorityKind, Competence, Duty


class RoleAuthority(Element):
    """What a role may approve."""

    natural_key: ClassVar[tuple[str, ...]] = ("approves",)
    approves: tuple[AuthorityKind, ...] = Field(min_length=1, description="Kinds of artefact.")
    up_to: Annotated[Authority, Meaning(looser="larger", material="control")] = Field(
        "normal", description="Highest class: standard < normal < major; emergency only by name."
    )
    spend: Money | None = Field(None, description="Spend limit.")

    @property
    def key(self) -> str:
        """The kinds, joined."""
        return "+".join(self.approves)


class Holder(Period):
    """A party that holds the role, for a time."""

    natural_key: ClassVar[tuple[str, ...]] = ("party", "from_")
    party: PartyRef = Field(description="Person or team.")
    fte: Annotated[float, Field(strict=True, gt=0, le=100)] | None = Field(
        None, description="Capacity in full-time equivalents."
    )
    deputy: Bool = Field(False, description="Acts only while the other holders are away.")


Quorum = Annotated[str, StringConstraints(strict=True, pattern=r"^[1-9][0-9]?/[1-9][0-9]?$")]


def _is_body(role: Role) -> bool:
    return bool(role.members) or role.chair is not None


class Role(DatedDocument):
    """A role: what it is for, what it may approve, who holds it. A body is a role with members."""

    purpose: Annotated[Text, Meaning(material="text"), Complete()] | None = Field(
        None, description="Why the role exists."
    )
    type: (
        Annotated[
            Literal["owner", "manager", "practitioner", "authority", "governance", "customer", "supplier"], Complete()
        ]
        | None
    ) = Field(None, description="Kind of role.")
    reports_to: (
        Annotated[RoleRef, Complete(lambda role: not _is_body(role) and role.type not in ("customer", "supplier"))]
        | None
    ) = Field(None, description="Superior role; the top role has none.")
    responsibilities: tuple[Text, ...] = Field((), description="What the role does.")
    duties: Annotated[tuple[Duty, ...], Meaning(looser="added", material="control")] = Field(
        (), description="Duties it may be given; left out = not stated."
    )
    authorities: Annotated[
        tuple[RoleAuthority, ...], Complete(lambda role: role.type in ("authority", "manager", "owner"))
    ] = Field((), description="What it may approve.")
    competences: tuple[Competence, ...] = Field((), description="Skills its holders need.")
    max_load: Duration | Positive | None = Field(
        None, description="Per week and holder: hours, or a number of activities."
    )
    hours: CalendarRef | None = Field(None, description="When somebody in the role can be reached.")
    holders: Annotated[tuple[Holder, ...], Complete(lambda role: not _is_body(role))] = Field(
        (), description="Who holds it, and when."
    )
    chair: RoleRef | None = Field(None, description="Chairing role of a body.")
    members: tuple[RoleRef, ...] = Field((), description="Member roles of a body.")
    quorum: Quorum | Positive | None = Field(None, description="Fraction (rounded up) or number of members.")
    meets: Literal["daily", "weekly", "fortnightly", "monthly", "quarterly", "yearly", "on_demand"] | None = Field(
        None, description="How often the body meets."
    )

    @property
    def is_body(self) -> bool:
        """Whether the role is a body: it has members or a chair, and no holders of its own."""
        return _is_body(self)


class Member(Period):
    """A person in a team, for a time."""

    natural_key: ClassVar[tuple[str, ...]] = ("party", "from_")
    party: PartyRef = Field(description="The person.")


class Account(Period):
    """An account on a platform; adding one is never a standard change."""

    natural_key: ClassVar[tuple[str, ...]] = ("platform", "handle", "from_")
    platform: Id = Field(description="Where, such as github.")
    handle: Name = Field(description="User name there.")
    user_id: Count | None = Field(None, description="Number that survives renaming.")


SshKeyText = Annotated[
    str,
    StringConstraints(
        strict=True,
        pattern=r"^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com|"
        r"sk-ecdsa-sha2-nistp256@openssh\.com) [A-Za-z0-9+/]{16,4000}={0,3}$",
    ),
]


class SshKey(Period):
    """A public key for signatures."""

    natural_key: ClassVar[tuple[str, ...]] = ("key_", "from_")
    key_: SshKeyText = Field(alias="key", description="Public key without comment.")


class HeldCompetence(Element):
    """A skill somebody has."""

    natural_key: ClassVar[tuple[str, ...]] = ("id",)
    id: Id = Field(description="The competence.")
    level: Annotated[int, Field(strict=True, ge=1, le=5), WHOLE] = Field(description="1 to 5.")
    from_: Date | None = Field(None, alias="from", description="Since when.")
    until: Date | None = Field(None, description="First day it no longer counts.")
    evidence: tuple[Evidence, ...] = Field((), description="What shows it.")

    def holds(self, day: date) -> bool:
        """Whether it counts on the day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day < self.until)


class Party(PlainRecord):
    """Who holds roles: a person, a team or a bot, by handle only."""

    type: Annotated[Literal["person", "team", "bot"], Complete()] | None = Field(
        None, description="A bot is the gate's key and holds no role."
    )
    members: Annotated[tuple[Member, ...], Complete(lambda party: party.type == "team")] = Field(
        (), description="Members of a team."
    )
    accounts: tuple[Account, ...] = Field((), description="Accounts on platforms.")
    ssh_keys: tuple[SshKey, ...] = Field((), description="Keys for signatures.")
    absences: tuple[Period, ...] = Field((), description="Times away.")
    competences: tuple[HeldCompetence, ...] = Field((), description="Skills, with their end.")

    def absent(self, day: date) -> bool:
        """Whether the party is away on the day."""
        return any(absence.holds(day) for absence in self.absences)
