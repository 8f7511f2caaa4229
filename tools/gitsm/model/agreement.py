"""SLA, OLA and contract: promises, and what they rest on."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, Tag

from gitsm.base.scalars import WHOLE, Bool, Date, Duration, Id, Name, NonNegative, Number, Percent, StateName, Text
from gitsm.model.artefact import (
    AgreementDocument,
    CalendarRef,
    Element,
    Keyed,
    Money,
    PriorityId,
    RoleRef,
    RoleTold,
    SchemeRef,
    ServiceRef,
    SlaRef,
    StepRef,
    SupportedRef,
)
from gitsm.model.meta import Complete, Local, Meaning, metric_direction
from gitsm.model.service import CriticalPeriod, tag_of

Metric = Literal[
    "response_time", "restoration_time", "resolution_time", "fulfilment_time", "acknowledge_time", "handover_time",
    "diagnose_time", "availability", "mtbf", "mtrs", "throughput", "csat", "rpo", "rto",
]  # fmt: skip
MeasurementPeriod = Literal["day", "week", "month", "quarter", "year"]
Clock = Literal["calendar", "service_hours", "support_hours"]


class Target(Keyed):
    """One promise: a metric, its limit, and the clock that measures it."""

    metric: Metric = Field(description="What is promised.")
    priority: PriorityId | None = Field(None, description="For which priority; left out = all.")
    at_most: Annotated[Duration | NonNegative, Meaning(looser=metric_direction, material="obligation")] | None = Field(
        None, description="Upper limit: a duration, or a number of the metric's unit."
    )
    at_least: Annotated[Number, Meaning(looser=metric_direction, material="obligation")] | None = Field(
        None, description="Lower limit: percent for availability, hours for mtbf, the metric's unit otherwise."
    )
    compliance: Annotated[Percent, Meaning(unit="percent", looser="smaller", material="obligation")] | None = Field(
        None, description="Share of cases that must meet it, in percent."
    )
    clock: Annotated[Clock, Meaning(material="obligation")] | None = Field(
        None, description="Which hours count: calendar (all), service_hours or support_hours."
    )
    start: Annotated[StateName, Meaning(material="obligation")] | None = Field(
        None, description="Event that starts the clock."
    )
    stop: Annotated[StateName, Meaning(material="obligation")] | None = Field(None, description="Event that stops it.")
    period: Annotated[MeasurementPeriod, Meaning(looser="larger", material="obligation")] | None = Field(
        None, description="Measurement period."
    )
    data_source: Text | None = Field(None, description="Where the figures come from.")
    exclusions: Annotated[tuple[Text, ...], Meaning(looser="added", material="obligation")] = Field(
        (), description="Cases that do not count."
    )

    @property
    def value(self) -> float | None:
        """The limit: minutes for durations, the metric's unit otherwise."""
        limit = self.at_most if self.at_most is not None else self.at_least
        return None if limit is None else float(limit)


class ClockRules(Element):
    """What the clock does besides running."""

    pause: Annotated[tuple[StateName, ...], Meaning(looser="added", material="obligation")] = Field(
        (), description="States in which it stands still."
    )
    on_priority_change: Literal["restart", "retroactive", "keep"] | None = Field(
        None,
        description="restart (new target and start), retroactive (new target, old start), keep (both stay).",
    )
    on_reopen: Literal["continue", "new_clock"] | None = Field(None, description="What a reopened record does.")
    cut_over: Literal["new_tickets_only", "all_open_tickets"] | None = Field(
        None, description="Which records a new version applies to."
    )


class Signatory(Element):
    """Who signed, in which role, when."""

    natural_key: ClassVar[tuple[str, ...]] = ("role",)
    role: RoleTold = Field(description="The role that signed.")
    date: Date | None = Field(None, description="Day of the signature.")


class Reporting(Element):
    """How the figures reach the other side."""

    frequency: Literal["day", "week", "month", "quarter", "year"] | None = Field(None, description="How often.")
    recipients: tuple[RoleTold, ...] = Field((), description="Who receives it.")
    format: Text | None = Field(None, description="In which form.")


