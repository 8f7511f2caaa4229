"""The picture of a workflow: nothing overlaps, everything is said, and the same workflow gives the same picture."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from gitsm.render import svg
from gitsm.render.swimlane import Box, Drawing, Edge, Lane, Node, Workflow, WorkflowError, layout, swimlane
from gitsm.render.text import text_width
from render.overlaps import faults
from render.workflows import Generator, chaos, incident, simple

PAYLOADS: list[str] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "payloads.yaml").read_text(encoding="utf-8")
)
LONG = "Approve the configuration of the non-production environment together with the owner of the continuity plan"

BY_HAND: dict[str, Workflow] = {
    "incident": incident(),
    "one step": simple("s>t t>e", {}),
    "two in a row cross": simple(
        "s>a a>t1 a>t2 t1>u2 t2>u1 u1>b u2>b b>e", {"t1": "A", "t2": "B", "u2": "B", "u1": "A"}
    ),
    "lanes change places": simple(
        "s>a a>t1 a>t2 t1>u2 t2>u1 u1>b u2>b b>e", {"t1": "A", "u1": "A", "t2": "B", "u2": "B", "b": "B"}
    ),
    "labelled branches change places": simple(
        "s>a a>x1 a>x2 x1>t1:approved x1>t2:not_approved x2>t2:approved x2>t1:not_approved t1>b t2>b b>e",
        {"x1": "A", "t1": "A", "x2": "B", "t2": "B", "b": "B"},
    ),
    "five branches of one role": simple(
        "s>x x>t1:p1 x>t2:p2 x>t3:p3 x>t4:p4 x>t5:otherwise t1>xx t2>xx t3>xx t4>xx t5>xx xx>e", {}
    ),
    "branch to the join": simple("s>x x>t1:yes t1>xx x>xx:no xx>e", {}),
    "both branches to one box": simple("s>x x>t:yes x>t:no t>e", {}),
    "decisions in decisions": simple(
        "s>x1 x1>x2:yes x1>x3:no x2>t1:yes x2>t2:no x3>t3:yes x3>t4:no t1>x4 t2>x4 t3>x5 t4>x5 x4>x6 x5>x6 x6>e",
        {"x2": "B", "t2": "C", "x3": "C", "t4": "B", "x5": "B"},
    ),
    "loop in a loop": simple(
        "s>t1 t1>t2 t2>x1 x1<t2:no,_at_most_3× x1>t3:yes t3>x2 x2<t1:start_again x2>e:yes", {"t2": "B", "x2": "C"}
    ),
    "loops to one box": simple(
        "s>t1 t1>x1 x1<t1:no x1>t2:yes t2>x2 x2<t1:no x2>t3:yes t3>x3 x3<t1:no x3>e:yes", {"t2": "B"}
    ),
    "loop over many lanes": simple(
        "s>t1 t1>t2 t2>t3 t3>t4 t4>x x<t1:not_accepted_by_the_board x>e:yes",
        {"t1": "A", "t2": "B", "t3": "C", "t4": "D", "x": "D"},
    ),
    "step repeats itself": simple("s>t t<t:until_done t>e", {}),
    "back and forth between two boxes": simple("s>t1 t1>t2 t2<t1:no t2>t3 t3<t2:no t3<t1:never t3>e", {}),
    "undeclared circle": simple("s>t1 t1>t2 t2>t3 t3>t1 t3>e", {"t2": "B"}),
    "no edges": simple("s>e", {}),
    "parallel in parallel": simple(
        "s>a1 a1>a2 a1>t1 a2>t2 a2>t3 t2>a3 t3>a3 a3>a4 t1>a4 a4>e", {"t1": "B", "t2": "C", "t3": "A", "a4": "B"}
    ),
    "long words": simple(
        "s>t t>x x>e:yes x<t:no,_because_the_documentation_of_the_non-conformity_is_missing",
        {},
        labels={"t": LONG, "x": LONG + "?", "s": LONG, "e": "Donaudampfschifffahrtsgesellschaftskapitän"},
    ),
    "twelve roles, forty activities": simple(
        " ".join(["s>t0", *(f"t{n}>t{n + 1}" for n in range(39)), "t39>x", "x<t3:no", "x>e:yes", "t5>t20", "t7>t33"]),
        {f"t{n}": f"R{n * 7 % 12}" for n in range(40)},
    ),
    "two ends": simple("s>x x>t1:yes x>e2:no t1>e1", {"e2": "B"}),
    "events and subprocesses": simple("s>v1 v1>p1 p1>a1 a1>v2 a1>t1 v2>a2 t1>a2 a2>e", {"v2": "B", "p1": "C"}),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_nothing_overlaps_in_workflows_made_by_hand(name: str) -> None:
    assert faults(layout(BY_HAND[name])) == []


@pytest.mark.parametrize("first", range(0, 400, 20))
def test_nothing_overlaps_in_random_workflows(first: int) -> None:
    for seed in range(first, first + 20):
        assert faults(layout(Generator(seed).workflow())) == [], f"seed {seed}"


@pytest.mark.parametrize("first", range(0, 100, 20))
def test_nothing_overlaps_in_any_graph(first: int) -> None:
    for seed in range(first, first + 20):
        assert faults(layout(chaos(seed))) == [], f"seed {seed}"


@pytest.mark.parametrize("seed", [132, 756, 814, 1079, 1149, 1841])
def test_nothing_overlaps_in_graphs_that_were_hard(seed: int) -> None:
    """Ports used up, lines crossing in a circle with labels on all of them: each needed a correction of its own."""
    assert faults(layout(chaos(seed))) == []


# -- the judge itself can say no


def moved(box: Box, dx: float, dy: float) -> Box:
    return Box(box.x + dx, box.y + dy, box.width, box.height)


def spoilt(what: str) -> Drawing:
    drawing = layout(incident())
    nodes, edges, chips = list(drawing.nodes), list(drawing.edges), list(drawing.chips)
    at = {placed.node.id: index for index, placed in enumerate(nodes)}
    if what == "closer than":
        nodes[at["cat"]] = replace(nodes[at["cat"]], box=moved(nodes[at["cat"]].box, 0, -25))
    elif what == "runs through":
        points = ((624.0, 323.0), (624.0, 720.0), (452.0, 720.0), (452.0, 735.0))
        edges[3] = replace(edges[3], points=points)
    elif what == "lies on node":
        chips[0] = replace(chips[0], box=moved(chips[0].box, 0, 30))
    elif what == "chips":
        chips[0] = replace(chips[0], box=moved(chips[0].box, 0, -18))
    elif what == "hides a part":
        chips[1] = replace(chips[1], box=moved(chips[1].box, 20, 0))
    elif what == "lie on each other":
        edges[2] = replace(edges[2], points=edges[4].points)
    elif what == "outside the frame":
        nodes[at["start"]] = replace(nodes[at["start"]], box=moved(nodes[at["start"]].box, -40, 0))
    elif what == "does not touch":
        edges[0] = replace(edges[0], points=edges[0].points[:-1])
    elif what == "labels without a chip":
        del chips[0]
    elif what == "not inside its lane":
        nodes[at["start"]] = replace(nodes[at["start"]], box=moved(nodes[at["start"]].box, 60, 0))
    return replace(drawing, nodes=tuple(nodes), edges=tuple(edges), chips=tuple(chips))


@pytest.mark.parametrize(
    "what",
    [
        "closer than",
        "runs through",
        "lies on node",
        "chips",
        "hides a part",
        "lie on each other",
        "outside the frame",
        "does not touch",
        "labels without a chip",
        "not inside its lane",
    ],
)
def test_the_judge_finds_each_kind_of_fault(what: str) -> None:
    assert any(what in fault for fault in faults(spoilt(what)))


# -- order


def test_time_runs_down() -> None:
    drawing = layout(incident())
    y = {placed.node.id: placed.box.y for placed in drawing.nodes}
    for path in drawing.edges:
        assert (y[path.edge.source] < y[path.edge.target]) is not path.edge.back


def test_the_trigger_stands_left_and_neighbours_are_near() -> None:
    workflow = incident()
    lane = {node.id: node.lane for node in workflow.nodes}

    def cost(order: list[str]) -> int:
        return sum(abs(order.index(lane[e.source]) - order.index(lane[e.target])) for e in workflow.edges)

    drawn = [column.lane.id for column in layout(workflow).lanes]
    others = [lane.id for lane in workflow.lanes[1:]]
    assert drawn[0] == "user"
    assert cost(drawn) == min(cost(["user", *order]) for order in permutations(others))


def test_five_lanes_fit_a_page() -> None:
    assert layout(incident()).width <= 960


def test_lanes_without_a_step_are_not_drawn() -> None:
    workflow = incident()
    more = replace(workflow, lanes=(*workflow.lanes, Lane("auditor", "Auditor")))
    assert layout(more) == layout(workflow)


def test_a_circle_that_nobody_declared_is_drawn_dashed() -> None:
    picture = swimlane(BY_HAND["undeclared circle"])
    assert [path.edge.target for path in picture.drawing.edges if path.edge.back] == ["t1"]
    assert picture.svg.count("sl-edge back") == 1


def test_two_arrows_between_the_same_boxes_keep_both_labels() -> None:
    (label,) = [chip.lines for chip in layout(BY_HAND["both branches to one box"]).chips]
    assert label == ("yes / no",)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"nodes": (Node("a", "task", "L"), Node("a", "task", "L"))}, "'a' is listed twice"),
        ({"lanes": (Lane("L", "x"), Lane("L", "y"))}, "'L' is listed twice"),
        ({"nodes": (Node("a", "task", "M"),)}, "lane 'M'"),
        ({"edges": (Edge("a", "b"),)}, "node 'b'"),
    ],
)
def test_unknown_ids_are_named(change: dict[str, object], words: str) -> None:
    workflow = Workflow("t", "d", (Lane("L", "L"),), (Node("a", "task", "L"),), ())
    with pytest.raises(WorkflowError, match=re.escape(words)):
        layout(replace(workflow, **change))  # type: ignore[arg-type]


def test_a_workflow_without_steps_is_an_empty_picture() -> None:
    assert "<svg" in swimlane(Workflow("t", "d", (Lane("L", "L"),), (), ())).svg


# -- what the SVG says

SVG = "{http://www.w3.org/2000/svg}"


def tree(workflow: Workflow) -> ElementTree.Element:
    return ElementTree.fromstring(swimlane(workflow).svg)


def test_every_label_is_in_the_picture() -> None:
    for name, workflow in BY_HAND.items():
        said = "".join("".join(text.itertext()) for text in tree(workflow).iter(f"{SVG}text"))
        squeezed = re.sub(r"\s", "", said)
        for label in [n.label for n in workflow.nodes] + [e.label for e in workflow.edges]:
            assert re.sub(r"\s", "", label) in squeezed, name


def test_parallel_branches_are_told_in_words() -> None:
    said = [text.text for text in tree(incident()).iter(f"{SVG}text")]
    assert "do both" in said
    assert "wait for both" in said


def test_labels_fit_their_boxes() -> None:
    for workflow in BY_HAND.values():
        drawing = layout(workflow)
        for placed in drawing.nodes:
            for line in placed.lines:
                assert text_width(line) <= placed.box.width - (32 if placed.node.number else 16)
            assert 15 * len(placed.lines) <= placed.box.height
        for chip in drawing.chips:
            assert all(text_width(line, bold=True) <= chip.box.width for line in chip.lines)
        for lane in drawing.lanes:
            assert all(text_width(line, 12.5, bold=True) <= lane.width for line in lane.lines)


def test_title_and_description_come_first() -> None:
    root = tree(incident())
    assert [child.tag for child in list(root)[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == "Incident management"
    assert root.get("aria-label") == "Incident management"


def test_steps_link_to_their_row_and_say_what_they_are() -> None:
    root = tree(incident())
    assert root.get("role") == "group"
    links = {link.get("href"): link.get("aria-label") for link in root.iter(f"{SVG}a")}
    assert links["#log"] == "Step 1: Log the incident"
    assert links["#auth"] == "Step 5: Authorise the workaround, key control"
    assert links["../roles/desk/"] == "Role Service desk agent"


def test_without_a_link_it_is_an_image() -> None:
    root = tree(BY_HAND["one step"])
    assert root.get("role") == "img"
    assert not list(root.iter(f"{SVG}a"))


def test_addresses_that_may_not_be_linked_are_left_out() -> None:
    workflow = Workflow("t", "d", (Lane("L", "L"),), (Node("a", "task", "L", "x", href="java\tscript:alert(1)"),), ())
    root = tree(workflow)
    assert root.get("role") == "img"
    assert "alert" not in swimlane(workflow).svg


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_labels_never_become_markup(payload: str) -> None:
    def build(value: str) -> Workflow:
        nodes = (
            Node("s", "start", "L", value),
            Node("t", "task", "L", value, value, value, key_control=True),
            Node("x", "xor", "L", value + "?"),
            Node("e", "end", "L", value),
        )
        edges = (Edge("s", "t"), Edge("t", "x"), Edge("x", "e", f"yes {value}"), Edge("x", "t", f"no {value}", True))
        return Workflow(value, value, (Lane("L", value + "."),), nodes, edges)

    def outline(workflow: Workflow) -> set[tuple[str, tuple[str, ...]]]:
        return {(element.tag, tuple(sorted(element.attrib))) for element in tree(workflow).iter()}

    assert outline(build(payload)) <= outline(build("#plain")) | outline(build("plain text of some length"))


def test_colours_come_from_the_style_sheet_only() -> None:
    sheet = svg.stylesheet()
    for workflow in BY_HAND.values():
        drawn = swimlane(workflow).svg
        assert not re.search(r"""\s(style|fill|stroke|id|font-[a-z]+|marker-[a-z]+)=""", drawn)
        for group in re.findall(r'class="([^"]*)"', drawn):
            for name in group.split():
                assert f".{name}" in sheet, name


def test_the_style_sheet_uses_the_variables_of_the_page() -> None:
    rules = re.findall(r"(fill|stroke|outline): ([^;]+);", svg.stylesheet())
    assert rules
    assert all(value == "none" or "var(--g-" in value for _, value in rules)


def test_the_same_workflow_gives_the_same_picture() -> None:
    code = (
        "import hashlib, sys; sys.path[:0] = sys.argv[1:]\n"
        "from gitsm.render.swimlane import swimlane; from render.workflows import Generator, incident\n"
        "text = swimlane(incident()).svg + ''.join(swimlane(Generator(seed).workflow()).svg for seed in range(12))\n"
        "sys.stdout.write(hashlib.sha256(text.encode()).hexdigest())"
    )
    paths = [str(Path(__file__).parents[1]), str(Path(svg.__file__).parents[2])]
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, *paths],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(seen) == 1
    assert len(seen.pop()) == 64
