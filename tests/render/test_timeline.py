"""The year of planned things: everything inside the frame, whatever the words and days."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gitsm.render.text import text_width
from gitsm.render.timeline import WIDTH, Bar, months_from, timeline

TODAY = date(2026, 11, 1)


def attributes(tag: str, drawn: str) -> list[dict[str, float]]:
    return [
        {name: float(value) for name, value in re.findall(r' (x|y|width|height|cx)="(-?[0-9.]+)"', found)}
        for found in re.findall(rf"<{tag} [^>]*>", drawn)
    ]


def test_months_run_over_the_end_of_a_year() -> None:
    assert [str(day) for day in months_from(date(2026, 11, 17), 3)] == [
        "2026-11-01",
        "2026-12-01",
        "2027-01-01",
        "2027-02-01",
    ]


def test_a_bar_lies_where_its_days_are_and_what_is_over_or_far_is_left_out() -> None:
    inside = Bar(date(2026, 12, 1), date(2026, 12, 16), "Half a month", "closed")
    over = Bar(date(2026, 9, 1), date(2026, 10, 1), "Over", "closed")
    far = Bar(date(2028, 1, 1), date(2028, 1, 2), "Far", "busy")
    drawn = timeline([inside, over, far], TODAY, 12, "Year", "Words")
    assert "Half a month" in drawn and "Over" not in drawn and "Far" not in drawn
    (bar,) = [one for one in attributes("rect", drawn) if one["height"] == 12]
    days = (date(2027, 11, 1) - TODAY).days
    assert abs(bar["x"] - WIDTH * 30 / days) < 0.1 and abs(bar["width"] - WIDTH * 15 / days) < 0.1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-500, 900), st.integers(1, 500), st.text(max_size=300)), max_size=8))
def test_nothing_leaves_the_frame(spans: list[tuple[int, int, str]]) -> None:
    bars = [
        Bar(TODAY + timedelta(days=start), TODAY + timedelta(days=start + length), words, "busy")
        for start, length, words in spans
    ]
    drawn = timeline(bars, TODAY, 12, "Year", "Words")
    for one in attributes("rect", drawn):
        assert one["x"] >= 0 and one["x"] + one["width"] <= WIDTH + 3.1, one
    for css, x, words in re.findall(r'<text class="([^"]*)" x="(-?[0-9.]+)"[^>]*>([^<]*)</text>', drawn):
        wide = text_width(html.unescape(words), 12)
        left = float(x) - wide if css == "end" else float(x)
        assert left >= -0.1, (words, left)
