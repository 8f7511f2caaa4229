"""Change requests kept in git, without a platform: what is asked, and who said what. Pure: bytes in, records out.

Each request is a folder of the branch `gitsm-requests`: `0003/request.json` and one file per decision, every one an
in-toto statement signed by the person who made it. The branch is a desk, not evidence: what counts of it is copied
into the evidence when the change is merged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from gitsm.approvals.evidence import (
    APPROVAL,
    APPROVAL_NAMESPACE,
    REQUEST,
    REQUEST_NAMESPACE,
    Sealed,
    Unreadable,
    is_moment,
    read_document,
    statement,
)
from gitsm.approvals.request import Voice
from gitsm.approvals.signers import Signer, whose

_PATH = re.compile(r"([0-9]{4,9})/(request|voice-[0-9]{4,9})\.json")
_BRANCH = re.compile(r"(?![-/.])(?!.*(?:\.\.|@\{|//))[^\x00-\x20\x7f~^:?*\[\\]{1,250}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
SignerOf = Callable[[bytes, str, str], str]
"""(data, armoured signature, namespace) -> the public key that made it, "" where it does not fit."""
Decision = Literal["approve", "reject"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A change request. `head` is the commit at which it was opened; `by` is a party, by its own words."""

    number: int
    by: str
    branch: str
    target: str
    title: str
    description: str
    head: str
    moment: str
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class Said:
    """A decision about a request, looking at commit `head`. `asked` is the SHA-256 of what the request said.

    With `role` and `document` it is entered for somebody else: the role's agreement stands in a document of that
    SHA-256, `named` is who gave it (if stated), and `by` is the third person who entered it.
    """

    request: int
    by: str
    decision: Decision
    head: str
    moment: str
    reason: str
    sealed: Sealed
    asked: str
    role: str = ""
    document: str = ""
    named: str = ""

    @property
    def recorded(self) -> bool:
        """Whether it was entered for somebody else."""
        return bool(self.role)


@dataclass(frozen=True, slots=True)
class Case:
    """A request with everything said about it, in order, and what could not be read, in words."""

    asked: Asked
    said: tuple[Said, ...]
    unread: tuple[str, ...] = ()


def request_statement(number: int, head: str, fields: Mapping[str, str]) -> bytes:
    """The statement that opens a request. Fields: by, branch, target, title, description, moment."""
    return statement(REQUEST, f"refs/heads/{fields['branch']}", head, {"request": number, **fields})


def voice_statement(number: int, asked: str, head: str, fields: Mapping[str, str]) -> bytes:
    """The statement of a decision about the request whose statement has the SHA-256 `asked`.

    Fields: by, decision, moment, reason; role, document, named where recorded.
    """
    return statement(APPROVAL, f"change request {number}", head, {"request": number, "asked": asked, **fields})


def request_path(number: int) -> str:
    """Where a request lies."""
    return f"{number:04d}/request.json"


def voice_path(number: int, position: int) -> str:
    """Where the decision at a position (from 1) of a request lies."""
    return f"{number:04d}/voice-{position:04d}.json"


def read_request(sealed: Sealed) -> Asked:
    """A request from its bytes. Raises Unreadable."""
    type_, head, predicate = read_document(sealed.data)
    number = predicate.get("request")
    if type_ != REQUEST or type(number) is not int:
        raise Unreadable("is no change request")
    words = _words(predicate, "by", "branch", "target", "title", "description", "moment")
    if not is_moment(words["moment"]):
        raise Unreadable("states no time")
    if not _BRANCH.fullmatch(words["branch"]) or not _BRANCH.fullmatch(words["target"]):
        raise Unreadable("names no branch")
    return Asked(number=number, head=head, sealed=sealed, **words)


def read_voice(sealed: Sealed) -> Said:
    """A decision from its bytes. Raises Unreadable."""
    type_, head, predicate = read_document(sealed.data)
    number = predicate.get("request")
    if type_ != APPROVAL or type(number) is not int:
        raise Unreadable("is no decision about a change request")
    words = _words(predicate, "by", "decision", "moment", "reason", "asked")
    more = {name: predicate.get(name, "") for name in ("role", "document", "named")}
    if words["decision"] not in ("approve", "reject") or not is_moment(words["moment"]):
        raise Unreadable("states no decision, or no time")
    if not all(isinstance(one, str) for one in more.values()) or bool(more["role"]) != bool(more["document"]):
        raise Unreadable("names a role without a document, or a document without a role")
    if more["document"] and not _SHA256.fullmatch(more["document"]):
        raise Unreadable("states no SHA-256 of its document")
    decision: Decision = "approve" if words.pop("decision") == "approve" else "reject"
    return Said(request=number, head=head, decision=decision, sealed=sealed, **words, **more)


