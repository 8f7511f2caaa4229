"""How rules of all families name artefacts and count things in their messages."""

from __future__ import annotations

from gitsm.load.snapshot import Loaded
from gitsm.model.kinds import KINDS, Kind


def kind_word(kind: Kind) -> str:
    """The name of a kind inside a sentence: `process`, `SLA`, `critical success factor`."""
    return kind.name if kind.name.isupper() else kind.name[0].lower() + kind.name[1:]


def a_kind(slug: str) -> str:
    """The same with its article: `a process`, `an SLA`, `an objective`."""
    word = kind_word(KINDS[slug])
    return f"{'an' if word[0] in 'aeioOS' else 'a'} {word}"


def named(item: Loaded) -> str:
    """The artefact at the start of a sentence: `The SLA email`."""
    if item.kind.slug == "settings":
        return "The settings file"
    return f"The {kind_word(item.kind)} {item.artefact.id}"


def inside(sentence: str) -> str:
    """The words of a sentence inside another one: without capital, unless it starts with an abbreviation."""
    return sentence if sentence[1:2].isupper() else sentence[0].lower() + sentence[1:]


def counted(number: int, one: str, many: str = "") -> str:
    """`1 field`, `3 fields`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(names: list[str], limit: int = 8) -> str:
    """`a, b, c`; of a long list the first ones `and 3 more`."""
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more
