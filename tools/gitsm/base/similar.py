"""Which of the known names somebody probably meant."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import SequenceMatcher

_ALIKE = 0.87
_LIKELY = 40
_DIGITS = re.compile(r"[0-9]+")


def meant(word: str, known: Collection[str]) -> str:
    """The known name of which the word is a slip of the pen, or an empty text.

    Slips are one wrong, missing or additional stretch of one letter (two in long words), letters in another order,
    or a few small ones. Names that merely share a word (`service-manager`, `risk-manager`) or differ in a number are
    other names.
    """
    digits = _DIGITS.findall(word)
    best, best_score = "", 0.0
    scored = [(_shared(word, name), name) for name in known if abs(len(name) - len(word)) <= 3 + len(word) // 8]
    for shared, name in sorted(scored, reverse=True)[:_LIKELY]:
        if _DIGITS.findall(name) != digits:
            continue
        score = _score(word, name, shared)
        if score > best_score or (score == best_score and name < best):
            best, best_score = name, score
    return best


def _score(word: str, name: str, shared: int) -> float:
    """How alike the words are, from 0 to 1; 0 where they are too different."""
    longest = max(len(word), len(name))
    slip = shared >= longest - (1 if longest <= 8 else 2) or sorted(word) == sorted(name)
    ratio = SequenceMatcher(None, word, name, autojunk=False).ratio()
    return ratio if slip or ratio >= _ALIKE else 0.0


def _shared(a: str, b: str) -> int:
    """Characters that two words share at their beginning and at their end."""
    shortest = min(len(a), len(b))
    head = 0
    while head < shortest and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < shortest - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    return head + tail
