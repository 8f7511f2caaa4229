"""Putting a decision onto the desk: of one's own, or entered for a role from a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from gitsm.adapters.ledger import REQUESTS
from gitsm.adapters.remote import Moved
from gitsm.adapters.ssh import public_key, signer_of
from gitsm.approvals.docket import Case, next_voice, voice_statement
from gitsm.approvals.evidence import APPROVAL_NAMESPACE
from gitsm.approvals.request import Voice
from gitsm.base.errors import CannotWorkHere
from gitsm.cli.desk import Desk, would
from gitsm.cli.output import emit, wants_colour
from gitsm.export.cab_would import voice_would
from gitsm.export.parts.style import Style
from gitsm.plan.plan import Plan
from gitsm.render.escape import terminal

TRIES = 5


def put(desk: Desk, number: int, who: str, file: Path, words: dict[str, str], apply: bool, form: str) -> None:
    """Signs a decision about what the branch of a request holds now, and pushes it; without `apply`, says what it
    would be: whether it counts, and what is still missing then.
    """
    for attempt in range(TRIES):
        case: Case = desk.open_case(number)
        head = desk.head(case)
        at = _after(desk.moment, _times(case, who, file))
        data = voice_statement(number, case.asked.sealed.digest, head, {"by": who, "moment": at, **words})
        if not apply:
            emit(data.decode("ascii") if form == "json" else _would(desk, case, who, head, at, words))
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
        said = f"{who}: {words['decision']} {number} at {terminal(head[:12])}\n"
        emit(data.decode("ascii") if form == "json" else said)
        return


def _would(desk: Desk, case: Case, who: str, head: str, at: str, words: dict[str, str]) -> str:
    """What the decision would be, in plain words. A change that cannot be judged is said to be so."""
    approves, role = words["decision"] == "approve", words.get("role", "")
    verb = "agrees to" if approves else "objects to"
    says = f"{role or who} {verb} the change as it is at commit {head[:12]}"
    more = [("reason", words["reason"]), ("signed by", who)]
    if role:
        voice = Voice(words["named"], approves, head, "recorded", role, at[:10], who, words["document"])
        given = ("given by", words["named"] or "the document does not say")
        more = [given, ("document", f"SHA-256 {words['document']}"), ("entered by", who)]
    else:
        voice = Voice(who, approves, head, "signed", "", at[:10])
    plan: Plan | str
    try:
        plan = desk.judge(case, (voice,)).plan
    except CannotWorkHere as error:
        plan = f"{error.message} To mend it: {error.fix}"
    where = f"{REQUESTS} on {desk.remote.name}"
    return voice_would(case.asked, says, where, more, voice, plan, Style(wants_colour()))


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
