"""Calendars compared as the almanac reads them; one that only combines others says something of single days too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitsm.diff.content import canonical
from gitsm.diff.hours import calendar_differences, of_calendars
from gitsm.model.service import Calendar
from promise_support import calendar

EVE = "2026-12-24"


def _both(**days: Any) -> Calendar:
    return Calendar.model_validate_json(
        json.dumps({**calendar("both"), "parents": {"union": ["one", "other"]}, **days})
    )


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ({}, {"holidays": [{"date": EVE}]}, "looser"),
        ({"holidays": [{"date": EVE, "from": "12:00"}]}, {"holidays": [{"date": EVE}]}, "looser"),
        ({"holidays": [{"date": EVE}]}, {"exceptions": [{"date": EVE, "open": [["08:00", "12:00"]]}]}, "tighter"),
        ({"holidays": [{"date": EVE}]}, {"exceptions": [{"date": EVE, "closed": True}]}, "neutral"),
    ],
)
def test_a_day_of_a_calendar_that_only_combines_others(before: Any, after: Any, verdict: str) -> None:
    old, new = _both(**before), _both(**after)
    found = list(calendar_differences(old, new))
    assert of_calendars(old, new) == verdict
    assert [route for route, *_ in found] == ([] if verdict == "neutral" else [("days", EVE)])
    assert verdict == "neutral" or canonical(old) != canonical(new), "nobody has agreed to the other hours"
