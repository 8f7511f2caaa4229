"""Conditions of a decision: does each value of the variable lead to exactly one branch?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of a decision: where it leads, the values that take it, and whether it takes all others."""

    target: str
    values: tuple[str, ...] = ()
    default: bool = False


@dataclass(frozen=True, slots=True)
class ConditionFaults:
    """`shared`: value → branches that both take it; `missing`: values nobody takes; `strange`: (branch, no value)."""

    shared: tuple[tuple[str, tuple[str, ...]], ...] = ()
    missing: tuple[str, ...] = ()
    strange: tuple[tuple[str, str], ...] = ()


def condition_faults(branches: Sequence[Branch], values: Sequence[str]) -> ConditionFaults:
    """What is not exclusive or not exhaustive over all `values`; a default branch takes what is left."""
    takers: dict[str, list[str]] = {}
    for branch in branches:
        for value in dict.fromkeys(branch.values):
            takers.setdefault(value, []).append(branch.target)
    has_default = any(branch.default for branch in branches)
    known = set(values)
    return ConditionFaults(
        shared=tuple((value, tuple(targets)) for value, targets in takers.items() if len(targets) > 1),
        missing=() if has_default else tuple(value for value in dict.fromkeys(values) if value not in takers),
        strange=tuple(
            (branch.target, value)
            for branch in branches
            for value in dict.fromkeys(branch.values)
            if value not in known
        ),
    )
