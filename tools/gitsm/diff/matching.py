"""Which elements of two lists belong together: by key where they have one, by meaning, and then in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel

from gitsm.model.agreement import Support
from gitsm.model.role import RoleAuthority

Equal = Callable[[Any, Any], bool]
MOST = 60
"""Elements without keys up to which each is held against each; beyond, only equal spellings and the order count."""


def token(item: Any) -> str:
    """A spelling of a value that equal values share."""
    return item.model_dump_json(by_alias=True) if isinstance(item, BaseModel) else repr(item)


def name_of(item: Any, among: tuple[Any, ...]) -> str | int:
    """The step of a route that leads to a plain value in a list: a short word itself, its position otherwise."""
    if isinstance(item, str) and len(item) <= 80 and " " not in item:
        return item
    return next(number for number, other in enumerate(among) if other is item)


def keyed(old: tuple[Any, ...], new: tuple[Any, ...], equal: Equal) -> Iterator[tuple[str, Any, Any]]:
    """(name, before, after) of the elements of two lists, None where there is none; names are keys or made up."""
    was, now = _by_key(old), _by_key(new)
    for key in [*was, *(key for key in now if key not in was)]:
        one, other = was.get(key), now.get(key)
        yield getattr(one if other is None else other, "key", key), one, other
    rest = [[item for item in side if not getattr(item, "key", "")] for side in (old, new)]
    gone, come = leftovers(tuple(rest[0]), tuple(rest[1]), equal)
    free = [(rest[0][number], number) for number in gone]
    for number in come:
        item = rest[1][number]
        match = next((pair for pair in free if type(pair[0]) is type(item)), None)
        if match is not None:
            free.remove(match)
        yield _made_up(item, number), match[0] if match else None, item
    for item, number in free:
        yield _made_up(item, number), item, None


def leftovers(old: tuple[Any, ...], new: tuple[Any, ...], equal: Equal) -> tuple[list[int], list[int]]:
    """Positions in two lists, taken as bags, of what has no equal in the other one."""
    waiting: dict[str, list[int]] = {}
    for number, item in enumerate(new):
        waiting.setdefault(token(item), []).append(number)
    gone: list[int] = []
    for number, item in enumerate(old):
        twins = waiting.get(token(item))
        if twins:
            twins.pop(0)
        else:
            gone.append(number)
    come = sorted(number for numbers in waiting.values() for number in numbers)
    if len(gone) > MOST or len(come) > MOST or not any(isinstance(old[number], BaseModel) for number in gone):
        return gone, come
    for number in tuple(gone):
        twin = next((other for other in come if equal(old[number], new[other])), None)
        if twin is not None:
            gone.remove(number)
            come.remove(twin)
    return gone, come


def _by_key(items: tuple[Any, ...]) -> dict[str, Any]:
    """Elements by key; of several with one key, which is a finding, each has a number behind it."""
    found: dict[str, Any] = {}
    for item in items:
        key = _key(item)
        number, free = 2, key
        while key and free in found:
            free, number = f"{key}#{number}", number + 1
        if key:
            found[free] = item
    return found


def _key(item: Any) -> str:
    """The key of an element, whatever the order of the words it is made of."""
    if isinstance(item, Support):
        return "+".join(sorted(item.for_))
    if isinstance(item, RoleAuthority):
        return "+".join(sorted(item.approves))
    key: str = getattr(item, "key", "")
    return key


def _made_up(item: Any, number: int) -> str:
    name = type(item).__name__.lower()
    return f"{name}#{number + 1}" if number else name
