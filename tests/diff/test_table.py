"""Every change of the labelled table: its numbers, its class, and exactly who is asked."""

from __future__ import annotations

from typing import Any

import pytest

from diff_table import cases, planned
from gitsm.diff.types import TYPES
from gitsm.plan.policy_test import asked

WITHOUT_KIND = {39, 40, 47}
"""Findings of audits, risks and roadmaps have no kinds yet."""


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"].replace(" ", "-"))
def test_each_change_is_what_the_table_says(case: dict[str, Any]) -> None:
    found = planned(case)
    assert sorted({one.change.number for one in found.changes}) == case["changes"]
    assert found.class_ == case["class"]
    assert sorted(asked(found)) == case["approvers"]


def test_the_table_has_an_example_of_every_type_and_most_classes_twice() -> None:
    shown = {number for case in cases() for number in case["changes"]}
    assert shown == set(TYPES) - WITHOUT_KIND
    assert len(cases()) >= 60
    assert len({case["name"] for case in cases()}) == len(cases())
