"""Document control at its edges: long runs of blanks, escaped secrets, files that vanish, evidence for some."""

from __future__ import annotations

import time

import pytest

from gitsm.base.finding import Severity
from gitsm.base.source import in_words
from gitsm.check.report import check
from gitsm.check.run import evaluate
from gitsm.load.loader import load
from gitsm.load.tree import MemoryTree
from gitsm.rules import BY_ID, RULES
from support import AS_OF, judge_files, settings_text

POLICY = "id: backup\ntitle: Backup policy\nversion: 1.0.0\nstatus: draft\nowner: cio\n"


@pytest.mark.parametrize("filling", [" ", "\t", "a ", " \n", "\r\n", "+1 ", "@", "x@"])
def test_style_and_privacy_take_time_in_proportion_to_the_file(filling: str) -> None:
    text = POLICY + "classification: public\n#" + filling.replace("\n", "\n#") * (110_000 // len(filling)) + "b"
    snapshot = load(MemoryTree({"gitsm.yaml": settings_text(), "policies/backup.yaml": text}))
    assert not snapshot.findings
    rules = [BY_ID["DOC-09"], BY_ID["DOC-11"]]
    started = time.process_time()
    evaluate(snapshot, rules, AS_OF)
    assert time.process_time() - started < 3  # a quadratic search takes minutes


def test_an_address_written_with_escapes_is_found_at_its_field() -> None:
    text = POLICY + 'classification: public\nstatement: "Ask anna.berg\\x40example.org"\n'
    found = [f for f in judge_files({"policies/backup.yaml": text})[1].findings if f.rule == "DOC-11"]
    assert [(f.place, f.at) for f in found] == [("policies/backup.yaml:7:12", "statement#e-mail-address")]
    assert "anna" not in found[0].message


class Vanishing(MemoryTree):
    """A tree whose files disappear after the first reading."""

    def __init__(self, files: dict[str, str]) -> None:
        super().__init__(files)
        self.read_once: set[str] = set()

    def read(self, path: str) -> bytes:
        """The bytes, once."""
        if path in self.read_once:
            raise FileNotFoundError(path)
        self.read_once.add(path)
        return super().read(path)


def test_a_file_that_vanishes_during_the_check_is_judged_as_it_was_read() -> None:
    text = POLICY + "classification: public\nreports: x \n"
    tree = Vanishing({"gitsm.yaml": settings_text(), "policies/backup.yaml": text.replace("reports: x ", "tags: [x] ")})
    report = check(load(tree), RULES, AS_OF)
    assert {n.path for n in report.not_known if n.rule in ("DOC-09", "DOC-11")} == set()
    blank = next(f for f in report.findings if (f.rule, f.path) == ("DOC-09", "policies/backup.yaml"))
    assert blank.position.line == text.count("\n")


def test_missing_approvals_are_one_line_until_there_is_evidence_for_something() -> None:
    approved = (
        POLICY.replace("draft", "approved") + "effective_from: 2026-01-01\nreview: {every: 12mo, last: 2026-01-01}\n"
    )
    files = {f"policies/p-{n}.yaml": approved.replace("id: backup", f"id: p-{n}") for n in range(30)}
    found = [f for f in judge_files(files)[1].findings if f.rule == "DOC-03"]
    assert [(f.path, f.severity, f.measured) for f in found] == [("gitsm.yaml", Severity.INFO, "31")]


def test_texts_count_places_in_lists_from_one_and_name_elements_that_have_a_name() -> None:
    """Both what cannot be read and what the rules find; `at` stays what programs compare."""
    envelope = "version: 1.0.0\nstatus: approved\nowner: desk\neffective_from: 2026-01-01\n"
    files = {
        "policies/backup.yaml": f"id: backup\ntitle: Backup\n{envelope}principles: [Copy daily, TBD]\n",
        "roles/desk.yaml": f"id: desk\ntitle: Desk\n{envelope}"
        "holders: [{party: ops-01}, {party: ops-03, from: soon}]\nresponsibilities: [a, b, 5]\n",
    }
    found = {(f.rule, f.at): f.message for f in judge_files(files)[1].findings}
    assert found["DOC-10", "principles.TBD"] == 'principles.TBD still says "TBD".'
    assert found["LOAD-06", "holders.1.from"].startswith('holders.ops-03.from is "soon"')
    assert found["LOAD-07", "responsibilities.2"].startswith("responsibilities (3rd entry) is meant as a text")
    words = {**files, "policies/backup.yaml": files["policies/backup.yaml"].replace("TBD", "Keep it TBD")}
    later = {(f.rule, f.at): f.message for f in judge_files(words)[1].findings}
    assert later["DOC-10", "principles.1"] == 'principles (2nd entry) still says "TBD".'
    assert [in_words(("a", n)) for n in (0, 10, 11, 12, 20, 110)] == [
        f"a ({n} entry)" for n in ("1st", "11th", "12th", "13th", "21st", "111th")
    ]
    assert in_words(("holders", 3, "from")) == "holders (4th entry): from"
