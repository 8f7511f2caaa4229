"""Putting a decision onto the desk: of one's own, or entered for a role from a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from gitsm.adapters.remote import Moved
from gitsm.adapters.ssh import public_key, signer_of
from gitsm.approvals.docket import Case, next_voice, voice_statement
from gitsm.approvals.evidence import APPROVAL_NAMESPACE
from gitsm.cli.desk import Desk, would
from gitsm.cli.output import emit
from gitsm.render.escape import terminal

TRIES = 5


def put(desk: Desk, number: int, who: str, file: Path, words: dict[str, str], apply: bool) -> None:
    """Signs a decision about what the branch of a request holds now, and pushes it; without `apply`, prints it."""
    for attempt in range(TRIES):
        case: Case = desk.case(number)
        head = desk.head(case)
        at = _after(desk.moment, _times(case, who, file))
        data = voice_statement(number, case.asked.sealed.digest, head, {"by": who, "moment": at, **words})
        if not apply:
            emit(data.decode("ascii"))
            would(f"{who} would {words['decision']} change request {number} at {head[:12]}")
            return
        seal = desk.sign(file, APPROVAL_NAMESPACE, data)
        path = next_voice(case)
        try:
            message = f"{words['decision'].capitalize()} {number} at {head[:12]}"
            desk.ledger.add_request_file(path, data, seal, message, desk.stamp(who, at))
        except Moved:
            if attempt == TRIES - 1:
                raise
            desk.remote.fetch()
            continue
        emit(f"{who}: {words['decision']} {number} at {terminal(head[:12])}\n")
        return


def _times(case: Case, who: str, file: Path) -> Iterator[str]:
    """When somebody spoke before about a request, by their own signatures."""
    key = public_key(file)
    for one in case.said:
        sealed = one.sealed
        if one.by == who and signer_of(sealed.data, sealed.signature, APPROVAL_NAMESPACE) == key:
            yield one.moment


def _after(at: str, earlier: Iterable[str]) -> str:
    """A time later than what the same person said before: the last word is the one with the latest time."""
    last = max(earlier, default="")
    if at > last:
        return at
    return f"{datetime.fromisoformat(last) + timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"
