"""Asking a server again, within bounds: what to wait for, how long, and when to give up."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

Answer = TypeVar("Answer")


class Transient(Exception):
    """The server could not answer now. `wait` is what it asks for in seconds; None where it does not say. `attempts`:
    how often it is worth asking at all, where that is less than patience allows.
    """

    def __init__(self, words: str, wait: float | None = None, attempts: int | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.wait = wait
        self.attempts = attempts


class GivenUp(Exception):
    """The server could not answer in the attempts or the time allowed. The text is its last word."""


def now() -> float:
    """Seconds since 1970, UTC."""
    return datetime.now(tz=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long to ask again. Clock and sleep are arguments, so that tests take no time."""

    attempts: int = 5
    longest: float = 300.0
    """Seconds waited in all for one answer."""
    first: float = 1.0
    """Seconds before the second attempt where the server does not say; doubled each time."""
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = now
    tell: Callable[[str], None] = lambda _: None
    """Is told before each wait what is waited for."""

    def __call__(self, ask: Callable[[], Answer]) -> Answer:
        """The answer. Raises GivenUp where it stays away; what is not Transient passes through at once."""
        waited, pause = 0.0, self.first
        for attempt in range(1, self.attempts + 1):
            try:
                return ask()
            except Transient as error:
                wait = max(0.0, error.wait) if error.wait is not None else pause
                allowed = min(self.attempts, error.attempts or self.attempts)
                if attempt >= allowed or waited + wait > self.longest:
                    raise GivenUp(f"{error.words} ({attempt} {'attempt' if attempt == 1 else 'attempts'})") from None
                self.tell(f"{error.words}; asking again in {wait:.0f} s (attempt {attempt + 1} of {allowed})")
                self.sleep(wait)
                waited, pause = waited + wait, pause * 2
        raise GivenUp("no attempt was allowed")
