"""How words are marked on a terminal: colours, or nothing at all. Everything that came from a file passes `plain`."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from gitsm.render.escape import terminal

_CODES = {
    "error": "1;30;48;5;215",
    "warning": "1;38;5;166",
    "info": "2",
    "alert": "1;38;5;166",
    "strong": "1",
    "faint": "2",
    "place": "4;38;5;32",
}


def plain(text: str) -> str:
    """Text from a file or name, safe for a terminal and for the log of a workflow run."""
    return terminal(text).replace("##[", "# #[")


def guarded(line: str) -> str:
    """A finished line; one that a workflow runner would take for a command is marked as text."""
    line = line.replace("##[", "# #[")
    return f"| {line}" if line.lstrip().startswith("::") else line


@dataclass(frozen=True, slots=True)
class Style:
    """Whether to colour. The words are the same either way."""

    colour: bool = False

    def __call__(self, kind: str, text: str) -> str:
        """The text marked as `kind`: error, warning, info, alert, strong, faint or place."""
        return f"\x1b[{_CODES[kind]}m{text}\x1b[0m" if self.colour else text

    def label(self, severity: str) -> str:
        """The word of a severity; an error is a filled label where there are colours."""
        return self("error", f" {severity} ") if self.colour and severity == "error" else self(severity, severity)


def block(text: str, *, first: str = "  ", rest: str = "  ", width: int = 100) -> list[str]:
    """Prose in lines of at most `width` characters. Words are never broken."""
    lines = textwrap.wrap(
        plain(text), width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return [guarded(line) for line in lines] or [first]


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
