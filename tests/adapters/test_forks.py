"""Work shared among copies of the process gives what one process gives, whatever happens to the copies."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Generator, Iterator
from datetime import date
from pathlib import Path

import pytest

from gitsm.adapters import forks
from gitsm.adapters.disk import DiskTree
from gitsm.adapters.forks import Forks
from gitsm.base.spread import Spread, alone
from gitsm.check.report import Report, check
from gitsm.load.loader import load
from gitsm.rules import RULES

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")


@pytest.fixture(autouse=True)
def cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forks, "_cores", lambda: 4)


def squares(part: range) -> Iterator[tuple[int, bool]]:
    for number in part:
        yield number * number, os.getpid() == HOME


HOME = os.getpid()


@pytest.mark.parametrize("total", [0, 1, 3, 4, 5, 1023, 5000])
def test_results_come_in_order(total: int) -> None:
    found = list(Forks(worth_it=1)(squares, total))
    assert [value for value, _ in found] == [number * number for number in range(total)]


def test_the_work_is_really_shared() -> None:
    here = [at_home for _, at_home in Forks(worth_it=1)(squares, 400)]
    assert here == [True] * 100 + [False] * 300


def test_little_work_stays_here() -> None:
    assert all(at_home for _, at_home in Forks(worth_it=500)(squares, 400))


def test_a_process_with_threads_is_not_copied() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert all(at_home for _, at_home in Forks(worth_it=1)(squares, 400))
    finally:
        done.set()
        thread.join()


@pytest.mark.parametrize("after", [0, 1, 300, 700])
def test_what_a_dead_copy_did_not_deliver_is_done_here(after: int) -> None:
    """Killed outright, as a computer short of memory does it."""

    def work(part: range) -> Iterator[tuple[int, bool]]:
        for number in part:
            if os.getpid() != HOME and number % 1000 == after:
                os.kill(os.getpid(), signal.SIGKILL)
            yield number, os.getpid() == HOME

    found = list(Forks(worth_it=1)(work, 4000))
    assert [number for number, _ in found] == list(range(4000))
    assert all(at_home for _, at_home in found), "a copy delivers when its part is complete, so nothing arrived"


def test_an_error_in_the_work_is_raised_here() -> None:
    def work(part: range) -> Iterator[int]:
        for number in part:
            if number == 3500:
                raise LookupError(number)
            yield number

    with pytest.raises(LookupError):
        list(Forks(worth_it=1)(work, 4000))


def test_no_more_processes_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    assert [value for value, _ in Forks(worth_it=1)(squares, 9)] == [n * n for n in range(9)]


def test_no_copy_outlives_an_abandoned_run() -> None:
    def work(part: range) -> Iterator[int]:
        for _number in part:
            if os.getpid() != HOME:
                time.sleep(60)
            yield os.getpid()

    running = Forks(worth_it=1)(work, 4)
    assert isinstance(running, Generator)
    next(running)
    running.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def judged(folder: Path, spread: Spread) -> Report:
    snapshot = load(DiskTree(folder), spread=spread)
    return check(snapshot, RULES, date(2026, 11, 1), spread=spread)


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests" / "broken"], ids=["worked", "broken"])
def test_a_check_in_parts_finds_what_a_check_in_one_finds(folder: Path) -> None:
    whole, parts = judged(folder, alone), judged(folder, Forks(worth_it=1))
    assert parts.findings == whole.findings
    assert parts.not_known == whole.not_known
    assert [waived.finding for waived in parts.waived] == [waived.finding for waived in whole.waived]
    assert [item.path for item in parts.snapshot.items] == [item.path for item in whole.snapshot.items]
    assert [item.artefact for item in parts.snapshot.items] == [item.artefact for item in whole.snapshot.items]
