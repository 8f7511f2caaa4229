"""Trend, escalation ladder and dependency picture: honest about gaps, nothing on top of each other."""

from __future__ import annotations

import random
import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from gitsm.render import svg
from gitsm.render.chart import Chart, Landing, TextBox, ladder, trend
from gitsm.render.dependency import Needs, Part, dependencies
from gitsm.render.swimlane import WorkflowError
from render.overlaps import faults

PAYLOADS: list[str] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "payloads.yaml").read_text(encoding="utf-8")
)
SVG = "{http://www.w3.org/2000/svg}"


def root(drawn: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn)


def paths(drawn: str, css: str) -> list[str]:
    return [element.get("d", "") for element in root(drawn).iter(f"{SVG}path") if element.get("class") == css]


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[0-9.]+) (-?[0-9.]+)", path)]


def dots(drawn: str) -> list[tuple[float, float, float]]:
    return [
        (float(dot.get("cx", "")), float(dot.get("cy", "")), float(dot.get("r", "")))
        for dot in root(drawn).iter(f"{SVG}circle")
    ]


# -- trend


def test_a_rising_series_rises_and_ends_in_a_dot() -> None:
    drawn = trend([1, 2, 3], 2, "Closed in time", "12 months").svg
    (line,) = paths(drawn, "ch-trend")
    assert points(line) == [(6, 34), (95, 20), (184, 6)]
    assert dots(drawn) == [(184, 6, 3.5)]
    assert paths(drawn, "ch-target") == ["M0 20H190"]


def test_months_without_a_value_are_gaps() -> None:
    drawn = trend([1, 2, None, 3, None, 2, 1, None], None, "t", "d").svg
    assert [len(points(line)) for line in paths(drawn, "ch-trend")] == [2, 2]
    assert [radius for *_, radius in dots(drawn)] == [1.5, 3.5]
    assert dots(drawn)[-1][0] == pytest.approx(6 + 6 * 178 / 7, abs=0.06)


@pytest.mark.parametrize("nothing", [[], [None], [None, None], [float("nan"), float("inf")]])
def test_without_values_only_the_target_is_drawn(nothing: list[float | None]) -> None:
    drawn = trend(nothing, 5, "t", "d").svg
    assert paths(drawn, "ch-target") == ["M0 20H190"]
    assert not dots(drawn)
    assert not paths(drawn, "ch-trend")


def test_one_value_is_a_dot_and_equal_values_a_level_line() -> None:
    assert dots(trend([7], None, "t", "d").svg) == [(95, 20, 3.5)]
    (line,) = paths(trend([0, 0, 0], 0, "t", "d").svg, "ch-trend")
    assert {y for _, y in points(line)} == {20}


@pytest.mark.parametrize("values", [[1e308, -1e308, 5.0], [1e-300, 2e-300], [-3.0, -2.0], [10**9, 10**9 + 1]])
def test_any_scale_stays_in_the_frame(values: list[float]) -> None:
    drawn = trend(values, values[0], "t", "d").svg
    for line in paths(drawn, "ch-trend"):
        assert all(0 <= x <= 190 and 0 <= y <= 40 for x, y in points(line))
    assert "nan" not in drawn
    assert "inf" not in drawn


def test_the_target_is_inside_even_far_from_the_values() -> None:
    (target,) = paths(trend([1, 2], 100, "t", "d").svg, "ch-target")
    assert target == "M0 6H190"


# -- ladder


def overlapping(chart: Chart) -> list[str]:
    def touch(a: TextBox, b: TextBox) -> bool:
        return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height

    found = [f"{a.text!r} on {b.text!r}" for a, b in combinations(chart.texts, 2) if touch(a, b)]
    outside = [
        t.text
        for t in chart.texts
        if t.x < 0 or t.y < 0 or t.x + t.width > chart.width or t.y + t.height > chart.height
    ]
    return found + outside


def example() -> list[Landing]:
    return [
        Landing(0.5, "1 functional", "to support-level-2", "50 % · 2 h 00", "#level-1"),
        Landing(0.8, "2 hierarchical", "to service-owner", "80 % · 3 h 12"),
        Landing(1.0, "3 hierarchical, breach notice", "to cio", "100 % · 4 h 00"),
    ]


def test_the_stair_has_one_landing_per_level_at_its_time() -> None:
    chart = ladder(example(), "Escalation", "Three levels", target="100 % · 4 h 00")
    stairs = [(x, y) for x, y, _ in dots(chart.svg)]
    assert [y for _, y in stairs] == sorted((y for _, y in stairs), reverse=True)
    start = points(paths(chart.svg, "ch-axis")[0])[0][0]
    whole = stairs[2][0] - start
    assert (stairs[0][0] - start) / whole == pytest.approx(0.5, abs=0.001)
    assert (stairs[1][0] - start) / whole == pytest.approx(0.8, abs=0.001)
    assert [text.text for text in chart.texts].count("100 % · 4 h 00") == 1
    assert root(chart.svg).get("role") == "group"


