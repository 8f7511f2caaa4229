"""The lines of a file around a place, with a caret under the exact span."""

from __future__ import annotations

import unicodedata

from gitsm.base.finding import Finding
from gitsm.export.parts.style import Style, guarded, plain
from gitsm.load.tree import Tree
from gitsm.load.yaml import MAX_BYTES

_BEFORE = 2
_WIDTH = 110
_LEAD = 40


class Sources:
    """Lines of files, read once each. A file that cannot be read has none."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._files: dict[str, list[str]] = {}

    def lines(self, path: str) -> list[str]:
        """The lines of a file, as far as it is text; bytes that are none are replaced."""
        if path not in self._files:
            try:
                data = self._tree.read(path)[: MAX_BYTES + 1]
            except (OSError, ValueError):
                data = b""
            self._files[path] = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n") if data else []
        return self._files[path]


def excerpt(finding: Finding, sources: Sources, style: Style) -> list[str]:
    """The line of the finding with up to two before it, and a caret line with the hint; empty without source."""
    place = finding.position
    lines = sources.lines(finding.path)
    if not 1 <= place.line <= len(lines) or (finding.rule == "LOAD-08" and place.line == 1):
        return []
    first = max(1, place.line - _BEFORE)
    gutter = max(4, len(str(place.line)) + 2)
    out = [" " * gutter + " |"]
    for number in range(first, place.line):
        shown = plain(_cut(lines[number - 1], 0)[0])
        out.append(style("faint", f"{number:>{gutter}} | {shown}".rstrip()))
    line = lines[place.line - 1]
    start = min(place.column - 1, len(line))
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    end = min(max(end, start), len(line))
    shown, offset = _cut(line, start)
    before = plain(shown[: start - offset]) if offset == 0 else "…" + plain(shown[1 : start - offset])
    marked = plain(line[start:end][:_WIDTH])
    after = plain(shown[start - offset + len(line[start:end]) :])
    out.append(style("faint", f"{place.line:>{gutter}} | ") + before + style("alert", marked) + after)
    carets = "^" * max(1, _columns(marked))
    hint = f" {plain(finding.hint)}" if finding.hint else ""
    out.append(" " * gutter + " | " + " " * _columns(before) + style("alert", carets + hint))
    out.append(" " * gutter + " |")
    return [guarded(text.rstrip()) for text in out]


def _columns(text: str) -> int:
    """Cells that a text fills on a terminal."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)


def _cut(line: str, start: int) -> tuple[str, int]:
    """The part of a long line that holds `start`, and where that part begins."""
    if len(line) <= _WIDTH:
        return line, 0
    begin = 0 if start < _WIDTH - _LEAD else start - _LEAD
    part = line[begin : begin + _WIDTH]
    return (part[:-1] + "…" if begin + _WIDTH < len(line) else part), begin
