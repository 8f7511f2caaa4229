"""What is asked for: who made a change, what they declared, and who has said what about it. Shaped by no platform."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

Declared = Literal["standard", "normal", "major", "emergency"]
DECLARABLE: tuple[Declared, ...] = ("standard", "normal", "major", "emergency")
Strength = Literal["signed", "attested", "recorded"]
"""signed: with the approver's own key; attested: seen on the platform by the gate; recorded: from a document."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A decision somebody gave. `person` is a party; `commit` is what was looked at; `day` is written as 2026-01-31.

    Of several by one person the last counts. A recorded voice speaks for its `role` alone: `person` is who gave it
    (empty where the document does not say), `entered_by` the third person who entered it, `document` the SHA-256 of
    what it was taken from.
    """

    person: str
    approves: bool
    commit: str = ""
    strength: Strength = "attested"
    role: str = ""
    day: str = ""
    entered_by: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A change as it is put before the approvers.

    `authors` are the parties that made it in any way (request, commits, co-authors, last push): they never count.
    `strangers` are authors whom no party names. `declared` and the plans come from the description. `commit` is the one
    under judgement; empty where nothing is committed yet, as in a work tree.
    """

    authors: frozenset[str] = frozenset()
    strangers: tuple[str, ...] = ()
    voices: tuple[Voice, ...] = ()
    declared: Declared | None = None
    reference: str = ""
    rationale: str = ""
    communication: str = ""
    back_out: str = ""
    title: str = ""
    commit: str = ""
    notes: tuple[str, ...] = field(default=())
    """What could not be understood in the description, in words."""


_LINE = re.compile(r"^(Class|Reference|Rationale|Communication|Back-out):[ \t]*(.*)$", re.IGNORECASE)
_FIELDS = {"reference": "reference", "rationale": "rationale", "communication": "communication", "back-out": "back_out"}


def described(description: str) -> dict[str, object]:
    """The declared class and the plans in a description, as keyword arguments of ChangeRequest.

    A line starts with `Class:`, `Reference:`, `Rationale:`, `Communication:` or `Back-out:`; what follows up to an
    empty line or the next such line belongs to it. The last of several wins; an unknown class is a note.
    """
    found: dict[str, str] = {}
    current = ""
    for line in description.splitlines():
        match = _LINE.match(line)
        if match:
            current = match[1].lower()
            found[current] = match[2].strip()
        elif not line.strip():
            current = ""
        elif current:
            found[current] = f"{found[current]} {line.strip()}".strip()
    result: dict[str, object] = {_FIELDS[name]: text for name, text in found.items() if name in _FIELDS}
    declared = found.get("class", "").lower()
    if declared in DECLARABLE:
        result["declared"] = declared
    elif declared:
        result["notes"] = (f'the class "{found["class"]}" is none of {", ".join(DECLARABLE)}',)
    return result