class Step(Element):
    """A supporting agreement in a chain."""

    natural_key: ClassVar[tuple[str, ...]] = ("step",)
    step: StepRef = Field(description="ola/id or contract/id.")
    metric: Metric | None = Field(None, description="Its metric; defaults to that of the target.")
    handover: Annotated[Duration, Meaning(unit="minutes")] | None = Field(
        None, description="Time to hand over, after its work, on its own support hours."
    )


class Sequence(Element):
    """One after the other."""

    sequence: Annotated[tuple[Link, ...], Meaning(ordered=True)] = Field(min_length=1, description="Parts in order.")


class ParallelSteps(Element):
    """At the same time; the longest counts."""

    parallel: tuple[Link, ...] = Field(min_length=1, description="Parts that run together.")


class Conditional(Element):
    """A part that only some records reach."""

    conditional: Link = Field(description="The part.")
    share: Annotated[Percent, Meaning(unit="percent")] | None = Field(
        None, description="Percent of records that reach it; unknown counts as all."
    )
    source: Text | None = Field(None, description="Where the share comes from.")
    measured: Date | None = Field(None, description="Day the share was measured.")


Link = Annotated[
    Annotated[Step, Tag("<step>")]
    | Annotated[Sequence, Tag("<sequence>")]
    | Annotated[ParallelSteps, Tag("<parallel>")]
    | Annotated[Conditional, Tag("<conditional>")],
    tag_of("step", "sequence", "parallel", "conditional"),
]
for _model in (Sequence, ParallelSteps, Conditional):
    _model.model_rebuild()  # Link was not known above; the fields must name it for whoever reads them


class Support(Element):
    """The chain behind some targets."""

    natural_key: ClassVar[tuple[str, ...]] = ("for_",)
    for_: tuple[Annotated[Id, Local("targets")], ...] = Field(
        alias="for", min_length=1, description="Targets it carries."
    )
    chain: Link = Field(description="Who works, in which order.")

    @property
    def key(self) -> str:
        """The targets, joined."""
        return "+".join(self.for_)


class Maintenance(Keyed):
    """A planned interruption."""

    window: CalendarRef | None = Field(None, description="When it may happen.")
    text: Text | None = Field(None, description="In words.")
    notice: Duration | None = Field(None, description="How long before it is announced.")
    counted_as_downtime: Bool = Field(True, description="Whether it counts against availability.")


class VolumeLimits(Element):
    """The workload the targets hold for."""

    at_least: NonNegative | None = Field(None, description="Lower limit.")
    at_most: Annotated[NonNegative, Meaning(looser="limited", material="obligation")] | None = Field(
        None, description="Upper limit."
    )
    unit: Text | None = Field(None, description="What is counted.")


class Credit(Element):
    """A tier of service credits: from (included) to (excluded) percent reached."""

    natural_key: ClassVar[tuple[str, ...]] = ("from_",)
    from_: Percent = Field(alias="from", description="From this percent.")
    to: Percent = Field(description="Up to, not including, this percent.")
    credit: Annotated[Percent, Meaning(unit="percent", looser="smaller", material="obligation")] = Field(
        description="Credit in percent of the charge."
    )


class Contact(Element):
    """A contact for escalations and complaints."""

    natural_key: ClassVar[tuple[str, ...]] = ("level",)
    level: Annotated[int, Field(strict=True, ge=1, le=9), WHOLE] = Field(description="Level.")
    role: RoleRef = Field(description="Role that is called.")


class Agreement(AgreementDocument):
    """What SLA, OLA and contract share."""

    targets: Annotated[tuple[Target, ...], Complete(), Meaning(looser="removed", material="obligation")] = Field(
        (), description="What is promised."
    )
    support_hours: Annotated[CalendarRef, Meaning(compare="hours", material="obligation")] | None = Field(
        None, description="When somebody works on it."
    )
    clock_rules: ClockRules | None = Field(None, description="Pause, priority change, reopening, cut-over.")
    reporting: Reporting | None = Field(None, description="How figures are reported.")
    exclusions: Annotated[tuple[Text, ...], Meaning(looser="added", material="obligation")] = Field(
        (), description="What it does not cover."
    )
    credits: Annotated[tuple[Credit, ...], Meaning(looser="removed", material="obligation")] = Field(
        (), description="Service credits by tier."
    )
    contacts: tuple[Contact, ...] = Field((), description="Escalation and complaints.")
    priority_scheme: SchemeRef | None = Field(None, description="Whose priorities the targets use.")

    @property
    def pauses(self) -> tuple[str, ...]:
        """The reasons for which its clock stands still."""
        return self.clock_rules.pause if self.clock_rules else ()


