"""WFL-01 to WFL-04, WFL-07 and WFL-08: can a case always get through the workflow, once and to one end?"""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.analysis.digraph import reach, strong_components
from gitsm.analysis.flow import FlowGraph
from gitsm.analysis.soundness import CAP, Witness, as_activities
from gitsm.analysis.structure import (
    Mismatch,
    closes_loop,
    foremost,
    loops_without_exit,
    mismatches,
    undeclared_loops,
)
from gitsm.base.finding import Severity
from gitsm.check.again import nothing_else
from gitsm.check.rule import Answer, Context, Problem, Unknown, rule
from gitsm.model.process import Process
from gitsm.rules.wfl_flow import NODES, node, reading, some


@rule("WFL-01", Severity.ERROR, on=Process, depends=nothing_else)
def connected(process: Process, context: Context) -> Iterator[Answer]:
    """Every step of the workflow lies on a way from its one start to an end.

    Why: a step that nothing leads to is never done, and work that no end can be reached from is never finished.
    Fix: add the missing edge, or delete the step; a workflow has one start, and no edge leaves an end.
    """
    graph = reading(process, context).graph
    if graph is None:
        return
    starts, ends = graph.of_type("start"), graph.of_type("end")
    if not starts:
        fix = "add a node of type start and an edge to the first step"
        yield Problem("The workflow has no start.", NODES, about="start", fix=fix)
    for extra in starts[1:]:
        names = some(graph.names(starts))
        words = f"The workflow has {len(starts)} starts: {names}; expected is one."
        fix = "keep one start, with an xor behind it where cases begin differently"
        yield Problem(words, node(graph.ids[extra]), about="start", fix=fix)
    if not ends:
        fix = "add a node of type end and an edge from the last step"
        yield Problem("The workflow has no end.", NODES, about="end", fix=fix)
    for end in ends:
        if graph.outgoing[end]:
            yield Problem(
                f'The end "{graph.ids[end]}" is left again, to {some(graph.names(graph.successors[end]))}.',
                node(graph.ids[end]),
                about="left",
                fix="delete the edge, or make the node an event",
            )
    if unknown := reading(process, context).unknown:
        yield unknown
        return
    if starts:
        yield from _never_begun(graph)
    if ends:
        yield from _never_finished(graph)


def _never_begun(graph: FlowGraph) -> Iterator[Problem]:
    """One for each part of the flow that nothing leads into; what hangs behind it is named there."""
    lost = [n for n in range(len(graph)) if not graph.from_start >> n & 1]
    for part in _parts(graph, lost):
        first = min(part)
        if any(before not in part for n in part for before in graph.predecessors[n]):
            continue
        hanging = reach(graph.successors, [first]) & ~graph.from_start
        behind = graph.names(n for n in lost if hanging >> n & 1 and n != first)
        more = f", nor to {some(behind)} behind it" if behind else ""
        yield Problem(
            f'No way leads from the start to "{graph.ids[first]}"{more}.',
            node(graph.ids[first]),
            about="unreachable",
            fix="add the edge that leads to it, or delete the step",
        )


def _never_finished(graph: FlowGraph) -> Iterator[Problem]:
    """One for each place where work stops or goes round for ever, with the way there."""
    for part in _parts(graph, [n for n in range(len(graph)) if not graph.to_end >> n & 1]):
        if any(after not in part for n in part for after in graph.successors[n]):
            continue
        way = graph.shortest_path(graph.of_type("start"), part) or [min(part)]
        path, last = as_activities(graph.names(way)), graph.ids[way[-1]]
        within = [n for n in graph.successors[way[-1]] if n in part]
        if within:
            outside = [n for n in range(len(graph)) if n not in part]
            round_trip = [way[-1], *graph.shortest_path(within, [way[-1]], outside)]
            path = as_activities(graph.names([*way[:-1], *round_trip]))
            words = f"Work goes round for ever and reaches no end: {path} → and so on."
        else:
            words = f'Work stops at "{last}" and reaches no end: {path}.'
        yield Problem(words, node(last), about="stops", fix=f'add an edge from "{last}" to the next step or to an end')


