"""WFL: is the workflow of a process drawn so that work can be done, decided, controlled and finished?"""

from __future__ import annotations

from collections.abc import Iterator

from gitsm.analysis.conditions import Branch, condition_faults
from gitsm.analysis.soundness import as_activities
from gitsm.analysis.states import backwards, foremost, state_faults
from gitsm.analysis.structure import ends_without, longest_decision_chain, reached_without
from gitsm.analysis.workflow import moves_of, tasks_of_duty
from gitsm.base.finding import Severity
from gitsm.base.source import Route
from gitsm.check.again import nothing_else, of_kinds
from gitsm.check.rule import Answer, Context, Problem, Rule, Unknown, rule
from gitsm.model.priority import PriorityScheme
from gitsm.model.process import Edge, Node, Process, States
from gitsm.rules import wfl_net
from gitsm.rules.wfl_flow import NODES, did_you_mean, node, reading, some

CHANGE_PRACTICES = ("change-enablement", "release-management", "deployment-management")
REPAIR_PRACTICES = ("incident-management", "problem-management", "change-enablement")
SCHEME_VARIABLES = ("priority", "impact", "urgency")


@rule("WFL-05", Severity.ERROR, on=Process, depends=nothing_else)
def branches_are_labelled(process: Process, context: Context) -> Iterator[Answer]:
    """Every branch of a decision has a condition or is the default, and only xor and and nodes branch.

    Why: nobody can follow, or audit, a choice that does not say when which way is taken.
    Fix: give the edge `when: {in: [values]}` or `default: true` (one default at most), and let an xor node do the
    branching.
    """
    graph = reading(process, context).graph
    if graph is None or process.workflow is None:
        return
    edges = process.workflow.edges
    for place, name in enumerate(graph.ids):
        outgoing = [graph.edge_numbers[edge] for edge in graph.outgoing[place]]
        if len(outgoing) < 2 or graph.types[place] in ("and", "end"):
            continue
        if graph.types[place] != "xor":
            words = f'"{name}" is a {graph.types[place]} and has {len(outgoing)} outgoing edges; expected is one.'
            yield Problem(words, node(name), fix="put an xor (one way) or an and (all ways) behind it")
            continue
        defaults = [number for number in outgoing if edges[number].default]
        for number in outgoing:
            if edges[number].when is None and not edges[number].default:
                words = f'The branch from "{name}" to "{edges[number].to}" has no condition and is not the default.'
                fix = "add `when: {in: [values]}` or `default: true`"
                yield Problem(words, ("workflow", "edges", number), fix=fix)
        for number in defaults[1:]:
            words = f'The decision "{name}" has {len(defaults)} default branches; expected is at most one.'
            yield Problem(words, ("workflow", "edges", number, "default"), fix="give this branch a condition")


@rule("WFL-06", Severity.WARNING, on=Process, depends=of_kinds("priority-scheme"))
def conditions_cover_each_case_once(process: Process, context: Context) -> Iterator[Answer]:
    """The branches of a decision leave no case out and take no case twice.

    Why: a value that no branch takes leaves the worker without a way, and one that two branches take leaves it open
    which way is right.
    Fix: give each value of the variable to exactly one branch, or let one branch be the default for the rest.
    """
    if process.workflow is None:
        return
    edges = process.workflow.edges
    leaving: dict[str, list[int]] = {}
    for number, edge in enumerate(edges):
        leaving.setdefault(edge.from_, []).append(number)
    for decision in process.workflow.nodes:
        outgoing = leaving.get(decision.id, [])
        if decision.type != "xor" or not outgoing or (len(outgoing) == 1 and edges[outgoing[0]].when is None):
            continue
        branches = [_branch(edges[number]) for number in outgoing]
        if not all(branch.values or branch.default for branch in branches):
            continue  # WFL-05 says so
        values = _values(process, decision, context)
        faults = condition_faults(branches, values if isinstance(values, tuple) else ())
        for later, first, shared in faults.shared:
            yield Problem(
                f'Of "{decision.id}" both the branch to "{branches[first].target}" and the one to '
                f'"{branches[later].target}" take {some(shared)}.',
                ("workflow", "edges", outgoing[later], "when"),
                about=branches[first].target,
                fix="leave each value to one branch",
            )
        if isinstance(values, Unknown):
            yield values
        elif values:
            for number, strange in faults.strange:
                yield Problem(
                    f'The branch from "{decision.id}" to "{branches[number].target}" asks for {some(strange, "or")}, '
                    f"which is no value of {decision.variable or 'the decision'}.",
                    ("workflow", "edges", outgoing[number], "when"),
                    fix=f"use {some(values, 'or')}",
                    hint=did_you_mean(strange[0], values),
                )
            if faults.missing:
                words = f'No branch of "{decision.id}" takes {some(faults.missing)}.'
                fix = "add the value to a branch, or make one branch the default"
                yield Problem(words, node(decision.id), fix=fix)
        elif not any(branch.default for branch in branches):
            words = f'Nobody can tell whether the branches of "{decision.id}" cover every case.'
            fix = "name the variable and list all its values, or make one branch the default"
            yield Problem(words, node(decision.id), fix=fix)


