"""Service catalogue: services, calendars of hours, known errors."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from gitsm.base.scalars import Bool, ClockTime, Count, Date, Duration, Id, Name, Positive, Text
from gitsm.model.artefact import (
    CalendarRef,
    ContractRef,
    DatedDocument,
    Document,
    Element,
    Keyed,
    Money,
    ProcessRef,
    Record,
    RoleRef,
    ServiceNamed,
    ServiceRef,
    SlaRef,
)
from gitsm.model.meta import Complete, Meaning


def tag_of(*names: str) -> Any:
    """A discriminator that picks the shape by the first of `names` that stands in the mapping."""

    def choose(value: Any) -> str | None:
        keys = value if isinstance(value, dict) else getattr(value, "model_fields_set", ())
        return next((f"<{name}>" for name in names if name in keys), None)

    return Discriminator(
        choose,
        custom_error_type="shape",
        custom_error_message="expected a mapping with one of: " + ", ".join(names),
    )


class OnService(Element):
    """A dependency on another service."""

    natural_key: ClassVar[tuple[str, ...]] = ("service",)
    service: ServiceRef = Field(description="The service.")


class OnContract(Element):
    """A dependency on a supplier."""

    natural_key: ClassVar[tuple[str, ...]] = ("contract",)
    contract: ContractRef = Field(description="The contract.")


class OnItem(Element):
    """A dependency on a configuration item outside the catalogue."""

    natural_key: ClassVar[tuple[str, ...]] = ("ci",)
    ci: Name = Field(description="Its name in the configuration management system.")


class Serial(Element):
    """All of them are needed."""

    serial: tuple[Dependency, ...] = Field(min_length=1, description="Parts that are all needed.")


class Parallel(Element):
    """One of them is enough."""

    parallel: tuple[Dependency, ...] = Field(min_length=1, description="Parts of which one is enough.")


class KOfN(Element):
    """Some of them are enough."""

    k_of_n: Positive = Field(description="How many are needed.")
    of: tuple[Dependency, ...] = Field(min_length=1, description="The parts.")


Dependency = Annotated[
    Annotated[OnService, Tag("<service>")]
    | Annotated[OnContract, Tag("<contract>")]
    | Annotated[OnItem, Tag("<ci>")]
    | Annotated[Serial, Tag("<serial>")]
    | Annotated[Parallel, Tag("<parallel>")]
    | Annotated[KOfN, Tag("<k_of_n>")],
    tag_of("service", "contract", "ci", "serial", "parallel", "k_of_n"),
]
for _model in (Serial, Parallel, KOfN):
    _model.model_rebuild()  # Dependency was not known above; the fields must name it for whoever reads them


class Offering(Keyed):
    """Something a user can request."""

    name: Text | None = Field(None, description="Words in the catalogue.")
    fulfil_in: Annotated[Duration, Meaning(unit="minutes", looser="larger", material="obligation")] | None = Field(
        None, description="Fulfilment target."
    )
    approval: RoleRef | Literal["none"] | None = Field(None, description="Role that approves, or none.")
    process: ProcessRef | None = Field(None, description="Process that fulfils it.")
    by: RoleRef | None = Field(None, description="Role that fulfils it.")
    price: Money | None = Field(None, description="Price.")
    channel: Text | None = Field(None, description="How it is requested.")


class ContinuityTest(Element):
    """A test in which the service was restored."""

    natural_key: ClassVar[tuple[str, ...]] = ("date",)
    date: Date = Field(description="Day of the test.")
    restored_in: Duration | None = Field(None, description="How long it took until the service was back.")
    evidence: Text | None = Field(None, description="Where the record of the test is.")


class Service(Document):
    """A service of the catalogue or of the portfolio."""

    status: Annotated[
        Literal["pipeline", "design", "transition", "live", "retiring", "retired", "cancelled"],
        Meaning(material="obligation"),
    ] = Field(description="Stage in the portfolio.")
    effective_from: Annotated[Date, Complete()] | None = Field(None, description="First day in force.")
    effective_to: Date | None = Field(None, description="First day no longer in force.")
    name: Text | None = Field(None, description="Name for customers, where it differs from the title.")
    description: Annotated[Text, Meaning(material="text"), Complete()] | None = Field(
        None, description="What customers get."
    )
    type: Annotated[Literal["customer_facing", "supporting", "technical"], Complete()] | None = Field(
        None, description="Who sees it."
    )
    criticality: (
        Annotated[
            Literal["vital", "important", "supporting", "other"],
            Complete(),
            Meaning(looser="lowered", material="obligation"),
        ]
        | None
    ) = Field(None, description="How much depends on it.")
    customers: Annotated[tuple[RoleRef, ...], Complete(lambda service: service.type == "customer_facing")] = Field(
        (), description="Customer groups, as roles."
    )
    portfolio_value: Text | None = Field(None, description="Why it is offered.")
    offerings: tuple[Offering, ...] = Field((), description="Items that can be requested.")
    depends_on: Annotated[Dependency, Complete(lambda service: service.type == "customer_facing")] | None = Field(
        None, description="What it needs, with topology."
    )
    user_count: Count | None = Field(None, description="Users.")
    support_group: Annotated[RoleRef, Complete()] | None = Field(None, description="Role that supports it.")
    service_hours: Annotated[CalendarRef, Complete(), Meaning(compare="hours", material="obligation")] | None = Field(
        None, description="When it is promised."
    )
    support_hours: Annotated[CalendarRef, Complete(), Meaning(compare="hours", material="obligation")] | None = Field(
        None, description="When it is supported."
    )
    slas: tuple[SlaRef, ...] = Field((), description="Agreements that promise it.")
    best_effort: Bool = Field(False, description="Offered without an agreement, on purpose.")
    data_classification: (
        Annotated[
            Literal["public", "internal", "confidential", "restricted"], Meaning(looser="smaller", material="control")
        ]
        | None
    ) = Field(None, description="Highest class of data in it.")
    rto: Annotated[Duration, Meaning(unit="minutes", looser="larger", material="obligation")] | None = Field(
        None, description="Recovery time objective."
    )
    rpo: Annotated[Duration, Meaning(unit="minutes", looser="larger", material="obligation")] | None = Field(
        None, description="Recovery point objective."
    )
    continuity_tests: tuple[ContinuityTest, ...] = Field((), description="Tests in which it was restored.")
    cost: Money | None = Field(None, description="Cost a year.")
    charge_model: Text | None = Field(None, description="How it is charged.")
    technology: tuple[Id, ...] = Field((), description="Technology words, such as cloud.")

    @property
    def start(self) -> Any:
        """`effective_from`."""
        return self.effective_from

    @property
    def end(self) -> Any:
        """`effective_to`."""
        return self.effective_to


_DAY = r"(mon|tue|wed|thu|fri|sat|sun)"
DaySpec = Annotated[
    str, StringConstraints(strict=True, pattern=rf"^{_DAY}(-{_DAY})?$"), Field(examples=["mon-fri", "sat"])
]
WEEKDAYS: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Window = tuple[ClockTime, ClockTime]


def days_of(spec: str) -> tuple[int, ...]:
    """Weekday numbers (Monday 0) that a DaySpec names; `fri-mon` runs over the week end."""
    first, _, last = spec.partition("-")
    start, stop = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return tuple((start + i) % 7 for i in range((stop - start) % 7 + 1))


class Holiday(Element):
    """A day without service hours, or with fewer."""

    natural_key: ClassVar[tuple[str, ...]] = ("date",)
    date: Date = Field(description="The day.")
    name: Text | None = Field(None, description="Its name.")
    from_: ClockTime | None = Field(None, alias="from", description="Closed from this time; left out = all day.")
    to: ClockTime | None = Field(None, description="Closed until this time.")
    region: Text | None = Field(None, description="Where it is one.")


class CalendarException(Element):
    """A day whose windows are replaced."""

    natural_key: ClassVar[tuple[str, ...]] = ("date",)
    date: Date = Field(description="The day.")
    open: tuple[Window, ...] = Field((), description="Windows of that day.")
    closed: Bool = Field(False, description="Closed all day.")
    reason: Text | None = Field(None, description="Why.")


class Parents(Element):
    """Calendars this one is combined from."""

    union: tuple[CalendarRef, ...] = Field((), description="Open when any of them is.")
    intersection: tuple[CalendarRef, ...] = Field((), description="Open when all of them are.")


class CriticalPeriod(Element):
    """A time the business depends on the service more than usual."""

    natural_key: ClassVar[tuple[str, ...]] = ("name",)
    name: Text = Field(description="What happens then.")
    from_: Date = Field(alias="from", description="First day.")
    to: Date = Field(description="First day after.")


class Calendar(DatedDocument):
    """Hours: weekly windows, holidays, exceptions, in a time zone."""

    timezone: (
        Annotated[
            Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9_+/-]*$", max_length=60)],
            Complete(),
            Meaning(compare="hours", material="obligation"),
        ]
        | None
    ) = Field(None, description="IANA zone, such as Europe/Berlin.")
    weekly: Annotated[dict[DaySpec, tuple[Window, ...]], Meaning(compare="hours", material="obligation")] = Field(
        default_factory=dict, description="Windows per weekday or range of weekdays; half-open."
    )
    holidays: Annotated[tuple[Holiday, ...], Meaning(looser="added", compare="hours", material="obligation")] = Field(
        (), description="Dated holidays."
    )
    exceptions: Annotated[tuple[CalendarException, ...], Meaning(compare="hours", material="obligation")] = Field(
        (), description="Days whose windows are replaced, applied last."
    )
    critical_periods: tuple[CriticalPeriod, ...] = Field((), description="Times of special need.")
    region: Text | None = Field(None, description="Region of the holidays, such as DE-BE.")
    parents: Annotated[Parents, Meaning(compare="hours", material="obligation")] | None = Field(
        None, description="Calendars it is combined from."
    )


class Workaround(Element):
    """What helps until the cause is gone."""

    steps: Annotated[tuple[Text, ...], Meaning(material="text", ordered=True)] = Field((), description="What to do.")
    verified: Date | None = Field(None, description="Day it was last seen to work.")


class PermanentFix(Element):
    """What will remove the cause."""

    change: Name | None = Field(None, description="Change record.")
    planned: Date | None = Field(None, description="Planned day.")
    status: Literal["planned", "done", "not_fixed"] | None = Field(
        None, description="not_fixed = the decision to live with it."
    )
    reason: Text | None = Field(None, description="Why it is not fixed.")


class KnownError(Record):
    """A problem whose cause or workaround is known."""

    status: Literal["recorded", "confirmed", "resolved"] = Field(description="recorded, confirmed or resolved.")
    problem: Annotated[Name, Complete()] | None = Field(None, description="Problem record.")
    symptoms: Annotated[Text, Complete()] | None = Field(None, description="What users see.")
    services: Annotated[tuple[ServiceNamed, ...], Complete()] = Field((), description="Services affected.")
    cis: tuple[Name, ...] = Field((), description="Configuration items affected.")
    workaround: (
        Annotated[Workaround, Complete(lambda error: error.status == "confirmed" and not error.cause)] | None
    ) = Field(None, description="What helps meanwhile.")
    cause: Text | None = Field(None, description="Root cause.")
    fix: Annotated[PermanentFix, Complete(lambda error: error.status == "resolved")] | None = Field(
        None, description="Permanent fix, or the decision not to fix."
    )
    incidents: tuple[Name, ...] = Field((), description="Incident records linked.")
