"""The baseline: findings known when gitsm was introduced, so that only new ones block. It may only shrink (DOC-16)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from gitsm.base.finding import Finding, NotKnown, Severity
from gitsm.check.rule import Answer, Problem, Rule
from gitsm.check.run import Raw
from gitsm.load.explain import defects_of
from gitsm.load.loader import as_finding, placed, twins
from gitsm.load.snapshot import Snapshot
from gitsm.load.yaml import Broken, Defect, decode, parse
from gitsm.model.baseline import Baseline, BaselineEntry
from gitsm.model.kinds import BASELINE_FILE
from gitsm.model.walk import normalise

_PLAIN = re.compile(r"[a-z][a-z0-9_.>+-]*[a-z0-9]")
HEADER = """\
# yaml-language-server: $schema=../schemas/baseline.schema.json
# Findings known when gitsm was introduced: they are shown, but do not block. Written by `gitsm baseline write`.
# Delete an entry when its cause is gone (DOC-16); adding one is a major change.
"""


@dataclass(frozen=True, slots=True)
class Baselining:
    """What the baseline does: numbers of known findings in `Raw.findings`, stale entries, and what is not known."""

    known: frozenset[int]
    answers: tuple[Answer, ...] = ()
    not_known: tuple[NotKnown, ...] = ()


def read_baseline(snapshot: Snapshot) -> tuple[Baseline, tuple[Finding, ...]]:
    """The baseline of a snapshot, and LOAD findings where its file cannot be read. No file: an empty baseline."""
    raw: dict[str, object] = {}
    text = ""
    try:
        text = decode(snapshot.tree.read(BASELINE_FILE))
        raw = parse(text)
        baseline = Baseline.model_validate(raw)
    except FileNotFoundError:
        return Baseline(), ()
    except OSError as error:
        if any(finding.path == BASELINE_FILE for finding in snapshot.findings):
            return Baseline(), ()  # a link or a strange file, already reported
        words = f"The file cannot be read: {(error.strerror or 'unreadable').lower()}."
        return Baseline(), (as_finding(BASELINE_FILE, Defect("LOAD-01", words, "check the file's permissions")),)
    except Broken as error:
        return Baseline(), tuple(as_finding(BASELINE_FILE, defect) for defect in error.defects)
    except ValidationError as error:
        defects = placed(text, defects_of(error, raw, Baseline, "Baseline"))
        return Baseline(), tuple(as_finding(BASELINE_FILE, defect) for defect in defects)
    doubled = placed(text, twins(baseline))
    return Baseline() if doubled else baseline, tuple(as_finding(BASELINE_FILE, defect) for defect in doubled)


def judge_baseline(baseline: Baseline, snapshot: Snapshot, raw: Raw, rules: Mapping[str, Rule]) -> Baselining:
    """Which findings are known, and which entries no longer match one (DOC-16)."""
    if not baseline.entries:
        return Baselining(frozenset())
    by_identity: dict[tuple[str, str, str], list[int]] = {}
    for number, finding in enumerate(raw.findings):
        if can_be_known(finding, rules):
            by_identity.setdefault(finding.identity, []).append(number)
    unsure = {(n.rule, n.artefact) for n in raw.not_known}
    known: set[int] = set()
    answers: list[Answer] = []
    waiting: list[NotKnown] = []
    for index, entry in enumerate(baseline.entries):
        matched = by_identity.get((entry.rule, entry.artefact, entry.at), ())
        most = Severity.of(entry.severity)
        known.update(number for number in matched if raw.findings[number].severity <= most)
        if matched:
            continue
        at = normalise(baseline, ("entries", index))[1]
        if entry.artefact in snapshot.broken:
            waiting.append(NotKnown("DOC-16", "", BASELINE_FILE, f"{entry.artefact} cannot be read", at))
        elif (entry.rule, entry.artefact) in unsure:
            reason = f"{entry.rule} cannot be answered for {entry.artefact}"
            waiting.append(NotKnown("DOC-16", "", BASELINE_FILE, reason, at))
        else:
            answers.append(_stale(entry, index, rules))
    return Baselining(frozenset(known), tuple(answers), tuple(waiting))


def can_be_known(finding: Finding, rules: Mapping[str, Rule]) -> bool:
    """Whether a baseline may hold the finding: never LOAD, DOC-15 and DOC-16, and only what an artefact has."""
    return bool(finding.artefact) and finding.rule in rules and rules[finding.rule].waivable


def _stale(entry: BaselineEntry, index: int, rules: Mapping[str, Rule]) -> Problem:
    where = f"{entry.artefact} at {entry.at}" if entry.at else entry.artefact
    if entry.rule not in rules:
        words = f'The baseline names a rule that does not exist: "{entry.rule}".'
    elif not rules[entry.rule].waivable:
        words = f"{entry.rule} is never kept in the baseline."
    else:
        words = f"{entry.rule} finds nothing any more in {where}."
    return Problem(words, ("entries", index), fix="delete the entry", path=BASELINE_FILE)


def keyed(finding: Finding, baseline: Baseline) -> Finding:
    """The finding at an entry, with the entry's own key in place of its position."""
    return replace(finding, at=normalise(baseline, finding.route)[1])


def baseline_text(findings: Iterable[Finding], rules: Mapping[str, Rule], at_least: Severity = Severity.WARNING) -> str:
    """The text of policies/baseline.yaml that makes these findings known: sorted, one a line, each identity once.

    Findings below `at_least`, and those that are never baselined, are left out.
    """
    wanted: dict[tuple[str, str, str], Severity] = {}
    for one in findings:
        if one.severity >= at_least and can_be_known(one, rules):
            wanted[one.identity] = max(one.severity, wanted.get(one.identity, one.severity))
    entries = sorted(wanted.items(), key=lambda entry: (entry[0][1], entry[0][0], entry[0][2]))
    if not entries:
        return f"{HEADER}entries: []\n"
    return HEADER + "entries:\n" + "".join(f"  - {_entry(*identity, weight)}\n" for identity, weight in entries)


def _entry(rule: str, artefact: str, at: str, weight: Severity) -> str:
    said = [f"rule: {rule}", f"artefact: {artefact}"]
    if at:
        said.append(f"at: {at if len(at) > 5 and _PLAIN.fullmatch(at) else json.dumps(at, ensure_ascii=False)}")
    if weight < Severity.ERROR:
        said.append(f"severity: {weight.word}")
    return f"{{{', '.join(said)}}}"