def _branch(edge: Edge) -> Branch:
    return Branch(edge.to, edge.when.in_ if edge.when else (), edge.default)


def _values(process: Process, decision: Node, context: Context) -> tuple[str, ...] | Unknown:
    """All values of the variable of a decision; empty where nobody listed them."""
    if decision.variable not in SCHEME_VARIABLES or (process.priority_scheme is None and decision.values):
        return decision.values
    if process.priority_scheme is None:
        return Unknown("the process names no priority scheme", node(decision.id))
    found = context.snapshot.resolve("priority-scheme", process.priority_scheme, context.as_of)
    if found is None or not isinstance(found.artefact, PriorityScheme):
        return Unknown("the priority scheme cannot be read", node(decision.id))
    scheme = found.artefact
    levels = {"priority": scheme.priorities, "impact": scheme.impact, "urgency": scheme.urgency}[decision.variable]
    return tuple(level.id for level in levels)


@rule("WFL-09", Severity.ERROR, on=Process, depends=nothing_else)
def tasks_are_activities(process: Process, context: Context) -> Iterator[Answer]:
    """The tasks of the workflow and the activities of the process are the same steps.

    Why: a task without an activity has nobody who answers for it; an activity without a task has no place in the work.
    Fix: give both the same id, or add the one that is missing.
    """
    if process.workflow is None or not process.workflow.nodes:
        return
    tasks = [step.id for step in process.workflow.nodes if step.type == "task"]
    activities = [activity.id for activity in process.activities]
    for name in tasks:
        if name not in activities:
            yield Problem(
                f'The task "{name}" is no activity of the process, so nobody is accountable for it.',
                node(name),
                fix=f'add the activity "{name}" with its RACI, or use the id of an existing one',
                hint=did_you_mean(name, [other for other in activities if other not in tasks]),
            )
    for name in activities:
        if name not in tasks:
            yield Problem(
                f'The activity "{name}" does not stand in the workflow.',
                ("activities", name),
                fix=f"add a node {{id: {name}, type: task}} and the edges to and from it",
                hint=did_you_mean(name, [other for other in tasks if other not in activities]),
            )


@rule("WFL-10", Severity.WARNING, on=Process, depends=nothing_else)
def decisions_have_a_decider(process: Process, context: Context) -> Iterator[Answer]:
    """Every decision in the workflow names the role that decides.

    Why: a decision that nobody is named for is taken by whoever happens to be there.
    Fix: add `decides:` with a role to the xor node.
    """
    graph = reading(process, context).graph
    if graph is None or process.workflow is None:
        return
    for decision in process.workflow.nodes:
        splits = len(graph.outgoing[graph.index[decision.id]]) > 1
        if decision.type == "xor" and splits and decision.decides is None:
            yield Problem(f'Nobody is named to decide at "{decision.id}".', node(decision.id), fix="add decides: ROLE")


@rule("WFL-11", Severity.ERROR, on=Process, depends=nothing_else)
def records_can_move(process: Process, context: Context) -> Iterator[Answer]:
    """Each state of the record can be reached, leads on to a last state, and a last state is left only to reopen.

    Why: a ticket tool set up like this would trap records, or change closed ones without anybody noticing.
    Fix: add the missing transition, the initial or the terminal states, or `reopen: true` where leaving is wanted.
    """
    states = process.states
    if states is None:
        return
    if states.initial is None:
        yield Problem("No initial state is defined.", ("states",), about="initial", fix="add initial: STATE")
    if not states.terminal:
        yield Problem("No terminal state is defined.", ("states",), about="terminal", fix="add terminal: [STATE]")
    moves = moves_of(states)
    faults = state_faults(states.initial, states.terminal, moves)
    for state, behind in foremost(faults.unreachable, moves):
        more = f", nor {some(behind)} behind it" if behind else ""
        words = f'No record that begins as "{states.initial}" ever becomes "{state}"{more}.'
        yield Problem(
            words,
            _mention(states, state),
            about="unreachable",
            fix=f'add a transition to "{state}", or delete the state',
        )
    for state, before in foremost(faults.trapped, backwards(moves)):
        more = f", nor from {some(before)} before it" if before else ""
        words = f'From "{state}" no terminal state can be reached{more}.'
        yield Problem(words, _mention(states, state), about="trapped", fix=f'add a transition out of "{state}"')
    for number in faults.leaves_last:
        step = states.transitions[number]
        words = f'The terminal state "{step.from_}" is left to "{step.to}".'
        yield Problem(words, ("states", "transitions", number), fix="add reopen: true, or delete the transition")


