"""Random rewrites that change no meaning, and random changes of one field: none and exactly one difference."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from pydantic import BaseModel

from diff_support import worked, worked_files
from gitsm.base.scalars import Duration
from gitsm.diff.changes import changes_of
from gitsm.diff.difference import Pair
from gitsm.diff.fields import FieldPlan, field_plans
from gitsm.diff.pairs import changed_pairs
from gitsm.load.loader import load, read_artefact
from gitsm.load.snapshot import Loaded, Snapshot, build
from gitsm.load.tree import MemoryTree
from gitsm.load.yaml import decode, parse
from gitsm.model.artefact import Element
from support import AS_OF

BATCHES, PER_BATCH = 20, 60
PLAIN = re.compile(r"[A-Za-z][A-Za-z]*")
WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


@cache
def artefacts() -> tuple[Loaded, ...]:
    return worked().items


def raw_of(item: Loaded) -> dict[str, Any]:
    """The values of its file, days as texts."""
    found: dict[str, Any] = json.loads(json.dumps(parse(decode(worked_files()[item.path])), default=str))
    return found


def rewritten(item: Loaded, rng: random.Random) -> tuple[str, bytes]:
    """(path, text) of another file that says the same."""
    raw = rearranged(raw_of(item), item.artefact, rng)
    text = emitted(raw, rng, 0, flow=rng.random() < 0.3)
    if not text.startswith("{"):
        lines = text.split("\n")
        lines.insert(rng.randrange(len(lines)), "# a remark") if rng.random() < 0.3 and ">-" not in text else None
        text = "\n".join(lines)
    path = item.path
    if item.version and rng.random() < 0.3 and path != "gitsm.yaml":
        folder, _, name = path.rpartition("/")
        stem = name.removesuffix(".yaml")
        other = stem.partition("@")[0] if "@" in stem else f"{stem}@{item.version}"
        path = f"{folder}/{other}.yaml"
    return path, (text + "\n").encode()


def rearranged(raw: Any, value: Any, rng: random.Random, plan: FieldPlan | None = None) -> Any:
    """The same values: keys shuffled, lists without order shuffled, units respelt, defaults written out."""
    if isinstance(raw, dict):
        plans = {one.key: one for one in field_plans(type(value))} if isinstance(value, BaseModel) else {}
        found = dict(raw)
        for key, one in plans.items():
            plain = isinstance(one.default, (str, bool, int)) and not isinstance(one.default, Duration)
            if key not in raw and plain and rng.random() < 0.5:
                found[key] = one.default
        keys = list(found)
        rng.shuffle(keys)
        below = {key: getattr(value, plans[key].attribute) if key in plans else None for key in keys}
        return {key: rearranged(found[key], below[key], rng, plans.get(key)) for key in keys}
    if isinstance(raw, list):
        items = list(value) if isinstance(value, tuple) and len(value) == len(raw) else [None] * len(raw)
        pairs = list(zip(raw, items, strict=True))
        if plan is not None and plan.listing and not plan.meaning.ordered and not plan.prose:
            rng.shuffle(pairs)
        return [rearranged(one, other, rng) for one, other in pairs]
    if isinstance(value, Duration) and isinstance(raw, str):
        return respelt(int(value), rng)
    return raw


def respelt(minutes: int, rng: random.Random) -> str:
    """A duration in one of its spellings."""
    forms = [f"{minutes}m", f"PT{minutes}M"]
    if minutes % 60 == 0:
        forms += [f"{minutes // 60}h", f"PT{minutes // 60}H"]
    if minutes >= 60:
        forms.append(f"{minutes // 60}h{minutes % 60}m")
    return rng.choice(forms)


def emitted(value: Any, rng: random.Random, depth: int, *, flow: bool) -> str:
    """YAML in block or flow style, texts plain or in either quotes."""
    if flow or not isinstance(value, (dict, list)) or not value:
        return inline(value, rng)
    pad = "  " * depth
    lines = []
    for key, item in value.items() if isinstance(value, dict) else [("-", item) for item in value]:
        inner = rng.random() < 0.4 or not isinstance(item, (dict, list)) or not item
        head = "-" if isinstance(value, list) else f"{scalar(key, rng)}:"
        lines.append(f"{pad}{head} {inline(item, rng)}" if inner else f"{pad}{head}")
        if not inner:
            lines.append(emitted(item, rng, depth + 1, flow=False))
    return "\n".join(lines)


def inline(value: Any, rng: random.Random) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key, rng)}: {inline(item, rng)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(item, rng) for item in value) + "]"
    return scalar(value, rng)


def scalar(value: Any, rng: random.Random) -> str:
    if isinstance(value, str):
        styles = [json.dumps(value, ensure_ascii=False)]
        if "\n" not in value and value.isprintable():
            styles.append("'" + value.replace("'", "''") + "'")
        if PLAIN.fullmatch(value) and value.lower() not in WORDS:
            styles.append(value)
        return rng.choice(styles)
    return json.dumps(value)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_rewrites_that_mean_the_same_are_no_change(batch: int) -> None:
    """1,200 rewrites in all; a moved file is listed, but differs in nothing."""
    rng = random.Random(batch)
    files: dict[str, bytes] = dict(worked_files())
    for item in rng.sample(artefacts(), PER_BATCH):
        path, data = rewritten(item, rng)
        files.pop(item.path)
        files[path] = data
    head = load(MemoryTree(files))
    assert [f"{f.place} {f.message}" for f in head.findings] == []
    pairs = changed_pairs(worked(), head, AS_OF)
    assert [(pair.key, [d.at for d in pair.differences]) for pair in pairs if pair.differences] == []
    assert {pair.pairing for pair in pairs} <= {"same"}
    assert {change.number for pair in pairs for change in changes_of(pair)} <= {1}


Place = tuple[tuple[str | int, ...], tuple[str, ...]]
"""Where a value stands in the file, and the location key it has in a comparison."""


def places(raw: Any, value: Any, route: tuple[str | int, ...] = (), at: tuple[str, ...] = ()) -> Iterator[Place]:
    """Every scalar of an artefact that is no key of an element."""
    if isinstance(raw, dict) and isinstance(value, BaseModel):
        keys = set(value.natural_key) if isinstance(value, Element) else set()
        for plan in field_plans(type(value)):
            if plan.key in raw and plan.attribute not in keys:
                yield from places(raw[plan.key], getattr(value, plan.attribute), (*route, plan.key), (*at, plan.key))
    elif isinstance(raw, list) and isinstance(value, tuple) and all(getattr(one, "key", "") for one in value):
        for number, (one, other) in enumerate(zip(raw, value, strict=True)):
            yield from places(one, other, (*route, number), (*at, other.key))
    elif isinstance(raw, (str, int, float)) and raw is not None:
        yield route, at


def mutated(raw: Any, rng: random.Random) -> Any:
    """Another value of the same shape."""
    if isinstance(raw, bool):
        return not raw
    if isinstance(raw, (int, float)):
        return raw + 1
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
        return f"{int(raw[:4]) + 1}{raw[4:]}" if raw[5:] != "02-29" else "2029-03-01"
    if re.fullmatch(r"[0-9]+(m|h|d|mo|%)", raw):
        return re.sub(r"[0-9]+", lambda found: str(int(found[0]) + 1), raw)
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", raw):
        return f"{raw}-{rng.choice('abcdef')}"
    return f"{raw} indeed"


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_change_of_one_field_is_found_there_and_nowhere_else(batch: int) -> None:
    """1,000 mutations and more in all; those that leave no readable artefact are drawn again."""
    rng = random.Random(1000 + batch)
    done = 0
    while done < PER_BATCH:
        item = rng.choice(artefacts())
        raw = raw_of(item)
        route, at = rng.choice(list(places(raw, item.artefact)))
        if route[0] in ("id", "formerly"):
            continue
        where = raw
        for step in route[:-1]:
            where = where[step]
        where[route[-1]] = mutated(where[route[-1]], rng)
        read = read_artefact(json.dumps(raw).encode(), item.kind)
        if read.artefact is None:
            continue
        pairs = [pair for pair in changed_pairs(worked(), replaced(item, read.artefact), AS_OF) if pair.differences]
        assert places_of(pairs, item) == [(item.key, ".".join(at))], (item.path, route)
        done += 1


def replaced(item: Loaded, artefact: Any) -> Snapshot:
    """The worked organisation with one artefact replaced."""
    base = worked()
    items = [Loaded(artefact, item.kind, item.path) if one is item else one for one in base.items]
    return build(base.tree, items, (), (), base.paths)


def places_of(pairs: list[Pair], item: Loaded) -> list[tuple[str, str]]:
    """Where something differs; a calendar is compared by its hours, so any place below it is the right one."""
    return [(pair.key, d.at) for pair in pairs for d in pair.differences]
