"""Directions that no single value shows: of change policies, settings, waivers, bodies, accounts and keys.

Whether such a difference is tighter depends on what the missing side stands for: the default of a rule, the quorum of a
body, an account that goes. What cannot be told is mixed, which counts as looser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gitsm.diff.compare import SEVERITIES
from gitsm.diff.difference import Difference, Pair
from gitsm.diff.direction import opposite
from gitsm.diff.routes import fits, pattern
from gitsm.model.change_policy import ChangeModel
from gitsm.model.meta import Verdict
from gitsm.model.role import RoleAuthority

CLASS_ORDER = ("standard", "normal", "major")
_AUTHORITIES = ("standard", "normal", "major", "emergency")


@dataclass(frozen=True, slots=True)
class RuleDefaults:
    """What applies where gitsm.yaml says nothing: severities by rule, thresholds by `RULE.name`."""

    severity: Mapping[str, str] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)


Way = Callable[[Difference, RuleDefaults], Verdict]


def governing_direction(pair: Pair, difference: Difference, defaults: RuleDefaults) -> Verdict:
    """The direction of a difference; its own where no line of this table is about it."""
    slug = pair.item.kind.slug
    for kinds, wanted, way in _TABLE:
        if slug in kinds and fits(wanted, difference.route):
            return way(difference, defaults)
    return difference.direction


def _fixed(verdict: Verdict) -> Way:
    return lambda _difference, _defaults: verdict


def _added_is(verdict: Verdict) -> Way:
    """`verdict` for what is added, the other way for what is removed, mixed for what is replaced."""

    def way(d: Difference, _defaults: RuleDefaults) -> Verdict:
        if d.operation == "added":
            return verdict
        return opposite(verdict) if d.operation == "removed" else "mixed"

    return way


def _more_is(verdict: Verdict, absent: str = "") -> Way:
    """`verdict` for a larger value. A missing one counts as `absent`: least, most, or not comparable."""

    def way(d: Difference, _defaults: RuleDefaults) -> Verdict:
        before, after = d.before, d.after
        if before is None or after is None:
            if not absent:
                return "mixed"
            grew = (before is None) == (absent == "least")
        elif before == after:
            return "neutral"
        else:
            grew = bool(after > before)
        return verdict if grew else opposite(verdict)

    return way


def _ordered(order: tuple[str, ...], later_is: Verdict) -> Way:
    def way(d: Difference, _defaults: RuleDefaults) -> Verdict:
        if d.before not in order or d.after not in order:
            return "mixed"
        return later_is if order.index(d.after) > order.index(d.before) else opposite(later_is)

    return way


def _binding(d: Difference, _defaults: RuleDefaults) -> Verdict:
    return "tighter" if (d.after or "head") == "head" else "looser"


def _chair(d: Difference, _defaults: RuleDefaults) -> Verdict:
    return "tighter" if d.after == "required" else "looser"


def _quorum(d: Difference, _defaults: RuleDefaults) -> Verdict:
    before, after = _share(d.before), _share(d.after)
    if before is None or after is None or isinstance(before, int) != isinstance(after, int):
        return "mixed"
    return "tighter" if after > before else "looser" if after < before else "neutral"


def _share(value: Any) -> Fraction | int | None:
    """A quorum as a share of the seats, or as their number; None where it is left to somebody else to say."""
    return Fraction(value) if isinstance(value, str) else value if isinstance(value, int) else None


def _model(d: Difference, _defaults: RuleDefaults) -> Verdict:
    """A model that calls changes standard is looser than the table, one that calls them major tighter."""
    model = d.before if d.after is None else d.after
    if not isinstance(model, ChangeModel) or d.operation == "changed":
        return "mixed"
    way: Verdict = {"standard": "looser", "major": "tighter"}.get(model.class_, "mixed")  # type: ignore[assignment]
    return way if d.operation == "added" or way == "mixed" else opposite(way)


def _severity(d: Difference, defaults: RuleDefaults) -> Verdict:
    rule = str(d.route[-1])
    before = d.before or defaults.severity.get(rule)
    after = d.after or defaults.severity.get(rule)
    if before not in SEVERITIES or after not in SEVERITIES:
        return "mixed"
    if before == after:
        return "neutral"
    return "looser" if SEVERITIES.index(after) > SEVERITIES.index(before) else "tighter"


def _threshold(d: Difference, defaults: RuleDefaults) -> Verdict:
    """Which way a threshold is looser each rule knows for itself: a move is mixed, the default written out is none."""
    name = str(d.route[-1])
    before = defaults.thresholds.get(name) if d.before is None else d.before
    after = defaults.thresholds.get(name) if d.after is None else d.after
    return "neutral" if before is not None and before == after else "mixed"


def _audience(d: Difference, _defaults: RuleDefaults) -> Verdict:
    return "mixed" if d.before is None or d.after is None else d.direction


def _authority(d: Difference, _defaults: RuleDefaults) -> Verdict:
    """Emergency is no higher class but one of its own: whatever comes from it or goes to it is more than before."""
    if "emergency" in (d.before, d.after):
        return "looser"
    return d.direction


def _authority_element(d: Difference, _defaults: RuleDefaults) -> Verdict:
    return "looser" if d.operation == "added" and isinstance(d.after, RoleAuthority) else "tighter"


def _spend(d: Difference, _defaults: RuleDefaults) -> Verdict:
    """The amount of a spend limit; one that goes is a limit less."""
    if d.before is None or d.after is None:
        return "tighter" if d.before is None else "looser"
    return "looser" if Decimal(str(d.after)) > Decimal(str(d.before)) else "tighter"


def _until(d: Difference, _defaults: RuleDefaults) -> Verdict:
    """The end of an account or key: earlier is tighter."""
    before, after = d.before or date.max, d.after or date.max
    return "tighter" if after < before else "looser"


def _revoked(d: Difference, _defaults: RuleDefaults) -> Verdict:
    return "tighter" if d.after == "revoked" else "looser" if d.after == "approved" else "neutral"


def _lines(kinds: str, *lines: tuple[str, Way]) -> tuple[tuple[frozenset[str], tuple[str, ...], Way], ...]:
    return tuple((frozenset(kinds.split()), pattern(route), way) for route, way in lines)


_P = "change_policy"
_TABLE = (
    *_lines(
        "process",
        (f"{_P}/binding", _binding),
        (f"{_P}/models/*", _model),
        (f"{_P}/models/*/class", _ordered(CLASS_ORDER, "tighter")),
        (f"{_P}/models/*/auto_merge", _more_is("looser")),
        (f"{_P}/models/**", _fixed("mixed")),
        (f"{_P}/authorities/*/but_not", _added_is("tighter")),
        (f"{_P}/authorities/*/derive/*", _added_is("tighter")),
        (f"{_P}/authorities/*/body", _added_is("tighter")),
        (f"{_P}/authorities/*/chair", _chair),
        (f"{_P}/authorities/*/quorum", _quorum),
        (f"{_P}/authorities/*/at_least", _more_is("tighter")),
        (f"{_P}/authorities/*/review_within/working_days", _more_is("looser", absent="most")),
        (f"{_P}/authorities/**", _fixed("mixed")),
        (f"{_P}/freezes/*", _added_is("tighter")),
        (f"{_P}/freezes/*/to", _more_is("tighter")),
        (f"{_P}/freezes/*/except/*", _added_is("looser")),
        (f"{_P}/freezes/*/reason", _fixed("neutral")),
        (f"{_P}/delegations/*", _added_is("looser")),
        (f"{_P}/delegations/*/to", _more_is("looser", absent="most")),
        (f"{_P}/salami/window", _more_is("tighter", absent="least")),
        (f"{_P}/recorded_approvals/*", _added_is("looser")),
        (f"{_P}/**", _fixed("mixed")),
        ("priority_scheme", _fixed("mixed")),
    ),
    *_lines(
        "settings",
        ("severity/*", _severity),
        ("thresholds/*", _threshold),
        ("approver_roles/**", _fixed("mixed")),
        ("ruleset|as_of|practices|timezone", _fixed("mixed")),
        ("audience", _audience),
        ("parties_on_site", _ordered(("handles", "hidden"), "tighter")),
    ),
    *_lines(
        "role",
        ("quorum", _quorum),
        ("members/**", _fixed("mixed")),
        ("chair", _fixed("mixed")),
        ("reports_to", _fixed("mixed")),
        ("authorities/*", _authority_element),
        ("authorities/*/up_to", _authority),
        ("authorities/*/spend/amount", _spend),
        ("authorities/*/spend/currency", _fixed("mixed")),
    ),
    *_lines(
        "party",
        ("accounts|ssh_keys/*", _added_is("looser")),
        ("accounts|ssh_keys/*/to", _until),
        ("accounts|ssh_keys/**", _fixed("mixed")),
        ("type", _fixed("mixed")),
    ),
    *_lines(
        "waiver", ("status", _revoked), ("expires", _more_is("looser", absent="most")), ("at", _added_is("tighter"))
    ),
)
