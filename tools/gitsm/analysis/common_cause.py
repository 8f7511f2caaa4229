"""Redundancy that shares what it stands on: one failure takes several members."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from gitsm.analysis.dependencies import Dependencies, Group, Seen, chance_of
from gitsm.analysis.redundancy import ONE, Some, at_least
from gitsm.base.source import Route


@dataclass(frozen=True, slots=True)
class CommonCause:
    """What several members of a redundant group rest on.

    `members`: their positions. `alone`: whether its failure is enough to stop the group. `together`: the availability
    of the group as it is, `apart` as if its members shared nothing; None where not everything is promised.
    """

    route: Route
    name: str
    members: tuple[int, ...]
    alone: bool
    together: Fraction | None
    apart: Fraction | None


def common_causes(known: Dependencies, service: str) -> Iterator[CommonCause]:
    """Common causes in the redundant groups of a service, the uppermost of each. Raises Unresolved."""
    for group in known.groups(service):
        often: dict[str, list[int]] = {}
        for number, member in enumerate(group.members):
            for name in member.reached:
                often.setdefault(name, []).append(number)
        shared = {name: tuple(numbers) for name, numbers in often.items() if len(numbers) > 1}
        below = {
            lower
            for name, numbers in shared.items()
            for lower in known.components[name].reached - {name}
            if shared.get(lower) == numbers
        }
        figures = _figures(known, group) if shared else (None, None)
        for name in sorted(shared.keys() - below):
            yield CommonCause(group.route, name, shared[name], _stops(known, group, name), *figures)


def _stops(known: Dependencies, group: Group, name: str) -> bool:
    """Whether the group is down when a component is, whatever else works."""
    down = {one: ONE for member in group.members for one in member.reached}
    component = known.components[name]
    if component.below is None or component.claim is not None:
        down[name] = Fraction(0)
    else:
        down.update(dict.fromkeys(component.reached, Fraction(0)))
    whole = Some(group.needed, tuple(member.structure for member in group.members))
    return chance_of(whole, down) == 0


def _figures(known: Dependencies, group: Group) -> tuple[Fraction | None, Fraction | None]:
    """(together, apart)"""
    whole = Some(group.needed, tuple(member.structure for member in group.members))
    none = frozenset[str]()
    seen = Seen(whole, 0, none.union(*(one.reached for one in group.members)), none)
    if any(one.exposed for one in group.members):
        return None, None
    chances = known.chances(lambda claim: claim.share, ONE, seen)
    apart = at_least(group.needed, [chance_of(one.structure, chances) for one in group.members])
    return chance_of(whole, chances), apart
