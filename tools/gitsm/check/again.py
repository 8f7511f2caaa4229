"""Judging a second snapshot: what the rules said of an artefact is taken over where nothing it rests on has changed.

A rule says what its answers rest on besides the artefact itself, the settings, the day and the evidence (`depends`).
Where that is equal in both snapshots, its answers about an artefact that both share are the same. Rules that say
nothing, rules of the whole repository, and artefacts that the change touched are judged again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from gitsm.check.rule import Depends, Rule
from gitsm.load.snapshot import Loaded, Snapshot


@dataclass(frozen=True, slots=True)
class OfKinds:
    """The rule looks at artefacts of these kinds as well. Never equal while a file cannot be read."""

    kinds: tuple[str, ...]

    def __call__(self, snapshot: Snapshot) -> object:
        """The artefacts of the kinds with their paths."""
        if not self.kinds:
            return ()
        if snapshot.broken:
            return object()
        return tuple((item.path, item.artefact) for slug in self.kinds for item in snapshot.by_kind.get(slug, ()))


def of_kinds(*slugs: str) -> OfKinds:
    """What a rule rests on that looks at artefacts of these kinds besides the one it judges."""
    return OfKinds(slugs)


nothing_else = OfKinds(())
"""What a rule rests on that looks at the artefact alone, with its file, its kind and its status."""
agreements = of_kinds("sla", "ola", "contract", "calendar", "service", "priority-scheme")
"""What a rule rests on that asks what is promised, and in which hours."""


def standing(snapshot: Snapshot) -> object:
    """The rule looks at identity, version, status and days of other artefacts, not at what else they say.

    Never equal while a file cannot be read.
    """
    if snapshot.broken:
        return object()
    return snapshot.paths, tuple(map(_stands, snapshot.items))


def _stands(item: Loaded) -> tuple[object, ...]:
    one: Any = item.artefact
    return (item.path, item.key, item.version, one.status, one.start, one.end, one.formerly,
            getattr(one, "supersedes", None))  # fmt: skip


class Again:
    """Which rules need not judge an artefact again."""

    def __init__(self, before: Snapshot, now: Snapshot, rules: Iterable[Rule], as_of: date) -> None:
        self._before = before
        self._as_of = as_of
        self._shared = frozenset(before.items) & frozenset(now.items)
        equal: dict[Depends, bool] = {}
        same: set[str] = set()
        for one in rules:
            if one.depends is None or not one.kinds:
                continue
            if one.depends not in equal:
                equal[one.depends] = one.depends(before) == one.depends(now)
            if equal[one.depends]:
                same.add(one.id)
        self._same = frozenset(same)

    def settled(self, item: Loaded, condition: str) -> frozenset[str]:
        """Ids of the rules whose answers about the artefact stand; `condition` is what time has made of it now."""
        if item not in self._shared or self._before.condition(item, self._as_of) != condition:
            return frozenset()
        return self._same