class Sla(Agreement):
    """Service level agreement: what a customer is promised, and the chain that carries it."""

    level: Annotated[Literal["corporate", "customer", "service"], Complete()] | None = Field(
        None, description="Inheritance order: corporate, customer, service."
    )
    customer: Annotated[RoleRef, Complete()] | None = Field(None, description="Customer representative, a role.")
    provider: Annotated[RoleRef, Complete()] | None = Field(None, description="Provider, a role.")
    services: Annotated[tuple[ServiceRef, ...], Complete()] = Field((), description="Services promised.")
    service_hours: Annotated[CalendarRef, Meaning(compare="hours", material="obligation")] | None = Field(
        None, description="When the service is promised; default: that of the services."
    )
    critical_periods: tuple[CriticalPeriod, ...] = Field((), description="Times of special need.")
    signatories: tuple[Signatory, ...] = Field((), description="Who signed, when.")
    reporting: Annotated[Reporting, Complete()] | None = Field(None, description="How figures are reported.")
    supported_by: Annotated[tuple[Support, ...], Complete()] = Field((), description="Chains of OLAs and contracts.")
    maintenance: tuple[Maintenance, ...] = Field((), description="Planned interruptions.")
    volume: VolumeLimits | None = Field(None, description="Workload the targets hold for.")
    attendees: tuple[RoleTold, ...] = Field((), description="Who takes part in reviews.")
    customer_responsibilities: tuple[Text, ...] = Field((), description="What the customer does.")
    security: Text | None = Field(None, description="Security terms.")
    continuity: Text | None = Field(None, description="Continuity terms.")
    charges: Text | None = Field(None, description="What it costs.")
    parent: SlaRef | None = Field(None, description="SLA of the level above.")


class Ola(Agreement):
    """Operational level agreement: what one team promises another."""

    provider: Annotated[RoleRef, Complete()] | None = Field(None, description="Team that promises, a role.")
    consumer: Annotated[RoleRef, Complete()] | None = Field(None, description="Team that relies on it, a role.")
    supports: Annotated[tuple[SupportedRef, ...], Complete()] = Field((), description="What it carries, as kind/id.")
    support_hours: Annotated[CalendarRef, Complete(), Meaning(compare="hours", material="obligation")] | None = Field(
        None, description="When the team works on it."
    )
    on_call: Text | None = Field(None, description="On-call arrangement.")


class Signed(Element):
    """Signature of a contract."""

    date: Date | None = Field(None, description="Day.")
    by: RoleTold | None = Field(None, description="Role that signed.")


class Contract(Agreement):
    """Underpinning contract: what a supplier promises."""

    supplier: Annotated[RoleRef, Complete()] | None = Field(None, description="A role of type supplier.")
    tier: Annotated[Literal["strategic", "tactical", "operational", "commodity"], Complete()] | None = Field(
        None, description="How much depends on the supplier."
    )
    reference: Name | None = Field(None, description="Contract number.")
    signed: Annotated[Signed, Complete()] | None = Field(None, description="Signature.")
    supports: tuple[SupportedRef, ...] = Field((), description="What it carries, as kind/id.")
    support_hours: Annotated[CalendarRef, Complete(), Meaning(compare="hours", material="obligation")] | None = Field(
        None, description="When the supplier works on it."
    )
    value: Money | None = Field(None, description="Charge a year.")
    exit_clause: Text | None = Field(None, description="How it ends.")
    subcontractors: tuple[Text, ...] = Field((), description="Who works for the supplier.")
    data_processing: Text | None = Field(None, description="Terms of data processing.")
