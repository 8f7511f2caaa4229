"""The result of a check: what counts, what is waived, what was known before, and what nobody can answer yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from gitsm.base.finding import Finding, NotKnown, Severity
from gitsm.check.evidence import Evidence
from gitsm.check.rule import Rule
from gitsm.check.run import evaluate
from gitsm.graph import Graph
from gitsm.load.snapshot import Loaded, Snapshot


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that does not count, and the waiver that says so."""

    finding: Finding
    waiver: Loaded


@dataclass(frozen=True, slots=True)
class Report:
    """One check of one snapshot as of one day."""

    snapshot: Snapshot
    graph: Graph
    as_of: date
    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...] = ()
    baselined: tuple[Finding, ...] = ()
    not_known: tuple[NotKnown, ...] = ()

    def count(self, severity: Severity) -> int:
        """Number of findings of exactly that severity that count."""
        return sum(1 for finding in self.findings if finding.severity is severity)

    def fails(self, threshold: Severity) -> bool:
        """Whether a finding at or above the threshold counts."""
        return any(finding.severity >= threshold for finding in self.findings)


def check(
    snapshot: Snapshot,
    rules: Iterable[Rule],
    as_of: date,
    evidence: Evidence | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """The one check that terminal, SARIF and site all render."""
    raw = evaluate(snapshot, rules, as_of, evidence, progress)
    return Report(snapshot, raw.graph, as_of, raw.findings, (), (), raw.not_known)


def only_new(head: Report, base: Report) -> Report:
    """The report with only those findings that the base does not have: the difference of the two as multisets.

    A finding is the same where rule, artefact and location key are (its words and line may differ).
    """
    known = Counter(finding.identity for finding in base.findings)
    fresh = []
    for finding in head.findings:
        if known[finding.identity] > 0:
            known[finding.identity] -= 1
        else:
            fresh.append(finding)
    return replace(head, findings=tuple(fresh))
