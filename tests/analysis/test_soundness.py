"""The verdicts of the soundness check against an explorer of our own, and against nets whose faults are known."""

from __future__ import annotations

import time
from collections import Counter
from functools import cache

import pytest

from analysis.nets import Verdict, can_fire, flow, generate, judge
from gitsm.analysis.flow import Flow, FlowGraph
from gitsm.analysis.soundness import Soundness, as_activities, is_connected, replay, soundness


def verdict(*chains: str) -> Soundness:
    return soundness(FlowGraph(flow(*chains)))


@cache
def judged_nets() -> tuple[tuple[Flow, Verdict], ...]:
    """Connected generated nets, each with the verdict of the independent explorer."""
    nets = [net for net in map(generate, range(900)) if is_connected(FlowGraph(net))]
    return tuple((net, expected) for net in nets if (expected := judge(net)) is not None)


def test_verdicts_equal_those_of_an_independent_explorer() -> None:
    seen: Counter[str] = Counter()
    for net, expected in judged_nets():
        found = soundness(FlowGraph(net))
        assert found.decided
        assert found.can_complete == expected.can_complete, net
        assert found.completes_properly == expected.proper, net
        assert set(found.dead) == expected.dead, net
        assert bool(found.unsafe) != expected.safe, net
        assert bool(found.deadlocks) == (expected.depth_deadlock is not None), net
        assert found.markings == expected.markings
        kinds = [("deadlock", found.deadlocks), ("improper", found.improper), ("unsafe", found.unsafe)]
        kinds += [("dead", tuple(found.dead))]
        seen.update(kind for kind, faults in kinds if faults)
        seen["sound"] += not any(faults for _, faults in kinds)
        seen["and"] += any(node.type == "and" for node in net.nodes)
        seen["loop"] += not FlowGraph(net).is_acyclic
    # the comparison says something only if every kind of net occurred often enough
    assert len(judged_nets()) >= 400
    assert set(seen) == {"sound", "and", "loop", "deadlock", "improper", "unsafe", "dead"}
    assert min(seen.values()) >= 15, seen


def test_work_never_goes_round_for_ever_in_a_connected_flow() -> None:
    # the theorem in the module's docstring, by which no livelock is searched for
    assert [net for net, expected in judged_nets() if expected.depth_livelock is not None] == []


def test_each_witness_replays_and_is_a_shortest_one() -> None:
    replayed = 0
    for net, expected in judged_nets():
        found = soundness(FlowGraph(net))
        for witnesses, depth in (
            (found.deadlocks, expected.depth_deadlock),
            (found.improper, expected.depth_improper),
            (found.unsafe, expected.depth_unsafe),
        ):
            for witness in witnesses:
                assert witness.marking in replay(net, witness.path), (net, witness)
                assert witness.marking in {places_of(net, marking) for marking in can_fire(net, witness.path)}
                replayed += 1
            if witnesses:
                assert min(len(witness.path) for witness in witnesses) == depth
    assert replayed >= 200


