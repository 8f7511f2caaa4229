"""Semantic changes: differences with the row of the table of change types that they fall under.

The numbers are those of the table of change types (`docs/reference/changes.md`); 0 is for what stands in no row and is
judged by its material and direction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gitsm.diff.difference import Difference, Pair
from gitsm.diff.rows import AGREED, ENDED, number_of
from gitsm.model.meta import Verdict
from gitsm.model.role import Party

OTHER = 0
FORMATTING, REWORDING = 1, 2
ROLE, HOLDER, SERVICE, KPI_ENDED, ENDING, WAIVER, RENAME, ACCOUNT, TOWARDS_AGREED = 13, 14, 28, 34, 45, 49, 51, 53, 55


@dataclass(frozen=True, slots=True)
class Change:
    """One semantic change: its number, the pair of versions it was found in, and what differs.

    No difference is named where an artefact came, went, or was renamed as a whole.
    """

    number: int
    pair: Pair
    direction: Verdict
    differences: tuple[Difference, ...] = ()

    @property
    def key(self) -> str:
        """`kind/id`."""
        return self.pair.key

    @property
    def at(self) -> str:
        """Location key of the first difference; empty for the artefact as a whole."""
        return self.differences[0].at if self.differences else ""


def changes_of(pair: Pair) -> Iterator[Change]:
    """The semantic changes of a pair, in the order of its differences. Stamps alone are none."""
    if pair.pairing == "added":
        yield Change(_added(pair), pair, "neutral")
        return
    if pair.pairing == "removed":
        yield Change(*_removed(pair))
        return
    if pair.pairing == "renamed":
        yield Change(RENAME, pair, "neutral")
    elif pair.moved and not pair.differences:
        yield Change(FORMATTING, pair, "neutral")
    for difference in pair.differences:
        for number in number_of(pair, difference):
            yield Change(number, pair, difference.direction, (difference,))


def _added(pair: Pair) -> int:
    item = pair.item
    if isinstance(item.artefact, Party):
        return ACCOUNT if item.artefact.accounts or item.artefact.ssh_keys else HOLDER
    return {"role": ROLE, "service": SERVICE, "waiver": WAIVER}.get(item.kind.slug, TOWARDS_AGREED)


def _removed(pair: Pair) -> tuple[int, Pair, Verdict]:
    item = pair.item
    if item.kind.slug == "waiver":
        return WAIVER, pair, "tighter"
    if item.phase != AGREED:
        return TOWARDS_AGREED, pair, "neutral"
    number = {"role": ROLE, "service": SERVICE, "kpi": KPI_ENDED, "csf": KPI_ENDED}.get(item.kind.slug, ENDING)
    return number, pair, "looser"


__all__ = ["AGREED", "ENDED", "Change", "changes_of"]