def _parts(graph: FlowGraph, nodes: list[int]) -> list[frozenset[int]]:
    """Strongly connected parts of these nodes, by their first node in the file."""
    inside = set(nodes)
    links = {n: [target for target in graph.successors[n] if target in inside] for n in nodes}
    return sorted(strong_components(links, nodes), key=min)


@rule("WFL-02", Severity.ERROR, on=Process, depends=nothing_else)
def can_complete(process: Process, context: Context) -> Iterator[Answer]:
    """From every situation a case can get into, it can still be completed at one end.

    Why: a case that gets stuck can never be closed; it is kept open, or closed outside the process.
    Fix: join what a choice splits with an xor and what a parallel split starts with an and; follow the path in the
    message step by step in the picture to see where it waits.
    """
    current = reading(process, context)
    if current.graph is None or current.verdict is None:
        if current.unknown:
            yield current.unknown
        return
    for witness in current.verdict.deadlocks:
        yield _stuck(current.graph, witness)
    if current.verdict.can_complete is None:
        yield Problem(
            f"Not decided: the workflow can be in more than {CAP:,} situations, more than are looked at.",
            ("workflow",),
            fix="move parallel branches into a subprocess of their own",
            measured=f"more than {current.verdict.markings:,}",
            limit=f"{CAP:,}",
        )


def _stuck(graph: FlowGraph, witness: Witness) -> Problem:
    path = as_activities(witness.path)
    kind = graph.types[graph.index[witness.at]]
    if kind == "end":
        words = f"A case reaches {some(witness.waiting)} and so more than one end: {path}."
        return Problem(words, node(witness.at), fix="join the parallel branches before a common end")
    there = {source for source, target in witness.marking if target == witness.at}
    missing = [name for name in graph.names(graph.predecessors[graph.index[witness.at]]) if name not in there]
    return Problem(
        f'Work can get stuck: {path} → stuck at "{witness.at}", which still waits for {some(missing)}.',
        node(witness.at),
        fix=f'let every way that leads to "{witness.at}" start on all its incoming branches, or make it an xor',
    )


@rule("WFL-03", Severity.ERROR, on=Process, depends=nothing_else)
def completes_properly(process: Process, context: Context) -> Iterator[Answer]:
    """When a case reaches an end nothing is left to do, and no step waits twice for the same case.

    Why: work that continues after closure is seen by nobody, and a step started twice is done twice or not at all.
    Fix: join parallel branches with an and before they continue or end.
    """
    current = reading(process, context)
    if current.verdict is None:
        if current.unknown:
            yield current.unknown
        return
    told = set()
    for witness in current.verdict.improper:
        told.add(witness.at)
        rest = [name for name in witness.waiting if name != witness.at]
        yield Problem(
            f'The end "{witness.at}" is reached while work remains at {some(rest)}: {as_activities(witness.path)}.',
            node(witness.at),
            fix="join the parallel branches with an and before the end",
        )
    first = foremost(current.graph, {witness.at for witness in current.verdict.unsafe}) if current.graph else ()
    for witness in current.verdict.unsafe:
        if witness.at in first and witness.at not in told:
            yield Problem(
                f'"{witness.at}" can be reached twice for one case: {as_activities(witness.path)}.',
                node(witness.at),
                fix=f'join the parallel branches with an and before "{witness.at}"',
            )
    if current.verdict.completes_properly is None:
        yield Unknown("the workflow has too many situations to look at all of them (WFL-02)", ("workflow",))


@rule("WFL-04", Severity.ERROR, on=Process, depends=nothing_else)
def no_dead_activity(process: Process, context: Context) -> Iterator[Answer]:
    """Each task, event and subprocess can happen in some case.

    Why: a step that is described but can never start looks like a control and is none.
    Fix: mend the join before it that never has all its branches, or delete the step.
    """
    current = reading(process, context)
    if current.graph is None or current.verdict is None:
        if current.unknown:
            yield current.unknown
        return
    for name in current.verdict.dead:
        way = current.graph.shortest_path(current.graph.of_type("start"), [current.graph.index[name]])
        path = as_activities(current.graph.names(way))
        yield Problem(
            f'"{name}" can never start: no case gets through {path}.',
            node(name),
            fix="look for a join on that way that waits for branches of which only one is taken",
        )
    if current.verdict.unsafe or not current.verdict.decided:
        rule_id = "WFL-03" if current.verdict.unsafe else "WFL-02"
        yield Unknown(f"not all situations of the workflow can be looked at ({rule_id})", ("workflow",))


