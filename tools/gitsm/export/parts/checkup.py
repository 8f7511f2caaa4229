"""One question about the surroundings, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "problem", "cannot"]
"""`cannot`: gitsm cannot work here. `problem`: something it offers does not work. `note`: good to know."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """The answer to one question. `fix` is empty where nothing needs doing."""

    id: str
    state: State
    found: str
    fix: str = ""
