"""From statements to the register of changes: what the evidence says of each merged change, and what has none.

Statements are read as they are; whether they are true is the question of a verification. Its verdicts, where there are
any, go into the register; without them only the seal of each statement has been looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from gitsm.approvals.evidence import REVIEW, Chain, Statement
from gitsm.audit.verdict import BAD, CommitVerdict, Verification
from gitsm.check.evidence import STRENGTHS, Brought, Decision, History, MergedChange, Strength, Verdict

Line = Sequence[tuple[str, date, str]]
"""Commits of the main branch by first parents, oldest first: id, day, title."""
FaultOf = Callable[[Statement], str]
"""Why the seal of a statement does not count, in words; "" where it does."""


def history_of(chain: Chain, line: Line, fault_of: FaultOf, source: str, verified: Verification | None) -> History:
    """The register. `source` says where the chain was read."""
    reviewed: dict[str, date] = {}
    for one in chain.statements:
        if one.type == REVIEW and not fault_of(one):
            reviewed.setdefault(one.subject, _day(one.day))
    broken = {fault.subject: fault.words for fault in chain.faults if fault.subject}
    found: list[MergedChange] = []
    covered: set[str] = set()
    for one in chain.changes():
        change = replace(change_of(one), reviewed=reviewed.get(one.subject))
        fault = fault_of(one) or broken.get(one.subject, "")
        if fault:
            change = replace(change, verdict="unproved", notes=(*change.notes, fault))
        found.append(change)
        covered |= {one.subject, *_texts(one.predicate.get("commits"))}
    first = next((n for n, one in enumerate(line) if chain.genesis and one[0] == chain.genesis.subject), None)
    after = line[first + 1 :] if first is not None else ()
    problems = [fault.words for fault in chain.faults if not fault.subject]
    if chain.genesis is not None and first is None:
        problems.append("the first commit under the gate is not on this branch, so nothing before it can be counted")
    if verified is not None:
        verdicts = {one.commit: one for one in verified.commits}
        found = [_verified(change, verdicts.get(change.commit)) for change in found]
        problems = list(dict.fromkeys((*problems, *verified.faults)))
    return History(
        tuple(found), source, chain.genesis.subject if chain.genesis else "", first,
        tuple(one for one in after if one[0] not in covered), tuple(problems), verified is not None,
    )  # fmt: skip


def _verified(change: MergedChange, one: CommitVerdict | None) -> MergedChange:
    if one is None:
        return change
    verdict: Verdict = "violated" if one.finding == "violated" else "unproved" if one.finding in BAD else "proved"
    return replace(change, verdict=verdict, notes=tuple(dict.fromkeys((*change.notes, *one.reasons))))


def change_of(statement: Statement) -> MergedChange:
    """What a statement says of a merged change; what it leaves out stays empty."""
    said = statement.predicate
    request, classes, policy = _map(said.get("request")), _map(said.get("class")), _map(said.get("policy"))
    return MergedChange(
        id=_text(request.get("id")) or statement.subject[:12],
        commit=statement.subject,
        day=_day(statement.day),
        title=_text(request.get("title")),
        class_=_text(classes.get("computed")),
        declared=_text(classes.get("declared")),
        authors=_texts(said.get("authors")),
        decisions=tuple(_decisions(said.get("decisions"))),
        brought=tuple(_brought(said.get("brought"))),
        touched=_texts(said.get("touched")),
        binding=_text(policy.get("binding")),
        auto_merged=said.get("autoMerged") is True,
        reference=_text(said.get("reference")),
        rationale=_text(said.get("rationale")),
    )


def _decisions(value: Any) -> Iterator[Decision]:
    for one in _maps(value):
        strength: Strength | None = next((name for name in STRENGTHS if name == one.get("strength")), None)
        if strength is None:
            continue
        yield Decision(
            party=_text(one.get("party")),
            approves=one.get("decision") == "approve",
            roles=_texts(one.get("roles")),
            day=_known_day(_text(one.get("moment"))[:10]),
            strength=strength,
            counted=one.get("counted") is True,
            why_not=_text(one.get("whyNot")),
            document=_text(one.get("document")),
        )


def _brought(value: Any) -> Iterator[Brought]:
    for one in _maps(value):
        yield Brought(
            _text(one.get("artefact")),
            _text(one.get("version")),
            _text(one.get("content")),
            one.get("startKept") is True,
        )


def _maps(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _known_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day(text: str) -> date:
    """The day of a moment that has the right form; one that no calendar has counts as the last of all."""
    return _known_day(text) or date.max
