"""Policy, scope, waiver, framework, control mapping, practice adoption, glossary."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from gitsm.base.scalars import Bool, Date, Name, Text
from gitsm.model.artefact import (
    AnyRef,
    ClauseId,
    ContractRef,
    Coverage,
    DatedDocument,
    Element,
    Evidence,
    FrameworkRef,
    KpiRef,
    PartyRef,
    PlainRecord,
    PracticeRef,
    Record,
    RoleRef,
    RoleTold,
    RuleId,
    ServiceNamed,
    Subject,
)
from gitsm.model.meta import Complete, Meaning


class AppliesTo(Element):
    """Where a policy applies."""

    scope: Text | None = Field(None, description="In words.")
    roles: tuple[RoleTold, ...] = Field((), description="Roles bound by it.")
    services: tuple[ServiceNamed, ...] = Field((), description="Services it is about.")


class Policy(DatedDocument):
    """A statement of intent by top management."""

    statement: Annotated[Text, Meaning(material="obligation"), Complete()] | None = Field(
        None, description="The statement."
    )
    principles: tuple[Text, ...] = Field((), description="Principles behind it.")
    applies_to: Annotated[AppliesTo, Complete()] | None = Field(None, description="Where it applies.")
    commitments: tuple[Text, ...] = Field((), description="What management commits to.")
    exceptions: tuple[Text, ...] = Field((), description="Where it does not apply.")
    enforcement: Text | None = Field(None, description="What follows a breach.")
    communicated_to: tuple[RoleTold, ...] = Field((), description="Who has been told.")


class ScopeSupplier(Element):
    """What a supplier performs within the scope."""

    natural_key: ClassVar[tuple[str, ...]] = ("contract", "role")
    contract: ContractRef | None = Field(None, description="External supplier, by contract.")
    role: RoleRef | None = Field(None, description="Internal supplier, as a role.")
    performs: Text = Field(description="What it does.")


class Outside(Element):
    """Something that is not in the scope."""

    natural_key: ClassVar[tuple[str, ...]] = ("what",)
    what: Text = Field(description="What.")
    reason: Text | None = Field(None, description="Why.")


class Scope(DatedDocument):
    """Scope of the management system; one in force per framework."""

    framework: FrameworkRef | None = Field(None, description="Framework and edition claimed.")
    services: Annotated[tuple[ServiceNamed, ...], Complete()] = Field((), description="Services covered.")
    units: Annotated[tuple[Text, ...], Complete()] = Field((), description="Organizational units.")
    locations: Annotated[tuple[Text, ...], Complete()] = Field((), description="Places.")
    customers: Annotated[tuple[RoleTold, ...], Complete()] = Field((), description="Customers, as roles.")
    technology: tuple[Text, ...] = Field((), description="Technology used.")
    suppliers: Annotated[tuple[ScopeSupplier, ...], Complete()] = Field((), description="Who performs what for us.")
    interfaces: tuple[Text, ...] = Field((), description="Where it touches others.")
    outside: tuple[Outside, ...] = Field((), description="What is outside, with reasons.")


class Waiver(Record):
    """A dated exception from one rule for one artefact."""

    status: Literal["requested", "approved", "revoked"] = Field(description="requested, approved or revoked.")
    rule: Annotated[RuleId, Complete()] | None = Field(None, description="Rule that is waived.")
    artefact: Annotated[Subject, Complete()] | None = Field(None, description="Artefact, as kind/id.")
    at: Text | None = Field(None, description="Prefix of the finding's route, in whole steps; left out = all.")
    reason: Annotated[Text, Complete()] | None = Field(None, description="Why.")
    compensating: Annotated[Text, Complete()] | None = Field(None, description="What protects meanwhile.")
    approved_by: Annotated[RoleRef, Complete()] | None = Field(None, description="Role that decides.")
    expires: Annotated[Date, Complete(), Meaning(looser="larger", material="control")] | None = Field(
        None, description="First day it no longer applies."
    )
    risk: Name | None = Field(None, description="Risk record.")


class Clause(Element):
    """A clause, practice or objective: number and title only."""

    natural_key: ClassVar[tuple[str, ...]] = ("id",)
    id: Name = Field(description="Number, quoted, or slug.")
    title: Text = Field(description="Title.")
    group: Text | None = Field(None, description="Group within the framework.")


class Framework(DatedDocument):
    """A framework whose clauses, practices or objectives can be mapped. Numbers and titles only."""

    name: Annotated[Text, Complete()] | None = Field(None, description="Name.")
    edition: Annotated[Text, Complete()] | None = Field(None, description="Edition, quoted.")
    source: Text | None = Field(None, description="Where numbers and titles were read.")
    clauses: Annotated[tuple[Clause, ...], Complete()] = Field((), description="Clauses in order.")


class PartyControl(Element):
    """How the work of another party is controlled."""

    party: RoleRef | PartyRef | None = Field(None, description="Who performs it.")
    agreement: AnyRef | None = Field(None, description="Agreement, as kind/id.")
    criteria: Text | None = Field(None, description="What is expected.")
    measured_by: tuple[KpiRef, ...] = Field((), description="KPIs.")
    last_evaluated: Date | None = Field(None, description="Day of the last evaluation.")


class MappingRow(Element):
    """What satisfies one clause, how far, and what shows it."""

    natural_key: ClassVar[tuple[str, ...]] = ("clause",)
    clause: ClauseId = Field(description="Clause of the framework; key.")
    in_scope: Bool = Field(True, description="Whether it applies.")
    strength: (
        Annotated[Literal["full", "partial", "planned", "none"], Meaning(looser="lowered", material="control")] | None
    ) = Field(None, description="How far it is covered.")
    artefacts: tuple[Coverage, ...] = Field((), description="What covers it, as kind/id.")
    owner: RoleRef | None = Field(None, description="Role that answers; default: owner of the mapping.")
    justification: Text | None = Field(None, description="Why it is out of scope.")
    decided_by: RoleTold | None = Field(None, description="Role that decided so.")
    performed_by: Literal["organization", "internal_supplier", "external_supplier", "customer"] = Field(
        "organization", description="Who does the work."
    )
    control: PartyControl | None = Field(None, description="How another party's work is controlled.")
    evidence: tuple[Evidence, ...] = Field((), description="What shows it.")
    last_verified: Date | None = Field(None, description="Day somebody last looked.")
    note: Text | None = Field(None, description="What a reader should know.")


class ControlMapping(DatedDocument):
    """How a framework's clauses are covered: one per framework, same id."""

    framework: Annotated[FrameworkRef, Complete()] | None = Field(None, description="The framework.")
    rows: Annotated[tuple[MappingRow, ...], Complete()] = Field((), description="One row per clause.")


