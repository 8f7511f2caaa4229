"""Improvement: an item of the continual improvement register."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from gitsm.base.scalars import WHOLE, Count, Date, Duration, Number, Text
from gitsm.model.artefact import (
    Element,
    Evidence,
    ImprovementRef,
    Keyed,
    KpiRef,
    Money,
    Record,
    RoleRef,
    RoleTold,
    Subject,
)
from gitsm.model.meta import Complete, Meaning

ImprovementStatus = Literal[
    "proposed", "triaged", "deferred", "approved", "in_progress", "blocked", "implemented", "in_review",
    "closed", "rejected", "duplicate", "cancelled",
]  # fmt: skip
Score = Annotated[int, Field(strict=True, ge=1, le=5), WHOLE]
COMMITTED = ("approved", "in_progress", "blocked", "implemented", "in_review", "closed")


class Raised(Element):
    """When and by whom it was raised."""

    date: Date | None = Field(None, description="Day.")
    by: RoleTold | None = Field(None, description="Role.")


class Benefit(Element):
    """What it is to bring, on a KPI."""

    kpi: KpiRef = Field(description="The KPI.")
    from_: Number = Field(alias="from", description="Value before, a recorded observation.")
    to: Number = Field(description="Value after.")
    by: Date | None = Field(None, description="Until when.")
    financial: Money | None = Field(None, description="Value a year, if known.")


class Scoring(Element):
    """value times confidence divided by effort gives the priority."""

    value: Score = Field(description="1 (little) to 5 (much).")
    confidence: Annotated[float, Field(strict=True, ge=0, le=1)] = Field(1.0, description="0 to 1.")
    effort: Score = Field(description="1 (little) to 5 (much).")
    risk: Score | None = Field(None, description="1 (little) to 5 (much).")


class PriorityOverride(Element):
    """A priority other than the formula gives."""

    value: Number = Field(description="The priority.")
    reason: Text = Field(description="Why.")


class HistoryEntry(Element):
    """A step of the item through its states."""

    natural_key: ClassVar[tuple[str, ...]] = ("status", "date")
    status: ImprovementStatus = Field(description="State reached.")
    date: Date = Field(description="Day.")
    by: RoleTold | None = Field(None, description="Role that decided.")
    reason: Text | None = Field(None, description="Why.")


class Action(Keyed):
    """A piece of work with its owner."""

    text: Text = Field("", description="What.")
    owner: RoleRef | None = Field(None, description="Who.")
    due: Date | None = Field(None, description="Until when.")
    done: Date | None = Field(None, description="Day it was done.")


class Result(Element):
    """What was measured afterwards."""

    kpi: KpiRef | None = Field(None, description="The KPI.")
    value: Number | None = Field(None, description="Value measured.")
    measured_on: Date | None = Field(None, description="Day.")
    sample_size: Count | None = Field(None, description="Sample size.")


class ItemReview(Element):
    """Whether the benefit came, judged by somebody other than the owner."""

    date: Date | None = Field(None, description="Day.")
    by: RoleTold | None = Field(None, description="Role that judged.")
    decision: Literal["benefit_realised", "partially", "not_realised"] | None = Field(
        None, description="The judgement."
    )
    lesson: Text | None = Field(None, description="What others can learn.")


def _committed(item: Improvement) -> bool:
    return item.status in COMMITTED


class Improvement(Record):
    """An item of the improvement register, from idea to proven benefit."""

    status: ImprovementStatus = Field(description="State of the item.")
    raised: Raised | None = Field(None, description="When and by whom.")
    source: Annotated[
        Literal[
            "audit_finding", "service_review", "kpi_breach", "incident_trend", "problem", "user_feedback",
            "capability_gap", "lesson_learned", "idea", "regulation",
        ],
        Complete(),
    ] | None = Field(None, description="Where it comes from.")  # fmt: skip
    category: Annotated[Text, Complete()] | None = Field(None, description="What it is about.")
    justification: Text | None = Field(None, description="Why it is worth doing.")
    size: Literal["small", "medium", "large"] | None = Field(None, description="Size.")
    timescale: Literal["short", "medium", "long"] | None = Field(
        None, description="short: up to 3 months, medium: up to 12, long: more."
    )
    affects: tuple[Subject, ...] = Field((), description="Artefacts it changes, as kind/id.")
    sponsor: RoleRef | None = Field(None, description="Role that pays.")
    root_cause: Text | None = Field(None, description="Cause it removes.")
    benefit: Annotated[Benefit, Complete(_committed), Meaning(material="measure")] | None = Field(
        None, description="What it is to bring."
    )
    cost: Money | None = Field(None, description="Cost.")
    effort: Duration | None = Field(None, description="Work.")
    score: Scoring | None = Field(None, description="Scores.")
    priority: PriorityOverride | None = Field(None, description="Only where it differs from the formula.")
    plan: Text | None = Field(None, description="How it will be done.")
    target_date: Annotated[Date, Complete(_committed), Meaning(looser="larger", material="obligation")] | None = Field(
        None, description="Until when."
    )
    revisit: Date | None = Field(None, description="When a deferred item is looked at again.")
    stabilisation: Duration | None = Field(None, description="Time between implementation and review; default 30d.")
    actions: tuple[Action, ...] = Field((), description="Pieces of work.")
    history: tuple[HistoryEntry, ...] = Field((), description="Every state reached, in order.")
    evidence: tuple[Evidence, ...] = Field((), description="What shows that it was done.")
    result: Result | None = Field(None, description="What was measured afterwards.")
    review: ItemReview | None = Field(None, description="Whether the benefit came.")
    reopens: ImprovementRef | None = Field(None, description="Closed item this one takes up again.")
    duplicate_of: ImprovementRef | None = Field(None, description="Item that already covers it.")
