"""Segregation of duties against brute force over every assignment, on random organisations."""

from __future__ import annotations

import itertools
import random
import re
from datetime import date

from organisations import organisation

from gitsm.analysis.assignment import assign, different
from gitsm.analysis.people import Staff
from gitsm.analysis.segregation import Segregation
from gitsm.check.run import evaluate
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from gitsm.model.process import Process
from gitsm.rules import BY_ID
from support import settings_text

ORGANISATIONS = 1000


def test_segregation_equals_brute_force_on_random_organisations() -> None:
    seen = {"role": 0, "person": 0, "possible": 0, "impossible": 0, "pair impossible": 0, "apart": 0}
    for seed in range(ORGANISATIONS):
        world = organisation(seed)
        files = {**world.files(), "gitsm.yaml": settings_text({"duty_conflicts": world.conflicts})}
        snapshot = load(MemoryTree(files))
        assert not snapshot.findings, (seed, snapshot.findings)
        day = date.fromisoformat(world.day)
        process = snapshot.versions("process", "work")[0].artefact
        assert isinstance(process, Process)
        duties = Segregation(Staff(snapshot, day), process, snapshot.settings.duty_conflicts)
        ids = [activity.id for activity in process.activities]

        pairs = {(ids[pair.first], ids[pair.second]) for pair in duties.pairs}
        assert pairs == world.pairs(), seed
        by_role = {(ids[c.pair.first], ids[c.pair.second], c.first.role) for c in duties.role_conflicts()}
        assert by_role == world.role_conflicts(), seed
        by_person = {(ids[p.first], ids[p.second], person) for p in duties.pairs for person in duties.two_hats(p)}
        assert by_person == world.person_conflicts(), seed
        for pair in duties.pairs:
            assert (duties.alternative(pair) is not None) == (
                {ids[pair.first], ids[pair.second]} <= set(world.able())
                and world.assignable({(ids[pair.first], ids[pair.second])})
            ), seed
        possible = world.assignable(pairs)
        assert duties.assignment.decided and duties.assignment.exists == possible, seed
        if possible:
            chosen = dict(zip((ids[one] for one in duties.assigned), duties.assignment.persons, strict=True))
            assert {id_: person in world.able()[id_] for id_, person in chosen.items()} == dict.fromkeys(
                world.able(), True
            )
            assert all(chosen[a] != chosen[b] for a, b in pairs if a in chosen and b in chosen), seed

        found = evaluate(snapshot, [BY_ID["RAC-11"]], day).findings
        told = set()
        for one in found:
            words = re.match(r"The person (\S+) can perform ", one.message)
            assert words is not None, one.message
            told.add((one.at.split(".")[1], words.group(1)))
        assert told == {(second, person) for _, second, person in by_person}, seed
        stuck = {f.at.split(".")[1] for f in found if "No assignment of different persons exists" in f.message}
        assert stuck == {b for a, b, _ in by_person if not world.assignable({(a, b)})}, seed
        assert all("An assignment of different persons exists" not in one.message for one in found) or possible, seed

        seen["role"] += bool(by_role)
        seen["person"] += bool(by_person)
        seen["possible" if possible else "impossible"] += bool(pairs)
        seen["pair impossible"] += bool(stuck)
        seen["apart"] += bool(world.apart)
    assert min(seen.values()) >= 50, seen  # each answer was really met, often


def test_assignment_equals_trying_every_one() -> None:
    answers = set()
    for seed in range(1500):
        dice = random.Random(seed)
        size = dice.randint(1, 6)
        able = [dice.sample("abcd", dice.randint(1, 3)) for _ in range(size)]
        edges = [pair for pair in itertools.combinations(range(size), 2) if dice.random() < 0.6]
        expected = any(all(persons[one] != persons[two] for one, two in edges) for persons in itertools.product(*able))
        found = assign(able, edges)
        assert found.decided and found.exists == expected, seed
        if expected:
            assert all(person in able[task] for task, person in enumerate(found.persons))
            assert all(found.persons[one] != found.persons[two] for one, two in edges), seed
        answers.add((expected, len(edges)))
    assert {True, False} == {answer for answer, _ in answers}


def test_an_assignment_can_be_impossible_although_each_pair_alone_is_possible() -> None:
    able = [["x"], ["x", "y"], ["y"]]
    pairs = [(0, 1), (1, 2)]
    assert all(different(able[one], able[two]) for one, two in pairs)
    assert not assign(able, pairs).exists


def test_a_search_that_would_take_too_long_says_that_it_is_not_decided() -> None:
    crowd = [[f"p{number}" for number in range(9)]] * 10
    shifted = [[*persons[place:], *persons[:place]] for place, persons in enumerate(crowd)]
    pairs = list(itertools.combinations(range(10), 2))
    found = assign([[*persons, f"q{place}"][:9] for place, persons in enumerate(shifted)], pairs, cap=1000)
    assert (found.exists, found.decided) == (False, False)


def test_many_alike_activities_are_decided_at_once() -> None:
    half = 140
    pairs = [(one, half + two) for one in range(half) for two in range(half)]
    found = assign([["a", "b"]] * (2 * half), pairs)
    assert found.exists and set(found.persons[:half]).isdisjoint(found.persons[half:])
    assert not assign([["a"]] * half + [["a"]] * half, pairs).exists
