"""PriorityScheme: impact and urgency, and the priority that each pair gives."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gitsm.base.scalars import Bool, Colour, Id, Text
from gitsm.model.artefact import DatedDocument, Element, Keyed, RoleRef
from gitsm.model.meta import Complete, Meaning


class Level(Keyed):
    """A level of impact or urgency; the first is the highest."""

    name: Text | None = Field(None, description="Words for readers.")
    test: Text | None = Field(None, description="How to tell that it applies.")


class Priority(Keyed):
    """A priority; the first is the most urgent."""

    name: Text | None = Field(None, description="Words for readers.")
    colour: Colour | None = Field(None, description="Colour in the tool.")
    handling: Text | None = Field(None, description="How such records are handled.")
    major: Annotated[Bool, Meaning(looser="smaller", material="control")] = Field(
        False, description="Starts the major-incident procedure."
    )
    target: Annotated[Literal["none"], Meaning(looser="added", material="obligation")] | None = Field(
        None, description="none = no agreement target is expected."
    )


class Override(Element):
    """Who may set another priority than the matrix gives."""

    by: RoleRef = Field(description="The role.")
    reason_required: Bool = Field(True, description="Whether a reason must be recorded.")


class PriorityScheme(DatedDocument):
    """Impact and urgency, and the priority each pair gives."""

    impact: Annotated[tuple[Level, ...], Complete(), Meaning(ordered=True)] = Field(
        (), description="Levels of impact, highest first."
    )
    urgency: Annotated[tuple[Level, ...], Complete(), Meaning(ordered=True)] = Field(
        (), description="Levels of urgency, highest first."
    )
    priorities: Annotated[tuple[Priority, ...], Complete(), Meaning(material="obligation", ordered=True)] = Field(
        (), description="Priorities, most urgent first."
    )
    matrix: Annotated[dict[Id, dict[Id, Id]], Complete(), Meaning(looser="lowered", material="obligation")] = Field(
        default_factory=dict, description="impact, then urgency, gives the priority."
    )
    override: Override | None = Field(None, description="Who may deviate.")
