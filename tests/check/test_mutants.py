"""Mutation of content: one fault in the worked organisation brings the findings it deserves, and no others.

First a list of faults with everything they bring, then faults at places that a seeded generator chooses.
"""

from __future__ import annotations

import copy
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from gitsm.adapters.disk import DiskTree
from gitsm.base.finding import Finding
from gitsm.check.report import Report, check
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from gitsm.model.kinds import KINDS
from gitsm.model.walk import references
from gitsm.rules import BY_ID, RULES
from support import AS_OF, ROOT

MUTANTS: list[dict[str, Any]] = yaml.load(
    (ROOT / "tests" / "cases" / "mutants.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader
)
NOT_BY_ONE_EDIT = {
    "DOC-05": "needs the evidence of a merged change",
    "REF-05": "judges a change, so it needs the repository before it",
    "DOC-06": "judges a change, so it needs the repository before it",
    "DOC-07": "judges a change, so it needs the repository before it",
    "DOC-08": "judges a change, so it needs the repository before it",
    "KPI-14": "judges a change, so it needs the repository before it",
    "IMP-11": "judges a change, so it needs the repository before it",
    **{f"CHG-{n:02}": "is answered for a change, by other commands" for n in range(1, 9)},
}


@cache
def files() -> dict[str, bytes]:
    """The worked organisation."""
    return {path: (ROOT / path).read_bytes() for path in load(DiskTree(ROOT)).paths}


def judge(content: dict[str, bytes]) -> Report:
    """All rules over these files. What the edits cannot have touched is taken from the sound organisation."""
    known = sound()
    return check(load(MemoryTree(content), like=known.snapshot), RULES, AS_OF, like=known)


@cache
def sound() -> Report:
    """The worked organisation as it is."""
    return check(load(MemoryTree(files())), RULES, AS_OF)


def mutated(edits: list[dict[str, str]]) -> dict[str, bytes]:
    """The worked organisation with the edits. Fails where a text to replace is not there exactly once."""
    content = dict(files())
    for edit in edits:
        path, old, new = edit["file"], edit.get("text", ""), edit["becomes"]
        before = content.get(path, b"").decode()
        assert not old or before.count(old) == 1, f"{old!r} stands {before.count(old)} times in {path}"
        content[path] = (before.replace(old, new) if old else before + new).encode()
    return content


def news(report: Report) -> list[Finding]:
    """What is found now and was not before, compared by rule, file and location key."""
    known = Counter((f.rule, f.path, f.at) for f in sound().findings)
    found = []
    for finding in report.findings:
        key = (finding.rule, finding.path, finding.at)
        if known[key]:
            known[key] -= 1
        else:
            found.append(finding)
    return found


def _deserved(mutant: dict[str, Any]) -> Counter[str]:
    listed: Counter[str] = Counter()
    for line in mutant["finds"]:
        times, rest = re.fullmatch(r"(?:([0-9]+)x )?(.+)", line).groups()  # type: ignore[union-attr]
        listed[rest] += int(times or 1)
    return listed


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant["fault"])
def test_a_fault_brings_what_it_deserves(mutant: dict[str, Any]) -> None:
    report = judge(mutated(mutant["edits"]))
    found = news(report)
    assert Counter(f"{f.rule} {f.path}" for f in found) == _deserved(mutant), "\n".join(
        f"{f.place} {f.rule} {f.at}: {f.message}" for f in found
    )
    asked = {f"{n.rule} {n.path}" for n in set(report.not_known) - set(sound().not_known)}
    if mutant.get("asks") != "any":
        assert asked == set(mutant.get("asks", ()))


def test_the_faults_cover_the_rules() -> None:
    covered = {line.rpartition("x ")[2].split(" ")[0] for mutant in MUTANTS for line in mutant["finds"]}
    assert set(BY_ID) - covered == set(NOT_BY_ONE_EDIT)
    assert len({mutant["fault"] for mutant in MUTANTS}) == len(MUTANTS) >= 60


