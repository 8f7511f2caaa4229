"""Semantic changes: differences with the row of the table of change types that they fall under.

The numbers are those of the table of change types (`docs/reference/changes.md`); 0 is for what stands in no row and is
judged by its material and direction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gitsm.diff.difference import Difference, Pair
from gitsm.diff.governing import RuleDefaults, governing_direction
from gitsm.diff.routes import fits, pattern
from gitsm.diff.rows import AGREED, ENDED, decision_direction, number_of
from gitsm.diff.wording import figures, obligations
from gitsm.model.meta import Verdict
from gitsm.model.role import Party

OTHER = 0
FORMATTING, REWORDING, CRITERIA = 1, 2, 9
ROLE, HOLDER, SERVICE, AGREED_SLA, KPI_ENDED, ENDING, WAIVER = 13, 14, 28, 22, 34, 45, 49
RENAME, ACCOUNT, TOWARDS_AGREED = 51, 53, 55
_DEFAULTED = tuple(map(pattern, ("severity/*", "thresholds/*")))
_CRITERIA_TEXTS = tuple(map(pattern, ("impact|urgency/*/test", "workflow/nodes/*/question")))
_DECISION = pattern("workflow/nodes|edges/**")


@dataclass(frozen=True, slots=True)
class Change:
    """One semantic change: its number, the pair of versions it was found in, and what differs.

    No difference is named where an artefact came, went, or was renamed as a whole. `path` is set where a file changed
    that is no artefact; the pair is then that of the artefact which answers for it.
    """

    number: int
    pair: Pair
    direction: Verdict
    differences: tuple[Difference, ...] = ()
    path: str = ""

    @property
    def key(self) -> str:
        """`kind/id`, or the path of a file that is no artefact."""
        return self.path or self.pair.key

    @property
    def at(self) -> str:
        """Location key of the first difference; empty for the artefact as a whole."""
        return self.differences[0].at if self.differences else ""


NO_DEFAULTS = RuleDefaults()


def changes_of(pair: Pair, defaults: RuleDefaults = NO_DEFAULTS) -> Iterator[Change]:
    """The semantic changes of a pair, in the order of its differences. Stamps alone are none.

    `defaults`: what applies where gitsm.yaml sets no severity or threshold; without it such a setting that appears or
    goes is judged as loosening.
    """
    if pair.pairing in ("added", "mended"):
        yield Change(*_added(pair))
        return
    if pair.pairing == "removed":
        yield Change(*_removed(pair))
        return
    if pair.pairing == "renamed":
        yield Change(RENAME, pair, "neutral")
    elif pair.moved and not pair.differences:
        yield Change(FORMATTING, pair, "neutral")
    for difference in pair.differences:
        yield from _of_difference(pair, difference, defaults)


def _of_difference(pair: Pair, difference: Difference, defaults: RuleDefaults) -> Iterator[Change]:
    way = governing_direction(pair, difference, defaults)
    settings = pair.item.kind.slug == "settings"
    if settings and way == "neutral" and any(fits(wanted, difference.route) for wanted in _DEFAULTED):
        return  # the default written out
    directed = difference if way == difference.direction else replace(difference, direction=way)
    for number in number_of(pair, directed):
        found = replace(directed, direction=_criteria(pair, directed)) if number == CRITERIA else directed
        yield Change(number, pair, found.direction, (found,))


def _criteria(pair: Pair, d: Difference) -> Verdict:
    """Direction of decision criteria: by the branches that values take, and in texts by whether a figure moved."""
    if any(fits(wanted, d.route) for wanted in _CRITERIA_TEXTS):
        before, after = str(d.before or ""), str(d.after or "")
        return "mixed" if figures(before) != figures(after) or obligations(before) != obligations(after) else "neutral"
    return decision_direction(pair, d) if fits(_DECISION, d.route) else d.direction


def _added(pair: Pair) -> tuple[int, Pair, Verdict]:
    item = pair.item
    if pair.pairing == "mended":
        return OTHER, pair, "mixed"
    if isinstance(item.artefact, Party):
        return (ACCOUNT if item.artefact.accounts or item.artefact.ssh_keys else HOLDER), pair, "neutral"
    if item.kind.slug == "sla" and item.phase == AGREED:
        return AGREED_SLA, pair, "neutral"
    return {"role": ROLE, "service": SERVICE, "waiver": WAIVER}.get(item.kind.slug, TOWARDS_AGREED), pair, "neutral"


def _removed(pair: Pair) -> tuple[int, Pair, Verdict]:
    item = pair.item
    if item.kind.slug == "waiver":
        return WAIVER, pair, "tighter"
    if item.phase != AGREED:
        return TOWARDS_AGREED, pair, "neutral"
    number = {"role": ROLE, "service": SERVICE, "kpi": KPI_ENDED, "csf": KPI_ENDED}.get(item.kind.slug, ENDING)
    return number, pair, "looser"


__all__ = ["AGREED", "ENDED", "Change", "changes_of"]
