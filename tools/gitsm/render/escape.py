"""One escaper for each output. Every value that came from a file goes through exactly one of these on its way out.

| output                          | function                                                   |
|---------------------------------|------------------------------------------------------------|
| HTML or SVG text, attribute     | html_text, html_attribute                                  |
| Markdown text, code, link       | markdown, markdown_code, markdown_link                     |
| CSV                             | csv_cell, csv_line                                         |
| GitHub workflow command, log    | workflow_data, workflow_property, workflow_log             |
| terminal                        | terminal                                                   |
| Mermaid, Graphviz DOT           | mermaid_label, node_ids, dot_label                         |
| JSON                            | json_text                                                  |
| a link's address                | safe_url (None = do not link)                              |
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterable

REPLACEMENT = "\ufffd"
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_LINE_BREAKS = re.compile("[\\t\\n\\x0b\\x0c\\r\\x1c-\\x1e\\x85\\u2028\\u2029]+")
_BREAK = re.compile("\r\n|[\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]")
_RARE_BREAK = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_MARKDOWN_SAFE = frozenset(",;?%/")


def _unseen(char: str) -> bool:
    """Control characters, bidirectional controls, surrogates and non-characters: never shown, sometimes obeyed."""
    if char < "\x7f":
        return char < " "
    code = ord(char)
    return (
        char in _BIDI
        or unicodedata.category(char) in {"Cc", "Cs"}
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
    )


def _plain(text: str) -> bool:
    """Whether the text is made of the printable characters of ASCII alone, which no one-line output has to mend."""
    return text.isascii() and text.isprintable()


def _visible(text: str) -> str:
    return text if _plain(text) else "".join(REPLACEMENT if _unseen(char) else char for char in text)


def _one_line(text: str) -> str:
    return text if _plain(text) else _visible(_LINE_BREAKS.sub(" ", text))


def html_text(text: str) -> str:
    """Text between tags of HTML or XML. Every line break becomes a line feed, other control characters U+FFFD."""
    if _plain(text):
        return html.escape(text, quote=True)
    return html.escape("\n".join("\t".join(map(_visible, part.split("\t"))) for part in _BREAK.split(text)), quote=True)


def html_attribute(text: str) -> str:
    """Value of a double-quoted attribute of HTML or XML, on one line. Addresses go through `safe_url` first."""
    return html.escape(_one_line(text), quote=True).replace("`", "&#96;").replace("=", "&#61;")


def markdown(text: str) -> str:
    """Literal text in a Markdown paragraph, heading, list item or table cell: punctuation as entities, one line.

    A hyphen between two letters or digits stays, because ids are full of them and it means nothing there.
    """
    line = " ".join(_one_line(text).split())
    out: list[str] = []
    for index, char in enumerate(line):
        if char == "-" and 0 < index < len(line) - 1 and line[index - 1].isalnum() and line[index + 1].isalnum():
            out.append(char)
        elif char.isascii() and not char.isalnum() and char != " " and char not in _MARKDOWN_SAFE:
            out.append(f"&#{ord(char)};")
        else:
            out.append(char)
    return "".join(out)


def markdown_code(text: str, *, table: bool = False) -> str:
    """An inline code span: for ids, handles (`@` notifies nobody there), references. `table` escapes the pipe."""
    line = " ".join(_one_line(text).split()) or " "
    if table:
        line = line.replace("|", "\\|")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def markdown_link(text: str, url: str) -> str:
    """`[text](url)`, or only the text where the address is not allowed."""
    address = safe_url(url)
    return markdown(text) if address is None else f"[{markdown(text)}](<{address.replace('&', '&amp;')}>)"


_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]+)?[ \u00a0]?%?")
_FORMULA = frozenset("=+-@|")
_SKIPPED = _BLANK_LETTERS | {REPLACEMENT}


def csv_cell(text: str) -> str:
    """The value of a CSV cell (not yet quoted) that no spreadsheet takes for a formula.

    A leading apostrophe is put before `= + - @ |`, also in full-width forms and behind white space or invisible
    characters, and before a leading tab or line break; plain numbers stay.
    """
    clean = text
    if not _plain(text):
        clean = "".join(char if char in "\t\r\n" else _visible(char) for char in _RARE_BREAK.sub(" ", text))
    if _NUMBER.fullmatch(clean):
        return clean
    for char in clean:
        if char in "\t\r\n":
            return "'" + clean
        if char.isspace() or unicodedata.category(char) in {"Cf", "Cc", "Mn"} or char in _SKIPPED:
            continue
        return "'" + clean if unicodedata.normalize("NFKC", char)[0] in _FORMULA else clean
    return clean


def csv_line(cells: Iterable[str], *, end: str = "\r\n") -> str:
    """One record: every cell guarded and quoted (RFC 4180)."""
    return ",".join('"' + csv_cell(cell).replace('"', '""') + '"' for cell in cells) + end


def icalendar_text(text: str) -> str:
    """A value of type TEXT in iCalendar (RFC 5545, 3.3.11): backslash, semicolon, comma and line breaks escaped."""
    clean = "\n".join("".join(map(_visible, part.replace("\t", " "))) for part in _BREAK.split(text))
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def workflow_data(text: str) -> str:
    """Message of a GitHub workflow command (`::error::MESSAGE`). Line breaks arrive, nothing else is obeyed."""
    kept = "".join(char if char in "\r\n" else terminal(char) for char in text)
    return kept.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """Property of a GitHub workflow command (`::error file=VALUE,title=VALUE::`)."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


