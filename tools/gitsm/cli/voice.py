"""Putting a decision onto the desk: of one's own, or entered for a role from a document."""

from __future__ import annotations

from pathlib import Path

from gitsm.adapters.remote import Moved
from gitsm.approvals.docket import Case, voice_path, voice_statement
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
        at = desk.moment
        data = voice_statement(number, head, {"by": who, "moment": at, **words})
        if not apply:
            emit(data.decode("ascii"))
            would(f"{who} would {words['decision']} change request {number} at {head[:12]}")
            return
        seal = desk.sign(file, APPROVAL_NAMESPACE, data)
        path = voice_path(number, len(case.said) + 1)
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
