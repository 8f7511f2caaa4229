"""Improvements that are put off a second time: each step may be small, but the first one was to be the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from gitsm.diff.changes import OTHER, Change
from gitsm.model.improvement import Improvement
from gitsm.plan.salami import History

POSTPONED = 37
_ALWAYS = date(1970, 1, 2)
"""Before every commit."""


def postponed_again(changes: Iterable[Change], history: History | None) -> Iterator[Change]:
    """The changes, those as change 37 of the table that put off the target date of an improvement again.

    Without a history nothing is known of earlier times.
    """
    for change in changes:
        again = history is not None and _later(change) and _moved_before(change, history)
        yield replace(change, number=POSTPONED) if again else change


def _later(change: Change) -> bool:
    """Whether a change puts the target date of an improvement off, by too little to weigh by itself."""
    if change.number != OTHER or change.pair.base is None or change.pair.item.kind.slug != "improvement":
        return False
    d = change.differences[0] if change.differences else None
    return d is not None and d.route == ("target_date",) and d.before is not None and d.after > d.before


def _moved_before(change: Change, history: History) -> bool:
    path = change.pair.base.path if change.pair.base is not None else ""
    known: date | None = None
    for step in history([path], _ALWAYS):
        item = step.files.get(path)
        day = item.target_date if isinstance(item, Improvement) else None
        if day is not None and known is not None and day > known:
            return True
        known = day or known
    return False
