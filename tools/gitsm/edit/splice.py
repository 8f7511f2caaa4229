"""Replacing spans of a text, so that every other character stays: comments, quotes, order, line endings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from gitsm.base.source import Position

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*")
_READ_DIFFERENTLY = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


@dataclass(frozen=True, slots=True)
class Edit:
    """The span that goes, and the text that comes. An empty span inserts."""

    span: Position
    text: str


def splice(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made. Raises ValueError for overlapping edits and places outside the text."""
    starts = _line_starts(text)
    parts: list[str] = []
    done = 0
    for begin, end, new in sorted((*_offsets(edit.span, starts, text), edit.text) for edit in edits):
        if begin < done:
            raise ValueError("two edits overlap")
        parts += [text[done:begin], new]
        done = end
    return "".join([*parts, text[done:]])


def at(text: str, span: Position) -> str:
    """The characters of a span. Raises ValueError outside the text."""
    begin, end = _offsets(span, _line_starts(text), text)
    return text[begin:end]


def quoted_like(original: str, value: str) -> str:
    """The value as a YAML scalar in the quotes of the original; a plain one gets quotes where it needs them.

    In a block scalar (`|`, `>`) of one line the line is replaced; a longer one becomes a quoted text.
    """
    if original.startswith(("|", ">")):
        return _block(original, value)
    if original.startswith("'"):
        return "'" + value.replace("'", "''") + "'"
    plain = _PLAIN.fullmatch(value) and value.lower() not in _READ_DIFFERENTLY and not original.startswith('"')
    return value if plain else json.dumps(value, ensure_ascii=False)


def _block(original: str, value: str) -> str:
    body = original.rstrip()
    header, _, content = body.partition("\n")
    if not content or "\n" in content:
        return json.dumps(value, ensure_ascii=False) + original[len(body) :]
    indent = content[: len(content) - len(content.lstrip())]
    return f"{header}\n{indent}{value}{original[len(body) :]}"


def after_line(text: str, line: int, addition: str) -> Edit:
    """An insertion of whole lines behind a line, with the line ending of the file."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.split("\n")
    last = line == len(lines)
    place = Position(line, len(lines[line - 1]) + 1, line, len(lines[line - 1]) + 1)
    if last:
        return Edit(place, newline + addition)
    place = Position(line + 1, 1, line + 1, 1)
    return Edit(place, addition.replace("\n", newline) + newline)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for index, char in enumerate(text):
        if char == "\n":
            starts.append(index + 1)
    return starts


def _offsets(span: Position, starts: list[int], text: str) -> tuple[int, int]:
    if not (1 <= span.line <= span.end_line <= len(starts)):
        raise ValueError("a place outside the text")
    begin = starts[span.line - 1] + span.column - 1
    end = starts[span.end_line - 1] + span.end_column - 1
    if not 0 <= begin <= end <= len(text):
        raise ValueError("a place outside the text")
    return begin, end
