"""What should not be published: secrets, personal addresses, telephone numbers, names with a form of address.

Only patterns, all of them bounded, so that a search takes time in proportion to the text. Texts without any of the
tell-tale characters are not searched at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

Sort = Literal["secret", "e-mail address", "telephone number", "personal name"]


class Leak(NamedTuple):
    """Something found in a text: its sort, what it seems to be, and where (character offsets)."""

    sort: Sort
    what: str
    start: int
    end: int


_TOKENS = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----|(?:A3T|AKIA|ASIA)[0-9A-Z]{16}(?![A-Za-z0-9])"
    r"|gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{22,255}|glpat-[A-Za-z0-9_-]{20,255}"
    r"|xox[abeprs]-[A-Za-z0-9-]{10,255}|(?:sk|rk)_live_[A-Za-z0-9]{16,255}|AIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])"
    r"|eyJ[A-Za-z0-9_-]{10,300}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{5,}"
)
"""Each starts with plain letters, without looking back, so that the search skips to them."""
_IN_ADDRESS = re.compile(r"://[^/\s:@]{1,100}:[^/\s:@]{1,200}@")
_ASSIGNED = re.compile(
    r"(?i)(?<![a-z])(?:password|passwd|passphrase|secret|api[ _-]?key|access[ _-]?key|access[ _-]?token"
    r"|client[ _-]?secret|auth[ _-]?token)[\"']?[ \t]{0,3}[:=][ \t]{0,3}[\"']?(?P<value>[^\s\"',;]{8,200})"
)
_ASSIGNED_MARKS = ("passw", "passphrase", "secret", "api key", "api_key", "api-key", "apikey")
_ASSIGNED_PAIRS = (("access", "key"), ("access", "token"), ("auth", "token"))
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9._%+-]{1,64})@((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![A-Za-z0-9])"
)
_PHONE = re.compile(r"\+[1-9][0-9 ()./-]{5,20}[0-9](?!\w)")
_PHONE_WITH_WORD = re.compile(
    r"(?<![a-z])(?:tel|phone|telephone|telefon|fon|mobile|mobil|fax)\.?:? {0,2}\(?0[0-9 ()./-]{5,20}[0-9](?!\w)"
)
_PHONE_MARKS = ("tel", "fon", "phone", "mobil", "fax")
_NAME = re.compile(
    r"(?<!\w)(?:Mr|Mrs|Ms|Herrn?|Frau|Dr|Prof)\.? (?:[A-Z]\. ?)?[A-ZÄÖÜÉ][a-zäöüßéèñ]{1,40}(?:-[A-Z][a-z]{1,40})?(?!\w)"
)
_LOOK = re.compile(
    r"@|\+|://|PRIVATE KEY-----|AKIA|ASIA|A3T|gh[pousr]_|github_pat_|glpat-|xox|_live_|AIza|yJ|Mr|Ms|Herr|Frau |Dr|Prof"
)
"""What every leak but those introduced by a word contains; starts with rare characters, so that it is quick."""
_NO_ADDRESS = frozenset({"openssh.com"})
_FUNCTIONS = frozenset((
    "abuse", "admin", "billing", "cab", "change", "changes", "compliance", "contact", "contracts", "desk", "dpo",
    "duty", "emergency", "facilities", "feedback", "finance", "git", "governance", "hello", "help", "helpdesk",
    "hotline", "hr", "incident", "incidents", "info", "infrastructure", "it", "legal", "mail", "mailbox",
    "management", "network", "no", "noreply", "office", "oncall", "operations", "ops", "orders", "postmaster",
    "press", "privacy", "problem", "problems", "procurement", "quality", "queue", "reply", "report", "reports",
    "request", "requests", "sales", "sap", "security", "service", "services", "sla", "staff", "status", "support",
    "suppliers", "team", "teams", "tickets", "training", "vendor", "webmaster",
))  # fmt: skip


def leaks(text: str, *, person: bool = False) -> Iterator[Leak]:
    """Everything in a text that looks like one of the sorts, in the order of the sorts.

    Addresses of functions (service-desk@..., info@...) count only with `person`, where any address is somebody's.
    """
    lower = text.lower()
    if _any(_ASSIGNED_MARKS, lower) or any(a in lower and b in lower for a, b in _ASSIGNED_PAIRS):
        for match in _ASSIGNED.finditer(text):
            value = match["value"]
            if any(c.isdigit() for c in value) and any(c.isalpha() for c in value):
                yield Leak("secret", "a password or key", match.start(), match.end())
    if (" 0" in lower or ":0" in lower or "(0" in lower) and _any(_PHONE_MARKS, lower):
        yield from _numbers(_PHONE_WITH_WORD.finditer(lower))
    if _LOOK.search(text):
        yield from _marked(text, person)


def _marked(text: str, person: bool) -> Iterator[Leak]:
    """What shows by a character or a prefix of its own."""
    for match in _TOKENS.finditer(text):
        if not _inside_word(text, match.start()):
            yield Leak("secret", "an access token or private key", match.start(), match.end())
    for match in _IN_ADDRESS.finditer(text):
        yield Leak("secret", "a password in an address", match.start(), match.end())
    if "@" in text:
        for match in _MAIL.finditer(text):
            before = text[max(match.start() - 7, 0) : match.start()]
            if match[2].lower() in _NO_ADDRESS or before.endswith("/") or (before[-1:] == ":" and before != "mailto:"):
                continue
            if person or _FUNCTIONS.isdisjoint(re.split(r"[^a-z]+", match[1].lower())):
                yield Leak("e-mail address", _masked(match.group()), match.start(), match.end())
    numbers = _PHONE.finditer(text)
    yield from _numbers(match for match in numbers if not _inside_word(text, match.start()))
    for match in _NAME.finditer(text):
        yield Leak("personal name", _masked(match.group()), match.start(), match.end())


def _inside_word(text: str, start: int) -> bool:
    return start > 0 and text[start - 1].isalnum()


def _numbers(found: Iterable[re.Match[str]]) -> Iterator[Leak]:
    for match in found:
        if 8 <= sum(c.isdigit() for c in match.group()) <= 15:
            yield Leak("telephone number", _masked(match.group()), match.start(), match.end())


def _any(marks: tuple[str, ...], text: str) -> bool:
    for mark in marks:  # noqa: SIM110 - twice as fast as any() with a generator, and this runs over every text
        if mark in text:
            return True
    return False


def _masked(text: str) -> str:
    """The first characters only: a report must not publish what it warns of."""
    return text[:3] + "…"
