"""Settings: gitsm.yaml, which marks the repository root and is itself a controlled document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gitsm.base.scalars import Date, Number, Text
from gitsm.model.artefact import DatedDocument, Element, FrameworkRef, RoleRef, RuleId
from gitsm.model.meta import Meaning
from gitsm.model.process import Duty

SeverityWord = Literal["error", "warning", "info", "off"]
SETTABLE_RULE = r"^[A-Z]{3}-[0-9]{2}$"
ThresholdName = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}-[0-9]{2}\.[a-z_]+$")]
DEFAULT_CONFLICTS: tuple[tuple[Duty, Duty], ...] = (
    ("request", "authorise"),
    ("implement", "authorise"),
    ("implement", "verify"),
    ("author", "authorise"),
    ("operate", "audit"),
)


class AuditPeriod(Element):
    """Period an audit looks at."""

    from_: Date = Field(alias="from", description="First day.")
    to: Date = Field(description="First day after.")


class ApproverRoles(Element):
    """Which roles carry the approver names of the change classes; one left out is "not known", never approved."""

    quality: RoleRef | None = Field(None, description="Quality and compliance.")
    risk: RoleRef | None = Field(None, description="Risk owner.")
    improvement: RoleRef | None = Field(None, description="Continual improvement manager.")
    sponsor: RoleRef | None = Field(None, description="Executive sponsor.")
    security: RoleRef | None = Field(None, description="Security.")
    portfolio: RoleRef | None = Field(None, description="Service portfolio.")
    service_level: RoleRef | None = Field(None, description="Service level manager.")
    change: RoleRef | None = Field(None, description="Change manager.")
    maintainer: tuple[RoleRef, ...] = Field((), description="Maintainers of this repository.")


class Settings(DatedDocument):
    """Settings of a governance repository."""

    ruleset: (
        Annotated[
            Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{4}\.[0-9]+$")], Meaning(material="control")
        ]
        | None
    ) = Field(None, description="Pinned version of the rules, quoted; newer rules show as upcoming.")
    organisation: Text | None = Field(None, description="Name of the organisation, for the site.")
    repository: Text | None = Field(None, description="Address of the repository, for edit links.")
    timezone: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9_+/-]*$", max_length=60)] = (
        Field("UTC", description="Where the dates of agreements begin.")
    )
    as_of: Date | None = Field(None, description="Date judged; only worked examples pin it.")
    audience: (
        Annotated[Literal["public", "internal", "restricted"], Meaning(looser="smaller", material="control")] | None
    ) = Field(None, description="Widest audience the site may be built for; left out = not declared.")
    practices: FrameworkRef | None = Field(None, description="Framework whose clauses are the practices in use.")
    severity: Annotated[dict[RuleId, SeverityWord], Meaning(looser="lowered", material="control")] = Field(
        default_factory=dict, description="Severity per rule; LOAD excepted."
    )
    thresholds: Annotated[dict[ThresholdName, Number], Meaning(material="control")] = Field(
        default_factory=dict, description="Thresholds per rule, as RULE.name."
    )
    duty_conflicts: Annotated[tuple[tuple[Duty, Duty], ...], Meaning(looser="removed", material="control")] = Field(
        DEFAULT_CONFLICTS, description="Pairs of duties that one role or person must not combine."
    )
    approver_roles: Annotated[ApproverRoles, Meaning(material="control")] | None = Field(
        None, description="Roles behind the approver names of changes."
    )
    audit_period: AuditPeriod | None = Field(None, description="Period an audit looks at.")
    parties_on_site: Annotated[Literal["handles", "hidden"], Meaning(material="control")] = Field(
        "hidden", description="Whether the site shows handles."
    )
