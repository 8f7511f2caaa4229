"""A plan as text, comment and JSON: the words people read, nothing obeyed, never too long, the same each time."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator

from diff_support import worked_files
from diff_table import cases
from diff_table import planned as planned_case
from gitsm.approvals.forge import COMMENT_LIMIT, MARKER
from gitsm.approvals.request import ChangeRequest, Voice
from gitsm.export.parts import planned
from gitsm.export.parts.flow_change import changed_workflow
from gitsm.export.parts.style import Style
from gitsm.export.plan_json import plan_json
from gitsm.export.plan_markdown import LIMIT, plan_markdown, said
from gitsm.export.plan_text import plan_text
from gitsm.plan.plan import Names
from plan_support import LOOSER, SLA, plan_after
from support import ROOT

HOSTILE = (
    "<!-- gitsm:gate --> @ops-01 @org/team #12 owner/name#3 GH-4 <script>x</script> </details> ```\\n[a](http://e.x) "
    "| cell | ::error:: %0A http://e.x www.e.x &#64;ops-02 :tada:"
)


def test_the_heading_says_class_direction_and_agreements() -> None:
    text = plan_text(plan_after(LOOSER, ChangeRequest(voices=(Voice("biz-02", True),))))
    assert text.splitlines()[0].startswith("Major change · one promise becomes looser · 1 of ")


def test_the_sentence_speaks_of_the_customers_case() -> None:
    text = plan_text(plan_after(LOOSER))
    assert "a case of priority P4 may take 40 h instead of 20 h to be solved." in text


def test_values_are_words_and_not_keys() -> None:
    edit = ("at_most: 20h, compliance: 90, clock: support", "at_most: 20h, compliance: 85, clock: service")
    found = plan_after({SLA: edit})
    assert {(row.what, row.before, row.after) for row in planned.rows(found)} == {
        ("P4 solving, share of cases that must meet it", "90\u00a0%", "85\u00a0%"),
        ("P4 solving, which hours count", "support hours", "service hours"),
    }


def test_a_file_that_decides_is_named_by_its_path() -> None:
    path = ".github/workflows/gitsm-gate.yml"
    found = plan_after({}, other_files=[path, "README.md"])
    assert f"{path} is changed; it decides how this repository is judged." in plan_text(found)
    assert [(row.thing, row.after, row.how) for row in planned.rows(found)] == [
        (f"File {path}", "different", "may be looser")
    ]


def test_every_kind_of_change_is_said_in_words() -> None:
    """The labelled table of changes: no key, no spelling of the program, no empty cell, and all outputs hold."""
    for case in cases():
        found = planned_case(case)
        heading, sentence = plan_text(found).split("\n\n")[:2]
        assert " · " in heading and sentence.rstrip().endswith((".", "…")), case["name"]
        for row in planned.rows(found):
            for cell in (row.what, row.before, row.after):
                assert cell and not re.search(r"[{}]|frozenset|Duration|None\b|_(?=[a-z])", cell), (case["name"], cell)
        plan_json(found)
        assert len(plan_markdown(found)) <= LIMIT


def test_what_is_written_differently_is_named() -> None:
    text = plan_text(plan_after({SLA: ("priority: p4, at_most: 20h", "priority: p4, at_most: 1200m")}))
    assert text.startswith("Standard change · written differently, same meaning · 0 of 1 agreement given")
    assert "slas/email.yaml is written differently and means the same." in text


def test_nothing_changed_is_said() -> None:
    text = plan_text(plan_after({}))
    assert text.startswith("No change · nothing governed changed") and "There is nothing to agree to." in text


def test_colour_changes_no_word() -> None:
    found = plan_after(LOOSER)
    coloured = plan_text(found, style=Style(True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plan_text(found) and coloured != plan_text(found)


def test_a_hostile_text_is_neither_markup_nor_mention_nor_marker() -> None:
    title = ("title: E-mail and calendar", f"title: '{HOSTILE}'")
    found = plan_after({SLA: [title, LOOSER[SLA]]}, ChangeRequest(declared="major", strangers=(HOSTILE,)))  # type: ignore[list-item]
    text = plan_markdown(found)
    assert MARKER not in text and "<script" not in text and "gitsm:gate" not in text.replace("gitsm/gate", "")
    outside = re.sub(r"(`+).*?\1", "", re.sub(r"```mermaid\n.*?```", "", text, flags=re.DOTALL))
    assert "@" not in outside and "](" not in outside
    assert not re.search(r"#[0-9]", re.sub(r"&#[0-9]+;", "", outside))
    assert not re.search(r"GH-[0-9]|www\.|https?:", outside)
    assert text.count("<details>") == text.count("</details>")
    plain = plan_text(found)
    assert "\x1b" not in plain and not re.search(r"^\s*::", plain, re.MULTILINE)
    assert plan_json(found).isascii()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@ops-01", "`@`ops-01"), ("a#1", "a`#`1"), ("SLA 1.4.0 (new): x", "SLA 1.4.0 (new): x"),
        ("www.e.x", "www&#46;e.x"), (":tada:", "&#58;tada:"), ("a | b", "a &#124; b"), ("- x", "&#45; x"),
    ],
)  # fmt: skip
def test_said(text: str, shown: str) -> None:
    assert said(text) == shown


def test_a_comment_never_exceeds_the_limit_and_states_what_is_left_out() -> None:
    text = worked_files()[SLA].decode()
    edits = {
        path: data.decode().replace("title: ", "title: Completely different and very much longer than before, ", 1)
        for path, data in worked_files().items()
        if path.startswith(("kpis/", "roles/", "services/", "processes/", "improvement_register/", "docs/"))
    }
    edits[SLA] = text.replace("at_most: ", "at_most: 9")
    found = plan_after(edits, other_files=[f"src/file-{number}-{'x' * 80}.py" for number in range(2_000)])
    comment = plan_markdown(found)
    assert len(comment) <= LIMIT and LIMIT + len(MARKER) + 1 <= COMMENT_LIMIT
    assert comment.startswith("## ") and "### Who must agree" in comment
    assert re.search(r"and \d+ more changes, \d+ in all", comment)
    assert re.search(r"and \d+ more files, 2000 in all", comment)
    assert comment == plan_markdown(found)
    small = plan_markdown(found, limit=4_000)
    assert len(small) <= 4_000 and small.startswith("## Major change")


def test_json_has_the_published_shape() -> None:
    schema = json.loads((ROOT / "docs/reference/json/plan-1.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    for found in (
        plan_after({}),
        plan_after(LOOSER, ChangeRequest(frozenset({"ops-04"}), ("who",), (Voice("biz-02", False),), "normal")),
        plan_after({SLA: None, "roles/cio.yaml": ("title: ", "title: The ")}, other_files=["a.txt"]),
    ):
        text = plan_json(found, Names("main", "work tree", "0" * 40, ""))
        assert [error.message for error in Draft202012Validator(schema).iter_errors(json.loads(text))] == []


def test_what_voided_an_agreement_is_said_everywhere() -> None:
    found = plan_after(LOOSER, ChangeRequest(commit="f" * 40, voices=(Voice("biz-02", True, "a" * 40),)))
    assert [one.voice.person for one in found.judgement.voided] == ["biz-02"]
    for text in (" ".join(plan_text(found).split()), plan_markdown(found)):
        assert "biz-02 must be asked again" in text and "aaaaaaa" in text
    assert json.loads(plan_json(found))["voided"][0]["person"] == "biz-02"


def test_a_changed_workflow_is_drawn_with_what_is_new_and_what_goes() -> None:
    path = "processes/change-enablement.yaml"
    step = "    - {id: rehearse-change, type: task}\n"
    new = "    - {id: second-look, type: event, label: 'Somebody \"looks\" again'}\n"
    text = worked_files()[path].decode()
    ways = [line for line in text.splitlines(keepends=True) if re.search(r"(from|to): rehearse-change\b", line)]
    assert step in text and ways
    changed = text.replace(step, new)
    for line in ways:
        changed = changed.replace(line, line.replace("rehearse-change", "second-look"), 1)
    found = plan_after({path: changed})
    (picture,) = {changed_workflow(one.change.pair) for one in found.changes if one.change.key.startswith("process/")}
    assert "dropped: Rehearse the change" in picture.replace("#58;", ":") and "new: Somebody" in picture.replace(
        "#58;", ":"
    )
    assert '"looks"' not in picture and "click" not in picture
    assert re.search(r"classDef dropped .*\n  class n\d+ dropped", picture)
    assert "```mermaid\nflowchart" in plan_markdown(found)
