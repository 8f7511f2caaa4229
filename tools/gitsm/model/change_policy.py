"""The change policy: how changes of the repository are judged. A block of processes/change-enablement.yaml, as data."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from gitsm.base.scalars import Bool, Count, Date, Duration, Id, Positive, Text
from gitsm.model.artefact import CalendarRef, Element, Keyed, PartyRef, RoleRef
from gitsm.model.meta import Meaning


class ChangeMatch(Element):
    """Which semantic changes a model is for."""

    change_types: tuple[Positive, ...] = Field((), description="Numbers of the change types.")


class ChangeModel(Keyed):
    """A kind of change with its class."""

    match: ChangeMatch = Field(description="What it applies to.")
    class_: Literal["standard", "normal", "major"] = Field(alias="class", description="Class of such changes.")
    auto_merge: Bool = Field(False, description="May be merged without a second person.")


class WorkingDays(Element):
    """A span counted in working days of a calendar."""

    working_days: Count = Field(description="How many.")
    calendar: CalendarRef = Field(description="Whose open days count.")


class ChangeAuthority(Element):
    """Who must agree to changes of a class."""

    any: Id | None = Field(None, description="Any one holder of this approver role.")
    but_not: Literal["author"] | None = Field(None, description="Who never counts.")
    derive: tuple[Literal["accountable", "impacted"], ...] = Field((), description="Approvers derived from RACI.")
    body: RoleRef | None = Field(None, description="A body, such as the change advisory board.")
    chair: Literal["required", "optional"] | None = Field(None, description="Whether the chair must agree.")
    quorum: Annotated[str, StringConstraints(strict=True, pattern=r"^[1-9][0-9]?/[1-9][0-9]?$")] | Positive | None = (
        Field(None, description="Share or number of members that must agree; wins over the body's own.")
    )
    at_least: Positive | None = Field(None, description="Number of persons.")
    review_within: WorkingDays | None = Field(None, description="Retrospective review of an emergency.")


class ChangeAuthorities(Element):
    """Authority per class of change."""

    standard: ChangeAuthority | None = Field(None, description="Pre-approved changes.")
    normal: ChangeAuthority | None = Field(None, description="Changes of how work is done.")
    major: ChangeAuthority | None = Field(None, description="Changes that weaken a promise or move accountability.")
    emergency: ChangeAuthority | None = Field(None, description="Needed now.")


class Freeze(Element):
    """A time without changes."""

    natural_key: ClassVar[tuple[str, ...]] = ("from_",)
    from_: Date = Field(alias="from", description="First day.")
    to: Date = Field(description="First day after.")
    except_: tuple[Literal["standard", "normal", "major", "emergency"], ...] = Field(
        (), alias="except", description="Classes that may pass."
    )
    reason: Text | None = Field(None, description="Why.")


class Delegation(Element):
    """Somebody decides for somebody else, for a time."""

    natural_key: ClassVar[tuple[str, ...]] = ("from_party", "to_party", "role", "from_")
    from_party: PartyRef = Field(description="Who delegates.")
    to_party: PartyRef = Field(description="Who decides instead.")
    role: RoleRef = Field(description="In which role.")
    from_: Date = Field(alias="from", description="First day.")
    to: Date = Field(description="First day after.")


class Salami(Element):
    """How long small loosenings of one target are added up."""

    window: Duration = Field(description="Length of the window, such as 90d.")


class ChangePolicy(Element):
    """How changes of this repository are judged; only in processes/change-enablement.yaml."""

    binding: Annotated[Literal["head", "meaning"], Meaning(material="control")] = Field(
        "head", description="What an approval is bound to."
    )
    models: tuple[ChangeModel, ...] = Field((), description="Change models.")
    authorities: ChangeAuthorities | None = Field(None, description="Change authority per class.")
    freezes: tuple[Freeze, ...] = Field((), description="Change freezes.")
    delegations: tuple[Delegation, ...] = Field((), description="Who decides for whom.")
    salami: Salami | None = Field(None, description="Adding up of small loosenings.")
    recorded_approvals: tuple[RoleRef, ...] = Field(
        (), description="Roles that may approve outside the platform, entered by a third person."
    )
