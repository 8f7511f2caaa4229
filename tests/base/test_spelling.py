"""One spelling for durations, which keeps the unit people chose and never changes the value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitsm.base.scalars import Duration
from gitsm.base.spelling import tidy_duration


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("4h", "4h"),
        ("36h", "36h"),
        ("90m", "90m"),
        ("1h30m", "1h30m"),
        ("1h90m", "2h30m"),
        ("1d30h", "2d6h"),
        ("04h", "4h"),
        ("0d4h", "4h"),
        ("1d0h5m", "1d5m"),
        ("2w", "14d"),
        ("1w1d", "8d"),
        ("PT4H", "4h"),
        ("P1DT12H", "1d12h"),
        ("P2W", "14d"),
        ("PT0M", "0m"),
        ("0h", "0m"),
    ],
)
def test_spellings(text: str, tidy: str) -> None:
    assert tidy_duration(text) == tidy


PARTS = st.lists(st.integers(0, 99_999), min_size=4, max_size=4).filter(any)


@given(PARTS, st.booleans())
def test_tidying_keeps_the_value_and_is_done_after_once(parts: list[int], iso: bool) -> None:
    weeks, days, hours, minutes = parts
    text = f"P{days}DT{hours}H{minutes}M" if iso else f"{weeks}w{days}d{hours}h{minutes}m"
    tidy = tidy_duration(text)
    assert Duration.parse(tidy) == Duration.parse(text)
    assert tidy_duration(tidy) == tidy
