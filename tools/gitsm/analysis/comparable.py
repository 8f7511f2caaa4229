"""Do a promise and the steps under it count alike? What stops only one of the two clocks, and periods of measurement.

A promise can be proved from the targets of its steps only where a minute and a share mean the same above and below.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from gitsm.analysis.support_chain import Chain
from gitsm.base import words
from gitsm.load.snapshot import Loaded
from gitsm.model.agreement import Agreement, MeasurementPeriod, Target

MADE_OF: dict[MeasurementPeriod, tuple[MeasurementPeriod, ...]] = {
    "day": ("day", "week", "month", "quarter", "year"),
    "week": ("week",),
    "month": ("month", "quarter", "year"),
    "quarter": ("quarter", "year"),
    "year": ("year",),
}
"""Periods that consist of whole periods of another: a week may lie in two months."""
ALL = 100


def more_pauses(promise: Agreement, step: Agreement) -> tuple[str, ...]:
    """Reasons for which the clock of a step stands still while that of the promise runs on (OLA-05).

    A reason is the same where it is spelled the same.
    """
    return tuple(state for state in step.pauses if state not in promise.pauses)


def other_period(promise: Target, step: Target) -> bool:
    """Whether the share of cases in which a step keeps its target says nothing about a period of the promise (OLA-06).

    What is missed in a year may all be missed in one month. Whoever keeps all cases keeps those of any period. A period
    that is not stated is not judged here.
    """
    if promise.period is None or step.period is None or promise.period in MADE_OF[step.period]:
        return False
    return step.compliance is None or step.compliance < ALL


def doubts(item: Loaded, target: Target, chain: Chain) -> str:
    """Why a promise cannot be proved from the targets of its steps, and what to do; empty where it can.

    Clauses without a full stop, one for each agreement and what is amiss.
    """
    return "; ".join(dict.fromkeys(_doubts(item, target, chain)))


def _doubts(item: Loaded, target: Target, chain: Chain) -> Iterator[str]:
    promise = cast("Agreement", item.artefact)
    for step in chain.steps():
        more = words.listed(list(more_pauses(promise, cast("Agreement", step.item.artefact))))
        if more:
            yield (
                f"{step.key} stops its clock for {more}, while the clock of {item.key} runs on, so nothing says how "
                f"long that takes: let the clock of {step.key} run then, or stop that of {item.key} too"
            )
        for one in step.meant:
            if other_period(target, one):
                share = f"{words.number(one.compliance)}{words.NBSP}%" if one.compliance is not None else "no share"
                yield (
                    f"{step.key} promises {share} of its cases in a {one.period} ({one.id}), which says nothing about "
                    f"each {target.period}: measure it each {target.period}"
                )
