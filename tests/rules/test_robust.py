"""Damaged content: fields missing, emptied, misspelled, moved in time. Every rule answers, and again the same."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
import yaml

from gitsm.adapters.disk import DiskTree
from gitsm.base.source import START
from gitsm.check.report import check, only_new
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from gitsm.load.yaml import decode, parse
from gitsm.rules import BY_ID, RULES
from support import AS_OF, ROOT

IDENTITY = ("id", "title", "version", "status", "owner")


def damaged(value: Any, chance: random.Random) -> Any:
    """The value with a few fields missing, lists emptied, texts cut and days moved."""
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if k in IDENTITY or chance.random() > 0.008}
        return {key: damaged(item, chance) for key, item in kept.items()}
    if isinstance(value, list):
        if chance.random() < 0.01:
            return []
        return [damaged(item, chance) for item in value if chance.random() > 0.005]
    if isinstance(value, str) and chance.random() < 0.002:
        return value[:-1] or "x"
    if isinstance(value, date) and chance.random() < 0.03:
        return date(value.year + chance.choice([-1, 1]), value.month, min(value.day, 28))
    return value


@pytest.mark.parametrize("seed", range(8))
def test_no_damage_stops_a_rule(seed: int) -> None:
    chance = random.Random(seed)
    tree = DiskTree(ROOT)
    files: dict[str, str | bytes] = {}
    for item in load(tree).items:
        if chance.random() < 0.03:
            continue
        text = yaml.safe_dump(damaged(parse(decode(tree.read(item.path))), chance), sort_keys=False, allow_unicode=True)
        files[item.path] = text[: chance.randrange(len(text))] if chance.random() < 0.01 else text
    snapshot = load(MemoryTree(files))
    report = check(snapshot, RULES, AS_OF)
    again = check(load(MemoryTree(dict(reversed(files.items())))), RULES, AS_OF)
    assert report.findings == again.findings
    assert report.not_known == again.not_known
    assert not only_new(report, again).findings
    assert len(report.findings) > 20
    for finding in report.findings:
        assert finding.rule in BY_ID
        assert finding.message.rstrip().endswith((".", "?"))
        assert finding.position.line >= START.line
        if finding.path in files:
            text = files[finding.path]
            assert finding.position.line <= (text if isinstance(text, str) else text.decode()).count("\n") + 1