def workflow_log(text: str) -> str:
    """Free text printed in a workflow run, line by line, so that no line is taken for a command."""
    lines = [terminal(line).replace("##[", "# #[") for line in re.split("\r\n|\r|\n", text)]
    return "\n".join(f"| {line}" if line.lstrip().startswith("::") else line for line in lines)


def terminal(text: str, *, keep_newlines: bool = False) -> str:
    """Text for a terminal: whatever could move the cursor, colour, hide or reorder text is shown as its code."""
    if _plain(text):
        return text
    out: list[str] = []
    for char in text:
        if " " <= char <= "~" or (char == "\n" and keep_newlines):
            out.append(char)
        elif char in "\n\r\t":
            out.append({"\n": "\\n", "\r": "\\r", "\t": "\\t"}[char])
        elif char in _BLANK_LETTERS or unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
            code = ord(char)
            out.append(f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}")
        else:
            out.append(char)
    return "".join(out)


def mermaid_label(text: str) -> str:
    """A node's label in a Mermaid flowchart, brackets and quotes included: `["Text"]`."""
    return f'["{_mermaid(text)}"]'


def mermaid_edge(text: str) -> str:
    """An edge's label in a Mermaid flowchart: `|"text"|`."""
    return f'|"{_mermaid(text)}"|'


def _mermaid(text: str) -> str:
    line = " ".join(_one_line(text).split()) or " "
    return "".join(
        "#quot;" if char == '"' else f"#{ord(char)};" if char.isascii() and not char.isalnum() and char != " " else char
        for char in line
    )


def node_ids(names: Iterable[str]) -> dict[str, str]:
    """Generated ids n1, n2 … for names in the order given: a name never becomes syntax."""
    return {name: f"n{number}" for number, name in enumerate(dict.fromkeys(names), start=1)}


def dot_label(text: str) -> str:
    """A quoted string of Graphviz DOT, quotes included."""
    line = " ".join(_one_line(text).split()).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return '"' + line.replace("##[", "#&#35;[") + '"'


def json_text(value: object, indent: int) -> str:
    """A JSON document in ASCII, so that no terminal obeys what it holds, and without `##[`, which a log would obey."""
    return json.dumps(value, indent=indent, ensure_ascii=True).replace("##[", "#\\u0023[") + "\n"


_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_HOST = re.compile(r"https://[^/?#@:]+(?::[0-9]{1,5})?(?:[/?#]|$)", re.IGNORECASE)
_PERCENT = {char: f"%{ord(char):02X}" for char in "\"'<>()[]{}|^`*_~$!" if char not in "_~!*$"}


def safe_url(address: str) -> str | None:
    """The address if a page may link to it, else None: https with a host, mailto, or relative to the site.

    Character references are decoded and white space, control and invisible characters removed before the scheme is
    read, because browsers do so. Brackets and quotes come back percent-encoded.
    """
    text = address
    for _ in range(8):
        decoded = html.unescape(text)
        if decoded == text:
            break
        text = decoded
    else:
        return None
    text = "".join(
        char
        for char in text
        if not (char.isspace() or unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
    )
    if not text or "\\" in text or text.startswith("//"):
        return None
    scheme = _SCHEME.match(text)
    if scheme is None:
        if ":" in re.split("[/?#]", text, maxsplit=1)[0]:
            return None
    elif scheme[1].lower() == "https":
        if not _HOST.match(text):
            return None
    elif scheme[1].lower() != "mailto" or "@" not in text:
        return None
    return "".join(_PERCENT.get(char, char) for char in text)
