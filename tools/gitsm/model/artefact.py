"""The two envelopes every artefact has, the reference types, and the shapes that several kinds share."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from gitsm.base.scalars import (
    WHOLE,
    Amount,
    Classification,
    Currency,
    Date,
    Id,
    Months,
    Name,
    Notice,
    Sha256,
    Text,
    Url,
    Version,
)
from gitsm.model.meta import Complete, InFramework, InScheme, Local, Meaning, Ref

_EXCHANGE = ("purpose", "scope", "triggers", "inputs", "outputs", "interfaces")
"""What one process hands to another and takes from it: how the other does its work is its own affair."""
RoleRef = Annotated[Id, Ref(("role",))]
RoleTold = Annotated[Id, Ref(("role",), rests_on=())]
"""A role that is told, asked, or was there: what else the role does is not the matter here."""
PartyRef = Annotated[Id, Ref(("party",))]
ProcessRef = Annotated[Id, Ref(("process",))]
ProcessBeside = Annotated[Id, Ref(("process",), rests_on=_EXCHANGE)]
ProcessOrExternal = Annotated[Id, Ref(("process",), builtin=("external",), rests_on=_EXCHANGE)]
SchemeRef = Annotated[Id, Ref(("priority-scheme",))]
ServiceRef = Annotated[Id, Ref(("service",))]
ServiceNamed = Annotated[Id, Ref(("service",), rests_on=())]
CalendarRef = Annotated[Id, Ref(("calendar",), builtin=("24x7",))]
SlaRef = Annotated[Id, Ref(("sla",))]
ContractRef = Annotated[Id, Ref(("contract",))]
KpiRef = Annotated[Id, Ref(("kpi",))]
CsfRef = Annotated[Id, Ref(("csf",))]
ObjectiveRef = Annotated[Id, Ref(("objective",))]
PolicyRef = Annotated[Id, Ref(("policy",))]
FrameworkRef = Annotated[Id, Ref(("framework",))]
ImprovementRef = Annotated[Id, Ref(("improvement",))]
_QUALIFIED = StringConstraints(strict=True, pattern=r"^[a-z]+(-[a-z]+)*/[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)
AnyRef = Annotated[str, _QUALIFIED, Ref(qualified=True)]
"""`kind/id`, any kind."""
Subject = Annotated[str, _QUALIFIED, Ref(qualified=True, rests_on=())]
"""`kind/id` of what something is about, without resting on what it says."""
Coverage = Annotated[str, _QUALIFIED, Ref(qualified=True, rests_on=("controls",))]
"""`kind/id` of what covers a clause: what it says about clauses matters, and that it is there."""
StepRef = Annotated[str, _QUALIFIED, Ref(("ola", "contract"), qualified=True)]
SupportedRef = Annotated[str, _QUALIFIED, Ref(("sla", "ola", "service"), qualified=True, rests_on=())]
"""What an agreement carries: that rests on the agreement, not the other way round."""
SameKindRef = Annotated[Id, Ref(same=True)]
ActivityRef = Annotated[Id, Local("activities")]
NodeRef = Annotated[Id, Local("workflow.nodes")]
ToolRef = Annotated[Id, Local("tools")]
PriorityId = Annotated[Id, InScheme("priority")]
ImpactId = Annotated[Id, InScheme("impact")]
UrgencyId = Annotated[Id, InScheme("urgency")]
ClauseRef = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=120),
    InFramework("qualified"),
]
ClauseId = Annotated[Name, InFramework("bare")]
PracticeRef = Annotated[Id, InFramework("practice")]
RuleId = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}-[0-9]{2}$"), Field(examples=["RAC-12"])]


_FIELD_SETS: dict[frozenset[str], set[str]] = {}


class Lean(BaseModel):
    """Models that share the sets of their filled fields: a large repository has few different ones in many models."""

    def model_post_init(self, _context: Any, /) -> None:
        """Replaces the set by an equal one that others have too; models are frozen, and model_copy copies it."""
        filled = self.__pydantic_fields_set__
        object.__setattr__(self, "__pydantic_fields_set__", _FIELD_SETS.setdefault(frozenset(filled), filled))


class Element(Lean):
    """A part of an artefact. `natural_key`: the fields that identify it within its list; empty = by position."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_alias=True, validate_by_name=False)
    natural_key: ClassVar[tuple[str, ...]] = ()

    @property
    def key(self) -> str:
        """What stands for the element in a location key; empty when the list has only positions."""
        parts = [getattr(self, name) for name in self.natural_key]
        return ">".join(str(part) for part in parts if part is not None)


class Keyed(Element):
    """An element with an `id` that is unique in its list."""

    natural_key: ClassVar[tuple[str, ...]] = ("id",)
    id: Id = Field(description="Identity within the list; unique there.")


class Period(Element):
    """A half-open span of days: `to` names the first day that is no longer inside."""

    natural_key: ClassVar[tuple[str, ...]] = ("from_",)
    from_: Date | None = Field(None, alias="from", description="First day inside; left out = open.")
    to: Date | None = Field(None, description="First day no longer inside; left out or null = open.")

    def holds(self, day: date) -> bool:
        """Whether the day lies inside."""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day < self.to)


class Review(Element):
    """How often somebody looks whether the document still holds, and when that was last done."""

    every: Annotated[Months, Meaning(unit="months", looser="larger", material="control")] | None = Field(
        None, description="Review interval in months, such as 12mo."
    )
    last: Annotated[Date, Meaning(material="stamp")] | None = Field(None, description="Day of the last review.")