def _words(predicate: Mapping[str, Any], *names: str) -> dict[str, str]:
    found = {name: predicate.get(name) for name in names}
    missing = [name for name, value in found.items() if not isinstance(value, str)]
    if missing:
        raise Unreadable(f"lacks {', '.join(missing)}")
    return {name: str(value) for name, value in found.items()}


def cases_of(files: Iterable[Sealed]) -> tuple[Case, ...]:
    """The requests of the branch by number. A file that cannot be read is said with its request, never passed over.

    Decisions stand in the order of their signed times: a copy of an earlier one takes back no later one.
    """
    asked: dict[int, Asked] = {}
    said: dict[int, list[Said]] = {}
    unread: dict[int, list[str]] = {}
    for sealed in sorted(files, key=lambda one: one.path):
        match = _PATH.fullmatch(sealed.path)
        if match is None:
            continue
        number = int(match[1])
        if not sealed.path.startswith(f"{number:04d}/"):
            continue  # the same number in another spelling
        try:
            if match[2] == "request":
                found = read_request(sealed)
                if found.number != number:
                    raise Unreadable("speaks of another request")
                asked[number] = found
            else:
                voice = read_voice(sealed)
                if voice.request != number:
                    raise Unreadable("speaks of another request")
                said.setdefault(number, []).append(voice)
        except Unreadable as error:
            unread.setdefault(number, []).append(f"{sealed.path} {error}")
    return tuple(
        Case(one, in_order(said.get(number, ())), tuple(unread.get(number, ())))
        for number, one in sorted(asked.items())
    )


def in_order(said: Iterable[Said]) -> tuple[Said, ...]:
    """Decisions by the time they state; of two at one time the objection counts as the later one."""
    return tuple(sorted(said, key=lambda one: (one.moment, one.decision == "reject")))


def next_voice(case: Case) -> str:
    """Where the next decision of a request lies."""
    places = (_PATH.fullmatch(one.sealed.path) for one in case.said)
    last = max((int(match[2].partition("-")[2]) for match in places if match), default=0)
    return voice_path(case.asked.number, last + 1)


@dataclass(frozen=True, slots=True)
class Heard:
    """A decision, held against the keys of the base: `voice` where its author is known, else why not, in words."""

    said: Said
    voice: Voice | None
    why_not: str = ""


def hear(
    said: Iterable[Said], asked: Asked | None, day: date, signers: tuple[Signer, ...], signer_of: SignerOf
) -> tuple[Heard, ...]:
    """Whose voice each decision is, in order. Whether a voice counts for a role is asked elsewhere.

    The key must belong to the party at the base, on the day of the signature and on the day judged, which cannot be
    earlier; and the decision must be about this request, in the very words that it has.
    """
    return tuple(_heard(one, asked, day, signers, signer_of) for one in said)


def _heard(said: Said, asked: Asked | None, day: date, signers: tuple[Signer, ...], signer_of: SignerOf) -> Heard:
    if asked is None or said.request != asked.number:
        return Heard(said, None, f"it is about change request {said.request}")
    if said.asked != asked.sealed.digest:
        return Heard(said, None, "it is about a request in other words: the request was changed since")
    signed = date.fromisoformat(said.moment[:10])
    if signed > day:
        return Heard(said, None, f"it was signed on {signed}, later than the day judged")
    key = signer_of(said.sealed.data, said.sealed.signature, APPROVAL_NAMESPACE)
    if not key:
        return Heard(said, None, "its signature does not fit its text")
    why = key_fault(signers, key, said.by, signed, day)
    if why:
        return Heard(said, None, why)
    approves = said.decision == "approve"
    if said.recorded:
        voice = Voice(said.named, approves, said.head, "recorded", said.role, said.moment[:10], said.by, said.document)
    else:
        voice = Voice(said.by, approves, said.head, "signed", "", said.moment[:10])
    return Heard(said, voice)


def key_fault(signers: tuple[Signer, ...], key: str, party: str, *days: date) -> str:
    """Why a key does not speak for a party on all the days; "" where it does."""
    for day in days:
        owner, standing, bot = whose(signers, key, day)
        if owner != party:
            return f"it was signed with a key that {f'belongs to {owner}' if owner else 'no party carries'}"
        if bot:
            return f"{party} is a bot, and a bot agrees to nothing"
        if standing == "early":
            return f"the key of {party} did not count yet on {day}"
        if standing == "late":
            return f"the key of {party} no longer counted on {day}"
    return ""


def opener_fault(asked: Asked, signers: tuple[Signer, ...], signer_of: SignerOf) -> str:
    """Why it is not known who opened a request; "" where the signature says it."""
    key = signer_of(asked.sealed.data, asked.sealed.signature, REQUEST_NAMESPACE)
    if not key:
        return "the signature of the request does not fit its text"
    return key_fault(signers, key, asked.by, date.fromisoformat(asked.moment[:10]))
