"""Structures of parts: the worked values of M2, and every state of small ones tried one by one."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction as F
from time import process_time
from typing import Any

import pytest

from gitsm.analysis import redundancy
from gitsm.analysis.redundancy import Leaf, Some, Structure, TooLarge, either, every, works


def _same(availability: str, *names: str) -> dict[str, F]:
    return {name: F(availability) / 100 for name in names}


@pytest.mark.parametrize(
    ("structure", "chances", "exact"),
    [
        (every(Leaf("a"), Leaf("b"), Leaf("c")), _same("99.9", "a", "b", "c"), "0.997002999"),
        (either(Leaf("a"), Leaf("b")), _same("99", "a", "b"), "0.9999"),
        (Some(2, (Leaf("a"), Leaf("b"), Leaf("c"))), _same("99", "a", "b", "c"), "0.999702"),
        (
            every(Leaf("a"), either(Leaf("b"), Leaf("c")), Leaf("d")),
            {**_same("99.95", "a"), **_same("99", "b", "c"), **_same("99.9", "d")},
            "0.99840064995",
        ),
    ],
    ids=["three in series", "two in parallel", "two of three", "mixed"],
)
def test_worked_values(structure: Structure, chances: dict[str, F], exact: str) -> None:
    assert works(structure, chances) == F(exact)


def test_the_mixed_structure_is_down_69_minutes_of_30_days() -> None:
    chances = {**_same("99.95", "a"), **_same("99", "b", "c"), **_same("99.9", "d")}
    down = (1 - works(every(Leaf("a"), either(Leaf("b"), Leaf("c")), Leaf("d")), chances)) * 30 * 24 * 60
    assert round(float(down), 1) == 69.1


def test_a_shared_part_makes_two_ways_no_better_than_itself() -> None:
    pair = either(every(Leaf("a"), Leaf("line")), every(Leaf("b"), Leaf("line")))
    chances = _same("99", "a", "b", "line")
    assert works(pair, chances) == F("0.99") * F("0.9999")
    assert works(either(Leaf("line"), Leaf("line")), chances) == F("0.99")


def test_more_needed_than_there_are_never_works_and_nothing_needed_always() -> None:
    assert works(Some(3, (Leaf("a"), Leaf("b"))), _same("99", "a", "b")) == 0
    assert works(every(), {}) == 1


Nested = Any
"""A name, or (needed, [parts]): what the oracle below reads."""


def _up(nested: Nested, up: set[str]) -> bool:
    if isinstance(nested, str):
        return nested in up
    return sum(_up(part, up) for part in nested[1]) >= nested[0]


def _tried(nested: Nested, chances: dict[str, F]) -> F:
    """The sum over every state of the components: the oracle, which shares no code with the product."""
    total = F(0)
    for states in itertools.product((True, False), repeat=len(chances)):
        weight = F(1)
        for state, chance in zip(states, chances.values(), strict=True):
            weight *= chance if state else 1 - chance
        if _up(nested, {name for name, state in zip(chances, states, strict=True) if state}):
            total += weight
    return total


def _random(dice: random.Random, names: list[str], depth: int) -> Nested:
    if depth == 0 or dice.random() < 0.3:
        return dice.choice(names)
    parts = [_random(dice, names, depth - 1) for _ in range(dice.randint(1, 4))]
    return (dice.choice([1, len(parts), dice.randint(1, len(parts))]), parts)


def _built(nested: Nested) -> Structure:
    return Leaf(nested) if isinstance(nested, str) else Some(nested[0], tuple(_built(part) for part in nested[1]))


def test_random_structures_against_every_state_of_their_components() -> None:
    dice = random.Random(20261101)
    shared = 0
    for _ in range(400):
        names = [f"c{n}" for n in range(dice.randint(1, 8))]
        chances = {name: F(dice.randint(0, 1000), 1000) for name in names}
        nested = _random(dice, names, 3)
        structure = _built(nested)
        used = list(redundancy.leaves(structure))
        shared += len(used) > len(set(used))
        assert works(structure, chances) == _tried(nested, chances), nested
    assert shared > 150, "most of the structures share components"


def test_a_thousand_parts_in_series_and_forty_shared_ones_take_no_time() -> None:
    began = process_time()
    chances = {f"c{n}": F(999, 1000) for n in range(1000)}
    assert works(every(*map(Leaf, chances)), chances) == F(999, 1000) ** 1000
    ladder = [every(Leaf(f"c{n}"), Leaf(f"c{n + 1}")) for n in range(40)]
    assert 0 < works(either(*ladder), chances) < 1
    assert 0 < works(Some(20, tuple(ladder)), chances) < 1
    assert process_time() - began < 5


def test_what_shares_too_much_is_given_up() -> None:
    dice = random.Random(7)
    names = [f"c{n}" for n in range(redundancy.MOST_SHARED + 1)]
    tangle = either(*(every(Leaf(dice.choice(names)), Leaf(dice.choice(names)), Leaf(name)) for name in names))
    with pytest.raises(TooLarge, match="hang together"):
        works(tangle, dict.fromkeys(names, F(1, 2)))
    few = names[:60]
    tangle = Some(30, tuple(every(*(Leaf(name) for name in dice.sample(few, 3))) for _ in range(60)))
    with pytest.raises(TooLarge, match="nodes"):
        works(tangle, dict.fromkeys(few, F(1, 2)))