class LegacyApproval(Element):
    """Approval given in another system before the document came here."""

    system: Text = Field(description="Where the approval was given.")
    reference: Text = Field(description="Its number or address there.")
    date: Date = Field(description="Day of the approval.")
    sha256: Sha256 | None = Field(None, description="Digest of the approved document.")


class Reference(Element):
    """A typed link to another artefact."""

    natural_key: ClassVar[tuple[str, ...]] = ("to",)
    to: AnyRef = Field(description="The artefact, as kind/id.")
    type: Literal["implements", "depends_on", "measures", "supports", "evidence_for", "informative"] = Field(
        "informative", description="What the link means; informative links bind nothing."
    )


class Evidence(Element):
    """Something an auditor can look at."""

    kind: Literal["document", "record", "report", "setting"] = Field("record", description="What it is.")
    source: Text | None = Field(None, description="Where such evidence arises, in words.")
    link: Url | None = Field(None, description="Address, or a path in this repository. Never fetched by gitsm.")
    date: Date | None = Field(None, description="Day of the evidence.")
    period: Period | None = Field(None, description="Period the evidence covers.")
    sha256: Sha256 | None = Field(None, description="Digest of what the link led to.")


class Money(Element):
    """An amount with its currency."""

    amount: Amount = Field(description="Decimal amount, quoted.")
    currency: Currency = Field(description="ISO 4217 code.")


class Statement(Keyed):
    """A short text with an id."""

    text: Text = Field(description="The text.")


class Artefact(Lean):
    """What records and documents have in common."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_alias=True, validate_by_name=False)

    id: Id = Field(description="Identity; equals the file name. Never changes except through `formerly`.")
    title: Annotated[Text, Field(min_length=1), Meaning(material="text")] = Field(description="Name for readers.")
    status: str
    owner: Annotated[RoleRef, Meaning(material="accountability")] = Field(
        description="The role that answers for this artefact (never a person)."
    )
    classification: Annotated[Classification, Meaning(looser="smaller", material="control")] = Field(
        "internal", description="Who may read it; controls what the site publishes."
    )
    formerly: tuple[Id, ...] = Field((), description="Earlier ids of this artefact.")
    description: Annotated[Text, Meaning(material="text")] | None = Field(None, description="What it is about.")
    tags: Annotated[tuple[Name, ...], Meaning(material="stamp")] = Field((), description="Words for search.")
    schema_version: Annotated[Literal[1], WHOLE] = Field(1, description="Version of the shape of this file.")
    extensions: dict[str, Any] | None = Field(
        None, description="The organisation's own fields, checked by schemas/extensions/<kind>.schema.json."
    )

    @property
    def start(self) -> date | None:
        """First day in force, for kinds that have one."""
        return None

    @property
    def end(self) -> date | None:
        """First day no longer in force, for kinds that have one."""
        return None


class Record(Artefact):
    """An artefact without versions; git is its history."""


class Document(Artefact):
    """A controlled document: version, period in force, review, retention."""

    version: Annotated[Version, Meaning(material="stamp")] = Field(description="MAJOR.MINOR.PATCH")
    review: Annotated[Review, Complete()] | None = Field(None, description="Review interval and last review.")
    retention: Annotated[Months, Meaning(unit="months", looser="smaller", material="control")] | None = Field(
        None, description="How long it is kept after it ended; default 36mo."
    )
    supersedes: SameKindRef | None = Field(None, description="The other artefact of this kind that it replaces.")
    legacy_approval: LegacyApproval | None = Field(None, description="Approval given before the document came here.")
    references: tuple[Reference, ...] = Field((), description="Typed links to other artefacts.")
    change_note: Annotated[Text, Meaning(material="stamp")] | None = Field(
        None, description="Why this version differs from the one before."
    )


class DatedDocument(Document):
    """A document in force from a date."""

    status: Annotated[Literal["draft", "approved", "retired"], Meaning(material="stamp")] = Field(
        description="draft (working), approved (agreed) or retired (ended)."
    )
    effective_from: Annotated[Date, Complete()] | None = Field(None, description="First day in force.")
    effective_to: Date | None = Field(None, description="First day no longer in force.")

    @property
    def start(self) -> date | None:
        """`effective_from`."""
        return self.effective_from

    @property
    def end(self) -> date | None:
        """`effective_to`."""
        return self.effective_to


class Validity(Element):
    """Term of an agreement."""

    from_: Annotated[Date, Complete()] | None = Field(None, alias="from", description="First day of the agreement.")
    to: Annotated[Date, Complete()] | None = Field(None, description="First day after the agreement.")
    notice: Annotated[Notice, Meaning(looser="smaller", material="obligation"), Complete()] | None = Field(
        None, description="Notice period, such as 90d or 3mo."
    )


class AgreementDocument(Document):
    """A document whose time in force is the term of an agreement."""

    status: Annotated[Literal["draft", "negotiating", "agreed", "terminated"], Meaning(material="stamp")] = Field(
        description="draft, negotiating (working), agreed or terminated (ended)."
    )
    valid: Annotated[Validity, Complete()] | None = Field(None, description="Term and notice.")

    @property
    def start(self) -> date | None:
        """`valid.from`."""
        return self.valid.from_ if self.valid else None

    @property
    def end(self) -> date | None:
        """`valid.to`."""
        return self.valid.to if self.valid else None


class PlainRecord(Record):
    """A record with the lifecycle of a document."""

    status: Literal["draft", "approved", "retired"] = Field(
        description="draft (working), approved (agreed) or retired (ended)."
    )
