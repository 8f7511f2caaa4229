"""Waivers: dated, visible exceptions. They move findings aside, and are found out when they do not (DOC-15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gitsm.base.dates import add_months
from gitsm.base.finding import Finding
from gitsm.base.similar import meant
from gitsm.check.evidence import Evidence
from gitsm.check.rule import Answer, Problem, Rule, Unknown
from gitsm.check.run import Raw
from gitsm.load.snapshot import Loaded, Snapshot
from gitsm.model.governance import Waiver
from gitsm.model.walk import normalise

MONTHS = 12
"""How long a waiver may run after the day of its approval."""


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that does not count, and the waiver that says so."""

    finding: Finding
    waiver: Loaded


@dataclass(frozen=True, slots=True)
class Waiving:
    """What the waivers of a snapshot do: waivers by number of the finding in `Raw.findings`, and answers of DOC-15."""

    by_finding: Mapping[int, Loaded]
    answers: tuple[Answer, ...]


def judge_waivers(snapshot: Snapshot, raw: Raw, rules: Mapping[str, Rule], evidence: Evidence) -> Waiving:
    """Applies every approved waiver that has not expired and may be given; says what is wrong with each."""
    found: dict[tuple[str, str], list[int]] = {}
    for number, finding in enumerate(raw.findings):
        if finding.rule in rules and rules[finding.rule].waivable:
            found.setdefault((finding.rule, finding.artefact), []).append(number)
    by_finding: dict[int, Loaded] = {}
    answers: list[Answer] = []
    covering = _Covering(snapshot, raw)
    for item in snapshot.of_kind("waiver"):
        waiver = item.artefact
        if not isinstance(waiver, Waiver) or item.phase == "ended" or not waiver.rule or not waiver.artefact:
            continue  # without rule or artefact: DOC-01
        wrong = _unfit(item, waiver, rules)
        if wrong is not None:
            answers.append(wrong)
            continue
        if item.phase != "agreed" or waiver.expires is None:
            continue
        if waiver.expires <= raw.as_of:
            words = f"The waiver expired on {waiver.expires}; the findings it covered count again."
            fix = "remove the cause, or have a new waiver approved; then set this one to revoked"
            answers.append(Problem(words, ("expires",), fix=fix, item=item, limit=raw.as_of.isoformat()))
            continue
        answers += _too_long(item, waiver.expires, evidence)
        named = found.get((waiver.rule, waiver.artefact), [])
        matched = [number for number in named if not waiver.at or waiver.at in covering[number]]
        for number in matched:
            if _still(waiver.expires, raw.findings[number]):
                by_finding.setdefault(number, item)
        if not matched:
            answers += _unused(item, waiver, snapshot, raw, bool(named))
    return Waiving(by_finding, tuple(answers))


def _unfit(item: Loaded, waiver: Waiver, rules: Mapping[str, Rule]) -> Problem | None:
    """A waiver of a rule that does not exist or may not be waived."""
    id_ = waiver.rule or ""
    if id_ not in rules:
        near = meant(id_, rules)
        hint = f"did you mean {near}?" if near else ""
        words = f'The waiver names a rule that does not exist: "{id_}".'
        return Problem(words, ("rule",), fix="name a rule that `gitsm rule` lists", hint=hint, item=item)
    if not rules[id_].waivable:
        words = f"{id_} cannot be waived."
        return Problem(words, ("rule",), fix="remove the cause, and revoke the waiver", item=item)
    return None


def _too_long(item: Loaded, expires: date, evidence: Evidence) -> Iterator[Answer]:
    approval = evidence.approval(item)
    if approval is None:
        yield Unknown("the day of its approval is not known, so its term cannot be judged", ("expires",), item)
        return
    limit = add_months(approval.day, MONTHS)
    if expires > limit:
        words = f"The waiver runs until {expires}, longer than {MONTHS} months after its approval on {approval.day}."
        fix = f"write {limit} or earlier, and have it approved again then"
        yield Problem(words, ("expires",), fix=fix, item=item, measured=expires.isoformat(), limit=limit.isoformat())


class _Covering(dict[int, frozenset[str]]):
    """By number of a finding what `at` may say to cover it: its location key, its place, and whole steps before it."""

    def __init__(self, snapshot: Snapshot, raw: Raw) -> None:
        super().__init__()
        self._findings = raw.findings
        self._items = {item.path: item.artefact for item in snapshot.items}

    def __missing__(self, number: int) -> frozenset[str]:
        finding = self._findings[number]
        artefact, route = self._items.get(finding.path), finding.route
        steps = range(1, len(route) + 1) if artefact is not None else ()
        self[number] = frozenset({finding.at, *(normalise(artefact, route[:length])[1] for length in steps)})
        return self[number]


def _still(expires: date, finding: Finding) -> bool:
    """Whether the waiver runs on the day for which the finding was made: a scheduled version is judged later."""
    return not finding.as_of or date.fromisoformat(finding.as_of) < expires


def _unused(item: Loaded, waiver: Waiver, snapshot: Snapshot, raw: Raw, elsewhere: bool) -> Iterator[Answer]:
    key, id_ = waiver.artefact or "", waiver.rule or ""
    if key in snapshot.broken:
        yield Unknown(f"{key} cannot be read", ("artefact",), item)
    elif any(n.rule == id_ and n.artefact == key for n in raw.not_known):
        yield Unknown(f"{id_} cannot be answered for {key}", ("artefact",), item)
    elif elsewhere:
        words = f"{id_} has findings in {key}, but none at {waiver.at}."
        yield Problem(words, ("at",), fix="correct `at`, or leave it out for all of them", item=item)
    elif key in snapshot.by_key:  # otherwise REF-01
        words = f"The waiver is not needed: {id_} finds nothing in {key}."
        yield Problem(words, ("artefact",), fix="set it to revoked", item=item)
