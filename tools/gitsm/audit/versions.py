"""The repository at many commits: each file is read once per content, each commit shares what it did not change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import date

from gitsm.approvals.signers import Signer, signers_of
from gitsm.audit.derived import Known, derived, governed
from gitsm.audit.history import Commit, File, Files, History, Moved, apply
from gitsm.check.report import Report, check
from gitsm.graph import build_graph
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.load.tree import Kept
from gitsm.rules import BY_ID

KEPT = 64
"""Trees kept at once; those of neighbouring commits share nearly everything."""
NEAR = 20
"""Commits walked back for a tree that is known."""
SEGREGATION = tuple(BY_ID[name] for name in ("RAC-10", "RAC-11"))
_DECIDE = ("processes/", "roles/", "policies/", "gitsm.yaml")
"""Where something may stand that gives or takes a finding about segregation of duties."""


class Versions:
    """Snapshots by commit. Only the rules that decide the class of a change are asked (segregation of duties).

    Other findings of the time are not judged again: a rule that came later would turn old merges wrong.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._kept: OrderedDict[str, Known] = OrderedDict()
        self._reports: OrderedDict[tuple[str, date], Report] = OrderedDict()
        self._signers: dict[tuple[int, date], tuple[object, tuple[Signer, ...]]] = {}

    def at(self, commit: str) -> Snapshot:
        """The snapshot of a commit. Commits with the same content share it."""
        return self._at(commit).snapshot

    def _at(self, commit: str) -> Known:
        known = self._history.commit(commit)
        tree = known.tree if known is not None else commit
        found = self._kept.get(tree)
        if found is None:
            found = self._kept[tree] = self._made(commit, tree)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(tree)
        return found

    def _made(self, commit: str, label: str) -> Known:
        near = self._nearest(commit)
        if near is not None:
            like, changes = near
            files = like.files.copy()
            apply(files, changes)
            found = derived(like, changes, Files(label, files, self._history.read), files)
            if found is not None:
                return found
        else:
            files = self._history.files(commit)
        return self._read_in_full(Files(label, files, self._history.read), files)

    def _nearest(self, commit: str) -> tuple[Known, list[Moved]] | None:
        """The nearest tree on the way back that is known, and all that changed since, oldest first."""
        back: list[Commit] = []
        here = self._history.commit(commit)
        while here is not None and len(back) < NEAR:
            if here.tree in self._kept:
                return self._kept[here.tree], [one for step in reversed(back) for one in step.changes]
            back.append(here)
            here = self._history.commit(here.parents[0]) if here.parents else None
        return None

    def _read_in_full(self, tree: Files, files: dict[str, File]) -> Known:
        """Everything, less what the last tree says as well."""
        like = next(reversed(self._kept.values()), None)
        known = like.files if like is not None else {}
        self._history.expect(file.blob for path, file in files.items() if governed(path) and known.get(path) != file)
        if like is None:
            return Known(load(tree), files)
        if isinstance(like.snapshot.tree, Kept):
            like.snapshot.tree.blobs |= {path: file.blob for path, file in known.items()}
        return Known(load(tree, like=like.snapshot), files)

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
