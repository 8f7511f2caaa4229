"""Runs the tests of a change policy: each makes its edits, plans them, and compares what follows with what should."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gitsm.approvals.request import ChangeRequest
from gitsm.base.finding import Finding
from gitsm.check.report import Report
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot
from gitsm.model.policy_test import ExpectedFinding, PolicyTest
from gitsm.plan.plan import Plan, plan
from gitsm.plan.rehearsal import CannotEdit, edited

Check = Callable[[Snapshot, date, Snapshot | None], Report]
"""Checks a snapshot as of a day, as a change of another one."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing compared: its name, what was expected and what was found, in words, and whether they agree.

    `missing` is expected and was not found, `extra` the other way round, for things that are sets.
    """

    name: str
    expected: tuple[str, ...]
    found: tuple[str, ...]
    holds: bool
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a test gave. `trouble`: why it could not be run at all; then nothing was compared."""

    path: str
    test: PolicyTest
    points: tuple[Point, ...] = ()
    trouble: str = ""

    @property
    def passed(self) -> bool:
        """Whether everything expected was found."""
        return not self.trouble and all(point.holds for point in self.points)


def run_tests(
    snapshot: Snapshot, tests: Iterable[tuple[str, PolicyTest]], as_of: date, check: Check
) -> Iterator[Outcome]:
    """Runs tests one by one. `as_of`: the day of those that name none."""
    reports: dict[date, Report] = {}
    for path, test in tests:
        day = test.as_of or as_of
        try:
            if test.base:
                before = check(load(edited(snapshot, test.base)), day, None)
            else:
                if day not in reports:
                    reports[day] = check(snapshot, day, None)
                before = reports[day]
            after = check(load(edited(before.snapshot, test.head)), day, before.snapshot)
        except CannotEdit as error:
            yield Outcome(path, test, trouble=str(error))
            continue
        unknown = test.author if test.author and not before.snapshot.versions("party", test.author) else None
        if unknown:
            yield Outcome(path, test, trouble=f"The author {unknown} is no party of this repository.")
            continue
        request = ChangeRequest(authors=frozenset({test.author} if test.author else ()))
        yield Outcome(path, test, tuple(compared(test, plan(before, after, request))))


def compared(test: PolicyTest, found: Plan) -> Iterator[Point]:
    """Each thing that a test expects, beside what a plan says of it."""
    wanted = test.expect
    if wanted.class_ is not None:
        yield Point("class", (wanted.class_,), (found.class_,), wanted.class_ == found.class_)
    if wanted.changes is not None:
        numbers = {one.change.number for one in found.changes}
        yield _sets("changes", map(str, sorted(set(wanted.changes))), map(str, sorted(numbers)))
    if wanted.approvers is not None:
        yield _sets("approvers", sorted(set(wanted.approvers)), sorted(asked(found)))
    if wanted.blocked is not None:
        words = ("not blocked", "blocked")
        agrees = wanted.blocked == found.blocked
        yield Point("verdict", (words[wanted.blocked],), (words[found.blocked],), agrees)
    if wanted.findings is not None:
        for name, expected, findings in (
            ("new findings", wanted.findings.new, found.new),
            ("fixed findings", wanted.findings.fixed, found.fixed),
        ):
            if expected is not None:
                yield _findings(name, expected, findings)


def asked(found: Plan) -> frozenset[str]:
    """The roles and bodies that a plan asks."""
    return frozenset(role for asked in found.judgement.asks for role in asked.split(" or "))


def _sets(name: str, expected: Iterable[str], found: Iterable[str]) -> Point:
    wanted, got = tuple(expected), tuple(found)
    missing, extra = tuple(x for x in wanted if x not in got), tuple(x for x in got if x not in wanted)
    return Point(name, wanted, got, not missing and not extra, missing, extra)


def _findings(name: str, expected: tuple[ExpectedFinding, ...], found: tuple[Finding, ...]) -> Point:
    left = list(found)
    missing: list[str] = []
    for one in expected:
        match = next((f for f in left if _fits(one, f)), None)
        if match is None:
            missing.append(f"{one.rule} {one.artefact} {one.at or ''}".strip())
        else:
            left.remove(match)
    extra = tuple(_words(finding) for finding in left)
    wanted = tuple(f"{one.rule} {one.artefact} {one.at or ''}".strip() for one in expected)
    return Point(name, wanted, tuple(map(_words, found)), not missing and not extra, tuple(missing), extra)


def _fits(expected: ExpectedFinding, finding: Finding) -> bool:
    same = (expected.rule, expected.artefact) == (finding.rule, finding.artefact)
    return same and expected.at in (None, finding.at)


def _words(finding: Finding) -> str:
    return f"{finding.rule} {finding.artefact or finding.path} {finding.at}".strip()
