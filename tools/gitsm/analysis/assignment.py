"""Giving each task one person so that conflicting tasks get different persons.

For one pair of tasks this asks for distinct representatives of two sets (Hall: together they hold two persons). For
many pairs at once it is list colouring of the conflict graph: exact here, by reductions that keep the answer and a
search with a cap. Tasks are positions from 0.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

CAP = 100_000
"""Steps of the search before the answer is "not decided"."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """`persons` by task when there is an assignment. `decided` False: the search was given up, nothing is known."""

    exists: bool
    decided: bool = True
    persons: tuple[str, ...] = ()


def different(one: Collection[str], two: Collection[str]) -> tuple[str, str] | None:
    """Two different persons, the first from `one`, the second from `two`, in their order; None if there are none."""
    return next(((first, second) for first in one for second in two if first != second), None)


def assign(able: Sequence[Collection[str]], conflicts: Iterable[tuple[int, int]], cap: int = CAP) -> Assignment:
    """One person of `able[task]` for each task, different ones for the two tasks of each conflict.

    Impossible where a task has nobody or is in conflict with itself. The same arguments give the same persons.
    """
    near: list[set[int]] = [set() for _ in able]
    for one, two in conflicts:
        near[one].add(two)
        near[two].add(one)
    if not all(able) or any(task in others for task, others in enumerate(near)):
        return Assignment(False)
    twin = _twins(able, near)
    left = {task: {twin[other] for other in near[task]} for task in sorted(set(twin))}
    options = {task: list(dict.fromkeys(able[task])) for task in left}
    easy = _easy(options, {task: set(others) for task, others in left.items()})
    hard = {task: options[task] for task in left if task not in easy}
    chosen = _search(hard, left, cap)
    if chosen is None:
        return Assignment(False)
    if len(chosen) < len(hard):
        return Assignment(False, decided=False)
    for task in reversed(easy):
        taken = {chosen[other] for other in left[task] if other in chosen}
        chosen[task] = next(person for person in options[task] if person not in taken)
    return Assignment(True, True, tuple(chosen[one] for one in twin))


def _twins(able: Sequence[Collection[str]], near: Sequence[set[int]]) -> list[int]:
    """For each task the first with the same persons and the same conflicts: what suits the one suits the other."""
    first: dict[tuple[frozenset[str], frozenset[int]], int] = {}
    return [first.setdefault((frozenset(able[task]), frozenset(near[task])), task) for task in range(len(able))]


def _easy(options: dict[int, list[str]], left: dict[int, set[int]]) -> dict[int, None]:
    """Tasks that can always be served after all others: more persons than conflicts, once earlier ones are set aside.

    `left` is used up.
    """
    easy: dict[int, None] = {}
    queue = deque(options)
    while queue:
        task = queue.popleft()
        if task in easy or len(options[task]) <= len(left[task]):
            continue
        easy[task] = None
        for other in sorted(left[task]):
            left[other].discard(task)
            queue.append(other)
    return easy


def _search(options: dict[int, list[str]], near: dict[int, set[int]], cap: int) -> dict[int, str] | None:
    """Backtracking with forward checking, fewest persons first. None: impossible; fewer than all tasks: given up."""
    options = {task: list(persons) for task, persons in options.items()}
    chosen: dict[int, str] = {}
    trail: list[tuple[int, list[str], list[int]]] = []  # task, persons still to try, tasks that lost the chosen one
    deeper = True
    while len(chosen) < len(options) or not deeper:
        if deeper:
            task = min((one for one in options if one not in chosen), key=lambda one: len(options[one]))
            trail.append((task, list(options[task]), []))
        cap -= 1
        if cap < 0:
            return {}
        task, rest, narrowed = trail[-1]
        if task in chosen:
            person = chosen.pop(task)
            for other in narrowed:
                options[other].append(person)
            narrowed.clear()
        if not rest:
            trail.pop()
            if not trail:
                return None
            deeper = False
            continue
        person = chosen[task] = rest.pop(0)
        for other in near[task]:
            if other in options and other not in chosen and person in options[other]:
                options[other].remove(person)
                narrowed.append(other)
        deeper = all(options[other] for other in narrowed)
    return chosen
