"""Policy tests of a repository: read like every other file, with findings where they are broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from pydantic import ValidationError

from gitsm.base.finding import Finding
from gitsm.base.similar import meant
from gitsm.base.source import Route
from gitsm.check.rule import Problem
from gitsm.load.explain import defects_of
from gitsm.load.loader import as_finding, placed
from gitsm.load.names import printable
from gitsm.load.snapshot import Snapshot
from gitsm.load.yaml import Broken, Defect, decode, parse
from gitsm.model.kinds import KINDS, POLICY_TESTS_FOLDER
from gitsm.model.meta import Ref
from gitsm.model.policy_test import PolicyTest
from gitsm.model.walk import references


@dataclass(frozen=True, slots=True)
class PolicyTests:
    """The tests that can be read, by path, and findings about the rest."""

    tests: tuple[tuple[str, PolicyTest], ...] = ()
    findings: tuple[Finding, ...] = ()


def read_policy_tests(snapshot: Snapshot) -> PolicyTests:
    """Every file of policies/tests/. What stands there and is no YAML file is a finding of the loader already."""
    reported = {finding.path for finding in snapshot.findings}
    tests: list[tuple[str, PolicyTest]] = []
    findings: list[Finding] = []
    entries = snapshot.tree.entries([POLICY_TESTS_FOLDER])
    for path in sorted(entry.path for entry in entries if entry.type == "file" and entry.path.endswith(".yaml")):
        if printable(path) in reported or path.rpartition("/")[0] != POLICY_TESTS_FOLDER:
            continue
        try:
            data = snapshot.tree.read(path)
        except OSError as error:
            words = f"The file cannot be read: {(error.strerror or 'unreadable').lower()}."
            findings.append(as_finding(path, Defect("LOAD-01", words, "check the file's permissions")))
            continue
        found = read_policy_test(data, PurePosixPath(path).stem)
        if isinstance(found, PolicyTest):
            tests.append((path, found))
        else:
            findings += [as_finding(path, defect) for defect in found]
    return PolicyTests(tuple(tests), tuple(findings))


def read_policy_test(data: bytes, stem: str) -> PolicyTest | tuple[Defect, ...]:
    """The test in a file of that name, or every reason why there is none."""
    raw: dict[str, object] = {}
    try:
        text = decode(data)
        raw = parse(text)
        test = PolicyTest.model_validate(raw)
    except Broken as error:
        return error.defects
    except ValidationError as error:
        return placed(text, defects_of(error, raw, PolicyTest, "Policy test"))
    defects = []
    if test.id != stem:
        words = f'The id is "{test.id}", but the file is named {stem}.yaml.'
        defects.append(Defect("LOAD-06", words, f"write id: {stem}, or rename the file", route=("id",)))
    for side in ("base", "head"):
        for number, edit in enumerate(getattr(test, side)):
            if edit.remove == ("set" in edit.model_fields_set):
                words = "An edit either sets a value or removes what stands there."
                defects.append(Defect("LOAD-06", words, "write `set:` or `remove: true`", route=(side, number)))
    return placed(text, defects) if defects else test


def names_nothing(
    tests: Iterable[tuple[str, PolicyTest]], snapshot: Snapshot, rules: Iterable[str]
) -> Iterator[Problem]:
    """What tests name that does not exist, for REF-01: artefacts, parties, roles, rules.

    What a test itself adds as a whole exists for it.
    """
    known = tuple(rules)
    for path, test in tests:
        added = {edit.artefact for edit in (*test.base, *test.head) if edit.at is None and not edit.remove}
        for route, name, marks in references(test):
            mark = marks[0]
            if isinstance(mark, Ref):
                key = str(name) if mark.qualified else f"{mark.kinds[0]}/{name}"
                if key not in snapshot.by_key and key not in snapshot.broken and key not in added:
                    yield _lost(path, test, route, str(name), key, snapshot)
        for way in ("new", "fixed"):
            for number, one in enumerate(getattr(test.expect.findings, way, None) or ()):
                if one.rule not in known:
                    near = meant(one.rule, known)
                    words = f'The policy test {test.id} names a rule that does not exist: "{one.rule}".'
                    fix = f"write {near}" if near else "name a rule that `gitsm rule` lists"
                    yield Problem(words, ("expect", "findings", way, number, "rule"), fix=fix, path=path)


def _lost(path: str, test: PolicyTest, route: Route, name: str, key: str, snapshot: Snapshot) -> Problem:
    kind, _, id_ = key.partition("/")
    qualified = name == key
    what = KINDS[kind].name.lower() if kind in KINDS and not qualified else "artefact"
    near = meant(id_, snapshot.ids.get(kind, ()))
    renamed = snapshot.former.get(key)
    right = renamed or near
    shown = f"{kind}/{right}" if qualified else right
    words = (
        f'The policy test {test.id} names {"an" if what[0] in "aeio" else "a"} {what} that does not exist: "{name}".'
    )
    fix = f"write {shown}" if right else "correct the name, or let an edit before it add the whole of it"
    return Problem(words, route, fix=fix, hint=f"did you mean {shown}?" if right else "", path=path)
