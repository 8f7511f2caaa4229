"""How files stood before on the branch, as the plan asks for it: several small loosenings add up, then and now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cached_property

from gitsm.audit.history import File
from gitsm.audit.history import History as Commits
from gitsm.load.loader import read_artefact
from gitsm.load.names import sort_out
from gitsm.load.tree import Entry
from gitsm.model.artefact import Artefact
from gitsm.plan.salami import History, Past


class Line:
    """The first-parent line of a branch. Days are those that its commits state, as the plan read them then."""

    def __init__(self, history: Commits) -> None:
        self._history = history
        self._line = history.line

    def before(self, target: str) -> History:
        """The past of files up to a commit of the line; nothing where it is none."""
        return lambda paths, since: tuple(self._past(target, paths, since))

    @cached_property
    def _place(self) -> dict[str, int]:
        return {commit: number for number, commit in enumerate(self._line)}

    @cached_property
    def _touching(self) -> dict[str, list[int]]:
        """By path the places of the commits that changed it."""
        found: dict[str, list[int]] = {}
        for number, id_ in enumerate(self._line):
            commit = self._history.commit(id_)
            for one in commit.changes if commit is not None else ():
                found.setdefault(one.path, []).append(number)
        return found

    def _past(self, target: str, paths: Sequence[str], since: date) -> Iterator[Past]:
        end = self._place.get(target)
        if end is None or not paths:
            return
        start = self._before(end, since)
        files = self._history.files(start) if start else {}
        yield Past(since, "", {path: self._artefact(path, files.get(path)) for path in paths})
        for number in sorted({place for path in paths for place in self._touching.get(path, ()) if place <= end}):
            commit = self._history.commit(self._line[number])
            if commit is not None and commit.day >= since:
                held = {one.path: self._artefact(one.path, one.after) for one in commit.changes if one.path in paths}
                yield Past(commit.day, commit.id, held)

    def _before(self, end: int, since: date) -> str:
        """The newest commit that states a time before the day; "" where there is none."""
        limit = datetime(since.year, since.month, since.day, tzinfo=UTC).timestamp()
        for number in range(end, -1, -1):
            commit = self._history.commit(self._line[number])
            if commit is not None and commit.second <= limit:
                return commit.id
        return ""

    def _artefact(self, path: str, file: File | None) -> Artefact | None:
        placed = sort_out([Entry(path)])[0]
        if file is None or not placed or not file.mode.startswith("100"):
            return None
        try:
            return read_artefact(self._history.read(file.blob), placed[0].kind).artefact
        except OSError:
            return None
