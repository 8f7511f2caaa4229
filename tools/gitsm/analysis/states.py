"""State machine of a record: can every state be entered and left, and does a closed record stay closed?"""

from __future__ import annotations

from dataclasses import dataclass

from gitsm.analysis.digraph import reach


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
