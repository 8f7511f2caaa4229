"""Process: how a practice is carried out, by whom, and what is measured."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from gitsm.base.scalars import DURATION_PATTERN, WHOLE, Bool, Date, Duration, Id, NonNegative, Positive, StateName, Text
from gitsm.model.artefact import (
    ActivityRef,
    ClauseRef,
    CsfRef,
    DatedDocument,
    Element,
    Evidence,
    Keyed,
    KpiRef,
    NodeRef,
    PracticeRef,
    PriorityId,
    ProcessBeside,
    ProcessOrExternal,
    RoleRef,
    RoleTold,
    SchemeRef,
    Statement,
    ToolRef,
)
from gitsm.model.change_policy import ChangePolicy
from gitsm.model.meta import Complete, Local, Meaning

Duty = Literal["request", "authorise", "implement", "verify", "record", "reconcile", "operate", "audit", "author"]
DUTIES: tuple[Duty, ...] = (
    "request", "authorise", "implement", "verify", "record", "reconcile", "operate", "audit", "author",
)  # fmt: skip
Authority = Literal["standard", "normal", "major", "emergency"]
AuthorityKind = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]
ConditionValue = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=80)]
EscalationPoint = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[0-9]{1,3}%$|" + DURATION_PATTERN, min_length=2, max_length=20),
    Field(examples=["50%", "2h"]),
]


class ProcessScope(Element):
    """What the process is for, and what it leaves to others."""

    in_: tuple[Text, ...] = Field((), alias="in", description="What it covers.")
    out: tuple[Text, ...] = Field((), description="What it does not cover.")


class ProcessInput(Keyed):
    """Something the process receives."""

    from_: ProcessOrExternal | None = Field(None, alias="from", description="Source process, or external.")
    text: Text = Field("", description="What is received.")


class ProcessOutput(Keyed):
    """Something the process hands on."""

    to: ProcessOrExternal | None = Field(None, description="Consuming process, or external.")
    text: Text = Field("", description="What is handed on.")


class Raci(Element):
    """Who answers, does, is asked before, is told after; support and verify are optional."""

    accountable: Annotated[RoleRef, Meaning(material="accountability")] | None = Field(
        None, description="A: the one role that answers for the activity."
    )
    responsible: Annotated[tuple[RoleRef, ...], Meaning(material="accountability")] = Field(
        (), description="R: roles that do it."
    )
    consulted: tuple[RoleTold, ...] = Field((), description="C: roles asked before (two-way).")
    informed: tuple[RoleTold, ...] = Field((), description="I: roles told after (one-way).")
    support: tuple[RoleRef, ...] = Field((), description="S: roles that help the responsible ones.")
    verify: tuple[RoleRef, ...] = Field((), description="V: roles that check the result.")


class Needs(Element):
    """Authority that the accountable role must have."""

    approves: AuthorityKind = Field(description="Kind of artefact it approves.")
    up_to: Annotated[Authority, Meaning(looser="smaller", material="control")] = Field(
        "normal", description="Highest class of change."
    )


class Competence(Element):
    """A skill at a level."""

    natural_key: ClassVar[tuple[str, ...]] = ("id",)
    id: Id = Field(description="The competence.")
    level: Annotated[int, Field(strict=True, ge=1, le=5), WHOLE] = Field(description="1 (aware) to 5 (leads others).")
    certification: Text | None = Field(None, description="A certificate that shows it, such as Foundation.")


class Activity(Keyed):
    """One step of a process, with its owner and its doers."""

    name: Annotated[Text, Complete()] = Field("", description="Verb first: what is done.")
    description: Annotated[Text, Meaning(material="text")] | None = Field(None, description="How it is done.")
    duty: Annotated[Duty, Meaning(material="control"), Complete()] | None = Field(
        None, description="Kind of duty, read by segregation of duties."
    )
    raci: Annotated[Raci, Complete()] | None = Field(None, description="Who answers, does, is consulted, is informed.")
    inputs: tuple[Text, ...] = Field((), description="What the step needs.")
    outputs: tuple[Text, ...] = Field((), description="What the step leaves behind.")
    tool: ToolRef | None = Field(None, description="Tool used, an id of `tools`.")
    work_instruction: Text | None = Field(None, description="Link to the work instruction.")
    effort: Annotated[Duration, Meaning(unit="minutes")] | None = Field(None, description="Work per execution.")
    per_week: NonNegative | None = Field(None, description="Executions in a usual week.")
    priorities: Annotated[tuple[PriorityId, ...], Meaning(looser="narrowed", material="control")] = Field(
        (), description="Priorities it is for; left out = all."
    )
    needs: Needs | None = Field(None, description="Authority the accountable role must have.")
    competences: tuple[Competence, ...] = Field((), description="Skills its responsible roles need.")
    part_of: ActivityRef | None = Field(None, description="Parent activity, if this is a step of one.")
    automation: Literal["manual", "assisted", "automated"] = Field("manual", description="How much a machine does.")
    control: Annotated[Bool, Meaning(looser="smaller", material="control")] = Field(
        False, description="Whether it is a key control."
    )


class Condition(Element):
    """When a branch is taken."""

    in_: tuple[ConditionValue, ...] = Field(alias="in", min_length=1, description="Values of the decision's variable.")


class Node(Keyed):
    """A node of the workflow; a task has the id of its activity."""

    type: Literal["start", "end", "task", "xor", "and", "event", "subprocess"] = Field(description="What it is.")
    label: Text | None = Field(None, description="Words in the picture; a task takes its activity's name.")
    decides: RoleRef | None = Field(None, description="Role that decides at an xor.")
    question: Text | None = Field(None, description="The question an xor answers.")
    variable: Id | None = Field(
        None, description="What the conditions test: priority, impact, urgency or a word of yours."
    )
    values: tuple[ConditionValue, ...] = Field((), description="All values of the variable.")
    process: ProcessBeside | None = Field(None, description="The process a subprocess stands for.")


class Edge(Element):
    """A connection between two nodes."""

    natural_key: ClassVar[tuple[str, ...]] = ("from_", "to")
    from_: NodeRef = Field(alias="from", description="Source node.")
    to: NodeRef = Field(description="Target node.")
    when: Condition | None = Field(None, description="Condition of a branch of an xor.")
    default: Bool = Field(False, description="Taken when no other condition holds.")
    label: Text | None = Field(None, description="Words for readers only.")


class Loop(Element):
    """An edge that goes back, and how often that may happen."""

    natural_key: ClassVar[tuple[str, ...]] = ("back",)
    back: tuple[NodeRef, NodeRef] = Field(description="The edge that goes back: [from, to].")
    limit: Positive | None = Field(None, description="How many times at most.")
    escalate: Annotated[int, Field(strict=True, ge=1), WHOLE, Local("escalations")] | None = Field(
        None, description="Level of `escalations` that is called at the limit."
    )

    @property
    def key(self) -> str:
        """`from>to` of the edge that goes back."""
        return ">".join(self.back)


class Workflow(Element):
    """The order of the activities, as a graph."""

    nodes: tuple[Node, ...] = Field((), description="Start, tasks, decisions, parallel splits and joins, ends.")
    edges: tuple[Edge, ...] = Field((), description="Connections.")
    loops: tuple[Loop, ...] = Field((), description="Edges that go back, with their limits.")


class Transition(Element):
    """A change of state of the record."""

    natural_key: ClassVar[tuple[str, ...]] = ("from_", "to")
    from_: StateName = Field(alias="from", description="State before.")
    to: StateName = Field(description="State after.")
    by: RoleRef | None = Field(None, description="Role that may do it.")
    guard: Text | None = Field(None, description="What must hold.")
    reopen: Bool = Field(False, description="Allows leaving a terminal state.")


class States(Element):
    """The state machine of the record, as in the ticket tool."""

    initial: StateName | None = Field(None, description="First state.")
    terminal: tuple[StateName, ...] = Field((), description="Last states.")
    transitions: tuple[Transition, ...] = Field((), description="Allowed changes of state.")


TimeMetric = Literal[
    "response_time", "restoration_time", "resolution_time", "fulfilment_time", "acknowledge_time", "handover_time",
    "diagnose_time",
]  # fmt: skip
TIME_METRICS: frozenset[str] = frozenset(
    {"response_time", "restoration_time", "resolution_time", "fulfilment_time", "acknowledge_time", "handover_time",
     "diagnose_time"}
)  # fmt: skip


class Escalation(Element):
    """Who is called when, before a promise breaks."""

    natural_key: ClassVar[tuple[str, ...]] = ("level",)
    level: Annotated[int, Field(strict=True, ge=1, le=20), WHOLE] = Field(description="Level; key of the list.")
    type: Literal["functional", "hierarchical"] = Field(
        "functional", description="To more skill, or to more authority."
    )
    at: Annotated[EscalationPoint, Meaning(looser="larger", material="obligation")] | None = Field(
        None, description="Percent of the target, or elapsed time."
    )
    of: TimeMetric = Field("resolution_time", description="The target the trigger is a part of.")
    priorities: Annotated[tuple[PriorityId, ...], Meaning(looser="narrowed", material="obligation")] = Field(
        (), description="Priorities it is for; left out = all."
    )
    to: RoleRef | None = Field(None, description="Role that is called.")
    notify: tuple[RoleTold, ...] = Field((), description="Roles told as well.")
    breach_notice: Bool = Field(False, description="The trigger lies at or behind the target.")


class Interface(Element):
    """What is exchanged with another process."""

    natural_key: ClassVar[tuple[str, ...]] = ("process",)
    process: ProcessBeside = Field(description="The other process.")
    direction: Literal["in", "out", "both"] = Field("both", description="Seen from this process.")
    exchanges: Text = Field("", description="What is exchanged.")


class Tool(Keyed):
    """A tool the process uses."""

    class_: StateName = Field(alias="class", description="Tool class, such as itsm_suite.")
    product: Text | None = Field(None, description="Product name.")
    table: Text | None = Field(None, description="Record table.")


class Category(Keyed):
    """A category of records; categories form a tree."""

    name: Text = Field("", description="Words in the tool.")
    children: tuple[Category, ...] = Field((), description="Finer categories.")


class ClosureCode(Keyed):
    """How a record was closed."""

    text: Text = Field("", description="What the code means.")


class Control(Element):
    """Which activities satisfy a clause; strength and applicability stand in the control mapping alone."""

    natural_key: ClassVar[tuple[str, ...]] = ("clause",)
    clause: ClauseRef = Field(description="framework/clause.")
    by: tuple[ActivityRef, ...] = Field((), description="Activities that satisfy it.")
    evidence: tuple[Evidence, ...] = Field((), description="What they leave behind.")


class CapabilityTarget(Element):
    """Where the practice should stand by when."""

    level: Annotated[int, Field(strict=True, ge=0, le=5), WHOLE] = Field(description="Capability level 0 to 5.")
    by: Date | None = Field(None, description="Date.")


class Process(DatedDocument):
    """A process design: purpose, activities with RACI, workflow, record states, escalations, controls, measures."""

    practice: Annotated[PracticeRef, Complete()] | None = Field(
        None, description="Practice of the catalogue in use, or custom."
    )
    purpose: Annotated[Text, Meaning(material="text"), Complete()] | None = Field(
        None, description="One sentence: why."
    )
    scope: Annotated[ProcessScope, Complete()] | None = Field(None, description="What it covers and what not.")
    objectives: tuple[Text, ...] = Field((), description="What it is to achieve.")
    policy_statements: tuple[Text, ...] = Field((), description="Rules that everybody in the process follows.")
    triggers: Annotated[tuple[Statement, ...], Complete()] = Field((), description="What starts it.")
    inputs: Annotated[tuple[ProcessInput, ...], Complete()] = Field((), description="What it receives, and from where.")
    outputs: Annotated[tuple[ProcessOutput, ...], Complete()] = Field((), description="What it hands on, and to whom.")
    suppliers: tuple[Text, ...] = Field((), description="Who supplies it.")
    customers: tuple[Text, ...] = Field((), description="Who uses its results.")
    priority_scheme: SchemeRef | None = Field(None, description="Impact and urgency matrix it uses.")
    activities: Annotated[tuple[Activity, ...], Complete()] = Field((), description="The steps.")
    workflow: Annotated[Workflow, Complete()] | None = Field(None, description="Their order.")
    states: States | None = Field(None, description="State machine of the record.")
    escalations: Annotated[tuple[Escalation, ...], Meaning(looser="removed", material="obligation")] = Field(
        (), description="Who is called when."
    )
    categories: tuple[Category, ...] = Field((), description="Categories of records, a tree.")
    closure_codes: tuple[ClosureCode, ...] = Field((), description="How records are closed.")
    interfaces: tuple[Interface, ...] = Field((), description="What is exchanged with other processes.")
    kpis: Annotated[tuple[KpiRef, ...], Complete()] = Field((), description="How it is measured.")
    csfs: tuple[CsfRef, ...] = Field((), description="Critical success factors it serves.")
    tools: tuple[Tool, ...] = Field((), description="Tools it uses.")
    controls: tuple[Control, ...] = Field((), description="Clauses its activities satisfy.")
    capability_target: CapabilityTarget | None = Field(None, description="Capability aimed at.")
    lifecycle_stage: Literal["strategy", "design", "transition", "operation", "improvement"] | None = Field(
        None, description="Stage of the service lifecycle, for readers of earlier frameworks."
    )
    change_policy: Annotated[ChangePolicy, Meaning(material="control")] | None = Field(
        None, description="Change policy of the repository; only in change-enablement."
    )

    def activity(self, id_: str) -> Activity | None:
        """The activity with that id."""
        return next((a for a in self.activities if a.id == id_), None)