class _Quoting(yaml.CSafeDumper):
    """Writes every text in quotes, so that times of day stay texts."""


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


@cache
def _raw(path: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load(files()[path].decode(), Loader=yaml.CSafeLoader)
    return content


def _written(content: dict[str, Any]) -> bytes:
    return yaml.dump(content, Dumper=_Quoting, sort_keys=False, allow_unicode=True, width=10**6).encode()


def _edited(path: str, change: Callable[[dict[str, Any]], object]) -> bytes:
    content = copy.deepcopy(_raw(path))
    change(content)
    return _written(content)


def test_writing_a_file_anew_changes_no_finding() -> None:
    """What the generator relies on: only the change itself can bring something."""
    report = judge({path: _written(_raw(path)) for path in files()})
    assert [f for f in news(report) if f.rule != "DOC-09"] == []


PARTIES = ("roles/parties/dsk-01.yaml", "roles/parties/ops-11.yaml", "roles/change-tester.yaml")


@pytest.mark.parametrize("which", [*KINDS, *PARTIES])
def test_a_broken_file_brings_nothing_but_itself(which: str) -> None:
    """What cannot be read is one finding; everything that depends on it is asked, not accused."""
    of_kind = [item.path for item in sound().snapshot.items if item.kind.slug == which]
    path = random.Random(which).choice(of_kind or [which])
    report = judge({**files(), path: files()[path] + b"\nno-such-field: 1\n"})
    expected = {("LOAD-06", path)}
    if path.startswith("policies/waivers/"):
        expected.add(("RAC-12", "processes/change-enablement.yaml"))  # a waiver that cannot be read waives nothing
    assert {(f.rule, f.path) for f in news(report)} == expected
    assert len(report.not_known) >= len(sound().not_known) - 4


@pytest.mark.parametrize("seed", range(6))
def test_every_misspelled_reference_is_found_where_it_stands(seed: int) -> None:
    """One reference in each file, chosen by the seed, loses its last letter: REF-01 exactly there."""
    choose = random.Random(seed)
    damaged, chosen = dict(files()), {}
    for item in sound().snapshot.items:
        found = [(route, name) for route, name, _ in references(item.artefact) if isinstance(name, str)]
        if item.phase == "ended" or not found or item.path == "gitsm.yaml":
            continue  # of what has ended nobody asks whether its references still hold
        route, name = choose.choice(found)
        content = copy.deepcopy(_raw(item.path))
        *above, last = route
        place: Any = content
        for step in above:
            place = place[step]
        place[last] = name[:-1] + ("q" if name[-1] != "q" else "z")
        damaged[item.path], chosen[item.path] = _written(content), route
    report = judge(damaged)
    hits = {(f.path, f.route) for f in report.findings if f.rule == "REF-01"}
    assert hits == set(chosen.items())
    assert not [f for f in report.findings if f.rule.startswith("LOAD")]
    assert len(chosen) > 200


def _routes(value: Any, route: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if route:
        yield route
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from _routes(inner, (*route, key))


def _damage(content: dict[str, Any], choose: random.Random) -> None:
    *above, last = choose.choice(list(_routes(content)))
    place: Any = content
    for step in above:
        place = place[step]
    kind = choose.choice(["delete", "double", "empty", "nothing", "other"])
    if kind == "double" and isinstance(place, list):
        place.append(copy.deepcopy(place[last]))
    elif kind == "empty":
        place[last] = type(place[last])() if isinstance(place[last], list | dict | str) else ""
    elif kind == "nothing":
        place[last] = None
    elif kind == "other":
        place[last] = choose.choice([7, -1, 2.5, True, "x", ["x"], {"x": "y"}, "2026-02-29", "no such thing"])
    else:
        del place[last]


@pytest.mark.parametrize("seed", range(6))
def test_damage_in_every_file_at_once_is_told_in_sentences(seed: int) -> None:
    """One field of each file is deleted, doubled, emptied or replaced: never a crash, always words and a way out."""
    choose = random.Random(seed)
    damaged = {path: _edited(path, lambda content: _damage(content, choose)) for path in sorted(files())}
    report = judge(damaged)
    assert len(report.findings) > 50
    for finding in report.findings:
        assert finding.message.endswith((".", "?")) and finding.fix, f"{finding.rule}: {finding.message}"
        assert finding.path in damaged
    assert all(question.reason for question in report.not_known)


def _pop(*route: Any) -> Callable[[dict[str, Any]], object]:
    def change(content: dict[str, Any]) -> object:
        place: Any = content
        for step in route[:-1]:
            place = place[step]
        return place.pop(route[-1])

    return change


def _close(position: int) -> Callable[[dict[str, Any]], object]:
    return lambda content: content["holders"][position].update(to="2026-10-01")


Operator = tuple[str, Callable[[dict[str, Any]], object]]


def _operators() -> dict[str, tuple[list[Operator], set[str], set[str]]]:
    """Name -> (all places for it, rules of which one must fire in that file, rules that may fire anywhere)."""
    processes = [path for path in files() if re.fullmatch(r"processes/[^/]+", path)]
    roles = [path for path in files() if re.fullmatch(r"roles/[^/]+", path)]
    steps = [(p, n) for p in processes for n in range(len(_raw(p)["activities"]))]
    edges = [(p, n) for p in processes for n in range(len(_raw(p)["workflow"]["edges"]))]
    nodes = [(p, n) for p in processes for n in range(len(_raw(p)["workflow"]["nodes"]))]
    holders = [(p, n) for p in roles for n in range(len(_raw(p).get("holders", ())))]
    reviewed = [p for p in files() if "review" in _raw(p)]
    unused = {"DOC-15", "REF-03", "RAC-08"}
    flow = {f"WFL-{n:02}" for n in range(1, 15)}
    people = {"RAC-03", "RAC-07", "RAC-11", "RAC-12", "RAC-16", "RAC-19", "PRI-06", "DOC-04", "DOC-15"}
    return {
        "no accountable": ([(p, _pop("activities", n, "raci", "accountable")) for p, n in steps], {"RAC-01"}, unused),
        "no responsible": ([(p, _pop("activities", n, "raci", "responsible")) for p, n in steps], {"RAC-02"}, unused),
        "no duty": ([(p, _pop("activities", n, "duty")) for p, n in steps], {"DOC-01"}, {"WFL-12", "WFL-13"}),
        "no edge": ([(p, _pop("workflow", "edges", n)) for p, n in edges], set(), flow),
        "no node": ([(p, _pop("workflow", "nodes", n)) for p, n in nodes], {"REF-01"}, {"WFL-01", "WFL-09"}),
        "holder gone": ([(p, _close(n)) for p, n in holders], set(), people),
        "never reviewed": ([(p, _pop("review", "last")) for p in reviewed], {"DOC-03"}, set()),
        "no title": ([(p, _pop("title")) for p in files()], {"LOAD-06"}, {"RAC-12"}),
    }


OPERATORS = (
    "no accountable", "no responsible", "no duty", "no edge", "no node", "holder gone", "never reviewed", "no title",
)  # fmt: skip


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("number", range(3))
def test_a_fault_of_a_kind_stays_in_its_family(name: str, number: int) -> None:
    places, must, may = _operators()[name]
    path, change = random.Random(f"{name} {number}").choice(places)
    if name == "never reviewed" and _phase(path) != "agreed":
        must = set()  # only what is agreed must say so
    found = news(judge({**files(), path: _edited(path, change)}))
    listed = [f"{f.place} {f.rule} {f.message}" for f in found]
    assert must <= {f.rule for f in found if f.path == path}, listed
    assert {f.rule for f in found} - must <= may, listed


def _phase(path: str) -> str:
    return next(item.phase for item in sound().snapshot.items if item.path == path)