def _mention(states: States, state: str) -> Route:
    """Where a state is first named."""
    if states.initial == state:
        return ("states", "initial")
    for number, step in enumerate(states.transitions):
        if state in (step.from_, step.to):
            return ("states", "transitions", number, "from" if step.from_ == state else "to")
    return ("states", "terminal", states.terminal.index(state))


@rule("WFL-12", Severity.WARNING, on=Process, depends=nothing_else)
def approval_comes_first(process: Process, context: Context) -> Iterator[Answer]:
    """In change, release and deployment nothing is implemented on any way that no authorisation stands on.

    Why: an approval that one way leads around is no control, however careful it is on the other ways.
    Fix: lead every way to the implementing step through an activity of duty authorise; for pre-approved work, that is
    the activity that assigns it to an approved model.
    """
    if process.practice not in CHANGE_PRACTICES:
        return
    current = reading(process, context)
    if current.graph is None:
        return
    if current.unknown:
        yield current.unknown
        return
    guards, work = tasks_of_duty(process, "authorise"), tasks_of_duty(process, "implement")
    for path in reached_without(current.graph, guards, work):
        yield Problem(
            f'"{path[-1]}" can be reached without any authorisation: {as_activities(path)}.',
            node(path[-1]),
            fix="put an activity of duty authorise on that way",
        )


@rule("WFL-13", Severity.WARNING, on=Process, depends=nothing_else)
def verification_follows(process: Process, context: Context) -> Iterator[Answer]:
    """In incident, problem and change every way from a fix to an end passes a verification.

    Why: who closes a case without asking whether the fix works counts it as done, and the user calls again.
    Fix: lead every way from the implementing step to an end through an activity of duty verify.
    """
    if process.practice not in REPAIR_PRACTICES:
        return
    current = reading(process, context)
    if current.graph is None:
        return
    if current.unknown:
        yield current.unknown
        return
    guards, work = tasks_of_duty(process, "verify"), tasks_of_duty(process, "implement")
    for path in ends_without(current.graph, guards, work):
        yield Problem(
            f'After "{path[0]}" a case can end without any verification: {as_activities(path)}.',
            node(path[0]),
            fix="put an activity of duty verify on that way",
        )


@rule("WFL-14", Severity.INFO, on=Process, thresholds={"WFL-14.nodes": 25, "WFL-14.decisions": 4}, depends=nothing_else)
def small_enough_to_read(process: Process, context: Context) -> Iterator[Answer]:
    """A workflow has at most 25 nodes and at most four decisions in a row.

    Why: what does not fit on one page is not followed.
    Fix: move a part that has one beginning and one end into a process of its own and refer to it as a subprocess.
    """
    graph = reading(process, context).graph
    if graph is None or process.workflow is None:
        return
    most_nodes = context.threshold("WFL-14.nodes", 25)
    if len(graph) > most_nodes:
        yield Problem(
            f"The workflow has {len(graph)} nodes; more than {most_nodes:g} are hard to read.",
            NODES,
            fix="move a part with one beginning and one end into a process of its own, as a subprocess",
            measured=str(len(graph)),
            limit=f"{most_nodes:g}",
        )
    most = context.threshold("WFL-14.decisions", 4)
    chain = longest_decision_chain(graph, {loop.back for loop in process.workflow.loops})
    if len(chain) > most:
        yield Problem(
            f"A case can meet {len(chain)} decisions in a row, {as_activities(chain)}; more than {most:g} are hard to "
            "follow.",
            node(chain[max(0, int(most))]),
            fix="move some of the decisions into a subprocess, or put them into one",
            measured=str(len(chain)),
            limit=f"{most:g}",
        )


RULES: tuple[Rule, ...] = (
    wfl_net.connected,
    wfl_net.can_complete,
    wfl_net.completes_properly,
    wfl_net.no_dead_activity,
    branches_are_labelled,
    conditions_cover_each_case_once,
    wfl_net.splits_and_joins_match,
    wfl_net.loops_end,
    tasks_are_activities,
    decisions_have_a_decider,
    records_can_move,
    approval_comes_first,
    verification_follows,
    small_enough_to_read,
)
