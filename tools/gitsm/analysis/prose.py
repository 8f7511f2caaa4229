"""What the words of an artefact give away: placeholders, and words that the glossary advises against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class _Entry:
    discouraged: Discouraged
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All discouraged phrases at once. A text is cut into words and only looked at closer where one of them fits."""

    by_word: dict[str, tuple[_Entry, ...]] = field(default_factory=dict)

    def worth_a_look(self, lower: str) -> bool:
        """Whether a lower-case text contains the first word of any discouraged phrase."""
        return not self.by_word.keys().isdisjoint(_WORD.findall(lower))

    def found(self, texts: Iterable[str]) -> Iterator[tuple[int, Discouraged, str]]:
        """(number of the text, discouraged phrase, the words as they stand there), each phrase once a text."""
        for number, text in enumerate(texts):
            words = set(_WORD.findall(text.lower()))
            if self.by_word.keys().isdisjoint(words):
                continue
            likely = dict.fromkeys(e for word in sorted(self.by_word.keys() & words) for e in self.by_word[word])
            for entry in likely:
                match = _first(entry.pattern, text)
                if match:
                    yield number, entry.discouraged, match


def _first(pattern: re.Pattern[str], text: str) -> str:
    """The first discouraged occurrence; the pattern also eats longer, allowed phrases, which do not count."""
    return next((m["bad"] for m in pattern.finditer(text) if m["bad"]), "")


def vocabulary(terms: Iterable[tuple[str, str, Iterable[str], Iterable[str]]]) -> Vocabulary:
    """The vocabulary of (key, term, allowed phrases, discouraged phrases) of a glossary.

    A discouraged phrase inside an allowed one (of any term) is fine there. Upper and lower case do not matter, and
    a plural s is understood. Where two terms discourage the same phrase, the first one is named.
    """
    listed = [(key, term, tuple(allowed), tuple(bad)) for key, term, allowed, bad in terms]
    allowed = [words for _, term, aliases, _ in listed for words in map(_words, (term, *aliases)) if words]
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for words in allowed:
        for word in set(words):
            by_first.setdefault(word, []).append(words)
    by_word: dict[str, list[_Entry]] = {}
    seen: set[tuple[str, ...]] = set()
    for key, term, _, phrases in listed:
        for phrase in phrases:
            words = _words(phrase)
            if not words or words in seen:
                continue
            seen.add(words)
            allowed_here = dict.fromkeys(by_first.get(words[0], ()))
            longer = [w for w in allowed_here if len(w) > len(words) and _contains(w, words)]
            shield = "|".join(_expression(w) for w in sorted(longer, key=len, reverse=True))
            bad = rf"(?<!\w)(?P<bad>{_expression(words)}s?)(?!\w)"
            pattern = rf"(?<!\w)(?:{shield})(?!\w)|{bad}" if shield else bad
            entry = _Entry(Discouraged(phrase, term, key), re.compile(pattern, re.IGNORECASE))
            by_word.setdefault(words[0], []).append(entry)
            if len(words) == 1:
                by_word.setdefault(words[0] + "s", []).append(entry)
    return Vocabulary({word: tuple(entries) for word, entries in by_word.items()})


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(phrase.lower()))


def _contains(longer: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return any(longer[at : at + len(words)] == words for at in range(len(longer) - len(words) + 1))


def _expression(words: tuple[str, ...]) -> str:
    return r"\W{1,3}".join(map(re.escape, words))
