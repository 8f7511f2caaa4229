"""Answers that are taken over from another check: the same as judging everything again, and only where that is sure."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
import yaml

from again_support import EVERYTHING, looked_at
from diff_support import worked
from gitsm.check.again import Again, OfKinds, agreements
from gitsm.check.report import Report, check
from gitsm.graph import build_graph
from gitsm.load.loader import load
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.load.tree import MemoryTree
from gitsm.rules import BY_ID, RULES
from rewrite_support import mutated, places, raw_of, read, rewritten
from support import AS_OF, ROOT, judge

TAKEN_OVER = tuple(rule for rule in RULES if rule.depends is not None)
EDITS = 1000
CASES = sorted((ROOT / "tests" / "cases" / "rules").glob("*.yaml"))
WHOLE = {"DOC-02", "DOC-13", "DOC-14", "REF-01"}
"""Rest on which artefacts there are, their versions, status and days; what they look at is read one by one."""


Files = dict[str, bytes]


def files_of(snapshot: Snapshot) -> Files:
    """The files of a snapshot."""
    return {path: snapshot.tree.read(path) for path in sorted(snapshot.paths)}


CONTENT = ("field", "field", "field", "spelling", "blanks")
ANY = (*CONTENT, "stamp", "stamp", "gone", "copy")
FAR_SEEN = {*agreements.kinds, "role", "party", "glossary-term"}
"""Kinds that rules about other kinds look at."""
STAMPS: tuple[tuple[str, str], ...] = (
    ("status", "draft"), ("status", "approved"), ("status", "retired"), ("version", "9.0.0"),
    ("effective_from", "2026-12-01"), ("effective_to", "2026-10-01"), ("supersedes", "none-such"),
)  # fmt: skip


def edited_at_random(base: Snapshot, most: int, sorts: tuple[str, ...], rng: random.Random) -> tuple[Files, int]:
    """The files after edits of some kinds of artefacts, each file edited once, and how many edits there were."""
    files = files_of(base)
    pool = sorted(set(base.by_kind) - {"settings"} - (FAR_SEEN if rng.random() < 0.5 else set()))
    kinds = rng.sample(pool, rng.randint(1, min(8, len(pool))))
    items = [item for item in base.items if item.kind.slug in kinds]
    chosen = rng.sample(items, min(most, len(items)))
    for item in chosen:
        edit(files, item, rng.choice(sorts), rng)
    return files, len(chosen)


def edit(files: Files, item: Loaded, sort: str, rng: random.Random) -> None:
    """A random edit: of a field, the spelling, the versions, or the whole file; only one of them breaks a file."""
    before = files[item.path]
    raw = dict(raw_of(files[item.path]))
    known = list(places(item.artefact, raw)) if sort == "field" else []
    if known:
        files[item.path] = dumped(mutated(raw, *rng.choice(known), rng))
    elif sort == "spelling":
        files[item.path] = rewritten(item, raw, rng).encode()
    elif sort == "stamp":
        files[item.path] = dumped(raw | dict([rng.choice(STAMPS)]))
    elif sort == "gone":
        del files[item.path]
    elif sort == "copy":
        files[item.path.replace(".yaml", f"-{rng.randrange(9)}.yaml")] = files[item.path]
    elif sort == "broken":
        files[item.path] = b"id: ["
    else:
        files[item.path] += b"# \t \n"
    if sort != "broken" and item.path in files and read(item, files[item.path].decode()) is None:
        files[item.path] = before


def dumped(raw: dict[str, Any]) -> bytes:
    """A file of plain values."""
    return yaml.dump(raw, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True).encode()


def told(report: Report) -> list[str]:
    """Everything that a report says, in its order."""
    return [repr(part) for part in (*report.findings, *report.waived, *report.baselined, *report.not_known)]


def test_a_thousand_random_edits_are_judged_as_if_nothing_were_known() -> None:
    rng = random.Random(20261101)
    done, used = 0, set[str]()
    base, before = worked(), check(worked(), TAKEN_OVER, AS_OF)
    while done < EDITS:
        if rng.random() < 0.2:  # another base, with findings of its own
            base = load(MemoryTree(edited_at_random(worked(), 40, ANY, rng)[0]), like=worked())
            before = check(base, TAKEN_OVER, AS_OF)
        sorts = rng.choice([CONTENT, CONTENT, ANY, (*ANY, "broken")])
        files, number = edited_at_random(base, rng.randint(30, 100), sorts, rng)
        done += number
        head, alone = load(MemoryTree(files), like=base), load(MemoryTree(files), like=base)
        found = check(head, TAKEN_OVER, AS_OF, base=base, like=before)
        assert told(found) == told(check(alone, TAKEN_OVER, AS_OF, base=base))
        again = Again(base, head, TAKEN_OVER, AS_OF)
        used |= {rule for item in head.items for rule in again.settled(item, head.condition(item, AS_OF))}
    assert used == {rule.id for rule in TAKEN_OVER}


def test_nothing_is_taken_over_under_other_settings_or_on_another_day() -> None:
    before = check(worked(), RULES, AS_OF)
    head = load(MemoryTree(files_of(worked())), like=worked())
    other = replace(head, settings=head.settings.model_copy(update={"severity": {"DOC-12": "error"}}))
    assert told(check(other, RULES, AS_OF, like=before)) == told(check(other, RULES, AS_OF))
    day = AS_OF.replace(year=AS_OF.year + 3)
    assert told(check(head, RULES, day, like=before)) == told(check(head, RULES, day))


@pytest.mark.parametrize("rule", [rule for rule in TAKEN_OVER if rule.id not in WHOLE], ids=lambda rule: rule.id)
def test_a_rule_looks_at_nothing_but_what_its_answers_are_said_to_rest_on(rule: Any) -> None:
    allowed = set(rule.depends.kinds) if isinstance(rule.depends, OfKinds) else {"glossary-term"}
    allowed |= {"broken"} if allowed else set()
    seen = set[str]()
    for snapshot in (worked(), *(judge(case)[0] for case in cases(rule.id))):
        graph = build_graph(snapshot)
        for item in snapshot.items:
            if item.kind.slug in rule.kinds:
                seen |= looked_at(rule.check, item, snapshot, graph, as_of=AS_OF)
    assert seen <= allowed


@pytest.mark.parametrize("id_", sorted(WHOLE))
def test_rules_of_identity_look_at_no_change_and_no_other_file(id_: str) -> None:
    rule = BY_ID[id_]
    for snapshot in (worked(), *(judge(case)[0] for case in cases(id_))):
        graph = build_graph(snapshot)
        for item in (item for item in snapshot.items if item.kind.slug in rule.kinds):
            seen = looked_at(rule.check, item, snapshot, graph, as_of=AS_OF)
            assert "base" not in seen and not any(one.startswith("file ") for one in seen)
            assert id_ == "REF-01" or "links" not in seen
            assert id_ != "REF-01" or EVERYTHING not in seen


def cases(id_: str) -> list[dict[str, Any]]:
    """The cases of a rule."""
    content = yaml.load(
        next(file for file in CASES if file.stem == id_).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return [case for verdict in ("good", "bad") for case in content[verdict]]
