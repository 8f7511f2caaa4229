"""Texts for readers compared: formatting, another wording, or another obligation."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

Wording = Literal["same", "formatting", "wording", "obligation"]

_TOKEN = re.compile(r"-?[0-9]+(?:[.,:/-][0-9]+)*|[^\W0-9]+|[<>=≤≥±+*/%~^°§$€£]")
_OBLIGATION = re.compile(
    r"\b(must|shall|should|may|might|can|cannot|required|mandatory|optional|forbidden|prohibited|never|always)\b"
    r"(\s+not\b)?",
    re.IGNORECASE,
)


_NUMBER = re.compile(
    r"[0-9]+(?:[.,:][0-9]+)*|\b(?:no|none|any|all|every|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|half|dozen)\b",
    re.IGNORECASE,
)


def of_text(before: str, after: str, strict: bool = False) -> Wording:
    """How two texts differ.

    Formatting are white space, punctuation and letter case, but nothing inside a number and no sign of arithmetic;
    with `strict` (formulas, policy statements) white space alone. Obligation words are compared as a bag: moving a
    sentence is another wording, a must that became a should another obligation.
    """
    if before == after:
        return "same"
    if obligations(before) != obligations(after):
        return "obligation"
    formatting = before.split() == after.split() if strict else tokens(before) == tokens(after)
    return "formatting" if formatting else "wording"


def obligations(text: str) -> Counter[str]:
    """How often each obligation word stands in a text."""
    return Counter(" ".join(match.group().lower().split()) for match in _OBLIGATION.finditer(text))


def figures(text: str) -> Counter[str]:
    """How often each number stands in a text, in digits or in words."""
    return Counter(match.group().casefold() for match in _NUMBER.finditer(text))


def tokens(text: str) -> list[str]:
    """The words, numbers and signs of a text, in small letters: what is left without its formatting."""
    return _TOKEN.findall(text.casefold())
