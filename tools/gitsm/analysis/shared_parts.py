"""What redundant parts share though nobody promises it: how much of their availability is certain all the same.

Two parts of 99 percent that stand in for one another give 99.99, if they fail independently. Where both rest on a
third part about which nothing is promised, each promise holds its failures too, but how many they are is not known:
from none, to all that the parts may lose, so that they always fail together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from gitsm.analysis.dependencies import Claim, Component, Dependencies, chance_of
from gitsm.analysis.redundancy import ONE, Leaf, Structure, leaves

NONE = Fraction(0)


def shared_parts(known: Dependencies, under: Component) -> frozenset[str]:
    """Components that only promises above them cover, several of them, and on which members of a group rest."""
    often: dict[str, int] = {}
    for name in under.reached:
        for covered in known.components[name].covers:
            often[covered] = often.get(covered, 0) + 1
    candidates = {name for name, count in often.items() if count > 1 and known.components[name].claim is None}
    return frozenset(_in_members(under.structure, candidates - under.exposed)) if candidates else frozenset()


def _in_members(structure: Structure, names: set[str]) -> set[str]:
    """Those of the names that stand in several members of a redundant group."""
    if isinstance(structure, Leaf) or not names:
        return set()
    found: set[str] = set()
    inside = [names.intersection(leaves(part)) for part in structure.parts]
    if structure.needed < len(structure.parts):
        for number, one in enumerate(inside):
            found.update(one.intersection(*[set().union(*inside[:number], *inside[number + 1 :])]))
    for part, one in zip(structure.parts, inside, strict=True):
        found |= _in_members(part, one - found)
    return found


def certain(
    known: Dependencies, under: Component, structure: Structure, of: Callable[[Claim], Fraction], unknown: Fraction
) -> Fraction:
    """The availability of a structure that is certain, whatever its shared parts take of the promises above them.

    `of`: what a promise is worth; `unknown`: the chance of what no promise covers at all. The better of two bounds:
    every shared part fails as often as the strictest promise above it allows, on top of all other failures; or what
    stands in for one another fails together as far as its own failures allow. Raises Unresolved.
    """
    chances = known.chances(of, unknown, under)
    shared = shared_parts(known, under).intersection(leaves(structure))
    if not shared:
        return chance_of(structure, chances)
    low = {**chances, **{name: _floor(name, known, under, of) for name in shared}}
    return max(chance_of(structure, low), _together(structure, chances, shared))


def _floor(name: str, known: Dependencies, under: Component, of: Callable[[Claim], Fraction]) -> Fraction:
    """What a component is available at least, since a promise above it could not be kept otherwise."""
    found = NONE
    for above in map(known.components.__getitem__, under.reached):
        if name in above.covers and above.claim is not None and above.below is not None:
            down = {**dict.fromkeys(above.reached, ONE), name: NONE}
            if chance_of(above.below, down) == 0:
                found = max(found, of(above.claim))
    return found


def _together(structure: Structure, chances: Mapping[str, Fraction], shared: frozenset[str]) -> Fraction:
    """A bound that holds however failures meet in a group whose members share something.

    Parts that are all needed give at least the product: what they share makes them fail at the same time rather than
    one after the other. Of a group m of n must fail: without the j most likely failures, m - j of the others must.
    """
    if isinstance(structure, Leaf) or shared.isdisjoint(leaves(structure)):
        return chance_of(structure, chances)
    parts = [_together(part, chances, shared) for part in structure.parts]
    if structure.needed == len(parts):
        product = ONE
        for part in parts:
            product *= part
        return product
    failures = sorted((ONE - part for part in parts), reverse=True)
    fatal = len(parts) - structure.needed + 1
    return max(NONE, *(ONE - sum(failures[j:], NONE) / (fatal - j) for j in range(fatal)))
