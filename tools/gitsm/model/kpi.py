"""KPI, CSF, objective and observations: what is measured, why, and what came out."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from gitsm.base.scalars import Bool, Count, Date, Number, Positive, Sha256, Text
from gitsm.model.artefact import (
    CsfRef,
    DatedDocument,
    Document,
    Element,
    KpiRef,
    ObjectiveRef,
    PlainRecord,
    PolicyRef,
    ProcessRef,
    RoleRef,
    RoleTold,
    ServiceRef,
    SlaRef,
)
from gitsm.model.meta import Complete, Meaning, kpi_direction


class Measures(Element):
    """What the KPI is about."""

    process: ProcessRef | None = Field(None, description="A process.")
    service: ServiceRef | None = Field(None, description="A service.")
    sla: SlaRef | None = Field(None, description="An agreement.")
    target: Text | None = Field(None, description="Target of that agreement, by id.")


class Baseline(Element):
    """Where it stood before."""

    value: Number = Field(description="Value, in the KPI's unit.")
    period: Text | None = Field(None, description="Period it is for.")
    measured_on: Date | None = Field(None, description="Day it was measured.")
    source: Text | None = Field(None, description="Where it comes from.")


class Goal(Element):
    """Where it should stand."""

    value: Annotated[Number, Meaning(looser=kpi_direction, material="measure")] | None = Field(
        None, description="Value, in the KPI's unit."
    )
    by: Annotated[Date, Meaning(looser="larger", material="measure")] | None = Field(None, description="Until when.")
    maintain: Annotated[Bool, Meaning(looser="smaller", material="measure")] = Field(
        False, description="Keep the level reached."
    )


class Thresholds(Element):
    """Limits of the colours: green and amber (beyond amber is red), or a range with a tolerance."""

    green: Annotated[Number, Meaning(looser=kpi_direction, material="measure")] | None = Field(
        None, description="Green from here on."
    )
    amber: Annotated[Number, Meaning(looser=kpi_direction, material="measure")] | None = Field(
        None, description="Amber from here on; beyond it red."
    )
    lower: Number | None = Field(None, description="Lower end of the range.")
    upper: Number | None = Field(None, description="Upper end of the range.")
    tolerance: Number | None = Field(None, description="Amber within this distance of the range.")


class Benchmark(Element):
    """What others reach; context only."""

    value: Number = Field(description="Value, in the KPI's unit.")
    source: Text = Field(description="Who says so.")
    year: Positive | None = Field(None, description="Of which year.")


def _is_ratio(kpi: Kpi) -> bool:
    return kpi.unit in ("percent", "ratio")


class Kpi(Document):
    """A key performance indicator: the question it answers, its formula, baseline, target and thresholds."""

    status: Annotated[Literal["proposed", "active", "retired"], Meaning(material="stamp")] = Field(
        description="proposed (working), active (agreed) or retired (ended)."
    )
    effective_from: Annotated[Date, Complete()] | None = Field(None, description="First day in force.")
    effective_to: Date | None = Field(None, description="First day no longer in force.")
    question: Annotated[Text, Complete()] | None = Field(None, description="The question it answers.")
    measures: Measures | None = Field(None, description="What it is about.")
    unit: (
        Annotated[
            Literal["percent", "count", "minutes", "hours", "days", "ratio", "score", "currency"],
            Complete(),
            Meaning(material="measure"),
        ]
        | None
    ) = Field(None, description="Unit of the value.")
    direction: (
        Annotated[Literal["higher_is_better", "lower_is_better", "in_range"], Complete(), Meaning(material="measure")]
        | None
    ) = Field(None, description="Which way is better.")
    population: Annotated[Text, Meaning(material="measure")] | None = Field(
        None, description="Which records count, by opened, resolved or closed in the period."
    )
    formula: Annotated[Text, Complete(), Meaning(material="measure")] | None = Field(
        None, description="How it is computed."
    )
    numerator: Annotated[Text, Complete(_is_ratio), Meaning(material="measure")] | None = Field(
        None, description="Of a ratio: what is counted above the line."
    )
    denominator: Annotated[Text, Complete(_is_ratio), Meaning(material="measure")] | None = Field(
        None, description="Of a ratio: what is counted below the line."
    )
    filters: tuple[Text, ...] = Field((), description="What is left out.")
    baseline: Annotated[Baseline, Complete(), Meaning(material="measure")] | None = Field(
        None, description="Where it stood."
    )
    target: Annotated[Goal, Complete()] | None = Field(None, description="Where it should stand.")
    thresholds: Annotated[Thresholds, Complete()] | None = Field(None, description="Limits of the colours.")
    frequency: Annotated[Literal["day", "week", "month", "quarter", "year"], Complete()] | None = Field(
        None, description="How often it is measured."
    )
    aggregation: Literal["mean", "median", "p90", "p95", "sum", "ratio_of_sums", "max", "min", "count"] | None = Field(
        None, description="How values are put together."
    )
    rounding: Count | None = Field(None, description="Decimals shown.")
    missing_data: Text | None = Field(None, description="What happens when data is missing.")
    data_source: Annotated[Text, Complete()] | None = Field(None, description="Table, query or export.")
    collector: RoleRef | None = Field(None, description="Role that records the values.")
    audience: tuple[RoleTold, ...] = Field((), description="Who acts on it.")
    category: Literal["effectiveness", "efficiency", "quality", "compliance", "value", "experience"] | None = Field(
        None, description="What it says something about."
    )
    timing: Literal["leading", "lagging"] | None = Field(None, description="Whether it warns or reports.")
    subject: Literal["outcome", "activity"] | None = Field(None, description="Whether it measures result or effort.")
    counter_metric: KpiRef | None = Field(None, description="The KPI that exposes gaming of this one.")
    objective: ObjectiveRef | None = Field(None, description="Objective it serves.")
    csf: CsfRef | None = Field(None, description="Critical success factor it serves.")
    benchmark: Benchmark | None = Field(None, description="What others reach.")

    @property
    def start(self) -> Date | None:
        """`effective_from`."""
        return self.effective_from

    @property
    def end(self) -> Date | None:
        """`effective_to`."""
        return self.effective_to


class Csf(DatedDocument):
    """Critical success factor: what must go right."""

    statement: Annotated[Text, Meaning(material="text"), Complete()] | None = Field(
        None, description="In one sentence."
    )
    objective: Annotated[ObjectiveRef, Complete()] | None = Field(None, description="Objective it serves.")
    kpis: tuple[KpiRef, ...] = Field((), description="One to five KPIs that show it.")


class ObjectiveAction(Element):
    """Something planned to reach the objective."""

    text: Text = Field(description="What.")
    by: Date | None = Field(None, description="Until when.")
    owner: RoleRef | None = Field(None, description="Who.")


class Objective(DatedDocument):
    """An objective with its measure and target."""

    statement: Annotated[Text, Meaning(material="text"), Complete()] | None = Field(
        None, description="In one sentence."
    )
    policy: PolicyRef | None = Field(None, description="Policy it serves.")
    measure: Annotated[tuple[KpiRef, ...], Complete()] = Field((), description="KPIs that show it.")
    target: Annotated[Goal, Complete()] | None = Field(None, description="Value and date.")
    actions: tuple[ObjectiveAction, ...] = Field((), description="What is planned.")
    resources: Text | None = Field(None, description="What it needs.")
    responsible: RoleRef | None = Field(None, description="Role that sees to it.")
    evaluation: Text | None = Field(None, description="How results are evaluated.")


class Observation(Element):
    """A value for a period; null where there was nothing to measure."""

    natural_key: ClassVar[tuple[str, ...]] = ("from_", "series")
    from_: Date = Field(alias="from", description="First day of the period.")
    to: Date = Field(description="First day after the period.")
    value: Number | None = Field(None, description="Value in the KPI's unit; null = no data.")
    sample_size: Count | None = Field(None, description="Sample size.")
    series: Positive = Field(1, description="Number of the series; a break starts a new one.")
    source: Text | None = Field(None, description="Where it comes from.")
    source_hash: Sha256 | None = Field(None, description="Digest of the source.")
    computed_at: Date | None = Field(None, description="Day of the computation.")
    note: Text | None = Field(None, description="What is strange about it.")


class Observations(PlainRecord):
    """The values of a KPI: one file per KPI, append-only, keyed by (from, series)."""

    series: tuple[Observation, ...] = Field((), description="Values in order.")
