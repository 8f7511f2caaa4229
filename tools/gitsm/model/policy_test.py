"""Tests of the change policy: a change, and what class and which approvers it should have. Files, but no artefacts."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from gitsm.base.scalars import Bool, Count, Date, Id, Text, Version
from gitsm.model.artefact import AnyRef, Element, PartyRef, RoleRef, RuleId


class TestEdit(Element):
    """One edit of the repository: a value that is set, or something that is removed."""

    __test__: ClassVar[bool] = False
    artefact: AnyRef = Field(description="The artefact, as kind/id.")
    version: Version | None = Field(None, description="Which version's file; left out = the one named by the id alone.")
    at: Text | None = Field(
        None, description="Route of keys, with ids in place of list positions; left out = the whole artefact."
    )
    set: Any = Field(None, description="The new value. A list element that is not there yet is added.")
    remove: Bool = Field(False, description="Removes what stands there.")


class ExpectedFinding(Element):
    """A finding, by rule and artefact, and by its place where that matters."""

    rule: RuleId = Field(description="Rule that finds it.")
    artefact: AnyRef = Field(description="Artefact, as kind/id.")
    at: Text | None = Field(None, description="Location key; left out = anywhere in the artefact.")


class ExpectedFindings(Element):
    """Which findings come and go."""

    new: tuple[ExpectedFinding, ...] | None = Field(None, description="Findings the change brings.")
    fixed: tuple[ExpectedFinding, ...] | None = Field(None, description="Findings that are gone after it.")


class Expectation(Element):
    """What should follow; only the keys given are compared, and lists are sets."""

    class_: Annotated[Literal["standard", "normal", "major"] | None, Field(alias="class")] = Field(
        None, description="Class of the change."
    )
    changes: tuple[Count, ...] | None = Field(None, description="Numbers of the change types found.")
    approvers: tuple[RoleRef, ...] | None = Field(None, description="Roles and bodies that are asked.")
    blocked: Bool | None = Field(None, description="Whether it may not be merged whoever agrees.")
    findings: ExpectedFindings | None = Field(None, description="Findings that come and go.")


class PolicyTest(BaseModel):
    """A change and what the policy should make of it. File: policies/tests/<id>.yaml; run by `gitsm policy test`."""

    __test__: ClassVar[bool] = False
    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_alias=True, validate_by_name=False)
    id: Id = Field(description="Identity; equals the file name.")
    title: Annotated[Text, Field(min_length=1)] = Field(description="What should hold, in one sentence.")
    as_of: Date | None = Field(None, description="Day judged; left out = that of the command.")
    author: PartyRef | None = Field(None, description="Party that makes the change.")
    base: tuple[TestEdit, ...] = Field((), description="Edits of the repository as it is, before the change.")
    head: tuple[TestEdit, ...] = Field(min_length=1, description="Edits that are the change.")
    expect: Expectation = Field(description="What should follow.")
