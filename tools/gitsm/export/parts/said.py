"""Words of a file in a comment or a mail: readable as they are, and never markup, a mention, a reference or a link."""

from __future__ import annotations

import re

from gitsm.export.parts.values import clipped
from gitsm.render.escape import markdown, markdown_code

_REFERENCE = re.compile(r"\b(GH-)(?=[0-9])", re.IGNORECASE)
_HARMLESS = re.compile(
    r"&#(40|41|34|39);"  # brackets and quotes: without square ones there is no link
    r"|(?<!www)(?<!\A)&#(46);"
    r"|(?<!\A)&#(58);(?= |\Z)"  # neither an address nor a picture between two colons
    r"|(?<!\A)&#(45);",
    re.IGNORECASE,
)


def said(text: str, limit: int = 300) -> str:
    """Words from a file as literal text that mentions nobody, refers to nothing and links nowhere.

    Punctuation that means nothing inside a line stays readable, for those who get the comment as plain e-mail.
    """
    escaped = markdown(clipped(text, limit)).replace("&#64;", "`@`").replace("&#35;", "`#`")
    return _REFERENCE.sub("GH&#8209;", _HARMLESS.sub(_plainly, escaped))


def told(text: str, limit: int = 300) -> str:
    """The same for our own sentences, which may hold names from files: what stands between two ticks becomes code."""
    pieces = clipped(text, limit).split("`")
    if len(pieces) % 2 == 0:  # a tick too many: nobody can tell which
        return said(text, limit)
    return "".join(markdown_code(one) if number % 2 else _between(one, limit) for number, one in enumerate(pieces))


def _between(text: str, limit: int) -> str:
    """Words beside code, with the blanks that part them from it."""
    before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    return f"{before}{said(text, limit)}{after}" if text.strip(" ") else text


def _plainly(match: re.Match[str]) -> str:
    return chr(int(next(filter(None, match.groups()))))