def test_the_end_of_the_target_is_marked_when_no_level_stands_there() -> None:
    chart = ladder(example()[:2], "Escalation", "Two levels", target="100 % · 4 h 00")
    assert [text.text for text in chart.texts].count("100 % · 4 h 00") == 1
    assert overlapping(chart) == []


def test_texts_of_a_ladder_never_overlap() -> None:
    rng = random.Random(5)
    for _ in range(300):
        shares = [
            rng.choice([0.0, 0.05, 0.1, 0.5, 0.8, 0.82, 1.0, 1.5, rng.random()]) for _ in range(rng.randint(0, 7))
        ]
        landings = [
            Landing(
                share, f"{n} {'hierarchical ' * rng.randint(1, 4)}", "to " + "role-" * rng.randint(1, 9), f"{share:.0%}"
            )
            for n, share in enumerate(shares)
        ]
        assert overlapping(ladder(landings, "t", "d", target="100 % · 4 h")) == [], shares


# -- dependencies


def parts() -> list[Part]:
    return [
        Part("email", "service", "E-mail", "99.5 % · 24×7", "../email/", main=True),
        Part("all", "serial", "needs all"),
        Part("two", "k-of-n", "2 of 3 are enough"),
        Part("net", "component", "Network"),
        *(Part(f"m{n}", "component", f"Mail server {n}", "99 %") for n in range(3)),
        Part("vendor", "supplier", "Mail vendor", "contract · 24×7"),
    ]


def needs() -> list[Needs]:
    pairs = ["email all", "all net", "all two", "two m0", "two m1", "two m2", "m0 net"]
    return [*(Needs(*pair.split()) for pair in pairs), Needs("email", "vendor", "3 % of incidents")]


def test_what_is_needed_stands_below_and_nothing_overlaps() -> None:
    picture = dependencies(parts(), needs(), "E-mail rests on", "d")
    y = {placed.node.id: placed.box.y for placed in picture.drawing.nodes}
    assert all(y[need.source] < y[need.target] for need in needs())
    assert faults(picture.drawing) == []


def test_boxes_link_and_say_what_they_are() -> None:
    drawn = root(dependencies(parts(), needs(), "E-mail rests on", "d").svg)
    assert {link.get("href"): link.get("aria-label") for link in drawn.iter(f"{SVG}a")} == {
        "../email/": "E-mail, 99.5 % · 24×7, service"
    }
    assert {"E-mail", "99.5 % · 24×7", "2 of 3 are enough", "3 % of incidents"} <= {
        t.text for t in drawn.iter(f"{SVG}text")
    }


def test_random_dependencies_do_not_overlap() -> None:
    rng = random.Random(11)
    kinds = ["service", "component", "supplier", "serial", "parallel", "k-of-n"]
    for _ in range(150):
        count = rng.randint(1, 18)
        some = [
            Part(f"p{n}", rng.choice(kinds), "name " * rng.randint(1, 6), rng.choice(["", "99 %"]))
            for n in range(count)
        ]  # type: ignore[arg-type]
        links = [
            Needs(f"p{rng.randrange(count)}", f"p{rng.randrange(count)}") for _ in range(rng.randint(0, 2 * count))
        ]
        assert faults(dependencies(some, links, "t", "d").drawing) == []


def test_an_unknown_part_is_named() -> None:
    with pytest.raises(WorkflowError, match="'nowhere'"):
        dependencies(parts(), [Needs("email", "nowhere")], "t", "d")


# -- all


def drawings(value: str) -> list[str]:
    return [
        trend([1, 2], 1, value, value).svg,
        ladder([Landing(0.5, value, value, value, value)], value, value, opened=value, target=value).svg,
        dependencies(
            [Part("a", "service", value, value, value), Part("b", "serial", value)],
            [Needs("a", "b", value)],
            value,
            value,
        ).svg,
    ]


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_texts_never_become_markup(payload: str) -> None:
    for drawn, plain, linked in zip(drawings(payload), drawings("a b: c"), drawings("plain"), strict=True):
        allowed = {(e.tag, tuple(sorted(e.attrib))) for each in (plain, linked) for e in root(each).iter()}
        assert {(e.tag, tuple(sorted(e.attrib))) for e in root(drawn).iter()} <= allowed


def test_charts_use_classes_of_the_style_sheet_only() -> None:
    sheet = svg.stylesheet()
    for drawn in drawings("plain"):
        assert not re.search(r"""\s(style|fill|stroke|id|font-[a-z]+)=""", drawn)
        for group in re.findall(r'class="([^"]*)"', drawn):
            for name in group.split():
                assert name == "g-trend" or name == "g-ladder" or f".{name}" in sheet, name
        assert [child.tag for child in list(root(drawn))[:2]] == [f"{SVG}title", f"{SVG}desc"]
