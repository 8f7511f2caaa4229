"""Labels are measured on the safe side and broken without losing a letter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitsm.render.text import balanced, text_width, wrap


def test_widths_are_those_of_arial_plus_ten_per_cent() -> None:
    # Advance widths in thousandths: H 722, a 556, m 833, b 556, u 556, r 333, g 556
    assert text_width("Hamburg", 10) == pytest.approx((722 + 556 + 833 + 556 + 556 + 333 + 556) / 100 * 1.1)
    assert text_width("0123456789", 12) == pytest.approx(10 * 0.556 * 12 * 1.1)


def test_bold_accents_and_wide_letters() -> None:
    assert text_width("role", bold=True) > text_width("role")
    assert text_width("é") == text_width("e")
    assert text_width("e\u0301") == text_width("e")
    assert text_width("中") > 12


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Log the incident", ("Log the incident",)),
        ("Categorise, set the priority", ("Categorise, set the", "priority")),
        ("", ("",)),
        ("  much   space ", ("much space",)),
        ("configuration-management-database-owner", ("configuration-", "management-", "database-owner")),
        ("Donaudampfschifffahrtsgesellschaft", ("Donaudampfschifff", "ahrtsgesellschaft")),
    ],
)
def test_where_labels_break(text: str, lines: tuple[str, ...]) -> None:
    assert wrap(text, 114) == lines


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.text(max_size=80), st.integers(20, 200))
def test_no_letter_is_lost_and_lines_fit(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        visible = [char for char in line if text_width(char)]
        assert text_width(line) <= width or len(visible) == 1


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("next step, at most 8×", ("next step,", "at most 8×")),
        ("Who may allow the way it?", ("Who may allow", "the way it?")),
        ("yes", ("yes",)),
        ("", ("",)),
    ],
)
def test_balanced_lines_leave_no_short_word_over(text: str, lines: tuple[str, ...]) -> None:
    assert balanced(text, 114, bold=True) == lines


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.text(max_size=60))
def test_balancing_needs_no_more_lines_and_loses_nothing(text: str) -> None:
    assert len(balanced(text, 114)) <= len(wrap(text, 114))
    assert "".join("".join(balanced(text, 114)).split()) == "".join(text.split())
