"""The baseline: findings that were known when gitsm was introduced. A file with a schema, but no artefact."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from gitsm.base.scalars import Text
from gitsm.model.artefact import AnyRef, Element, RuleId


class BaselineEntry(Element):
    """A known finding: rule, artefact and exact location key together are its fingerprint.

    One that weighs more by now is not the finding that was known.
    """

    natural_key: ClassVar[tuple[str, ...]] = ("rule", "artefact", "at")
    rule: RuleId = Field(description="Rule that found it.")
    artefact: AnyRef = Field(description="Artefact, as kind/id.")
    at: Text = Field("", description="Location key of the finding, exactly; left out = the artefact as a whole.")
    severity: Literal["info", "warning", "error"] = Field(
        "error", description="What it weighed when it was taken in; left out = error. What weighs more is new."
    )


class Baseline(BaseModel):
    """Findings known when gitsm was introduced. It may only shrink. File: policies/baseline.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    entries: tuple[BaselineEntry, ...] = Field((), description="Known findings, sorted by artefact, rule and place.")
