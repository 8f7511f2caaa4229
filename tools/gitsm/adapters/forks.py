"""Sharing work among processes that are copies of this one, where the system can copy them and it pays.

A copy sees everything this process has loaded without being sent it; only results travel. A copy that dies takes
nothing with it: what it had not delivered is done here.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO, TypeVar

T = TypeVar("T")

WORTH_IT = 2_000
_MOST = 8
_BATCH = 256


@dataclass(frozen=True, slots=True)
class Forks:
    """A Spread over at most `most` processes; with fewer numbers than `worth_it` everything stays here."""

    most: int = _MOST
    worth_it: int = WORTH_IT

    def __call__(self, work: Callable[[range], Iterator[T]], total: int, /) -> Iterator[T]:
        """The results of `work` for every number below `total`, in order."""
        parts = min(self.most, _cores()) if total >= self.worth_it and _can_fork() else 1
        if parts < 2:
            yield from work(range(total))
            return
        ends = [total * number // parts for number in range(parts + 1)]
        copies: list[_Copy] = []
        try:
            with suppress(OSError):  # no more processes: what is left is done here
                for start, stop in pairwise(ends[1:]):
                    copies.append(_start(work, range(start, stop)))
            yield from work(range(ends[1]))
            for copy in copies:
                yield from copy.results(work)
            yield from work(range(ends[1 + len(copies)], total))
        finally:
            for copy in copies:
                copy.end()


def _cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _can_fork() -> bool:
    """Linux only: elsewhere a copy may not use the system's libraries. A process with threads is not copied."""
    return sys.platform == "linux" and threading.active_count() == 1


@dataclass(slots=True)
class _Copy:
    """A running copy: its part, its process and the end of its pipe."""

    part: range
    process: int
    stream: BinaryIO

    def results(self, work: Callable[[range], Iterator[T]]) -> Iterator[T]:
        """What the copy found; what it did not deliver is worked out here."""
        done = 0
        batches: Iterator[tuple[int, list[T]]] = self._batches()
        for done, results in batches:  # noqa: B007
            yield from results
        if done < len(self.part):
            yield from work(self.part[done:])

    def _batches(self) -> Iterator[tuple[int, list[T]]]:
        """(numbers done so far, results) of every whole batch."""
        while True:
            try:
                yield pickle.load(self.stream)
            except (EOFError, pickle.UnpicklingError):
                return

    def end(self) -> None:
        """Ends the copy, if it still runs, and forgets it."""
        self.stream.close()
        with suppress(OSError):
            os.kill(self.process, signal.SIGKILL)
        with suppress(OSError):
            os.waitpid(self.process, 0)


def _start(work: Callable[[range], Iterator[T]], part: range) -> _Copy:
    reader, writer = os.pipe()
    process = os.fork()
    if process:
        os.close(writer)
        return _Copy(part, process, os.fdopen(reader, "rb"))
    try:  # from here on in the copy, which says nothing and never returns
        os.close(reader)
        batches = [
            pickle.dumps((min(start + _BATCH, len(part)), list(work(part[start : start + _BATCH]))), protocol=5)
            for start in range(0, len(part), _BATCH)
        ]
        with os.fdopen(writer, "wb") as stream:
            for batch in batches:
                stream.write(batch)
        os._exit(0)
    finally:
        os._exit(1)
