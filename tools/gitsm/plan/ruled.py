"""A change judged by the settings, waivers and baseline that stood before it: it cannot excuse itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from gitsm.base.finding import Finding
from gitsm.check.report import Report, check, only_new, resolved
from gitsm.check.rule import Rule
from gitsm.load.snapshot import Loaded, Snapshot, build
from gitsm.load.tree import Entry, Tree
from gitsm.model.artefact import DatedDocument
from gitsm.model.kinds import BASELINE_FILE, SETTINGS_FILE
from gitsm.model.settings import Settings

_WAIVING = ("id", "status", "rule", "artefact", "at", "expires")
_JUDGING = tuple(name for name in Settings.model_fields if name not in DatedDocument.model_fields)


def findings_of(base: Report, head: Report, rules: Iterable[Rule]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """(new, resolved) findings of a change.

    New is what the head has and the base has not, by the head's own settings or by those of the base: a waiver, a
    severity, a threshold or a baseline entry that comes with the change hides nothing of it. Resolved is what is gone
    either way.
    """
    new, fixed = only_new(head, base).findings, resolved(base, head)
    strict = by_base_rules(base.snapshot, head.snapshot)
    if strict is None:
        return new, fixed
    judged = check(strict, rules, head.as_of, base=base.snapshot, like=base)
    hidden = only_new(only_new(judged, base), replace(head, findings=new)).findings
    still = {finding.identity for finding in judged.findings}
    heavier = {finding.identity for finding in hidden}
    told = (finding for finding in new if finding.identity not in heavier)
    fresh = tuple(sorted((*told, *hidden), key=lambda finding: finding.order))
    return fresh, tuple(finding for finding in fixed if finding.identity not in still)


def by_base_rules(base: Snapshot, head: Snapshot) -> Snapshot | None:
    """The head with settings, waivers and baseline of the base; None where the head has the same."""
    if (_same(base, head) or _ruling(base) == _ruling(head)) and _baseline(base) == _baseline(head):
        return None
    items = [item for item in head.items if not _rules(item)]
    items += [item for item in base.items if _rules(item)]
    tree = _WithBaseline(head.tree, base.tree)
    return build(tree, items, head.findings, head.broken, head.paths)


def _rules(item: Loaded) -> bool:
    return item.kind.slug == "waiver" or item.path == SETTINGS_FILE


def _same(base: Snapshot, head: Snapshot) -> bool:
    """Whether both share the very waivers and settings."""
    waivers = base.by_kind.get("waiver", ()) is head.by_kind.get("waiver", ())
    return waivers and base.settings_item is head.settings_item


def _ruling(snapshot: Snapshot) -> dict[str, object]:
    """What decides about findings: what waivers waive and until when, and the settings but for what documents share."""
    found: dict[str, object] = {}
    for item in snapshot.items:
        if item.kind.slug == "waiver":
            found[item.path] = {name: getattr(item.artefact, name) for name in _WAIVING}
        elif item.path == SETTINGS_FILE:
            found[item.path] = {name: getattr(item.artefact, name) for name in _JUDGING}
    return found


def _baseline(snapshot: Snapshot) -> bytes | None:
    try:
        return snapshot.tree.read(BASELINE_FILE)
    except OSError:
        return None


class _WithBaseline:
    """The files of the head, with what decides about findings taken from the base."""

    def __init__(self, head: Tree, base: Tree) -> None:
        self._head = head
        self._base = base

    @property
    def label(self) -> str:
        return self._head.label

    def entries(self, roots: Iterable[str]) -> Iterator[Entry]:
        yield from self._head.entries(roots)

    def read(self, path: str) -> bytes:
        ruling = path in (BASELINE_FILE, SETTINGS_FILE) or path.startswith("policies/waivers/")
        return (self._base if ruling else self._head).read(path)
