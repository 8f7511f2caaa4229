"""Policy tests of a repository: read like every other file, with findings where they are broken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from pydantic import ValidationError

from gitsm.base.finding import Finding
from gitsm.load.explain import defects_of
from gitsm.load.loader import as_finding, placed
from gitsm.load.names import printable
from gitsm.load.snapshot import Snapshot
from gitsm.load.yaml import Broken, Defect, decode, parse
from gitsm.model.kinds import POLICY_TESTS_FOLDER
from gitsm.model.policy_test import PolicyTest


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
