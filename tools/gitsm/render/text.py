"""Text measure without a font: how wide is a label, and where does it break?

The widths are the advance widths of Arial and its metric twins (Helvetica, Liberation Sans) in thousandths of the type
size, plus ten per cent, because readers' fonts differ. A measure that is too wide costs a little room; one that is too
narrow lets text run out of its box.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

SAFETY = 1.10
BOLD = 1.07
LINE_HEIGHT = 1.25
SIZE = 12.0
"""Type size of pictures in px."""

_WIDTHS: dict[str, int] = {}
for _width, _chars in (
    (191, "'"),
    (222, "ijl‘’‚"),
    (260, "|¦"),
    (278, " !,./:;I[\\]ft\u00a0·ıſ"),
    (333, "()-r`¨¯¸´°“”„ªº¹²³¡"),
    (334, "{}"),
    (350, "•"),
    (355, '"'),
    (389, "*"),
    (400, "…"),
    (469, "^"),
    (500, "Jckvxyzsß"),
    (556, "#$0123456789?L_abdeghnopqu–€£¥§«»¢¤ð"),
    (584, "+<=>~−×÷±¬≤≥≠"),
    (611, "FTZøþ"),
    (667, "&ABEKPSVXY"),
    (722, "CDHNRUw"),
    (737, "©®"),
    (778, "GOQØ"),
    (833, "Mm"),
    (889, "%æ"),
    (944, "Wœ"),
    (1000, "—Æ→←↔▲▼◆●○"),
    (1015, "@"),
):
    for _char in _chars:
        _WIDTHS[_char] = _width


@lru_cache(maxsize=4096)
def _char_width(char: str) -> int:
    known = _WIDTHS.get(char)
    if known is not None:
        return known
    category = unicodedata.category(char)
    if category in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return 1050
    base = unicodedata.normalize("NFD", char)[0]
    if base != char and base in _WIDTHS:
        return _WIDTHS[base]
    return 800 if category in {"Lu", "Lt", "So", "Sm"} else 650


def text_width(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """The width of one line of text in px at a type size in px, on the safe side."""
    return sum(map(_char_width, text)) / 1000 * size * SAFETY * (BOLD if bold else 1.0)


def wrap(text: str, width: float, size: float = SIZE, *, bold: bool = False) -> tuple[str, ...]:
    """Lines of at most `width` px. Breaks at spaces, after hyphens and slashes, and inside a word that is too long.

    No character other than white space is lost; an empty text is one empty line. A single character wider than `width`
    stands alone on its line.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        for start, piece in enumerate(_pieces(word, width, size, bold)):
            joined = line + piece if start or not line else f"{line} {piece}"
            if not line or text_width(joined, size, bold=bold) <= width:
                line = joined
            else:
                lines.append(line)
                line = piece
    lines.append(line)
    return tuple(lines)


def fitted(text: str, width: float, size: float = SIZE, *, bold: bool = False) -> str:
    """One line of at most `width` px: the text with single spaces, or its beginning with an ellipsis."""
    shown = " ".join(text.split())
    if text_width(shown, size, bold=bold) <= width:
        return shown
    kept = ""
    for char in shown:
        if text_width(f"{kept}{char}…", size, bold=bold) > width:
            break
        kept += char
    return f"{kept.rstrip()}…"


def balanced(text: str, width: float, size: float = SIZE, *, bold: bool = False) -> tuple[str, ...]:
    """Like `wrap`, with as many lines but of even length, so that no short word is left over; words stay whole."""
    lines = wrap(text, width, size, bold=bold)
    longest = max((text_width(word, size, bold=bold) for word in text.split()), default=width)
    limit = width - 3
    while len(lines) > 1 and limit >= longest:
        tried = wrap(text, limit, size, bold=bold)
        if len(tried) > len(lines):
            break
        lines = tried
        limit -= 3
    return lines


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    """The word whole when it fits a line, else cut after hyphens, slashes, dots and underscores, else anywhere."""
    if text_width(word, size, bold=bold) <= width:
        return [word]
    parts: list[str] = []
    for char in word:
        fits = parts and parts[-1][-1] not in "-/_." and text_width(parts[-1] + char, size, bold=bold) <= width
        if fits or (parts and unicodedata.combining(char)):
            parts[-1] += char
        else:
            parts.append(char)
    return parts
