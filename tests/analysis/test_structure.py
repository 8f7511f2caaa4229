"""Questions about the shape of a workflow, against their definitions worked out by brute force on small graphs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations, pairwise

from analysis.nets import Generator, flow, generate
from gitsm.analysis.conditions import Branch, condition_faults
from gitsm.analysis.flow import Flow, FlowEdge, FlowGraph, FlowNode, same_flow
from gitsm.analysis.soundness import is_connected, soundness
from gitsm.analysis.states import Move, state_faults
from gitsm.analysis.structure import (
    closes_loop,
    ends_without,
    longest_decision_chain,
    loops_without_exit,
    mismatches,
    reached_without,
    undeclared_loops,
)


def simple_paths(net: Flow, source: str, target: str) -> Iterator[tuple[int, ...]]:
    """All paths as edge numbers that meet no node twice (a path from a node to itself is empty)."""

    def walk(node: str, met: set[str], path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if node == target:
            yield path
            return
        for number, edge in enumerate(net.edges):
            if edge.source == node and edge.target not in met:
                yield from walk(edge.target, met | {edge.target}, (*path, number))

    yield from walk(source, {source}, ())


def between(net: Flow, path: tuple[int, ...]) -> set[str]:
    return {net.edges[number].target for number in path[:-1]}


def meet_apart(net: Flow, split: str, node: str, branch: int | None = None) -> bool:
    """Whether two paths from split to node (one by `branch`) share neither an edge nor a node between."""
    paths = list(simple_paths(net, split, node))
    return split != node and any(
        not set(one) & set(two) and not between(net, one) & between(net, two) and branch in (None, one[0], two[0])
        for one, two in combinations(paths, 2)
    )


def expected_mismatches(net: Flow) -> set[tuple[str, str, str]]:
    kinds = {node.id: node.type for node in net.nodes}
    result = set()
    for split in kinds:
        branches = [number for number, edge in enumerate(net.edges) if edge.source == split]
        if len(branches) < 2:
            continue
        for node, kind in kinds.items():
            if (kinds[split] == "and") != (kind == "and") and meet_apart(net, split, node):
                result.add(("choice_into_join" if kind == "and" else "parallel_into_merge", split, node))
        if kinds[split] == "and":
            for branch in branches:
                if not any(kind == "and" and meet_apart(net, split, node, branch) for node, kind in kinds.items()):
                    result.add(("unjoined", split, net.edges[branch].target))
    return result


def small(seed: int) -> Flow:
    """A random graph with no regard to sense: few nodes, many edges, gateways everywhere."""
    chance = random.Random(seed)
    count = chance.randint(3, 7)
    kinds = ["start", "end", *(chance.choice(["task", "xor", "and"]) for _ in range(count))]
    names = [f"n{number}" for number in range(len(kinds))]
    edges = {(chance.choice(names), chance.choice(names)) for _ in range(chance.randint(count, 2 * count + 2))}
    return Flow(
        tuple(FlowNode(name, kind) for name, kind in zip(names, kinds, strict=True)),
        tuple(FlowEdge(*edge) for edge in sorted(edges)),
    )


def test_mismatches_equal_a_search_over_all_pairs_of_paths() -> None:
    faulty = 0
    for seed in range(400):
        net = small(seed)
        found = mismatches(FlowGraph(net))
        assert found is not None
        assert {(fault.kind, fault.split, fault.meeting) for fault in found} == expected_mismatches(net), net
        faulty += bool(found)
        for fault in found:
            if fault.kind != "unjoined":
                one, two = fault.paths
                assert one[0] == two[0] == fault.split and one[-1] == two[-1] == fault.meeting
                assert not set(one[1:-1]) & set(two[1:-1])
                steps = {(edge.source, edge.target) for edge in net.edges}
                assert all(step in steps for path in fault.paths for step in pairwise(path))
    assert 50 < faulty < 350


def test_blocks_put_together_in_order_have_no_mismatch_and_are_sound() -> None:
    for seed in range(150):
        graph = FlowGraph(Generator(seed).flow(size=6, edits=0))
        assert mismatches(graph) == ()
        verdict = soundness(graph)
        assert (verdict.can_complete, verdict.completes_properly, verdict.dead) == (True, True, ())


def test_dominators_are_the_nodes_on_every_path() -> None:
    for seed in range(150):
        net = small(seed)
        graph = FlowGraph(net)
        idom = graph.dominators(0)
        for node, name in enumerate(graph.ids):
            paths = [{net.edges[n].source for n in path} for path in simple_paths(net, "n0", name)]
            assert (idom[node] >= 0) == bool(paths)
            if paths and node != 0:
                strict = set.intersection(*paths) - {name}
                chain = set()
                above = idom[node]
                while True:
                    chain.add(graph.ids[above])
                    if above == 0:
                        break
                    above = idom[above]
                assert chain == strict


def test_post_dominators_are_the_nodes_on_every_way_to_an_end() -> None:
    graph = FlowGraph(flow("start x1 fix verify end1", "x1 drop end2"))
    after = graph.post_dominators()
    assert graph.ids[after[graph.index["fix"]]] == "verify"
    assert after[graph.index["x1"]] == len(graph), "only the common exit stands on every way from the choice"


def test_every_cycle_lies_in_the_loop_nest_and_the_rest_is_acyclic() -> None:
    for seed in range(200):
        net = small(seed)
        graph = FlowGraph(net)
        back = {edge for loop in graph.loops for edge in loop.back_edges}
        assert not graph.back_edges(frozenset(back))
        for edge, (source, target) in enumerate(graph.edges):
            on_cycle = any(True for _ in simple_paths(net, graph.ids[target], graph.ids[source]))
            assert closes_loop(graph, graph.ids[source], graph.ids[target]) == on_cycle
            assert on_cycle or edge not in back


def test_an_inner_loop_needs_a_way_out_of_its_own() -> None:
    graph = FlowGraph(flow("start x1 p1 a x2 end", "x2 x1", "p1 b p1"))
    assert loops_without_exit(graph) == (("p1", "b", "p1"),)
    assert loops_without_exit(FlowGraph(flow("start x1 a x2 end", "x2 x1"))) == ()
    assert loops_without_exit(FlowGraph(flow("start x1 a b x1", "start2 end"))) == (("x1", "a", "b", "x1"),)


def test_declared_edges_break_every_loop_or_the_rest_is_named() -> None:
    net = flow("start x1 a x2 b x3 end", "x2 x1", "x3 x1")
    assert undeclared_loops(FlowGraph(net), {("x2", "x1"), ("x3", "x1")}) == ()
    assert undeclared_loops(FlowGraph(net), {("x2", "x1")}) == ((7, ("x1", "a", "x2", "b", "x3", "x1")),)
    assert [path for _, path in undeclared_loops(FlowGraph(net), {("x1", "a")})] == [], "any edge of the loop will do"


def test_the_longest_chain_of_decisions_counts_a_loop_once() -> None:
    net = flow("start x1 a x2 b x3 x4 end", "x1 c x4", "x3 x2", "x4 end2", "x2 d x3")
    assert longest_decision_chain(FlowGraph(net)) == ("x1", "x2", "x3", "x4")
    assert longest_decision_chain(FlowGraph(net), [("x3", "x2")]) == ("x1", "x2", "x3", "x4")
    assert longest_decision_chain(FlowGraph(net), [("x1", "a")]) == ("x1", "x2", "x3", "x4"), "that edge is no loop"
    alternatives = flow("start x1 x2 a x3 end", "x1 x4 b x3", "x2 c x3", "x4 d x3")
    assert len(longest_decision_chain(FlowGraph(alternatives))) == 2


def test_work_that_can_begin_without_its_guard_is_shown_with_the_way_round_it() -> None:
    graph = FlowGraph(flow("start x1 approve x2 build end", "x1 hurry x2"))
    assert reached_without(graph, ["approve"], ["build"]) == (("start", "x1", "hurry", "x2", "build"),)
    assert reached_without(graph, ["approve", "hurry"], ["build"]) == ()
    assert ends_without(graph, ["approve"], ["build", "hurry"]) == (("build", "end"), ("hurry", "x2", "build", "end"))
    assert ends_without(graph, ["build"], ["approve"]) == ()


def test_one_run_can_contain_what_follows_or_lies_in_parallel_but_not_alternatives() -> None:
    related = same_flow(flow("start x1 a p1 b p2 x3 e end", "x1 c x3", "p1 d p2", "x3 f end"))
    assert related("a", "e") and related("e", "a"), "one behind the other"
    assert related("b", "d"), "parallel branches"
    assert not related("a", "c") and not related("b", "c"), "branches of one choice"
    assert not related("e", "f"), "a choice behind parallel branches is still a choice"
    assert related("a", "a") and related("a", "nobody"), "what is not drawn is not known to be apart"


def test_parallel_branches_are_those_that_can_hold_tokens_at_once() -> None:
    checked = 0
    for seed in range(250):
        net = generate(seed)
        graph = FlowGraph(net)
        if not is_connected(graph) or len(net.edges) > 22:
            continue
        related = same_flow(net)
        tasks = [node.id for node in net.nodes if node.type == "task"]
        for one, two in combinations(tasks, 2):
            ways = [(one, two), (two, one)]
            follow = any(True for way in ways for _ in simple_paths(net, *way))
            apart = any(
                not set(nodes_of(net, first)) & set(nodes_of(net, second))
                for split in graph.ids
                if graph.is_and_split(graph.index[split])
                for first in simple_paths(net, split, one)
                for second in simple_paths(net, split, two)
            )
            assert related(one, two) == (follow or apart), (net, one, two)
            checked += 1
    assert checked > 300


def nodes_of(net: Flow, path: tuple[int, ...]) -> list[str]:
    return [net.edges[number].target for number in path]


def test_conditions_take_each_value_once() -> None:
    both = condition_faults([Branch("a", ("p1", "p2")), Branch("b", ("p2",))], ["p1", "p2", "p3"])
    assert both.shared == ((1, 0, ("p2",)),)
    assert both.missing == ("p3",)
    rest = condition_faults([Branch("a", ("p1",)), Branch("b", default=True)], ["p1", "p2"])
    assert (rest.shared, rest.missing, rest.strange) == ((), (), ())
    assert condition_faults([Branch("a", ("px",))], ["p1"]).strange == ((0, ("px",)),)


def test_states_are_entered_left_and_stay_closed() -> None:
    moves = (Move("new", "open"), Move("open", "closed"), Move("closed", "open", reopens=True))
    assert state_faults("new", ("closed",), moves) == state_faults("new", ("closed",), moves[:2])
    trap = state_faults("new", ("closed",), (*moves, Move("open", "parked"), Move("lost", "closed")))
    assert (trap.unreachable, trap.trapped, trap.leaves_last) == (("lost",), ("parked",), ())
    assert state_faults("new", ("closed",), (*moves[:2], Move("closed", "new"))).leaves_last == (2,)


def test_hostile_shapes_end_in_time() -> None:
    names = [f"t{number}" for number in range(3000)]
    ladder = flow(
        "start " + " ".join(names) + " end", *(f"{one} {names[0]}" for one in names[1:]), "t9 p1 a p2 end", "p1 b p2"
    )
    graph = FlowGraph(ladder)
    assert mismatches(graph) is None
    assert loops_without_exit(graph) == ()
    assert len(undeclared_loops(graph, ())) == 20
    assert longest_decision_chain(graph) == ()
    wide = flow("start p9 b p8 end", "p9 x0", *(f"x0 t{n}a x1 u{n}a p8" for n in range(1500)))
    verdict = soundness(FlowGraph(wide))
    assert verdict.can_complete is True or verdict.decided is False
