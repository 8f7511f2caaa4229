"""What should not be published: secrets, personal addresses, telephone numbers, names with a form of address.

Only patterns, all of them bounded, so that a search takes time in proportion to the text. Texts without any of the
tell-tale characters are not searched at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Sort = Literal["secret", "e-mail address", "telephone number", "personal name"]


class Leak(NamedTuple):
    """Something found in a text: its sort, what it seems to be, and where (character offsets)."""

    sort: Sort
    what: str
    start: int
    end: int


_TOKENS = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"
    r"|(?<![A-Za-z0-9])(?:A3T|AKIA|ASIA)[0-9A-Z]{16}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{30,255}"
    r"|(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{22,255}"
    r"|(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20,255}"
    r"|(?<![A-Za-z0-9])xox[abeprs]-[A-Za-z0-9-]{10,255}"
    r"|(?<![A-Za-z0-9])(?:sk|rk)_live_[A-Za-z0-9]{16,255}"
    r"|(?<![A-Za-z0-9])AIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])"
    r"|(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{5,}"
)
_TOKEN_MARKS = (
    "PRIVATE KEY-----", "AKIA", "ASIA", "A3T", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox",
    "_live_", "AIza", "eyJ",
)  # fmt: skip
_IN_ADDRESS = re.compile(r"://[^/\s:@]{1,100}:[^/\s:@]{1,200}@")
_ASSIGNED = re.compile(
    r"(?i)(?<![a-z])(?:password|passwd|passphrase|secret|api[ _-]?key|access[ _-]?key|access[ _-]?token"
    r"|client[ _-]?secret|auth[ _-]?token)[\"']?[ \t]{0,3}[:=][ \t]{0,3}[\"']?(?P<value>[^\s\"',;]{8,200})"
)
_ASSIGNED_MARKS = (
    "password", "passwd", "passphrase", "secret", "api key", "api_key", "api-key", "apikey", "access key", "access_key",
    "access-key", "accesskey", "access token", "access_token", "access-token", "accesstoken", "auth token",
    "auth_token", "auth-token", "authtoken",
)  # fmt: skip
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
_NAME_MARKS = ("Mr", "Ms ", "Ms. ", "Herr ", "Herrn ", "Frau ", "Dr ", "Dr. ", "Prof ", "Prof. ")
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
    yield from _secrets(text, lower)
    if "@" in text:
        for match in _MAIL.finditer(text):
            before = text[max(match.start() - 7, 0) : match.start()]
            if match[2].lower() in _NO_ADDRESS or before.endswith("/") or (before[-1:] == ":" and before != "mailto:"):
                continue
            if person or _FUNCTIONS.isdisjoint(re.split(r"[^a-z]+", match[1].lower())):
                yield Leak("e-mail address", _masked(match.group()), match.start(), match.end())
    yield from _numbers(text, lower)
    if _any(_NAME_MARKS, text):
        for match in _NAME.finditer(text):
            yield Leak("personal name", _masked(match.group()), match.start(), match.end())


def _numbers(text: str, lower: str) -> Iterator[Leak]:
    found = [match for match in _PHONE.finditer(text) if not text[max(match.start() - 1, 0)].isalnum()]
    if (" 0" in lower or ":0" in lower or "(0" in lower) and _any(_PHONE_MARKS, lower):
        found += _PHONE_WITH_WORD.finditer(lower)
    for match in found:
        if 8 <= sum(c.isdigit() for c in match.group()) <= 15:
            yield Leak("telephone number", _masked(text[match.start() :]), match.start(), match.end())


def _secrets(text: str, lower: str) -> Iterator[Leak]:
    if _any(_TOKEN_MARKS, text):
        for match in _TOKENS.finditer(text):
            yield Leak("secret", "an access token or private key", match.start(), match.end())
    if "://" in text:
        for match in _IN_ADDRESS.finditer(text):
            yield Leak("secret", "a password in an address", match.start(), match.end())
    if (":" in text or "=" in text) and _any(_ASSIGNED_MARKS, lower):
        for match in _ASSIGNED.finditer(text):
            value = match["value"]
            if any(c.isdigit() for c in value) and any(c.isalpha() for c in value):
                yield Leak("secret", "a password or key", match.start(), match.end())


def _any(marks: tuple[str, ...], text: str) -> bool:
    for mark in marks:  # noqa: SIM110 - twice as fast as any() with a generator, and this runs over every text
        if mark in text:
            return True
    return False


def _masked(text: str) -> str:
    """The first characters only: a report must not publish what it warns of."""
    return text[:3] + "…"
