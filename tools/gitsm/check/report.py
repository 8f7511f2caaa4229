"""The result of a check: what counts, what is waived, what was known before, and what nobody can answer yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from gitsm.base.finding import Finding, NotKnown, Severity
from gitsm.base.spread import Spread, alone
from gitsm.check.baseline import judge_baseline, keyed, read_baseline
from gitsm.check.evidence import NO_HISTORY, Evidence, History, NoEvidence, Recorded
from gitsm.check.policy_tests import names_nothing, read_policy_tests
from gitsm.check.rule import Rule
from gitsm.check.run import Raw, answered, evaluate
from gitsm.check.waivers import Waived, judge_waivers
from gitsm.graph import Graph
from gitsm.load.snapshot import Snapshot

__all__ = ["Report", "Waived", "check", "only_new", "resolved"]


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
    evidence: Evidence = field(default_factory=NoEvidence)
    raw: Raw | None = field(default=None, repr=False, compare=False)
    """The answers before waivers and baseline, where all of `rules` were asked."""
    rules: tuple[Rule, ...] = ()

    @property
    def history(self) -> History:
        """Every merged change of which there is evidence."""
        return self.evidence.history if isinstance(self.evidence, Recorded) else NO_HISTORY

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
    base: Snapshot | None = None,
    spread: Spread = alone,
    like: Report | None = None,
) -> Report:
    """The one check that terminal, SARIF and site all render: rules, then waivers, then the baseline.

    A finding that is waived and in the baseline counts as waived. Findings about waivers (DOC-15), about the baseline
    (DOC-16, LOAD) and about policy tests (LOAD, REF-01) always count. `like` is the check of another snapshot: answers
    that stand are taken from there, and the result is the same.
    """
    rules = tuple(rules)
    by_id = {rule.id: rule for rule in rules}
    raw = evaluate(
        snapshot, rules, as_of, evidence, progress, base, spread, _before(like, snapshot, rules, as_of, evidence)
    )
    waiving = judge_waivers(snapshot, raw, by_id, evidence or NoEvidence())
    baseline, unreadable = read_baseline(snapshot)
    baselining = judge_baseline(baseline, snapshot, raw, by_id)
    tests = read_policy_tests(snapshot)
    late: list[Finding] = [*unreadable, *tests.findings]
    not_known = [*raw.not_known, *baselining.not_known]
    if "REF-01" in by_id:
        late += answered(by_id["REF-01"], names_nothing(tests.tests, snapshot, by_id), snapshot, raw).findings
    if "DOC-15" in by_id:
        about_waivers = answered(by_id["DOC-15"], waiving.answers, snapshot, raw)
        late += about_waivers.findings
        not_known += about_waivers.not_known
    if "DOC-16" in by_id:
        stale = answered(by_id["DOC-16"], baselining.answers, snapshot, raw)
        late += (keyed(finding, baseline) for finding in stale.findings)
    counting, waived, baselined = list(late), [], []
    for number, finding in enumerate(raw.findings):
        if number in waiving.by_finding:
            waived.append(Waived(finding, waiving.by_finding[number]))
        elif number in baselining.known:
            baselined.append(finding)
        else:
            counting.append(finding)
    return Report(
        snapshot,
        raw.graph,
        as_of,
        tuple(sorted(counting, key=lambda finding: finding.order)),
        tuple(waived),
        tuple(baselined),
        tuple(sorted(not_known, key=lambda n: (n.path, n.rule, n.at, n.reason))),
        evidence or NoEvidence(),
        raw,
        rules,
    )


def _before(
    like: Report | None, snapshot: Snapshot, rules: tuple[Rule, ...], as_of: date, evidence: Evidence | None
) -> tuple[Snapshot, Raw] | None:
    """An earlier result that was reached by the same rules, settings and evidence, as of the same day."""
    if like is None or like.raw is None or like.rules != rules or like.as_of != as_of:
        return None
    if like.snapshot.settings != snapshot.settings or not _same_evidence(like.evidence, evidence or NoEvidence()):
        return None
    return like.snapshot, like.raw


def _same_evidence(one: Evidence, other: Evidence) -> bool:
    if isinstance(one, Recorded) and isinstance(other, Recorded):
        return one.history == other.history
    return isinstance(one, NoEvidence) and isinstance(other, NoEvidence)


def only_new(head: Report, base: Report) -> Report:
    """The report with only those findings that the base does not have: the difference of the two as multisets.

    A finding is the same where rule, artefact and location key are (its words and line may differ), and where it weighs
    no more than in the base: a warning that has become an error is new.
    """
    known: dict[tuple[str, str, str], list[Severity]] = {}
    for finding in base.findings:
        known.setdefault(finding.identity, []).append(finding.severity)
    fresh = []
    for finding in head.findings:
        weights = known.get(finding.identity, [])
        enough = [weight for weight in weights if weight >= finding.severity]
        if enough:
            weights.remove(min(enough))
        else:
            fresh.append(finding)
    return replace(head, findings=tuple(fresh))


def resolved(base: Report, head: Report) -> tuple[Finding, ...]:
    """The findings of the base that the head does not have, whatever they weigh there."""
    left = Counter(finding.identity for finding in head.findings)
    gone = []
    for finding in base.findings:
        if left[finding.identity] > 0:
            left[finding.identity] -= 1
        else:
            gone.append(finding)
    return tuple(gone)
