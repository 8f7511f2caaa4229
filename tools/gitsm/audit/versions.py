"""The repository at many commits: each file is read once per content, each commit shares what it did not change."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date

from gitsm.audit.history import Files, History
from gitsm.check.report import Report, check
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.rules import BY_ID

KEPT = 64
"""Snapshots kept at once; those of neighbouring commits share nearly everything."""
SEGREGATION = tuple(BY_ID[name] for name in ("RAC-10", "RAC-11"))


class Versions:
    """Snapshots by commit. Only the rules that decide the class of a change are asked (segregation of duties).

    Other findings of the time are not judged again: a rule that came later would turn old merges wrong.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._kept: OrderedDict[str, Snapshot] = OrderedDict()
        self._reports: OrderedDict[tuple[str, date], Report] = OrderedDict()

    def at(self, commit: str) -> Snapshot:
        """The snapshot of a commit."""
        found = self._kept.get(commit)
        if found is None:
            like = next(reversed(self._kept.values()), None)
            tree = Files(commit, self._history.files(commit), self._history.read)
            found = self._kept[commit] = load(tree, like=like)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(commit)
        return found

    def report(self, snapshot: Snapshot, day: date) -> Report:
        """The snapshot as the plan wants it: with references, and findings about segregation of duties."""
        key = (snapshot.tree.label, day)
        found = self._reports.get(key)
        if found is None:
            found = self._reports[key] = check(snapshot, SEGREGATION, day)
            while len(self._reports) > KEPT:
                self._reports.popitem(last=False)
        self._reports.move_to_end(key)
        return found