def places_of(net: Flow, marking: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    start = next(node.id for node in net.nodes if node.type == "start")
    places = {f"edge {number}": (edge.source, edge.target) for number, edge in enumerate(net.edges)}
    places |= {f"sink {node.id}": (node.id, "") for node in net.nodes} | {"source": ("", start)}
    return tuple(sorted(places[token] for token in marking))


def test_a_choice_that_runs_into_an_and_join_is_a_deadlock_at_the_join() -> None:
    found = verdict("start x1 a p1 end", "x1 b p1")
    (witness,) = found.deadlocks
    assert (witness.at, witness.waiting) == ("p1", ("p1",))
    assert witness.path == ("start", "x1", "a")
    assert found.can_complete is False
    assert found.completes_properly is True


def test_two_joins_that_get_stuck_are_two_faults() -> None:
    found = verdict("start x0 x1 a p1 end1", "x1 b p1", "x0 x2 c p2 end2", "x2 d p2")
    assert [witness.at for witness in found.deadlocks] == ["p1", "p2"]


def test_a_round_whose_only_way_out_waits_for_a_partner_is_a_deadlock() -> None:
    found = verdict("start x1 x2 a x3 x2", "x1 b p1 end", "x3 p1")
    assert found.can_complete is False
    assert {witness.at for witness in found.deadlocks} == {"p1"}


def test_a_round_that_sheds_a_token_each_time_fills_a_place() -> None:
    found = verdict("start x1 a p1 x1", "p1 b end")
    assert found.completes_properly is False
    assert "end" in {witness.at for witness in found.improper}
    assert "b" in {witness.at for witness in found.unsafe}


def test_a_parallel_split_into_two_ends_does_not_complete_properly() -> None:
    found = verdict("start p1 a end1", "p1 b end2")
    assert found.completes_properly is False
    assert found.improper[0].path == ("start", "p1", "a", "end1")
    assert found.improper[0].waiting == ("end1", "b")
    assert found.can_complete is False, "two ends reached together are not one end"


def test_a_parallel_split_merged_by_an_xor_join_reaches_the_end_twice() -> None:
    found = verdict("start p1 a x1 c end", "p1 b x1")
    assert found.completes_properly is False
    assert found.unsafe
    assert found.can_complete is True, "what lies behind two tokens in one place is not explored, hence no deadlock"


def test_a_task_with_two_incoming_edges_starts_once_for_each_token() -> None:
    assert verdict("start x1 a c end", "x1 b c").completes_properly is True
    assert verdict("start p1 a c end", "p1 b c").completes_properly is False


def test_several_ends_are_alternatives_behind_a_choice() -> None:
    found = verdict("start p1 a p2 x1 end1", "p1 b p2", "x1 end2")
    assert (found.can_complete, found.completes_properly, found.dead) == (True, True, ())


def test_an_activity_behind_a_join_that_never_fires_is_dead() -> None:
    found = verdict("start x1 a p1 late end", "x1 b p1", "x1 end")
    assert found.dead == ("late",)


def test_loops_beside_parallel_branches_are_sound() -> None:
    found = verdict("start p1 x1 a x2 p2 end", "x2 x1", "p1 b p2")
    assert (found.decided, found.can_complete, found.completes_properly, found.dead) == (True, True, True, ())


def test_a_gateway_may_join_and_split_at_once() -> None:
    found = verdict("start p1 a p2 c p3 end", "p1 b p2 d p3")
    assert (found.can_complete, found.completes_properly) == (True, True)


def test_above_the_cap_nothing_is_decided_but_what_was_found_holds() -> None:
    wide = [f"p1 t{n}a p2" for n in range(20)]
    found = verdict("start p1", *wide, "p2 end")
    assert (found.decided, found.can_complete, found.completes_properly) == (False, None, None)
    assert found.markings == 100_000
    stuck = verdict("start x1 p1", *wide, "p2 end", "x1 x2 a p3 end", "x2 b p3")
    assert stuck.decided is False
    assert stuck.can_complete is False


def test_the_verdict_at_the_cap_itself_is_decided() -> None:
    graph = FlowGraph(flow("start p1 a p2 end", "p1 b p2"))
    count = soundness(graph).markings
    assert soundness(graph, cap=count).decided
    assert not soundness(graph, cap=count - 1).decided


def test_a_flow_that_is_not_connected_has_no_verdict() -> None:
    for chains in (["start a end", "b end"], ["start a end", "a x1 x1"], ["start a"], ["start a end", "start2 a"]):
        with pytest.raises(ValueError, match="between one start and an end"):
            verdict(*chains)


def test_replay_refuses_what_cannot_fire() -> None:
    net = flow("start p1 a p2 end", "p1 b p2")
    assert replay(net, ("start", "p1", "a", "p2")) == frozenset()
    assert replay(net, ("start", "p1", "b", "a", "p2", "end")) == {(("end", ""),)}
    assert replay(net, ("start", "nobody")) == frozenset()


def test_a_path_is_shown_with_the_names_of_activities() -> None:
    assert as_activities(("start", "log", "x1"), {"log": "Log the incident"}) == "start → Log the incident → x1"
    long = tuple(f"t{number}" for number in range(30))
    assert as_activities(long, most=4) == "t0 → t1 → (26 more) → t28 → t29"


def test_a_usual_process_is_judged_in_a_fraction_of_a_millisecond() -> None:
    net = flow(
        "start log x1 major x2 diagnose p1 fix p2 verify x3 close end",
        "x1 classify x2",
        "p1 inform p2",
        "x3 x2",
        "p1 watch record p2",
    )
    best = min(timed(net) for _ in range(20))
    assert best < 0.002, "goal 0.3 ms; the limit leaves room for a slow machine"


def timed(net: Flow) -> float:
    begin = time.perf_counter()
    soundness(FlowGraph(net))
    return time.perf_counter() - begin
