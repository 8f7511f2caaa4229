"""Which of the known names somebody probably meant."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import SequenceMatcher

_ALIKE = 0.87
_LIKELY = 12
_MIDDLE = 32
"""Letters between the shared beginning and the shared end that are compared one by one; longer ones are other names."""
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
    head = _head(word, name)
    tail = shared - head
    one, two = word[head : len(word) - tail], name[head : len(name) - tail]
    if max(len(one), len(two)) > _MIDDLE:
        return 0.0
    middle = SequenceMatcher(None, one, two, autojunk=False)
    least = 0.0 if slip else _ALIKE * (len(word) + len(name)) / 2 - shared
    if middle.quick_ratio() * (len(one) + len(two)) / 2 < least:
        return 0.0
    ratio = 2 * (shared + sum(block.size for block in middle.get_matching_blocks())) / (len(word) + len(name))
    return ratio if slip or ratio >= _ALIKE else 0.0


def _shared(a: str, b: str) -> int:
    """Characters that two words share at their beginning and at their end."""
    head = _head(a, b)
    return head + _head(a[: head - 1 - len(a) : -1], b[: head - 1 - len(b) : -1])


def _head(a: str, b: str) -> int:
    """Characters that two words share at their beginning, found by halves: names are often alike for long."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        half = (low + high + 1) // 2
        if a[low:half] == b[low:half]:
            low = half
        else:
            high = half - 1
    return low
