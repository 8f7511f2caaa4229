"""The Spread port: work over a range of numbers that may be shared among processes, with the results in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")


class Spread(Protocol):
    """Does `work` for all numbers below `total`, possibly in parts at the same time.

    `work` gets a part of the numbers and gives one result or more for each, in order. It must depend on nothing but
    the numbers, and what it gives must survive pickling: a part may be done in another process.
    """

    def __call__(self, work: Callable[[range], Iterator[T]], total: int, /) -> Iterator[T]: ...


def alone(work: Callable[[range], Iterator[T]], total: int, /) -> Iterator[T]:
    """Everything here, one after the other."""
    return work(range(total))
