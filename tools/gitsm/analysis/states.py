"""State machine of a record: can every state be entered and left, and does a closed record stay closed?"""

from __future__ import annotations

from dataclasses import dataclass

from gitsm.analysis.digraph import reach, strong_components


@dataclass(frozen=True, slots=True)
class Move:
    """An allowed change of state; `reopens` marks a wanted way out of a last state."""

    source: str
    target: str
    reopens: bool = False


@dataclass(frozen=True, slots=True)
class StateFaults:
    """`unreachable`: states no record enters; `trapped`: (state, ways it still has) without a way to a last state;
    `leaves_last`: positions of moves out of a last state that do not reopen."""

    unreachable: tuple[str, ...] = ()
    trapped: tuple[str, ...] = ()
    leaves_last: tuple[int, ...] = ()


def states_of(initial: str | None, last: tuple[str, ...], moves: tuple[Move, ...]) -> tuple[str, ...]:
    """All states that are named, in the order of their first mention."""
    named = [*([initial] if initial else []), *(end for move in moves for end in (move.source, move.target)), *last]
    return tuple(dict.fromkeys(named))


def state_faults(initial: str | None, last: tuple[str, ...], moves: tuple[Move, ...]) -> StateFaults:
    """Faults of the machine; without an initial state none is unreachable, without last states none is trapped."""
    states = states_of(initial, last, moves)
    index = {state: number for number, state in enumerate(states)}
    forward: list[list[int]] = [[] for _ in states]
    backward: list[list[int]] = [[] for _ in states]
    for move in moves:
        forward[index[move.source]].append(index[move.target])
        backward[index[move.target]].append(index[move.source])
    entered = reach(forward, [index[initial]]) if initial else -1
    closing = reach(backward, [index[state] for state in last]) if last else -1
    return StateFaults(
        unreachable=tuple(state for state in states if not entered >> index[state] & 1),
        trapped=tuple(state for state in states if not closing >> index[state] & 1),
        leaves_last=tuple(number for number, move in enumerate(moves) if move.source in last and not move.reopens),
    )


def foremost(states: tuple[str, ...], moves: tuple[Move, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Of some states those that no other of them leads to, each with the others behind it.

    One state stands for several that lead to each other. The order is that of `states`.
    """
    index = {state: number for number, state in enumerate(states)}
    onward: list[list[int]] = [[] for _ in states]
    for move in moves:
        if move.source in index and move.target in index:
            onward[index[move.source]].append(index[move.target])
    found = []
    for part in sorted(strong_components(dict(enumerate(onward)), range(len(states))), key=min):
        if any(target in part for source in range(len(states)) if source not in part for target in onward[source]):
            continue
        first = min(part)
        reached = reach(onward, [first])
        found.append((states[first], tuple(s for n, s in enumerate(states) if reached >> n & 1 and n != first)))
    return tuple(found)


def backwards(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """Every move the other way round."""
    return tuple(Move(move.target, move.source, move.reopens) for move in moves)
