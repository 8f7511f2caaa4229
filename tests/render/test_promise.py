"""Pictures of promises: true to scale, inside their frame, nothing on top of another."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from gitsm.render.promise.bars import ALONE, LIMIT, NARROW_LIMIT, Bar, Below, Part, bars, narrow
from gitsm.render.promise.chain import CHAIN, Line, Side, Some, Step, chain
from gitsm.render.promise.shapes import LEFT, NARROW, WIDTH, hatched
from gitsm.render.promise.ticket import Lane, Mark, Piece, Tick, Way, ticket
from gitsm.render.promise.week import LEFT as WEEK_LEFT
from gitsm.render.promise.week import RIGHT as WEEK_RIGHT
from gitsm.render.promise.week import Day, Open, week
from gitsm.render.text import SIZE, text_width

SVG = "{http://www.w3.org/2000/svg}"
HEADS = ("Target", "limit = 100 %", "slack")


def root(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)


def size(drawn: str) -> tuple[float, float]:
    """Width and height as drawn, before it is scaled to its place."""
    _, _, width, height = map(float, root(drawn).get("viewBox", "").split())
    return width, height


def boxes(drawn: str, css: str) -> list[tuple[float, float, float, float]]:
    """x, y, width, height of the rectangles of a class."""
    found = (one for one in root(drawn).iter(f"{SVG}rect") if one.get("class", "").split()[0] == css)
    return [tuple(float(one.get(name, "0")) for name in ("x", "y", "width", "height")) for one in found]  # type: ignore[misc]


def texts(drawn: str) -> list[tuple[str, float, float]]:
    """Words with their left and right edge, on the safe side of narrow."""
    found = []
    for one in root(drawn).iter(f"{SVG}text"):
        css, x = one.get("class", "").split(), float(one.get("x", "0"))
        wide = text_width(one.text or "") / 1.1
        left = x - wide if "end" in css else x - wide / 2 if "ch-foot" in css else x
        found.append((one.text or "", left, left + wide))
    return found


def test_a_bar_ends_where_its_minutes_end_and_what_is_over_is_hatched() -> None:
    rows = [
        Bar("half", "100 m", 100, (Part(40, "desk"), Part(10, "", "light")), "50 m", "50 %", Below(110, "3 %: 110 m")),
        Bar("over", "100 m", 100, (Part(110, "desk"),), "10 m over", "−10 %"),
        Bar("far", "100 m", 100, (Part(100_000, "desk"),), "99 900 m over", "−99900 %"),
    ]
    drawn = bars(rows, "Bars", "As below.", HEADS)
    wide = LIMIT - LEFT
    assert boxes(drawn, "pr-work")[0][2] == pytest.approx(wide * 0.4)
    assert boxes(drawn, "pr-light")[0][2] == pytest.approx(wide * 0.1)
    below, over, far = _frames(drawn)
    assert (over[0], over[2]) == (pytest.approx(LIMIT), pytest.approx(wide * 0.1))
    assert (below[0], below[0] + below[2]) == (pytest.approx(LEFT + wide * 0.5), pytest.approx(LIMIT + wide * 0.1))
    assert far[0] + far[2] < WIDTH and "99 900 m over ▸" in {words for words, _, _ in texts(drawn)}
    assert all(left >= -1 and right <= WIDTH + 1 for _, left, right in texts(drawn))


def test_where_nothing_is_over_the_line_stands_near_the_edge_so_that_bars_are_long() -> None:
    fits = Bar("fits", "100 m", 100, (Part(40, "desk"),), "60 m", "60 %")
    wide, small = (draw([fits, fits], "Bars", "As below.", HEADS) for draw in (bars, narrow))
    assert boxes(wide, "pr-work")[0][2] == pytest.approx((ALONE - LEFT) * 0.4, abs=0.1)
    assert boxes(small, "pr-work")[0][2] == pytest.approx((NARROW - 1) * 0.4, abs=0.1)
    full = Bar("full", "100 m", 100, (Part(99, "desk"),), "1 h 39 m", "1 %")
    drawn = bars([fits, full], "Bars", "As below.", HEADS)
    assert boxes(drawn, "pr-work")[0][2] == pytest.approx((LIMIT - LEFT) * 0.4, abs=0.1), "words need room behind it"
    for each in (wide, drawn):
        heads = sorted(span for span in texts(each) if span[0] in HEADS)
        assert len(heads) == 3 and all(left >= 0 and right <= WIDTH + 1 for _, left, right in heads)


def test_how_far_a_promise_is_over_never_lies_on_the_share_beside_it() -> None:
    rows = [
        Bar("far", "4 h", 240, (Part(60 * h, ""),), f"{h} h 55 m over", f"−{h * 25} %") for h in (5, 112, 1000, 99_000)
    ]
    lines: dict[float, list[tuple[float, float]]] = {}
    drawn = bars(rows, "Bars", "As below.", HEADS)
    for one, (words, left, right) in zip(root(drawn).iter(f"{SVG}text"), texts(drawn), strict=True):
        if "%" in words or "over" in words:
            lines.setdefault(float(one.get("y", "0")), []).append((left, right))
    assert [len(spans) for spans in lines.values()][:2] == [1, 2], "the head, then a row that has room for both"
    for spans in lines.values():
        assert all(a[1] <= b[0] for a, b in pairwise(sorted(spans)))


def _frames(drawn: str) -> list[tuple[float, float, float, float]]:
    """Thin frame of the first row, then those of the others."""
    return sorted(boxes(drawn, "pr-over-frame"), key=lambda box: box[1])


@pytest.mark.parametrize("size", [(3.0, 20.0), (400.0, 9.0), (20.0, 20.0), (7.5, 300.0)])
def test_hatching_stays_inside_its_frame(size: tuple[float, float]) -> None:
    points = re.findall(r"[ML]([0-9.]+) ([0-9.]+)", hatched(10, 20, *size))
    for x, y in points:
        assert 10 <= float(x) <= 10 + size[0] + 0.05
        assert 20 <= float(y) <= 20 + size[1] + 0.05


@pytest.mark.parametrize(("left", "width"), [(LEFT, WIDTH), (0.0, NARROW)], ids=["wide", "phone"])
def test_a_ticket_is_drawn_in_linear_time_with_every_mark_legible(left: float, width: float) -> None:
    marks = (Mark(0, "opened", "Thu 2026-04-02 15:06"), Mark(240, "4 h used up", "Thu 2026-04-02 19:06", alert=True))
    way = Way(
        -100, 6900, (Tick(-100, "Thu 2026-04-02", strong=True), Tick(534, "Fri 2026-04-03", strong=True)),
        (Lane("Clock", "24×7", ((-100, 6900),)), Lane("ola/messaging", "office", ((-100, 174), (6774, 6900)))),
        "This ticket", "within 4 h",
        (Piece(0, 174, "works", "messaging"), Piece(174, 6774, "runs", "110 h count"), Piece(6774, 6775, "works")),
        (*marks, Mark(6775, "done", "Tue 2026-04-07 08:01")), left, width,
    )  # fmt: skip
    drawn = ticket(way, "Ticket", "As below.")
    (frame,) = boxes(drawn, "pr-over-frame")
    assert frame[2] == pytest.approx((width - left) * 6600 / 7000, abs=0.1)
    assert min(box[2] for box in boxes(drawn, "pr-work")) == 2.0, "a single minute is still seen"
    rows: dict[float, list[tuple[float, float]]] = {}
    for one, (_, begin, end) in zip(root(drawn).iter(f"{SVG}text"), texts(drawn), strict=True):
        rows.setdefault(float(one.get("y", "0")), []).append((begin, end))
        assert end <= width + 1
    for spans in rows.values():
        spans.sort()
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_on_a_phone_the_same_bars_fit_the_screen_with_all_their_words() -> None:
    rows = [
        Bar(NAME, NAME, 100, (Part(40, "desk"), Part(10, "", "light")), "50 m", "50 %", Below(110, "3 %: 110 m")),
        Bar("far", "100 m", 100, (Part(100_000, "desk"),), "99 900 m over", "−99900 %"),
        Bar("none", "100 m", 100, (), empty="not proved"),
    ]
    drawn = narrow(rows, "Bars", "As below.", HEADS)
    assert boxes(drawn, "pr-work")[0][2] == pytest.approx(NARROW_LIMIT * 0.4, abs=0.1)
    assert all(x + wide <= NARROW + 0.1 for x, _, wide, _ in _frames(drawn))
    spans = sorted((round(float(one.get("y", "0"))), left, right) for one, (_, left, right) in
                   zip(root(drawn).iter(f"{SVG}text"), texts(drawn), strict=True))  # fmt: skip
    assert all(left >= 0 and right <= NARROW + 1 for _, left, right in spans)
    assert all(a[2] <= b[1] for a, b in pairwise(spans) if a[0] == b[0])
    assert {"50 m left", "99 900 m over", "3 %: 110 m", "not proved"} <= {words for words, _, _ in texts(drawn)}


NAME = "ola/second-level-betreuung-großrechner-und-archivsysteme-standort-nord"


def test_a_long_name_stays_in_its_column() -> None:
    lane = Lane(NAME, f"hours of {NAME}", ((0, 100),))
    mark = Mark(0, "opened", "Thu 2026-04-02 15:06")
    drawn = ticket(Way(0, 100, (), (lane,), "This ticket", "within 4 h", (), (mark,)), "Ticket", "As below.")
    row = bars([Bar(NAME, NAME, 100, (Part(40, ""),))], "Bars", "As below.", HEADS)
    for picture in (drawn, row):
        cut = [(words, right) for words, _, right in texts(picture) if words.endswith("…")]
        assert len(cut) == 2 and all(right < LEFT for _, right in cut)


@pytest.mark.parametrize(("width", "least"), [(WIDTH, 7.5), (CHAIN, 7.0)])
def test_words_are_legible_on_a4(width: float, least: float) -> None:
    between_margins = (210 - 2 * 12) / 25.4 * 72  # in points, as the style sheet of pages has it
    assert SIZE * between_margins / width >= least


def test_a_week_is_drawn_as_intervals_each_pattern_named_once() -> None:
    days = [Day((Open(480, 1080),), "10 h of 10 h")] * 5 + [Day((Open(480, 1080, "short"),), "0 h of 10 h", alert=True)]
    drawn = week([*days, Day((), "not promised")], {"covered": "all work", "short": "closed"}, "Week", "As below.")
    assert len(boxes(drawn, "pr-covered")) == 5 and len(boxes(drawn, "pr-over-frame")) == 1
    assert {round(box[2], 1) for box in boxes(drawn, "pr-covered")} == {round((WEEK_RIGHT - WEEK_LEFT) * 600 / 1440, 1)}
    said = [words for words, _, _ in texts(drawn)]
    assert said.count("all work") == 1 and said.count("closed") == 1


@pytest.mark.parametrize("width", [WIDTH, NARROW])
def test_the_hours_beside_a_week_never_lie_on_it(width: float) -> None:
    drawn = week([Day((Open(0, 1440, "short"),), "10 h 30 m of 23 h 45 m")] * 7, {}, "Week", "As below.", width)
    edge = max(x + wide for x, _, wide, _ in boxes(drawn, "pr-over-frame"))
    assert edge < min(width - text_width(words, bold=True) for words, _, _ in texts(drawn) if " of " in words)


LONG = Step(
    "ola/a-team-with-quite-a-long-name-as-they-happen", "112 h 30 m", "resolution time · a-calendar-of-its-own", "10 m"
)
SHORT = Step("ola/desk", "15 m", "acknowledge time · 24×7", "10 m", "ola/desk.html")


@pytest.mark.parametrize(
    "part",
    [
        SHORT,
        Line((SHORT, LONG, SHORT)),
        Line((SHORT, Side((SHORT, LONG, Line((SHORT, SHORT)))), Some("3 %", "incident records of 2025", LONG))),
        Line((Some("not known", "", Line((SHORT, Side((LONG, SHORT))))), SHORT)),
        Side((Some("50 %", "a guess", SHORT), Side((SHORT, LONG)))),
        Line(
            (
                SHORT,
                LONG,
                Some("3 %", "", SHORT),
                Side((SHORT, Line((SHORT, SHORT)))),
                SHORT,
                Side((LONG, SHORT)),
                SHORT,
            )
        ),
    ],
)
def test_steps_of_a_chain_never_overlap_and_stay_inside(part: Step | Line | Side | Some) -> None:
    for wide in (CHAIN, NARROW):
        _nothing_overlaps(chain(part, "Chain", "As below.", wide))


def _nothing_overlaps(drawn: str) -> None:
    width, height = size(drawn)
    found = boxes(drawn, "pr-box") + boxes(drawn, "pr-pill")
    for i, (x, y, wide, high) in enumerate(found):
        assert x >= 0 and y >= 0 and x + wide <= width and y + high <= height
        for a, b, c, d in found[i + 1 :]:
            assert x + wide <= a or a + c <= x or y + high <= b or b + d <= y
    assert all(left >= -1 and right <= width + 1 for _, left, right in texts(drawn))


def test_a_chain_with_steps_at_once_and_a_supplier_fits_a_phone_with_the_source_of_its_share() -> None:
    vendor = Step("contract/mail-vendor", "8 h 30 m", "resolution time", hours="24×7")
    team = Step("ola/messaging", "2 h 30 m", "resolution time", hours="At least one office staffed")
    desk = Step("ola/desk", "15 m", "acknowledge time", "10 m", hours="24×7")
    part = Line((desk, Side((team, team)), Some("3 % of tickets", "incident records of 2025", vendor)))
    drawn = chain(part, "Chain", "As below.", NARROW)
    assert size(drawn)[0] <= NARROW
    said = [words for words, _, _ in texts(drawn)]
    assert {"3 %", "of tickets", "incident records of 2025", "At least one office staffed"} <= set(said)
    assert said[-1] == "done" and len({y for _, y, _, _ in boxes(drawn, "pr-box")}) == 4


def test_a_long_sequence_goes_on_below_and_stays_as_wide_as_the_page() -> None:
    eight = [Step(f"ola/step-{n}", "15 m", "resolution time", "10 m", hours="Office hours") for n in range(8)]
    drawn = chain(Line(tuple(eight)), "Chain", "As below.")
    assert size(drawn)[0] <= CHAIN + 1
    rows = [y for _, y, _, _ in boxes(drawn, "pr-box")]
    assert rows == sorted(rows) and len(set(rows)) == 3, "three in a row, read like lines of a text"
    assert [words for words, _, _ in texts(drawn)].count("hands over") == 8
