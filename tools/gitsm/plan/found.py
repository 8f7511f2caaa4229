"""Everything that a change does, as semantic changes: of artefacts, of files that decide, and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from gitsm.base.finding import Finding
from gitsm.diff.changes import Change, changes_of
from gitsm.diff.files import file_changes
from gitsm.diff.governing import RuleDefaults
from gitsm.diff.pairs import changed_pairs
from gitsm.graph import Graph
from gitsm.load.snapshot import Snapshot
from gitsm.plan.derive import derived
from gitsm.rules import RULES


@cache
def rule_defaults() -> RuleDefaults:
    """Severities and thresholds of the rules, for settings that leave them out."""
    thresholds: dict[str, float] = {}
    for rule in RULES:
        thresholds.update(rule.thresholds)
    return RuleDefaults({rule.id: rule.severity.word for rule in RULES}, thresholds)


def found_changes(
    base: Snapshot,
    head: Snapshot,
    as_of: date,
    graph: Graph | None = None,
    new: Iterable[Finding] = (),
    files: Iterable[str] = (),
) -> tuple[Change, ...]:
    """The semantic changes between two snapshots.

    `graph`: references of the base, if known; `new`: findings that the change brings; `files`: paths of changed files
    that are no artefacts.
    """
    pairs = changed_pairs(base, head, as_of, graph)
    found = [change for pair in pairs for change in changes_of(pair, rule_defaults())]
    found += derived(pairs, new, base, head)
    found += file_changes(base, head, files, as_of)
    return tuple(found)