class PracticeAdoption(Record):
    """The decision about one practice of the catalogue in use."""

    status: Literal["proposed", "decided", "retired"] = Field(description="proposed, decided or retired.")
    practice: Annotated[PracticeRef, Complete()] | None = Field(None, description="The practice.")
    decision: Annotated[Literal["adopted", "piloting", "planned", "deferred", "not_applicable"], Complete()] | None = (
        Field(None, description="What was decided.")
    )
    rationale: Annotated[Text, Complete()] | None = Field(None, description="Why.")
    risk: Annotated[Text, Complete()] | None = Field(None, description="Risk of not adopting it.")
    revisit: Annotated[Date, Complete(lambda item: item.decision in ("deferred", "not_applicable"))] | None = Field(
        None, alias="revisit_on", description="When the decision is looked at again."
    )
    wave: Name | None = Field(None, description="Wave of the roadmap.")


class GlossaryTerm(PlainRecord):
    """A term, defined in the organisation's own words."""

    term: Annotated[Text, Complete()] | None = Field(None, description="The term.")
    definition: Annotated[Text, Complete()] | None = Field(None, description="What it means here.")
    aliases: tuple[Text, ...] = Field((), description="Words that mean the same and may be used.")
    discouraged: tuple[Text, ...] = Field((), description="Words not to use for it.")
    source: Text | None = Field(None, description="Where the definition comes from.")
    language: Text | None = Field(None, description="Language code.")
