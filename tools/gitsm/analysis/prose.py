"""What the words of an artefact give away: placeholders, and words that the glossary advises against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

_PLACEHOLDER = re.compile(
    r"(?<!\w)(?:TBD|TBC|TODO|FIXME|(?i:tbd|xxx{1,20}|lorem ipsum|lorem|to be (?:defined|decided|determined)))(?!\w)"
    r"|(?<!\w)(?i:todo):|\?\?\?"
)
_PLACEHOLDER_MARKS = ("tbd", "tbc", "todo", "fixme", "xxx", "lorem", "to be de", "???")
_WORD = re.compile(r"\w+")


def may_hold_placeholder(lower: str) -> bool:
    """Whether a lower-case text is worth a closer look: a quick test over everything an artefact says."""
    return any(mark in lower for mark in _PLACEHOLDER_MARKS)


def placeholder(text: str) -> str | None:
    """The placeholder in a text (TBD, TODO, lorem, xxx ...); an empty text for one without letters and digits.

    None where the text says something.
    """
    found = _PLACEHOLDER.search(text)
    if found:
        return found.group()
    return None if any(map(str.isalnum, text)) else ""


@dataclass(frozen=True, slots=True)
class Discouraged:
    """A phrase not to use, the term to use instead, and the term's key (`glossary-term/id`)."""

    phrase: str
    term: str
    key: str


_Trie = dict[str, Any]
"""Phrases word by word; the empty word marks an end and holds what the phrase stands for."""

_Token = tuple[str, int, int]
"""A word in lower case, and where it begins and ends in the text."""

MAX_WORDS = 12
"""Words of a phrase that is looked for; a longer one is a sentence and no term."""
_GAP = 3
"""Characters between two words of one phrase."""


def too_long(phrase: str) -> bool:
    """Whether a phrase has more words than are looked for."""
    return len(_words(phrase)) > MAX_WORDS


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All discouraged phrases at once, and the allowed ones. A text is read once, whatever the number of phrases."""

    words: frozenset[str] = frozenset()
    """Discouraged single words."""
    firsts: frozenset[str] = frozenset()
    """First words of discouraged phrases of several words."""
    seconds: frozenset[str] = frozenset()
    """Their second words."""
    discouraged: _Trie = field(default_factory=dict)
    allowed: _Trie = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.discouraged)

    def worth_a_look(self, lower: str) -> bool:
        """Whether a lower-case text may contain a discouraged phrase."""
        said = _WORD.findall(lower)
        if not self.words.isdisjoint(said):
            return True
        return not self.firsts.isdisjoint(said) and not self.seconds.isdisjoint(said)

    def found(self, texts: Iterable[str]) -> Iterator[tuple[int, Discouraged, str]]:
        """(number of the text, discouraged phrase, the words as they stand there), each phrase once a text."""
        for number, text in enumerate(texts):
            if not self.worth_a_look(text.lower()):
                continue
            tokens = [(match.group().lower(), match.start(), match.end()) for match in _WORD.finditer(text)]
            shielded = 0  # where the longest allowed phrase ends that begins further left
            seen: set[str] = set()
            for at, (_, start, _) in enumerate(tokens):
                longest = max((end for end, _ in _phrases(self.allowed, tokens, at)), default=0)
                for end, one in _phrases(self.discouraged, tokens, at, plural=True):
                    if end > shielded and end >= longest and one.phrase not in seen:
                        seen.add(one.phrase)
                        yield number, one, text[start : tokens[end - 1][2]]
                shielded = max(shielded, longest)


def _phrases(trie: _Trie, tokens: Sequence[_Token], at: int, *, plural: bool = False) -> Iterator[tuple[int, Any]]:
    """(number of the token behind it, what it stands for) of each phrase that begins at a token.

    With `plural` its last word may have an s.
    """
    node: _Trie | None = trie
    for number in range(at, len(tokens)):
        word, start, _ = tokens[number]
        if node is None or (number > at and start - tokens[number - 1][2] > _GAP):
            return
        if plural and word.endswith("s") and "" in (one := node.get(word[:-1]) or {}):
            yield number + 1, one[""]
        node = node.get(word) if word else None
        if node is not None and "" in node:
            yield number + 1, node[""]


def vocabulary(terms: Iterable[tuple[str, str, Iterable[str], Iterable[str]]]) -> Vocabulary:
    """The vocabulary of (key, term, allowed phrases, discouraged phrases) of a glossary.

    A discouraged phrase inside a longer allowed one (of any term) is fine there. Upper and lower case do not matter,
    and a plural s is understood. Where two terms discourage the same phrase, the first one is named. Phrases of more
    than `MAX_WORDS` words are left out.
    """
    single: set[str] = set()
    first: set[str] = set()
    second: set[str] = set()
    discouraged: _Trie = {}
    allowed: _Trie = {}
    for key, term, aliases, phrases in terms:
        for phrase in (term, *aliases):
            _plant(allowed, phrase, phrase)
        for phrase in phrases:
            words = _plant(discouraged, phrase, Discouraged(phrase, term, key))
            if len(words) == 1:
                single |= {words[0], words[0] + "s"}
            elif words:
                first.add(words[0])
                second |= {words[1], words[1] + "s"}
    return Vocabulary(frozenset(single), frozenset(first), frozenset(second), discouraged, allowed)


def _plant(trie: _Trie, phrase: str, meaning: Any) -> tuple[str, ...]:
    """Adds a phrase that is not there yet, and gives its words; none for one that is not looked for."""
    words = _words(phrase)
    if not words or len(words) > MAX_WORDS:
        return ()
    for word in words:
        trie = trie.setdefault(word, {})
    trie.setdefault("", meaning)
    return words


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(phrase))
