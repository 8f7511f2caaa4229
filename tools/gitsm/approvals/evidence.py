"""Evidence of merged changes: the statements, and the chain they form. Pure: bytes in, records out.

A statement is an in-toto Statement v1 as canonical JSON (keys sorted, no spaces, ASCII, one line). Each names the
SHA-256 of the statement before it, so that an edited, reordered or dropped one shows. A detached SSH signature of the
gate's key lies beside it (`.sig`). Approvals are statements too, signed by the approver and embedded word for word.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
CHANGE = "urn:gitsm:change-approval:1"
GENESIS = "urn:gitsm:gate-genesis:1"
SNAPSHOT = "urn:gitsm:protection-snapshot:1"
REVIEW = "urn:gitsm:retrospective-review:1"
APPROVAL = "urn:gitsm:approval:1"
REQUEST = "urn:gitsm:change-request:1"
CHAINED = (GENESIS, CHANGE, SNAPSHOT, REVIEW)

EVIDENCE_NAMESPACE, APPROVAL_NAMESPACE, REQUEST_NAMESPACE = "gitsm-evidence", "gitsm-approval", "gitsm-request"
SIGNATURE = ".sig"
MAX_STATEMENT = 4 << 20
"""Bytes of one statement. More is refused unread."""
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MOMENT = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z")
_NUMBER = re.compile(r"[0-9]{1,9}")


class Unreadable(ValueError):
    """A statement that is not what it should be. The text says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A statement as it is kept: where, the exact bytes, and the armoured signature ("" = none)."""

    path: str
    data: bytes
    signature: str

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the chain that could be read. `subject` is a commit, `moment` the time it states, in UTC."""

    sealed: Sealed
    type: str
    subject: str
    number: int
    previous: str
    moment: str
    predicate: Mapping[str, Any]

    @property
    def day(self) -> str:
        """The day of the moment."""
        return self.moment[:10]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the chain. `subject` is the commit whose statement it concerns ("" = the chain itself)."""

    words: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """All statements in order, and what is wrong with them as a row. Signatures are not looked at here."""

    statements: tuple[Statement, ...]
    faults: tuple[Fault, ...]

    @property
    def head(self) -> str:
        """The digest that stands for the whole chain; empty without statements."""
        return self.statements[-1].sealed.digest if self.statements else ""

    @property
    def genesis(self) -> Statement | None:
        """The statement with which the gate began."""
        return next((one for one in self.statements if one.type == GENESIS), None)

    def changes(self) -> Iterator[Statement]:
        """The statements about merged changes."""
        return (one for one in self.statements if one.type == CHANGE)


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one spelling of a statement, with a line break at the end."""
    return _ENCODER.encode(value).encode("ascii") + b"\n"


def statement(type_: str, name: str, commit: str, predicate: Mapping[str, Any]) -> bytes:
    """The bytes of a statement about a commit. `name` says what the commit is, such as `refs/heads/main`."""
    subject = [{"name": name, "digest": {"gitCommit": commit}}]
    return canonical(
        {"_type": STATEMENT_TYPE, "subject": subject, "predicateType": type_, "predicate": dict(predicate)}
    )


def path_of(type_: str, commit: str, number: int) -> str:
    """Where a statement lies on the evidence branch."""
    if type_ == CHANGE:
        return f"{commit[:2]}/{commit}.json"
    if type_ == GENESIS:
        return "genesis.json"
    folder = {SNAPSHOT: "snapshots", REVIEW: "reviews"}[type_]
    return f"{folder}/{number:06d}.json"


def is_statement_path(path: str) -> bool:
    """Whether a file of the evidence branch should be a statement."""
    return path.endswith(".json")


def read_document(data: bytes) -> tuple[str, str, Mapping[str, Any]]:
    """(predicate type, commit, predicate) of a statement. Raises Unreadable."""
    if len(data) > MAX_STATEMENT:
        raise Unreadable(f"is larger than {MAX_STATEMENT >> 20} MiB")
    try:
        value = json.loads(data.decode("ascii"))
        if not isinstance(value, dict) or canonical(value) != data:
            raise Unreadable("is not in the one spelling that gitsm writes")
        if b"\\ud" in data:  # half a character is none, and cannot be shown or kept
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, Unreadable) else Unreadable("is no JSON") from None
    if value.get("_type") != STATEMENT_TYPE or set(value) != {"_type", "subject", "predicateType", "predicate"}:
        raise Unreadable("is no in-toto statement of version 1")
    commit = _subject(value["subject"])
    if not isinstance(value["predicateType"], str) or not isinstance(value["predicate"], dict):
        raise Unreadable("has no predicate")
    return value["predicateType"], commit, value["predicate"]


def _subject(value: Any) -> str:
    commit = None
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        digest = value[0].get("digest")
        commit = digest.get("gitCommit") if isinstance(digest, dict) else None
    if not isinstance(commit, str) or not _COMMIT.fullmatch(commit):
        raise Unreadable("names no commit as its subject")
    return commit


def read_statement(sealed: Sealed) -> Statement:
    """A statement of the chain. Raises Unreadable where a field is missing or the file lies elsewhere than it says."""
    type_, commit, predicate = read_document(sealed.data)
    number, previous, moment = predicate.get("number"), predicate.get("previous"), predicate.get("moment")
    if type_ not in CHAINED:
        raise Unreadable(f"has the type {type_[:80]}, which this version does not know")
    if type(number) is not int or number < 0 or not isinstance(previous, str) or not is_moment(moment):
        raise Unreadable("lacks number, previous or moment")
    if sealed.path != path_of(type_, commit, number):
        raise Unreadable(f"speaks of {commit[:12]}, but lies at another place than it should")
    return Statement(sealed, type_, commit, number, previous, str(moment), predicate)


def is_moment(value: Any) -> bool:
    """Whether a value is a time such as `2026-11-01T10:00:00Z`."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def chain_of(files: Iterable[Sealed]) -> Chain:
    """The statements in the order of their numbers, with every break in the chain."""
    found: list[Statement] = []
    faults: list[Fault] = []
    for sealed in files:
        try:
            found.append(read_statement(sealed))
        except Unreadable as error:
            faults.append(Fault(f"the statement {sealed.path[:120]} {error}", _commit_of(sealed.path)))
    found.sort(key=lambda one: (one.number, one.sealed.path))
    faults += _breaks(found)
    return Chain(tuple(found), tuple(faults))


def _commit_of(path: str) -> str:
    stem = path.rpartition("/")[2].removesuffix(".json")
    return stem if _COMMIT.fullmatch(stem) else ""


def _breaks(found: list[Statement]) -> Iterator[Fault]:
    expected, before = 0, None
    for one in found:
        if one.number > expected:
            what = f"statement {expected} is" if one.number == expected + 1 else f"{one.number - expected} are"
            yield Fault(f"{what} missing before statement {one.number}: evidence was dropped")
        elif one.number < expected:
            yield Fault(f"two statements have the number {one.number}: evidence was put in or reordered", one.subject)
        if one.number == 0 and (one.type != GENESIS or one.previous):
            yield Fault("the first statement is not the one with which the gate began", one.subject)
        elif one.number and one.type == GENESIS:
            yield Fault("the gate begins a second time within the chain", one.subject)
        if before is not None and one.number == before.number + 1:
            if one.previous != before.sealed.digest:
                words = f"statement {one.number} follows another text of statement {before.number}: it was edited"
                yield Fault(words, before.subject)
            if one.moment < before.moment:
                words = f"statement {one.number} states an earlier time than the statement before it"
                yield Fault(words, one.subject)
        expected, before = one.number + 1, one
