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
    """What is not exclusive or not exhaustive; branches are given by position.

    `shared`: (branch, earlier branch, values that both take); `missing`: values that no branch takes;
    `strange`: (branch, words in its condition that are no value).
    """

    shared: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
    missing: tuple[str, ...] = ()
    strange: tuple[tuple[int, tuple[str, ...]], ...] = ()


def condition_faults(branches: Sequence[Branch], values: Sequence[str]) -> ConditionFaults:
    """What is not exclusive or not exhaustive over all `values`; a default branch takes what is left."""
    taker: dict[str, int] = {}
    shared: dict[tuple[int, int], list[str]] = {}
    strange: dict[int, list[str]] = {}
    known = set(values)
    for number, branch in enumerate(branches):
        for value in dict.fromkeys(branch.values):
            first = taker.setdefault(value, number)
            if first != number:
                shared.setdefault((number, first), []).append(value)
            if value not in known:
                strange.setdefault(number, []).append(value)
    has_default = any(branch.default for branch in branches)
    return ConditionFaults(
        shared=tuple((later, first, tuple(words)) for (later, first), words in shared.items()),
        missing=() if has_default else tuple(value for value in dict.fromkeys(values) if value not in taker),
        strange=tuple((number, tuple(words)) for number, words in strange.items()),
    )
