"""From bytes to YAML 1.2 core values in one pass over libyaml's events, with every guard on the way.

Guard order: length, strict UTF-8, forbidden characters, then per event: aliases, anchors, tags, depth, count,
duplicate keys, scalars on which YAML readers disagree. Nothing is composed or constructed by the library, so
neither deep nesting nor expansion can hurt. Plain calendar days become `datetime.date`, so that the schema can
tell a day from a text; every other plain scalar is null, bool, int, float or str.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from gitsm.base.source import START, Position, Route

MAX_BYTES = 256 * 1024
MAX_EVENTS = 20_000
MAX_DEPTH = 40
MAX_DEFECTS = 50
_MAX_DIGITS = 15
_SHARED = 40
"""Plain texts up to this length are kept once however often they occur: most are ids."""

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ufffe\uffff\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]|\r(?!\n)"
)
_FORBIDDEN_VALUE = re.compile(_FORBIDDEN.pattern.removesuffix(r"|" + "\r(?!\n)") + "|\r")
_PLAIN_ASCII = re.compile(rb"[\t\n\x20-\x7e]*\Z")
_INT = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off"})
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_AMBIGUOUS = re.compile(
    r"""(?x)
    [-+]?0[0-9_]+(\.[0-9_]*)?              # leading zero: octal for some readers
    | [-+]?0[xXoObB][0-9a-fA-F_]+          # hexadecimal, octal, binary
    | [-+]?[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?  # underscores
    | [-+]?[0-9][0-9_]*(:[0-9]{1,2})+(\.[0-9_]*)?  # base sixty: times of day
    | [-+]?(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)[eE][-+]?[0-9]+  # exponents
    | \+(\.?[0-9][0-9_.]*)                 # plus sign
    | [-+]?[0-9]+\.                        # nothing behind the point
    | [-+]?\.[0-9_]+                       # nothing before the point
    | [-+]?\.(inf|Inf|INF) | \.(nan|NaN|NAN)
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9].*  # moments
    | =
    """
)


@dataclass(frozen=True, slots=True)
class Defect:
    """Why a file cannot be read without doubt: a LOAD rule, words and a place. `at_key`: the key itself is at fault."""

    rule: str
    message: str
    fix: str
    position: Position = START
    route: Route = ()
    related: tuple[tuple[Position, str], ...] = ()
    at_key: bool = False


class Broken(Exception):
    """Carries the defects because of which a file is not read; at least one."""

    def __init__(self, *defects: Defect) -> None:
        super().__init__(defects[0].message)
        self.defects = defects


def span_of(event: Any) -> Position:
    start, end = event.start_mark, event.end_mark
    return Position(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def decode(data: bytes) -> str:
    """Text of a file. Raises Broken (LOAD-04 too large, LOAD-01 not UTF-8 or a forbidden character)."""
    if len(data) > MAX_BYTES:
        raise Broken(
            Defect(
                "LOAD-04",
                f"The file has {len(data)} bytes; at most {MAX_BYTES} are read.",
                "split it into several artefacts",
            )
        )
    if _PLAIN_ASCII.match(data):
        return data.decode("ascii")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        head = data[: error.start]
        place = Position(head.count(b"\n") + 1, len(head.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1, 0, 0)
        place = Position(place.line, place.column, place.line, place.column + 1)
        raise Broken(
            Defect(
                "LOAD-01",
                f"The file is not UTF-8: byte 0x{data[error.start]:02x} does not belong there.",
                "save the file as UTF-8 without a byte order mark",
                place,
            )
        ) from None
    found = _FORBIDDEN.search(text)
    if found:
        raise Broken(_forbidden(found.group(), _place_of(text, found.start())))
    return text


def _place_of(text: str, index: int) -> Position:
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return Position(line, column, line, column + 1)


def _forbidden(character: str, place: Position) -> Defect:
    code = ord(character[0])
    what = "a byte order mark" if code == 0xFEFF else "an invisible, control or direction-changing character"
    return Defect(
        "LOAD-01",
        f"The file contains U+{code:04X}, {what}: people see another text than programs read.",
        "delete the character (retype the line if you cannot see it)",
        place,
    )


class _Disagree(Exception):
    """A plain scalar on which readers of YAML disagree."""


def scalar(text: str) -> Any:
    """Value of a plain scalar. Raises _Disagree where readers of YAML disagree about it."""
    first = text[:1]
    if first.isalpha() and first.isascii():
        if text in _BOOLS:
            return _BOOLS[text]
        if text in _NULLS:
            return None
        if len(text) <= 3 and text.lower() in _WORDS:
            raise _Disagree
        return intern(text) if len(text) <= _SHARED else text
    if text in _NULLS:
        return None
    if _INT.match(text):
        if len(text) > _MAX_DIGITS:
            raise _Disagree
        return int(text)
    if _FLOAT.match(text):
        if len(text) > 2 * _MAX_DIGITS:
            raise _Disagree
        return float(text)
    if _DATE.match(text):
        if text[0] not in "12":  # a day for other readers, no day that a schema allows
            raise _Disagree
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    if _AMBIGUOUS.fullmatch(text):
        raise _Disagree
    return text


def shorten(text: str, limit: int = 60) -> str:
    """At most `limit` characters of a text, on one line, quoted for a message."""
    flat = " ".join(text.split())
    return '"' + (flat if len(flat) <= limit else flat[: limit - 1] + "…") + '"'


def _disagree(text: str, event: Any, route: Route) -> Defect:
    fix = f'quote it: "{text}"' if len(text) < 40 else "quote it"
    if text.lower() in _ANSWERS:
        fix = f'write {_ANSWERS[text.lower()]} for a yes-or-no field; "{text}" in quotes where the word is meant'
    return Defect(
        "LOAD-07",
        f"{shorten(text)} without quotes is read differently by different programs.",
        fix,
        span_of(event),
        route,
    )


_ANSWERS = {"yes": "true", "y": "true", "on": "true", "true": "true"}
_ANSWERS |= {"no": "false", "n": "false", "off": "false", "false": "false"}


class _Frame:
    """An open mapping or list while reading."""

    __slots__ = ("key", "keys", "mapping", "value")

    def __init__(self, value: Any, mapping: bool) -> None:
        self.value = value
        self.mapping = mapping
        self.key: str | None = None
        self.keys: dict[str, Any] | None = None


def parse(text: str) -> dict[str, Any]:
    """The document as a mapping of plain values. Raises Broken with a place for everything that is refused."""
    try:
        return _build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark and mark.line > text.count("\n"):  # behind the last line: say where the unfinished thing starts
            mark = error.context_mark
        place = Position(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2) if mark else START
        words = error.problem or error.context or "not YAML"
        raise Broken(Defect("LOAD-02", f"The file is not valid YAML: {words}.", _syntax_hint(words), place)) from None
    except yaml.YAMLError as error:
        raise Broken(
            Defect("LOAD-02", f"The file is not valid YAML: {shorten(str(error))}.", "correct the syntax")
        ) from None


def _syntax_hint(words: str) -> str:
    if "mapping values are not allowed" in words:
        return "put quotes around a text that contains a colon, or check the indentation"
    if "tab" in words or "cannot start any token" in words:
        return "indent with spaces; quote texts that start with @, `, %, & or *"
    return "check indentation, quotes and brackets at and above this line"


def _build(text: str) -> dict[str, Any]:  # one loop on purpose: this is where the time of a check goes
    root: Any = None
    stack: list[_Frame] = []
    defects: list[Defect] = []
    documents = count = 0
    parser = CParser(text)
    try:
        while parser.check_event():
            event: Any = parser.get_event()
            kind = type(event)
            count += 1
            if count > MAX_EVENTS:
                raise Broken(
                    Defect("LOAD-04", f"The file has more than {MAX_EVENTS} nodes.", "split it", span_of(event))
                )
            if kind is yaml.ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    raise Broken(_refused(event, stack))
                value: Any = event.value
                frame = stack[-1] if stack else None
                if frame is not None and frame.mapping and frame.key is None:
                    _open_key(frame, value, event, stack, defects)
                    continue
                if not event.style:
                    try:
                        value = scalar(value)
                    except _Disagree:
                        defects.append(_disagree(value, event, _route(stack)))
                elif not value.isascii() or not value.isprintable():
                    _check_value(value, event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.anchor is not None or event.tag is not None:
                    raise Broken(_refused(event, stack))
                if len(stack) >= MAX_DEPTH:
                    raise Broken(
                        Defect(
                            "LOAD-04", f"The file nests deeper than {MAX_DEPTH} levels.", "flatten it", span_of(event)
                        )
                    )
                mapping = kind is yaml.MappingStartEvent
                frame = stack[-1] if stack else None
                if frame is not None and frame.mapping and frame.key is None:
                    raise Broken(
                        Defect("LOAD-02", "A key is itself a list or mapping.", "use a text as key", span_of(event))
                    )
                child = _Frame({} if mapping else [], mapping)
                if frame is None:
                    if not mapping:
                        raise Broken(_not_mapping(event))
                    root = child.value
                elif frame.mapping:
                    frame.value[frame.key] = child.value
                else:
                    frame.value.append(child.value)
                stack.append(child)
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                stack.pop()
                if stack and stack[-1].mapping:
                    stack[-1].key = None
                continue
            elif kind is yaml.AliasEvent:
                raise Broken(
                    Defect(
                        "LOAD-03", f"The alias *{event.anchor} copies another part of the file.",
                        "write the content out", span_of(event),
                    )
                )  # fmt: skip
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise Broken(
                        Defect("LOAD-02", "The file holds a second document.", "one artefact per file", span_of(event))
                    )
                if event.version is not None or event.tags:
                    raise Broken(Defect("LOAD-03", "The file has a % directive.", "delete the line", span_of(event)))
                continue
            else:
                continue
            if frame is None:
                raise Broken(_not_mapping(event))
            if frame.mapping:
                frame.value[frame.key] = value
                frame.key = None
            else:
                frame.value.append(value)
    finally:
        parser.dispose()
    if defects:
        raise Broken(*defects[:MAX_DEFECTS])
    if root is None:
        raise Broken(Defect("LOAD-02", "The file is empty.", "write the artefact, or delete the file"))
    result: dict[str, Any] = root
    return result


def _not_mapping(event: Any) -> Defect:
    return Defect(
        "LOAD-02", "The file does not start with a mapping of fields.", "start with `id: ...`", span_of(event)
    )


def _route(stack: list[_Frame]) -> Route:
    route: list[str | int] = []
    for frame in stack:
        if not frame.mapping:  # an open child already stands in its list
            route.append(len(frame.value) - (frame is not stack[-1]))
        elif frame.key is not None:
            route.append(frame.key)
    return tuple(route)


def _open_key(frame: _Frame, text: str, event: Any, stack: list[_Frame], defects: list[Defect]) -> None:
    if not event.style:
        if text == "<<":
            raise Broken(
                Defect(
                    "LOAD-03",
                    "The merge key << copies another part of the file.",
                    "write the content out",
                    span_of(event),
                )
            )
        try:
            is_text = type(scalar(text)) is str
        except _Disagree:
            is_text = False
        if not is_text:
            fix = f'quote it: "{text}"' if len(text) < 40 else "quote it"
            words = f"The key {shorten(text)} without quotes is not a text for every program."
            defects.append(Defect("LOAD-07", words, fix, span_of(event), (*_route(stack), text)))
    elif not text.isascii() or not text.isprintable():
        _check_value(text, event)
    if frame.keys is None:
        frame.keys = {}
    if text in frame.keys:
        mark = frame.keys[text]
        first = Position(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 1 + len(text))
        words = f"The key {shorten(text)} stands twice in one mapping (first in line {first.line})."
        fix = "keep one of the two; readers silently drop the other"
        route = (*_route(stack), text)
        defects.append(Defect("LOAD-05", words, fix, span_of(event), route, ((first, "first time"),)))
    else:
        frame.keys[text] = event.start_mark
    frame.key = text


def _refused(event: Any, stack: list[_Frame]) -> Defect:
    if event.anchor is not None:
        return Defect(
            "LOAD-03",
            f"The anchor &{event.anchor} allows hidden copies.",
            "delete the anchor",
            span_of(event),
            _route(stack),
        )
    return Defect(
        "LOAD-03", f"The tag {shorten(str(event.tag))} changes how the value is read.", "delete it", span_of(event),
        _route(stack),
    )  # fmt: skip


def _check_value(value: str, event: Any) -> None:
    found = _FORBIDDEN_VALUE.search(value)
    if found:
        raise Broken(_forbidden(found.group(), span_of(event)))
