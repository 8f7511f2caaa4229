"""DOC-09 to DOC-12: how the text is written: style, placeholders, privacy, the words of the glossary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from gitsm.analysis.privacy import Leak, leaks
from gitsm.analysis.prose import MAX_WORDS, Vocabulary, may_hold_placeholder, placeholder, too_long, vocabulary
from gitsm.base.finding import Severity
from gitsm.base.scalars import Duration
from gitsm.base.source import Position, Route
from gitsm.base.spelling import tidy_duration
from gitsm.check.again import nothing_else
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.load.snapshot import Snapshot
from gitsm.model.artefact import Artefact
from gitsm.model.completeness import missing
from gitsm.model.governance import GlossaryTerm
from gitsm.model.process import Process
from gitsm.model.role import Party
from gitsm.model.visit import instances, written
from gitsm.model.walk import named_route, texts
from gitsm.rules.words import counted, named

_BLANK_ENDS = (b" \n", b" \r\n", b"\t\n", b"\t\r\n")


def is_duration(kind: type) -> bool:
    """Whether the class is a duration."""
    return kind is Duration


def is_text(kind: type) -> bool:
    """Whether the class is any text, reference or pattern."""
    return kind is str


def _raw(ctx: Context) -> bytes | None:
    """The bytes of the current file; None where it cannot be read any more."""
    cached = ctx.cache.get("raw")
    if cached is None or cached[0] is not ctx.item:
        try:
            cached = (ctx.item, ctx.snapshot.tree.read(ctx.current.path))
        except OSError:
            cached = (ctx.item, None)
        ctx.cache["raw"] = cached
    data: bytes | None = cached[1]
    return data


class _Prose:
    """All prose of an artefact, text by text with routes, and as one lower-case text for a quick look."""

    def __init__(self, artefact: Artefact) -> None:
        self.artefact = artefact
        self.texts = texts(artefact)
        self.lower = "\n".join([text for _, text in self.texts]).lower()


def _prose(artefact: Artefact, ctx: Context) -> _Prose:
    """The prose of the current artefact, read once for the rules that follow each other."""
    cached: _Prose | None = ctx.cache.get("prose")
    if cached is None or cached.artefact is not artefact:
        cached = ctx.cache["prose"] = _Prose(artefact)
    return cached


def _span(data: bytes, start: int, end: int) -> Position:
    """The place of a span of bytes, in characters."""
    head = data[:start].decode("utf-8", "replace")
    line = head.count("\n") + 1
    column = len(head) - (head.rfind("\n") + 1) + 1
    return Position(line, column, line, column + max(end - start, 1))


@rule("DOC-09", Severity.WARNING, on=Artefact, depends=nothing_else)
def files_are_written_in_one_style(artefact: Artefact, ctx: Context) -> Iterator[Answer]:
    """Files use spaces, plain line ends and one spelling for durations.

    Why: differences that mean nothing hide those that do; a quiet diff is one that people read.
    Fix: let your editor strip blanks at line ends, end files with a newline and use LF line ends; write durations as
    `30m`, `4h`, `2d` or `1h30m`.
    """
    data = _raw(ctx)
    if data is None:
        yield Unknown("the file cannot be read any more")
        return
    yield from _style(data)
    for route, duration in instances(artefact, is_duration):
        yield from _spelled(duration.text, route)
    if isinstance(artefact, Process):
        for index, escalation in enumerate(artefact.escalations):
            if escalation.at and not escalation.at.endswith("%"):
                yield from _spelled(escalation.at, ("escalations", index, "at"))


def _style(data: bytes) -> Iterator[Problem]:
    tabs = data.count(b"\t")
    if tabs:
        at = data.index(b"\t")
        words = f"The file contains {counted(tabs, 'tab')}; other programs show another indentation."
        yield Problem(words, about="tabs", position=_span(data, at, at + 1), fix="use spaces")
    if any(mark in data for mark in _BLANK_ENDS) or data.endswith((b" ", b"\t")):
        spans = list(_trailing(data))
        words = f"{counted(len(spans), 'line')} of the file {'ends' if len(spans) == 1 else 'end'} in blanks."
        yield Problem(words, about="blanks", position=_span(data, *spans[0]), fix="delete the blanks")
    if b"\r\n" in data:
        at = data.index(b"\r\n")
        words = "Lines end in CR LF; the repository uses LF."
        fix = "set the line ends of your editor to LF"
        yield Problem(words, about="line-ends", position=_span(data, at, at + 1), fix=fix)
    if not data.endswith(b"\n"):
        at = len(data)
        fix = "end the last line with a newline"
        words = "The last line has no newline at its end."
        yield Problem(words, about="last-line", position=_span(data, at, at), fix=fix)


def _trailing(data: bytes) -> Iterator[tuple[int, int]]:
    """Spans of blanks at line ends. Line by line: a pattern would take quadratic time on a long run of blanks."""
    start = 0
    for line in data.split(b"\n"):
        content = line.removesuffix(b"\r")
        text = content.rstrip(b" \t")
        if len(text) < len(content):
            yield start + len(text), start + len(content)
        start += len(line) + 1


def _spelled(text: str, route: Route) -> Iterator[Problem]:
    good = tidy_duration(text)
    if good != text:
        yield Problem(f'The duration "{text}" is written {good}.', route, fix=f"write {good}")


@rule("DOC-10", Severity.WARNING, on=Artefact, depends=nothing_else)
def agreed_texts_are_finished(artefact: Artefact, ctx: Context) -> Iterator[Answer]:
    """Agreed artefacts contain no placeholders and no empty texts.

    Why: an auditor quotes what stands there; "TBD" in a signed document is a promise nobody has thought about.
    Fix: write the text, or leave the field out.
    """
    if ctx.current.phase != "agreed":
        return
    prose = _prose(artefact, ctx)
    look = may_hold_placeholder(prose.lower)
    for route, text in prose.texts:
        if text and text[0].isalnum() and not look:
            continue
        found = placeholder(text)
        if found is None:
            continue
        at = named_route(artefact, route)
        if found:
            yield Problem(f'{at} still says "{found}".', route, fix="write the text, or leave the field out")
        elif written(artefact, route) and route not in {gap for gap, _ in missing(artefact)}:
            shown = f'only "{text.strip()}"' if text.strip() else "empty"
            yield Problem(f"{at} is {shown}.", route, fix="write the text, or leave the field out")


@rule("DOC-11", Severity.ERROR, on=Artefact, depends=nothing_else)
def published_texts_name_no_person_and_no_secret(artefact: Artefact, ctx: Context) -> Iterator[Answer]:
    """Parties and public artefacts contain no secret, no personal address, no telephone number and no name.

    Why: what is published cannot be taken back. Roles and handles say who acts without saying who it is.
    Fix: name a role or a handle, or the address of a function such as service-desk@...; take secrets out and replace
    them where they are used, because git remembers them. The title of a person is its handle.
    """
    party = isinstance(artefact, Party)
    if not party and artefact.classification != "public":
        return
    if isinstance(artefact, Party) and artefact.type == "person" and artefact.title != artefact.id:
        words = f"The title of the person {artefact.id} is not its handle, so it may be a name."
        yield Problem(words, ("title",), about="handle", fix=f"write `title: {artefact.id}`")
    data = _raw(ctx)
    if data is None:
        yield Unknown("the file cannot be read any more")
        return
    text = data.decode("utf-8", "replace")
    if "\\" in text or next(leaks(text, person=party), None):
        yield from _leaking(artefact, text, party)


def _leaking(artefact: Artefact, text: str, party: bool) -> Iterator[Problem]:
    """What leaks, at the field that holds it; what stands in no field (a comment), at its place in the text."""
    seen: set[str] = set()
    count: Counter[tuple[Route, str]] = Counter()

    def about(leak: Leak, route: Route) -> str:
        count[route, leak.sort] += 1
        sort = leak.sort.replace(" ", "-")
        return sort if count[route, leak.sort] == 1 else f"{sort}-{count[route, leak.sort]}"

    for route, value in _strings(artefact):
        for leak in leaks(value, person=party):
            seen.add(value[leak.start : leak.end])
            yield _leaked(leak, named_route(artefact, route), about(leak, route), route=route)
    for leak in leaks(text, person=party):
        if text[leak.start : leak.end] not in seen:
            data = text.encode()
            start, end = (len(text[:offset].encode()) for offset in (leak.start, leak.end))
            yield _leaked(leak, "The file", about(leak, ()), position=_span(data, start, end))


def _strings(artefact: Artefact) -> Iterator[tuple[Route, str]]:
    yield from (found for found in instances(artefact, is_text) if found[0][0] != "extensions")
    yield from _inside(artefact.extensions, ("extensions",))


def _inside(value: Any, route: Route) -> Iterator[tuple[Route, str]]:
    if isinstance(value, str):
        yield route, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(item, (*route, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _inside(item, (*route, index))


def _leaked(leak: Leak, where: str, about: str, route: Route = (), position: Position | None = None) -> Problem:
    fixes = {
        "secret": "take it out and replace it where it is used",
        "e-mail address": "name a role, or the address of a function",
        "telephone number": "name a role, or leave the number to the directory",
        "personal name": "name a role or a handle",
    }
    article = "an" if leak.sort == "e-mail address" else "a"
    words = f"{where} seems to contain {article} {leak.sort} ({leak.what})."
    return Problem(words, route, about=about, fix=fixes[leak.sort], position=position)


def _phrases(snapshot: Snapshot) -> object:
    """What DOC-12 rests on besides the artefact: the words of the glossary, and the files that list them."""
    return tuple(
        (term.path, term.key, term.phase, one.term or one.title, one.aliases, one.discouraged)
        for term in snapshot.of_kind("glossary-term")
        if isinstance(one := term.artefact, GlossaryTerm)
    )


@rule("DOC-12", Severity.INFO, on=Artefact, depends=_phrases)
def words_follow_the_glossary(artefact: Artefact, ctx: Context) -> Iterator[Answer]:
    """Agreed artefacts use the terms of the glossary, and none of the words it advises against.

    Why: two names for one role look like two roles.
    Fix: write the term. If the other word is right, take it off `discouraged` in docs/glossary/.
    """
    if ctx.current.phase == "agreed" and isinstance(artefact, GlossaryTerm):
        yield from _sentences(artefact)
    if ctx.current.phase != "agreed" or ctx.current.kind.slug in _QUOTING:
        return
    words: Vocabulary = ctx.once("DOC-12", lambda: _glossary(ctx.snapshot))
    if not words:
        return
    prose = _prose(artefact, ctx)
    if not words.worth_a_look(prose.lower):
        return
    for number, discouraged, found in words.found(text for _, text in prose.texts):
        message = f'{named(ctx.current)} says "{found}"; the glossary calls it "{discouraged.term}".'
        related = tuple((t, ("discouraged",), "listed here") for t in ctx.snapshot.by_key.get(discouraged.key, ()))
        route = prose.texts[number][0]
        yield Problem(message, route, about=found.lower(), fix=f"write {discouraged.term}", related=related)


def _sentences(term: GlossaryTerm) -> Iterator[Problem]:
    """Phrases that are too long to be looked for."""
    for field in ("aliases", "discouraged"):
        for index, phrase in enumerate(getattr(term, field)):
            if too_long(phrase):
                words = f"Entry {index + 1} of {field} has more than {MAX_WORDS} words, so nobody looks for it."
                yield Problem(words, (field, index), fix="shorten it to the words that matter")


_QUOTING = frozenset({"glossary-term", "framework"})
"""Kinds that hold words of others on purpose."""


def _glossary(snapshot: Snapshot) -> Vocabulary:
    terms = [item.artefact for item in snapshot.of_kind("glossary-term") if item.phase == "agreed"]
    return vocabulary(
        (f"glossary-term/{term.id}", term.term or term.title, term.aliases, term.discouraged)
        for term in terms
        if isinstance(term, GlossaryTerm)
    )
