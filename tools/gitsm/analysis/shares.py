"""How many tickets may at worst meet with some of several rare events, of which only the single shares are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

ONE, NONE = Fraction(1), Fraction(0)


def smallest(sets: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """The sets that contain no other of them."""
    found: list[frozenset[int]] = []
    for one in sorted(set(sets), key=lambda each: (len(each), sorted(each))):
        if not any(kept <= one for kept in found):
            found.append(one)
    return found


def at_most(sets: Iterable[frozenset[int]], share: Mapping[int, Fraction]) -> Fraction:
    """The largest share of tickets that can meet all events of at least one of the sets.

    Nothing is assumed about how events fall together: it is the worst joint distribution that the single shares allow.
    Each ticket is counted for one of the smallest sets, no event more often than its share says, all together at most
    once: a linear programme (M1, M3), solved exactly.
    """
    groups = smallest(sets)
    if not groups:
        return NONE
    if not groups[0]:
        return ONE
    events = sorted(frozenset().union(*groups))
    rows = [[ONE if event in group else NONE for group in groups] for event in events]
    return _maximum([*rows, [ONE] * len(groups)], [*(share[event] for event in events), ONE])


def _maximum(rows: list[list[Fraction]], limits: list[Fraction]) -> Fraction:
    """The largest sum of x >= 0 with rows * x <= limits, by the simplex method with Bland's rule (it never circles)."""
    count, wide = len(rows), len(rows[0])
    table = [[*row, *(ONE if j == i else NONE for j in range(count)), limits[i]] for i, row in enumerate(rows)]
    goal = [-ONE] * wide + [NONE] * (count + 1)
    basis = list(range(wide, wide + count))
    while (enters := next((j for j in range(wide + count) if goal[j] < 0), None)) is not None:
        ratios = [(row[-1] / row[enters], basis[i], i) for i, row in enumerate(table) if row[enters] > 0]
        leaves = min(ratios)[2]  # always one: every x is limited by the last row
        pivot = table[leaves][enters]
        table[leaves] = [value / pivot for value in table[leaves]]
        for i, row in enumerate(table):
            if i != leaves and row[enters]:
                table[i] = [a - row[enters] * b for a, b in zip(row, table[leaves], strict=True)]
        goal = [a - goal[enters] * b for a, b in zip(goal, table[leaves], strict=True)]
        basis[leaves] = enters
    return goal[-1]
