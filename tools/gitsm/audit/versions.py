"""The repository at many commits: each file is read once per content, each commit shares what it did not change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gitsm.approvals.signers import Signer, signers_of
from gitsm.audit.derived import derived, derived_graph
from gitsm.audit.history import File, Files, History
from gitsm.check.report import Report, check
from gitsm.graph import Graph, build_graph
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.rules import BY_ID

KEPT = 64
"""Trees kept at once; those of neighbouring commits share nearly everything."""
SEGREGATION = tuple(BY_ID[name] for name in ("RAC-10", "RAC-11"))
_DECIDE = ("processes/", "roles/", "policies/", "gitsm.yaml")
"""Where something may stand that gives or takes a finding about segregation of duties."""


@dataclass(slots=True)
class _Kept:
    """A tree with what was worked out about it."""

    snapshot: Snapshot
    files: dict[str, File]
    graph: Graph | None = None


class Versions:
    """Snapshots by commit. Only the rules that decide the class of a change are asked (segregation of duties).

    Other findings of the time are not judged again: a rule that came later would turn old merges wrong.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._reports: OrderedDict[tuple[str, date], Report] = OrderedDict()
        self._signers: dict[tuple[int, date], tuple[object, tuple[Signer, ...]]] = {}

    def at(self, commit: str) -> Snapshot:
        """The snapshot of a commit. Commits with the same content share it."""
        return self._at(commit).snapshot

    def _at(self, commit: str) -> _Kept:
        known = self._history.commit(commit)
        tree = known.tree if known is not None else commit
        found = self._kept.get(tree)
        if found is None:
            found = self._kept[tree] = self._made(commit, tree)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(tree)
        return found

    def _made(self, commit: str, label: str) -> _Kept:
        files = self._history.files(commit)
        tree = Files(label, files, self._history.read)
        like = next(reversed(self._kept.values()), None)
        if like is None:
            return _Kept(load(tree), files)
        snapshot = derived(like.snapshot, like.files, tree, files)
        if snapshot is None:
            return _Kept(load(tree, like=like.snapshot), files)
        graph = derived_graph(like.graph, like.snapshot, snapshot) if like.graph is not None else None
        return _Kept(snapshot, files, graph)

    def signers(self, snapshot: Snapshot, day: date) -> tuple[Signer, ...]:
        """The keys of the parties of a snapshot."""
        parties = snapshot.by_kind.get("party", ())
        key = (id(parties), day)
        if key not in self._signers:
            self._signers[key] = (parties, signers_of(snapshot, day))
        return self._signers[key][1]

    def reports(self, base: str, head: str, paths: Iterable[str], day: date) -> tuple[Report, Report]:
        """Both sides of a change as the plan wants them: with references, and findings about segregation of duties.

        Where the changed paths cannot bring or take such a finding, both sides have the same ones and none is asked.
        """
        if any(path.startswith(_DECIDE) for path in paths):
            return self._checked(base, day), self._checked(head, day)
        return self._unchecked(base, day), self._unchecked(head, day)

    def _unchecked(self, commit: str, day: date) -> Report:
        kept = self._at(commit)
        if kept.graph is None:
            kept.graph = build_graph(kept.snapshot)
        return Report(kept.snapshot, kept.graph, day, kept.snapshot.findings)

    def _checked(self, commit: str, day: date) -> Report:
        snapshot = self.at(commit)
        key = (snapshot.tree.label, day)
        found = self._reports.get(key)
        if found is None:
            found = self._reports[key] = check(snapshot, SEGREGATION, day)
            while len(self._reports) > KEPT:
                self._reports.popitem(last=False)
        self._reports.move_to_end(key)
        return found