@rule("WFL-07", Severity.ERROR, on=Process, depends=nothing_else)
def splits_and_joins_match(process: Process, context: Context) -> Iterator[Answer]:
    """What a parallel split starts is joined in parallel, and branches of a choice never meet in a parallel join.

    Why: a parallel join behind a choice waits for ever, and a plain meeting behind a parallel split does things twice.
    Fix: close each and with an and, and each xor with an xor (or a step that both branches lead to).
    """
    current = reading(process, context)
    if current.graph is None:
        return
    if current.unknown:
        yield current.unknown
        return
    faults = mismatches(current.graph)
    if faults is None:
        words = f"Not decided: a workflow of {len(current.graph)} nodes is too large to pair splits and joins."
        yield Problem(words, ("workflow",), fix="move parallel branches into a subprocess of their own")
        return
    told: set[str] = set()
    for fault in faults:
        if fault.kind == "unjoined":
            if fault.split not in told:
                told.add(fault.split)
                branches = [other.meeting for other in faults if (other.kind, other.split) == ("unjoined", fault.split)]
                start = f'of "{fault.split}" that'
                words = (
                    f"The parallel branches {start} begin with {some(branches)} are never joined."
                    if len(branches) > 1
                    else f"The parallel branch {start} begins with {some(branches)} is never joined with another one."
                )
                fix = "join the branches with an and before they continue or end"
                yield Problem(words, node(fault.split), fix=fix)
        elif fault.meeting not in told:
            told.add(fault.meeting)
            yield _wrong_meeting(fault)


def _wrong_meeting(fault: Mismatch) -> Problem:
    ways = " and ".join(as_activities(path) for path in fault.paths)
    if fault.kind == "choice_into_join":
        words = f'The parallel join "{fault.meeting}" waits for two branches of the choice "{fault.split}"'
        tail, fix = "of which only one is taken", f'make "{fault.meeting}" an xor, or "{fault.split}" an and'
    else:
        words = f'Parallel branches of "{fault.split}" meet in "{fault.meeting}"'
        tail, fix = "which each of them passes by itself", f'join them with an and before "{fault.meeting}"'
    return Problem(f"{words}, {tail}: {ways}.", node(fault.meeting), fix=fix)


@rule("WFL-08", Severity.WARNING, on=Process, depends=nothing_else)
def loops_end(process: Process, context: Context) -> Iterator[Answer]:
    """Every loop has a way out, and says how often it may be taken or who is called.

    Why: rework without a limit goes on until somebody gives up, and nobody was told.
    Fix: let a decision on the loop lead out of it, and declare the edge that goes back under `loops` with a `limit`
    or the level to `escalate` to.
    """
    current = reading(process, context)
    if current.graph is None or process.workflow is None:
        return
    if current.unknown:
        yield current.unknown
        return
    for path in loops_without_exit(current.graph):
        yield Problem(
            f"The loop {as_activities(path)} has no decision that leads out of it.",
            node(path[0]),
            fix="add an xor on it with a branch to a step outside",
        )
    loops = process.workflow.loops
    for number, path in undeclared_loops(current.graph, {loop.back for loop in loops}):
        edge = process.workflow.edges[number]
        yield Problem(
            f"The loop {as_activities(path)} is not declared.",
            ("workflow", "edges", number),
            fix=f"add to loops: {{back: [{edge.from_}, {edge.to}], limit: 3}}",
        )
    for number, loop in enumerate(loops):
        if loop.limit is None and loop.escalate is None:
            words = f'The loop back from "{loop.back[0]}" to "{loop.back[1]}" has neither limit nor escalation.'
            yield Problem(words, ("workflow", "loops", number), fix="add a limit, or the level to escalate to")
        known = all(name in current.graph.index for name in loop.back)
        if known and not closes_loop(current.graph, *loop.back):
            words = f'The edge from "{loop.back[0]}" to "{loop.back[1]}" is declared to go back, but closes no loop.'
            yield Problem(words, ("workflow", "loops", number, "back"), fix="name the edge that goes back")
