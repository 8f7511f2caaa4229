"""The page of change types says what the program does."""

from __future__ import annotations

import re

from diff_table import cases
from gitsm.diff.types import CLASSES, TYPES
from support import ROOT

PAGE = (ROOT / "docs/reference/changes.md").read_text(encoding="utf-8")
LINE = re.compile(r"^\| ([0-9]+) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def test_numbers_titles_and_approvers_are_those_of_the_program() -> None:
    shown = {int(number): (title, asked, impact) for number, title, _, asked, impact in LINE.findall(PAGE)}
    wanted = {}
    for number, row in TYPES.items():
        asked = ", ".join(row.approvers) or "–"
        if row.kinder is not None:
            asked += f"; not looser: {', '.join(row.kinder)}"
        wanted[number] = (row.title, asked, row.impact or "–")
    assert shown == wanted


def test_each_class_that_the_labelled_table_has_for_a_type_is_named() -> None:
    """Where a case has one type, its class is one of the words in the row; blocked types say so."""
    words = {int(number): class_ for number, _, class_, _, _ in LINE.findall(PAGE)}
    for case in cases():
        excepted = case["changes"] == [12] or case["name"].endswith("in a draft")  # a model of the policy; a draft
        if len(case["changes"]) == 1 and not excepted:
            assert case["class"] in words[case["changes"][0]], case["name"]
    for number, row in TYPES.items():
        assert any(class_ in words[number] for class_ in CLASSES)
        assert row.blocked == ("blocked" in words[number])
