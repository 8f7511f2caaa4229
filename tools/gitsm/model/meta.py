"""What a field means beyond its type: where it points, what completes an artefact, which way is looser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Looser = Literal["larger", "smaller", "added", "removed", "changed", "lowered", "limited", "narrowed"]
"""Which movement of a value weakens a promise. `changed` = any change does. The words of an enumeration grow in the
order in which the model lists them, so `lowered` and `larger` are both "later in its order"; two names, because readers
think of severities as lowered and of periods as larger. `limited`: a limit that appears or gets smaller, no limit being
the strictest. `narrowed`: a list of cases that gets shorter, an empty one meaning all cases."""
Verdict = Literal["looser", "tighter", "neutral", "mixed"]
Material = Literal["stamp", "text", "detail", "measure", "obligation", "control", "accountability", "identity"]


@dataclass(frozen=True, slots=True)
class Ref:
    """The field names artefacts by id. `qualified`: written `kind/id`; `builtin`: words that need no artefact.

    An empty `kinds` means any kind (qualified), or, with `same`, the kind of the artefact itself. `rests_on`: the
    fields of the artefact named that the reference rests on: None = whatever it says; () = only that it is there.
    """

    kinds: tuple[str, ...] = ()
    qualified: bool = False
    builtin: tuple[str, ...] = ()
    same: bool = False
    rests_on: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Local:
    """The field names an element of the same artefact: the dotted route of the list that holds it."""

    collection: str


@dataclass(frozen=True, slots=True)
class InScheme:
    """The field names a level of the priority scheme that the artefact uses."""

    level: Literal["priority", "impact", "urgency"]


@dataclass(frozen=True, slots=True)
class InFramework:
    """The field names a clause: `framework/clause`, or a bare clause of the artefact's framework, or a practice."""

    form: Literal["qualified", "bare", "practice"]


@dataclass(frozen=True, slots=True)
class Complete:
    """A complete artefact has this field (DOC-01), where `when` says it applies."""

    when: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """How a change of the field is judged.

    `unit` of the number; `looser`: the movement that weakens, or a function of (owner before, owner after) that
    answers it where it depends on a neighbour (the metric of a target) or compares sets (hours of a calendar);
    `compare` names a comparison that a higher layer carries out on resolved objects (`hours`: sets of instants).
    `material`: what kind of thing moves; `stamp` fields are outside an approval's content hash. `ordered`: the order
    of the list says something (of most lists it does not).
    """

    unit: str = ""
    looser: Looser | Callable[[Any, Any], Verdict] | None = None
    compare: Literal["", "hours"] = ""
    material: Material = "detail"
    ordered: bool = False


SMALLER_IS_LOOSER = frozenset({"availability", "mtbf", "throughput", "csat"})


def metric_direction(before: Any, after: Any) -> Verdict:
    """Direction of a target's value: larger durations are looser, smaller availability, MTBF, throughput and CSAT.

    Arguments are two targets with `metric` and `value`; a changed metric or a missing value is `mixed`.
    """
    if before is None or after is None or before.metric != after.metric or before.value is None or after.value is None:
        return "mixed"
    if before.value == after.value:
        return "neutral"
    grew = after.value > before.value
    return "looser" if grew != (after.metric in SMALLER_IS_LOOSER) else "tighter"


def kpi_direction(before: Any, after: Any) -> Verdict:
    """Direction of a KPI's target or threshold, by the KPI's `direction`; arguments are (direction, value) pairs."""
    (way, old), (_, new) = before, after
    if old == new:
        return "neutral"
    if way not in ("higher_is_better", "lower_is_better") or old is None or new is None:
        return "mixed"
    return "looser" if (new < old) == (way == "higher_is_better") else "tighter"
